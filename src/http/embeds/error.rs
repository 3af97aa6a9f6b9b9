//! Errors where an embed would be: a small page or picture that says what is wrong, with its status.

use actix_web::HttpResponse;

use super::{SVG, frame, picture};
use crate::{
    domain::text::Language,
    http::{
        pages::{HTML, error::told},
        problem::ApiError,
    },
};

/// The page of an error in a frame.
pub fn in_frame(error: &ApiError, language: Language, base: &str) -> HttpResponse {
    let (title, told) = told(error, language);
    let detail = (language == Language::Fr && error.detail_fr.is_none()).then_some(error.detail.as_str());
    error.respond(HTML, frame::write_error(title, told, detail, language, base))
}

/// The picture of an error.
pub fn as_picture(error: &ApiError, language: Language) -> HttpResponse {
    let (title, told) = told(error, language);
    error.respond(SVG, picture::draw_error(&title, &told, language))
}
