//! Errors where an embed would be: a small page or picture that says what is wrong, with its status.

use actix_web::{
    HttpResponse,
    http::{
        StatusCode,
        header::{ALLOW, CACHE_CONTROL, CONTENT_ENCODING, HeaderValue, RETRY_AFTER},
    },
};

use super::{SVG, frame, picture};
use crate::{
    domain::text::Language,
    http::{
        pages::{HTML, error::told},
        problem::{ApiError, Kind},
    },
};

/// The page of an error in a frame.
pub fn in_frame(error: &ApiError, language: Language, base: &str) -> HttpResponse {
    let (title, told) = told(error, language);
    let detail = (language == Language::Fr && error.detail_fr.is_none()).then_some(error.detail.as_str());
    respond(error, HTML, frame::write_error(title, told, detail, language, base))
}

/// The picture of an error.
pub fn as_picture(error: &ApiError, language: Language) -> HttpResponse {
    let (title, told) = told(error, language);
    respond(error, SVG, picture::draw_error(&title, &told, language))
}

fn respond(error: &ApiError, media: &'static str, body: Vec<u8>) -> HttpResponse {
    let status = StatusCode::from_u16(error.kind.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = HttpResponse::build(status)
        .content_type(media)
        .insert_header((CACHE_CONTROL, "no-store"))
        // Nothing is compressed that is sent once; the outermost layer drops the header.
        .insert_header((CONTENT_ENCODING, "identity"))
        .body(body);
    if let Some(allow) = error.allow.as_deref().and_then(|allow| HeaderValue::from_str(allow).ok()) {
        response.headers_mut().insert(ALLOW, allow);
    }
    if error.kind == Kind::UNAVAILABLE {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("1"));
    }
    response
}
