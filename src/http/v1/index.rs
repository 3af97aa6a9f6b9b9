//! `/api/v1` itself: what the strategy is, what is announced and published, where to go; and the table of errors.

use actix_web::{
    HttpRequest, HttpResponse, get,
    web::{Data, Path},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    super::{
        accept, feeds,
        links::Pages,
        params::Params,
        problem::{ApiError, Kind},
        responses::Failures,
        state::{Body, Context, State},
    },
    collection::{self, AtParams},
    freshness::Freshness,
    releases::Announced,
    sources::{ATTRIBUTION, LICENCE, LICENCE_URL},
    views::{Item, List},
};
use crate::{
    domain::{
        absence::Absences,
        release::At,
        text::{Texts, nearest},
    },
    store::{
        Db, Slice, actions, axes, crosswalk, findings, indicators, objectives, passages, progress, releases, sources,
        statements, targets, terms,
    },
};

/// The strategy at a glance.
#[derive(Serialize, ToSchema)]
pub struct IndexView {
    /// The name of the service.
    pub name: &'static str,
    /// What the service is, in its own words.
    pub about: Texts,
    /// Until the ministry runs it, an instance is a demonstration.
    pub demonstration: bool,
    pub licence: &'static str,
    pub licence_url: &'static str,
    pub attribution: &'static str,
    /// What the sources of the release announce.
    pub announced: Announced,
    /// What the release holds.
    pub published: PublishedCounts,
    pub freshness: Freshness,
    /// Why each null is null.
    #[schema(value_type = Absences)]
    pub absent: Absences,
}

/// What a release holds.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "axes": 4, "actions": 17, "named_actions": 16, "objectives": 17, "statements": 100, "figures": 25, "sources": 5,
    "passages": 791, "targets": 115, "indicators": 139, "findings": 162, "terms": 11, "crosswalk": 94
}))]
pub struct PublishedCounts {
    pub axes: i64,
    /// Actions, with those that are counted and named nowhere.
    pub actions: i64,
    /// Actions that have a title.
    pub named_actions: i64,
    /// Objectives that are published, each part a row.
    pub objectives: i64,
    /// Nodes of statement trees.
    pub statements: i64,
    /// Published percentages.
    pub figures: i64,
    pub sources: i64,
    /// Spans of the sources on which the release rests.
    pub passages: i64,
    /// Quantified or dated aims.
    pub targets: i64,
    /// Announced indicators and stated figures.
    pub indicators: i64,
    /// Contradictions and gaps of the sources.
    pub findings: i64,
    /// Terms that the sources define.
    pub terms: i64,
    /// Rows of the crosswalk between the editions.
    pub crosswalk: i64,
}

/// The strategy at a glance.
///
/// What the strategy is, what its sources announce and what is published, how fresh the data is, and where to go next.
#[utoipa::path(tag = "index", params(AtParams), responses(
    (status = 200, description = "The index", body = Item<IndexView>), Failures))]
#[get("")]
pub async fn get_index(request: HttpRequest, state: Data<State>, params: Params<At>) -> Result<HttpResponse, ApiError> {
    accept::json_only(&request)?;
    let context = state.context(&request, &params.value, params.canonical)?;
    let work = move |db: &mut Db, context: &Context| {
        let view = index(db, context)?;
        let folders = [
            "releases",
            "axes",
            "actions",
            "objectives",
            "statements",
            "progress",
            "sources",
            "passages",
            "audit",
            "targets",
            "deadlines",
            "indicators",
            "findings",
            "glossary",
            "crosswalk",
        ];
        let mut related: Vec<(&'static str, String)> = folders.iter().map(|name| (*name, format!("/{name}"))).collect();
        related.extend(context.changes().map(|path| ("changes", path)));
        related.push(("derivations", "/derivations".to_owned()));
        related.push(("search", "/search?q=education".to_owned()));
        related.push(("freshness", "/freshness".to_owned()));
        related.push(("openapi", "/openapi.json".to_owned()));
        related.push(("docs", "/docs/".to_owned()));
        related.push(("problems", "/problems".to_owned()));
        let mut item = Item::new(view, context, &related, Vec::new());
        let feeds = feeds::ADDRESSES.map(|(name, path)| (name, format!("{}{path}", context.base)));
        item.links.related.extend(feeds);
        Ok(Body::json(&item))
    };
    state.answer(&request, context, work).await
}

fn index(db: &mut Db, context: &Context) -> Result<IndexView, ApiError> {
    let sequence = context.release.sequence;
    let row = releases::by_sequence(db, sequence)?.ok_or_else(super::super::problem::internal)?;
    let all_actions = actions::list(db, sequence, &actions::Filter::default(), &Slice::default())?;
    let published = objectives::Filter { publication_state: vec!["published".to_owned()], ..Default::default() };
    let figures = progress::Filter { method: vec!["published".to_owned()], ..Default::default() };
    let length = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    Ok(IndexView {
        name: "Jalon",
        about: Texts {
            fr: Some("L’avancement de la stratégie, tel que le ministère le publie, en données ouvertes : chaque texte et chaque chiffre renvoie au passage d’où il vient.".to_owned()),
            en: Some("The progress of the strategy, as the ministry publishes it, as open data: each text and figure leads to the passage it comes from.".to_owned()),
        },
        demonstration: true,
        licence: LICENCE,
        licence_url: LICENCE_URL,
        attribution: ATTRIBUTION,
        announced: Announced {
            axes: row.announced_axes,
            actions: row.announced_actions,
            objectives: row.announced_objectives,
        },
        published: PublishedCounts {
            axes: axes::count(db, sequence, &axes::Filter::default())?,
            named_actions: length(all_actions.iter().filter(|a| a.title_fr.is_some() || a.title_en.is_some()).count()),
            actions: length(all_actions.len()),
            objectives: objectives::count(db, sequence, &published)?,
            statements: statements::count(db, sequence, &statements::Filter::default())?,
            figures: progress::count(db, sequence, &figures)?,
            sources: sources::count(db, sequence, &sources::Filter::default())?,
            passages: passages::count(db, sequence, &passages::Filter::default())?,
            targets: targets::count(db, sequence, &targets::Filter::default())?,
            indicators: indicators::count(db, sequence, &indicators::Filter::default())?,
            findings: findings::count(db, sequence, &findings::Filter::default())?,
            terms: terms::count(db, sequence, &terms::Filter::default())?,
            crosswalk: crosswalk::count(db, sequence, &crosswalk::Filter::default())?,
        },
        absent: {
            let mut absent = Absences::from_flat(&row.absent);
            absent.0.retain(|field, _| ["promise", "announced", "earliest", "latest"].iter().any(|f| field.starts_with(f)));
            absent
        },
        freshness: Freshness::of(&row),
    })
}

/// An error that the service answers with.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "code": "unknown_parameter", "status": 400, "title": "Unknown query parameter",
    "explanation": "The query string holds a parameter that this address does not take.",
    "href": "http://127.0.0.1:8080/api/v1/problems/unknown_parameter"
}))]
pub struct ProblemView {
    /// The stable name, for programs.
    pub code: &'static str,
    /// The HTTP status.
    pub status: u16,
    pub title: &'static str,
    /// When it happens and what to do.
    pub explanation: &'static str,
    pub href: String,
}

fn problem_view(kind: &Kind, context: &Context) -> ProblemView {
    ProblemView {
        code: kind.code,
        status: kind.status,
        title: kind.title,
        explanation: kind.explanation,
        href: context.v1(&format!("/problems/{}", kind.code)),
    }
}

/// The code of an error, from the path.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct ProblemPath {
    /// The error's code.
    #[param(example = "unknown_parameter")]
    code: String,
}

/// The errors of the service.
///
/// Every code that an error answer may carry, with its HTTP status and what it means.
#[utoipa::path(tag = "index", responses(
    (status = 200, description = "The errors", body = List<ProblemView>), Failures))]
#[get("/problems")]
pub async fn list_problems(
    request: HttpRequest,
    state: Data<State>,
    params: Params<()>,
) -> Result<HttpResponse, ApiError> {
    accept::json_only(&request)?;
    let mut context = state.context(&request, &At::Current, params.canonical)?;
    context.across_releases();
    let views: Vec<ProblemView> = Kind::ALL.iter().map(|kind| problem_view(kind, &context)).collect();
    let total = i64::try_from(views.len()).unwrap_or(i64::MAX);
    let body = collection::page(views, &[], &context, Pages { limit: total, offset: 0, total })?;
    Ok(state.give(&request, &context, body))
}

/// One error.
///
/// What the code of an error answer means; the address stands in its `type`.
#[utoipa::path(tag = "index", params(ProblemPath), responses(
    (status = 200, description = "The error", body = Item<ProblemView>), Failures))]
#[get("/problems/{code}")]
pub async fn get_problem(
    request: HttpRequest,
    state: Data<State>,
    path: Path<ProblemPath>,
    params: Params<()>,
) -> Result<HttpResponse, ApiError> {
    let code = path.into_inner().code;
    accept::json_only(&request)?;
    let Some(kind) = Kind::ALL.iter().find(|kind| kind.code == code) else {
        let mut error = ApiError::new(Kind::NOT_FOUND, "no error has this code").at("code", &code);
        error.did_you_mean = nearest(&code, Kind::ALL.iter().map(|kind| kind.code));
        return Err(error.seeing(vec!["/api/v1/problems".to_owned()]));
    };
    let mut context = state.context(&request, &At::Current, params.canonical)?;
    context.across_releases();
    let view = problem_view(kind, &context);
    let related = [("problems", "/problems".to_owned())];
    let body = super::item(view, &context, &related, Vec::new());
    Ok(state.give(&request, &context, body))
}
