//! The machine: room on its disks, and who may read the file of the key that signs.

use std::path::Path;

use super::Report;
use crate::{
    config::Config,
    store::disk::{self, Space},
};

const MEBIBYTE: u64 = 1024 * 1024;
/// Less room than this is not enough to publish a release, or to put one together as a bundle.
const TOO_LITTLE: u64 = 32 * MEBIBYTE;
/// Less room than this for the database, which grows, is told of.
const LITTLE: u64 = 512 * MEBIBYTE;
/// The same for temporary files, of which nothing stays: a database of one release for the bundle that is built, some 10 MiB,
/// and beside it four workbooks, half as many as `POOL_SIZE`, each of some 13,000 rows with a kilobyte a row. `/tmp` may be
/// memory, of which nobody gives much more.
const LITTLE_IN_PASSING: u64 = 64 * MEBIBYTE;

/// Reports on the machine; on the disk of the database only if that is known.
pub fn check(report: &mut Report, config: &Config, has_database: bool) {
    if let Some(file) = disk::file(&config.database_url).filter(|_| has_database) {
        let size = std::fs::metadata(&file).map_or(0, |metadata| metadata.len());
        let directory = disk::directory(&file);
        // A copy of it has to fit beside it.
        room(report, "the database", directory, disk::space_of(directory), LITTLE.max(2 * size));
    }
    // XLSX files and bundles are put together there.
    let temporary = std::env::temp_dir();
    room(report, "temporary files", &temporary, disk::space_of(&temporary), LITTLE_IN_PASSING);
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

/// Reports on the room in a directory for something that wants some.
fn room(report: &mut Report, what: &str, directory: &Path, space: Option<Space>, wanted: u64) {
    let Some(space) = space else {
        let mend = "make the directory, or name another one";
        report.warn("disk", format!("{} for {what} cannot be looked at", directory.display()), mend);
        return;
    };
    let found = format!("{} MiB free for {what} in {}", space.free / MEBIBYTE, directory.display());
    let mend = "make room, or move it to a larger disk";
    match space.free {
        free if free < TOO_LITTLE => report.wrong("disk", found, mend),
        free if free < wanted => report.warn("disk", found, mend),
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

#[cfg(test)]
mod tests {
    use super::{super::Verdict, *};

    const COMPOSITION: &str = include_str!("../../../docker-compose.yml");

    /// How some room for temporary files is.
    fn verdict(free: u64) -> Verdict {
        let mut report = Report::default();
        room(&mut report, "temporary files", Path::new("/tmp"), Some(Space { free, total: free }), LITTLE_IN_PASSING);
        report.verdict()
    }

    #[test]
    fn temporary_files_need_less_room_than_what_stays() {
        assert_eq!(verdict(LITTLE_IN_PASSING), Verdict::Ok);
        assert_eq!(verdict(LITTLE_IN_PASSING - 1), Verdict::Warning);
        assert_eq!(verdict(TOO_LITTLE - 1), Verdict::Wrong);
    }

    /// The service has the larger of the two places in memory; the other is that of the command that brings the schema up to date.
    #[test]
    fn the_composition_has_room_for_temporary_files() {
        let sizes =
            COMPOSITION.split("/tmp:size=").skip(1).filter_map(|rest| rest.split_once('m')?.0.parse::<u64>().ok());
        assert_eq!(verdict(sizes.max().expect("a size in MiB") * MEBIBYTE), Verdict::Ok);
    }
}
