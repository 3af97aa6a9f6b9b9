//! `/axes`: the four axes, and what belongs to each.

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
    actions::{ActionView, Actions},
    codes,
    collection::{self, AtParams, Collection, ListParams, ListQuery},
    history::{self, HistoryPoint},
    objectives::{ObjectiveView, Objectives},
    statements::{self, Node, StatementView, Statements},
    views::{ComputedView, Item, List, StatedIn, texts_or_null},
};
use crate::{
    domain::{absence::Absences, catalogue, dataset::Dataset, release::At, strategy::Level, text::Texts},
    store::{self, Db, QueryResult, Range, Slice, axes::AxisRow},
};

/// An axis of the plan.
#[derive(Serialize, ToSchema)]
pub struct AxisView {
    /// `1` to `4`.
    pub code: String,
    pub number: i32,
    /// The newest statement of the title in each language, up to the release that is read.
    pub title: Option<Texts>,
    pub title_stated_in: StatedIn,
    /// The published global progress, a whole percentage.
    #[schema(minimum = 0, maximum = 100)]
    pub progress: Option<i32>,
    /// The progress that the rule gives, where every action and objective of the axis is published.
    pub computed: Option<ComputedView>,
    pub achievements: Option<Vec<Node>>,
    pub next_steps: Option<Vec<Node>>,
    /// Why each null is null.
    #[schema(value_type = Absences)]
    pub absent: Absences,
    pub href: String,
}

/// Conditions on a list of axes.
#[derive(Clone, Debug, Default, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AxisParams {
    /// Least published progress.
    #[param(minimum = 0, maximum = 100, example = 40)]
    progress_min: Option<i32>,
    /// Greatest published progress.
    #[param(minimum = 0, maximum = 100, example = 50)]
    progress_max: Option<i32>,
    /// Words that the title contains in either language, case and accents aside.
    #[param(example = "numerique", value_type = Option<String>)]
    q: Option<Vec<String>>,
}

impl FromQuery for AxisParams {
    fn from_query(query: &mut QueryString) -> Result<Self, ApiError> {
        let (progress_min, progress_max) = query.bounds(("progress_min", "progress_max"), 0..=100)?;
        Ok(AxisParams { progress_min, progress_max, q: query.search("q")? })
    }
}

impl From<AxisParams> for store::axes::Filter {
    fn from(params: AxisParams) -> Self {
        store::axes::Filter {
            progress: Range { min: params.progress_min, max: params.progress_max },
            words: params.q.unwrap_or_default(),
        }
    }
}

/// The code of an axis, from the path.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct AxisPath {
    /// The axis: `1` to `4`.
    #[param(example = "4")]
    pub code: String,
}

/// The collection of axes.
pub struct Axes;

impl Collection for Axes {
    type Row = AxisRow;
    type Filter = store::axes::Filter;
    type View = AxisView;
    const NAME: &'static str = "axes";
    const DATASET: &'static Dataset = &catalogue::AXES;
    const SUBJECT: &'static str = "axis";
    const SORTABLE: &'static [&'static str] = store::axes::SORTABLE;
    const FIELDS: &'static [&'static str] = &[
        "code",
        "number",
        "title",
        "title_stated_in",
        "progress",
        "computed",
        "achievements",
        "next_steps",
        "absent",
        "href",
    ];

    fn list(db: &mut Db, sequence: i64, filter: &Self::Filter, slice: &Slice) -> QueryResult<Vec<AxisRow>> {
        store::axes::list(db, sequence, filter, slice)
    }

    fn count(db: &mut Db, sequence: i64, filter: &Self::Filter) -> QueryResult<i64> {
        store::axes::count(db, sequence, filter)
    }

    fn code(row: &AxisRow) -> &str {
        &row.code
    }

    fn beside(row: &AxisRow, context: &Context) -> Vec<(&'static str, String)> {
        codes::beside(Level::Axis, &row.code, context)
    }

    fn views(db: &mut Db, context: &Context, rows: Vec<AxisRow>) -> Result<Vec<AxisView>, ApiError> {
        let codes = rows.iter().map(|row| row.code.clone()).collect();
        let mut trees = statements::Trees::of(db, context, Level::Axis, codes)?;
        let view = |row: AxisRow| AxisView {
            title: texts_or_null(&row.title_fr, &row.title_en),
            title_stated_in: StatedIn { fr: row.title_fr_release, en: row.title_en_release },
            progress: row.progress,
            computed: ComputedView::of(row.computed_value, row.computed_fraction, row.computed_method),
            achievements: trees.achievements(&row.code),
            next_steps: trees.next_steps(&row.code),
            absent: Absences::from_flat(&row.absent),
            href: context.v1(&format!("/axes/{}", row.code)),
            number: row.number,
            code: row.code,
        };
        Ok(rows.into_iter().map(view).collect())
    }
}

/// The axes of the strategy.
///
/// The four axes with their titles, their published and computed progress, their achievements and next steps. Only
/// releases from 2026 on hold figures.
#[utoipa::path(tag = "plan", params(AxisParams, AtParams, ListParams), responses(
    (status = 200, description = "The axes, in the order of the plan",
     content((List<AxisView> = "application/json"), (String = "text/csv"))), Failures))]
#[get("/axes")]
pub async fn list_axes(
    request: HttpRequest,
    state: Data<State>,
    params: Params<(AxisParams, ListQuery)>,
) -> Result<HttpResponse, ApiError> {
    let (filter, list) = params.value;
    collection::answer::<Axes>(request, state, list, params.canonical, filter.into(), codes::no_guard()).await
}

/// One axis.
///
/// An axis by its number, with the passages of the sources on which each of its fields rests.
#[utoipa::path(tag = "plan", params(AxisPath, AtParams), responses(
    (status = 200, description = "The axis", body = Item<AxisView>), Failures))]
#[get("/axes/{code}")]
pub async fn get_axis(
    request: HttpRequest,
    state: Data<State>,
    path: Path<AxisPath>,
    params: Params<At>,
) -> Result<HttpResponse, ApiError> {
    let code = codes::number("axis", path.into_inner().code)?;
    let find = move |db: &mut Db, context: &Context| codes::axis(db, context, &code);
    let related = |row: &AxisRow| {
        let below = ["actions", "objectives", "statements", "history", "derivation"];
        below.map(|name| (name, format!("/axes/{}/{name}", row.code))).to_vec()
    };
    collection::answer_item::<Axes>(request, state, params, find, related).await
}

/// The actions of an axis.
///
/// The same rows as `/actions?axis=…`. Action 11 of edition 2025 is named nowhere, so it stands under no axis.
#[utoipa::path(tag = "plan", params(AxisPath, AtParams, ListParams), responses(
    (status = 200, description = "The actions, in the order of the plan",
     content((List<ActionView> = "application/json"), (String = "text/csv"))), Failures))]
#[get("/axes/{code}/actions")]
pub async fn list_axis_actions(
    request: HttpRequest,
    state: Data<State>,
    path: Path<AxisPath>,
    params: Params<ListQuery>,
) -> Result<HttpResponse, ApiError> {
    let code = codes::number("axis", path.into_inner().code)?;
    let filter = store::actions::Filter { axis: vec![code.clone()], ..Default::default() };
    collection::answer::<Actions>(request, state, params.value, params.canonical, filter, codes::axis_exists(code))
        .await
}

/// The objectives of an axis.
///
/// The same rows as `/objectives?axis=…`. Objectives that are announced and not published stand under no axis.
#[utoipa::path(tag = "plan", params(AxisPath, AtParams, ListParams), responses(
    (status = 200, description = "The objectives, in the order of the plan",
     content((List<ObjectiveView> = "application/json"), (String = "text/csv"))), Failures))]
#[get("/axes/{code}/objectives")]
pub async fn list_axis_objectives(
    request: HttpRequest,
    state: Data<State>,
    path: Path<AxisPath>,
    params: Params<ListQuery>,
) -> Result<HttpResponse, ApiError> {
    let code = codes::number("axis", path.into_inner().code)?;
    let filter = store::objectives::Filter { axis: vec![code.clone()], ..Default::default() };
    collection::answer::<Objectives>(request, state, params.value, params.canonical, filter, codes::axis_exists(code))
        .await
}

/// The statements of an axis itself.
///
/// The achievements and next steps that the overview gives for the axis, each node of each tree a row. Those of its
/// objectives are under `/statements?axis=…&level=objective`.
#[utoipa::path(tag = "plan", params(AxisPath, AtParams, ListParams), responses(
    (status = 200, description = "The statements, parents before their items",
     content((List<StatementView> = "application/json"), (String = "text/csv"))), Failures))]
#[get("/axes/{code}/statements")]
pub async fn list_axis_statements(
    request: HttpRequest,
    state: Data<State>,
    path: Path<AxisPath>,
    params: Params<ListQuery>,
) -> Result<HttpResponse, ApiError> {
    let code = codes::number("axis", path.into_inner().code)?;
    let level = vec![Level::Axis.as_str().to_owned()];
    let filter = store::statements::Filter { axis: vec![code.clone()], level, ..Default::default() };
    collection::answer::<Statements>(request, state, params.value, params.canonical, filter, codes::axis_exists(code))
        .await
}

/// The history of an axis.
///
/// One row a release of the edition that is read, up to the release that is read: title, published and computed
/// progress as of then. A release that publishes no figure has a null with its reason: no trend is drawn through it.
#[utoipa::path(tag = "plan", params(AxisPath, AtParams), responses(
    (status = 200, description = "The axis in each release, oldest first", body = List<HistoryPoint>), Failures))]
#[get("/axes/{code}/history")]
pub async fn get_axis_history(
    request: HttpRequest,
    state: Data<State>,
    path: Path<AxisPath>,
    params: Params<At>,
) -> Result<HttpResponse, ApiError> {
    let code = codes::number("axis", path.into_inner().code)?;
    history::answer(request, state, params, Level::Axis, code).await
}
