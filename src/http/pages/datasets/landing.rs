//! `/explore/dataset/{id}/`: the address of a dataset that portals and harvesters build by themselves, and its name in RDF.

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{CACHE_CONTROL, LOCATION, VARY},
    web,
};

use crate::http::{accept, pages::home, problem::ApiError};

/// What the name of a resource may be asked for: its page, or the graph that `/catalog` negotiates.
const OFFERED: [&str; 4] = ["text/html", "text/turtle", "application/ld+json", "application/rdf+xml"];

/// Leads to the list of datasets.
pub async fn redirect_to_all(request: HttpRequest) -> HttpResponse {
    lead(&request, "")
}

/// Leads to a dataset: to its page in the language of the reader, or to its graph if that is what is preferred.
///
/// # Errors
/// No such dataset.
pub async fn redirect(request: HttpRequest, id: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let dataset = super::named(&id, home::preferred(&request))?;
    Ok(lead(&request, &format!("/{}", dataset.id())))
}

fn lead(request: &HttpRequest, below: &str) -> HttpResponse {
    let address = match accept::accepted(request, &OFFERED) {
        Ok(media) if media != OFFERED[0] => format!("/catalog{below}"),
        _ => format!("/{}/datasets{below}", home::preferred(request).as_str()),
    };
    HttpResponse::TemporaryRedirect()
        .insert_header((LOCATION, address))
        .insert_header((VARY, "Accept, Accept-Language"))
        .insert_header((CACHE_CONTROL, "no-cache"))
        .finish()
}
