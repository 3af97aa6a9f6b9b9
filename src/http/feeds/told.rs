//! What a feed tells of: the revisions, and what each changed for those who had read the one before it.
//!
//! The first revision of a release is told since the release before it, as it was when the revision was recorded; a
//! correction since the revision that it corrects. Neither ever changes, so neither do the ids of changes.

use super::super::state::Context;
use crate::{
    publish::compare,
    store::{
        Db, QueryResult, changes,
        changes::ChangeRow,
        releases::{self, ReleaseRow},
        snapshot,
    },
};

/// Every revision that the request knows, the newest first.
pub fn newest_first(db: &mut Db, context: &Context) -> QueryResult<Vec<ReleaseRow>> {
    let mut rows = releases::list(db)?;
    // One that was recorded since waits for the next request, whose answer is kept apart from this one.
    rows.retain(|row| context.releases.all.iter().any(|known| known.sequence == row.seq));
    rows.reverse();
    Ok(rows)
}

/// The revision that another one is told since; none for the first release.
pub fn base<'a>(all: &'a [ReleaseRow], release: &ReleaseRow) -> Option<&'a ReleaseRow> {
    let corrected = all.iter().find(|row| row.id == release.id && row.revision + 1 == release.revision);
    corrected.or_else(|| {
        let earlier = all.iter().filter(|row| row.id < release.id && row.seq < release.seq);
        earlier.max_by_key(|row| (&row.id, row.revision))
    })
}

/// What a revision changed, in the order of the plan.
pub fn changes(db: &mut Db, all: &[ReleaseRow], release: &ReleaseRow) -> QueryResult<Vec<ChangeRow>> {
    match base(all, release) {
        None => Ok(Vec::new()),
        Some(corrected) if corrected.id == release.id => {
            let (from, to) = (snapshot::load(db, corrected.clone())?, snapshot::load(db, release.clone())?);
            Ok(compare::compare(&from, &to))
        }
        Some(_) => changes::list(db, release.seq),
    }
}
