//! The database of the settings, as commands take it: to look at it, to read its releases, or to write it.
//!
//! Who looks changes nothing: no schema step is run and no file is made, so that a look at a service of another version, or
//! from the wrong directory, does no harm.

use std::path::{Path, PathBuf};

use thiserror::Error;

use super::CliError;
use crate::{
    config::Config,
    publish::switch,
    store::{Db, Store, StoreError, disk, inspect, migrations, migrations::Standing, slow::Watch},
};

/// Why a command does not take the database of the settings.
#[derive(Debug, Error)]
pub enum DatabaseError {
    #[error(
        "the setting DATABASE_URL is not set, and there is no database at its default, {0}; expected the DATABASE_URL of \
         the service (docs/operating.md tells how a command gets it), or a database there, which `jalon migrate` makes"
    )]
    NotNamed(PathBuf),
    #[error("the database {0} has no table of jalon; `jalon migrate` makes them")]
    Empty(String),
    #[error("the database {url} lacks {} step(s) of the schema: {}; run `jalon migrate`", .steps.len(), .steps.join(", "))]
    Behind { url: String, steps: Vec<String> },
    #[error(
        "the database {url} has the schema step {step}, which jalon {} does not know; run the newer version of jalon that \
         wrote it",
        env!("CARGO_PKG_VERSION")
    )]
    Ahead { url: String, step: String },
}

impl DatabaseError {
    /// The exit code of the program.
    pub fn exit_code(&self) -> u8 {
        match self {
            DatabaseError::NotNamed(_) => 3,
            DatabaseError::Empty(_) | DatabaseError::Behind { .. } | DatabaseError::Ahead { .. } => 4,
        }
    }
}

/// Refuses to take the default for the database that was meant: in a shell that lacks the settings of the service it is a
/// file of whatever directory that shell is in.
///
/// # Errors
/// [`DatabaseError::NotNamed`]
pub fn check_named(config: &Config) -> Result<(), DatabaseError> {
    match disk::file(&config.database_url) {
        Some(file) if !config.is_database_named && !file.exists() => Err(DatabaseError::NotNamed(absolute(&file))),
        _ => Ok(()),
    }
}

/// The whole path of a file, by which it is found from any directory.
pub fn absolute(file: &Path) -> PathBuf {
    std::path::absolute(file).unwrap_or_else(|_| file.to_owned())
}

/// The database to look at, which has the schema of this program.
pub fn looked_at(config: &Config) -> Result<Db, CliError> {
    check_named(config)?;
    let mut db = inspect::open(&config.database_url)?;
    check_schema(config, migrations::standing(&mut db)?)?;
    Ok(db)
}

/// The store to read releases of. One that is missing or empty is given the shipped record, as `jalon migrate` does; one that
/// holds a release is left as it is.
pub fn of_releases(config: &Config) -> Result<Store, CliError> {
    check_named(config)?;
    let is_missing = disk::file(&config.database_url).is_some_and(|file| !file.exists());
    let standing = match is_missing {
        true => None,
        false => Some(migrations::standing(&mut inspect::open(&config.database_url)?)?),
    };
    let store = match standing {
        Some(standing) if !standing.applied.is_empty() => {
            check_schema(config, standing)?;
            store(config)
        }
        _ => migrated(config)?,
    };
    switch::load_shipped_record(&store)?;
    Ok(store)
}

/// The store to write to, with its schema up to date. Only a URL that was given may make a database.
pub fn written(config: &Config) -> Result<Store, CliError> {
    check_named(config)?;
    migrated(config)
}

/// The store, with its schema up to date; a file that is missing is made.
pub fn migrated(config: &Config) -> Result<Store, CliError> {
    // The first connection is opened apart, so that a failure tells its cause and not only that the pool is empty.
    drop(config.database_url.open().map_err(StoreError::from)?);
    let store = store(config);
    for step in store.migrate()? {
        log::info!("schema step {step} is done");
    }
    Ok(store)
}

fn store(config: &Config) -> Store {
    let store = Store::watched(config.database_url.clone(), config.pool_size, Watch::over(config.slow_query));
    store.with_replicas(&config.replica_urls, config.pool_size)
}

fn check_schema(config: &Config, standing: Standing) -> Result<(), DatabaseError> {
    let url = config.database_url.redacted();
    match standing {
        Standing { newer: Some(step), .. } => Err(DatabaseError::Ahead { url, step }),
        Standing { applied, .. } if applied.is_empty() => Err(DatabaseError::Empty(url)),
        Standing { pending, .. } if !pending.is_empty() => Err(DatabaseError::Behind { url, steps: pending }),
        _ => Ok(()),
    }
}
