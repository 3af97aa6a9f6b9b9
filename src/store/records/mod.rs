//! Plans of the query language run over the tables: the plan as SQL (`select.rs`, `expr.rs`, `condition.rs`), over a
//! [`Source`] no larger than it must be (`narrow.rs`), and raw columns as values of the planned types (`decode.rs`).

mod condition;
mod decode;
mod expr;
mod fragment;
mod given;
mod narrow;
mod prepared;
mod select;
mod source;

use std::time::{Duration, Instant};

use thiserror::Error;

use super::{Db, QueryError, QueryResult, dialect::Dialect, functions, words};
use crate::{
    domain::dataset::{FieldType, Value},
    odsql::plan::{Expr, Plan, Shape},
};
use fragment::Fragment;
use narrow::narrowed;
use select::Writing;

pub use select::Page;
pub use source::{Releases, Source};

/// Longest a query of a page may run.
pub const LONGEST_QUERY: Duration = Duration::from_secs(5);

/// Longest a query of a file may go without giving a row.
pub const LONGEST_SILENCE: Duration = Duration::from_secs(30);

/// Most values that a query holds: SQLite binds 32,766.
pub const MOST_VALUES: usize = 30_000;

/// Why a plan gives no rows.
#[derive(Debug, Error)]
pub enum RecordsError {
    #[error("the query ran longer than {} seconds", LONGEST_QUERY.as_secs())]
    OutOfTime,
    #[error("the query gave no row for {} seconds", LONGEST_SILENCE.as_secs())]
    NoRow,
    #[error("the query holds {0} values, of which {MOST_VALUES} are allowed")]
    TooManyValues(usize),
    #[error("a number of the query is larger than double precision holds")]
    OutOfRange,
    #[error(transparent)]
    Query(#[from] QueryError),
}

/// A row of an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// In the order of the plan's columns.
    pub values: Vec<Value>,
    /// In the order of the extra columns that were asked for.
    pub extra: Vec<Value>,
}

/// The rows of a page.
///
/// # Errors
/// [`RecordsError`].
pub fn page(db: &mut Db, plan: &Plan, source: &Source, extra: &[Expr], page: Page) -> Result<Vec<Row>, RecordsError> {
    let (mut rows, planned) = (Vec::new(), plan.columns().len());
    let (limit, is_embedded) = (Some(LONGEST_QUERY), Dialect::of(db).is_embedded());
    let mut take = |values: &mut Vec<Value>| {
        let mut values = std::mem::take(values);
        let extra = values.split_off(planned.min(values.len()));
        rows.push(Row { values, extra });
        true
    };
    let narrowed = narrowed(source, &plan.filter);
    match in_order(plan, &narrowed).filter(|_| is_embedded && page.offset == 0) {
        // The first release often has all rows of the page.
        Some(releases) => by_release(db, plan, releases, extra, page, limit, &mut take)?,
        None => run(db, plan, source, extra, page, limit, &mut take)?,
    }
    Ok(rows)
}

/// How many rows the whole answer has.
///
/// # Errors
/// [`RecordsError`].
pub fn count(db: &mut Db, plan: &Plan, source: &Source) -> Result<i64, RecordsError> {
    let source = narrowed(source, &plan.filter);
    let near = near(db, plan, &source)?;
    let dialect = Dialect::of(db);
    let query = Writing { plan, source: &source, dialect, near: &near }.count();
    let mut count = 0;
    within(db, Some(LONGEST_QUERY), query, &[(FieldType::Int, false)], plan, &mut |values| {
        if let [Value::Integer(number)] = values.as_slice() {
            count = *number;
        }
        true
    })?;
    Ok(count)
}

/// Gives the values of each row of an answer, however long it is, to `take`, until it returns false: those of the plan's
/// columns, then those of the extra ones. It may leave those of an earlier row in their place, whose memory then serves again.
///
/// The limit holds for all of it, and what `take` needs counts. Without one, who asked has to watch that rows come, and to
/// leave the errand if none does: a clock of the database would run on while a client reads slowly.
///
/// # Errors
/// [`RecordsError`].
pub fn each(
    db: &mut Db,
    plan: &Plan,
    source: &Source,
    extra: &[Expr],
    page: Page,
    limit: Option<Duration>,
    take: &mut dyn FnMut(&mut Vec<Value>) -> bool,
) -> Result<(), RecordsError> {
    let narrowed = narrowed(source, &plan.filter);
    let read = match in_order(plan, &narrowed) {
        Some(releases) => by_release(db, plan, releases, extra, page, limit, take),
        None => run(db, plan, source, extra, page, limit, take),
    };
    read.map_err(|error| match error {
        RecordsError::OutOfTime if limit.is_none() => RecordsError::NoRow,
        error => error,
    })
}

/// The releases whose rows are those of the answer, one release after the other and each in its own order.
fn in_order<'s>(plan: &Plan, source: &'s Source) -> Option<&'s Releases> {
    match source {
        Source::Table(releases) if plan.order.is_empty() && matches!(plan.shape, Shape::Rows(_)) => Some(releases),
        _ => None,
    }
}

/// Reads releases by a query each, so that nothing has to be sorted before the first row is there.
fn by_release(
    db: &mut Db,
    plan: &Plan,
    releases: &Releases,
    extra: &[Expr],
    page: Page,
    limit: Option<Duration>,
    take: &mut dyn FnMut(&mut Vec<Value>) -> bool,
) -> Result<(), RecordsError> {
    let begun = Instant::now();
    let enough = Page { limit: page.limit.map(|limit| limit.saturating_add(page.offset)), offset: 0 };
    let (mut skip, mut left, mut stopped) = (page.offset, page.limit.unwrap_or(i64::MAX), false);
    for sequence in &releases.sequences {
        let one = Source::Table(Releases { sequences: vec![*sequence], current: releases.current });
        // None at all would be no limit.
        let limit = limit.map(|limit| limit.saturating_sub(begun.elapsed()).max(Duration::from_millis(1)));
        run(db, plan, &one, extra, enough, limit, &mut |values| {
            if skip > 0 {
                skip -= 1;
                return true;
            }
            if left > 0 {
                left -= 1;
                stopped = !take(values);
            }
            left > 0 && !stopped
        })?;
        if left == 0 || stopped {
            break;
        }
    }
    Ok(())
}

fn run(
    db: &mut Db,
    plan: &Plan,
    source: &Source,
    extra: &[Expr],
    page: Page,
    limit: Option<Duration>,
    take: &mut dyn FnMut(&mut Vec<Value>) -> bool,
) -> Result<(), RecordsError> {
    let source = narrowed(source, &plan.filter);
    let near = near(db, plan, &source)?;
    let dialect = Dialect::of(db);
    let query = Writing { plan, source: &source, dialect, near: &near }.rows(extra, page);
    let stored: Vec<(FieldType, bool)> = match &plan.shape {
        Shape::Rows(columns) => {
            let all = columns.iter().map(|column| &column.expr).chain(extra);
            all.map(|expr| (expr.kind, expr.is_multivalued())).collect()
        }
        Shape::Groups { keys, columns, .. } => {
            let keys = keys.iter().map(|key| (key.by.kind(), false));
            keys.chain(columns.iter().map(|column| (column.expr.kind, false))).collect()
        }
    };
    within(db, limit, query, &stored, plan, &mut |values| {
        if let Shape::Groups { keys, columns, .. } = &plan.shape {
            // A key may be a column too, under another name.
            let of_columns = columns.iter().map(|column| column.expr.as_key(keys));
            let shown = keys.iter().map(|key| Some(&key.by)).chain(of_columns);
            for (value, key) in values.iter_mut().zip(shown) {
                if let Some(key) = key {
                    let stored = std::mem::replace(value, Value::Null);
                    *value = key.shown(stored, plan.zone);
                }
            }
        }
        take(values)
    })
}

/// The words of the dataset that are near those of the plan's fuzzy patterns.
fn near(db: &mut Db, plan: &Plan, source: &Source) -> QueryResult<Vec<Vec<String>>> {
    let mut found = Vec::new();
    if let Source::Rows(_) = source {
        // Their words are looked for where they are.
        return Ok(found);
    }
    for (word, slips) in condition::near_patterns(&plan.filter) {
        let length = i32::try_from(word.chars().count()).unwrap_or(i32::MAX);
        let room = i32::try_from(slips).unwrap_or_default();
        let mut words = words::of_length(db, plan.dataset.name, length - room, length.saturating_add(room))?;
        words.retain(|known| strsim::levenshtein(known, word) <= slips);
        found.push(words);
    }
    Ok(found)
}

fn within(
    db: &mut Db,
    limit: Option<Duration>,
    mut query: Fragment,
    kinds: &[(FieldType, bool)],
    plan: &Plan,
    take: &mut dyn FnMut(&mut Vec<Value>) -> bool,
) -> Result<(), RecordsError> {
    if query.binds() > MOST_VALUES {
        return Err(RecordsError::TooManyValues(query.binds()));
    }
    query.settle();
    super::dialect::limit_time(db, limit)?;
    functions::within(limit, || decode::rows(db, query, kinds, plan.zone, take))
}

#[cfg(test)]
mod tests;
