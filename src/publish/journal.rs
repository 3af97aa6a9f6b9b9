//! What was done, by whom, when: each entry has the hash of the one before, so that none is changed or taken out unseen.

use chrono::{NaiveDateTime, SubsecRound};
use sha2::{Digest, Sha256};

use crate::{
    domain::{closed::closed, source::hexadecimal},
    store::{
        Db, QueryResult,
        journal::{self, EntryRow},
    },
};

closed! {
    /// What an entry tells.
    Event {
        KeyCreated = "key_created",
        KeyRevoked = "key_revoked",
        DraftMade = "draft_made",
        DraftWithdrawn = "draft_withdrawn",
        DraftApproved = "draft_approved",
        ReleaseLoaded = "release_loaded",
        WebhookCreated = "webhook_created",
        WebhookDeleted = "webhook_deleted",
        WebhookDisabled = "webhook_disabled",
        WebhookEnabled = "webhook_enabled",
    }
}

/// Who acts on the command line without a key.
pub const OPERATOR: &str = "operator";
/// Who acts when nobody asked.
pub const SERVICE: &str = "service";

/// What the first entry has for the hash of the one before.
const NOTHING: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Adds an entry. The caller owns the transaction, so that what is told and what is done are one.
///
/// # Errors
/// Those of the database.
pub fn append(
    db: &mut Db,
    now: NaiveDateTime,
    actor: &str,
    event: Event,
    subject: &str,
    details: &serde_json::Value,
) -> QueryResult<()> {
    let last = journal::last(db)?;
    let (seq, previous) = last.map_or((1, NOTHING.to_owned()), |last| (last.seq + 1, last.hash));
    let mut entry = EntryRow {
        seq,
        // Databases keep microseconds; the hash is of what they keep.
        at: now.trunc_subsecs(6),
        actor: actor.to_owned(),
        event: event.as_str().to_owned(),
        subject: subject.to_owned(),
        details: details.to_string(),
        previous,
        hash: String::new(),
    };
    entry.hash = hash(&entry);
    journal::insert(db, &entry)
}

/// The hash of an entry: SHA-256, in hexadecimal digits, of a JSON array with its number, time, actor, event, subject,
/// details and the hash of the entry before.
pub fn hash(entry: &EntryRow) -> String {
    let at = entry.at.format("%Y-%m-%dT%H:%M:%S%.6fZ").to_string();
    let content =
        serde_json::json!([entry.seq, at, entry.actor, entry.event, entry.subject, entry.details, entry.previous]);
    hexadecimal(&Sha256::digest(content.to_string().as_bytes()))
}

/// How many entries are read at a time.
const BATCH: i64 = 500;

/// Verifies the whole journal: how many entries hold, and the first that does not with what is wrong with it.
///
/// # Errors
/// Those of the database.
pub fn verify(db: &mut Db) -> QueryResult<(i64, Option<(i64, &'static str)>)> {
    let (mut count, mut previous) = (0, NOTHING.to_owned());
    loop {
        let entries = journal::after(db, count, BATCH)?;
        if entries.is_empty() {
            return Ok((count, None));
        }
        for entry in entries {
            let broken = if entry.seq != count + 1 {
                Some("an entry before it is missing")
            } else if entry.previous != previous {
                Some("it does not follow the entry before it")
            } else if entry.hash != hash(&entry) {
                Some("it was changed")
            } else {
                None
            };
            if broken.is_some() {
                return Ok((count, broken.map(|broken| (entry.seq, broken))));
            }
            (count, previous) = (entry.seq, entry.hash);
        }
    }
}
