//! `/fr/releases`: the publications of the record, their dates as far as they are known, and their corrections.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::{InLanguage, lines, page::Page, words::Said};
use crate::{
    domain::{release::At, text::Language},
    http::{
        params::Params,
        problem::{self, ApiError},
        state::{Context, State},
        v1::{
            collection,
            releases::{self as v1, Bound, ReleaseView, RevisionView},
        },
    },
    store::{
        Db,
        releases::{self, ReleaseRow},
    },
};

#[derive(Template)]
#[template(path = "releases.html")]
struct ReleasesPage {
    page: Page,
    releases: Vec<Line>,
}

#[derive(Template)]
#[template(path = "release.html")]
struct ReleasePage {
    page: Page,
    line: Line,
    revisions: Vec<RevisionView>,
    announced: [Option<i32>; 3],
    bounds: Vec<(String, String, Said)>,
    promise: Said,
    sha256: String,
    /// A release comes before it.
    has_past: bool,
}

/// A revision of a release.
struct Line {
    pinned: String,
    edition: String,
    dated: String,
    recorded: String,
    reason: Option<String>,
    is_current: bool,
    title: Said,
}

impl Line {
    fn of(page: &Page, view: &ReleaseView, row: &ReleaseRow) -> Self {
        Line {
            dated: page.dated(&row.into()),
            recorded: page.date(&row.recorded_at.date()),
            reason: view.reason.clone(),
            is_current: view.is_current,
            title: lines::title(page, &view.title),
            pinned: view.pinned.clone(),
            edition: view.edition.clone(),
        }
    }
}

/// Shows the releases.
///
/// # Errors
/// No database.
pub async fn show(
    request: HttpRequest,
    state: web::Data<State>,
    language: web::Path<Language>,
    params: Params<()>,
) -> Result<HttpResponse, ApiError> {
    let language = language.into_inner();
    let mut context = state.context(&request, &At::Current, params.canonical)?;
    context.across_releases();
    super::answer_in(&request, &state, context, move |db, context| list(db, context, language)).await
}

fn list(db: &mut Db, context: &Context, language: Language) -> Result<ReleasesPage, ApiError> {
    let mut rows = releases::list(db)?;
    rows.retain(|row| context.releases.all.iter().any(|known| known.sequence == row.seq));
    rows.sort_by(|a, b| (&b.id, b.revision).cmp(&(&a.id, a.revision)));
    let (title, description) = match language {
        Language::Fr => (
            "Publications",
            "Chaque publication de l’avancement de la stratégie, avec ses corrections : rien de ce qui fut publié n’est changé ni retiré.",
        ),
        Language::En => (
            "Releases",
            "Every release of the progress of the strategy, with its corrections: nothing that was published is changed or removed.",
        ),
    };
    let page = Page::new(context, language, "/releases", title.to_owned(), description.to_owned())
        .with_data("JSON", "/api/v1/releases");
    let releases = rows.iter().map(|row| Line::of(&page, &v1::view(row, context), row)).collect();
    Ok(ReleasesPage { releases, page })
}

/// Shows one release.
///
/// # Errors
/// No such release, or no database.
pub async fn show_one(
    request: HttpRequest,
    state: web::Data<State>,
    path: InLanguage<String>,
    params: Params<()>,
) -> Result<HttpResponse, ApiError> {
    let (language, id) = path.into_inner();
    let at = collection::parse_release(&id)?;
    let mut context = state.context(&request, &at, params.canonical)?;
    context.across_releases();
    context.forget_choice();
    super::answer_in(&request, &state, context, move |db, context| one(db, context, language, &id)).await
}

fn one(db: &mut Db, context: &Context, language: Language, id: &str) -> Result<ReleasePage, ApiError> {
    let row = releases::by_sequence(db, context.release.sequence)?.ok_or_else(problem::internal)?;
    let view = v1::view(&row, context);
    let mut own = releases::list(db)?;
    own.retain(|other| other.id == row.id && context.releases.all.iter().any(|known| known.sequence == other.seq));
    own.sort_by_key(|other| other.revision);
    let (title, description) = match language {
        Language::Fr => (
            format!("Publication {}", row.pinned()),
            format!(
                "La publication {} de l’avancement de la stratégie : ses dates, ses corrections, son archive signée.",
                row.pinned()
            ),
        ),
        Language::En => (
            format!("Release {}", row.pinned()),
            format!(
                "Release {} of the progress of the strategy: its dates, its corrections, its signed archive.",
                row.pinned()
            ),
        ),
    };
    let path = format!("/releases/{id}");
    let page = Page::new(context, language, &path, title, description)
        .under(if language == Language::Fr { "Publications" } else { "Releases" }, "/releases")
        .under(row.pinned(), &path)
        .with_data("JSON", &format!("/api/v1{path}"));
    let bound = |words: String, bound: Option<Bound>| {
        bound.map(|bound| (words, page.date(&bound.date), page.said(&bound.basis)))
    };
    let bounds = [
        bound(page.say("Pas avant le", "Not before"), v1::view(&row, context).earliest),
        bound(page.say("Pas après le", "Not after"), v1::view(&row, context).latest),
    ];
    Ok(ReleasePage {
        line: Line::of(&page, &view, &row),
        revisions: own.iter().map(|other| v1::revision(other, context)).collect(),
        announced: [view.announced.axes, view.announced.actions, view.announced.objectives],
        bounds: bounds.into_iter().flatten().collect(),
        promise: lines::title(&page, &view.promise),
        has_past: context.changes().is_some(),
        sha256: view.content_sha256,
        page,
    })
}
