//! `/actions`: the actions, and the objectives of each.

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
    objectives::{ObjectiveView, Objectives},
    views::{ComputedView, Item, List, StatedIn, texts_or_null},
};
use crate::{
    domain::{absence::Absences, catalogue, dataset::Dataset, release::At, strategy::Level, text::Texts},
    store::{self, Db, QueryResult, Range, Slice, actions::ActionRow},
};

/// An action of the plan.
#[derive(Serialize, ToSchema)]
pub struct ActionView {
    /// The action's number within its edition.
    pub code: String,
    pub number: i32,
    /// Code of its axis.
    pub axis: Option<String>,
    /// The newest statement of the title in each language, up to the release that is read. The two are not translations
    /// of each other: they come from different releases.
    pub title: Option<Texts>,
    pub title_stated_in: StatedIn,
    /// The published progress, a whole percentage.
    #[schema(minimum = 0, maximum = 100)]
    pub progress: Option<i32>,
    /// The progress that the rule gives, where every objective of the action is published.
    pub computed: Option<ComputedView>,
    /// Why each null is null.
    #[schema(value_type = Absences)]
    pub absent: Absences,
    pub href: String,
}

/// Conditions on a list of actions.
#[derive(Clone, Debug, Default, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ActionParams {
    /// Codes of axes.
    #[param(example = "4", value_type = Option<String>)]
    axis: Vec<String>,
    /// Least published progress.
    #[param(minimum = 0, maximum = 100, example = 13)]
    progress_min: Option<i32>,
    /// Greatest published progress.
    #[param(minimum = 0, maximum = 100, example = 65)]
    progress_max: Option<i32>,
    /// Words that the title contains in either language, case and accents aside.
    #[param(example = "mutualisation", value_type = Option<String>)]
    q: Option<Vec<String>>,
}

impl FromQuery for ActionParams {
    fn from_query(query: &mut QueryString) -> Result<Self, ApiError> {
        let (progress_min, progress_max) = query.bounds(("progress_min", "progress_max"), 0..=100)?;
        Ok(ActionParams { axis: codes::numbers(query, "axis")?, progress_min, progress_max, q: query.search("q")? })
    }
}

impl From<ActionParams> for store::actions::Filter {
    fn from(params: ActionParams) -> Self {
        store::actions::Filter {
            axis: params.axis,
            progress: Range { min: params.progress_min, max: params.progress_max },
            words: params.q.unwrap_or_default(),
        }
    }
}

/// The code of an action, from the path.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct ActionPath {
    /// The action's number: 1 to 17 in edition 2025, 1 to 16 in edition 2023.
    #[param(example = "15")]
    pub code: String,
}

/// The collection of actions.
pub struct Actions;

impl Collection for Actions {
    type Row = ActionRow;
    type Filter = store::actions::Filter;
    type View = ActionView;
    const NAME: &'static str = "actions";
    const DATASET: &'static Dataset = &catalogue::ACTIONS;
    const SUBJECT: &'static str = "action";
    const SORTABLE: &'static [&'static str] = store::actions::SORTABLE;
    const FIELDS: &'static [&'static str] =
        &["code", "number", "axis", "title", "title_stated_in", "progress", "computed", "absent", "href"];

    fn list(db: &mut Db, sequence: i64, filter: &Self::Filter, slice: &Slice) -> QueryResult<Vec<ActionRow>> {
        store::actions::list(db, sequence, filter, slice)
    }

    fn count(db: &mut Db, sequence: i64, filter: &Self::Filter) -> QueryResult<i64> {
        store::actions::count(db, sequence, filter)
    }

    fn code(row: &ActionRow) -> &str {
        &row.code
    }

    fn beside(row: &ActionRow, context: &Context) -> Vec<(&'static str, String)> {
        codes::beside(Level::Action, &row.code, context)
    }

    fn views(_: &mut Db, context: &Context, rows: Vec<ActionRow>) -> Result<Vec<ActionView>, ApiError> {
        let view = |row: ActionRow| ActionView {
            title: texts_or_null(&row.title_fr, &row.title_en),
            title_stated_in: StatedIn { fr: row.title_fr_release, en: row.title_en_release },
            progress: row.progress,
            computed: ComputedView::of(row.computed_value, row.computed_fraction, row.computed_method),
            absent: Absences::from_flat(&row.absent),
            href: context.v1(&format!("/actions/{}", row.code)),
            axis: row.axis,
            number: row.number,
            code: row.code,
        };
        Ok(rows.into_iter().map(view).collect())
    }
}

/// The actions of the strategy.
///
/// The actions with their titles, axes, published and computed progress. Edition 2025 has 17, of which action 11 is
/// counted and named nowhere; edition 2023 has 16 under other numbers.
#[utoipa::path(tag = "plan", params(ActionParams, AtParams, ListParams), responses(
    (status = 200, description = "The actions, in the order of the plan",
     content((List<ActionView> = "application/json"), (String = "text/csv"))), Failures))]
#[get("/actions")]
pub async fn list_actions(
    request: HttpRequest,
    state: Data<State>,
    params: Params<(ActionParams, ListQuery)>,
) -> Result<HttpResponse, ApiError> {
    let (filter, list) = params.value;
    collection::answer::<Actions>(request, state, list, params.canonical, filter.into(), codes::no_guard()).await
}

/// One action.
///
/// An action by its number, with the passages of the sources on which each of its fields rests.
#[utoipa::path(tag = "plan", params(ActionPath, AtParams), responses(
    (status = 200, description = "The action", body = Item<ActionView>), Failures))]
#[get("/actions/{code}")]
pub async fn get_action(
    request: HttpRequest,
    state: Data<State>,
    path: Path<ActionPath>,
    params: Params<At>,
) -> Result<HttpResponse, ApiError> {
    let code = codes::number("action", path.into_inner().code)?;
    let find = move |db: &mut Db, context: &Context| codes::action(db, context, &code);
    let related = |row: &ActionRow| {
        let below = ["objectives", "history", "derivation"];
        let mut related = below.map(|name| (name, format!("/actions/{}/{name}", row.code))).to_vec();
        related.extend(row.axis.iter().map(|axis| ("axis", format!("/axes/{axis}"))));
        related
    };
    collection::answer_item::<Actions>(request, state, params, find, related).await
}

/// The objectives of an action.
///
/// The same rows as `/objectives?action=…`: the objectives that the release publishes under the action.
#[utoipa::path(tag = "plan", params(ActionPath, AtParams, ListParams), responses(
    (status = 200, description = "The objectives, in the order of the plan",
     content((List<ObjectiveView> = "application/json"), (String = "text/csv"))), Failures))]
#[get("/actions/{code}/objectives")]
pub async fn list_action_objectives(
    request: HttpRequest,
    state: Data<State>,
    path: Path<ActionPath>,
    params: Params<ListQuery>,
) -> Result<HttpResponse, ApiError> {
    let code = codes::number("action", path.into_inner().code)?;
    let filter = store::objectives::Filter { action: vec![code.clone()], ..Default::default() };
    collection::answer::<Objectives>(request, state, params.value, params.canonical, filter, codes::action_exists(code))
        .await
}

/// The history of an action.
///
/// One row a release of the edition that is read, up to the release that is read: title, published and computed
/// progress as of then. Actions were renumbered between editions, so the history does not cross them.
#[utoipa::path(tag = "plan", params(ActionPath, AtParams), responses(
    (status = 200, description = "The action in each release, oldest first", body = List<HistoryPoint>), Failures))]
#[get("/actions/{code}/history")]
pub async fn get_action_history(
    request: HttpRequest,
    state: Data<State>,
    path: Path<ActionPath>,
    params: Params<At>,
) -> Result<HttpResponse, ApiError> {
    let code = codes::number("action", path.into_inner().code)?;
    history::answer(request, state, params, Level::Action, code).await
}
