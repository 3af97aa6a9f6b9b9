//! `/indicators`: what the documents say is or will be measured, and the figures that they state.

use actix_web::{
    HttpRequest, HttpResponse, get,
    web::{Data, Path},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    super::{
        params::{FromQuery, Params, QueryString},
        problem::{ApiError, Kind},
        responses::Failures,
        state::{Context, State},
    },
    codes,
    collection::{self, AtParams, Collection, ListParams, ListQuery},
    views::{Item, List, texts},
};
use crate::{
    domain::{
        absence::Absences, aim::Operator, catalogue, crosswalk::EDITIONS, dataset::Dataset, editorial::Dimension,
        release::At, strategy::Level, text::Texts, worded_date::DateKind,
    },
    store::{
        self, Db, QueryResult, Slice,
        indicators::{Filter, IndicatorRow},
    },
};

/// An announced indicator, or a figure that a document states.
#[derive(Serialize, ToSchema)]
pub struct IndicatorView {
    /// A stable code: `I` for an indicator, `O` for a figure.
    pub code: String,
    /// `announced`: something is or will be measured; `observed`: a figure is stated.
    pub kind: String,
    /// The indicator that a figure belongs to, where it is one of those listed.
    pub indicator: Option<String>,
    #[schema(value_type = Dimension)]
    pub dimension: String,
    /// The edition of the plan in whose numbering `axis`, `action` and `objective` are.
    pub edition: String,
    #[schema(value_type = Level)]
    pub level: String,
    pub axis: Option<String>,
    pub action: Option<String>,
    pub objective: Option<String>,
    pub source: String,
    /// The words of the document.
    pub text: Texts,
    /// How the number is meant. No number is made of words: they have `in_words` and no value.
    #[schema(value_type = Option<Operator>)]
    pub operator: Option<String>,
    /// The number that the words print, in `unit`.
    pub value: Option<f64>,
    /// The greater of two numbers.
    pub value_max: Option<f64>,
    /// The whole of which the value is a part, as in "9 out of 22".
    pub total: Option<f64>,
    pub unit: Option<String>,
    /// Of whom or of what, in the words of the document.
    pub population: Option<String>,
    /// The survey or body that observed, in the words of the document.
    pub survey: Option<String>,
    pub observed: Option<Observed>,
    /// Why each null is null.
    #[schema(value_type = Absences)]
    pub absent: Absences,
    pub href: String,
}

/// When a figure was observed.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"words": "2018", "kind": "year", "date": "2018-12-31", "convention": "year = 31 December"}))]
pub struct Observed {
    /// The words of the document.
    pub words: String,
    #[schema(value_type = DateKind)]
    pub kind: String,
    /// The last day that the words can mean, by the convention; null for words without a year.
    pub date: Option<NaiveDate>,
    pub convention: Option<String>,
}

/// Conditions on a list of indicators.
#[derive(Clone, Debug, Default, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct IndicatorParams {
    /// `announced` or `observed`.
    #[param(example = "observed", value_type = Option<String>)]
    kind: Vec<String>,
    /// Codes of indicators whose figures are wanted.
    #[param(example = "I1", value_type = Option<String>)]
    indicator: Vec<String>,
    /// `equipment`, `training`, `uses`, `skills`, `governance` or `information_system`.
    #[param(example = "skills", value_type = Option<String>)]
    dimension: Vec<String>,
    /// Editions of the plan.
    #[param(example = "2023", value_type = Option<String>)]
    edition: Vec<String>,
    /// `strategy`, `axis`, `action` or `objective`.
    #[param(example = "action", value_type = Option<String>)]
    level: Vec<String>,
    /// Codes of axes; those of their actions and objectives count among them.
    #[param(example = "2", value_type = Option<String>)]
    axis: Vec<String>,
    /// Codes of actions, in the numbering of the row's edition.
    #[param(example = "4", value_type = Option<String>)]
    action: Vec<String>,
    /// Codes of objectives, in the numbering of the row's edition.
    #[param(example = "41", value_type = Option<String>)]
    objective: Vec<String>,
    /// How the number is meant, such as `exactly` or `in_words`.
    #[param(example = "exactly", value_type = Option<String>)]
    operator: Vec<String>,
    /// Units, such as `percent`.
    #[param(example = "percent", value_type = Option<String>)]
    unit: Vec<String>,
    /// Ids of sources.
    #[param(example = "vision-2023", value_type = Option<String>)]
    source: Vec<String>,
    /// Words that the text contains, case and accents aside.
    #[param(example = "icils", value_type = Option<String>)]
    q: Option<Vec<String>>,
}

impl FromQuery for IndicatorParams {
    fn from_query(query: &mut QueryString) -> Result<Self, ApiError> {
        Ok(IndicatorParams {
            kind: query.words("kind", &["announced", "observed"])?,
            indicator: query.texts("indicator")?,
            dimension: query.words("dimension", Dimension::WORDS)?,
            edition: query.words("edition", &EDITIONS)?,
            level: query.words("level", &Level::ALL.map(|(_, word)| word))?,
            axis: codes::numbers(query, "axis")?,
            action: codes::numbers(query, "action")?,
            objective: codes::objective_codes(query, "objective")?,
            operator: query.words("operator", Operator::WORDS)?,
            unit: query.texts("unit")?,
            source: query.texts("source")?,
            q: query.search("q")?,
        })
    }
}

impl From<IndicatorParams> for Filter {
    fn from(params: IndicatorParams) -> Self {
        Filter {
            kind: params.kind,
            indicator: params.indicator,
            dimension: params.dimension,
            edition: params.edition,
            level: params.level,
            axis: params.axis,
            action: params.action,
            objective: params.objective,
            operator: params.operator,
            unit: params.unit,
            source: params.source,
            words: params.q.unwrap_or_default(),
        }
    }
}

/// The code of an indicator or figure, from the path.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct IndicatorPath {
    /// The indicator or figure.
    #[param(example = "I1")]
    code: String,
}

/// The collection of indicators and figures.
pub struct Indicators;

impl Collection for Indicators {
    type Row = IndicatorRow;
    type Filter = Filter;
    type View = IndicatorView;
    const NAME: &'static str = "indicators";
    const DATASET: &'static Dataset = &catalogue::INDICATORS;
    const SUBJECT: &'static str = "indicator";
    const SORTABLE: &'static [&'static str] = store::indicators::SORTABLE;
    const FIELDS: &'static [&'static str] = &[
        "code",
        "kind",
        "indicator",
        "dimension",
        "edition",
        "level",
        "axis",
        "action",
        "objective",
        "source",
        "text",
        "operator",
        "value",
        "value_max",
        "total",
        "unit",
        "population",
        "survey",
        "observed",
        "absent",
        "href",
    ];

    fn list(db: &mut Db, sequence: i64, filter: &Filter, slice: &Slice) -> QueryResult<Vec<IndicatorRow>> {
        store::indicators::list(db, sequence, filter, slice)
    }

    fn count(db: &mut Db, sequence: i64, filter: &Filter) -> QueryResult<i64> {
        store::indicators::count(db, sequence, filter)
    }

    fn code(row: &IndicatorRow) -> &str {
        &row.code
    }

    fn views(_: &mut Db, context: &Context, rows: Vec<IndicatorRow>) -> Result<Vec<IndicatorView>, ApiError> {
        let view = |row: IndicatorRow| IndicatorView {
            absent: absences(&row),
            text: texts(&row.text_fr, &row.text_en),
            observed: row.date_words.zip(row.date_kind).map(|(words, kind)| Observed {
                words,
                kind,
                date: row.date,
                convention: row.date_convention,
            }),
            href: context.v1(&format!("/indicators/{}", row.code)),
            code: row.code,
            kind: row.kind,
            indicator: row.indicator,
            dimension: row.dimension,
            edition: row.edition,
            level: row.level,
            axis: row.axis,
            action: row.action,
            objective: row.objective,
            source: row.source,
            operator: row.operator,
            value: row.value,
            value_max: row.value_max,
            total: row.total,
            unit: row.unit,
            population: row.population,
            survey: row.survey,
        };
        Ok(rows.into_iter().map(view).collect())
    }
}

/// The reasons of a row's nulls, under the names that the answer has for them.
fn absences(row: &IndicatorRow) -> Absences {
    let mut absent = Absences::from_flat(&row.absent);
    if row.date_words.is_none() {
        absent.nest("observed", "date_words", &["date_kind", "date", "date_convention"]);
    }
    absent
}

fn indicator(db: &mut Db, context: &Context, code: &str) -> Result<IndicatorRow, ApiError> {
    store::indicators::by_code(db, context.release.sequence, code)?.ok_or_else(|| {
        let detail = format!("release {} holds no such indicator or figure", context.release.pinned());
        ApiError::new(Kind::NOT_FOUND, detail)
            .at("code", code)
            .expecting("a code that /api/v1/indicators lists, such as I1 or O1")
            .seeing(vec![context.chosen("/api/v1/indicators")])
    })
}

/// The indicators of a release.
///
/// What the documents say is or will be measured (`kind=announced`), by dimension, and the figures that they state of what
/// was observed (`kind=observed`), each with its population, survey and date in the words of the document.
#[utoipa::path(tag = "indicators", params(IndicatorParams, AtParams, ListParams), responses(
    (status = 200, description = "The announced indicators, then the figures, each in the order of the documents",
     content((List<IndicatorView> = "application/json"), (String = "text/csv"))), Failures))]
#[get("/indicators")]
pub async fn list_indicators(
    request: HttpRequest,
    state: Data<State>,
    params: Params<(IndicatorParams, ListQuery)>,
) -> Result<HttpResponse, ApiError> {
    let (filter, list) = params.value;
    collection::answer::<Indicators>(request, state, list, params.canonical, filter.into(), codes::no_guard()).await
}

/// One indicator or figure.
///
/// By its code, with the passages of its words.
#[utoipa::path(tag = "indicators", params(IndicatorPath, AtParams), responses(
    (status = 200, description = "The indicator or figure", body = Item<IndicatorView>), Failures))]
#[get("/indicators/{code}")]
pub async fn get_indicator(
    request: HttpRequest,
    state: Data<State>,
    path: Path<IndicatorPath>,
    params: Params<At>,
) -> Result<HttpResponse, ApiError> {
    let code = path.into_inner().code;
    let find = move |db: &mut Db, context: &Context| indicator(db, context, &code);
    let related = |row: &IndicatorRow| {
        let mut related = vec![("source", format!("/sources/{}", row.source))];
        match &row.indicator {
            Some(indicator) => related.push(("indicator", format!("/indicators/{indicator}"))),
            None if row.kind == "announced" => {
                related.push(("observations", format!("/indicators?indicator={}", row.code)));
            }
            None => {}
        }
        related
    };
    collection::answer_item::<Indicators>(request, state, params, find, related).await
}
