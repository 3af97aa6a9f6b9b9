//! `jalon backup FILE`: a verified copy of the embedded database, written while the service runs.

use std::path::{Path, PathBuf};

use thiserror::Error;

use super::CliError;
use crate::{
    config::Config,
    publish::journal,
    store::{StoreError, Url, backup, disk, inspect, migrations, releases},
};

/// Why there is no copy, or why it is not taken.
#[derive(Debug, Error)]
pub enum BackupError {
    #[error("{0} exists; expected a name that is free")]
    Exists(PathBuf),
    #[error("{0} exists; `--force` puts the copy in its place and keeps it under another name")]
    InTheWay(PathBuf),
    #[error("{0} is in use: stop the service first")]
    InUse(PathBuf),
    #[error("{0} is not a database of jalon: {1}")]
    Foreign(PathBuf, String),
    #[error("{0} is damaged: {1}")]
    Damaged(PathBuf, String),
    #[error("{0} has the schema step {1}, which jalon {2} does not know: a newer version wrote it")]
    Newer(PathBuf, String, &'static str),
    #[error("{0} differs from what was verified before: {1}")]
    Changed(PathBuf, String),
    #[error(
        "{what} works on the embedded database, and DATABASE_URL names PostgreSQL; docs/operating.md has the commands"
    )]
    Elsewhere { what: &'static str },
    #[error("{0}: {1}")]
    Io(PathBuf, std::io::Error),
}

/// What was found in a copy.
#[derive(Debug, PartialEq, Eq)]
pub struct Verified {
    /// Rows by table.
    pub counts: Vec<(String, i64)>,
    /// The current release; none if there is none.
    pub current: Option<String>,
    pub revisions: usize,
    pub entries: i64,
    pub steps: usize,
    pub pending: usize,
}

impl Verified {
    pub fn told(&self) -> String {
        let rows: i64 = self.counts.iter().map(|(_, rows)| rows).sum();
        let tables = self.counts.len();
        let current = self.current.as_deref().unwrap_or("none");
        let pending = match self.pending {
            0 => String::new(),
            pending => format!(" ({pending} more are run at the next start)"),
        };
        format!(
            "{tables} tables, {rows} rows, {} revisions, current release {current}, {} entries of the journal hold, {} schema \
             steps{pending}",
            self.revisions, self.entries, self.steps
        )
    }
}

/// Verifies a database file: that it is whole, of this program, and that its journal holds.
pub fn verify(file: &Path) -> Result<Verified, CliError> {
    let owned = || file.to_owned();
    let foreign = |error: StoreError| BackupError::Foreign(owned(), error.to_string());
    let mut db = inspect::open(&Url::Sqlite(file.display().to_string())).map_err(foreign)?;
    let damages = inspect::damages(&mut db, true).map_err(|error| {
        // What SQLite says of a file that is something else.
        match error.to_string() {
            told if told.contains("not a database") => BackupError::Foreign(owned(), told),
            told => BackupError::Damaged(owned(), told),
        }
    })?;
    if !damages.is_empty() {
        return Err(BackupError::Damaged(owned(), damages.join("; ")).into());
    }
    let standing = migrations::standing(&mut db)?;
    if let Some(version) = standing.newer {
        return Err(BackupError::Newer(owned(), version, env!("CARGO_PKG_VERSION")).into());
    }
    if standing.applied.is_empty() {
        return Err(BackupError::Foreign(owned(), "it has none of its tables".to_owned()).into());
    }
    let counts = inspect::counts(&mut db).map_err(StoreError::from)?;
    let index = releases::index(&mut db).map_err(StoreError::from)?;
    // The journal came with a later step of the schema than the record.
    let has_journal = counts.iter().any(|(table, _)| table == "journal");
    let entries = match has_journal.then(|| journal::verify(&mut db)).transpose().map_err(StoreError::from)? {
        Some((_, Some((entry, broken)))) => {
            let broken = format!("entry {entry} of its journal: {broken}");
            return Err(BackupError::Damaged(owned(), broken).into());
        }
        Some((entries, None)) => entries,
        None => 0,
    };
    let current = index.all.iter().find(|release| release.sequence == index.current).map(|release| release.pinned());
    let (steps, pending) = (standing.applied.len(), standing.pending.len());
    Ok(Verified { counts, current, revisions: index.all.len(), entries, steps, pending })
}

/// The file of the embedded database of the settings.
pub fn embedded(config: &Config, what: &'static str) -> Result<PathBuf, BackupError> {
    disk::file(&config.database_url).ok_or(BackupError::Elsewhere { what })
}

/// A directory beside a file, which ends with what is in it unless that was moved away; only its owner looks into it.
pub fn workshop(file: &Path) -> Result<tempfile::TempDir, BackupError> {
    let made = tempfile::Builder::new().prefix(".jalon-").tempdir_in(disk::directory(file));
    made.map_err(|error| BackupError::Io(file.to_owned(), error))
}

pub fn run(file: &Path) -> Result<(), CliError> {
    let config = Config::from_env()?;
    super::database::check_named(&config)?;
    embedded(&config, "`jalon backup`")?;
    if file.exists() {
        return Err(BackupError::Exists(file.to_owned()).into());
    }
    let mut db = inspect::open(&config.database_url)?;
    let workshop = workshop(file)?;
    let copy = workshop.path().join("copy.db");
    super::step("copying");
    backup::copy(&mut db, &copy)?;
    super::step("verifying");
    let verified = verify(&copy)?;
    backup::rename(&copy, file)?;
    super::print(&format!("{} is written and holds: {}\n", file.display(), verified.told()))
}
