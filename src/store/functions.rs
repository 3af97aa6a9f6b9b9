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
    /// Whether the query has time left; fails the query when it has none.
    fn in_time() -> Bool;
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
    floor_of_utils::register_impl(connection, |number: Option<f64>| number.map(|number| number.floor() as i64))?;
    in_time_utils::register_nondeterministic_impl(connection, InTime::now)?;
    percentile_of_utils::register_impl::<Percentile, _, _>(connection)
}

thread_local! {
    /// When the query that runs on this thread has to be done.
    static DEADLINE: Cell<Option<Instant>> = const { Cell::new(None) };
    /// Rows until the clock is looked at again.
    static ROWS: Cell<u32> = const { Cell::new(0) };
}

/// Rows between two looks at the clock.
const ROWS_BETWEEN: u32 = 256;

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
        let rows = ROWS.get();
        if rows > 0 {
            ROWS.set(rows - 1);
            return InTime(true);
        }
        ROWS.set(ROWS_BETWEEN);
        InTime(DEADLINE.get().is_none_or(|deadline| Instant::now() < deadline))
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
