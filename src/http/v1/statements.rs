//! `/statements`: achievements, next steps and new objectives, as rows and as trees.

use std::collections::BTreeMap;

use actix_web::{
    HttpRequest, HttpResponse, get,
    web::{Data, Path},
};
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
        absence::Absences,
        catalogue,
        dataset::Dataset,
        release::At,
        strategy::{Level, StatementKind},
        text::Texts,
    },
    store::{
        self, Db, QueryResult, Range, Slice,
        statements::{Filter, StatementRow},
    },
};

/// A statement with what it introduces.
#[derive(Clone, Serialize, ToSchema)]
#[schema(example = json!({
    "code": "axis-1.next_step.2",
    "text": {"fr": null, "en": "Promote data.education.gouv.fr to partners."},
    "items": [],
    "absent": {"text_fr": "not_published"}
}))]
pub struct Node {
    pub code: String,
    pub text: Texts,
    #[schema(no_recursion)]
    pub items: Vec<Node>,
    /// Why each null is null.
    #[schema(value_type = Absences)]
    pub absent: Absences,
}

/// One node of a statement tree.
#[derive(Serialize, ToSchema)]
pub struct StatementView {
    /// Names the node by its place, such as `axis-1.achievement.1.3`; places are those of the release.
    pub code: String,
    #[schema(value_type = StatementKind)]
    pub kind: String,
    /// What the statement is about: the strategy, an axis or an objective.
    #[schema(value_type = Level)]
    pub level: String,
    /// Code of the axis.
    pub axis: Option<String>,
    /// Code of the action, for a statement about an objective.
    pub action: Option<String>,
    /// Code of the objective, for a statement about one.
    pub objective: Option<String>,
    /// Code of the node that introduces this one.
    pub parent: Option<String>,
    /// 0 for a node without parent.
    pub depth: i32,
    /// The place among its siblings, from 1.
    pub ordinal: i32,
    /// The words of the source, in the language or languages in which the release states them.
    pub text: Texts,
    /// Why each null is null.
    #[schema(value_type = Absences)]
    pub absent: Absences,
    pub href: String,
}

/// Conditions on a list of statements.
#[derive(Clone, Debug, Default, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct StatementParams {
    /// `achievement`, `next_step` or `new_objective`.
    #[param(example = "achievement", value_type = Option<String>)]
    kind: Vec<String>,
    /// `strategy`, `axis` or `objective`.
    #[param(example = "axis", value_type = Option<String>)]
    level: Vec<String>,
    /// Codes of axes; statements about their objectives count among them.
    #[param(example = "1", value_type = Option<String>)]
    axis: Vec<String>,
    /// Codes of actions.
    #[param(example = "14", value_type = Option<String>)]
    action: Vec<String>,
    /// Codes of objectives.
    #[param(example = "31", value_type = Option<String>)]
    objective: Vec<String>,
    /// Code of the node that introduces the statements.
    #[param(example = "axis-1.achievement.1", value_type = Option<String>)]
    parent: Vec<String>,
    /// How deep the node lies in its tree; `0` keeps the roots.
    #[param(minimum = 0, maximum = 16, example = 0)]
    depth: Option<i32>,
    /// Words that the text contains, case and accents aside.
    #[param(example = "schools", value_type = Option<String>)]
    q: Option<Vec<String>>,
}

impl FromQuery for StatementParams {
    fn from_query(query: &mut QueryString) -> Result<Self, ApiError> {
        Ok(StatementParams {
            kind: query.words("kind", &StatementKind::ALL.map(|(_, word)| word))?,
            level: query.words("level", &Level::ALL.map(|(_, word)| word))?,
            axis: codes::numbers(query, "axis")?,
            action: codes::numbers(query, "action")?,
            objective: codes::objective_codes(query, "objective")?,
            parent: query.texts("parent")?,
            depth: query.small_number("depth", 0..=16)?,
            q: query.search("q")?,
        })
    }
}

impl From<StatementParams> for Filter {
    fn from(params: StatementParams) -> Self {
        Filter {
            kind: params.kind,
            level: params.level,
            axis: params.axis,
            action: params.action,
            objective: params.objective,
            parent: params.parent,
            depth: Range { min: params.depth, max: params.depth },
            words: params.q.unwrap_or_default(),
        }
    }
}

/// The code of a statement, from the path.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct StatementPath {
    /// The statement, such as `axis-1.achievement.1`.
    #[param(example = "axis-1.achievement.1")]
    code: String,
}

/// The collection of statements.
pub struct Statements;

impl Collection for Statements {
    type Row = StatementRow;
    type Filter = Filter;
    type View = StatementView;
    const NAME: &'static str = "statements";
    const DATASET: &'static Dataset = &catalogue::STATEMENTS;
    const SUBJECT: &'static str = "statement";
    const SORTABLE: &'static [&'static str] = store::statements::SORTABLE;
    const FIELDS: &'static [&'static str] = &[
        "code",
        "kind",
        "level",
        "axis",
        "action",
        "objective",
        "parent",
        "depth",
        "ordinal",
        "text",
        "absent",
        "href",
    ];

    fn list(db: &mut Db, sequence: i64, filter: &Filter, slice: &Slice) -> QueryResult<Vec<StatementRow>> {
        store::statements::list(db, sequence, filter, slice)
    }

    fn count(db: &mut Db, sequence: i64, filter: &Filter) -> QueryResult<i64> {
        store::statements::count(db, sequence, filter)
    }

    fn code(row: &StatementRow) -> &str {
        &row.code
    }

    fn views(_: &mut Db, context: &Context, rows: Vec<StatementRow>) -> Result<Vec<StatementView>, ApiError> {
        let view = |row: StatementRow| StatementView {
            text: texts(&row.text_fr, &row.text_en),
            absent: Absences::from_flat(&row.absent),
            href: context.v1(&format!("/statements/{}", row.code)),
            code: row.code,
            kind: row.kind,
            level: row.level,
            axis: row.axis,
            action: row.action,
            objective: row.objective,
            parent: row.parent,
            depth: row.depth,
            ordinal: row.ordinal,
        };
        Ok(rows.into_iter().map(view).collect())
    }
}

/// The statements of one level, as trees by subject.
pub struct Trees(BTreeMap<(String, String), Vec<Node>>);

impl Trees {
    /// Reads the statements about some axes, or about some objectives, of a release.
    pub fn of(db: &mut Db, context: &Context, level: Level, codes: Vec<String>) -> Result<Self, ApiError> {
        if codes.is_empty() {
            return Ok(Trees(BTreeMap::new()));
        }
        let rows = match (level, codes.as_slice()) {
            (Level::Objective, [code]) => store::statements::of_objective(db, context.release.sequence, code)?,
            _ => {
                let mut filter = Filter { level: vec![level.as_str().to_owned()], ..Default::default() };
                match level {
                    Level::Objective => filter.objective = codes,
                    _ => filter.axis = codes,
                }
                store::statements::list(db, context.release.sequence, &filter, &Slice::default())?
            }
        };
        let mut trees: BTreeMap<(String, String), Vec<Node>> = BTreeMap::new();
        for row in rows {
            let subject = match level {
                Level::Objective => row.objective.clone(),
                _ => row.axis.clone(),
            };
            let of_subject = trees.entry((subject.unwrap_or_default(), row.kind.clone())).or_default();
            plant(of_subject, row);
        }
        Ok(Trees(trees))
    }

    /// The achievements of a subject, or nothing if it has none.
    pub fn achievements(&mut self, code: &str) -> Option<Vec<Node>> {
        self.0.remove(&(code.to_owned(), StatementKind::Achievement.as_str().to_owned()))
    }

    /// The next steps of a subject, or nothing if it has none.
    pub fn next_steps(&mut self, code: &str) -> Option<Vec<Node>> {
        self.0.remove(&(code.to_owned(), StatementKind::NextStep.as_str().to_owned()))
    }
}

/// Puts a row under its parent; rows come parents first.
fn plant(trees: &mut Vec<Node>, row: StatementRow) {
    let mut place = trees;
    for _ in 0..row.depth {
        let Some(parent) = place.last_mut() else { return };
        place = &mut parent.items;
    }
    let mut absent = Absences::from_flat(&row.absent);
    absent.0.retain(|field, _| field.starts_with("text"));
    place.push(Node { text: texts(&row.text_fr, &row.text_en), code: row.code, items: Vec::new(), absent });
}

fn statement(db: &mut Db, context: &Context, code: &str) -> Result<StatementRow, ApiError> {
    store::statements::by_code(db, context.release.sequence, code)?.ok_or_else(|| {
        let detail = format!("release {} holds no such statement", context.release.pinned());
        ApiError::new(Kind::NOT_FOUND, detail)
            .at("code", code)
            .expecting("a code that /api/v1/statements lists, such as axis-1.achievement.1")
            .seeing(vec![context.chosen("/api/v1/statements")])
    })
}

/// The statements of a release.
///
/// Achievements and next steps of axes and objectives, and the new objectives of 2025; each node of each tree a row,
/// parents before their items. The words are those of the source.
#[utoipa::path(tag = "statements", params(StatementParams, AtParams, ListParams), responses(
    (status = 200, description = "The statements, in the order of the plan",
     content((List<StatementView> = "application/json"), (String = "text/csv"))), Failures))]
#[get("/statements")]
pub async fn list_statements(
    request: HttpRequest,
    state: Data<State>,
    params: Params<(StatementParams, ListQuery)>,
) -> Result<HttpResponse, ApiError> {
    let (filter, list) = params.value;
    collection::answer::<Statements>(request, state, list, params.canonical, filter.into(), codes::no_guard()).await
}

/// One statement.
///
/// A node by its code, with the passage of the source that it was taken from and the nodes it introduces as links.
#[utoipa::path(tag = "statements", params(StatementPath, AtParams), responses(
    (status = 200, description = "The statement", body = Item<StatementView>), Failures))]
#[get("/statements/{code}")]
pub async fn get_statement(
    request: HttpRequest,
    state: Data<State>,
    path: Path<StatementPath>,
    params: Params<At>,
) -> Result<HttpResponse, ApiError> {
    let code = path.into_inner().code;
    let find = move |db: &mut Db, context: &Context| statement(db, context, &code);
    let related = |row: &StatementRow| {
        let mut related = vec![("items", format!("/statements?parent={}", row.code))];
        related.extend(row.parent.iter().map(|parent| ("parent", format!("/statements/{parent}"))));
        related.extend(row.axis.iter().map(|axis| ("axis", format!("/axes/{axis}"))));
        related.extend(row.objective.iter().map(|objective| ("objective", format!("/objectives/{objective}"))));
        related
    };
    collection::answer_item::<Statements>(request, state, params, find, related).await
}
