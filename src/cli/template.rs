//! `jalon template --release ID`: the file that the team fills in, with all that is known.

use std::path::Path;

use super::{CliError, migrated_store};
use crate::{
    config::Config,
    publish::{
        filing::{template, write, write::Form},
        switch,
    },
};

pub fn run(release: &str, form: Form, output: Option<&Path>) -> Result<(), CliError> {
    let store = migrated_store(&Config::from_env()?)?;
    switch::load_shipped_record(&store)?;
    let filing = store.read(|db| template::for_release(db, release))?;
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
