//! The disk that the embedded database lies on.

use std::path::{Path, PathBuf};

use super::Url;

/// Bytes of a file system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Space {
    /// What this user may still write.
    pub free: u64,
    pub total: u64,
}

/// The file of the embedded database; none if the database is elsewhere.
pub fn file(url: &Url) -> Option<PathBuf> {
    match url {
        // A path may be written as a URI of SQLite, with options.
        Url::Sqlite(path) => {
            let path = path.split('?').next().unwrap_or_default();
            Some(PathBuf::from(path.strip_prefix("file:").unwrap_or(path)))
        }
        Url::Postgres(_) => None,
    }
}

/// The directory that a file lies in.
pub fn directory(file: &Path) -> &Path {
    match file.parent() {
        Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
        Some(parent) => parent,
        None => Path::new("/"),
    }
}

/// The space where the embedded database lies; none if the database is elsewhere, or the system does not tell.
pub fn space(url: &Url) -> Option<Space> {
    space_of(directory(&file(url)?))
}

/// The space where a directory lies.
pub fn space_of(directory: &Path) -> Option<Space> {
    let told = rustix::fs::statvfs(directory).ok()?;
    Some(Space { free: told.f_bavail * told.f_frsize, total: told.f_blocks * told.f_frsize })
}
