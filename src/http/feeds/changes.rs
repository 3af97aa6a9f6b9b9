//! `/feeds/changes.atom`, `/feeds/changes.json`: what the revisions changed, an entry a change.

use actix_web::{HttpRequest, HttpResponse, get, web::Data};
use utoipa::IntoParams;

use super::{
    super::{
        catalogue::LanguageParams,
        links,
        params::{FromQuery, Params, QueryString},
        problem::ApiError,
        responses::Failures,
        state::{Context, State},
        v1::{
            changes::{ChangeParams, view},
            codes,
        },
    },
    Channel, Form, tell, told, words,
};
use crate::{
    domain::{
        catalogue,
        change::{ChangeKind, ChangeSubject},
        text::Language,
    },
    formats::feed::{self, Entry, json_feed::JsonFeed},
    store::{Db, QueryResult, changes::ChangeRow, releases::ReleaseRow},
};

/// Most entries of the feed: all changes of a release fit, of which the largest so far has 206. Older ones are under
/// `/api/v1/changes`, pair by pair of releases, and in the dataset of changes.
const MOST_ENTRIES: usize = 500;

const DESCRIPTION: [&str; 2] = [
    "Chaque changement de la stratégie, de ses chiffres et de ses énoncés, la publication la plus récente d’abord.",
    "Each change of the plan, its figures and its statements, the newest release first.",
];

/// Which changes are told.
#[derive(Clone, Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FeedParams {
    /// Codes of axes; their actions, objectives and statements count among them.
    #[param(example = "4", value_type = Option<String>)]
    axis: Vec<String>,
    /// Codes of actions; their objectives and the statements about those count among them.
    #[param(example = "14", value_type = Option<String>)]
    action: Vec<String>,
    /// Codes of objectives.
    #[param(example = "31", value_type = Option<String>)]
    objective: Vec<String>,
    /// At most so many entries, the newest: 1 to 500 (the default).
    #[param(example = 2, value_type = Option<usize>, minimum = 1, maximum = 500)]
    limit: usize,
}

impl FromQuery for FeedParams {
    fn from_query(query: &mut QueryString) -> Result<Self, ApiError> {
        let most = i64::try_from(MOST_ENTRIES).unwrap_or(i64::MAX);
        Ok(FeedParams {
            axis: codes::numbers(query, "axis")?,
            action: codes::numbers(query, "action")?,
            objective: codes::objective_codes(query, "objective")?,
            limit: query.number("limit", 1..=most)?.and_then(|n| usize::try_from(n).ok()).unwrap_or(MOST_ENTRIES),
        })
    }
}

impl FeedParams {
    /// What is told, such as `Axe 4, Action 14`; empty for all of it.
    fn part(&self, language: Language) -> String {
        let subjects = [
            (ChangeSubject::Axis, &self.axis),
            (ChangeSubject::Action, &self.action),
            (ChangeSubject::Objective, &self.objective),
        ];
        let asked = subjects.into_iter().filter(|(_, codes)| !codes.is_empty());
        let named =
            asked.map(|(subject, codes)| format!("{} {}", subject.label()[language as usize], codes.join(", ")));
        named.collect::<Vec<_>>().join(", ")
    }
}

/// The changes as an Atom feed.
///
/// An entry for each change of the plan, its figures and its statements, those of the newest revision first and in the order
/// of the plan; `axis`, `action` and `objective` filter as they do under `/api/v1/changes`. The first revision of a release
/// is compared with the release before it, a correction with the revision that it corrects. At most 500 entries: the whole
/// list is `/api/v1/changes?from=…&to=…` for two revisions, and the dataset of changes for all releases. Ids are the same on
/// every instance and in every language. The language of the feed's own words is French unless `lang=en`; words of the
/// record stay as they are.
#[utoipa::path(tag = "feeds", params(FeedParams, LanguageParams), responses(
    (status = 200, description = "The feed (RFC 4287)", body = String, content_type = "application/atom+xml"), Failures))]
#[get("/feeds/changes.atom")]
pub async fn get_changes_atom(
    request: HttpRequest,
    state: Data<State>,
    params: Params<(FeedParams, Language)>,
) -> Result<HttpResponse, ApiError> {
    changes(&request, &state, Form::Atom, params).await
}

/// The changes as a JSON Feed.
///
/// The entries of `/feeds/changes.atom`, as JSON Feed 1.1.
#[utoipa::path(tag = "feeds", params(FeedParams, LanguageParams), responses(
    (status = 200, description = "The feed", body = JsonFeed, content_type = "application/feed+json"), Failures))]
#[get("/feeds/changes.json")]
pub async fn get_changes_json_feed(
    request: HttpRequest,
    state: Data<State>,
    params: Params<(FeedParams, Language)>,
) -> Result<HttpResponse, ApiError> {
    changes(&request, &state, Form::JsonFeed, params).await
}

async fn changes(
    request: &HttpRequest,
    state: &Data<State>,
    form: Form,
    params: Params<(FeedParams, Language)>,
) -> Result<HttpResponse, ApiError> {
    let (asked, language) = params.value;
    let (part, limit) = (asked.part(language), asked.limit);
    let dataset = &catalogue::CHANGES;
    let channel = Channel { name: "changes", dataset, description: DESCRIPTION, language, part };
    let filter = ChangeParams::of_places(asked.axis, asked.action, asked.objective);
    let entries = move |db: &mut Db, context: &Context| Ok(newest(db, context, &filter, limit, language)?);
    tell(request, state, form, channel, params.canonical, entries).await
}

/// The newest changes that the filter keeps. Revisions beyond the last entry are not read.
fn newest(
    db: &mut Db,
    context: &Context,
    filter: &ChangeParams,
    limit: usize,
    language: Language,
) -> QueryResult<Vec<Entry>> {
    let all = told::newest_first(db, context)?;
    let mut entries = Vec::new();
    for release in &all {
        let rows = told::changes(db, &all, release)?;
        let kept = rows.iter().filter(|row| filter.keep(row)).take(limit - entries.len());
        entries.extend(kept.map(|row| entry(row, release, language, context)));
        if entries.len() == limit {
            break;
        }
    }
    Ok(entries)
}

fn entry(row: &ChangeRow, release: &ReleaseRow, language: Language, context: &Context) -> Entry {
    let (before, after) = (format!("{}.{}", row.from_release, row.from_revision), release.pinned());
    let here = format!("from={before}&limit=1&offset={}&to={after}", row.position - 1);
    let side = |name: &'static str, code: &Option<String>, pinned: &str| {
        // A release has no code and is on both sides.
        let is_there = code.is_some() || row.code.is_none();
        let path = view::path(&row.subject, code.as_deref(), pinned);
        is_there.then(|| (name.to_owned(), format!("{}{}", context.base, links::v1(&path))))
    };
    let related = [
        side(words::BEFORE[language as usize], &row.before_code, &before),
        side(words::AFTER[language as usize], &row.after_code, &after),
    ];
    let kind = ChangeKind::from_word(&row.kind).map_or("", |kind| kind.label()[language as usize]);
    let subject = ChangeSubject::from_word(&row.subject).map_or("", |subject| subject.label()[language as usize]);
    Entry {
        id: feed::id(&format!("change/{after}/{}", row.id)),
        title: words::title(row, &release.id, language),
        recorded: release.recorded_at,
        address: format!("{}{}", context.base, links::v1(&format!("/changes?{here}"))),
        related: related.into_iter().flatten().collect(),
        summary: None,
        paragraphs: words::paragraphs(row, &after, &before, language),
        tags: vec![(row.kind.clone(), kind), (row.subject.clone(), subject)],
    }
}
