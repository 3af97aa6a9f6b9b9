//! The read replicas: whether each is there, follows, has the schema of this program and holds what the database holds.
//! The service goes on without them, so what passes is a warning.

use super::Report;
use crate::{
    config::Config,
    domain::release::Releases,
    store::{Db, StoreError, Url, inspect, migrations, releases, replicas},
};

const TOPIC: &str = "replica";

/// Reports on each replica.
pub fn check(report: &mut Report, config: &Config) {
    if config.replica_urls.is_empty() {
        return;
    }
    // What is wrong with the database itself is told elsewhere; without it nothing is known that a replica should hold.
    let known = inspect::open(&config.database_url).and_then(|mut db| Ok(releases::index(&mut db)?)).ok();
    for url in &config.replica_urls {
        let looked = inspect::open(url).and_then(|mut db| look(report, url, &mut db, known.as_ref()));
        if let Err(error) = looked {
            let mend = "look whether it runs and takes this user (`psql` with the same URL); until then others are read. \
                See DATABASE_REPLICA_URL";
            report.warn(TOPIC, format!("{}: {error}", url.redacted()), mend);
        }
    }
}

fn look(report: &mut Report, url: &Url, db: &mut Db, known: Option<&Releases>) -> Result<(), StoreError> {
    let name = url.redacted();
    let following = replicas::following(db)?;
    let replayed = following.as_ref().and_then(|following| following.replayed);
    if following.is_some_and(|following| !following.is_standby) {
        let found = format!("{name}: it follows no other server: it is the primary, or was made one");
        let mend = "let DATABASE_REPLICA_URL name standbys alone: the primary is read anyway, and a server that left it goes \
            its own way";
        report.warn(TOPIC, found, mend);
    }
    let behind =
        "look at `pg_stat_replication` on the primary and at the log of the replica; it is read again by itself";
    let standing = migrations::standing(db)?;
    if let Some(step) = &standing.newer {
        let found =
            format!("{name}: it has the schema step {step}, which jalon {} does not know", env!("CARGO_PKG_VERSION"));
        report.warn(TOPIC, found, "run the version of jalon that made it, or name a replica of this database");
        return Ok(());
    }
    if !standing.pending.is_empty() {
        report.warn(TOPIC, format!("{name}: it lacks the schema step(s) {}", standing.pending.join(", ")), behind);
        // The tables that are missing cannot be looked at.
        return Ok(());
    }
    let held = releases::index(db)?;
    let Some(known) = known else {
        report.ok(TOPIC, format!("{name}: {} revisions", held.all.len()));
        return Ok(());
    };
    let missing: Vec<_> = known.all.iter().filter(|revision| !held.all.contains(revision)).collect();
    let is_taken = |sequence: i64| held.all.iter().any(|other| other.sequence == sequence);
    if let Some(other) = missing.iter().find(|revision| is_taken(revision.sequence)) {
        let found = format!(
            "{name}: it holds another revision in the place of {}: it is a copy of another database, or went its own way",
            other.pinned()
        );
        report.wrong(TOPIC, found, "make it anew from the primary (`pg_basebackup`), or name another one");
        return Ok(());
    }
    match missing.first() {
        Some(first) => {
            let last = replayed.map_or("nothing is known of the last change that it took over".to_owned(), |at| {
                format!("the last change that it took over is of {}", at.format("%Y-%m-%dT%H:%M:%SZ"))
            });
            let (count, all, first) = (missing.len(), known.all.len(), first.pinned());
            report.warn(TOPIC, format!("{name}: it lacks {count} of {all} revisions, from {first} on; {last}"), behind);
        }
        None => report.ok(TOPIC, format!("{name}: all {} revisions, and the schema of this program", known.all.len())),
    }
    Ok(())
}
