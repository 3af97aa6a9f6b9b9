//! Syntax to meaning: names and types are resolved against a dataset, or the query is refused with its place.
//!
//! [`plan`] takes the clauses of a request and gives a [`Plan`], which holds fields, values and functions of known types and
//! nothing that is only text; what it is in SQL is the store's matter (`store/records`).

mod buckets;
mod columns;
mod condition;
mod dates;
mod expr;
mod facet;
pub mod format;
mod keys;
mod magnitude;
mod refine;
mod types;
pub mod words;

use std::cell::Cell;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

pub use buckets::{Buckets, Edge, Width};
pub use expr::of_field;
pub use facet::{Facet, Sort, facet};
pub use magnitude::{Magnitude, PRINTED_BOUND};
pub use refine::{Refinement, refinement};
pub use types::{
    Aggregate, AggregateFunction, Column, Condition, Expr, Key, KeyBy, Node, Order, Part, Piece, Plan, Shape,
    WordPattern, WordSearch, in_zone,
};

use super::{
    MOST_CLAUSES,
    error::{PlanError, PlanErrorKind, Refusal},
    parse_where,
};
use crate::domain::dataset::Dataset;

/// What a request asks of a dataset, as it was written.
#[derive(Clone, Debug, Default)]
pub struct Query {
    pub select: Option<String>,
    /// Every one of them must hold.
    pub conditions: Vec<String>,
    pub group_by: Option<String>,
    pub order_by: Option<String>,
    pub refine: Vec<String>,
    pub exclude: Vec<String>,
}

/// In whose time and words a query is meant.
#[derive(Clone, Debug)]
pub struct Settings {
    /// In which literals without an offset are read and times shown.
    pub zone: Tz,
    /// ISO 639-1, for the names of days and months.
    pub language: &'static str,
    pub now: DateTime<Utc>,
    /// Whether the plan depends on `now`.
    pub reads_clock: Cell<bool>,
}

/// Plans a query over a dataset.
///
/// # Errors
/// The first place at which a clause is not of the language or means nothing over the dataset.
pub fn plan(dataset: &'static Dataset, query: &Query, settings: &Settings) -> Result<Plan, Refusal> {
    let filter = filter(dataset, query, settings)?;
    let mut shape = columns::shape(dataset, given(&query.select), given(&query.group_by), settings)?;
    let order = columns::order(dataset, given(&query.order_by), &mut shape, settings)?;
    Ok(Plan { dataset, zone: settings.zone, filter, shape, order, reads_clock: settings.reads_clock.get() })
}

/// A clause that says something; an empty one is as good as none.
fn given(clause: &Option<String>) -> Option<&str> {
    clause.as_deref().filter(|text| !text.trim().is_empty())
}

/// The conditions of a query: `where`, `refine` and `exclude` together.
///
/// # Errors
/// As [`plan`].
pub fn filter(dataset: &'static Dataset, query: &Query, settings: &Settings) -> Result<Vec<Condition>, Refusal> {
    let mut filter = conditions(dataset, &query.conditions, settings)?;
    filter.extend(kept(&refinements(dataset, "refine", &query.refine, settings)?));
    let excluded = refinements(dataset, "exclude", &query.exclude, settings)?;
    filter.extend(excluded.into_iter().map(|out| Condition::Not(Box::new(out.condition))));
    Ok(filter)
}

/// The conditions of the clauses `where`.
///
/// # Errors
/// As [`plan`].
pub fn conditions(
    dataset: &'static Dataset,
    clauses: &[String],
    settings: &Settings,
) -> Result<Vec<Condition>, Refusal> {
    bounded("where", clauses.len())?;
    let mut planned = Vec::new();
    for text in clauses.iter().filter(|text| !text.trim().is_empty()) {
        let syntax = parse_where(text)?;
        planned.push(expr::Planner::of_rows(dataset, "where", text, settings).condition(&syntax)?);
    }
    Ok(planned)
}

/// The refinements of the parameters `refine` or `exclude`.
///
/// # Errors
/// As [`plan`].
pub fn refinements(
    dataset: &'static Dataset,
    clause: &'static str,
    texts: &[String],
    settings: &Settings,
) -> Result<Vec<Refinement>, Refusal> {
    bounded(clause, texts.len())?;
    texts.iter().map(|text| Ok(refinement(dataset, clause, text, settings)?)).collect()
}

/// What refinements ask together: those of one disjunctive field are alternatives, all others must hold.
pub fn kept(refinements: &[Refinement]) -> Vec<Condition> {
    let mut conditions = Vec::new();
    let mut alternatives: Vec<(&str, Vec<Condition>)> = Vec::new();
    for refinement in refinements {
        let (field, condition) = (refinement.field, refinement.condition.clone());
        match alternatives.iter_mut().find(|(name, _)| field.disjunctive && *name == field.name) {
            Some((_, of_field)) => of_field.push(condition),
            None if field.disjunctive => alternatives.push((field.name, vec![condition])),
            None => conditions.push(condition),
        }
    }
    conditions.extend(alternatives.into_iter().map(|(_, of_field)| Condition::Any(of_field)));
    conditions
}

/// The fields that tell a row of a dataset from all others: its release first, then what names it there.
pub fn key_fields(dataset: &'static Dataset) -> Vec<Expr> {
    dataset.key().into_iter().filter_map(|name| dataset.field(name)).map(of_field).collect()
}

fn bounded(clause: &'static str, count: usize) -> Result<(), PlanError> {
    if count <= MOST_CLAUSES {
        return Ok(());
    }
    let problem = format!("{count} clauses, of which {MOST_CLAUSES} are allowed");
    let kind = PlanErrorKind::Malformed;
    Err(PlanError { kind, clause, text: String::new(), problem, span: 0..0, hint: None })
}
