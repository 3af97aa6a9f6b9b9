//! `jalon load FILE`: one release file, checked and published.

use std::path::Path;

use super::{CliError, database};
use crate::{
    config::Config,
    publish::switch::{self, Outcome},
};

pub fn run(file: &Path) -> Result<(), CliError> {
    let store = database::migrated(&Config::from_env()?)?;
    switch::load_shipped_record(&store)?;
    let told = match switch::load_file(&store, file)? {
        Outcome::Published { pinned, is_current: true } => {
            format!("release {pinned} is published and is the current one\n")
        }
        Outcome::Published { pinned, .. } => format!("release {pinned} is published; a later one is current\n"),
        Outcome::Known { pinned } => format!("the same content is release {pinned} already; nothing was changed\n"),
    };
    super::print(&told)
}
