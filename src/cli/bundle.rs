//! `jalon bundle [--release ID] [--output FILE]`: a release as one signed archive.

use std::{
    fs,
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

use super::{CliError, database, signed::SignedError};
use crate::{
    config::Config,
    domain::{
        release::{At, Release},
        source::hexadecimal,
    },
    publish::{
        bundle::{self, BundleError, read::Reading},
        signing,
    },
    store::{Store, releases},
};

pub fn run(release: Option<&str>, output: Option<PathBuf>) -> Result<(), CliError> {
    let at = chosen(release)?;
    let config = Config::from_env()?;
    let store = database::of_releases(&config)?;
    let reading = read(&store, &at)?;
    let pinned = reading.release.pinned();
    let key = signing::key(config.signing_key.as_ref(), &store)?;
    let bundle = bundle::build(reading, config.public_url.as_deref(), &key)?;
    let path = output.unwrap_or_else(|| PathBuf::from(format!("jalon-{pinned}.zip")));
    write(&path, &bundle.archive)?;
    super::print(&format!(
        "release {pinned}: {} files in {}\nSHA-256 {}\nsigned by the key {}\n",
        bundle.files,
        path.display(),
        hexadecimal(&Sha256::digest(&bundle.archive)),
        key.public().fingerprint()
    ))
}

fn refused(value: &str, expected: String) -> CliError {
    CliError::Usage(format!("--release is `{value}`; expected {expected}"))
}

fn chosen(release: Option<&str>) -> Result<At, CliError> {
    let expected = "a release such as 2026 or 2026-Q4, or a revision such as 2026.1";
    match release {
        None => Ok(At::Current),
        Some(text) => At::named(text).ok_or_else(|| refused(text, expected.to_owned())),
    }
}

fn read(store: &Store, at: &At) -> Result<Reading, CliError> {
    let read = store.read(|db| {
        let index = releases::index(db)?;
        let release = index.select(at).cloned();
        let read = |release: Release| bundle::read::release(db, &release, &index);
        Ok::<_, BundleError>(release.map(read))
    });
    match read? {
        Ok(reading) => Ok(reading?),
        Err(unknown) => {
            let named = at.to_query();
            Err(refused(named.trim_start_matches("release="), format!("one that exists: {unknown}")))
        }
    }
}

/// Writes a file that is whole whenever it is there.
fn write(path: &Path, bytes: &[u8]) -> Result<(), SignedError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let draft = tempfile::Builder::new().prefix(".jalon-").tempfile_in(folder);
    let draft = draft.map_err(|error| SignedError::file(path, error))?;
    fs::write(draft.path(), bytes).map_err(|error| SignedError::file(path, error))?;
    readable(draft.path()).map_err(|error| SignedError::file(path, error))?;
    draft.persist(path).map(drop).map_err(|error| SignedError::file(path, error.error))
}

/// A temporary file is its owner's alone; a bundle is there to be given out.
#[cfg(unix)]
fn readable(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable(_: &Path) -> std::io::Result<()> {
    Ok(())
}
