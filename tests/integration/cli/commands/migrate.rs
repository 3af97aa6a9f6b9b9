//! `jalon migrate`, once, twice, and from many instances at once.

use std::time::Duration;

use diesel::{Connection, SqliteConnection, connection::SimpleConnection};
use jalon::store::{Store, StoreError, Url, releases};

use crate::support::{
    Database,
    cli::{command, finish, jalon},
    databases,
};

fn releases_of(database: &Database) -> Vec<(String, bool)> {
    let store = Store::new(Url::parse(&database.url).expect("a valid URL"), 1);
    let index = store.read(|db| Ok::<_, StoreError>(releases::index(db)?)).expect("the database is readable");
    index.all.iter().map(|release| (release.pinned(), release.sequence == index.current)).collect()
}

fn shipped() -> Vec<(String, bool)> {
    [("2023.1", false), ("2025.1", false), ("2026.1", true)].map(|(name, current)| (name.to_owned(), current)).to_vec()
}

#[test]
fn migrating_loads_the_shipped_record_once() {
    for database in databases() {
        let settings = [("DATABASE_URL", database.url.as_str())];
        jalon(&["migrate"], &settings).expect(0, &["up to date", "3 release(s) loaded"]);
        assert_eq!(releases_of(&database), shipped(), "{}", database.name());
        jalon(&["migrate"], &settings).expect(0, &["up to date", "0 release(s) loaded"]);
        assert_eq!(releases_of(&database), shipped(), "{}", database.name());
    }
}

/// A race that is lost only now and then needs more than one round to be seen.
const ROUNDS: usize = 10;

fn migrate_at_once(database: &Database) {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let settings = [("DATABASE_URL", database.url.as_str())];
    let start = |_| command(&["migrate"], &settings, directory.path()).spawn().expect("the program starts");
    let children: Vec<_> = (0..4).map(start).collect();
    let finished: Vec<_> = children.into_iter().map(finish).collect();
    for one in &finished {
        assert_eq!(one.code, Some(0), "{}: {}", database.name(), one.said());
    }
    let loaded = finished.iter().filter(|one| one.stdout.contains("3 release(s) loaded")).count();
    assert_eq!(loaded, 1, "{}: one instance loads the record", database.name());
    assert_eq!(releases_of(database), shipped(), "{}", database.name());
}

#[test]
fn four_instances_may_migrate_one_sqlite_file_at_once() {
    (0..ROUNDS).for_each(|_| migrate_at_once(&Database::sqlite()));
}

#[test]
fn four_instances_may_migrate_one_postgresql_schema_at_once() {
    for _ in 0..ROUNDS {
        databases().iter().filter(|database| database.name() == "PostgreSQL").for_each(migrate_at_once);
    }
}

/// What the race on a new SQLite file comes down to: another one writes while this one turns on the write-ahead log.
#[test]
fn a_file_that_another_one_is_writing_is_waited_for() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let path = directory.path().join("jalon.db").display().to_string();
    let mut other = SqliteConnection::establish(&path).expect("a new file");
    other.batch_execute("BEGIN IMMEDIATE; CREATE TABLE other (id INTEGER)").expect("the file is being written");
    let url = format!("sqlite://{path}");
    let child = command(&["migrate"], &[("DATABASE_URL", &url)], directory.path()).spawn().expect("the program starts");
    std::thread::sleep(Duration::from_millis(500));
    other.batch_execute("COMMIT").expect("the file is written");
    finish(child).expect(0, &["3 release(s) loaded"]);
}
