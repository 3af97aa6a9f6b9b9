//! The receipts of a release as rows: each axis and action with the rule, and with each rival of it.
use diesel::prelude::*;

use super::{
    Slice,
    actions::{self, ActionRow},
    axes::{self, AxisRow},
    connection::{Db, MultiBackend},
    list::{one_of, sortable},
    objectives::{self, ObjectiveRow},
    schema::derivations,
};
use crate::domain::{
    dataset::record,
    derivation::{Node, Plan},
};

/// What the rule, or one rival of it, gives for one axis or action in one release.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = derivations, check_for_backend(MultiBackend))]
pub struct DerivationRow {
    pub release_seq: i64,
    pub position: i32,
    pub level: String,
    pub code: String,
    pub axis: Option<String>,
    pub action: Option<String>,
    pub rule: String,
    /// `rule` or `rival`.
    pub role: String,
    /// What the mean is taken of, `code=fraction` joined by commas.
    pub inputs: Option<String>,
    /// Codes of the children whose figure is missing, joined by commas.
    pub missing: Option<String>,
    pub total: Option<String>,
    pub divisor: Option<i32>,
    pub fraction: Option<String>,
    pub rounding: String,
    pub value: Option<i32>,
    pub published: Option<i32>,
    pub agrees: Option<bool>,
    pub state: String,
    /// The other figures that reject a rival, `level code=value` joined by commas.
    pub rejected_by: Option<String>,
    pub reason_fr: String,
    pub reason_en: String,
    pub absent: String,
}

record!(DerivationRow {
    level,
    code,
    axis,
    action,
    rule,
    role,
    inputs,
    missing,
    total,
    divisor,
    fraction,
    rounding,
    value,
    published,
    agrees,
    state,
    rejected_by,
    reason_fr,
    reason_en,
    absent
});

/// Conditions on a list; several values of one field mean "or".
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub level: Vec<String>,
    pub code: Vec<String>,
    pub axis: Vec<String>,
    pub action: Vec<String>,
    pub rule: Vec<String>,
    pub role: Vec<String>,
    pub state: Vec<String>,
}

sortable!(derivations, { "level" => level, "rule" => rule, "role" => role, "value" => value, "published" => published, "state" => state; "axis" => axis, "action" => action });

fn filtered<'a>(release_seq: i64, filter: &'a Filter) -> derivations::BoxedQuery<'a, MultiBackend> {
    let mut query = derivations::table.filter(derivations::release_seq.eq(release_seq)).into_boxed();
    one_of!(query, derivations::level, &filter.level);
    one_of!(query, derivations::code, &filter.code);
    one_of!(query, derivations::axis, &filter.axis);
    one_of!(query, derivations::action, &filter.action);
    one_of!(query, derivations::rule, &filter.rule);
    one_of!(query, derivations::role, &filter.role);
    one_of!(query, derivations::state, &filter.state);
    query
}

/// The rows of a release that the filter keeps, in the order and part that `slice` says.
pub fn list(db: &mut Db, release_seq: i64, filter: &Filter, slice: &Slice) -> QueryResult<Vec<DerivationRow>> {
    sorted(filtered(release_seq, filter), slice).select(DerivationRow::as_select()).load(db)
}

/// How many rows of a release the filter keeps.
pub fn count(db: &mut Db, release_seq: i64, filter: &Filter) -> QueryResult<i64> {
    filtered(release_seq, filter).count().get_result(db)
}

/// The published figures of a release, as derivations read them.
pub fn plan(axes: &[AxisRow], actions: &[ActionRow], objectives: &[ObjectiveRow]) -> Plan {
    let axis = |row: &AxisRow| Node { code: row.code.clone(), published: row.progress, ..Node::default() };
    let action = |row: &ActionRow| Node {
        code: row.code.clone(),
        parent: row.axis.clone(),
        published: row.progress,
        whole: None,
    };
    let objective = |row: &ObjectiveRow| Node {
        code: row.code.clone(),
        parent: row.action.clone(),
        published: row.progress,
        whole: row.part.and(row.number).map(|number| number.to_string()),
    };
    Plan {
        axes: axes.iter().map(axis).collect(),
        actions: actions.iter().map(action).collect(),
        objectives: objectives.iter().map(objective).collect(),
    }
}

/// The rows of a release that bear figures, whole.
pub struct Figures {
    pub axes: Vec<AxisRow>,
    pub actions: Vec<ActionRow>,
    pub objectives: Vec<ObjectiveRow>,
}

impl Figures {
    /// The rows of a release, in the order of the plan.
    pub fn of(db: &mut Db, release_seq: i64) -> QueryResult<Self> {
        let all = Slice::default();
        Ok(Figures {
            axes: axes::list(db, release_seq, &axes::Filter::default(), &all)?,
            actions: actions::list(db, release_seq, &actions::Filter::default(), &all)?,
            objectives: objectives::list(db, release_seq, &objectives::Filter::default(), &all)?,
        })
    }

    /// The published figures.
    pub fn plan(&self) -> Plan {
        plan(&self.axes, &self.actions, &self.objectives)
    }
}
