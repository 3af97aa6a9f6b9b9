//! `jalon check [DIR]`: the whole record against its sources, without network and database.

use std::path::Path;

use super::{CliError, database};
use crate::{
    config::Config,
    publish::{
        check, journal,
        read::{self, Files, LoadedRelease},
    },
    record,
    store::{StoreError, inspect},
};

/// `jalon check --journal`.
pub fn journal() -> Result<(), CliError> {
    let mut db = database::looked_at(&Config::from_env()?)?;
    match inspect::read(&mut db, |db| journal::verify(db).map_err(StoreError::from))? {
        (_, Some((entry, broken))) => Err(CliError::Journal(entry, broken)),
        (count, None) => super::print(&format!("{count} entries of the journal hold\n")),
    }
}

pub fn run(directory: Option<&Path>) -> Result<(), CliError> {
    let files = directory.map_or(Files::Embedded(record::FILES), Files::Directory);
    let record = read::record(&files).map_err(CliError::Findings)?;
    let findings = check::record(&record);
    if !findings.is_empty() {
        return Err(CliError::Findings(findings));
    }
    let told = |release: &LoadedRelease| {
        let head = &release.entry.release;
        let (id, revision) = (&head.id, head.revision);
        format!("{}: release {id}.{revision} holds: {} documents\n", release.file, release.documents.len())
    };
    let mut lines: String = record.releases.iter().map(told).collect();
    let annexes = &record.annexes;
    for (file, count) in [
        ("targets", annexes.targets.len()),
        ("findings", annexes.findings.len()),
        ("glossary", annexes.terms.len()),
        ("indicators", annexes.indicators.len() + annexes.observations.len()),
        ("crosswalk", annexes.crosswalk.len()),
        ("pairs", annexes.pairs.len()),
    ] {
        lines.push_str(&format!("{}{file}.toml: {count} entries hold\n", annexes.root));
    }
    super::print(&format!("{lines}{} release(s), no finding\n", record.releases.len()))
}
