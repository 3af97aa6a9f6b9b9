//! The only file in which SQLite and PostgreSQL differ.

use diesel::{
    Connection, QueryResult,
    connection::{AnsiTransactionManager, SimpleConnection, TransactionManager},
};

use super::connection::Db;

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
