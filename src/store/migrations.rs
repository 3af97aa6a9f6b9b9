//! The schema's history, embedded: the same steps under the same names for each database.
//!
//! On PostgreSQL a step that changes a table waits for every transaction that reads it, and all who come later wait behind
//! the step: so it gives up soon, lets them pass and tries again. What it does once it has its locks takes as long as it takes.

use std::{thread, time::Duration};

use diesel::{
    connection::SimpleConnection,
    migration::{Migration, MigrationSource, MigrationVersion},
    prelude::*,
    sql_query, sql_types,
};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::{StoreError, connection::Db, dialect};

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// How long a step waits for a lock, and with it whoever reads the table meanwhile. Longer than the second after which
/// PostgreSQL ends a vacuum of its own that is in the way (`deadlock_timeout`).
const LOCK_WAIT: Duration = Duration::from_secs(2);
/// The pause between two attempts, in which those who waited behind the step go on.
const PAUSE: Duration = Duration::from_secs(3);
/// Most attempts: about ten minutes.
const ATTEMPTS: u32 = 120;

/// Brings the schema to the version of this program and says which steps were run.
///
/// Several instances may call this at once: one runs the steps, the others wait and find nothing to do.
///
/// # Errors
/// [`StoreError::Newer`] when the database was migrated by a newer program; nothing is changed then. On PostgreSQL also
/// when a table that a step changes was in use at each attempt.
pub fn run(db: &mut Db) -> Result<Vec<String>, StoreError> {
    // A schema that is up to date is left alone, and so is its lock: the disk may be read-only, or another instance at work.
    // Whatever goes wrong here, such as tables that are not there yet, is met again below.
    if pending(db).is_ok_and(|pending| pending.is_empty()) {
        return Ok(Vec::new());
    }
    let Some(usual) = limits(db)? else { return run_pending(db) };
    // Those of a session bound what is asked for a request. A step may rewrite a table, and so may the one of another instance
    // that is waited for.
    set_limits(db, &Limits { statement: "0".to_owned(), lock: "0".to_owned() })?;
    let outcome = run_between_readers(db);
    // The connection goes back to its pool; one that broke does not.
    let restored = set_limits(db, &usual);
    let done = outcome?;
    restored?;
    Ok(done)
}

/// Runs the steps as soon as no long transaction is in their way.
fn run_between_readers(db: &mut Db) -> Result<Vec<String>, StoreError> {
    for attempt in 1..ATTEMPTS {
        match run_pending(db) {
            Err(error) if error.to_string().contains("due to lock timeout") => {
                let told = in_the_way(db).ok().flatten().unwrap_or_else(|| "nobody who can be seen".to_owned());
                log::warn!(
                    "the schema waits for a table that is in use, by {told}; attempt {attempt} of {ATTEMPTS} was undone, \
                     the next one comes in {PAUSE:?}"
                );
                thread::sleep(PAUSE);
            }
            outcome => return outcome,
        }
    }
    run_pending(db)
}

/// Runs the steps that are pending, in one transaction.
fn run_pending(db: &mut Db) -> Result<Vec<String>, StoreError> {
    // Even to look what is applied may create diesel's own table, which two instances must not do at once.
    dialect::write_transaction(db, |db| {
        if let Db::Postgres(connection) = db {
            // Only here: the lock that instances take turns with is waited for.
            connection.batch_execute(&format!("SET LOCAL lock_timeout = {}", LOCK_WAIT.as_millis()))?;
        }
        let pending = pending(db)?;
        for migration in &pending {
            migrate(db, migration)?;
        }
        Ok(pending)
    })
}

/// How long a session of PostgreSQL lets a statement run, and wait for a lock.
#[derive(QueryableByName)]
struct Limits {
    #[diesel(sql_type = sql_types::Text)]
    statement: String,
    #[diesel(sql_type = sql_types::Text)]
    lock: String,
}

/// The limits of a session; none if the database has no sessions.
fn limits(db: &mut Db) -> QueryResult<Option<Limits>> {
    let Db::Postgres(connection) = db else { return Ok(None) };
    let query = "SELECT current_setting('statement_timeout') AS statement, current_setting('lock_timeout') AS lock";
    sql_query(query).get_result(connection).map(Some)
}

fn set_limits(db: &mut Db, limits: &Limits) -> QueryResult<()> {
    let Db::Postgres(connection) = db else { return Ok(()) };
    let query = sql_query("SELECT set_config('statement_timeout', $1, false), set_config('lock_timeout', $2, false)");
    let query = query.bind::<sql_types::Text, _>(&limits.statement).bind::<sql_types::Text, _>(&limits.lock);
    query.execute(connection).map(drop)
}

/// The oldest transaction of another session that uses a table of the schema: most likely the one that a step waits for.
/// Without its statement, which may hold what somebody asked for.
fn in_the_way(db: &mut Db) -> QueryResult<Option<String>> {
    const QUERY: &str = "SELECT format('the process %s of PostgreSQL (%s) since %s s: %s', locks.pid,
            coalesce(sessions.state, '?'),
            coalesce(floor(extract(epoch FROM clock_timestamp() - sessions.xact_start))::text, '?'),
            string_agg(DISTINCT tables.relname::text, ', ')) AS told
        FROM pg_locks AS locks
        JOIN pg_class AS tables ON tables.oid = locks.relation AND tables.relkind IN ('r', 'p')
        JOIN pg_namespace AS schemas ON schemas.oid = tables.relnamespace AND schemas.nspname = current_schema()
        LEFT JOIN pg_stat_activity AS sessions ON sessions.pid = locks.pid
        WHERE locks.granted AND locks.pid <> pg_backend_pid()
            AND locks.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        GROUP BY locks.pid, sessions.state, sessions.xact_start
        ORDER BY sessions.xact_start NULLS LAST
        LIMIT 1";
    let Db::Postgres(connection) = db else { return Ok(None) };
    let found: Option<Told> = sql_query(QUERY).get_result(connection).optional()?;
    Ok(found.map(|found| found.told))
}

#[derive(QueryableByName)]
struct Told {
    #[diesel(sql_type = sql_types::Text)]
    told: String,
}

/// The names of the steps that the database lacks.
///
/// # Errors
/// [`StoreError::Newer`] when it has one that this program does not know.
pub fn pending(db: &mut Db) -> Result<Vec<String>, StoreError> {
    let known = names()?;
    let applied = match db {
        Db::Sqlite(connection) => connection.applied_migrations(),
        Db::Postgres(connection) => connection.applied_migrations(),
    };
    let applied: Vec<String> =
        applied.map_err(StoreError::Migration)?.iter().map(MigrationVersion::to_string).collect();
    if let Some(newer) = applied.iter().find(|a| !known.iter().any(|name| &version(name) == *a)) {
        return Err(StoreError::Newer { version: newer.clone() });
    }
    Ok(known.into_iter().filter(|name| !applied.contains(&version(name))).collect())
}

/// How the schema of a database stands to that of this program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The versions of the steps that the database has, oldest first; none if it is not one of this program's.
    pub applied: Vec<String>,
    /// The names of the steps that it lacks.
    pub pending: Vec<String>,
    /// The first version that this program does not know.
    pub newer: Option<String>,
}

/// Looks at the schema without changing anything.
pub fn standing(db: &mut Db) -> Result<Standing, StoreError> {
    let known = names()?;
    let applied = if has_history(db)? { history(db)? } else { Vec::new() };
    let newer = applied.iter().find(|applied| !known.iter().any(|name| &version(name) == *applied)).cloned();
    let pending = known.into_iter().filter(|name| !applied.contains(&version(name))).collect();
    Ok(Standing { applied, pending, newer })
}

#[derive(QueryableByName)]
struct Step {
    #[diesel(sql_type = sql_types::Text)]
    version: String,
}

fn has_history(db: &mut Db) -> QueryResult<bool> {
    let query = match db {
        Db::Sqlite(_) => "SELECT name AS version FROM sqlite_master WHERE name = '__diesel_schema_migrations'",
        Db::Postgres(_) => {
            "SELECT tablename::text AS version FROM pg_tables
                WHERE schemaname = current_schema() AND tablename = '__diesel_schema_migrations'"
        }
    };
    let found: Vec<Step> = dialect::on_backend!(db, |connection| sql_query(query).load(connection))?;
    Ok(!found.is_empty())
}

fn history(db: &mut Db) -> QueryResult<Vec<String>> {
    let query = "SELECT version FROM __diesel_schema_migrations ORDER BY version";
    let steps: Vec<Step> = dialect::on_backend!(db, |connection| sql_query(query).load(connection))?;
    Ok(steps.into_iter().map(|step| step.version).collect())
}

/// The version that diesel notes of a step.
fn version(name: &str) -> String {
    name.split('_').next().unwrap_or_default().replace('-', "")
}

/// Every step's name, oldest first.
fn names() -> Result<Vec<String>, StoreError> {
    let migrations: Vec<Box<dyn Migration<diesel::sqlite::Sqlite>>> =
        SQLITE.migrations().map_err(StoreError::Migration)?;
    let mut names: Vec<String> = migrations.iter().map(|m| m.name().to_string()).collect();
    names.sort();
    Ok(names)
}

fn migrate(db: &mut Db, name: &str) -> Result<(), StoreError> {
    match db {
        Db::Sqlite(connection) => run_named(connection, SQLITE, name),
        Db::Postgres(connection) => run_named(connection, POSTGRES, name),
    }
}

fn run_named<C, B>(connection: &mut C, source: EmbeddedMigrations, name: &str) -> Result<(), StoreError>
where
    B: diesel::backend::Backend,
    C: MigrationHarness<B>,
    EmbeddedMigrations: MigrationSource<B>,
{
    let migrations: Vec<Box<dyn Migration<B>>> = source.migrations().map_err(StoreError::Migration)?;
    for migration in migrations.iter().filter(|migration| migration.name().to_string() == name) {
        connection.run_migration(migration).map_err(StoreError::Migration)?;
    }
    Ok(())
}
