//! Last stage: a checked release becomes rows, and the newest release becomes the current one, in one transaction.

use std::path::Path;

use chrono::NaiveDateTime;
use thiserror::Error;

use super::{
    check,
    read::{self, Files, Finding, LoadedRelease},
    snapshot,
};
use crate::{
    record,
    store::{
        Db, QueryError, Store, StoreError, releases, releases::ReleaseRow, snapshot as rows, snapshot::Snapshot, words,
    },
};

/// Why a release is not published.
#[derive(Debug, Error)]
pub enum PublishError {
    #[error("{} finding(s); nothing was changed", .0.len())]
    Findings(Vec<Finding>),
    #[error(
        "release {id} has the revision {known}, and the file is revision {given} with other content; a correction takes \
         the revision {expected}; nothing was changed"
    )]
    Revision { id: String, known: i32, given: i32, expected: i32 },
    #[error(
        "the file was recorded at {given}, and the newest revision at {newest}; `recorded_at` of what is published is later \
         than that of all before it; nothing was changed"
    )]
    Recorded { given: NaiveDateTime, newest: NaiveDateTime },
    #[error(
        "the database holds a release {pinned} that is not the one of this program: it was filled by an unreleased version \
         of jalon; start with an empty database; nothing was changed"
    )]
    Unreleased { pinned: String },
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<QueryError> for PublishError {
    fn from(error: QueryError) -> Self {
        PublishError::Store(error.into())
    }
}

/// What became of a release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was written, and is current or not.
    Published { pinned: String, is_current: bool },
    /// The same content is there already; nothing was written.
    Known { pinned: String },
}

/// Loads the record that ships in the binary into an empty database. One that holds a release keeps it.
///
/// # Errors
/// [`PublishError`]; nothing is written then.
pub fn load_shipped_record(store: &Store) -> Result<Vec<Outcome>, PublishError> {
    let record = read::record(&Files::Embedded(record::FILES)).map_err(PublishError::Findings)?;
    let held = store.read(|db| releases::list(db).map_err(StoreError::from))?;
    if !held.is_empty() {
        return same_record(&record.releases, &held).map(|()| Vec::new());
    }
    store.write(|db| {
        // Another instance may have loaded it while this one waited.
        if releases::current(db)?.is_some() {
            return Ok(Vec::new());
        }
        record.releases.iter().map(|release| publish(db, release)).collect()
    })
}

/// Refuses a database whose releases are not those of the program: their content has the same name and is another.
fn same_record(shipped: &[LoadedRelease], held: &[ReleaseRow]) -> Result<(), PublishError> {
    for release in shipped {
        let head = &release.entry.release;
        let same = |row: &&ReleaseRow| row.id == head.id && row.revision == head.revision;
        if held.iter().find(same).is_some_and(|row| row.content_sha256 != release.content_sha256) {
            return Err(PublishError::Unreleased { pinned: format!("{}.{}", head.id, head.revision) });
        }
    }
    Ok(())
}

/// Checks one release file and publishes it.
///
/// # Errors
/// [`PublishError`]; nothing is written then.
pub fn load_file(store: &Store, path: &Path) -> Result<Outcome, PublishError> {
    // Documents lie beside the folder of release files, so the record's root is the folder above it.
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let root = path.parent().and_then(Path::parent).unwrap_or(Path::new("/"));
    let relative = path.strip_prefix(root).unwrap_or(&path);
    let release = read::release(&Files::Directory(root), relative).map_err(PublishError::Findings)?;
    let findings = check::release(&release);
    if !findings.is_empty() {
        return Err(PublishError::Findings(findings));
    }
    store.write(|db| {
        let newest = releases::list(db)?.iter().map(|row| row.recorded_at).max();
        let outcome = publish(db, &release)?;
        // Readers tell by the time of the newest revision whether anything changed.
        let given = release.entry.release.recorded_at.0;
        match (&outcome, newest) {
            (Outcome::Published { .. }, Some(newest)) if given <= newest => {
                Err(PublishError::Recorded { given, newest })
            }
            _ => Ok(outcome),
        }
    })
}

fn publish(db: &mut Db, release: &LoadedRelease) -> Result<Outcome, PublishError> {
    let head = &release.entry.release;
    let all = releases::list(db)?;
    let own: Vec<&ReleaseRow> = all.iter().filter(|row| row.id == head.id).collect();
    if let Some(same) = own.iter().find(|row| row.content_sha256 == release.content_sha256) {
        return Ok(Outcome::Known { pinned: format!("{}.{}", same.id, same.revision) });
    }
    let known = own.iter().map(|row| row.revision).max().unwrap_or_default();
    if head.revision != known + 1 {
        let (id, given, expected) = (head.id.clone(), head.revision, known + 1);
        return Err(PublishError::Revision { id, known, given, expected });
    }
    let before = before(db, &all, &head.id)?;
    let seq = releases::next_sequence(db)?;
    let snapshot = snapshot::build(release, before.as_ref()).numbered(seq);
    let findings = check::pairs::check(release, before.as_ref(), &snapshot);
    if !findings.is_empty() {
        return Err(PublishError::Findings(findings));
    }
    rows::insert(db, &snapshot)?;
    words::insert(db, &snapshot)?;
    let is_current = all.iter().all(|row| row.id <= head.id);
    if is_current {
        releases::switch(db, seq)?;
    }
    Ok(Outcome::Published { pinned: format!("{}.{}", head.id, head.revision), is_current })
}

/// The latest revision of the last release before `id`.
fn before(db: &mut Db, all: &[ReleaseRow], id: &str) -> Result<Option<Snapshot>, PublishError> {
    let earlier = all.iter().filter(|row| row.id.as_str() < id).max_by_key(|row| (row.id.clone(), row.revision));
    earlier.map(|row| rows::load(db, row.clone()).map_err(PublishError::from)).transpose()
}
