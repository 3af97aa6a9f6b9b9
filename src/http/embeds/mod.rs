//! What other sites show of the record: `/embed` in a frame or as a picture, `/badge`, `/og` as the preview of a link, and
//! `/oembed`, by which programs find the frame of a page.
//!
//! [`subject`] reads what is shown, through the same functions and cache as the API; the other files shape it. An embed
//! follows the current release unless its address chooses one, and brings its source, licence and release with it. It has
//! no script and, unlike all else, may be framed by anyone. `/{fr|en}/embed` builds the snippets of [`snippet`].

mod badge;
pub mod error;
mod frame;
pub mod oembed;
mod picture;
pub mod preview;
pub mod snippet;
pub mod subject;

use std::sync::LazyLock;

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Path, ServiceConfig, get},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};

use super::{
    pages::charts,
    params::{FromQuery, Params, QueryString},
    problem::{ApiError, Kind, Surface},
    state::{Body, Context, State},
};
use crate::{
    domain::{release::At, text::Language},
    store::Db,
};
use subject::{Named, Subject};

/// The media type of pictures.
pub const SVG: &str = "image/svg+xml";

/// How an address chooses what is shown: the language of the words around it, and the release.
#[derive(Clone, Debug)]
struct Choice {
    language: Language,
    at: At,
}

impl FromQuery for Choice {
    fn from_query(query: &mut QueryString) -> Result<Self, ApiError> {
        Ok(Choice { language: Language::from_query(query)?, at: At::from_query(query)? })
    }
}

/// Mounts the routes.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/embed/{level:axis|action|objective}/{file}", get().to(get_embed))
        .route("/badge/{level:axis|action|objective}/{file}", get().to(get_badge))
        .route("/og/{file}", get().to(preview::of_site))
        .route("/og/{language:fr|en}/{level:axis|action|objective}/{file}", get().to(preview::of_subject))
        .route("/oembed", get().to(oembed::get_oembed));
}

/// Every address, as templates.
pub fn addresses() -> Vec<String> {
    let levels = ["axis", "action", "objective"];
    let embeds = ["embed", "badge", "og/fr", "og/en"].into_iter();
    let embeds = embeds.flat_map(|folder| levels.map(|level| format!("/{folder}/{level}/{{code}}")));
    embeds.chain(["/oembed", "/og/fr.png", "/og/en.png"].map(str::to_owned)).collect()
}

/// Whether a path is that of something that other sites show, and so may frame.
pub fn is_here(path: &str) -> bool {
    path.starts_with("/embed/") || path.starts_with("/badge/")
}

/// The surface of a path, which gives errors their shape; none if it is not of an embed.
pub fn surface(request: &HttpRequest) -> Option<Surface> {
    let path = request.path();
    let is_english = request.query_string().split('&').any(|pair| pair == "lang=en");
    let language = if is_english { Language::En } else { Language::Fr };
    match is_here(path) {
        true if path.starts_with("/badge/") || path.ends_with(".svg") => Some(Surface::Picture(language)),
        true => Some(Surface::Frame(language)),
        false => None,
    }
}

/// What an embed may load: the stylesheet of frames, and the one within pictures. Any site may show it.
pub fn policy() -> &'static str {
    static POLICY: LazyLock<String> = LazyLock::new(|| {
        let within = STANDARD.encode(Sha256::digest(charts::FILE_STYLE));
        format!(
            "default-src 'none'; style-src 'self' 'sha256-{within}'; frame-ancestors *; base-uri 'none'; \
             form-action 'none'"
        )
    });
    &POLICY
}

/// An axis, action or objective in a frame or, with the ending `.svg`, as a picture.
async fn get_embed(
    request: HttpRequest,
    state: Data<State>,
    path: Path<(String, String)>,
    params: Params<Choice>,
) -> Result<HttpResponse, ApiError> {
    let (level, file) = path.into_inner();
    match file.strip_suffix(".svg") {
        Some(code) => answer(&request, &state, (&level, code), params, SVG, picture::draw).await,
        None => answer(&request, &state, (&level, &file), params, super::pages::HTML, frame::write).await,
    }
}

/// A figure as a badge.
async fn get_badge(
    request: HttpRequest,
    state: Data<State>,
    path: Path<(String, String)>,
    params: Params<Choice>,
) -> Result<HttpResponse, ApiError> {
    let (level, file) = path.into_inner();
    let code = without_ending(&request, &file, ".svg")?;
    answer(&request, &state, (&level, code), params, SVG, badge::draw).await
}

/// The name of a file without its ending, which must be there.
fn without_ending<'a>(request: &HttpRequest, file: &'a str, ending: &str) -> Result<&'a str, ApiError> {
    file.strip_suffix(ending).ok_or_else(|| {
        let mut error =
            ApiError::new(Kind::UNKNOWN_PATH, format!("the addresses of such pictures end with `{ending}`"));
        error.did_you_mean = Some(format!("{}{ending}", request.path()));
        error.at("path", request.path())
    })
}

async fn answer(
    request: &HttpRequest,
    state: &Data<State>,
    (level, code): (&str, &str),
    params: Params<Choice>,
    media: &'static str,
    shape: fn(&Subject) -> Result<Vec<u8>, ApiError>,
) -> Result<HttpResponse, ApiError> {
    let named = Named::parse(level, code)?;
    let context = state.context(request, &params.value.at, params.canonical)?;
    let language = params.value.language;
    let work = move |db: &mut Db, context: &Context| {
        Ok(Body::new(shape(&Subject::read(db, context, &named, language)?)?, media))
    };
    state.answer(request, context, work).await
}
