//! `/targets`: the quantified and dated aims of the documents.

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
    views::{Item, List, several, texts, texts_or_null},
};
use crate::{
    domain::{
        absence::Absences,
        aim::{Nature, Operator},
        catalogue,
        crosswalk::EDITIONS,
        dataset::Dataset,
        release::At,
        strategy::Level,
        text::Texts,
        worded_date::{DateKind, DateSense},
    },
    store::{
        self, Db, QueryResult, Slice,
        targets::{Filter, TargetRow},
    },
};

/// A quantified or dated aim.
#[derive(Serialize, ToSchema)]
pub struct TargetView {
    /// A stable code, such as `T22`.
    pub code: String,
    /// The edition of the plan in whose numbering `axis`, `action` and `objective` are.
    pub edition: String,
    /// What the aim belongs to.
    #[schema(value_type = Level)]
    pub level: String,
    pub axis: Option<String>,
    pub action: Option<String>,
    pub objective: Option<String>,
    /// Where the document sets the aim.
    #[schema(value_type = Nature)]
    pub nature: String,
    pub source: String,
    /// The words of the document.
    pub text: Texts,
    /// How the number is meant. No number is made of words: they have `in_words` and no value.
    #[schema(value_type = Operator)]
    pub operator: String,
    /// The number that the words print, in `unit`.
    pub value: Option<f64>,
    /// The greater of two numbers.
    pub value_max: Option<f64>,
    pub unit: Option<String>,
    /// Of whom or of what, in the words of the document.
    pub population: Option<String>,
    pub deadline: Option<Deadline>,
    /// What the aim starts from; a "doublement" may have two.
    pub baselines: Vec<Baseline>,
    /// A note of the record.
    pub note: Option<Texts>,
    /// Why each null is null.
    #[schema(value_type = Absences)]
    pub absent: Absences,
    pub href: String,
}

/// A date as a document words it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({
    "words": "à la rentrée 2024", "kind": "school_start", "sense": "by", "date": "2024-09-30",
    "convention": "rentrée = 30 September"
}))]
pub struct Deadline {
    /// The words of the document.
    pub words: String,
    /// What they name.
    #[schema(value_type = DateKind)]
    pub kind: String,
    /// `by`: until then; `from`: from then on.
    #[schema(value_type = DateSense)]
    pub sense: String,
    /// The last day that the words can mean, by the convention; null for words without a year.
    pub date: Option<NaiveDate>,
    /// The convention that makes a day of the words.
    pub convention: Option<String>,
}

impl Deadline {
    /// The deadline of a row.
    pub fn of(row: &TargetRow) -> Option<Self> {
        Some(Deadline {
            words: row.deadline_words.clone()?,
            kind: row.deadline_kind.clone()?,
            sense: row.deadline_sense.clone()?,
            date: row.deadline,
            convention: row.deadline_convention.clone(),
        })
    }
}

/// What an aim starts from.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"words": "La proportion de filles s’élève à 18,5 % ", "value": 18.5, "unit": "percent", "date_words": null}))]
pub struct Baseline {
    /// The words of the document.
    pub words: String,
    pub value: Option<f64>,
    pub unit: Option<String>,
    /// The words of its date.
    pub date_words: Option<String>,
}

/// Conditions on a list of targets.
#[derive(Clone, Debug, Default, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TargetParams {
    /// Editions of the plan.
    #[param(example = "2023", value_type = Option<String>)]
    edition: Vec<String>,
    /// `strategy`, `axis`, `action` or `objective`.
    #[param(example = "objective", value_type = Option<String>)]
    level: Vec<String>,
    /// Codes of axes; the targets of their actions and objectives count among them.
    #[param(example = "2", value_type = Option<String>)]
    axis: Vec<String>,
    /// Codes of actions, in the numbering of the target's edition.
    #[param(example = "5", value_type = Option<String>)]
    action: Vec<String>,
    /// Codes of objectives, in the numbering of the target's edition.
    #[param(example = "5.1", value_type = Option<String>)]
    objective: Vec<String>,
    /// Where the document sets the target: `objective`, `body`, `foreword`, `next_step`, `commitment` or `benchmark`.
    #[param(example = "objective", value_type = Option<String>)]
    nature: Vec<String>,
    /// How the number is meant, such as `at_least`, `between` or `in_words`.
    #[param(example = "exactly", value_type = Option<String>)]
    operator: Vec<String>,
    /// Units, such as `percent`.
    #[param(example = "percent", value_type = Option<String>)]
    unit: Vec<String>,
    /// Ids of sources.
    #[param(example = "vision-2023", value_type = Option<String>)]
    source: Vec<String>,
    /// First day of the sortable date.
    #[param(example = "2023-01-01", value_type = Option<String>, format = Date)]
    deadline_min: Option<NaiveDate>,
    /// Last day of the sortable date.
    #[param(example = "2027-12-31", value_type = Option<String>, format = Date)]
    deadline_max: Option<NaiveDate>,
    /// Words that the text contains, case and accents aside.
    #[param(example = "eleves", value_type = Option<String>)]
    q: Option<Vec<String>>,
}

impl FromQuery for TargetParams {
    fn from_query(query: &mut QueryString) -> Result<Self, ApiError> {
        let (deadline_min, deadline_max) = (query.date("deadline_min")?, query.date("deadline_max")?);
        if let (Some(min), Some(max)) = (deadline_min, deadline_max)
            && min > max
        {
            let expected = format!("a date not before `deadline_min`, which is {min}");
            return Err(ApiError::invalid("deadline_max", &max.to_string(), expected));
        }
        Ok(TargetParams {
            edition: query.words("edition", &EDITIONS)?,
            level: query.words("level", &Level::ALL.map(|(_, word)| word))?,
            axis: codes::numbers(query, "axis")?,
            action: codes::numbers(query, "action")?,
            objective: codes::objective_codes(query, "objective")?,
            nature: query.words("nature", Nature::WORDS)?,
            operator: query.words("operator", Operator::WORDS)?,
            unit: query.texts("unit")?,
            source: query.texts("source")?,
            deadline_min,
            deadline_max,
            q: query.search("q")?,
        })
    }
}

impl From<TargetParams> for Filter {
    fn from(params: TargetParams) -> Self {
        Filter {
            edition: params.edition,
            level: params.level,
            axis: params.axis,
            action: params.action,
            objective: params.objective,
            nature: params.nature,
            operator: params.operator,
            unit: params.unit,
            source: params.source,
            deadline: (params.deadline_min, params.deadline_max),
            words: params.q.unwrap_or_default(),
        }
    }
}

/// The code of a target, from the path.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct TargetPath {
    /// The target.
    #[param(example = "T22")]
    code: String,
}

/// The collection of targets.
pub struct Targets;

impl Collection for Targets {
    type Row = TargetRow;
    type Filter = Filter;
    type View = TargetView;
    const NAME: &'static str = "targets";
    const DATASET: &'static Dataset = &catalogue::TARGETS;
    const SUBJECT: &'static str = "target";
    const SORTABLE: &'static [&'static str] = store::targets::SORTABLE;
    const FIELDS: &'static [&'static str] = &[
        "code",
        "edition",
        "level",
        "axis",
        "action",
        "objective",
        "nature",
        "source",
        "text",
        "operator",
        "value",
        "value_max",
        "unit",
        "population",
        "deadline",
        "baselines",
        "note",
        "absent",
        "href",
    ];

    fn list(db: &mut Db, sequence: i64, filter: &Filter, slice: &Slice) -> QueryResult<Vec<TargetRow>> {
        store::targets::list(db, sequence, filter, slice)
    }

    fn count(db: &mut Db, sequence: i64, filter: &Filter) -> QueryResult<i64> {
        store::targets::count(db, sequence, filter)
    }

    fn code(row: &TargetRow) -> &str {
        &row.code
    }

    fn views(_: &mut Db, context: &Context, rows: Vec<TargetRow>) -> Result<Vec<TargetView>, ApiError> {
        let view = |row: TargetRow| TargetView {
            absent: absences(&row),
            text: texts(&row.text_fr, &row.text_en),
            deadline: Deadline::of(&row),
            baselines: baselines(&row),
            note: texts_or_null(&row.note_fr, &row.note_en),
            href: context.v1(&format!("/targets/{}", row.code)),
            code: row.code,
            edition: row.edition,
            level: row.level,
            axis: row.axis,
            action: row.action,
            objective: row.objective,
            nature: row.nature,
            source: row.source,
            operator: row.operator,
            value: row.value,
            value_max: row.value_max,
            unit: row.unit,
            population: row.population,
        };
        Ok(rows.into_iter().map(view).collect())
    }
}

/// The reasons of a row's nulls, under the names that the answer has for them. A row without baselines has an empty list.
fn absences(row: &TargetRow) -> Absences {
    let mut absent = Absences::from_flat(&row.absent);
    if row.deadline_words.is_none() {
        absent.nest(
            "deadline",
            "deadline_words",
            &["deadline_kind", "deadline_sense", "deadline", "deadline_convention"],
        );
    }
    absent.0.retain(|field, _| !field.starts_with("baseline"));
    absent
}

/// The baselines of a row, whose parts stand in columns side by side.
fn baselines(row: &TargetRow) -> Vec<Baseline> {
    let words: Vec<String> = row.baseline_words.iter().flat_map(|text| text.lines()).map(str::to_owned).collect();
    let [values, units, dates] = [&row.baseline_values, &row.baseline_units, &row.baseline_dates]
        .map(|column| column.as_deref().map(several).unwrap_or_default());
    let at = |column: &[String], index: usize| column.get(index).filter(|value| !value.is_empty()).cloned();
    let baseline = |(index, words): (usize, &String)| Baseline {
        words: words.clone(),
        value: at(&values, index).and_then(|value| value.parse().ok()),
        unit: at(&units, index),
        date_words: at(&dates, index),
    };
    words.iter().enumerate().map(baseline).collect()
}

fn target(db: &mut Db, context: &Context, code: &str) -> Result<TargetRow, ApiError> {
    store::targets::by_code(db, context.release.sequence, code)?.ok_or_else(|| {
        let detail = format!("release {} holds no such target", context.release.pinned());
        ApiError::new(Kind::NOT_FOUND, detail)
            .at("code", code)
            .expecting("a code that /api/v1/targets lists, such as T22")
            .seeing(vec![context.chosen("/api/v1/targets")])
    })
}

/// The targets of a release.
///
/// Every quantified or dated aim of the documents on which the release rests, each statement of it a row: the same aim in
/// two documents is two rows. Values are as printed; "parité", "une majorité" or "doublement" give no number.
#[utoipa::path(tag = "targets", params(TargetParams, AtParams, ListParams), responses(
    (status = 200, description = "The targets, document by document in the order of the text",
     content((List<TargetView> = "application/json"), (String = "text/csv"))), Failures))]
#[get("/targets")]
pub async fn list_targets(
    request: HttpRequest,
    state: Data<State>,
    params: Params<(TargetParams, ListQuery)>,
) -> Result<HttpResponse, ApiError> {
    let (filter, list) = params.value;
    collection::answer::<Targets>(request, state, list, params.canonical, filter.into(), codes::no_guard()).await
}

/// One target.
///
/// An aim by its code, with the passages of its words, of its deadline and of its baselines.
#[utoipa::path(tag = "targets", params(TargetPath, AtParams), responses(
    (status = 200, description = "The target", body = Item<TargetView>), Failures))]
#[get("/targets/{code}")]
pub async fn get_target(
    request: HttpRequest,
    state: Data<State>,
    path: Path<TargetPath>,
    params: Params<At>,
) -> Result<HttpResponse, ApiError> {
    let code = path.into_inner().code;
    let find = move |db: &mut Db, context: &Context| target(db, context, &code);
    let related = |row: &TargetRow| vec![("source", format!("/sources/{}", row.source))];
    collection::answer_item::<Targets>(request, state, params, find, related).await
}
