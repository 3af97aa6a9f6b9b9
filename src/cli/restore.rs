//! `jalon restore FILE`: a copy of the embedded database becomes the database, verified before and after.

use std::path::Path;

use super::{
    CliError,
    backup::{self, BackupError},
    database,
};
use crate::{
    config::Config,
    store::{self, StoreError},
};

pub fn run(file: &Path, is_forced: bool) -> Result<(), CliError> {
    let config = Config::from_env()?;
    // Else what is restored would lie where no service looks, and this would tell of success.
    database::check_named(&config)?;
    let target = database::absolute(&backup::embedded(&config, "`jalon restore`")?);
    if target.exists() && !is_forced {
        return Err(BackupError::InTheWay(target).into());
    }
    // What is verified is what is put in place: nobody changes the copy in between, and the file given stays as it is.
    let workshop = backup::workshop(&target)?;
    let copy = workshop.path().join("copy.db");
    store::backup::copy_files(file, &copy).map_err(|error| BackupError::Io(file.to_owned(), error))?;
    super::step("verifying");
    let before = backup::verify(&copy).map_err(|error| named(error, file))?;
    let place = store::backup::Place::hold(&target).map_err(|error| match error {
        StoreError::Busy(_) => CliError::from(BackupError::InUse(target.clone())),
        error => error.into(),
    })?;
    let kept = place.take(&copy)?;
    let after = backup::verify(&target)?;
    if after != before {
        return Err(BackupError::Changed(target, after.told()).into());
    }
    let names: Vec<String> = kept.iter().map(|file| file.display().to_string()).collect();
    let kept = if names.is_empty() { String::new() } else { format!("; what was there is {}", names.join(", ")) };
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
