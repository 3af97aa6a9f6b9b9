//! A query takes longer than it may: it is refused in the shape of its surface, and its connection is free again.

use std::{
    io::{Read, Write},
    net::TcpStream,
    ops::Range,
    time::{Duration, Instant},
};

use diesel::connection::SimpleConnection;
use jalon::store::{Db, Url};

use super::{abandoned::MORE_ROWS, until};
use crate::support::{Database, TestApp, databases, postgres::Server};

/// The dataset of the statements.
const STATEMENTS: &str = "/api/explore/v2.1/catalog/datasets/fr-en-strategie-numerique-bilans";

/// Seconds after which a query of the Explore API ends, as the README says, and what a busy machine may add.
const QUERY: Range<u64> = 5..10;
/// The same of a file without rows.
const FILE: Range<u64> = 30..40;

/// Keeps all others from the statements.
fn lock(server: &Server) -> Db {
    let mut blocker = Url::parse(&server.url()).expect("a URL").open().expect("the database opens");
    blocker.batch_execute("BEGIN; LOCK TABLE statements IN ACCESS EXCLUSIVE MODE").expect("the table is locked");
    blocker
}

/// The only connection of a service is at nobody's work.
fn is_free(app: &TestApp, number: usize) {
    let begun = Instant::now();
    assert_eq!(app.get(&format!("/api/v1/sources?offset={number}")).status, 200);
    assert!(begun.elapsed() < Duration::from_secs(1), "{:?}", begun.elapsed());
}

/// Asks for records whose query ends by its clock.
fn ends_by_its_clock(app: &TestApp, path: &str) {
    let begun = Instant::now();
    let answer = app.get(path);
    let took = begun.elapsed();
    println!("{}: a query was ended after {took:?}", app.database.name());
    // The same query may be answered in time when there is less to do.
    assert_eq!((answer.status, answer.header("retry-after")), (503, Some("30")), "{}", answer.text());
    let body = answer.json();
    assert_eq!(body["error_code"], "ServiceUnavailable", "{body}");
    assert_eq!(body["message"], "ODSQL query is refused: the query ran longer than 5 seconds.");
    assert!(QUERY.contains(&took.as_secs()), "{took:?}");
    is_free(app, 1);
}

#[test]
fn a_query_on_postgresql_ends_after_five_seconds() {
    let Some(server) = Server::start() else { return };
    let app = TestApp::with(Database::own(server.url()), |config| config.pool_size = 1);
    let mut blocker = lock(&server);
    let path = format!("{STATEMENTS}/records?select=count(*)");
    ends_by_its_clock(&app, &path);
    blocker.batch_execute("ROLLBACK").expect("the lock is released");
    assert_eq!(app.get(&path).status, 200, "what ran out of time is not kept");
}

/// SQLite has no clock of its own: it is asked for each so many rows.
#[test]
fn a_query_on_sqlite_ends_after_five_seconds() {
    let app = TestApp::with(Database::sqlite(), |config| config.pool_size = 1);
    app.database.execute(MORE_ROWS);
    // A hundred times what `abandoned.rs` has, for half a second at least: none of the texts is found, so each is looked for.
    let texts = format!("{}text_fr{}", "upper(lower(".repeat(8), "))".repeat(8));
    let conditions: Vec<String> = (0..50).map(|number| format!("{texts}+%3D+%22AUCUN+{number}%22")).collect();
    ends_by_its_clock(&app, &format!("{STATEMENTS}/records?select=count(*)&where={}", conditions.join("+or+")));
}

/// Each facet is a query, and none of them takes as long as it may.
#[test]
fn the_facets_of_a_request_end_together_after_five_seconds() {
    for database in databases() {
        let app = TestApp::with(database, |config| config.pool_size = 1);
        // The name is what PostgreSQL asks for.
        app.database.execute(&format!("{MORE_ROWS} AS more"));
        let texts = format!("{}text_fr{}", "upper(lower(".repeat(4), "))".repeat(4));
        let facets = ["kind", "level", "axis", "release", "current"].map(|name| format!("facet={name}")).join("&");
        let facets = vec![facets; 10].join("&");
        ends_by_its_clock(&app, &format!("{STATEMENTS}/facets?{facets}&where={texts}+!%3D+%22AUCUN%22"));
    }
}

/// A file may take as long as rows come. `app.get` would not wait for it.
#[test]
fn a_file_ends_after_half_a_minute_without_a_row() {
    let Some(server) = Server::start() else { return };
    let app = TestApp::with(Database::own(server.url()), |config| config.pool_size = 1);
    let mut blocker = lock(&server);
    let mut client = TcpStream::connect(app.address).expect("the server listens");
    client.set_read_timeout(Some(Duration::from_secs(60))).expect("a timeout can be set");
    let path = format!("{STATEMENTS}/exports/csv?order_by=code");
    let begun = Instant::now();
    let request = format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    client.write_all(request.as_bytes()).expect("the request is sent");
    let mut answer = String::new();
    client.read_to_string(&mut answer).expect("it is answered");
    let took = begun.elapsed();
    println!("a file without rows was ended after {took:?}");
    assert!(answer.starts_with("HTTP/1.1 503 "), "{answer}");
    assert!(
        answer.contains("\"ServiceUnavailable\"") && answer.contains("the query gave no row for 30 seconds."),
        "{answer}"
    );
    assert!(FILE.contains(&took.as_secs()), "{took:?}");
    let waiting = "SELECT count(*)::text AS line FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
    until(Duration::from_secs(1), "the statement has ended", || server.value(waiting) == "0");
    is_free(&app, 1);
    blocker.batch_execute("ROLLBACK").expect("the lock is released");
    assert_eq!(app.get(&path).status, 200);
}
