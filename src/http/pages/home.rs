//! `/`: the way in, in the language that the reader prefers.

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{AcceptLanguage, CACHE_CONTROL, Header, LOCATION, VARY},
};

use crate::domain::text::Language;

/// Leads to the overview in the language that the reader prefers.
pub async fn redirect(request: HttpRequest) -> HttpResponse {
    let mut response = HttpResponse::Found();
    response.insert_header((LOCATION, format!("/{}", preferred(&request).as_str())));
    response.insert_header((VARY, "Accept-Language")).insert_header((CACHE_CONTROL, "no-cache"));
    response.finish()
}

/// The first of the two languages in the order of `Accept-Language` (RFC 9110, section 12.5.4), else French.
pub fn preferred(request: &HttpRequest) -> Language {
    let ranked = AcceptLanguage::parse(request).map(|accepted| accepted.ranked()).unwrap_or_default();
    let named = |tag: String| {
        let tag = tag.to_ascii_lowercase();
        let main = tag.split('-').next().unwrap_or_default();
        Language::ALL.into_iter().find(|language| language.as_str() == main)
    };
    ranked.into_iter().find_map(|range| named(range.to_string())).unwrap_or(Language::Fr)
}
