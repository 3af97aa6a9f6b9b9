//! Databases that cannot be used end every command with 4 and a clear message.
//!
//! That a file may not be written is tested through SQLite's `mode=ro`: permissions do not bind root, who runs tests in
//! containers.

use std::path::Path;

use jalon::store::{Store, StoreError, Url, releases};

use crate::support::{
    Database,
    cli::{DATA, Finished, jalon},
    databases,
};

fn on(path: &Path, command: &[&str]) -> Finished {
    jalon(command, &[("DATABASE_URL", &format!("sqlite://{}", path.display())), ("BIND", "127.0.0.1:0")])
}

fn commands(test: impl Fn(&[&str])) {
    let file = format!("{DATA}/releases/2026.toml");
    test(&["migrate"]);
    test(&["serve"]);
    test(&["load", &file]);
}

#[test]
fn a_file_in_a_missing_directory_cannot_be_opened() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let path = directory.path().join("missing").join("jalon.db");
    commands(|command| on(&path, command).expect(4, &["cannot open", &path.display().to_string()]));
}

#[test]
fn a_file_that_is_no_database_is_left_as_it_is() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let path = directory.path().join("notes.txt");
    let text = "These are notes and no database at all. ".repeat(40);
    std::fs::write(&path, &text).expect("the file can be written");
    commands(|command| on(&path, command).expect(4, &["not a database", &path.display().to_string()]));
    assert_eq!(std::fs::read_to_string(&path).expect("the file is readable"), text);
}

#[test]
fn a_directory_is_no_database() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    commands(|command| {
        on(directory.path(), command).expect(4, &["cannot open", &directory.path().display().to_string()])
    });
}

#[test]
fn a_server_that_does_not_answer_is_told_without_its_password() {
    commands(|command| {
        let settings = [("DATABASE_URL", "postgres://user:s3cret@127.0.0.1:1/jalon"), ("BIND", "127.0.0.1:0")];
        let finished = jalon(command, &settings);
        finished.expect(4, &["cannot open", "postgres://user@127.0.0.1:1/jalon", "refused"]);
        assert!(!finished.said().contains("s3cret"), "{}", finished.said());
    });
}

#[test]
fn a_database_that_may_only_be_read_is_told() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let path = directory.path().join("jalon.db");
    let url = format!("sqlite://{}", path.display());
    drop(Url::parse(&url).expect("a valid URL").open().expect("an empty database"));
    let url = format!("sqlite://file:{}?mode=ro", path.display());
    let finished = jalon(&["migrate"], &[("DATABASE_URL", &url)]);
    finished.expect(4, &[]);
    assert!(finished.stderr.contains("jalon.db") || finished.stderr.contains("readonly"), "{}", finished.said());
}

/// The releases that a database holds, and which is current.
fn held(database: &Database) -> (Vec<String>, i64) {
    let store = Store::new(Url::parse(&database.url).expect("a valid URL"), 1);
    let index = store.read(|db| Ok::<_, StoreError>(releases::index(db)?)).expect("the database is readable");
    (index.all.iter().map(|release| release.pinned()).collect(), index.current)
}

#[test]
fn a_database_of_a_newer_version_is_left_as_it_is() {
    for database in databases() {
        let settings = [("DATABASE_URL", database.url.as_str()), ("BIND", "127.0.0.1:0")];
        jalon(&["migrate"], &settings).expect(0, &[]);
        database.execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('99999999999999')");
        let before = held(&database);
        commands(|command| {
            jalon(command, &settings).expect(4, &["99999999999999", "newer", "nothing was changed"]);
        });
        assert_eq!(held(&database), before, "{}", database.name());
    }
}

#[test]
fn an_empty_database_of_a_newer_version_gets_no_table() {
    for database in databases() {
        database.execute(
            "CREATE TABLE __diesel_schema_migrations (version VARCHAR(50) PRIMARY KEY NOT NULL, \
             run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP); \
             INSERT INTO __diesel_schema_migrations (version) VALUES ('99999999999999')",
        );
        jalon(&["migrate"], &[("DATABASE_URL", &database.url)]).expect(4, &["99999999999999", "newer"]);
        // It could not be made if the refused command had made it.
        database.execute("CREATE TABLE releases (id INTEGER)");
    }
}
