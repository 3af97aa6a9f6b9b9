//! A release becomes an event, and a delivery to each subscriber whose filter it meets, in the transaction that writes it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDateTime, SubsecRound};
use serde::Serialize;

use super::{
    super::{compare, keys, switch::PublishError},
    DeliveryState, EventKind, WebhookState, subscribe,
};
use crate::{
    domain::change::ChangeKind,
    store::{
        Db, QueryResult,
        changes::ChangeRow,
        deliveries::{self, DeliveryRow, EventRow},
        releases::{self, ReleaseRow},
        snapshot::{self as rows, Snapshot},
        webhooks::{self, WebhookRow},
    },
};

/// Bytes of the id of an event.
const ID_BYTES: usize = 12;

/// The body of an event. Members are only ever added.
#[derive(Serialize)]
struct Payload<T> {
    r#type: &'static str,
    /// RFC 3339, UTC: when it happened, not when it is sent.
    timestamp: String,
    data: T,
}

/// What is told of a release.
#[derive(Serialize)]
struct Published<'a> {
    release: Told<'a>,
    /// What the changes are counted from: of a correction the revision before, else the release before; null for the first.
    compared_with: Option<String>,
    changes: Counts,
    /// What the changes are about; the codes are those of the release.
    axes: Vec<&'a str>,
    actions: Vec<&'a str>,
    objectives: Vec<&'a str>,
    links: Links,
}

#[derive(Serialize)]
struct Told<'a> {
    id: &'a str,
    revision: i32,
    pinned: String,
    edition: &'a str,
    recorded_at: String,
    /// A correction of an earlier release is not.
    is_current: bool,
    /// Of a correction.
    reason: Option<&'a str>,
}

#[derive(Serialize)]
struct Counts {
    total: usize,
    by_kind: BTreeMap<&'static str, usize>,
}

/// Paths of the service that sends, whose address a subscriber knows.
#[derive(Serialize)]
struct Links {
    release: String,
    changes: Option<String>,
}

/// Which releases a subscriber wants: those with a change that meets each condition; without conditions all of them.
struct Filter {
    axis: Vec<String>,
    action: Vec<String>,
    objective: Vec<String>,
}

impl Filter {
    fn of(row: &WebhookRow) -> Self {
        let codes = |joined: &Option<String>| {
            joined.iter().flat_map(|joined| joined.split(',')).map(str::to_owned).collect::<Vec<_>>()
        };
        Filter { axis: codes(&row.axis), action: codes(&row.action), objective: codes(&row.objective) }
    }

    fn keeps(&self, changes: &[ChangeRow]) -> bool {
        let meets = |wanted: &[String], code: &Option<String>| {
            wanted.is_empty() || code.as_ref().is_some_and(|code| wanted.contains(code))
        };
        let all = self.axis.is_empty() && self.action.is_empty() && self.objective.is_empty();
        all || changes.iter().any(|row| {
            meets(&self.axis, &row.axis) && meets(&self.action, &row.action) && meets(&self.objective, &row.objective)
        })
    }
}

/// Stores the event of a release that was written in this transaction, and its deliveries.
///
/// # Errors
/// Those of the database, or no random bytes for an id.
pub fn release(db: &mut Db, snapshot: &Snapshot, is_current: bool, now: NaiveDateTime) -> Result<(), PublishError> {
    let (changes, compared_with) = changes(db, snapshot)?;
    let data = published(&snapshot.release, is_current, &changes, compared_with);
    let seq = Some(snapshot.release.seq);
    let event = event(db, EventKind::Published, seq, &data, now)?;
    for (webhook, is_key_valid) in webhooks::of_state(db, WebhookState::Active.as_str(), now)? {
        if !is_key_valid {
            subscribe::disable(db, &webhook, "its key has expired or was revoked", now)?;
        } else if Filter::of(&webhook).keeps(&changes) {
            deliver(db, &webhook.id, &event, now)?;
        }
    }
    Ok(())
}

/// What a release changes, and the pinned release that it is compared with.
fn changes(db: &mut Db, snapshot: &Snapshot) -> QueryResult<(Vec<ChangeRow>, Option<String>)> {
    let own = &snapshot.release;
    let all = releases::list(db)?.into_iter().filter(|row| row.id == own.id && row.revision < own.revision);
    match all.max_by_key(|row| row.revision) {
        // The rows of a correction are compared with the release before, most of which its subscribers know.
        Some(before) => {
            let pinned = pinned(&before);
            let before = rows::load(db, before)?;
            Ok((compare::compare(&before, snapshot), Some(pinned)))
        }
        None => {
            let before = snapshot.changes.first().map(|row| format!("{}.{}", row.from_release, row.from_revision));
            Ok((snapshot.changes.clone(), before))
        }
    }
}

fn published<'a>(
    release: &'a ReleaseRow,
    is_current: bool,
    changes: &'a [ChangeRow],
    compared_with: Option<String>,
) -> Published<'a> {
    let pinned = pinned(release);
    let mut by_kind: BTreeMap<&'static str, usize> = ChangeKind::WORDS.iter().map(|kind| (*kind, 0)).collect();
    for kind in changes.iter().filter_map(|row| ChangeKind::from_word(&row.kind)) {
        *by_kind.entry(kind.as_str()).or_default() += 1;
    }
    Published {
        links: Links {
            release: format!("/api/v1/releases/{pinned}"),
            changes: compared_with.as_ref().map(|from| format!("/api/v1/changes?from={from}&to={pinned}")),
        },
        release: Told {
            id: &release.id,
            revision: release.revision,
            pinned,
            edition: &release.edition,
            recorded_at: time(release.recorded_at),
            is_current,
            reason: release.reason.as_deref(),
        },
        compared_with,
        changes: Counts { total: changes.len(), by_kind },
        axes: codes(changes, |row| row.axis.as_deref()),
        actions: codes(changes, |row| row.action.as_deref()),
        objectives: codes(changes, |row| row.objective.as_deref()),
    }
}

/// Each code once, shorter numbers first.
fn codes(changes: &[ChangeRow], code: impl Fn(&ChangeRow) -> Option<&str>) -> Vec<&str> {
    let codes: BTreeSet<(usize, &str)> = changes.iter().filter_map(code).map(|code| (code.len(), code)).collect();
    codes.into_iter().map(|(_, code)| code).collect()
}

/// Stores an event.
///
/// # Errors
/// Those of the database, or no random bytes for its id.
pub(super) fn event(
    db: &mut Db,
    kind: EventKind,
    release_seq: Option<i64>,
    data: &impl Serialize,
    now: NaiveDateTime,
) -> Result<EventRow, PublishError> {
    let payload = Payload { r#type: kind.as_str(), timestamp: time(now), data };
    let event = EventRow {
        id: format!("msg_{}", keys::random::<ID_BYTES>()?),
        release_seq,
        kind: kind.as_str().to_owned(),
        payload: serde_json::to_string(&payload).unwrap_or_default(),
        created_at: now.trunc_subsecs(6),
    };
    deliveries::insert_event(db, &event)?;
    Ok(event)
}

/// Sends an event to a subscriber, as soon as an instance is free.
pub(super) fn deliver(db: &mut Db, webhook_id: &str, event: &EventRow, now: NaiveDateTime) -> QueryResult<()> {
    let delivery = DeliveryRow {
        webhook_id: webhook_id.to_owned(),
        event_id: event.id.clone(),
        state: DeliveryState::Pending.as_str().to_owned(),
        attempts: 0,
        next_at: now.trunc_subsecs(6),
        claimed_until: None,
    };
    deliveries::insert(db, &delivery)
}

fn pinned(release: &ReleaseRow) -> String {
    format!("{}.{}", release.id, release.revision)
}

fn time(at: NaiveDateTime) -> String {
    at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}
