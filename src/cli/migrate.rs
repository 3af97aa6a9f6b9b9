//! `jalon migrate`: the schema, and the shipped record where there is none.

use super::{CliError, migrated_store};
use crate::{config::Config, publish::switch};

pub fn run() -> Result<(), CliError> {
    let store = migrated_store(&Config::from_env()?)?;
    let loaded = switch::load_shipped_record(&store)?;
    super::print(&format!("the schema is up to date; {} release(s) loaded\n", loaded.len()))
}
