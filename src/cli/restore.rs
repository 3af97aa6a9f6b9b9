//! `jalon restore FILE`: a copy of the embedded database becomes the database, verified before and after.

use std::path::Path;

use super::{
    CliError,
    backup::{self, BackupError},
};
use crate::{
    config::Config,
    store::{self, StoreError},
};

pub fn run(file: &Path, is_forced: bool) -> Result<(), CliError> {
    let config = Config::from_env()?;
    let target = backup::embedded(&config, "`jalon restore`")?;
    if target.exists() && !is_forced {
        return Err(BackupError::InTheWay(target).into());
    }
    // What is verified is what is put in place: nobody changes the copy in between, and the file given stays as it is.
    let workshop = backup::workshop(&target)?;
    let copy = workshop.path().join("copy.db");
    std::fs::copy(file, &copy).map_err(|error| BackupError::Io(file.to_owned(), error))?;
    super::step("verifying");
    let before = backup::verify(&copy).map_err(|error| named(error, file))?;
    let place = store::backup::Place::hold(&target).map_err(|error| match error {
        StoreError::Query(_) => CliError::from(BackupError::InUse(target.clone())),
        error => error.into(),
    })?;
    let kept = place.take(&copy)?;
    let after = backup::verify(&target)?;
    if after != before {
        return Err(BackupError::Changed(target, after.told()).into());
    }
    let kept = kept.map(|kept| format!("; what was there is {}", kept.display())).unwrap_or_default();
    super::print(&format!("{} is restored and holds: {}{kept}\n", target.display(), after.told()))
}

/// An error of the copy, told of the file that it was made of.
fn named(error: CliError, file: &Path) -> CliError {
    let file = file.to_owned();
    match error {
        CliError::Backup(BackupError::Foreign(_, why)) => BackupError::Foreign(file, why).into(),
        CliError::Backup(BackupError::Damaged(_, why)) => BackupError::Damaged(file, why).into(),
        CliError::Backup(BackupError::Newer(_, step, version)) => BackupError::Newer(file, step, version).into(),
        error => error,
    }
}
