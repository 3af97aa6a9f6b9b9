//! Conditional requests: whether a client has the content already, and what it is told then (RFC 9110, section 13).

use std::time::SystemTime;

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{self, EntityTag, Header, HeaderMap, HeaderName, IfModifiedSince, IfNoneMatch},
    },
};

/// What is of a body alone, and not repeated without it (RFC 9110, section 15.4.5). The policy of a page is: browsers put that
/// of a 304 in the place of the one that they stored.
const OF_BODIES: [HeaderName; 5] = [
    header::CONTENT_TYPE,
    header::CONTENT_ENCODING,
    header::CONTENT_LANGUAGE,
    header::CONTENT_DISPOSITION,
    header::LINK,
];

/// What is left of the headers of a content for a client that has it.
pub fn left(headers: &HeaderMap) -> HeaderMap {
    let mut left = HeaderMap::new();
    // Not a clone with some of them taken out, which would stay as large.
    for (name, value) in headers.iter().filter(|(name, _)| !OF_BODIES.contains(name)) {
        left.append(name.clone(), value.clone());
    }
    left
}

/// The response to a client that has the content, with what is [`left`] of its headers.
pub fn unchanged(headers: HeaderMap) -> HttpResponse {
    let mut response = HttpResponse::new(StatusCode::NOT_MODIFIED);
    *response.headers_mut() = headers;
    response
}

/// Whether the client has this very content: `If-None-Match` first, else `If-Modified-Since` (RFC 9110, section 13.2.2).
///
/// The date must be the one that was told (section 13.1.3 allows it): a release is recorded before it is published, so that a
/// client which sends the time of its download may not have seen it.
pub fn is_unchanged(request: &HttpRequest, tag: &str, modified: SystemTime) -> bool {
    if let Some(known) = request.headers().get(header::IF_NONE_MATCH) {
        // As clients send back what they were given, nearly always.
        if known.as_bytes().strip_prefix(b"\"").and_then(|known| known.strip_suffix(b"\"")) == Some(tag.as_bytes()) {
            return true;
        }
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
        Some(Ok(IfModifiedSince(since))) => seconds(modified) == seconds(since.into()),
        _ => false,
    }
}
