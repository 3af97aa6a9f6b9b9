//! What a request accepts (RFC 9110, section 12.5.1): the offered media type that it prefers.

use actix_web::{HttpRequest, http::header};

use super::problem::{self, ApiError, Kind};

/// The media type that `Accept` prefers among those offered, the first of which is the default.
///
/// # Errors
/// `Accept` leaves none of them.
pub fn accepted(request: &HttpRequest, offered: &[&'static str]) -> Result<&'static str, ApiError> {
    // Several lines of a list header are one list (RFC 9110, section 5.3).
    let lines = request.headers().get_all(header::ACCEPT).map(|line| String::from_utf8_lossy(line.as_bytes()));
    let shown = lines.collect::<Vec<_>>().join(", ");
    if shown.is_empty() {
        return Ok(offered[0]);
    }
    let refused = || {
        let detail = format!(
            "the header `Accept` is `{}`; expected it to leave one of {}",
            problem::echo(&shown),
            offered.join(", ")
        );
        ApiError::new(Kind::NOT_ACCEPTABLE, detail).at("Accept", &shown).expecting(offered.join(", "))
    };
    let mut best: Option<(f32, &'static str)> = None;
    for media in offered {
        let quality = quality(&shown, media);
        if quality > 0.0 && best.is_none_or(|(known, _)| quality > known) {
            best = Some((quality, media));
        }
    }
    best.map(|(_, media)| media).ok_or_else(refused)
}

/// How much an `Accept` value wants a media type: the `q` of the most specific range that fits (RFC 9110, 12.5.1).
fn quality(accept: &str, media: &str) -> f32 {
    let kind = media.split('/').next().unwrap_or_default();
    let mut best = (0, 0.0);
    for range in accept.split(',') {
        let mut parts = range.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default().to_ascii_lowercase();
        let specific = match name.as_str() {
            "*/*" => 1,
            name if name.strip_suffix("/*") == Some(kind) => 2,
            name if name == media => 3,
            _ => continue,
        };
        let q = parts
            .find_map(|part| part.strip_prefix(['q', 'Q'])?.strip_prefix('='))
            .and_then(|q| q.parse::<f32>().ok())
            .unwrap_or(1.0);
        if specific >= best.0 {
            best = (specific, q);
        }
    }
    best.1
}

/// Refuses a request that does not accept JSON, where nothing else is offered.
///
/// # Errors
/// `Accept` leaves no JSON.
pub fn json_only(request: &HttpRequest) -> Result<(), ApiError> {
    accepted(request, &["application/json"]).map(drop)
}
