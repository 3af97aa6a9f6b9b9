//! `jalon migrate`: the schema, and the shipped record where there is none.

use super::{CliError, database};
use crate::{config::Config, publish::switch};

pub fn run() -> Result<(), CliError> {
    let store = database::migrated(&Config::from_env()?)?;
    let loaded = switch::load_shipped_record(&store)?;
    super::print(&format!("the schema is up to date; {} release(s) loaded\n", loaded.len()))
}
