//! Functions that SQLite lacks, in Rust: PostgreSQL has its own of the same meaning, see `dialect.rs`.

use std::{
    cell::Cell,
    time::{Duration, Instant},
};

use chrono::NaiveDateTime;
use diesel::{
    QueryResult, SqliteConnection,
    serialize::{IsNull, Output, ToSql},
    sql_types::{Bool, Double, Nullable, Text, Timestamp},
    sqlite::{Sqlite, SqliteAggregateFunction},
};

use super::errands;

#[diesel::declare_sql_function]
extern "SQL" {
    /// A text in lower case, by the rules of Unicode.
    fn unicode_lower(text: Nullable<Text>) -> Nullable<Text>;
    /// A text in upper case, by the rules of Unicode.
    fn unicode_upper(text: Nullable<Text>) -> Nullable<Text>;
    /// What a zone's clock shows at a time of UTC.
    fn clock_of(utc: Nullable<Timestamp>, zone: Text) -> Nullable<Timestamp>;
    /// The greatest whole number that is not above a number.
    fn floor_of(number: Nullable<Double>) -> Nullable<diesel::sql_types::BigInt>;
    /// Whether the query has time left and is still waited for; fails the query when not. Takes a column of the rows that take
    /// the time: without one SQLite would ask once for each row of the outermost table, whatever is read for it. Dear to call,
    /// so `dialect.rs` asks it for few of them.
    fn in_time(row: diesel::sql_types::BigInt) -> Bool;
    /// The sum of numbers, the smallest first.
    #[aggregate]
    fn sum_of(value: Nullable<Double>) -> Nullable<Double>;
    /// The value below which a share of the values lies, interpolated between neighbours.
    #[aggregate]
    fn percentile_of(value: Nullable<Double>, share: Double) -> Nullable<Double>;
}

/// Makes the functions known to a connection.
pub fn register(connection: &mut SqliteConnection) -> QueryResult<()> {
    unicode_lower_utils::register_impl(connection, |text: Option<String>| text.map(|text| text.to_lowercase()))?;
    unicode_upper_utils::register_impl(connection, |text: Option<String>| text.map(|text| text.to_uppercase()))?;
    clock_of_utils::register_impl(connection, |utc: Option<NaiveDateTime>, zone: String| {
        let zone: chrono_tz::Tz = zone.parse().ok()?;
        utc.map(|utc| utc.and_utc().with_timezone(&zone).naive_local())
    })?;
    floor_of_utils::register_impl(connection, |number: Option<f64>| number.map(floor))?;
    in_time_utils::register_nondeterministic_impl(connection, |_: i64| InTime::now())?;
    sum_of_utils::register_impl::<Sum, _>(connection)?;
    percentile_of_utils::register_impl::<Percentile, _, _>(connection)
}

/// Within the bounds that PostgreSQL's form has, see `dialect.rs`.
fn floor(number: f64) -> i64 {
    number.floor().clamp(-9.0e18, 9.0e18) as i64
}

thread_local! {
    /// When the query that runs on this thread has to be done.
    static DEADLINE: Cell<Option<Instant>> = const { Cell::new(None) };
}

/// What a query that ran out of time is ended with.
pub const OUT_OF_TIME: &str = "the query ran out of time";

/// Runs `work`, whose queries must end in time if a limit is given.
pub fn within<T>(limit: Option<Duration>, work: impl FnOnce() -> T) -> T {
    DEADLINE.set(limit.and_then(|limit| Instant::now().checked_add(limit)));
    let result = work();
    DEADLINE.set(None);
    result
}

/// The answer of `in_time()`.
#[derive(Debug)]
struct InTime(bool);

impl InTime {
    fn now() -> Self {
        InTime(DEADLINE.get().is_none_or(|deadline| Instant::now() < deadline) && !errands::is_left())
    }
}

impl ToSql<Bool, Sqlite> for InTime {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> diesel::serialize::Result {
        if !self.0 {
            return Err(OUT_OF_TIME.into());
        }
        out.set_value(1_i32);
        Ok(IsNull::No)
    }
}

/// The values of a group, for their sum.
#[derive(Default)]
struct Sum(Vec<f64>);

impl SqliteAggregateFunction<Option<f64>> for Sum {
    type Output = Option<f64>;

    fn step(&mut self, value: Option<f64>) {
        self.0.extend(value);
    }

    /// As PostgreSQL's `sum` of sorted values, to the last bit; SQLite's own corrects what rounding loses.
    fn finalize(group: Option<Self>) -> Option<f64> {
        let Sum(mut values) = group?;
        values.sort_unstable_by(f64::total_cmp);
        values.into_iter().reduce(|sum, value| sum + value)
    }
}

/// The values of a group, for its percentile.
#[derive(Default)]
struct Percentile {
    values: Vec<f64>,
    share: f64,
}

impl SqliteAggregateFunction<(Option<f64>, f64)> for Percentile {
    type Output = Option<f64>;

    fn step(&mut self, (value, share): (Option<f64>, f64)) {
        self.share = share;
        self.values.extend(value);
    }

    /// As PostgreSQL's `percentile_cont`, to the last bit.
    fn finalize(group: Option<Self>) -> Option<f64> {
        let Percentile { mut values, share } = group?;
        values.sort_unstable_by(f64::total_cmp);
        let last = values.len().checked_sub(1)?;
        let place = share * last as f64;
        let below = *values.get(place.floor() as usize)?;
        let above = *values.get(place.ceil() as usize)?;
        Some(if below == above { below } else { below + (place - place.floor()) * (above - below) })
    }
}

#[cfg(test)]
mod tests {
    use diesel::{Connection, RunQueryDsl, sql_query};

    use super::*;

    fn connection() -> SqliteConnection {
        let mut connection = SqliteConnection::establish(":memory:").expect("a database in memory");
        register(&mut connection).expect("the functions are new");
        connection
    }

    #[test]
    fn a_query_without_time_left_fails() {
        let mut connection = connection();
        // The clock is looked at every so many rows.
        let query = "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 1000 AND in_time(n)) SELECT count(*) FROM n";
        let mut run = |limit| within(limit, || sql_query(query).execute(&mut connection));
        assert!(run(Some(Duration::from_secs(60))).is_ok());
        let late = run(Some(Duration::ZERO)).expect_err("no time is left");
        assert!(late.to_string().contains(OUT_OF_TIME), "{late}");
        assert!(run(None).is_ok());
    }

    #[test]
    fn percentiles_lie_between_their_neighbours() {
        let percentile = |values: &[f64], share| {
            let mut group = Percentile::default();
            values.iter().for_each(|value| group.step((Some(*value), share)));
            group.step((None, share));
            Percentile::finalize(Some(group))
        };
        assert_eq!(percentile(&[10.0, 40.0, 20.0, 30.0], 0.5), Some(25.0));
        assert_eq!(percentile(&[10.0, 40.0, 20.0], 1.0), Some(40.0));
        assert_eq!(percentile(&[0.0, 10.0], 0.25), Some(2.5));
        assert_eq!(percentile(&[], 0.5), None);
    }
}
