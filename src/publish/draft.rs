//! From a filled-in file to a draft: read → check → compare, and what readers would see.
//!
//! A draft keeps the file as it was sent. What follows from it (the report, the rows, the changes) is computed anew each
//! time, by the same stages, on top of the same releases: nobody approves something else than what was looked at.

use chrono::{NaiveDateTime, SubsecRound};
use sha2::{Digest, Sha256};
use thiserror::Error;

use super::{
    annexes::Annexes,
    check,
    filing::{
        self, Filing, Remark, Report, Rule, Severity, Sheet,
        check::{Known, release_id},
        print::{self, Head},
        read::{Places, Rows, read},
    },
    journal::{self, Event},
    keys::{self, Holder, KeyError},
    read::{Finding, LoadedRelease},
    snapshot,
    switch::{self, PublishError},
};
use crate::{
    domain::{closed::closed, release::Approval, source::hexadecimal},
    store::{
        Db, QueryError, StoreError,
        drafts::{self, DraftFile, DraftRow},
        releases::{self, ReleaseRow},
        snapshot::{self as rows, Snapshot},
    },
};

closed! {
    /// What became of a draft.
    DraftState {
        /// It waits for approval.
        Open = "open",
        /// Another release was published since: it is compared with what is no longer the newest, and has to be made anew.
        Stale = "stale",
        /// It became a release.
        Approved = "approved",
        /// It was given up.
        Withdrawn = "withdrawn",
    }
}

/// Most open drafts of a key: each keeps a file of up to 20 MB, and one quarter takes a few.
pub const MOST_OPEN: i64 = 20;

/// Why a draft is not made or read.
#[derive(Debug, Error)]
pub enum DraftError {
    #[error("the Idempotency-Key was used for another file")]
    IdempotencyKey,
    #[error("the key has {MOST_OPEN} open drafts, which is the most; withdraw one of them first")]
    TooMany,
    #[error("no draft has the id {0}")]
    NoSuchDraft(String),
    #[error("the draft {id} is {state}; expected an open one")]
    NotOpen { id: String, state: &'static str },
    #[error("the same key made this draft; expected another one, unless the setting FOUR_EYES is false")]
    SameKey,
    #[error("{} warning(s) need a reason before the draft is approved", .0.len())]
    Unacknowledged(Vec<Remark>),
    /// It was made by the rules of an earlier version of the program.
    #[error("the file has {} error(s) by the rules of this version", .0.count(Severity::Error))]
    Refused(Report),
    #[error("the release {0} says the same already")]
    Known(String),
    /// When a release was recorded stays for good.
    #[error(
        "the clock of the service shows {now}, and {other}; nothing was published, nor is until its clock is right"
    )]
    Clock { now: NaiveDateTime, other: String },
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error(transparent)]
    Publish(#[from] PublishError),
}

impl From<StoreError> for DraftError {
    fn from(error: StoreError) -> Self {
        DraftError::Publish(error.into())
    }
}

impl From<QueryError> for DraftError {
    fn from(error: QueryError) -> Self {
        DraftError::Publish(error.into())
    }
}

/// A file after all stages before approval.
pub struct Prepared {
    pub report: Report,
    /// The pinned release that says the same already.
    pub same_as: Option<String>,
    /// What would be published; none if the report has errors or the release is there already.
    pub ready: Option<Ready>,
}

/// A release that waits.
pub struct Ready {
    pub release: LoadedRelease,
    pub snapshot: Snapshot,
    /// The release that it is compared with.
    pub before: Snapshot,
}

/// What a file was made of.
pub enum Made {
    /// It has errors: nothing was kept.
    Refused(Report),
    /// It says what a release says already: nothing was kept.
    Known { pinned: String, report: Report },
    /// A draft; `is_new` if this file made it.
    Draft { draft: Box<DraftRow>, report: Report, is_new: bool },
}

/// What the record holds when a file comes.
struct Record {
    all: Vec<ReleaseRow>,
    /// The release before the one that is filed.
    before: Snapshot,
    /// The latest revision of the release that is filed.
    own: Option<Snapshot>,
}

/// A file that was sent, read before anybody is made to wait for it: writers take turns.
pub struct Sent {
    name: String,
    bytes: Vec<u8>,
    rows: Rows,
}

impl Sent {
    /// Reads a file.
    pub fn read(name: String, bytes: Vec<u8>) -> Self {
        let rows = read(&bytes);
        Sent { name, bytes, rows }
    }
}

/// Brings the rows of a file through all stages before approval, and writes nothing.
///
/// # Errors
/// Those of the database.
pub fn prepare(
    db: &mut Db,
    read: Rows,
    annexes: &Annexes,
    approval: Approval,
    now: NaiveDateTime,
) -> Result<Prepared, PublishError> {
    let places = Places::of(&read);
    let record = record(db, release_id(&read))?;
    let known = Known::on(now.date(), &record.before, record.own.as_ref(), record.latest_ids());
    let (filing, mut report) = filing::check::check(read, &known);
    // What was not understood may be what is different. Only what says something else needs a reason for that.
    let is_understood = report.errors().all(|remark| remark.rule == Rule::Correction.as_str());
    if let Some(own) = &record.own
        && is_understood
        && known.own.as_ref().is_some_and(|(_, known)| says_the_same(&filing, known))
    {
        let pinned = format!("{}.{}", own.release.id, own.release.revision);
        return Ok(Prepared { report: Report::default(), same_as: Some(pinned), ready: None });
    }
    if let Some(own) = &record.own
        && own.release.approval == Approval::Transcribed.as_str()
    {
        report.add(places.locate(transcribed(&own.release.id), Sheet::Release, &own.release.id));
    }
    if record.is_comparable() {
        filing::compare::compare(&filing, &known.before, &places, &mut report);
    }
    if !report.holds() {
        return Ok(Prepared { report, same_as: None, ready: None });
    }
    let release = print::release(&filing, &record.head(approval, now));
    let snapshot = snapshot::build(&release, annexes, Some(&record.before));
    let mut findings = check::filed(&release);
    findings.extend(switch::beside(&release, annexes, &snapshot, Some(&record.before)));
    findings.extend(switch::replies_taken_back(db, &annexes.root, &record.all, &snapshot)?);
    findings.extend(lost(&snapshot, &record.before));
    findings.iter().for_each(|finding| report.add(finding.into()));
    let ready = report.holds().then_some(Ready { release, snapshot, before: record.before });
    Ok(Prepared { report, same_as: None, ready })
}

/// Whether two filings say the same, apart from reasons, which are asked for anew each time.
fn says_the_same(filing: &Filing, known: &Filing) -> bool {
    let said = |filing: &Filing| {
        let mut rows = filing.rows.clone();
        rows.iter_mut().for_each(|row| drop(row.cells.remove("reason")));
        rows
    };
    said(filing) == said(known)
}

/// A release that was transcribed from documents is corrected where it was transcribed: its passages are theirs.
fn transcribed(id: &str) -> Remark {
    let message = [
        format!("{id} a été transcrite de documents, que cette correction ne citerait plus"),
        format!("{id} was transcribed from documents, which this correction would cite no more"),
    ];
    let hint = [
        "corrigez son fichier de publication, puis « jalon load »".to_owned(),
        "correct its release file, then `jalon load`".to_owned(),
    ];
    Remark::new(Severity::Error, Rule::Transcribed, message, hint)
}

/// Entries beside the plan that the release before has and this one would lose.
fn lost(snapshot: &Snapshot, before: &Snapshot) -> Vec<Finding> {
    let counts = [
        ("targets", before.targets.len(), snapshot.targets.len()),
        ("findings", before.findings.len(), snapshot.findings.len()),
        ("glossary", before.terms.len(), snapshot.terms.len()),
        ("indicators", before.indicators.len(), snapshot.indicators.len()),
        ("crosswalk", before.crosswalk.len(), snapshot.crosswalk.len()),
    ];
    let fewer = counts.into_iter().filter(|(_, before, after)| after < before);
    fewer
        .map(|(file, before, after)| Finding {
            file: format!("{file}.toml"),
            row: "file".to_owned(),
            rule: "beside",
            message: format!("the release before has {before} entries and this one would have {after}"),
        })
        .collect()
}

fn record(db: &mut Db, id: Option<&str>) -> Result<Record, PublishError> {
    let all = releases::list(db)?;
    let latest =
        |rows: &mut dyn Iterator<Item = &ReleaseRow>| rows.max_by_key(|row| (row.id.clone(), row.revision)).cloned();
    let own = latest(&mut all.iter().filter(|row| Some(row.id.as_str()) == id));
    // A release that is new comes after all others, or is refused; one that is corrected is compared with what came before
    // it, and the first one with itself.
    let earlier =
        id.filter(|_| own.is_some()).and_then(|id| latest(&mut all.iter().filter(|row| row.id.as_str() < id)));
    let before = earlier.or_else(|| latest(&mut all.iter())).ok_or(QueryError::NotFound)?;
    let before = rows::load(db, before)?;
    let own = own.map(|row| rows::load(db, row)).transpose()?;
    Ok(Record { all, before, own })
}

impl Record {
    fn latest_ids(&self) -> Vec<String> {
        let mut ids: Vec<String> = self.all.iter().map(|row| row.id.clone()).collect();
        ids.sort();
        ids.dedup();
        ids
    }

    /// Whether codes mean the same in the release before.
    fn is_comparable(&self) -> bool {
        self.own.as_ref().is_none_or(|own| own.release.edition == self.before.release.edition)
    }

    fn head(&self, approval: Approval, now: NaiveDateTime) -> Head {
        let revision = self.own.as_ref().map_or(1, |own| own.release.revision + 1);
        // What is published is recorded later than all before it, whatever the clock says.
        let newest = self.all.iter().map(|row| row.recorded_at).max().unwrap_or(now);
        let recorded_at = now.trunc_subsecs(0).max(newest + chrono::TimeDelta::seconds(1));
        Head { revision, edition: self.before.release.edition.clone(), recorded_at, approval }
    }
}

/// Makes a draft of a file, or says why there is none. The same file, or the same `Idempotency-Key`, makes one draft.
///
/// # Errors
/// [`DraftError`]; nothing is written then.
pub fn make(
    db: &mut Db,
    sent: Sent,
    annexes: &Annexes,
    by: &Holder,
    idempotency_key: Option<&str>,
    now: NaiveDateTime,
) -> Result<Made, DraftError> {
    let Sent { name, bytes, rows } = sent;
    let content_sha256 = hexadecimal(&Sha256::digest(&bytes));
    let repeated = idempotency_key.map(|key| drafts::of_idempotency(db, &by.id, key)).transpose()?.flatten();
    if repeated.as_ref().is_some_and(|draft| draft.content_sha256 != content_sha256) {
        return Err(DraftError::IdempotencyKey);
    }
    // A file that is sent again after its draft was given up or overtaken makes another one; a repeated request does not.
    let same = match repeated {
        Some(draft) => Some(draft),
        None => waiting_or_approved(db, &content_sha256)?,
    };
    let prepared = prepare(db, rows, annexes, Approval::FourEyes, now)?;
    if let Some(draft) = same {
        return Ok(Made::Draft { draft: Box::new(draft), report: prepared.report, is_new: false });
    }
    if let Some(pinned) = prepared.same_as {
        return Ok(Made::Known { pinned, report: prepared.report });
    }
    let Some(ready) = prepared.ready else { return Ok(Made::Refused(prepared.report)) };
    let (head, base_seq) = (&ready.release.entry.release, releases::next_sequence(db)? - 1);
    if drafts::count_of_key(db, &by.id, DraftState::Open.as_str(), base_seq)? >= MOST_OPEN {
        return Err(DraftError::TooMany);
    }
    let draft = DraftRow {
        id: keys::random::<8>()?,
        release: head.id.clone(),
        revision: head.revision,
        base_seq,
        file_name: name,
        content_sha256,
        idempotency_key: idempotency_key.map(str::to_owned),
        state: DraftState::Open.as_str().to_owned(),
        made_by: by.id.clone(),
        made_at: now.trunc_subsecs(6),
        decided_by: None,
        decided_at: None,
        release_seq: None,
    };
    drafts::insert(db, &draft, &bytes)?;
    let details = serde_json::json!({
        "release": format!("{}.{}", draft.release, draft.revision),
        "file": draft.file_name,
        "content_sha256": draft.content_sha256,
        "warnings": prepared.report.count(Severity::Warning),
    });
    journal::append(db, now, &by.id, Event::DraftMade, &draft.id, &details)?;
    Ok(Made::Draft { draft: Box::new(draft), report: prepared.report, is_new: true })
}

/// The draft that a file is already.
fn waiting_or_approved(db: &mut Db, content_sha256: &str) -> Result<Option<DraftRow>, QueryError> {
    let Some(draft) = drafts::of_content(db, content_sha256)? else { return Ok(None) };
    let is_alive = matches!(state(db, &draft)?, DraftState::Open | DraftState::Approved);
    Ok(is_alive.then_some(draft))
}

/// What has become of a draft: one that waits while another release is published is stale.
pub fn state(db: &mut Db, draft: &DraftRow) -> Result<DraftState, QueryError> {
    let kept = DraftState::from_word(&draft.state).unwrap_or(DraftState::Open);
    let is_stale = kept == DraftState::Open && releases::next_sequence(db)? - 1 != draft.base_seq;
    Ok(if is_stale { DraftState::Stale } else { kept })
}

/// A draft by its id, with its file.
///
/// # Errors
/// [`DraftError::NoSuchDraft`], or those of the database.
pub fn find(db: &mut Db, id: &str) -> Result<DraftFile, DraftError> {
    drafts::find_file(db, id)?.ok_or_else(|| DraftError::NoSuchDraft(id.to_owned()))
}

/// An open draft by its id, with its file.
///
/// # Errors
/// [`DraftError::NoSuchDraft`] or [`DraftError::NotOpen`], or those of the database.
pub fn find_open(db: &mut Db, id: &str) -> Result<DraftFile, DraftError> {
    let draft = find(db, id)?;
    expect_open(db, &draft)?;
    Ok(draft)
}

/// A draft by its id, without its file.
///
/// # Errors
/// As [`find`].
pub fn row(db: &mut Db, id: &str) -> Result<DraftRow, DraftError> {
    drafts::find(db, id)?.ok_or_else(|| DraftError::NoSuchDraft(id.to_owned()))
}

/// Nothing, if a draft waits for approval.
///
/// # Errors
/// [`DraftError::NotOpen`], or those of the database.
pub fn expect_open(db: &mut Db, draft: &DraftRow) -> Result<(), DraftError> {
    match state(db, draft)? {
        DraftState::Open => Ok(()),
        state => Err(DraftError::NotOpen { id: draft.id.clone(), state: state.as_str() }),
    }
}

/// Gives a draft up; it stays on record.
///
/// # Errors
/// [`DraftError`]; nothing is written then.
pub fn withdraw(db: &mut Db, id: &str, by: &Holder, now: NaiveDateTime) -> Result<DraftRow, DraftError> {
    let draft = row(db, id)?;
    match state(db, &draft)? {
        DraftState::Open | DraftState::Stale => {}
        state => return Err(DraftError::NotOpen { id: id.to_owned(), state: state.as_str() }),
    }
    drafts::decide(db, id, DraftState::Withdrawn.as_str(), &by.id, now.trunc_subsecs(6), None)?;
    journal::append(db, now, &by.id, Event::DraftWithdrawn, id, &serde_json::json!({"release": draft.release}))?;
    row(db, id)
}
