//! Last stage: a checked release becomes rows, and the newest release becomes the current one, in one transaction.

use std::path::Path;

use chrono::{NaiveDateTime, Utc};
use thiserror::Error;

use super::{
    annexes::Annexes,
    check,
    journal::{self, Event},
    keys::KeyError,
    read::{self, Files, Finding, LoadedRelease},
    snapshot,
    webhooks::announce,
};
use crate::{
    domain::{editorial::FindingState, source::Document},
    record,
    store::{
        Db, QueryError, Slice, Store, StoreError, findings, findings::FindingRow, passages, releases,
        releases::ReleaseRow, snapshot as rows, snapshot::Snapshot, words,
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
        "`{given}` is no release that exists or comes next; expected {last}, or a later year and quarter up to {until}-Q4"
    )]
    Id { given: String, last: String, until: i32 },
    #[error(
        "the database was filled by an unreleased version of jalon and lacks what this one serves; start with an empty \
         database; nothing was changed"
    )]
    Unreleased,
    #[error(transparent)]
    Key(#[from] KeyError),
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
    if let Some(current) = store.read(|db| releases::current(db).map_err(StoreError::from))? {
        return complete(store, current).map(|()| Vec::new());
    }
    let record = read::record(&Files::Embedded(record::FILES)).map_err(PublishError::Findings)?;
    store.write(|db| {
        // Another instance may have loaded it while this one waited.
        if releases::current(db)?.is_some() {
            return Ok(Vec::new());
        }
        // Nobody can have subscribed.
        record.releases.iter().map(|release| publish(db, release, &record.annexes, None)).collect()
    })
}

/// What stands beside the plan in the record that ships in the binary.
///
/// # Errors
/// [`PublishError::Findings`]
pub fn shipped_annexes() -> Result<Annexes, PublishError> {
    read::annexes(&Files::Embedded(record::FILES)).map_err(PublishError::Findings)
}

/// Refuses a database that an unreleased version of the program filled: its releases lack what stands beside the plan.
fn complete(store: &Store, current: i64) -> Result<(), PublishError> {
    let any = passages::Filter::default();
    match store.read(|db| passages::count(db, current, &any).map_err(StoreError::from))? {
        0 => Err(PublishError::Unreleased),
        _ => Ok(()),
    }
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
    let files = Files::Directory(root);
    let release = read::release(&files, relative).map_err(PublishError::Findings)?;
    let annexes = read::annexes(&files).map_err(PublishError::Findings)?;
    let mut findings = check::release(&release);
    findings.extend(check::recorded_by_now(&release, Utc::now().naive_utc()));
    if !findings.is_empty() {
        return Err(PublishError::Findings(findings));
    }
    store.write(|db| {
        let newest = releases::list(db)?.iter().map(|row| row.recorded_at).max();
        let outcome = publish(db, &release, &annexes, Some(Utc::now().naive_utc()))?;
        if let Outcome::Published { pinned, .. } = &outcome {
            let details = serde_json::json!({"content_sha256": release.content_sha256});
            journal::append(db, Utc::now().naive_utc(), journal::OPERATOR, Event::ReleaseLoaded, pinned, &details)?;
        }
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

fn publish(
    db: &mut Db,
    release: &LoadedRelease,
    annexes: &Annexes,
    announced: Option<NaiveDateTime>,
) -> Result<Outcome, PublishError> {
    let head = &release.entry.release;
    let all = releases::list(db)?;
    let own: Vec<&ReleaseRow> = all.iter().filter(|row| row.id == head.id).collect();
    let before = before(db, &all, &head.id)?;
    let snapshot = snapshot::build(release, annexes, before.as_ref());
    if let Some(same) = own.iter().find(|row| row.content_sha256 == snapshot.release.content_sha256) {
        return Ok(Outcome::Known { pinned: format!("{}.{}", same.id, same.revision) });
    }
    let known = own.iter().map(|row| row.revision).max().unwrap_or_default();
    if head.revision != known + 1 {
        let (id, given, expected) = (head.id.clone(), head.revision, known + 1);
        return Err(PublishError::Revision { id, known, given, expected });
    }
    let mut findings = beside(release, annexes, &snapshot, before.as_ref());
    findings.extend(replies_taken_back(db, &annexes.root, &all, &snapshot)?);
    if !findings.is_empty() {
        return Err(PublishError::Findings(findings));
    }
    Ok(write(db, snapshot, announced)?.0)
}

/// Writes a release and switches to it if none is later; gives its sequence too. With `announced`, the time, those who
/// subscribed are told of it. The caller owns the transaction.
///
/// # Errors
/// Those of the database.
pub fn write(
    db: &mut Db,
    snapshot: Snapshot,
    announced: Option<NaiveDateTime>,
) -> Result<(Outcome, i64), PublishError> {
    let is_current = releases::list(db)?.iter().all(|row| row.id <= snapshot.release.id);
    let seq = releases::next_sequence(db)?;
    let snapshot = snapshot.numbered(seq);
    rows::insert(db, &snapshot)?;
    words::insert(db, &snapshot)?;
    if is_current {
        releases::switch(db, seq)?;
    }
    if let Some(now) = announced {
        announce::release(db, &snapshot, is_current, now)?;
    }
    let pinned = format!("{}.{}", snapshot.release.id, snapshot.release.revision);
    Ok((Outcome::Published { pinned, is_current }, seq))
}

/// What is wrong beside the release file: documents that change under a name that is taken, entries whose words do not
/// stand in the documents, values that rest on nothing.
pub fn beside(
    release: &LoadedRelease,
    annexes: &Annexes,
    snapshot: &Snapshot,
    before: Option<&Snapshot>,
) -> Vec<Finding> {
    let known = before.map(|before| before.sources.as_slice()).unwrap_or_default();
    let known: Vec<_> = known.iter().map(|row| (row.id.as_str(), row.sha256.as_str(), row.release.as_str())).collect();
    let mut findings = check::renamed(release, &known);
    let text = |sha256: &str| snapshot.texts.iter().find(|(known, _)| known == sha256).map(|(_, text)| text.clone());
    let documents: Vec<(&str, Document)> = snapshot
        .sources
        .iter()
        .filter_map(|row| text(&row.sha256).map(|text| (row.id.as_str(), Document::new(text))))
        .collect();
    let documents = documents.iter().map(|(id, document)| (*id, document)).collect();
    let annexes = annexes.of(&release.entry.release.id, |id| snapshot.sources.iter().any(|row| row.id == id));
    findings.extend(check::annexes::check(&annexes, &documents));
    findings.extend(check::pairs::check(&annexes, before, snapshot));
    findings.extend(check::grounded(release, snapshot));
    findings
}

/// Replies of the publisher that the newest revision has and this one lacks or changes: they are only ever added.
pub fn replies_taken_back(
    db: &mut Db,
    root: &str,
    all: &[ReleaseRow],
    snapshot: &Snapshot,
) -> Result<Vec<Finding>, PublishError> {
    let Some(newest) = all.iter().max_by_key(|row| row.seq) else { return Ok(Vec::new()) };
    // A finding that quotes later documents does not belong to an earlier release.
    let is_earlier = snapshot.release.id < newest.id;
    let answered = findings::Filter { state: vec![FindingState::Answered.as_str().to_owned()], ..Default::default() };
    let known = findings::list(db, newest.seq, &answered, &Slice::default())?;
    let is_kept = |known: &FindingRow| {
        let own = snapshot.findings.iter().find(|row| row.code == known.code);
        let begins = |own: &FindingRow| {
            own.replies.as_deref().unwrap_or_default().starts_with(known.replies.as_deref().unwrap_or_default())
        };
        own.map_or(is_earlier, begins)
    };
    let taken_back = known.iter().filter(|known| !is_kept(known));
    Ok(taken_back
        .map(|known| Finding {
            file: format!("{root}findings.toml"),
            row: format!("findings {}", known.code),
            rule: "finding",
            message: "a reply that was published is missing or changed; replies are only added".to_owned(),
        })
        .collect())
}

/// The latest revision of the last release before `id`.
fn before(db: &mut Db, all: &[ReleaseRow], id: &str) -> Result<Option<Snapshot>, PublishError> {
    let earlier = all.iter().filter(|row| row.id.as_str() < id).max_by_key(|row| (row.id.clone(), row.revision));
    earlier.map(|row| rows::load(db, row.clone()).map_err(PublishError::from)).transpose()
}
