//! Looking at a database without changing it: not even a schema step is run, and no file is made.

use chrono::NaiveDateTime;
use diesel::{Connection, SqliteConnection, connection::SimpleConnection, prelude::*, sql_query, sql_types};

use super::{StoreError, Url, connection::Db, dialect, disk, functions};
use crate::store::{OpenError, QueryError};

#[derive(QueryableByName)]
struct Text {
    #[diesel(sql_type = sql_types::Text)]
    value: String,
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = sql_types::BigInt)]
    value: i64,
}

/// Settings of the connection: its queries mean what they mean in a service. None of them is kept in the file.
const SETTINGS: &str = "PRAGMA busy_timeout = 5000; PRAGMA case_sensitive_like = ON";

/// Opens a database that exists.
///
/// # Errors
/// There is none, or it cannot be opened.
pub fn open(url: &Url) -> Result<Db, StoreError> {
    let Some(file) = disk::file(url) else { return Ok(url.open()?) };
    let failed = |cause: String| OpenError { url: url.redacted(), cause };
    // SQLite would make a file that is missing, and tells little of why it cannot open one.
    std::fs::File::open(&file).map_err(|error| failed(error.to_string()))?;
    let path = file.display().to_string();
    let escaped = path.replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    // SQLite takes what follows two slashes for a host. An absolute path stands behind an empty one: it may begin with two.
    let host = if escaped.starts_with('/') { "//" } else { "" };
    let opened = SqliteConnection::establish(&format!("file:{host}{escaped}?mode=rw"));
    let mut connection = opened.map_err(|error| failed(error.to_string()))?;
    connection.batch_execute(SETTINGS).map_err(|error| failed(error.to_string()))?;
    functions::register(&mut connection).map_err(|error| failed(error.to_string()))?;
    Ok(Db::Sqlite(connection))
}

/// Runs `work` on one unchanging view of the database.
///
/// # Errors
/// Those of the work, or the database cannot be read.
pub fn read<T, E>(db: &mut Db, work: impl FnOnce(&mut Db) -> Result<T, E>) -> Result<T, E>
where
    E: From<QueryError>,
{
    dialect::read_transaction(db, work)
}

/// Whether work can be written: a transaction that writes nothing is begun and undone.
///
/// # Errors
/// It cannot, with what the database says of it.
pub fn check_writable(db: &mut Db) -> QueryResult<()> {
    match db {
        Db::Sqlite(connection) => connection.batch_execute("BEGIN IMMEDIATE; ROLLBACK"),
        // A row is locked as a writer would, which a standby and a user without the right refuse.
        Db::Postgres(connection) => {
            connection.batch_execute("BEGIN; SELECT 1 FROM current_release FOR UPDATE; ROLLBACK").or_else(|error| {
                connection.batch_execute("ROLLBACK")?;
                Err(error)
            })
        }
    }
}

/// The name and version of the database's program.
pub fn version(db: &mut Db) -> QueryResult<String> {
    match db {
        Db::Sqlite(connection) => {
            let row: Text = sql_query("SELECT sqlite_version() AS value").get_result(connection)?;
            Ok(format!("SQLite {}", row.value))
        }
        Db::Postgres(connection) => {
            let row: Text = sql_query("SELECT current_setting('server_version') AS value").get_result(connection)?;
            Ok(format!("PostgreSQL {}", row.value))
        }
    }
}

/// How the database keeps text, if that is not fixed.
pub fn encoding(db: &mut Db) -> QueryResult<Option<String>> {
    setting(db, "server_encoding")
}

/// The locale whose language the database's messages are in, if it has a choice.
pub fn message_locale(db: &mut Db) -> QueryResult<Option<String>> {
    setting(db, "lc_messages")
}

/// What a setting of a server is; none if there is no server.
fn setting(db: &mut Db, name: &str) -> QueryResult<Option<String>> {
    match db {
        Db::Sqlite(_) => Ok(None),
        Db::Postgres(connection) => {
            let asked = sql_query("SELECT current_setting($1) AS value").bind::<sql_types::Text, _>(name);
            let row: Text = asked.get_result(connection)?;
            Ok(Some(row.value))
        }
    }
}

/// What the clock of the database's machine shows, UTC; none if it is this machine's.
pub fn clock(db: &mut Db) -> QueryResult<Option<NaiveDateTime>> {
    match db {
        Db::Sqlite(_) => Ok(None),
        Db::Postgres(connection) => {
            let query = "SELECT (EXTRACT(EPOCH FROM clock_timestamp()) * 1000)::bigint AS value";
            let row: Number = sql_query(query).get_result(connection)?;
            Ok(chrono::DateTime::from_timestamp_millis(row.value).map(|at| at.naive_utc()))
        }
    }
}

/// What an embedded database's own check finds wrong with its file; `whole` looks at every index entry too. Nothing if all
/// is well, or if the database checks itself.
pub fn damages(db: &mut Db, whole: bool) -> QueryResult<Vec<String>> {
    let Db::Sqlite(connection) = db else { return Ok(Vec::new()) };
    let check = if whole { "pragma_integrity_check" } else { "pragma_quick_check" };
    let column = check.trim_start_matches("pragma_");
    let rows: Vec<Text> = sql_query(format!("SELECT {column} AS value FROM {check}")).load(connection)?;
    let mut found: Vec<String> = rows.into_iter().map(|row| row.value).filter(|line| line != "ok").collect();
    if whole {
        let broken = "SELECT \"table\" || ': a row refers to one in ' || parent || ' that is missing' AS value
            FROM pragma_foreign_key_check";
        let rows: Vec<Text> = sql_query(broken).load(connection)?;
        found.extend(rows.into_iter().map(|row| row.value));
    }
    Ok(found)
}

/// Every table with its number of rows, by name, without those of the databases themselves.
pub fn counts(db: &mut Db) -> QueryResult<Vec<(String, i64)>> {
    let query = match db {
        Db::Sqlite(_) => {
            "SELECT name AS value FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
                ORDER BY name"
        }
        Db::Postgres(_) => {
            "SELECT tablename::text AS value FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1"
        }
    };
    let tables: Vec<Text> = dialect::on_backend!(db, |connection| sql_query(query).load(connection))?;
    let mut counts = Vec::new();
    for table in tables {
        let quoted = table.value.replace('"', "\"\"");
        let count = format!("SELECT count(*) AS value FROM \"{quoted}\"");
        let row: Number = dialect::on_backend!(db, |connection| sql_query(count).get_result(connection))?;
        counts.push((table.value, row.value));
    }
    Ok(counts)
}
