//! The machine: room on its disks, and who may read the file of the key that signs.

use std::path::Path;

use super::Report;
use crate::{
    config::Config,
    store::disk::{self, Space},
};

const MEBIBYTE: u64 = 1024 * 1024;
/// Less room than this is not enough to publish a release.
const TOO_LITTLE: u64 = 32 * MEBIBYTE;
/// Less room than this is told of.
const LITTLE: u64 = 512 * MEBIBYTE;

/// Reports on the machine; on the disk of the database only if that is known.
pub fn check(report: &mut Report, config: &Config, has_database: bool) {
    if let Some(file) = disk::file(&config.database_url).filter(|_| has_database) {
        let size = std::fs::metadata(&file).map_or(0, |metadata| metadata.len());
        let directory = disk::directory(&file);
        room(report, "the database", directory, disk::space_of(directory), size);
    }
    // XLSX files and bundles are put together there.
    let temporary = std::env::temp_dir();
    room(report, "temporary files", &temporary, disk::space_of(&temporary), 0);
    if let Ok(path) = std::env::var("SIGNING_KEY_FILE")
        && is_readable_by_all(Path::new(path.trim()))
    {
        // A service that may no longer read its key does not start, so the right to read comes before the loss of it.
        let mend = format!(
            "first let the user of the service own it (`chown`), then `chmod 600 {path}`; a user that systemd makes \
             (DynamicUser) can own no such file: let LoadCredential bring it first, as docs/operating.md tells"
        );
        report.warn("signing key", format!("every user of this machine may read its file, {path}"), mend);
    }
}

/// Reports on the room in a directory for something that has a size: a copy of it has to fit beside it.
fn room(report: &mut Report, what: &str, directory: &Path, space: Option<Space>, size: u64) {
    let Some(space) = space else {
        let mend = "make the directory, or name another one";
        report.warn("disk", format!("{} for {what} cannot be looked at", directory.display()), mend);
        return;
    };
    let found = format!("{} MiB free for {what} in {}", space.free / MEBIBYTE, directory.display());
    let mend = "make room, or move it to a larger disk";
    match space.free {
        free if free < TOO_LITTLE => report.wrong("disk", found, mend),
        free if free < LITTLE.max(2 * size) => report.warn("disk", found, mend),
        _ => report.ok("disk", found),
    }
}

#[cfg(unix)]
fn is_readable_by_all(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(path).is_ok_and(|metadata| metadata.permissions().mode() & 0o004 != 0)
}

#[cfg(not(unix))]
fn is_readable_by_all(_: &Path) -> bool {
    false
}
