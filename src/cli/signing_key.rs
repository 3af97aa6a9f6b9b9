//! `jalon signing-key PATH`: a new key to sign releases with.

use std::{
    fs::OpenOptions,
    io::{ErrorKind, Write},
    path::Path,
};

use super::{CliError, signed::SignedError};
use crate::publish::signing;

pub fn run(path: &Path) -> Result<(), CliError> {
    let key = signing::generate()?;
    // Whoever has a key has signed with it: it is never overwritten.
    let mut file = options().open(path).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => {
            SignedError::file(path, "exists, and a key is never overwritten; expected a new file")
        }
        _ => SignedError::file(path, error),
    })?;
    file.write_all(key.to_pem().as_bytes()).map_err(|error| SignedError::file(path, error))?;
    let public = key.public();
    super::print(&format!("{}{}\n", public.to_pem(), public.fingerprint()))
}

fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}
