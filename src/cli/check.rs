//! `jalon check [DIR]`: the whole record against its sources, without network and database.

use std::path::Path;

use super::CliError;
use crate::{
    publish::{
        check,
        read::{self, Files},
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
    for release in &record.releases {
        let head = &release.entry.release;
        let (id, revision) = (&head.id, head.revision);
        println!("{}: release {id}.{revision} holds: {} documents", release.file, release.documents.len());
    }
    println!("{} release(s), no finding", record.releases.len());
    Ok(())
}
