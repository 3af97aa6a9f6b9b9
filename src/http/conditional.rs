//! Conditional requests: whether a client has the content already, and what it is told then (RFC 9110, section 13).

use std::time::SystemTime;

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{self, EntityTag, Header, HeaderMap, HeaderName, IfModifiedSince, IfNoneMatch},
    },
};

use super::answers::{JALON_DATA_AS_OF, JALON_RELEASE};

/// What a 304 repeats of the headers (RFC 9110, section 15.4.5), and what every answer tells.
const KEPT_ON_304: [HeaderName; 7] = [
    header::ETAG,
    header::LAST_MODIFIED,
    header::CACHE_CONTROL,
    header::VARY,
    // Browsers put the policy of a 304 in the place of the one that they stored with the page.
    header::CONTENT_SECURITY_POLICY,
    JALON_RELEASE,
    JALON_DATA_AS_OF,
];

/// The response to a client that has the content with these headers.
pub fn unchanged(headers: &HeaderMap) -> HttpResponse {
    let mut response = HttpResponse::new(StatusCode::NOT_MODIFIED);
    for name in KEPT_ON_304 {
        if let Some(value) = headers.get(&name) {
            response.headers_mut().insert(name, value.clone());
        }
    }
    response
}

/// Whether the client has this very content: `If-None-Match` first, else `If-Modified-Since` (RFC 9110, section 13.2.2).
pub fn is_unchanged(request: &HttpRequest, tag: &str, modified: SystemTime) -> bool {
    if request.headers().contains_key(header::IF_NONE_MATCH) {
        return match IfNoneMatch::parse(request) {
            Ok(IfNoneMatch::Any) => true,
            Ok(IfNoneMatch::Items(tags)) => {
                tags.iter().any(|known| known.weak_eq(&EntityTag::new_strong(tag.to_owned())))
            }
            Err(_) => false,
        };
    }
    let seconds = |time: SystemTime| time.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |age| age.as_secs());
    match request.headers().contains_key(header::IF_MODIFIED_SINCE).then(|| IfModifiedSince::parse(request)) {
        Some(Ok(IfModifiedSince(since))) => seconds(modified) <= seconds(since.into()),
        _ => false,
    }
}
