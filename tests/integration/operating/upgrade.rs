//! Upgrades: from a database of the schema before, and what a step of the schema may do.

use std::{
    fs,
    path::Path,
    thread,
    time::{Duration, Instant},
};

use diesel::connection::SimpleConnection;
use jalon::store::{Store, Url, migrations};

use crate::support::{
    Database,
    cli::{Served, jalon},
    databases, get,
    postgres::Server,
};

/// Every step: its name, and what it does on a database.
fn steps(backend: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(backend);
    let entries = fs::read_dir(folder).expect("the steps are there").map(|entry| entry.expect("an entry").path());
    let mut steps: Vec<(String, String)> = entries
        .map(|path| {
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            (name, fs::read_to_string(path.join("up.sql")).expect("a step has up.sql"))
        })
        .collect();
    steps.sort();
    steps
}

fn backend(database: &Database) -> &'static str {
    if database.name() == "SQLite" { "sqlite" } else { "postgres" }
}

/// The statements that give an empty database the schema of some steps.
fn made_by(steps: &[(String, String)]) -> String {
    let version = |name: &str| name.split('_').next().unwrap_or_default().replace('-', "");
    let mut sql = "CREATE TABLE __diesel_schema_migrations (version VARCHAR(50) PRIMARY KEY NOT NULL, \
                   run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP);"
        .to_owned();
    for (name, up) in steps {
        sql.push_str(up);
        sql.push_str(&format!("INSERT INTO __diesel_schema_migrations (version) VALUES ('{}');", version(name)));
    }
    sql
}

/// Gives an empty database the schema before the newest step, with the rows of the shipped record and a key, and gives the
/// name of the newest step.
fn made_by_the_version_before(database: &Database, template: &Database) -> String {
    let mut steps = steps(backend(database));
    let (newest, _) = steps.pop().expect("there are steps");
    database.execute(&made_by(&steps));
    let store = Store::new(Url::parse(&database.url).expect("a valid URL"), 1);
    // Rows as the version before wrote them: those of the tables that there are.
    let tables = store.read(|db| jalon::store::inspect::counts(db).map_err(jalon::store::StoreError::from));
    let tables: Vec<String> = tables.expect("the tables are there").into_iter().map(|(table, _)| table).collect();
    let rows = tables.iter().filter(|table| !table.starts_with("__"));
    let copies: String =
        rows.map(|table| format!("INSERT INTO {table} SELECT * FROM {}.{table};", schema(template))).collect();
    match backend(database) {
        "sqlite" => {
            let file = template.url.trim_start_matches("sqlite://");
            database.execute(&format!(
                "PRAGMA foreign_keys = OFF; ATTACH '{file}' AS template; BEGIN; {copies} COMMIT; DETACH template"
            ));
        }
        _ => database.execute(&format!("SET session_replication_role = replica; {copies}")),
    }
    newest
}

/// What the tables of a database are named with, from another one.
fn schema(database: &Database) -> String {
    let marker = "search_path%3D";
    database.url.split_once(marker).map_or("template".to_owned(), |(_, schema)| schema.to_owned())
}

#[test]
fn a_database_of_the_schema_before_is_brought_up_to_date_with_all_that_it_holds() {
    for (old, template) in databases().into_iter().zip(databases()) {
        let settings = [("DATABASE_URL", template.url.as_str())];
        template.fill();
        jalon(&["keys", "create", "--name", "Of the version before", "--scope", "draft"], &settings).expect(0, &[]);
        let newest = made_by_the_version_before(&old, &template);

        let settings = [("DATABASE_URL", old.url.as_str())];
        jalon(&["doctor"], &settings).expect(0, &["1 step(s) are pending", &newest]);
        let service = Served::start(&settings);
        assert!(service.log.contains(&format!("schema step {newest} is done")), "{}", service.log);
        assert!(!service.log.contains("of the shipped record is loaded"), "nothing was loaded anew: {}", service.log);
        let fresh = Served::start(&[("DATABASE_URL", template.url.as_str())]);
        for path in ["/api/v1/axes/4", "/api/v1/statements?limit=500", "/api/v1/changes?from=2025&to=2026"] {
            let body = |service: &Served| get(service.address, path).text().replace(&service.address.to_string(), "");
            assert_eq!(body(&service), body(&fresh), "{path} on {}", old.name());
        }
        jalon(&["keys", "list"], &settings).expect(0, &["Of the version before"]);
        jalon(&["check", "--journal"], &settings).expect(0, &["hold"]);
        jalon(&["doctor"], &settings).expect(0, &["0 wrong"]);
    }
}

/// Instances of two versions work on one database while one replaces the other: a step takes nothing away that the version
/// before uses, and what it adds to a table has a value where that version gives none.
#[test]
fn a_step_of_the_schema_only_adds() {
    for backend in ["sqlite", "postgres"] {
        for (name, up) in steps(backend) {
            let statements =
                up.lines().filter(|line| !line.trim_start().starts_with("--")).collect::<Vec<_>>().join("\n");
            for statement in statements.to_uppercase().split(';') {
                for taken in ["DROP TABLE", "DROP COLUMN", "RENAME", "DELETE FROM", "TRUNCATE"] {
                    assert!(!statement.contains(taken), "{backend}/{name}: {statement}");
                }
                let adds_required = statement.contains("ADD COLUMN") && statement.contains("NOT NULL");
                assert!(!adds_required || statement.contains("DEFAULT"), "{backend}/{name}: {statement}");
            }
        }
    }
}

/// A step that alters the table of releases.
const ALTERS: &str = "2026-11-28-130000_publishing";

/// A server of the test's own with the schema before a step, without rows.
fn server_before(step: &str) -> Option<Server> {
    let server = Server::start()?;
    let mut before = steps("postgres");
    before.retain(|(name, _)| name.as_str() < step);
    server.execute(&format!("DROP SCHEMA public CASCADE; CREATE SCHEMA public; {}", made_by(&before)));
    Some(server)
}

/// A long export reads the table that a step alters. The step lets those pass who come later, instead of having them wait
/// behind itself until the export ends.
#[test]
fn a_step_waits_for_a_long_read_and_lets_others_read_meanwhile() {
    const READ_FOR: Duration = Duration::from_secs(8);
    let Some(server) = server_before(ALTERS) else { return };
    let url = server.url();
    let open = || Url::parse(&url).expect("a valid URL").open().expect("the server answers");
    let mut export = open();
    export.batch_execute("BEGIN; SELECT count(*) FROM releases").expect("the export begins");
    let (migrated, slowest, reads) = thread::scope(|scope| {
        let migrating = scope.spawn(|| jalon(&["migrate"], &[("DATABASE_URL", &url)]));
        let (mut other, begun) = (open(), Instant::now());
        let (mut slowest, mut reads) = (Duration::ZERO, 0);
        while begun.elapsed() < READ_FOR {
            let asked = Instant::now();
            other.batch_execute("SELECT count(*) FROM releases").expect("others read");
            (slowest, reads) = (slowest.max(asked.elapsed()), reads + 1);
            thread::sleep(Duration::from_millis(20));
        }
        assert!(!migrating.is_finished(), "the export is waited for");
        export.batch_execute("COMMIT").expect("the export ends");
        (migrating.join().expect("it ends"), slowest, reads)
    });
    println!("{reads} reads in {READ_FOR:?} while a step waits for a table, the slowest in {slowest:?}");
    assert!(slowest < Duration::from_secs(4) && reads > 20, "{reads}, {slowest:?}");
    let waits = ["the schema waits for a table that is in use, by the process", "idle in transaction", "releases"];
    migrated.expect(0, &waits);
    migrated.expect(0, &[&format!("schema step {ALTERS} is done")]);
}

/// Whoever waits for another instance, and a step itself, take longer than a statement of a request may. The session has its
/// limit again afterwards.
#[test]
fn steps_are_not_bound_by_the_limit_of_requests() {
    let Some(server) = server_before(ALTERS) else { return };
    let open = || Url::parse(&server.url()).expect("a valid URL").open().expect("the server answers");
    let (mut busy, mut db) = (open(), open());
    // The lock that instances take turns with: the bytes of `jalon`.
    busy.batch_execute("BEGIN; SELECT pg_advisory_xact_lock(x'6a616c6f6e'::bigint)").expect("another one is at work");
    db.batch_execute("SET statement_timeout = '600ms'; SET lock_timeout = '500ms'").expect("the limits are set");
    let done = thread::scope(|scope| {
        let migrating = scope.spawn(|| migrations::run(&mut db));
        thread::sleep(Duration::from_secs(2));
        assert!(!migrating.is_finished(), "the other one is waited for");
        busy.batch_execute("COMMIT").expect("it is done");
        migrating.join().expect("it ends").expect("the steps are run")
    });
    assert_eq!(done.first().map(String::as_str), Some(ALTERS));
    let late = db.batch_execute("SELECT pg_sleep(2)").expect_err("the limit holds again").to_string();
    assert!(late.contains("statement timeout"), "{late}");
}
