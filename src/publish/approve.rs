//! From a draft to the release that readers see: somebody else looked at it, and one transaction switches to it.

use chrono::{NaiveDateTime, SubsecRound};

use super::{
    annexes::Annexes,
    draft::{self, DraftError, DraftState, Prepared},
    filing::read::read,
    journal::{self, Event},
    keys::Holder,
    switch::{self, Outcome, PublishError},
};
use crate::{
    domain::release::Approval,
    store::{Db, drafts},
};

/// Publishes a draft. With `four_eyes` the key that made it may not be the one that approves it.
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
    let draft = draft::find_open(db, id)?;
    let is_same = draft.made_by == by.id;
    if is_same && four_eyes {
        return Err(DraftError::SameKey);
    }
    let approval = if is_same { Approval::OnePerson } else { Approval::FourEyes };
    let Prepared { report, ready, .. } = draft::prepare(db, read(&draft.content), annexes, approval, now)?;
    let open: Vec<_> = report.open().into_iter().cloned().collect();
    if !open.is_empty() {
        return Err(DraftError::Unacknowledged(open));
    }
    let Some(ready) = ready else { return Err(PublishError::Findings(Vec::new()).into()) };
    let (outcome, seq) = switch::write(db, ready.snapshot, Some(now))?;
    drafts::decide(db, id, DraftState::Approved.as_str(), &by.id, now.trunc_subsecs(6), Some(seq))?;
    let Outcome::Published { pinned, .. } = &outcome else { return Ok(outcome) };
    let details = serde_json::json!({"release": pinned, "approval": approval.as_str(), "made_by": draft.made_by});
    journal::append(db, now, &by.id, Event::DraftApproved, id, &details)?;
    Ok(outcome)
}
