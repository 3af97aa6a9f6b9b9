//! `/progress`: every figure of a release, published and computed.

use actix_web::{HttpRequest, HttpResponse, get, web::Data};
use serde::Serialize;
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
    views::List,
};
use crate::{
    domain::{absence::Absences, catalogue, dataset::Dataset, strategy::Level},
    store::{
        self, Db, QueryResult, Range, Slice,
        progress::{Filter, ProgressRow},
    },
};

/// One figure.
#[derive(Serialize, ToSchema)]
pub struct ProgressView {
    #[schema(value_type = Level)]
    pub level: String,
    /// Code of the axis, action or objective.
    pub code: String,
    pub axis: Option<String>,
    pub action: Option<String>,
    pub objective: Option<String>,
    /// `published` by a source, or `computed` by a rule from published figures.
    pub method: String,
    /// A whole percentage.
    #[schema(minimum = 0, maximum = 100)]
    pub value: i32,
    /// The exact mean behind a computed figure.
    pub fraction: Option<String>,
    /// The rule behind a computed figure: `mean_of_objectives` or `mean_of_actions`.
    pub rule: Option<String>,
    /// Why each null is null.
    #[schema(value_type = Absences)]
    pub absent: Absences,
    /// The axis, action or objective.
    pub href: String,
}

/// Conditions on a list of figures.
#[derive(Clone, Debug, Default, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ProgressParams {
    /// `axis`, `action` or `objective`.
    #[param(example = "action", value_type = Option<String>)]
    level: Vec<String>,
    /// Codes of axes, actions or objectives.
    #[param(example = "15", value_type = Option<String>)]
    code: Vec<String>,
    /// Codes of axes; their actions and objectives count among them.
    #[param(example = "4", value_type = Option<String>)]
    axis: Vec<String>,
    /// Codes of actions; their objectives count among them.
    #[param(example = "15", value_type = Option<String>)]
    action: Vec<String>,
    /// `published` or `computed`.
    #[param(example = "published", value_type = Option<String>)]
    method: Vec<String>,
    /// Least figure.
    #[param(minimum = 0, maximum = 100, example = 10)]
    value_min: Option<i32>,
    /// Greatest figure.
    #[param(minimum = 0, maximum = 100, example = 90)]
    value_max: Option<i32>,
}

impl FromQuery for ProgressParams {
    fn from_query(query: &mut QueryString) -> Result<Self, ApiError> {
        let (value_min, value_max) = query.bounds(("value_min", "value_max"), 0..=100)?;
        Ok(ProgressParams {
            level: query.words("level", &["axis", "action", "objective"])?,
            code: codes::objective_codes(query, "code")?,
            axis: codes::numbers(query, "axis")?,
            action: codes::numbers(query, "action")?,
            method: query.words("method", &["published", "computed"])?,
            value_min,
            value_max,
        })
    }
}

impl From<ProgressParams> for Filter {
    fn from(params: ProgressParams) -> Self {
        Filter {
            level: params.level,
            code: params.code,
            axis: params.axis,
            action: params.action,
            method: params.method,
            value: Range { min: params.value_min, max: params.value_max },
        }
    }
}

/// The collection of figures.
pub struct Progress;

impl Collection for Progress {
    type Row = ProgressRow;
    type Filter = Filter;
    type View = ProgressView;
    const NAME: &'static str = "progress";
    const DATASET: &'static Dataset = &catalogue::FIGURES;
    const SUBJECT: &'static str = "progress";
    const SORTABLE: &'static [&'static str] = store::progress::SORTABLE;
    const FIELDS: &'static [&'static str] =
        &["level", "code", "axis", "action", "objective", "method", "value", "fraction", "rule", "absent", "href"];

    fn list(db: &mut Db, sequence: i64, filter: &Filter, slice: &Slice) -> QueryResult<Vec<ProgressRow>> {
        store::progress::list(db, sequence, filter, slice)
    }

    fn count(db: &mut Db, sequence: i64, filter: &Filter) -> QueryResult<i64> {
        store::progress::count(db, sequence, filter)
    }

    fn code(row: &ProgressRow) -> &str {
        &row.code
    }

    fn views(_: &mut Db, context: &Context, rows: Vec<ProgressRow>) -> Result<Vec<ProgressView>, ApiError> {
        let view = |row: ProgressRow| ProgressView {
            absent: Absences::from_flat(&row.absent),
            href: context.v1(&match row.level.as_str() {
                "axis" => format!("/axes/{}", row.code),
                level => format!("/{level}s/{}", row.code),
            }),
            level: row.level,
            code: row.code,
            axis: row.axis,
            action: row.action,
            objective: row.objective,
            method: row.method,
            value: row.value,
            fraction: row.fraction,
            rule: row.rule,
        };
        Ok(rows.into_iter().map(view).collect())
    }
}

/// The figures of a release.
///
/// Every published percentage (`method=published`: 25 in release 2026) and every figure that the rule computes from
/// them (`method=computed`), as separate rows. Nothing stands for a figure that nobody published: no row, no zero.
#[utoipa::path(tag = "progress", params(ProgressParams, AtParams, ListParams), responses(
    (status = 200, description = "The figures, in the order of the plan",
     content((List<ProgressView> = "application/json"), (String = "text/csv"))), Failures))]
#[get("/progress")]
pub async fn list_progress(
    request: HttpRequest,
    state: Data<State>,
    params: Params<(ProgressParams, ListQuery)>,
) -> Result<HttpResponse, ApiError> {
    let (filter, list) = params.value;
    collection::answer::<Progress>(request, state, list, params.canonical, filter.into(), codes::no_guard()).await
}
