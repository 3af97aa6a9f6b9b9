//! Copies of the embedded database, written while it is in use, and databases put in the place of another.

use std::{
    fs::File,
    path::{Path, PathBuf},
};

use chrono::Utc;
use diesel::connection::SimpleConnection;
use rustix::{
    fs::{FlockOperation, fcntl_lock},
    io::Errno,
};

use super::{StoreError, Url, connection::Db, disk, inspect};

/// What stands beside the file of a SQLite database while it is in use, and stays if the program that used it was killed.
const COMPANIONS: [&str; 3] = ["-wal", "-shm", "-journal"];
/// Those of them that hold content.
const HOLDING: [&str; 2] = ["-wal", "-journal"];

/// Writes the state of a database at one moment into a new file. Readers and writers go on meanwhile.
///
/// # Errors
/// The database is not an embedded one, or cannot be read; the file exists or cannot be written.
pub fn copy(db: &mut Db, file: &Path) -> Result<(), StoreError> {
    let Db::Sqlite(connection) = db else {
        return Err(StoreError::File("it is PostgreSQL, which `pg_dump` copies".to_owned()));
    };
    let path = file.display().to_string().replace('\'', "''");
    connection.batch_execute(&format!("VACUUM INTO '{path}'"))?;
    Ok(settle(file)?)
}

/// Copies a database that nobody uses, with what its file lacks and a file beside it has: SQLite puts that into the copy when
/// it is first opened.
///
/// # Errors
/// A file cannot be read or written.
pub fn copy_files(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::copy(from, to)?;
    for companion in HOLDING {
        let beside = with(from, companion);
        if beside.exists() {
            std::fs::copy(beside, with(to, companion))?;
        }
    }
    Ok(())
}

/// Lets a file reach the disk, readable by its owner alone: it holds secrets.
fn settle(file: &Path) -> std::io::Result<()> {
    let opened = std::fs::OpenOptions::new().write(true).open(file)?;
    #[cfg(unix)]
    opened.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    opened.sync_all()
}

/// Gives a file to the owner of the one that it replaces, or of the directory: who restores may be another than who serves.
#[cfg(unix)]
fn give(new: &Path, place: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::{MetadataExt, chown};
    let is = std::fs::metadata(new)?;
    let was = std::fs::metadata(place).or_else(|_| std::fs::metadata(disk::directory(place)))?;
    match (is.uid(), is.gid()) == (was.uid(), was.gid()) {
        true => Ok(()),
        false => chown(new, Some(was.uid()), Some(was.gid())),
    }
}

#[cfg(not(unix))]
fn give(_: &Path, _: &Path) -> std::io::Result<()> {
    Ok(())
}

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> Self {
        StoreError::File(error.to_string())
    }
}

/// Gives a file another name, for good even if the machine stops right after.
pub fn rename(from: &Path, to: &Path) -> Result<(), StoreError> {
    std::fs::rename(from, to)?;
    Ok(std::fs::File::open(disk::directory(to))?.sync_all()?)
}

/// Puts what the write-ahead log of an embedded database holds into its file, so that the file alone is all of it.
///
/// # Errors
/// The file cannot be written, or is being read for too long.
pub fn checkpoint(url: &Url) -> Result<(), StoreError> {
    if let Url::Sqlite(_) = url {
        url.open()?.batch_execute("PRAGMA busy_timeout = 1000; PRAGMA wal_checkpoint(TRUNCATE)")?;
    }
    Ok(())
}

/// The place of an embedded database, held so that no program uses it.
pub struct Place {
    file: PathBuf,
    /// The database that was there, if it could be opened: while it is held nobody else reads or writes it.
    held: Option<Db>,
    /// What there was instead.
    locks: Vec<File>,
}

impl Place {
    /// Holds the place of a database.
    ///
    /// # Errors
    /// [`StoreError::Busy`] if a program uses it; [`StoreError::File`] if that cannot be told.
    pub fn hold(file: &Path) -> Result<Self, StoreError> {
        let url = Url::Sqlite(file.display().to_string());
        let mut held = None;
        if file.exists()
            && let Ok(mut db) = inspect::open(&url)
        {
            // To leave the write-ahead log takes that no other connection is open; it ends the log too.
            let words = "PRAGMA busy_timeout = 200; PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE";
            match db.batch_execute(words) {
                Ok(()) => held = Some(db),
                Err(error) if error.to_string().contains("locked") => return Err(StoreError::Busy(error.to_string())),
                // It is damaged, and SQLite says that before it looks who uses it.
                Err(_) => {}
            }
        }
        // Only now: a file that is closed takes the locks of the whole program on it with it.
        let locks = if held.is_some() { Vec::new() } else { locks(file)? };
        Ok(Place { file: file.to_owned(), held, locks })
    }

    /// Puts another database here, and gives the files in which what was here is kept: the database, if there was one, and
    /// what stood beside it.
    ///
    /// # Errors
    /// The file system refuses; then the one that was here is still here.
    pub fn take(self, new: &Path) -> Result<Vec<PathBuf>, StoreError> {
        settle(new)?;
        give(new, &self.file)?;
        let name = self.beside(&format!(".replaced-{}", Utc::now().format("%Y%m%dT%H%M%S%6fZ")));
        let mut kept = Vec::new();
        if self.file.exists() {
            // Under both names for a moment, so that there is a database at each.
            std::fs::hard_link(&self.file, &name)?;
            kept.push(name.clone());
        }
        for companion in COMPANIONS {
            let beside = self.beside(companion);
            // Also where the database itself is gone: SQLite would take the pages of what is left for changes of the new one.
            if beside.exists() {
                std::fs::rename(&beside, with(&name, companion))?;
                kept.push(with(&name, companion));
            }
        }
        rename(new, &self.file)?;
        drop((self.held, self.locks));
        Ok(kept)
    }

    fn beside(&self, end: &str) -> PathBuf {
        with(&self.file, end)
    }
}

/// Locks a database that cannot be opened and the memory that its users share, if they are there. Whoever has it open holds
/// a part of either, by locks of the same kind (<https://sqlite.org/lockingv3.html>, <https://sqlite.org/walformat.html>).
fn locks(file: &Path) -> Result<Vec<File>, StoreError> {
    let files = ["", "-shm"].map(|end| with(file, end));
    files.iter().filter(|file| file.exists()).map(|file| lock(file)).collect()
}

fn lock(file: &Path) -> Result<File, StoreError> {
    let untold = |error: std::io::Error| {
        let name = file.display();
        StoreError::File(format!(
            "{name}: {error}; whether the service uses it cannot be told: stop it and move that away"
        ))
    };
    let opened = File::options().read(true).write(true).open(file).map_err(untold)?;
    match fcntl_lock(&opened, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(opened),
        Err(Errno::AGAIN | Errno::ACCESS) => Err(StoreError::Busy(format!("{} is locked", file.display()))),
        Err(error) => Err(untold(error.into())),
    }
}

fn with(file: &Path, end: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}
