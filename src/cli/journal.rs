//! `jalon journal`: what was done, by whom, when. Who can run this on the database needs no key.

use super::{CliError, database};
use crate::{
    config::Config,
    store::{StoreError, journal},
};

/// Entries that are read at a time.
const BATCH: i64 = 500;

pub fn run(after: i64) -> Result<(), CliError> {
    let mut db = database::looked_at(&Config::from_env()?)?;
    let mut last = after;
    loop {
        let entries = journal::after(&mut db, last, BATCH).map_err(StoreError::from)?;
        let Some(newest) = entries.last() else { return Ok(()) };
        last = newest.seq;
        let line = |entry: &journal::EntryRow| {
            let at = entry.at.format("%Y-%m-%dT%H:%M:%SZ");
            format!("{}  {at}  {}  {}  {}  {}\n", entry.seq, entry.actor, entry.event, entry.subject, entry.details)
        };
        super::print(&entries.iter().map(line).collect::<String>())?;
    }
}
