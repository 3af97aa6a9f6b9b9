//! The schema's history, embedded: the same steps under the same names for each database.

use diesel::migration::{Migration, MigrationSource, MigrationVersion};
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
    let version = |name: &String| name.split('_').next().unwrap_or_default().replace('-', "");
    if let Some(newer) = applied.iter().find(|a| !known.iter().any(|name| &version(name) == *a)) {
        return Err(StoreError::Newer { version: newer.clone() });
    }
    Ok(known.into_iter().filter(|name| !applied.contains(&version(name))).collect())
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
