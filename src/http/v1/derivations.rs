//! `/derivations`: every receipt of a release as rows, one for the rule and one for each rival of it.
//!
//! The receipt of one figure, with its inputs and their passages, is in [`super::receipts`].

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
    domain::{
        absence::Absences,
        catalogue::{self, RULES, STATES},
        dataset::Dataset,
        derivation::words::Words,
        strategy::Level,
    },
    store::{
        self, Db, QueryResult, Slice,
        derivations::{DerivationRow, Filter},
    },
};

/// What the rule, or a rival of it, gives for an axis or action.
#[derive(Serialize, ToSchema)]
pub struct DerivationView {
    /// `axis` or `action`.
    #[schema(value_type = Level)]
    pub level: String,
    /// Code of the axis or action.
    pub code: String,
    pub axis: Option<String>,
    pub action: Option<String>,
    /// The rule (`mean_of_objectives` or `mean_of_actions`), or a rival reading.
    pub rule: String,
    /// `rule`, or `rival` for another reading.
    pub role: String,
    /// What the mean is taken of: code, equals sign, exact figure.
    #[schema(example = json!(["35=5", "36=15", "37=15", "38=15"]))]
    pub inputs: Option<Vec<String>>,
    /// Codes of the children whose figure is missing; null if none is, or if no document names them.
    pub missing: Option<Vec<String>>,
    /// The exact sum of the inputs.
    pub total: Option<String>,
    /// What the total is divided by.
    pub divisor: Option<i32>,
    /// The exact mean, in percentage points.
    pub fraction: Option<String>,
    /// `half_up`, `half_even`, `down` or `up`.
    pub rounding: String,
    /// The whole percentage that this reading gives.
    #[schema(minimum = 0, maximum = 100)]
    pub value: Option<i32>,
    /// The whole percentage that a document publishes.
    #[schema(minimum = 0, maximum = 100)]
    pub published: Option<i32>,
    /// Whether this reading gives the published figure.
    pub agrees: Option<bool>,
    /// Of the rule: `proved` (published figures of the release reject every rival that is listed), `consistent_not_proved`,
    /// `not_computed`, `not_published` or `contradicted`. Of a rival: `rejected` by this figure, `rejected_elsewhere` or
    /// `not_rejected`.
    pub state: String,
    /// The other published figures that reject a rival, each with what the rival gives there.
    pub rejected_by: Option<Vec<String>>,
    /// Why the state is what it is, in the record's own words.
    pub reason: Words,
    /// Why each null is null.
    #[schema(value_type = Absences)]
    pub absent: Absences,
    /// The whole receipt.
    pub href: String,
}

/// Conditions on a list of receipts.
#[derive(Clone, Debug, Default, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DerivationParams {
    /// `axis` or `action`.
    #[param(example = "action", value_type = Option<String>)]
    level: Vec<String>,
    /// Codes of axes or actions.
    #[param(example = "15", value_type = Option<String>)]
    code: Vec<String>,
    /// Codes of axes; their actions count among them.
    #[param(example = "4", value_type = Option<String>)]
    axis: Vec<String>,
    /// Codes of actions.
    #[param(example = "15", value_type = Option<String>)]
    action: Vec<String>,
    /// Rules or rivals.
    #[param(example = "half_even", value_type = Option<String>)]
    rule: Vec<String>,
    /// `rule` or `rival`.
    #[param(example = "rule", value_type = Option<String>)]
    role: Vec<String>,
    /// States of rules or rivals.
    #[param(example = "proved", value_type = Option<String>)]
    state: Vec<String>,
}

impl FromQuery for DerivationParams {
    fn from_query(query: &mut QueryString) -> Result<Self, ApiError> {
        Ok(DerivationParams {
            level: query.words("level", &["axis", "action"])?,
            code: codes::numbers(query, "code")?,
            axis: codes::numbers(query, "axis")?,
            action: codes::numbers(query, "action")?,
            rule: query.words("rule", RULES)?,
            role: query.words("role", &["rule", "rival"])?,
            state: query.words("state", STATES)?,
        })
    }
}

impl From<DerivationParams> for Filter {
    fn from(params: DerivationParams) -> Self {
        Filter {
            level: params.level,
            code: params.code,
            axis: params.axis,
            action: params.action,
            rule: params.rule,
            role: params.role,
            state: params.state,
        }
    }
}

/// The collection of receipts.
pub struct Derivations;

impl Collection for Derivations {
    type Row = DerivationRow;
    type Filter = Filter;
    type View = DerivationView;
    const NAME: &'static str = "derivations";
    const DATASET: &'static Dataset = &catalogue::DERIVATIONS;
    const SUBJECT: &'static str = "derivation";
    const SORTABLE: &'static [&'static str] = store::derivations::SORTABLE;
    const FIELDS: &'static [&'static str] = &[
        "level",
        "code",
        "axis",
        "action",
        "rule",
        "role",
        "inputs",
        "missing",
        "total",
        "divisor",
        "fraction",
        "rounding",
        "value",
        "published",
        "agrees",
        "state",
        "rejected_by",
        "reason",
        "absent",
        "href",
    ];

    fn list(db: &mut Db, sequence: i64, filter: &Filter, slice: &Slice) -> QueryResult<Vec<DerivationRow>> {
        store::derivations::list(db, sequence, filter, slice)
    }

    fn count(db: &mut Db, sequence: i64, filter: &Filter) -> QueryResult<i64> {
        store::derivations::count(db, sequence, filter)
    }

    fn code(row: &DerivationRow) -> &str {
        &row.code
    }

    fn views(_: &mut Db, context: &Context, rows: Vec<DerivationRow>) -> Result<Vec<DerivationView>, ApiError> {
        let view = |row: DerivationRow| DerivationView {
            absent: Absences::from_flat(&row.absent),
            href: context.v1(&match row.level.as_str() {
                "axis" => format!("/axes/{}/derivation", row.code),
                _ => format!("/actions/{}/derivation", row.code),
            }),
            inputs: split(row.inputs),
            missing: split(row.missing),
            rejected_by: split(row.rejected_by),
            reason: Words { fr: row.reason_fr, en: row.reason_en },
            level: row.level,
            code: row.code,
            axis: row.axis,
            action: row.action,
            rule: row.rule,
            role: row.role,
            total: row.total,
            divisor: row.divisor,
            fraction: row.fraction,
            rounding: row.rounding,
            value: row.value,
            published: row.published,
            agrees: row.agrees,
            state: row.state,
        };
        Ok(rows.into_iter().map(view).collect())
    }
}

fn split(values: Option<String>) -> Option<Vec<String>> {
    values.map(|values| values.split(',').map(str::to_owned).collect())
}

/// The receipts of a release, as rows.
///
/// For each axis and action one row for the rule, and where the rule gives a figure one for each rival reading: what the
/// mean is taken of, the exact fraction, the whole percentage it gives, and whether published figures reject it. Figures
/// that cannot be computed have a row that names what is missing.
#[utoipa::path(tag = "progress", params(DerivationParams, AtParams, ListParams), responses(
    (status = 200, description = "The receipts, axes before actions, each rule before its rivals",
     content((List<DerivationView> = "application/json"), (String = "text/csv"))), Failures))]
#[get("/derivations")]
pub async fn list_derivations(
    request: HttpRequest,
    state: Data<State>,
    params: Params<(DerivationParams, ListQuery)>,
) -> Result<HttpResponse, ApiError> {
    let (filter, list) = params.value;
    collection::answer::<Derivations>(request, state, list, params.canonical, filter.into(), codes::no_guard()).await
}
