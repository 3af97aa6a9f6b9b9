//! What the database holds: the current release, the journal, keys, the key that signs, times, webhooks.

use chrono::{Days, NaiveDateTime, TimeDelta, Utc};

use super::Report;
use crate::{
    config::Config,
    domain::signature::PrivateKey,
    publish::{
        journal,
        webhooks::{DeliveryState, WebhookState, deliver},
    },
    store::{
        Db, QueryError, deliveries, inspect, journal as entries,
        keys::{self, KeyRow},
        releases, signing, webhooks,
    },
};

/// A key that ends within so many days is told of.
const ENDS_SOON: Days = Days::new(30);
/// A key that did nothing for so many days is told of.
const IDLE: TimeDelta = TimeDelta::days(90);
/// A delivery that is late by more is told of: a service sends within seconds, or minutes if many are due at once.
const STUCK: TimeDelta = TimeDelta::minutes(10);
/// Clocks that differ by more disagree on what was first.
const MOST_APART: TimeDelta = TimeDelta::seconds(2);

/// One thing to look at, at a time.
type Looks = fn(&mut Report, &Config, &mut Db, NaiveDateTime) -> Result<(), QueryError>;

/// Reports on everything in the database.
pub fn check(report: &mut Report, config: &Config, db: &mut Db) {
    let now = Utc::now().naive_utc();
    let checks: [(&'static str, Looks); 6] = [
        ("release", release),
        ("journal", journal),
        ("keys", keys),
        ("signing key", signing_key),
        ("clock", clock),
        ("webhooks", subscriptions),
    ];
    for (topic, check) in checks {
        if let Err(error) = check(report, config, db, now) {
            report.wrong(topic, format!("it cannot be read: {error}"), "see to the database first");
        }
    }
}

fn release(report: &mut Report, _: &Config, db: &mut Db, now: NaiveDateTime) -> Result<(), QueryError> {
    let index = releases::index(db)?;
    let Some(current) = releases::by_sequence(db, index.current)? else {
        let mend = "`jalon migrate` loads the shipped record into an empty database; else `jalon load` a release file";
        report.wrong("release", format!("none is current, of {} revisions", index.all.len()), mend);
        return Ok(());
    };
    let (pinned, age) = (current.pinned(), (now - current.recorded_at).num_days());
    report.ok("release", format!("{pinned} is current, of {} revisions; recorded {age} day(s) ago", index.all.len()));
    let due = current.next_due();
    let bounds = [due.earliest, due.latest].map(|day| day.map_or("?".to_owned(), |day| day.to_string()));
    let [earliest, latest] = bounds;
    match due.has_passed(now.date()) {
        Some(true) => {
            let days = due.days_since(now.date()).least.unwrap_or_default();
            let found = format!("the next one was due by {latest}, at least {days} day(s) ago");
            report.warn("release", found, "ask the ministry's team; docs/publishing.md tells how one is filed");
        }
        Some(false) => report.ok("release", format!("the next one is due between {earliest} and {latest}")),
        None if due.earliest.is_none() && due.latest.is_none() => {
            report.ok("release", "when the next one is due is not promised");
        }
        None => report.ok("release", format!("the next one is due between {earliest} and {latest}: maybe it is late")),
    }
    Ok(())
}

fn journal(report: &mut Report, _: &Config, db: &mut Db, _: NaiveDateTime) -> Result<(), QueryError> {
    match journal::verify(db)? {
        (count, None) => report.ok("journal", format!("{count} entries hold")),
        (_, Some((entry, broken))) => {
            let mend = "compare `jalon journal` with that of a backup: somebody wrote into the table";
            report.wrong("journal", format!("entry {entry}: {broken}"), mend);
        }
    }
    Ok(())
}

fn keys(report: &mut Report, _: &Config, db: &mut Db, now: NaiveDateTime) -> Result<(), QueryError> {
    let actors = entries::actors(db)?;
    let all: Vec<KeyRow> = keys::list(db)?.into_iter().filter(|key| key.revoked_at.is_none()).collect();
    let (valid, expired): (Vec<KeyRow>, Vec<KeyRow>) = all.into_iter().partition(|key| now < key.expires_at);
    report.ok("keys", format!("{} are valid", valid.len()));
    let named = |key: &KeyRow| format!("{} ({})", key.name, key.id);
    for key in &expired {
        let found = format!("{} ended on {}", named(key), key.expires_at.date());
        report.warn("keys", found, format!("`jalon keys revoke {}`, or give its owner a new one", key.id));
    }
    for key in &valid {
        if key.expires_at <= now + ENDS_SOON {
            let found = format!("{} ends on {}", named(key), key.expires_at.date());
            report.warn("keys", found, "`jalon keys create` a new one for its owner, then revoke this one");
        }
        if now - key.created_at > IDLE && !actors.contains(&key.id) {
            let found = format!("{} did nothing since {}", named(key), key.created_at.date());
            report.warn("keys", found, format!("`jalon keys revoke {}` if nobody needs it", key.id));
        }
    }
    Ok(())
}

fn signing_key(report: &mut Report, config: &Config, db: &mut Db, _: NaiveDateTime) -> Result<(), QueryError> {
    const TOPIC: &str = "signing key";
    if let Some(key) = &config.signing_key {
        report.ok(TOPIC, format!("that of SIGNING_KEY_FILE, {}", key.public().fingerprint()));
        return Ok(());
    }
    match signing::pem(db)?.map(|pem| PrivateKey::from_pem(&pem)) {
        Some(Ok(key)) => report.ok(TOPIC, format!("that of the database, {}", key.public().fingerprint())),
        Some(Err(error)) => {
            let mend = "set SIGNING_KEY_FILE to a key that `jalon signing-key` writes, in a file that the user of the \
                service may read";
            report.wrong(TOPIC, format!("that of the database cannot be used: {error}"), mend);
        }
        None => report.ok(TOPIC, "none yet; one is made when a release is first signed"),
    }
    Ok(())
}

fn clock(report: &mut Report, _: &Config, db: &mut Db, now: NaiveDateTime) -> Result<(), QueryError> {
    let mend = "let both machines follow a time server";
    match inspect::clock(db)? {
        Some(theirs) => {
            // The answer took a moment.
            let (apart, theirs_at) = ((Utc::now().naive_utc() - theirs).abs(), theirs.format("%Y-%m-%dT%H:%M:%SZ"));
            let found =
                format!("the database's shows {theirs_at}, {} ms from this machine's", apart.num_milliseconds());
            match apart > MOST_APART {
                true => report.warn("clock", found, mend),
                false => report.ok("clock", found),
            }
        }
        None => report.ok("clock", format!("{}", now.format("%Y-%m-%dT%H:%M:%SZ"))),
    }
    let recorded = releases::index(db)?.all.iter().map(|release| release.recorded_at).max();
    let written = entries::last(db)?.map(|entry| entry.at);
    for (what, at) in [("release", recorded), ("entry of the journal", written)] {
        if let Some(at) = at.filter(|at| *at > now + MOST_APART) {
            let found = format!("the last {what} is of {}, which is in the future", at.format("%Y-%m-%dT%H:%M:%SZ"));
            report.wrong(
                "clock",
                found,
                "set the clock of this machine, or find out which one was wrong when that was written",
            );
        }
    }
    Ok(())
}

fn subscriptions(report: &mut Report, _: &Config, db: &mut Db, now: NaiveDateTime) -> Result<(), QueryError> {
    let (waiting, first_due) = deliver::waiting(db, now)?;
    let failures = deliveries::count(db, DeliveryState::Failed.as_str())?;
    let active = webhooks::count(db, WebhookState::Active.as_str())?;
    let disabled = webhooks::count(db, WebhookState::Disabled.as_str())?;
    report.ok("webhooks", format!("{active} active, {waiting} deliveries waiting"));
    if disabled > 0 {
        let mend = "`jalon webhooks list` names them and why; write to their owners";
        report.warn("webhooks", format!("{disabled} are switched off"), mend);
    }
    if failures > 0 {
        let mend = "GET /api/v1/webhooks/ID/deliveries tells why; they can be replayed";
        report.warn("webhooks", format!("{failures} deliveries failed for good"), mend);
    }
    if let Some(due) = first_due.filter(|due| now - *due > STUCK) {
        let found = format!("a delivery was due at {} and is not sent", due.format("%Y-%m-%dT%H:%M:%SZ"));
        report.warn("webhooks", found, "look whether a service runs, and whether it can write the database");
    }
    Ok(())
}
