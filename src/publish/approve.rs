//! From a draft to the release that readers see: somebody else looked at it, and one transaction switches to it.

use chrono::{NaiveDateTime, SubsecRound, TimeDelta};

use super::{
    annexes::Annexes,
    draft::{self, DraftError, DraftState, Prepared},
    filing::read::{Rows, read},
    journal::{self, Event},
    keys::Holder,
    switch::{self, Outcome},
};
use crate::{
    domain::release::Approval,
    store::{
        Db,
        drafts::{self, DraftRow},
        inspect, releases,
    },
};

/// How far the clock may be from another one. Releases that follow each other at once are recorded a second apart, so that
/// the newest may be some seconds ahead.
const MOST_APART: TimeDelta = TimeDelta::minutes(1);

/// Who approves.
pub struct Approver {
    pub by: Holder,
    /// The key that made a draft may not be the one that approves it.
    pub four_eyes: bool,
}

impl Approver {
    fn approval(&self, draft: &DraftRow) -> Result<Approval, DraftError> {
        match draft.made_by == self.by.id {
            true if self.four_eyes => Err(DraftError::SameKey),
            true => Ok(Approval::OnePerson),
            false => Ok(Approval::FourEyes),
        }
    }
}

/// An open draft whose file was read before anybody is made to wait for it: writers take turns.
pub struct Candidate {
    id: String,
    content_sha256: String,
    rows: Rows,
}

impl Candidate {
    /// Reads the file of a draft.
    ///
    /// # Errors
    /// [`DraftError`]: it is not open, or not this key's to approve.
    pub fn read(db: &mut Db, id: &str, approver: &Approver) -> Result<Self, DraftError> {
        let draft = draft::find_open(db, id)?;
        approver.approval(&draft)?;
        let rows = read(&draft.content);
        Ok(Candidate { id: draft.row.id, content_sha256: draft.row.content_sha256, rows })
    }

    /// Publishes the draft. Its state is looked at anew: a release may have been published since the file was read.
    ///
    /// # Errors
    /// [`DraftError`]; nothing is written then.
    pub fn publish(
        self,
        db: &mut Db,
        annexes: &Annexes,
        approver: &Approver,
        now: NaiveDateTime,
    ) -> Result<Outcome, DraftError> {
        let Candidate { id, content_sha256, rows } = self;
        let (draft, by) = (draft::row(db, &id)?, &approver.by.id);
        draft::expect_open(db, &draft)?;
        let approval = approver.approval(&draft)?;
        expect_time(db, now)?;
        // The file of a draft is written once. Should it ever be another one, it is the one that is there that counts.
        let rows = if draft.content_sha256 == content_sha256 { rows } else { read(&draft::find(db, &id)?.content) };
        let Prepared { report, same_as, ready } = draft::prepare(db, rows, annexes, approval, now)?;
        // What held when the draft was made may not hold by the rules of a later version.
        if !report.holds() {
            return Err(DraftError::Refused(report));
        }
        let open: Vec<_> = report.open().into_iter().cloned().collect();
        if !open.is_empty() {
            return Err(DraftError::Unacknowledged(open));
        }
        let Some(ready) = ready else { return Err(DraftError::Known(same_as.unwrap_or(draft.release))) };
        let (outcome, seq) = switch::write(db, ready.snapshot, Some(now))?;
        drafts::decide(db, &id, DraftState::Approved.as_str(), by, now.trunc_subsecs(6), Some(seq))?;
        let Outcome::Published { pinned, .. } = &outcome else { return Ok(outcome) };
        let details = serde_json::json!({"release": pinned, "approval": approval.as_str(), "made_by": draft.made_by});
        journal::append(db, now, by, Event::DraftApproved, &id, &details)?;
        Ok(outcome)
    }
}

/// Nothing, if `now` can be the time: it is that of the database, where that has a clock of its own, and not before the
/// newest revision was recorded. A release that is recorded in the future would stand in the way of all that come before.
fn expect_time(db: &mut Db, now: NaiveDateTime) -> Result<(), DraftError> {
    let shown = |time: NaiveDateTime| time.trunc_subsecs(0);
    let theirs = inspect::clock(db)?.filter(|theirs| (now - *theirs).abs() > MOST_APART);
    let newest = releases::list(db)?.iter().map(|row| row.recorded_at).max();
    let later = newest.filter(|newest| *newest - now > MOST_APART);
    let other = match (theirs, later) {
        (Some(theirs), _) => format!("that of the database {}", shown(theirs)),
        (None, Some(newest)) => format!("the newest revision was recorded at {newest}"),
        (None, None) => return Ok(()),
    };
    Err(DraftError::Clock { now: shown(now), other })
}

/// Publishes a draft, whose file is read in the same transaction. With `four_eyes` the key that made it may not be the one
/// that approves it.
///
/// # Errors
/// [`DraftError`]; nothing is written then.
pub fn approve(
    db: &mut Db,
    id: &str,
    annexes: &Annexes,
    by: &Holder,
    four_eyes: bool,
    now: NaiveDateTime,
) -> Result<Outcome, DraftError> {
    let approver = Approver { by: by.clone(), four_eyes };
    Candidate::read(db, id, &approver)?.publish(db, annexes, &approver, now)
}
