//! `/fr/…` and `/en/…`: the record as pages, for people with a keyboard, a screen reader, an old phone or no script.
//!
//! One file a page, with the template of its name in `templates/`. A page takes its rows from the same functions as the
//! API, through the same cache; [`page`] is what all pages share, [`words`] how values become words. Templates hold both
//! languages side by side and no logic beyond loops and choices. What a page cannot show it explains, and never fills.

pub mod action;
pub mod api;
pub mod assets;
pub mod axis;
mod beside;
pub mod changes;
pub mod charts;
mod citing;
pub mod datasets;
pub mod deadlines;
pub mod document;
pub mod embed;
pub mod error;
pub mod finding;
pub mod findings;
mod form;
pub mod glossary;
mod grounds;
pub mod home;
mod lines;
mod marked;
pub mod objective;
pub mod overview;
pub mod page;
mod past;
pub mod progress;
pub mod prose;
mod provenance;
mod quotes;
pub mod releases;
pub mod search;
pub mod sitemap;
pub mod sources;
pub mod statements;
mod subjects;
mod why;
pub mod words;

use actix_web::{HttpRequest, HttpResponse, Scope, dev::HttpServiceFactory, http::header::ACCEPT, web};
use askama::Template;

use super::{
    addresses,
    params::Params,
    problem::{self, ApiError},
    state::{Body, Context, State},
};
use crate::{
    domain::{release::At, text::Language},
    store::Db,
};

/// The media type of pages.
pub const HTML: &str = "text/html; charset=utf-8";

/// Declares the pages: under each language the path, and the handler that shows it.
macro_rules! pages {
    ($($path:literal => $handler:path),+ $(,)?) => {
        /// The paths of the pages below their language.
        pub const PATHS: &[&str] = &[$($path),+];

        fn mounted(scope: Scope) -> Scope {
            scope$(.route($path, web::get().to($handler)))+
        }
    };
}

pages! {
    "" => overview::show,
    "/progress" => progress::show,
    "/axes/{code}" => axis::show,
    "/actions/{code}" => action::show,
    "/objectives/{code}" => objective::show,
    "/releases" => releases::show,
    "/releases/{id}" => releases::show_one,
    "/changes" => changes::show,
    "/sources" => sources::show,
    "/sources/{id}" => document::show,
    "/deadlines" => deadlines::show,
    "/findings" => findings::show,
    "/findings/{code}" => finding::show,
    "/glossary" => glossary::show,
    "/datasets" => datasets::catalogue::show,
    "/datasets/{id}" => datasets::dataset::show,
    "/api" => api::show,
    "/search" => search::show,
    "/embed" => embed::show,
    "/about" => prose::about,
    "/accessibility" => prose::accessibility,
    "/legal" => prose::legal,
    "/privacy" => prose::privacy,
}

/// Every page, under both languages.
pub fn routes() -> impl HttpServiceFactory {
    mounted(web::scope("/{language:fr|en}")).wrap_fn(form::at_one_address)
}

/// The address of every page and of what pages need, as templates.
pub fn addresses() -> Vec<String> {
    let of_language = |language: Language| PATHS.iter().map(move |path| format!("/{}{path}", language.as_str()));
    let at_root = ["/assets/{file}"].into_iter().chain(sitemap::ADDRESSES);
    Language::ALL.into_iter().flat_map(of_language).chain(at_root.map(str::to_owned)).collect()
}

/// Whether a page is served at a path below a language.
fn shows(path: &str) -> bool {
    let path = path.split('?').next().unwrap_or_default();
    PATHS.iter().any(|template| addresses::fits(template, path))
}

/// The language of a path below one of the two languages.
pub fn language_of(path: &str) -> Option<Language> {
    let first = path.trim_start_matches('/').split('/').next();
    Language::ALL.into_iter().find(|language| first == Some(language.as_str()))
}

/// Whether a request comes from somebody who reads pages: `Accept` names HTML, as that of browsers does.
pub fn reads_html(request: &HttpRequest) -> bool {
    let lines = request.headers().get_all(ACCEPT);
    lines.into_iter().any(|line| line.to_str().is_ok_and(|line| line.contains("text/html")))
}

/// Answers a request for a page about a release with the template that `work` fills, and keeps the answer.
///
/// # Errors
/// No such release, those of `work`, or no database.
pub async fn answer<T, F>(
    request: &HttpRequest,
    state: &web::Data<State>,
    params: Params<At>,
    work: F,
) -> Result<HttpResponse, ApiError>
where
    T: Template,
    F: FnOnce(&mut Db, &Context) -> Result<T, ApiError> + Clone + Send + 'static,
{
    let context = state.context(request, &params.value, params.canonical)?;
    answer_in(request, state, context, work).await
}

/// As [`answer`], in a context that the caller made.
///
/// # Errors
/// As [`answer`].
pub async fn answer_in<T, F>(
    request: &HttpRequest,
    state: &web::Data<State>,
    context: Context,
    work: F,
) -> Result<HttpResponse, ApiError>
where
    T: Template,
    F: FnOnce(&mut Db, &Context) -> Result<T, ApiError> + Clone + Send + 'static,
{
    state.answer(request, context, move |db, context| Ok(Body::new(rendered(&work(db, context)?)?, HTML))).await
}

/// The bytes of a page.
///
/// # Errors
/// None in practice: templates write to memory.
pub fn rendered(template: &impl Template) -> Result<Vec<u8>, ApiError> {
    template.render().map(String::into_bytes).map_err(|error| {
        log::error!("a page cannot be written: {error}");
        problem::internal()
    })
}

/// The language of a page, from the path.
pub type InLanguage<T> = web::Path<(Language, T)>;
