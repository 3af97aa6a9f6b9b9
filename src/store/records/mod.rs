//! Plans of the query language run over the tables: the plan as SQL (`select.rs`, `expr.rs`, `condition.rs`), over a
//! [`Source`] no larger than it must be (`narrow.rs`), and raw columns as values of the planned types (`decode.rs`).

mod condition;
mod decode;
mod expr;
mod fragment;
mod given;
mod narrow;
mod near;
mod prepared;
mod select;
mod source;

use std::time::{Duration, Instant};

use thiserror::Error;

use super::{Db, QueryError, dialect::Dialect, errands, functions};
use crate::{
    domain::dataset::{FieldType, Value},
    odsql::plan::{Condition, Expr, Plan, Shape},
};
use fragment::Fragment;
use narrow::narrowed;
use select::Writing;

pub use near::{MOST_NEAR, MOST_PATTERNS, bounded};
pub use select::Page;
pub use source::{Releases, Source};

/// Longest that all queries of one request may run together, if they are not those of a file.
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
    #[error("it looks for {0} words with slips, of which {MOST_NEAR} are allowed")]
    TooManyNear(usize),
    #[error("it looks for {0} words, of which {MOST_PATTERNS} are allowed")]
    TooManyWords(usize),
    #[error("the database does not know the time zone {0}")]
    UnknownZone(&'static str),
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

/// What one request asks of the database, by as many queries as it takes: they have one limit together, and the words that
/// are near others are looked for once. Clones have the same deadline, so that a request that is asked again elsewhere is
/// given no more time.
#[derive(Clone, Debug)]
pub struct Asking {
    until: Option<Instant>,
    near: near::Known,
}

/// A query of rows.
#[derive(Clone, Copy)]
struct Rows<'q> {
    plan: &'q Plan,
    extra: &'q [Expr],
    near: &'q [Vec<String>],
}

impl Asking {
    /// Begins now what is asked for a page, or for facets, whose rows fulfil some conditions.
    ///
    /// # Errors
    /// As [`bounded`].
    pub fn of(filter: &[Condition]) -> Result<Self, RecordsError> {
        bounded(filter)?;
        Ok(Asking::within(Some(LONGEST_QUERY)))
    }

    /// Begins now. Without a limit, who asks has to watch that rows come, and to leave the errand if none does: a clock of the
    /// database would run on while a client reads slowly.
    pub fn within(limit: Option<Duration>) -> Self {
        Asking { until: limit.and_then(|limit| Instant::now().checked_add(limit)), near: near::Known::default() }
    }

    /// The rows of a page.
    ///
    /// # Errors
    /// [`RecordsError`].
    pub fn page(
        &mut self,
        db: &mut Db,
        plan: &Plan,
        source: &Source,
        extra: &[Expr],
        page: Page,
    ) -> Result<Vec<Row>, RecordsError> {
        let (mut read, planned) = (Vec::new(), plan.columns().len());
        let is_embedded = Dialect::of(db).is_embedded();
        let mut take = |values: &mut Vec<Value>| {
            let mut values = std::mem::take(values);
            let extra = values.split_off(planned.min(values.len()));
            read.push(Row { values, extra });
            true
        };
        let (near, narrowed) = (self.near(db, plan, source)?, narrowed(source, &plan.filter));
        let rows = Rows { plan, extra, near: &near };
        match in_order(plan, &narrowed).filter(|_| is_embedded && page.offset == 0) {
            // The first release often has all rows of the page.
            Some(releases) => self.by_release(db, rows, releases, page, &mut take)?,
            None => self.run(db, rows, &narrowed, page, &mut take)?,
        }
        Ok(read)
    }

    /// How many rows the whole answer has.
    ///
    /// # Errors
    /// [`RecordsError`].
    pub fn count(&mut self, db: &mut Db, plan: &Plan, source: &Source) -> Result<i64, RecordsError> {
        let (near, source) = (self.near(db, plan, source)?, narrowed(source, &plan.filter));
        let dialect = Dialect::of(db);
        let query = Writing { plan, source: &source, dialect, near: &near }.count();
        let mut count = 0;
        self.ask(db, query, &[(FieldType::Int, false)], plan, &mut |values| {
            if let [Value::Integer(number)] = values.as_slice() {
                count = *number;
            }
            true
        })?;
        Ok(count)
    }

    /// Gives the values of each row of an answer, however long it is, to `take`, until it returns false: those of the plan's
    /// columns, then those of the extra ones. It may leave those of an earlier row in their place, whose memory then serves
    /// again. What `take` needs counts.
    ///
    /// # Errors
    /// [`RecordsError`].
    pub fn each(
        &mut self,
        db: &mut Db,
        plan: &Plan,
        source: &Source,
        extra: &[Expr],
        page: Page,
        take: &mut dyn FnMut(&mut Vec<Value>) -> bool,
    ) -> Result<(), RecordsError> {
        let mut read = || {
            let (near, narrowed) = (self.near(db, plan, source)?, narrowed(source, &plan.filter));
            let rows = Rows { plan, extra, near: &near };
            match in_order(plan, &narrowed) {
                Some(releases) => self.by_release(db, rows, releases, page, take),
                None => self.run(db, rows, &narrowed, page, take),
            }
        };
        read().map_err(|error| match error {
            RecordsError::OutOfTime if self.until.is_none() => RecordsError::NoRow,
            error => error,
        })
    }

    /// The time that is left; none if there is no limit.
    fn left(&self) -> Result<Option<Duration>, RecordsError> {
        let now = Instant::now();
        match self.until {
            _ if errands::is_left() => Err(RecordsError::OutOfTime),
            Some(until) if until <= now => Err(RecordsError::OutOfTime),
            // Whole milliseconds, rounded up: PostgreSQL counts in them, and none at all would be no limit.
            Some(until) => {
                let milliseconds = u64::try_from((until - now).as_millis()).unwrap_or(u64::MAX);
                Ok(Some(Duration::from_millis(milliseconds.saturating_add(1))))
            }
            None => Ok(None),
        }
    }

    /// The words that are near those of the plan's patterns, in the order of these.
    fn near(&mut self, db: &mut Db, plan: &Plan, source: &Source) -> Result<Vec<Vec<String>>, RecordsError> {
        bounded(&plan.filter)?;
        // Those of given rows are looked for where they are.
        if let Source::Table(_) = source {
            let mut unknown = self.near.unknown(plan);
            if let Some(lengths) = near::lengths(&unknown) {
                super::dialect::limit_time(db, self.left()?)?;
                let words = near::candidates(db, plan.dataset, lengths)?;
                for pattern in unknown.drain(..) {
                    self.left()?;
                    self.near.learn(plan.dataset, pattern, &words);
                }
            }
            return Ok(self.near.of(plan));
        }
        Ok(Vec::new())
    }

    /// Reads releases by a query each, so that nothing has to be sorted before the first row is there.
    fn by_release(
        &self,
        db: &mut Db,
        rows: Rows,
        releases: &Releases,
        page: Page,
        take: &mut dyn FnMut(&mut Vec<Value>) -> bool,
    ) -> Result<(), RecordsError> {
        let enough = Page { limit: page.limit.map(|limit| limit.saturating_add(page.offset)), offset: 0 };
        let (mut skip, mut left, mut stopped) = (page.offset, page.limit.unwrap_or(i64::MAX), false);
        for sequence in &releases.sequences {
            let one = Source::Table(Releases { sequences: vec![*sequence], current: releases.current });
            self.run(db, rows, &one, enough, &mut |values| {
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
        &self,
        db: &mut Db,
        rows: Rows,
        source: &Source,
        page: Page,
        take: &mut dyn FnMut(&mut Vec<Value>) -> bool,
    ) -> Result<(), RecordsError> {
        let Rows { plan, extra, near } = rows;
        let dialect = Dialect::of(db);
        let query = Writing { plan, source, dialect, near }.rows(extra, page);
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
        self.ask(db, query, &stored, plan, &mut |values| {
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

    fn ask(
        &self,
        db: &mut Db,
        mut query: Fragment,
        kinds: &[(FieldType, bool)],
        plan: &Plan,
        take: &mut dyn FnMut(&mut Vec<Value>) -> bool,
    ) -> Result<(), RecordsError> {
        if query.binds() > MOST_VALUES {
            return Err(RecordsError::TooManyValues(query.binds()));
        }
        query.settle();
        let limit = self.left()?;
        super::dialect::limit_time(db, limit)?;
        functions::within(limit, || decode::rows(db, query, kinds, plan.zone, take))
            .map_err(|error| of_zone(error, plan.zone))
    }
}

/// The rows of a page, for whoever asks for nothing else.
///
/// # Errors
/// [`RecordsError`].
pub fn page(db: &mut Db, plan: &Plan, source: &Source, extra: &[Expr], page: Page) -> Result<Vec<Row>, RecordsError> {
    Asking::within(Some(LONGEST_QUERY)).page(db, plan, source, extra, page)
}

/// How many rows the whole answer has, for whoever asks for nothing else.
///
/// # Errors
/// [`RecordsError`].
pub fn count(db: &mut Db, plan: &Plan, source: &Source) -> Result<i64, RecordsError> {
    Asking::within(Some(LONGEST_QUERY)).count(db, plan, source)
}

/// As [`Asking::each`], for whoever asks for nothing else.
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
    Asking::within(limit).each(db, plan, source, extra, page, take)
}

/// The releases whose rows are those of the answer, one release after the other and each in its own order.
fn in_order<'s>(plan: &Plan, source: &'s Source) -> Option<&'s Releases> {
    match source {
        Source::Table(releases) if plan.order.is_empty() && matches!(plan.shape, Shape::Rows(_)) => Some(releases),
        _ => None,
    }
}

/// PostgreSQL knows the zones of the machine it is on, which may be fewer than the program's.
fn of_zone(error: RecordsError, zone: chrono_tz::Tz) -> RecordsError {
    let is_of_zone = |message: &str| message.contains("time zone") && message.contains("not recognized");
    match &error {
        RecordsError::Query(QueryError::DatabaseError(_, cause)) if is_of_zone(cause.message()) => {
            RecordsError::UnknownZone(zone.name())
        }
        _ => error,
    }
}

#[cfg(test)]
mod tests;

#[cfg(test)]
mod of_requests {
    use diesel::result::DatabaseErrorKind;

    use super::*;

    #[test]
    fn a_zone_that_the_database_does_not_know_is_told_by_its_name() {
        let said = |message: &str| {
            let error = QueryError::DatabaseError(DatabaseErrorKind::Unknown, Box::new(message.to_owned()));
            of_zone(RecordsError::Query(error), chrono_tz::US::Eastern)
        };
        let unknown = said("time zone \"US/Eastern\" not recognized");
        assert!(matches!(unknown, RecordsError::UnknownZone("US/Eastern")), "{unknown}");
        let other = said("relation \"words\" does not exist");
        assert!(matches!(other, RecordsError::Query(_)), "{other}");
    }

    #[test]
    fn clones_of_what_a_request_asks_end_at_the_same_time() {
        let asking = Asking::within(Some(Duration::from_millis(20)));
        let again = asking.clone();
        assert!(asking.left().is_ok_and(|left| left.is_some_and(|left| left >= Duration::from_millis(1))));
        std::thread::sleep(Duration::from_millis(21));
        for asking in [asking, again] {
            assert!(matches!(asking.left(), Err(RecordsError::OutOfTime)));
        }
        assert!(matches!(Asking::within(None).left(), Ok(None)), "who watches the rows sets no limit");
    }
}
