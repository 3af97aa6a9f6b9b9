//! `jalon schema`: the JSON Schema of release files.

use super::CliError;
use crate::publish::format;

pub fn run() -> Result<(), CliError> {
    super::print(&format::schema())
}
