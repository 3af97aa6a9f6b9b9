//! `/sitemap.xml`, `/robots.txt`: every page of the current release in both languages, for search engines.

use actix_web::{HttpRequest, HttpResponse, get, web};
use askama::Template;
use chrono::NaiveDateTime;

use super::{PATHS, rendered, shows};
use crate::{
    domain::{catalogue::DATASETS, release::At, text::Language},
    http::{
        links,
        params::Params,
        problem::ApiError,
        state::{Body, Context, State},
        v1::views::time,
    },
    store::{Db, Slice, actions, axes, findings, objectives, sources},
};

/// Where both are.
pub const ADDRESSES: [&str; 2] = ["/sitemap.xml", "/robots.txt"];

/// Pages that ask search engines to leave them out.
const HIDDEN: [&str; 1] = ["/search"];

/// Pages that are about the program and not about the record, whose releases leave them as they are.
const TIMELESS: [&str; 5] = ["/accessibility", "/legal", "/privacy", "/api", "/embed"];

/// The sitemap (protocol 0.9), each page naming itself in the other language.
#[derive(Template)]
#[template(path = "sitemap.xml")]
struct Sitemap {
    places: Vec<Place>,
}

/// A page, in both languages.
struct Place {
    languages: [(&'static str, String); 2],
    /// When what it shows was recorded, RFC 3339.
    recorded: Option<String>,
}

impl Place {
    fn of(base: &str, path: &str, recorded: Option<NaiveDateTime>) -> Self {
        let languages = Language::ALL.map(Language::as_str);
        Place { languages: languages.map(|l| (l, format!("{base}/{l}{path}"))), recorded: recorded.map(time) }
    }
}

/// Lists every page.
///
/// # Errors
/// A parameter, of which it takes none, or no database.
#[get("/sitemap.xml")]
pub async fn get_sitemap(
    request: HttpRequest,
    state: web::Data<State>,
    params: Params<()>,
) -> Result<HttpResponse, ApiError> {
    let mut context = state.context(&request, &At::Current, params.canonical)?;
    context.across_releases();
    let work = |db: &mut Db, context: &Context| {
        let sitemap = Sitemap { places: places(db, context)? };
        Ok(Body::new(rendered(&sitemap)?, "application/xml; charset=utf-8"))
    };
    state.answer(&request, context, work).await
}

/// The pages that stand alone, then those of what the current release holds, as far as each has a page.
fn places(db: &mut Db, context: &Context) -> Result<Vec<Place>, ApiError> {
    let (sequence, slice, base) = (context.release.sequence, Slice::default(), &context.base);
    let alone = PATHS.iter().filter(|path| !path.contains('{') && !HIDDEN.contains(path));
    let mut paths: Vec<String> = alone.map(|path| (*path).to_owned()).collect();
    paths
        .extend(axes::list(db, sequence, &Default::default(), &slice)?.iter().map(|row| format!("/axes/{}", row.code)));
    let rows = actions::list(db, sequence, &Default::default(), &slice)?;
    paths.extend(rows.iter().map(|row| format!("/actions/{}", row.code)));
    let rows = objectives::list(db, sequence, &Default::default(), &slice)?;
    paths.extend(rows.iter().map(|row| format!("/objectives/{}", row.code)));
    let rows = sources::list(db, sequence, &Default::default(), &slice)?;
    paths.extend(rows.iter().map(|row| format!("/sources/{}", row.id)));
    let rows = findings::list(db, sequence, &Default::default(), &slice)?;
    paths.extend(rows.iter().map(|row| format!("/findings/{}", row.code)));
    paths.extend(DATASETS.iter().map(|dataset| format!("/datasets/{}", dataset.id())));
    let recorded = |path: &str| (!TIMELESS.contains(&path)).then_some(context.release.recorded_at);
    let place = |path: &String| Place::of(base, path, recorded(path));
    let mut places: Vec<Place> = paths.iter().filter(|path| shows(path)).map(place).collect();
    let releases = context.releases.latest_revisions().into_iter();
    let releases = releases.map(|release| (format!("/releases/{}", release.id), release.recorded_at));
    places.extend(releases.filter(|(path, _)| shows(path)).map(|(path, at)| Place::of(base, &path, Some(at))));
    Ok(places)
}

/// Lets every robot in, and says where the sitemap is.
///
/// # Errors
/// A parameter, of which it takes none.
#[get("/robots.txt")]
pub async fn get_robots(
    request: HttpRequest,
    state: web::Data<State>,
    params: Params<()>,
) -> Result<HttpResponse, ApiError> {
    let mut context = state.context(&request, &At::Current, params.canonical)?;
    context.across_releases();
    let text = format!("User-agent: *\nAllow: /\n\nSitemap: {}/sitemap.xml\n", links::base(&state.config, &request));
    Ok(state.give(&request, &context, Body::new(text.into_bytes(), "text/plain; charset=utf-8")))
}
