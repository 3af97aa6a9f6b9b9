//! A client leaves before its answer is there: what the database does for it ends.

use std::{
    io::Write,
    net::TcpStream,
    thread,
    time::{Duration, Instant},
};

use diesel::connection::SimpleConnection;
use jalon::store::Url;

use super::until;
use crate::support::{Database, TestApp, line::Line, postgres::Server};

/// What reads the table that the test locks: rows of it, rows in groups, and a file.
const READING: [&str; 3] = [
    "/api/v1/statements?limit=3&offset=1",
    "/api/explore/v2.1/catalog/datasets/fr-en-strategie-numerique-bilans/records?select=count(*)",
    "/api/v1/statements?format=csv&sort=-code",
];

#[test]
fn a_statement_ends_when_its_client_has_left() {
    let Some(server) = Server::start() else { return };
    let app = TestApp::with(Database::own(server.url()), |config| config.pool_size = 2);
    let waiting = || server.value("SELECT count(*)::text AS line FROM pg_stat_activity WHERE wait_event_type = 'Lock'");
    let mut blocker = Url::parse(&server.url()).expect("a URL").open().expect("the database opens");
    blocker.batch_execute("BEGIN; LOCK TABLE statements IN ACCESS EXCLUSIVE MODE").expect("the table is locked");
    for path in READING {
        let mut client = TcpStream::connect(app.address).expect("the server listens");
        let request = format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n");
        client.write_all(request.as_bytes()).expect("the request is sent");
        until(Duration::from_secs(5), "the statement waits", || waiting() == "1");
        drop(client);
        let ended = until(Duration::from_secs(5), "the statement ends", || waiting() == "0");
        println!("{path}: the statement ended {ended:?} after its client had left");
        assert!(ended < Duration::from_secs(1), "{path}: {ended:?}");
        // Its connection goes on with what others ask; the pool has two.
        for number in 0..4 {
            assert_eq!(app.get(&format!("/api/v1/sources?offset={number}")).status, 200, "{path}");
        }
    }
    blocker.batch_execute("ROLLBACK").expect("the lock is released");
    for path in READING {
        assert_eq!(app.get(path).status, 200, "{path}");
    }
}

/// Puts in front of what a server tells of its processes, and of what it does to them, what is noted: one of its processes has
/// a number that is that of another server's process, and it is looked for, or cancelled.
fn disguise(server: &Server, number: &str) {
    server.execute(&format!(
        "CREATE SCHEMA noted; CREATE TABLE noted.looks (at timestamptz); CREATE TABLE noted.cancelled (number integer);
        CREATE FUNCTION noted.processes() RETURNS TABLE (pid integer, backend_start timestamptz) LANGUAGE sql AS
            $$ INSERT INTO noted.looks VALUES (now()); SELECT {number}, now() $$;
        CREATE VIEW noted.pg_stat_activity AS SELECT * FROM noted.processes();
        CREATE FUNCTION noted.pg_cancel_backend(integer) RETURNS boolean LANGUAGE sql AS
            $$ INSERT INTO noted.cancelled VALUES ($1); SELECT true $$;
        ALTER DATABASE postgres SET search_path = noted, public, pg_catalog"
    ));
}

/// By the time that the client leaves, another server is behind the address, with work of another under the same number.
#[test]
fn what_another_server_does_is_not_cancelled() {
    let Some(server) = Server::start() else { return };
    let Some(other) = Server::start() else { return };
    let (line, url) = Line::to(&server.url());
    let app = TestApp::with(Database::own(url), |config| config.pool_size = 2);
    let mut blocker = Url::parse(&server.url()).expect("a URL").open().expect("the database opens");
    blocker.batch_execute("BEGIN; LOCK TABLE statements IN ACCESS EXCLUSIVE MODE").expect("the table is locked");
    let waiting = |column: &str| {
        server.value(&format!("SELECT {column}::text AS line FROM pg_stat_activity WHERE wait_event_type = 'Lock'"))
    };
    let mut client = TcpStream::connect(app.address).expect("the server listens");
    client.write_all(format!("GET {} HTTP/1.1\r\nHost: x\r\n\r\n", READING[0]).as_bytes()).expect("it is sent");
    until(Duration::from_secs(5), "the statement waits", || waiting("count(*)") == "1");
    disguise(&other, &waiting("pid"));
    let noted = |table: &str| other.value(&format!("SELECT count(*)::text AS line FROM noted.{table}"));
    line.lead_to(&other.url());
    drop(client);
    until(Duration::from_secs(5), "the process is looked for", || noted("looks") != "0");
    assert_eq!(noted("cancelled"), "0", "the number alone is not that of the work");
    assert_eq!(waiting("count(*)"), "1");
    blocker.batch_execute("ROLLBACK").expect("the lock is released");
}

/// Rows that make a query on SQLite long.
pub(super) const MORE_ROWS: &str = "INSERT INTO statements \
    (release_seq, position, code, kind, level, axis, depth, ordinal, text_fr, absent, folded) \
    SELECT (SELECT seq FROM current_release), 1000 + n, 'more.' || n, 'achievement', 'axis', '4', 0, n, \
    'Un énoncé parmi beaucoup, numéro ' || n, '', '' FROM \
    (WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 150000) SELECT n FROM c)";

/// SQLite has no server that could be told: its own thread looks whether anybody waits.
#[test]
fn a_query_on_sqlite_ends_when_its_client_has_left() {
    let app = TestApp::with(Database::sqlite(), |config| config.pool_size = 1);
    app.database.execute(MORE_ROWS);
    // Another query each time: none is answered from what is kept.
    let query = |number: usize| {
        let texts = format!("{}text_fr{}", "upper(lower(".repeat(4), "))".repeat(4));
        let condition = format!("{texts}+%3D+%22AUCUN+{number}%22");
        format!(
            "/api/explore/v2.1/catalog/datasets/fr-en-strategie-numerique-bilans/records?select=count(*)&where={condition}"
        )
    };
    let begun = Instant::now();
    assert_eq!(app.get(&query(1)).status, 200);
    let whole = begun.elapsed();
    assert!(whole > Duration::from_millis(400), "{whole:?} are too few to be left in the middle");

    let mut client = TcpStream::connect(app.address).expect("the server listens");
    client.write_all(format!("GET {} HTTP/1.1\r\nHost: x\r\n\r\n", query(2)).as_bytes()).expect("the request is sent");
    thread::sleep(Duration::from_millis(100));
    let left = Instant::now();
    drop(client);
    // The only connection is free again long before the query would have ended.
    assert_eq!(app.get("/api/v1/sources?offset=1").status, 200);
    let freed = left.elapsed();
    println!("a query of {whole:?} freed its connection {freed:?} after its client had left");
    assert!(freed < whole / 3, "{freed:?} of {whole:?}");
}
