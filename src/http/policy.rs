//! What browsers may do with an answer: read it from any origin, guess nothing about it, run and frame nothing that is not made
//! for it.

use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};

use super::{embeds, pages};

/// Headers of every answer: no sniffing, no framing, no script, any origin may read. Each takes nearly a hundredth of the time
/// of an answer that is kept.
const HEADERS: [(HeaderName, HeaderValue); 4] = [
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"),
    ),
    (header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
    // All of them: no request brings credentials where any origin may read.
    (header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("*")),
];

/// A document leads elsewhere.
const NO_REFERRER: (HeaderName, HeaderValue) = (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
/// For browsers that do not know `frame-ancestors`, which show nothing but documents in a frame.
const NO_FRAME: (HeaderName, HeaderValue) = (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
/// What other sites show within their pages agrees to it, which those ask for that isolate themselves. Data is fetched with CORS.
const SHOWN_ELSEWHERE: (HeaderName, HeaderValue) =
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("cross-origin"));

/// The explorer of the contract brings its own scripts and styles, and asks this service only.
const EXPLORER_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/// Pages bring one stylesheet and one script, nothing within them and nothing from elsewhere.
const PAGE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
    frame-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/// Adds the headers of every answer.
pub fn decorate(headers: &mut HeaderMap) {
    for (name, value) in HEADERS {
        headers.insert(name, value);
    }
}

/// Says of what is a document or a picture what it may load and who may show it, where that is not nothing and nobody.
pub fn guard(headers: &mut HeaderMap, path: &str) {
    let media = headers.get(header::CONTENT_TYPE).and_then(|media| media.to_str().ok()).unwrap_or_default();
    let (is_document, is_picture) = (media.starts_with("text/html"), media.starts_with("image/"));
    let is_embed = embeds::is_here(path);
    let policy = match path {
        _ if is_embed => Some(embeds::policy()),
        _ if path.starts_with("/api/v1/docs") => Some(EXPLORER_POLICY),
        _ if media == pages::HTML => Some(PAGE_POLICY),
        _ => None,
    };
    let policy = policy.map(|policy| (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy)));
    let told = [
        policy,
        is_document.then_some(NO_REFERRER),
        (is_document && !is_embed).then_some(NO_FRAME),
        (is_picture || is_embed).then_some(SHOWN_ELSEWHERE),
    ];
    told.into_iter().flatten().for_each(|(name, value)| drop(headers.insert(name, value)));
}
