//! `/changes`: what differs between two releases or revisions, in either direction.
//!
//! The changes are found by [`crate::publish::compare`] from the rows of both, each time that an answer is not kept:
//! any two revisions can be asked for. `found` holds them and filters them, `view` shows them.

pub mod found;
pub mod view;

use actix_web::{HttpRequest, HttpResponse, get, web::Data};
use utoipa::IntoParams;

use super::{
    super::{
        params::{FromQuery, Params, QueryString},
        problem::{self, ApiError, Kind as ProblemKind},
        responses::Failures,
        state::{Context, State},
    },
    codes,
    collection::{self, Collection, ListParams, ListQuery},
    views::{ComparisonMeta, List},
};
use crate::{
    domain::{
        catalogue,
        change::{ChangeKind, ChangeSubject, MatchedBy},
        dataset::Dataset,
        release::{At, Release, SelectError},
        strategy::Level,
    },
    publish::compare,
    store::{Db, QueryResult, Slice, changes::ChangeRow},
};
pub use found::Filter;
use view::ChangeView;

/// What is compared, and conditions on the list.
#[derive(Clone, Debug, Default, IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "`from` and `to` describe parameters; `Asked` is what is read from them")]
pub struct ChangeParams {
    /// The release to compare with, such as `2025`, or one revision of it such as `2025.1`. Default: the release before
    /// `to`. It may also be the later one: then the same changes are told the other way round.
    #[param(example = "2025")]
    from: Option<String>,
    /// The release whose changes are told, or one revision of it. Default: the current one.
    #[param(example = "2026")]
    to: Option<String>,
    /// `added`, `removed`, `reworded`, `moved`, `value_changed` or `not_comparable`.
    #[param(example = "moved", value_type = Option<String>)]
    kind: Vec<String>,
    /// `release`, `source`, `axis`, `action`, `objective` or `statement`.
    #[param(example = "statement", value_type = Option<String>)]
    subject: Vec<String>,
    /// `strategy`, `axis`, `action` or `objective`.
    #[param(example = "axis", value_type = Option<String>)]
    level: Vec<String>,
    /// Codes of axes; their actions, objectives and statements count among them.
    #[param(example = "3", value_type = Option<String>)]
    axis: Vec<String>,
    /// Codes of actions; their objectives and the statements about those count among them.
    #[param(example = "14", value_type = Option<String>)]
    action: Vec<String>,
    /// Codes of objectives.
    #[param(example = "31", value_type = Option<String>)]
    objective: Vec<String>,
    /// Flat names of fields, such as `progress`.
    #[param(example = "progress", value_type = Option<String>)]
    field: Vec<String>,
    /// `code`, `identical`, `similar`, `by_hand` or `crosswalk`.
    #[param(example = "by_hand", value_type = Option<String>)]
    basis: Vec<String>,
    /// Words that the texts and notes contain, case and accents aside.
    #[param(example = "P2IA", value_type = Option<String>)]
    q: Option<Vec<String>>,
}

/// The parameters, read.
pub struct Asked {
    from: Option<At>,
    params: ChangeParams,
    list: ListQuery,
}

impl FromQuery for Asked {
    fn from_query(query: &mut QueryString) -> Result<Self, ApiError> {
        let from = query.text("from")?.map(|text| collection::release_in("from", &text)).transpose()?;
        let to = query.text("to")?.map(|text| collection::release_in("to", &text)).transpose()?;
        let params = ChangeParams {
            from: None,
            to: None,
            kind: query.words("kind", ChangeKind::WORDS)?,
            subject: query.words("subject", ChangeSubject::WORDS)?,
            level: query.words("level", &Level::ALL.map(|(_, word)| word))?,
            axis: codes::numbers(query, "axis")?,
            action: codes::numbers(query, "action")?,
            objective: codes::objective_codes(query, "objective")?,
            field: query.words("field", &compare::FIELDS)?,
            basis: query.words("basis", MatchedBy::WORDS)?,
            q: query.search("q")?,
        };
        Ok(Asked { from, params, list: ListQuery::at(to.unwrap_or_default(), query)? })
    }
}

/// The collection of changes.
pub struct Changes;

impl Collection for Changes {
    type Row = ChangeRow;
    type Filter = Filter;
    type View = ChangeView;
    const NAME: &'static str = "changes";
    const DATASET: &'static Dataset = &catalogue::CHANGES;
    const SUBJECT: &'static str = "change";
    const SORTABLE: &'static [&'static str] =
        &["id", "kind", "subject", "level", "axis", "action", "field", "basis", "similarity"];
    const FIELDS: &'static [&'static str] = &[
        "id",
        "kind",
        "subject",
        "level",
        "code",
        "axis",
        "action",
        "objective",
        "field",
        "before",
        "after",
        "diff",
        "basis",
        "similarity",
        "relation",
        "ground",
        "confidence",
        "reason",
        "note",
        "absent",
    ];

    fn list(db: &mut Db, sequence: i64, filter: &Filter, slice: &Slice) -> QueryResult<Vec<ChangeRow>> {
        let mut rows: Vec<&ChangeRow> = filter.found(db, sequence)?.rows.iter().collect();
        rows.sort_by(|one, other| found::order(&slice.sort, one, other));
        let count = |number: i64| usize::try_from(number).unwrap_or(usize::MAX);
        let limit = slice.limit.map_or(usize::MAX, count);
        Ok(rows.into_iter().skip(count(slice.offset)).take(limit).cloned().collect())
    }

    fn count(db: &mut Db, sequence: i64, filter: &Filter) -> QueryResult<i64> {
        Ok(i64::try_from(filter.found(db, sequence)?.rows.len()).unwrap_or(i64::MAX))
    }

    fn code(row: &ChangeRow) -> &str {
        &row.id
    }

    fn comparison(filter: &Filter) -> Option<ComparisonMeta> {
        filter.comparison()
    }

    fn views(_: &mut Db, context: &Context, rows: Vec<ChangeRow>) -> Result<Vec<ChangeView>, ApiError> {
        let from = context.against.as_ref().ok_or_else(problem::internal)?;
        Ok(rows.into_iter().map(|row| view::of(row, context, from)).collect())
    }
}

/// The release that is compared with: the one that is asked for, or else the one before.
pub fn compared<'a>(context: &'a Context, from: Option<&At>) -> Result<&'a Release, ApiError> {
    if let Some(at) = from {
        return context.releases.select(at).map_err(|error| unknown("from", error));
    }
    let latest = context.releases.latest_revisions();
    let before = latest.into_iter().rfind(|release| release.id < context.release.id);
    before.ok_or_else(|| {
        let first = &context.release.id;
        let detail = format!(
            "no release comes before {first}, so that `from` has no default; expected `from` with `to={first}`"
        );
        let refusal = ApiError::new(ProblemKind::INVALID_PARAMETER, detail).at("to", first);
        refusal.expecting("`from` beside it, or a later release").seeing(vec!["/api/v1/releases".to_owned()])
    })
}

/// A release that does not exist, under the parameter that names it.
pub fn unknown(param: &str, error: SelectError) -> ApiError {
    let mut refusal = ApiError::from(error);
    refusal.param = refusal.param.take().map(|_| param.to_owned());
    refusal
}

/// What changed between two releases.
///
/// Statement by statement and field by field: what was added, removed, reworded (with the words that left and came),
/// moved from next step to achievement, and values that differ. Any two releases or revisions, in either direction. Within
/// one language a program puts statements together by their words; across languages a person does (`basis=by_hand`), or
/// nobody: then a change is `not_comparable`. Across editions of the plan actions and objectives are put together by the
/// crosswalk, never by their codes. What was removed was not achieved for that, and did not fail. What stands beside the plan
/// (targets, findings, terms, indicators) is not compared; it is read release by release.
#[utoipa::path(tag = "changes", params(ChangeParams, ListParams), responses(
    (status = 200, description = "The changes, in the order of the plan: release, sources, axes, actions, objectives, statements",
     content((List<ChangeView> = "application/json"), (String = "text/csv"))), Failures))]
#[get("/changes")]
pub async fn list_changes(
    request: HttpRequest,
    state: Data<State>,
    params: Params<Asked>,
) -> Result<HttpResponse, ApiError> {
    let Asked { from, params: filter, list } = params.value;
    let releases = state.releases();
    releases.select(&list.at).map_err(|error| unknown("to", error))?;
    let mut context = state.context(&request, &list.at, params.canonical)?;
    let release = compared(&context, from.as_ref())?.clone();
    let filter = Filter::new(release.sequence, filter);
    context.compare_with(release, matches!(from, Some(At::Pinned(..))));
    collection::answer_in::<Changes>(&request, &state, list, context, filter, codes::no_guard()).await
}
