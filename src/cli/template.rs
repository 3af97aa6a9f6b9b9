//! `jalon template --release ID`: the file that the team fills in, with all that is known.

use std::path::Path;

use chrono::Utc;

use super::{CliError, database};
use crate::{
    config::Config,
    publish::filing::{template, write, write::Form},
};

pub fn run(release: &str, form: Form, output: Option<&Path>) -> Result<(), CliError> {
    let store = database::of_releases(&Config::from_env()?)?;
    let filing = store.read(|db| template::for_release(db, release, Utc::now().date_naive()))?;
    let bytes = write::write(&filing, form)
        .map_err(|cause| CliError::Usage(format!("the template cannot be written: {cause}")))?;
    match output {
        Some(path) => {
            std::fs::write(path, bytes).map_err(|cause| CliError::File { path: path.display().to_string(), cause })?;
            super::print(&format!("{}\n", path.display()))
        }
        None => super::print_bytes(&bytes),
    }
}
