//! Commands that only look: they run no step of the schema and make no database, and none takes another database than the one
//! that was meant.

use std::path::Path;

use crate::support::{
    Database,
    cli::{Finished, command, finish},
    databases,
};

/// Those that look at what is kept.
const LOOKING: [&[&str]; 7] = [
    &["check", "--journal"],
    &["journal"],
    &["keys", "list"],
    &["webhooks", "list"],
    &["drafts", "list"],
    &["drafts", "show", "abc"],
    &["drafts", "changes", "abc"],
];
/// Those that read releases, and give an empty database the shipped record.
const READING: [&[&str]; 2] = [&["template", "--release", "2026"], &["bundle", "--output", "bundle.zip"]];
/// Those that write to a database that has to be there.
const WRITING: [&[&str]; 5] = [
    &["keys", "create", "--name", "A", "--scope", "draft"],
    &["keys", "revoke", "abc"],
    &["drafts", "approve", "abc"],
    &["drafts", "withdraw", "abc"],
    &["publish", concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")],
];
/// A step of the schema.
const STEP: &str = "20261128150000";

/// Runs a command in a directory.
fn within(directory: &Path, arguments: &[&str], url: &str) -> Finished {
    let settings = [("DATABASE_URL", url), ("JALON_KEY", "jalon_abc_def")];
    finish(command(arguments, &settings, directory).spawn().expect("the program starts"))
}

fn count(directory: &Path) -> usize {
    std::fs::read_dir(directory).expect("the directory is readable").count()
}

/// What is empty is not set.
#[test]
fn the_default_is_not_taken_for_the_database_that_was_meant() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let place = directory.path().canonicalize().expect("it is there").join("jalon.db").display().to_string();
    for arguments in LOOKING.iter().chain(&READING).chain(&WRITING) {
        let finished = within(directory.path(), arguments, "");
        finished.expect(3, &["DATABASE_URL is not set", &place, "docs/operating.md", "jalon migrate"]);
        assert_eq!(count(directory.path()), 0, "{arguments:?}");
    }
    within(directory.path(), &["migrate"], "").expect(0, &["3 release(s) loaded"]);
    within(directory.path(), &["keys", "list"], "").expect(0, &[]);
}

#[test]
fn a_database_that_is_missing_is_not_made_to_look_at_it() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let url = format!("sqlite://{}", directory.path().join("jalon.db").display());
    for arguments in LOOKING {
        within(directory.path(), arguments, &url).expect(4, &["cannot open the database", "jalon.db"]);
        assert_eq!(count(directory.path()), 0, "{arguments:?}");
    }
}

#[test]
fn a_schema_of_another_version_is_not_touched_and_told() {
    for database in databases() {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let refused = |words: &[&str]| {
            for arguments in LOOKING.iter().chain(&READING) {
                within(directory.path(), arguments, &database.url).expect(4, words);
            }
        };
        database.fill();
        database.execute(&format!("DELETE FROM __diesel_schema_migrations WHERE version = '{STEP}'"));
        refused(&["lacks 1 step(s) of the schema: 2026-11-28-150000_webhooks", "run `jalon migrate`"]);
        // It could not be noted again if one of them had run it.
        database.execute(&format!("INSERT INTO __diesel_schema_migrations (version) VALUES ('{STEP}')"));
        within(directory.path(), &["keys", "list"], &database.url).expect(0, &[]);
        database.execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('99999999999999')");
        refused(&["99999999999999", "does not know", "newer version"]);
    }
}

#[test]
fn a_database_without_a_table_gets_none_by_a_look() {
    for database in databases() {
        let directory = tempfile::tempdir().expect("a temporary directory");
        database.execute("CREATE TABLE unrelated (id INTEGER); DROP TABLE unrelated");
        for arguments in LOOKING {
            within(directory.path(), arguments, &database.url).expect(4, &["has no table of jalon", "jalon migrate"]);
        }
        // It could not be made if one of them had made it.
        database.execute("CREATE TABLE releases (id INTEGER)");
    }
}

/// A copy that `backup` writes is no database in use: to look at it must not make it one.
#[test]
fn a_file_that_is_looked_at_stays_as_it_is() {
    let database = Database::sqlite();
    database.fill();
    let directory = tempfile::tempdir().expect("a temporary directory");
    let copy = directory.path().join("copy.db");
    let name = copy.to_str().expect("the path is text");
    within(directory.path(), &["backup", name], &database.url).expect(0, &[]);
    let before = std::fs::read(&copy).expect("the copy is readable");
    for arguments in [&["check", "--journal"][..], &["journal"], &["keys", "list"], &["webhooks", "list"]] {
        within(directory.path(), arguments, &format!("sqlite://{name}")).expect(0, &[]);
        assert!(std::fs::read(&copy).expect("the copy is readable") == before, "{arguments:?}");
        assert_eq!(count(directory.path()), 1, "{arguments:?}");
    }
}
