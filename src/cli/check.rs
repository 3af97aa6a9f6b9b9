//! `jalon check [DIR]`: the whole record against its sources, without network and database.

use std::path::Path;

use super::CliError;
use crate::{
    publish::{
        check,
        read::{self, Files, LoadedRelease},
    },
    record,
};

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
    let lines: String = record.releases.iter().map(told).collect();
    super::print(&format!("{lines}{} release(s), no finding\n", record.releases.len()))
}
