//! `jalon schema`: the JSON Schema of release files.

use super::CliError;
use crate::publish::format;

pub fn run() -> Result<(), CliError> {
    print!("{}", format::schema());
    Ok(())
}
