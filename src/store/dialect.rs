//! The only file in which SQLite and PostgreSQL differ.

use std::time::Duration;

use diesel::{
    Connection, QueryResult,
    connection::{AnsiTransactionManager, SimpleConnection, TransactionManager},
};

use super::connection::Db;
use crate::odsql::plan::Part;

/// Runs the same DSL on the concrete connection, for what [`Db`] cannot express (multi-row inserts, `ON CONFLICT`).
/// The expression is written once and typed twice.
macro_rules! on_backend {
    ($db:expr, |$connection:ident| $body:expr) => {
        match $db {
            $crate::store::connection::Db::Sqlite($connection) => $body,
            $crate::store::connection::Db::Postgres($connection) => $body,
        }
    };
}
pub(crate) use on_backend;

/// The first row of a query, if there is one.
///
/// The databases' own connections know a query of a fixed form by its type and have it prepared; [`Db`] does not, and writes
/// the text anew each time to look it up. What is asked most is asked this way.
macro_rules! first_row {
    ($db:expr, $query:expr) => {
        $crate::store::dialect::on_backend!($db, |connection| $query.first(connection)).optional()
    };
}
pub(crate) use first_row;

/// Runs `work` on one unchanging view of the database.
///
/// SQLite in WAL mode gives a deferred transaction the state at its first read; PostgreSQL does so at `REPEATABLE READ`.
pub fn read_transaction<T, E>(db: &mut Db, work: impl FnOnce(&mut Db) -> Result<T, E>) -> Result<T, E>
where
    E: From<diesel::result::Error>,
{
    db.transaction(|db| {
        if let Db::Postgres(connection) = db {
            connection.batch_execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")?;
        }
        work(db)
    })
}

/// Name of the lock that one instance holds while it migrates or publishes; any number does, if all use the same.
const WRITE_LOCK: i64 = 0x006a_616c_6f6e;

/// Runs `work` in one transaction that no other writer shares: a second instance waits until the first is done.
///
/// SQLite has one writer by nature, and `BEGIN IMMEDIATE` becomes it before anything is read; on PostgreSQL an advisory
/// lock that ends with the transaction does the same.
pub fn write_transaction<T, E>(db: &mut Db, work: impl FnOnce(&mut Db) -> Result<T, E>) -> Result<T, E>
where
    E: From<diesel::result::Error>,
{
    begin_write(db)?;
    match work(db) {
        Ok(value) => {
            on_backend!(db, |connection| AnsiTransactionManager::commit_transaction(connection))?;
            Ok(value)
        }
        Err(error) => {
            // The first error is the one to tell; a lost connection has rolled back by itself.
            let _ = on_backend!(db, |connection| AnsiTransactionManager::rollback_transaction(connection));
            Err(error)
        }
    }
}

fn begin_write(db: &mut Db) -> QueryResult<()> {
    match db {
        Db::Sqlite(connection) => AnsiTransactionManager::begin_transaction_sql(connection, "BEGIN IMMEDIATE"),
        Db::Postgres(connection) => {
            AnsiTransactionManager::begin_transaction(connection)?;
            connection.batch_execute(&format!("SELECT pg_advisory_xact_lock({WRITE_LOCK})"))
        }
    }
}

/// Bounds the time of the queries that follow in the transaction; none means as long as they take, for who watches them by
/// other means. SQLite asks `in_time()` instead.
pub fn limit_time(db: &mut Db, limit: Option<Duration>) -> QueryResult<()> {
    match db {
        Db::Sqlite(_) => Ok(()),
        Db::Postgres(connection) => {
            let milliseconds = limit.map_or(0, |limit| limit.as_millis());
            connection.batch_execute(&format!("SET LOCAL statement_timeout = {milliseconds}"))
        }
    }
}

/// Which SQL a query is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    Sqlite,
    Postgres,
}

impl Dialect {
    /// The dialect of a connection.
    pub fn of(db: &Db) -> Self {
        match db {
            Db::Sqlite(_) => Dialect::Sqlite,
            Db::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Whether the database is within the program, so that a statement costs no way to a server and back.
    pub fn is_embedded(self) -> bool {
        self == Dialect::Sqlite
    }

    /// Around a text: it in lower case, by the rules of Unicode whatever the database's locale.
    pub fn lower(self) -> (&'static str, &'static str) {
        match self {
            Dialect::Sqlite => ("unicode_lower(", ")"),
            Dialect::Postgres => ("lower(", r#" COLLATE "und-x-icu") COLLATE "C""#),
        }
    }

    /// As [`Self::lower`], in upper case.
    pub fn upper(self) -> (&'static str, &'static str) {
        match self {
            Dialect::Sqlite => ("unicode_upper(", ")"),
            Dialect::Postgres => ("upper(", r#" COLLATE "und-x-icu") COLLATE "C""#),
        }
    }

    /// Around a date or time: a part of it as a whole number.
    pub fn part(self, part: Part) -> (&'static str, &'static str) {
        match self {
            Dialect::Sqlite => {
                let before = match part {
                    Part::Year => "CAST(strftime('%Y', ",
                    Part::Month => "CAST(strftime('%m', ",
                    Part::Day => "CAST(strftime('%d', ",
                    Part::Hour => "CAST(strftime('%H', ",
                    Part::Minute => "CAST(strftime('%M', ",
                    Part::Second => "CAST(strftime('%S', ",
                    Part::Weekday => "CAST(strftime('%u', ",
                    Part::Week => "CAST(strftime('%V', ",
                    Part::WeekYear => "CAST(strftime('%G', ",
                    Part::DayOfYear => "CAST(strftime('%j', ",
                };
                (before, ") AS BIGINT)")
            }
            Dialect::Postgres => {
                let before = match part {
                    Part::Year => "CAST(EXTRACT(YEAR FROM ",
                    Part::Month => "CAST(EXTRACT(MONTH FROM ",
                    Part::Day => "CAST(EXTRACT(DAY FROM ",
                    Part::Hour => "CAST(EXTRACT(HOUR FROM ",
                    Part::Minute => "CAST(EXTRACT(MINUTE FROM ",
                    // Rounded down: the fraction belongs to the second that runs.
                    Part::Second => "CAST(EXTRACT(SECOND FROM date_trunc('second', ",
                    Part::Weekday => "CAST(EXTRACT(ISODOW FROM ",
                    Part::Week => "CAST(EXTRACT(WEEK FROM ",
                    Part::WeekYear => "CAST(EXTRACT(ISOYEAR FROM ",
                    Part::DayOfYear => "CAST(EXTRACT(DOY FROM ",
                };
                (before, if part == Part::Second { ")) AS BIGINT)" } else { ") AS BIGINT)" })
            }
        }
    }

    /// Around a whole number: it as a text of at least so many digits.
    pub fn padded(self, digits: usize) -> (&'static str, &'static str) {
        match (self, digits) {
            (Dialect::Sqlite, 0 | 1) => ("CAST(", " AS TEXT)"),
            (Dialect::Sqlite, 2) => ("printf('%02d', ", ")"),
            (Dialect::Sqlite, 3) => ("printf('%03d', ", ")"),
            (Dialect::Sqlite, _) => ("printf('%04d', ", ")"),
            (Dialect::Postgres, 0 | 1) => ("CAST(", " AS TEXT)"),
            (Dialect::Postgres, 2) => ("lpad(CAST(", " AS TEXT), 2, '0')"),
            (Dialect::Postgres, 3) => ("lpad(CAST(", " AS TEXT), 3, '0')"),
            (Dialect::Postgres, _) => ("lpad(CAST(", " AS TEXT), 4, '0')"),
        }
    }

    /// Around a day: the time at which it begins.
    pub fn midnight(self) -> (&'static str, &'static str) {
        match self {
            Dialect::Sqlite => ("(", " || ' 00:00:00')"),
            Dialect::Postgres => ("CAST(", " AS TIMESTAMP)"),
        }
    }

    /// Around a time: the day that it is of.
    pub fn day(self) -> (&'static str, &'static str) {
        match self {
            Dialect::Sqlite => ("date(", ")"),
            Dialect::Postgres => ("CAST(", " AS DATE)"),
        }
    }

    /// Around a time of UTC and the name of a zone: what the zone's clock shows.
    pub fn in_zone(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Dialect::Sqlite => ("clock_of(", ", ", ")"),
            Dialect::Postgres => ("((", " AT TIME ZONE 'UTC') AT TIME ZONE ", ")"),
        }
    }

    /// Around a time: milliseconds since the first of January 1970, as a whole number.
    pub fn milliseconds(self) -> (&'static str, &'static str) {
        match self {
            Dialect::Sqlite => ("CAST(round(unixepoch(", ", 'subsec') * 1000) AS BIGINT)"),
            Dialect::Postgres => ("CAST(floor(EXTRACT(EPOCH FROM ", ") * 1000) AS BIGINT)"),
        }
    }

    /// Around a number: the greatest whole number that is not above it, or the bound that it is beyond.
    pub fn floor(self) -> (&'static str, &'static str) {
        match self {
            Dialect::Sqlite => ("floor_of(", ")"),
            Dialect::Postgres => (
                "(SELECT CAST(CASE WHEN f > 9.0e18 THEN 9.0e18 WHEN f < -9.0e18 THEN -9.0e18 ELSE f END AS BIGINT) \
                 FROM (SELECT floor(",
                ") AS f) AS floored)",
            ),
        }
    }

    /// Around the values and the share, or the share and the values: the percentile, interpolated.
    pub fn percentile(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Dialect::Sqlite => ("percentile_of(", ", ", ")"),
            Dialect::Postgres => ("percentile_cont(", ") WITHIN GROUP (ORDER BY CAST(", " AS DOUBLE PRECISION))"),
        }
    }

    /// The sum of a column of doubles, which depends on the order of the rows unless one is given.
    pub fn sum(self, column: &str) -> String {
        match self {
            Dialect::Sqlite => format!("sum_of({column})"),
            Dialect::Postgres => format!("sum({column} ORDER BY {column})"),
        }
    }

    /// Around two texts: the place of the second in the first, from 1, or 0.
    pub fn position(self) -> &'static str {
        match self {
            Dialect::Sqlite => "instr(",
            Dialect::Postgres => "strpos(",
        }
    }

    /// Around a text and its separator: a table of its parts in the column `value`.
    pub fn parts(self) -> (&'static str, &'static str) {
        match self {
            // The text as JSON, with the separators turned into ends and beginnings of strings.
            Dialect::Sqlite => ("json_each('[' || replace(json_quote(", r#"), ',', '","') || ']')"#),
            Dialect::Postgres => ("LATERAL unnest(string_to_array(", ", ','))"),
        }
    }

    /// What follows the alias of [`Self::parts`] to name its column, which SQLite names itself.
    pub fn parts_columns(self) -> &'static str {
        match self {
            Dialect::Sqlite => "",
            Dialect::Postgres => "(value)",
        }
    }

    /// Text that is sorted by code point, whatever the database's locale.
    pub fn by_code_point(self) -> &'static str {
        match self {
            Dialect::Sqlite => "",
            Dialect::Postgres => r#" COLLATE "C""#,
        }
    }

    /// A condition that holds as long as the query has time left, looked at for about each 64th of the rows that are read, by
    /// a column of small whole numbers that they have. diesel takes memory for each call, so rows are chosen by
    /// arithmetic: by the middle bits of a product, which do not go by what else the numbers say (multiplicative hashing,
    /// Knuth, The Art of Computer Programming, volume 3, section 6.4). PostgreSQL watches its time itself.
    pub fn in_time(self, column: &str) -> Option<String> {
        match self {
            Dialect::Sqlite => Some(format!("({column} * 2654435761 / 65536 % 64 <> 0 OR in_time({column}))")),
            Dialect::Postgres => None,
        }
    }
}
