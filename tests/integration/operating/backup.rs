//! `jalon backup` and `jalon restore`: copies that hold, of a service that goes on, and what is refused.

use std::{
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering::Relaxed},
};

use jalon::store::Url;
use tempfile::TempDir;

use crate::support::{
    cli::{Finished, Served, command, finish, jalon},
    get, template,
};

/// A directory with a loaded database, and where its copy goes.
struct Place {
    directory: TempDir,
}

impl Place {
    fn new() -> Self {
        let place = Place { directory: tempfile::tempdir().expect("a temporary directory") };
        template::fill(&Url::parse(&place.url()).expect("a valid URL"));
        place
    }

    fn file(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn url(&self) -> String {
        format!("sqlite://{}", self.file("jalon.db").display())
    }

    fn run(&self, arguments: &[&str]) -> Finished {
        jalon(arguments, &[("DATABASE_URL", &self.url())])
    }

    fn backup(&self, name: &str) -> PathBuf {
        let file = self.file(name);
        self.run(&["backup", text(&file)]).expect(0, &["is written and holds", "2026.1"]);
        file
    }

    fn restore(&self, file: &Path, more: &[&str]) -> Finished {
        self.run(&[&["restore", text(file)], more].concat())
    }

    /// The names of the keys in the database.
    fn keys(&self) -> String {
        self.run(&["keys", "list"]).stdout
    }

    fn add_key(&self, name: &str) {
        self.run(&["keys", "create", "--name", name, "--scope", "draft"]).expect(0, &[]);
    }
}

fn text(path: &Path) -> &str {
    path.to_str().expect("the path is text")
}

fn execute(file: &Path, sql: &str) {
    let url = Url::parse(&format!("sqlite://{}", file.display())).expect("a URL");
    let mut db = url.open().expect("the database opens");
    diesel::connection::SimpleConnection::batch_execute(&mut db, sql).expect("the statements run");
}

#[test]
fn a_copy_is_put_back_where_the_database_was_lost() {
    let place = Place::new();
    place.add_key("Before");
    let copy = place.backup("copy.db");
    for end in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(place.file(&format!("jalon.db{end}")));
    }
    place.restore(&copy, &[]).expect(0, &["is restored and holds", "2026.1"]);
    assert!(place.keys().contains("Before"));
    place.run(&["doctor"]).expect(0, &["0 wrong"]);
}

/// The write-ahead log that a service leaves when it is killed, with a change that its file lacks: every key has this name.
fn left_behind(place: &Place, name: &str) -> Vec<u8> {
    let url = Url::parse(&place.url()).expect("a valid URL");
    // The last connection that is closed would put the log into the file.
    let held = url.open().expect("the database opens");
    execute(&place.file("jalon.db"), &format!("UPDATE api_keys SET name = '{name}'"));
    let log = std::fs::read(place.file("jalon.db-wal")).expect("the log is there");
    assert!(!log.is_empty());
    drop(held);
    log
}

/// Whoever copies the file alone then has all of it.
#[test]
fn a_service_that_has_ended_leaves_nothing_in_the_log_beside_its_file() {
    let place = Place::new();
    let mut service = Served::start(&[("DATABASE_URL", &place.url())]);
    place.add_key("While it runs");
    let log = || std::fs::metadata(place.file("jalon.db-wal")).map_or(0, |log| log.len());
    assert_ne!(log(), 0);
    assert_eq!(service.terminate().0, Some(0), "{}", service.log);
    assert_eq!(log(), 0);
    assert!(place.keys().contains("While it runs"));
}

/// SQLite takes the pages of a write-ahead log for changes of whatever file lies beside it.
#[test]
fn a_log_that_a_lost_database_left_does_not_come_back() {
    let place = Place::new();
    place.add_key("In the copy");
    let copy = place.backup("copy.db");
    let log = left_behind(&place, "In the log");
    for end in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(place.file(&format!("jalon.db{end}")));
    }
    std::fs::write(place.file("jalon.db-wal"), &log).expect("a file can be written");
    std::fs::write(place.file("jalon.db-journal"), "what was left of a transaction").expect("a file can be written");
    let restored = place.restore(&copy, &[]);
    restored.expect(0, &["is restored and holds", "what was there is", ".replaced-", "-wal", "-journal"]);
    assert!(place.keys().contains("In the copy"), "{}", place.keys());
    assert!(!place.keys().contains("In the log"), "{}", place.keys());
    place.run(&["doctor"]).expect(0, &["0 wrong"]);
}

/// A file that was set aside has a log beside it if the service that used it was killed.
#[test]
fn what_is_put_back_comes_with_the_log_beside_it() {
    let place = Place::new();
    place.add_key("In the file");
    let file = std::fs::read(place.file("jalon.db")).expect("the database is readable");
    let log = left_behind(&place, "In the log");
    std::fs::write(place.file("aside.db"), file).expect("a file can be written");
    std::fs::write(place.file("aside.db-wal"), log).expect("a file can be written");
    place.restore(&place.file("aside.db"), &["--force"]).expect(0, &["is restored"]);
    assert!(place.keys().contains("In the log"), "{}", place.keys());
}

/// A shell that lacks the settings of the service would restore into whatever directory it is in, and tell of success.
#[test]
fn a_place_that_nobody_named_is_not_restored_into() {
    let place = Place::new();
    let copy = place.backup("copy.db");
    let elsewhere = tempfile::tempdir().expect("a temporary directory");
    for arguments in [&["restore", text(&copy)][..], &["restore", text(&copy), "--force"], &["backup", "copy.db"]] {
        let child = command(arguments, &[], elsewhere.path()).spawn().expect("the program starts");
        finish(child).expect(3, &["DATABASE_URL is not set", "no database at its default", "jalon.db"]);
    }
    assert_eq!(std::fs::read_dir(elsewhere.path()).expect("readable").count(), 0);

    let settings = [("DATABASE_URL", "sqlite://jalon.db")];
    let child = command(&["restore", text(&copy)], &settings, elsewhere.path()).spawn().expect("the program starts");
    let whole = elsewhere.path().canonicalize().expect("it is there").join("jalon.db");
    finish(child).expect(0, &[&format!("{} is restored", text(&whole))]);
}

#[test]
fn what_was_there_is_kept_and_only_replaced_when_that_is_said() {
    let place = Place::new();
    let copy = place.backup("copy.db");
    place.add_key("Later");
    place.restore(&copy, &[]).expect(1, &["exists", "--force"]);
    assert!(place.keys().contains("Later"), "nothing was changed");
    place.restore(&copy, &["--force"]).expect(0, &["is restored", "what was there is"]);
    assert!(!place.keys().contains("Later"));
    let names = std::fs::read_dir(place.directory.path()).expect("readable");
    let kept: Vec<PathBuf> =
        names.map(|entry| entry.expect("an entry").path()).filter(|path| text(path).contains(".replaced-")).collect();
    assert_eq!(kept.len(), 1, "{kept:?}");
    // That one has what was written since the copy.
    place.restore(&kept[0].clone(), &["--force"]).expect(0, &[]);
    assert!(place.keys().contains("Later"));
}

#[test]
fn a_service_that_runs_is_told_and_goes_on() {
    let place = Place::new();
    let copy = place.backup("copy.db");
    let service = Served::start(&[("DATABASE_URL", &place.url())]);
    assert_eq!(get(service.address, "/api/v1/axes").status, 200);
    place.restore(&copy, &["--force"]).expect(1, &["is in use", "stop the service first"]);
    assert_eq!(get(service.address, "/api/v1/actions").status, 200);
    drop(service);
    place.restore(&copy, &["--force"]).expect(0, &["is restored"]);
}

/// SQLite says of a database whose beginning was lost that it is none, before it looks who uses it.
#[test]
fn a_service_that_runs_on_a_damaged_database_is_told_too() {
    use std::io::Write;
    let place = Place::new();
    let copy = place.backup("copy.db");
    let file = place.file("jalon.db");
    let service = Served::start(&[("DATABASE_URL", &place.url())]);
    assert_eq!(get(service.address, "/api/v1/axes").status, 200);
    // Else SQLite would find the beginning in the log.
    execute(&file, "PRAGMA wal_checkpoint(TRUNCATE)");
    let mut opened = std::fs::OpenOptions::new().write(true).open(&file).expect("the database can be opened");
    opened.write_all(&[0; 100]).expect("it can be spoiled");
    drop(opened);
    let before = std::fs::read(&file).expect("the database is readable");
    place.restore(&copy, &["--force"]).expect(1, &["is in use", "stop the service first"]);
    assert_eq!(std::fs::read(&file).expect("the database is readable"), before, "it was left as it is");
    drop(service);
    place.restore(&copy, &["--force"]).expect(0, &["is restored", "what was there is"]);
    place.run(&["doctor"]).expect(0, &["0 wrong"]);
}

/// Its file has no name any more, and the service goes on with it.
#[test]
fn a_service_that_runs_on_a_database_that_was_removed_is_told_too() {
    let place = Place::new();
    let copy = place.backup("copy.db");
    let service = Served::start(&[("DATABASE_URL", &place.url())]);
    assert_eq!(get(service.address, "/api/v1/axes").status, 200);
    std::fs::remove_file(place.file("jalon.db")).expect("it can be removed");
    place.restore(&copy, &["--force"]).expect(1, &["is in use", "stop the service first"]);
    drop(service);
    place.restore(&copy, &["--force"]).expect(0, &["is restored"]);
}

/// As other programs write the URL of a file: with one slash more.
#[test]
fn an_absolute_path_may_begin_with_two_slashes() {
    let place = Place::new();
    let url = format!("sqlite:///{}", place.file("jalon.db").display());
    let copy = format!("/{}", place.file("copy.db").display());
    assert!(url.starts_with("sqlite:////") && copy.starts_with("//"), "{url} {copy}");
    let run = |arguments: &[&str]| jalon(arguments, &[("DATABASE_URL", &url)]);
    run(&["keys", "create", "--name", "Before", "--scope", "draft"]).expect(0, &[]);
    run(&["backup", &copy]).expect(0, &["is written and holds", "2026.1"]);
    run(&["restore", &copy, "--force"]).expect(0, &["is restored and holds", "2026.1"]);
    run(&["keys", "list"]).expect(0, &["Before"]);
    run(&["doctor"]).expect(0, &["0 wrong"]);
}

/// Keys are made one after another meanwhile; each copy holds some of them and is whole.
#[test]
fn copies_of_a_database_that_is_written_hold() {
    let place = Place::new();
    let service = Served::start(&[("DATABASE_URL", &place.url())]);
    let is_done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let writing = scope.spawn(|| {
            let mut made = 0;
            while !is_done.load(Relaxed) {
                place.add_key("One of many");
                made += 1;
            }
            made
        });
        let counts: Vec<usize> = (0..4)
            .map(|number| {
                let copy = place.backup(&format!("copy-{number}.db"));
                let url = format!("sqlite://{}", copy.display());
                jalon(&["check", "--journal"], &[("DATABASE_URL", &url)]).expect(0, &["entries of the journal hold"]);
                jalon(&["keys", "list"], &[("DATABASE_URL", &url)]).stdout.matches("One of many").count()
            })
            .collect();
        is_done.store(true, Relaxed);
        let made = writing.join().expect("keys are made");
        assert!(counts.is_sorted() && counts[3] <= made && counts[3] > counts[0], "{counts:?} of {made}");
    });
    assert_eq!(get(service.address, "/health/ready").status, 200);
}

#[test]
fn a_file_that_exists_is_not_written_over() {
    let place = Place::new();
    let copy = place.backup("copy.db");
    let before = std::fs::read(&copy).expect("the copy is readable");
    place.run(&["backup", text(&copy)]).expect(1, &["exists"]);
    assert_eq!(std::fs::read(&copy).expect("the copy is readable"), before);
}

#[cfg(unix)]
#[test]
fn a_copy_is_readable_by_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    let mode = std::fs::metadata(place.backup("copy.db")).expect("the copy is there").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

/// Who restores is often root, and who serves is not.
#[cfg(unix)]
#[test]
fn what_is_restored_belongs_to_who_had_the_database() {
    use std::os::unix::fs::{MetadataExt, chown};
    let place = Place::new();
    let copy = place.backup("copy.db");
    // Only root can give files away.
    if chown(place.file("jalon.db"), Some(12345), Some(12345)).is_err() {
        return;
    }
    place.restore(&copy, &["--force"]).expect(0, &[]);
    let restored = std::fs::metadata(place.file("jalon.db")).expect("it is there");
    assert_eq!((restored.uid(), restored.gid()), (12345, 12345));
}

#[test]
fn what_does_not_hold_is_refused_and_nothing_is_changed() {
    let place = Place::new();
    place.add_key("Here");
    place.add_key("Another");
    let refused = |name: &str, words: &[&str]| {
        place.restore(&place.file(name), &["--force"]).expect(1, words);
        assert!(place.keys().contains("Here"), "{name}");
    };
    refused("nowhere.db", &["nowhere.db"]);
    std::fs::write(place.file("notes.txt"), "These are notes. ".repeat(400)).expect("a file can be written");
    refused("notes.txt", &["notes.txt is not a database of jalon"]);
    execute(&place.file("other.db"), "CREATE TABLE notes (id INTEGER)");
    refused("other.db", &["other.db is not a database of jalon"]);

    let copy = place.backup("newer.db");
    execute(
        &copy,
        "INSERT INTO __diesel_schema_migrations (version) VALUES ('99999999999999'); PRAGMA journal_mode = DELETE",
    );
    refused("newer.db", &["newer.db", "99999999999999", "newer version"]);
    let copy = place.backup("forged.db");
    execute(&copy, "UPDATE journal SET actor = 'somebody' WHERE seq = 2; PRAGMA journal_mode = DELETE");
    refused("forged.db", &["forged.db is damaged", "entry 2 of its journal: it was changed"]);
    let copy = place.backup("orphan.db");
    execute(&copy, "PRAGMA foreign_keys = OFF; DELETE FROM releases WHERE seq = 1; PRAGMA journal_mode = DELETE");
    refused("orphan.db", &["orphan.db is damaged", "missing"]);
    let copy = place.backup("torn.db");
    let mut bytes = std::fs::read(&copy).expect("the copy is readable");
    let middle = bytes.len() / 2;
    bytes[middle..middle + 20_000].fill(0xa5);
    std::fs::write(&copy, &bytes).expect("it can be spoiled");
    refused("torn.db", &["torn.db is damaged"]);
    std::fs::write(&copy, &bytes[..middle]).expect("it can be cut");
    refused("torn.db", &["torn.db is damaged"]);
}

#[test]
fn a_missing_database_is_not_made_to_copy_it() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let url = format!("sqlite://{}", directory.path().join("jalon.db").display());
    let copy = directory.path().join("copy.db");
    jalon(&["backup", text(&copy)], &[("DATABASE_URL", &url)]).expect(4, &["cannot open the database"]);
    assert_eq!(std::fs::read_dir(directory.path()).expect("readable").count(), 0);
}

#[test]
fn postgresql_is_left_to_its_own_tools() {
    let settings = [("DATABASE_URL", "postgres://user@127.0.0.1:1/jalon")];
    jalon(&["backup", "copy.db"], &settings).expect(1, &["PostgreSQL", "docs/operating.md"]);
    jalon(&["restore", "copy.db"], &settings).expect(1, &["PostgreSQL", "docs/operating.md"]);
}
