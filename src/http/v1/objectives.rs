//! `/objectives`: the objectives, published or only counted.

use actix_web::{
    HttpRequest, HttpResponse, get,
    web::{Data, Path},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    super::{
        params::{FromQuery, Params, QueryString},
        problem::ApiError,
        responses::Failures,
        state::{Context, State},
    },
    codes,
    collection::{self, AtParams, Collection, ListParams, ListQuery},
    history::{self, HistoryPoint},
    statements::{self, Node, StatementView, Statements},
    views::{Item, List, StatedIn, texts_or_null},
};
use crate::{
    domain::{
        absence::Absences,
        catalogue,
        dataset::Dataset,
        progress::Status,
        release::At,
        strategy::{Level, PublicationState},
        text::Texts,
    },
    store::{self, Db, QueryResult, Range, Slice, objectives::ObjectiveRow},
};

/// An objective of the plan, or one part of an objective that is published in parts.
#[derive(Serialize, ToSchema)]
pub struct ObjectiveView {
    /// The printed number (`30`), with the part (`32-1`); in edition 2023, where none is printed, action.place (`4.2`).
    pub code: String,
    /// The printed number.
    pub number: Option<i32>,
    /// Which part of the numbered objective the row is.
    pub part: Option<i32>,
    /// The place in the action's box, in edition 2023.
    pub ordinal: Option<i32>,
    /// Code of its axis.
    pub axis: Option<String>,
    /// Code of its action.
    pub action: Option<String>,
    /// The newest statement of the title in each language, up to the release that is read.
    pub title: Option<Texts>,
    pub title_stated_in: StatedIn,
    /// `not_published` for an objective that the release counts and does not publish.
    #[schema(value_type = PublicationState)]
    pub publication_state: String,
    #[schema(value_type = Option<Status>)]
    pub status: Option<String>,
    /// The published progress, a whole percentage.
    #[schema(minimum = 0, maximum = 100)]
    pub progress: Option<i32>,
    pub achievements: Option<Vec<Node>>,
    pub next_steps: Option<Vec<Node>>,
    /// It is doubtful that the row is an objective; `note` says why, in the record's own words.
    pub ambiguous: bool,
    pub note: Option<Texts>,
    /// Why each null is null.
    #[schema(value_type = Absences)]
    pub absent: Absences,
    pub href: String,
}

/// Conditions on a list of objectives.
#[derive(Clone, Debug, Default, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ObjectiveParams {
    /// Codes of axes.
    #[param(example = "4", value_type = Option<String>)]
    axis: Vec<String>,
    /// Codes of actions.
    #[param(example = "14,15", value_type = Option<String>)]
    action: Vec<String>,
    /// `in_progress` or `completed`.
    #[param(example = "in_progress", value_type = Option<String>)]
    status: Vec<String>,
    /// `published` or `not_published`.
    #[param(example = "published", value_type = Option<String>)]
    publication_state: Vec<String>,
    /// Least published progress.
    #[param(minimum = 0, maximum = 100, example = 5)]
    progress_min: Option<i32>,
    /// Greatest published progress.
    #[param(minimum = 0, maximum = 100, example = 50)]
    progress_max: Option<i32>,
    /// Words that the title contains in either language, case and accents aside.
    #[param(example = "ai", value_type = Option<String>)]
    q: Option<Vec<String>>,
}

impl FromQuery for ObjectiveParams {
    fn from_query(query: &mut QueryString) -> Result<Self, ApiError> {
        let (progress_min, progress_max) = query.bounds(("progress_min", "progress_max"), 0..=100)?;
        Ok(ObjectiveParams {
            axis: codes::numbers(query, "axis")?,
            action: codes::numbers(query, "action")?,
            status: query.words("status", &Status::ALL.map(|(_, word, _)| word))?,
            publication_state: query.words("publication_state", &PublicationState::ALL.map(|(_, word)| word))?,
            progress_min,
            progress_max,
            q: query.search("q")?,
        })
    }
}

impl From<ObjectiveParams> for store::objectives::Filter {
    fn from(params: ObjectiveParams) -> Self {
        store::objectives::Filter {
            axis: params.axis,
            action: params.action,
            status: params.status,
            publication_state: params.publication_state,
            progress: Range { min: params.progress_min, max: params.progress_max },
            words: params.q.unwrap_or_default(),
        }
    }
}

/// The code of an objective, from the path.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct ObjectivePath {
    /// The objective: `1` to `45` in edition 2025, of which 32 is `32-1` and `32-2`; `1.1` to `16.1` in edition 2023.
    #[param(example = "34")]
    pub code: String,
}

/// The collection of objectives.
pub struct Objectives;

impl Collection for Objectives {
    type Row = ObjectiveRow;
    type Filter = store::objectives::Filter;
    type View = ObjectiveView;
    const NAME: &'static str = "objectives";
    const DATASET: &'static Dataset = &catalogue::OBJECTIVES;
    const SUBJECT: &'static str = "objective";
    const SORTABLE: &'static [&'static str] = store::objectives::SORTABLE;
    const FIELDS: &'static [&'static str] = &[
        "code",
        "number",
        "part",
        "ordinal",
        "axis",
        "action",
        "title",
        "title_stated_in",
        "publication_state",
        "status",
        "progress",
        "achievements",
        "next_steps",
        "ambiguous",
        "note",
        "absent",
        "href",
    ];

    fn list(db: &mut Db, sequence: i64, filter: &Self::Filter, slice: &Slice) -> QueryResult<Vec<ObjectiveRow>> {
        store::objectives::list(db, sequence, filter, slice)
    }

    fn count(db: &mut Db, sequence: i64, filter: &Self::Filter) -> QueryResult<i64> {
        store::objectives::count(db, sequence, filter)
    }

    fn code(row: &ObjectiveRow) -> &str {
        &row.code
    }

    fn beside(row: &ObjectiveRow, context: &Context) -> Vec<(&'static str, String)> {
        codes::beside(Level::Objective, &row.code, context)
    }

    fn views(db: &mut Db, context: &Context, rows: Vec<ObjectiveRow>) -> Result<Vec<ObjectiveView>, ApiError> {
        let codes = rows.iter().map(|row| row.code.clone()).collect();
        let mut trees = statements::Trees::of(db, context, Level::Objective, codes)?;
        let view = |row: ObjectiveRow| ObjectiveView {
            title: texts_or_null(&row.title_fr, &row.title_en),
            title_stated_in: StatedIn { fr: row.title_fr_release, en: row.title_en_release },
            achievements: trees.achievements(&row.code),
            next_steps: trees.next_steps(&row.code),
            note: texts_or_null(&row.note_fr, &row.note_en),
            absent: Absences::from_flat(&row.absent),
            href: context.v1(&format!("/objectives/{}", row.code)),
            number: row.number,
            part: row.part,
            ordinal: row.ordinal,
            axis: row.axis,
            action: row.action,
            publication_state: row.publication_state,
            status: row.status,
            progress: row.progress,
            ambiguous: row.ambiguous,
            code: row.code,
        };
        Ok(rows.into_iter().map(view).collect())
    }
}

/// The objectives of the strategy.
///
/// All objectives of the edition: in release 2026, 46 rows, of which 17 are published and 29 are only counted
/// (`publication_state=not_published`). Release 2025 lists none by number.
#[utoipa::path(tag = "plan", params(ObjectiveParams, AtParams, ListParams), responses(
    (status = 200, description = "The objectives, in the order of the plan",
     content((List<ObjectiveView> = "application/json"), (String = "text/csv"))), Failures))]
#[get("/objectives")]
pub async fn list_objectives(
    request: HttpRequest,
    state: Data<State>,
    params: Params<(ObjectiveParams, ListQuery)>,
) -> Result<HttpResponse, ApiError> {
    let (filter, list) = params.value;
    collection::answer::<Objectives>(request, state, list, params.canonical, filter.into(), codes::no_guard()).await
}

/// One objective.
///
/// An objective by its code, with the passages of the sources on which each of its fields rests. A number that is not
/// used, or that is published in parts, is a 404 that explains.
#[utoipa::path(tag = "plan", params(ObjectivePath, AtParams), responses(
    (status = 200, description = "The objective", body = Item<ObjectiveView>), Failures))]
#[get("/objectives/{code}")]
pub async fn get_objective(
    request: HttpRequest,
    state: Data<State>,
    path: Path<ObjectivePath>,
    params: Params<At>,
) -> Result<HttpResponse, ApiError> {
    let code = codes::objective_code(&path.into_inner().code)?;
    let find = move |db: &mut Db, context: &Context| codes::objective(db, context, code);
    let related = |row: &ObjectiveRow| {
        let below = ["statements", "history", "pace"];
        let mut related = below.map(|name| (name, format!("/objectives/{}/{name}", row.code))).to_vec();
        related.extend(row.axis.iter().map(|axis| ("axis", format!("/axes/{axis}"))));
        related.extend(row.action.iter().map(|action| ("action", format!("/actions/{action}"))));
        related
    };
    collection::answer_item::<Objectives>(request, state, params, find, related).await
}

/// The statements of an objective.
///
/// Its achievements and next steps, each node of each tree a row.
#[utoipa::path(tag = "plan", params(ObjectivePath, AtParams, ListParams), responses(
    (status = 200, description = "The statements, parents before their items",
     content((List<StatementView> = "application/json"), (String = "text/csv"))), Failures))]
#[get("/objectives/{code}/statements")]
pub async fn list_objective_statements(
    request: HttpRequest,
    state: Data<State>,
    path: Path<ObjectivePath>,
    params: Params<ListQuery>,
) -> Result<HttpResponse, ApiError> {
    let code = codes::objective_code(&path.into_inner().code)?;
    let filter = store::statements::Filter { objective: vec![code.to_string()], ..Default::default() };
    let guard = codes::objective_exists(code);
    collection::answer::<Statements>(request, state, params.value, params.canonical, filter, guard).await
}

/// The history of an objective.
///
/// One row a release of the edition that is read, up to the release that is read: title, status and progress as of
/// then. A release that does not publish the objective has nulls with their reason.
#[utoipa::path(tag = "plan", params(ObjectivePath, AtParams), responses(
    (status = 200, description = "The objective in each release, oldest first", body = List<HistoryPoint>), Failures))]
#[get("/objectives/{code}/history")]
pub async fn get_objective_history(
    request: HttpRequest,
    state: Data<State>,
    path: Path<ObjectivePath>,
    params: Params<At>,
) -> Result<HttpResponse, ApiError> {
    let code = codes::objective_code(&path.into_inner().code)?;
    history::answer(request, state, params, Level::Objective, code.to_string()).await
}
