//! `jalon schema [KIND]`: the JSON Schema of a kind of file of the record.

use super::CliError;
use crate::publish::format;

pub fn run(kind: &str) -> Result<(), CliError> {
    // The command line takes no other kinds.
    super::print(&format::schema(kind).unwrap_or_default())
}
