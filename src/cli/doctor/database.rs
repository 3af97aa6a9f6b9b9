//! The database: whether it is there, can be written, is whole, and has the schema of this program.

use std::path::Path;

use super::Report;
use crate::{
    config::Config,
    store::{Db, Url, disk, inspect, migrations},
};

/// Reports on the database and gives it, if its content can be looked at.
pub fn check(report: &mut Report, config: &Config) -> Option<Db> {
    let url = &config.database_url;
    if disk::file(url).is_some_and(|file| !file.exists()) {
        match config.is_database_named {
            true => {
                let mend = "`jalon migrate` makes one; if there should be one, DATABASE_URL names another place";
                report.wrong("database", format!("there is none at {}", url.redacted()), mend);
            }
            false => {
                let mend = "run it with the settings of the service, as docs/operating.md tells; where there is none, \
                    `jalon migrate` makes a database";
                let found = format!("DATABASE_URL is not set, and there is none at its default, {}", url.redacted());
                report.wrong("database", found, mend);
            }
        }
        return None;
    }
    let mut db = match inspect::open(url) {
        Ok(db) => db,
        Err(error) => {
            report.wrong("database", error.to_string(), unreachable(url));
            return None;
        }
    };
    match inspect::version(&mut db) {
        Ok(version) => report.ok("database", format!("{version} at {}", url.redacted())),
        Err(error) => {
            // Where SQLite can make no files beside the database, it does not read it either.
            let is_read_only = error.to_string().contains("readonly");
            let mend = if is_read_only { unwritable(url) } else { unreadable(url) };
            report.wrong("database", format!("{}: {error}", url.redacted()), mend);
            return None;
        }
    }
    if let Ok(Some(encoding)) = inspect::encoding(&mut db)
        && encoding != "UTF8"
    {
        let mend = "make a database with `createdb --encoding=UTF8 --template=template0` and restore into it";
        report.wrong("database", format!("it keeps text as {encoding}"), mend);
    }
    if let Ok(Some(locale)) = inspect::message_locale(&mut db)
        && !is_english(&locale)
    {
        let found = format!("its messages are not English (lc_messages is `{locale}`): a passing error may be a 500");
        let mend = "a superuser runs `ALTER ROLE … SET lc_messages = 'C'` for the user of the service, or sets \
            `lc_messages = 'C'` in postgresql.conf";
        report.warn("database", found, mend);
    }
    let is_whole = match inspect::damages(&mut db, false) {
        Ok(damages) if damages.is_empty() => true,
        Ok(damages) => {
            report.wrong("database", format!("its file is damaged: {}", damages.join("; ")), unreadable(url));
            false
        }
        Err(error) => {
            report.wrong("database", format!("it cannot be read: {error}"), unreadable(url));
            false
        }
    };
    let has_schema = is_whole && schema(report, &mut db);
    if has_schema {
        match inspect::check_writable(&mut db) {
            Ok(()) => report.ok("database", format!("it can be written{}", by_whom(url))),
            Err(error) => {
                report.wrong("database", format!("it cannot be written{}: {error}", by_whom(url)), unwritable(url));
            }
        }
    }
    has_schema.then_some(db)
}

/// Who found that, where it is another user than the one whose file it is: the service may find otherwise.
fn by_whom(url: &Url) -> String {
    let users = disk::file(url).and_then(|file| Some((owner(&file)?, owner(Path::new("/proc/self"))?)));
    match users {
        Some((theirs, own)) if theirs != own => {
            format!(" by the user {own}, who asks; the file belongs to the user {theirs}, who was not asked")
        }
        _ => String::new(),
    }
}

/// The user whose file it is. That of a process's own directory under `/proc` is the one that it runs as.
#[cfg(unix)]
fn owner(file: &Path) -> Option<u32> {
    std::fs::metadata(file).ok().map(|metadata| std::os::unix::fs::MetadataExt::uid(&metadata))
}

#[cfg(not(unix))]
fn owner(_: &Path) -> Option<u32> {
    None
}

/// Reports on the steps of the schema; whether the tables are those of this program.
fn schema(report: &mut Report, db: &mut Db) -> bool {
    let standing = match migrations::standing(db) {
        Ok(standing) => standing,
        Err(error) => {
            report.wrong("schema", error.to_string(), "see to the database first");
            return false;
        }
    };
    let last = standing.applied.last().map_or("none", String::as_str);
    match standing.newer {
        Some(version) => {
            let found =
                format!("the database has the step {version}, which jalon {} does not know", env!("CARGO_PKG_VERSION"));
            report.wrong("schema", found, "run the version of jalon that wrote it, or restore a backup from before");
            false
        }
        None if standing.applied.is_empty() => {
            report.wrong(
                "schema",
                "there is no table of jalon",
                "`jalon migrate` makes them and loads the shipped record",
            );
            false
        }
        None if standing.pending.is_empty() => {
            report.ok("schema", format!("{} steps, the last {last}", standing.applied.len()));
            true
        }
        None => {
            let found = format!("{} step(s) are pending: {}", standing.pending.len(), standing.pending.join(", "));
            report.warn("schema", found, "`jalon migrate` runs them, as does the start of the service");
            // The tables that are missing cannot be looked at.
            false
        }
    }
}

/// Whether messages of a locale are in English: those of `C` and `POSIX`, with an encoding or without, are not translated.
fn is_english(locale: &str) -> bool {
    matches!(locale.split(['_', '.', '@']).next(), Some("C" | "POSIX" | "en"))
}

fn unreachable(url: &Url) -> &'static str {
    match url {
        Url::Sqlite(_) => "look at the rights of the file and of its directory; see who runs the service",
        Url::Postgres(_) => {
            "look whether PostgreSQL runs and takes this user (`psql` with the same URL); see DATABASE_URL"
        }
    }
}

fn unreadable(url: &Url) -> &'static str {
    match url {
        Url::Sqlite(_) => "stop the service and `jalon restore` the last backup",
        Url::Postgres(_) => "look at the log of PostgreSQL",
    }
}

fn unwritable(url: &Url) -> &'static str {
    match url {
        Url::Sqlite(_) => {
            "give the user of the service the right to write the file and its directory, and room on the disk"
        }
        Url::Postgres(_) => "DATABASE_URL has to name the primary and a user that owns the tables",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_of_messages_is_told_by_the_name_of_their_locale() {
        for locale in ["C", "C.UTF-8", "POSIX", "en", "en_US.UTF-8", "en_GB@euro"] {
            assert!(is_english(locale), "{locale}");
        }
        // An empty name is that of the server's environment, which nobody here knows.
        for locale in ["fr_FR.UTF-8", "de_DE", "fr", "enm_GB", ""] {
            assert!(!is_english(locale), "{locale}");
        }
    }
}
