//! The schema's history, embedded: the same steps under the same names for each database.

use diesel::{
    migration::{Migration, MigrationSource, MigrationVersion},
    prelude::*,
    sql_query, sql_types,
};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::{StoreError, connection::Db, dialect};

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Brings the schema to the version of this program and says which steps were run.
///
/// Several instances may call this at once: one runs the steps, the others wait and find nothing to do.
///
/// # Errors
/// [`StoreError::Newer`] when the database was migrated by a newer program; nothing is changed then.
pub fn run(db: &mut Db) -> Result<Vec<String>, StoreError> {
    // A schema that is up to date is left alone, and so is its lock: the disk may be read-only, or another instance at work.
    // Whatever goes wrong here, such as tables that are not there yet, is met again below.
    if pending(db).is_ok_and(|pending| pending.is_empty()) {
        return Ok(Vec::new());
    }
    // Even to look what is applied may create diesel's own table, which two instances must not do at once.
    dialect::write_transaction(db, |db| {
        let pending = pending(db)?;
        for migration in &pending {
            migrate(db, migration)?;
        }
        Ok(pending)
    })
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
