//! More requests come than may wait for a connection: each one too many is refused at once, and told when to come again.

use std::{
    io::Write,
    net::TcpStream,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

use diesel::connection::SimpleConnection;
use jalon::store::Url;

use super::until;
use crate::support::{Database, TestApp, postgres::Server};

/// How many may wait for one connection, as the README says, and how many more come.
const WAITING: usize = 16;
const MORE: usize = 12;

/// The two surfaces, whose refusals differ in shape.
const SURFACES: [&str; 2] =
    ["/api/v1/objectives", "/api/explore/v2.1/catalog/datasets/fr-en-strategie-numerique-objectifs/records"];

/// Another address each time: none is answered from what is kept.
fn never_asked(surface: &str) -> String {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    format!("{surface}?limit=3&offset={}", NUMBER.fetch_add(1, Ordering::Relaxed))
}

/// A client that has asked and waits.
fn ask(app: &TestApp, path: &str) -> TcpStream {
    let mut client = TcpStream::connect(app.address).expect("the server listens");
    client.write_all(format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n").as_bytes()).expect("the request is sent");
    client
}

/// How long a refusal took, which is one of its surface.
fn refusal(app: &TestApp, surface: &str) -> Duration {
    let path = never_asked(surface);
    let begun = Instant::now();
    let answer = app.get(&path);
    let took = begun.elapsed();
    if surface.starts_with("/api/explore") {
        assert_eq!(answer.status, 503, "{path}: {}", answer.text());
        let body = answer.json();
        assert_eq!(body["error_code"], "ServiceUnavailable", "{path}: {body}");
        assert!(body["message"].is_string(), "{path}: {body}");
    } else {
        answer.problem(503, "unavailable");
    }
    assert_eq!(answer.header("retry-after"), Some("1"), "{path}");
    took
}

/// Fills the queue and asks for more; the times of the refusals, sorted.
fn crowd(app: &TestApp, surface: &str) -> Vec<Duration> {
    let waiting: Vec<TcpStream> = (0..WAITING).map(|_| ask(app, &never_asked(surface))).collect();
    // They are in the queue for half a second, of which this leaves the most.
    thread::sleep(Duration::from_millis(50));
    let mut times: Vec<Duration> = (0..MORE).map(|_| refusal(app, surface)).collect();
    drop(waiting);
    thread::sleep(Duration::from_secs(1));
    times.sort_unstable();
    times
}

#[test]
fn who_finds_the_queue_full_is_refused_at_once() {
    let Some(server) = Server::start() else { return };
    let app = TestApp::with(Database::own(server.url()), |config| config.pool_size = 1);
    let locked = || server.value("SELECT count(*)::text AS line FROM pg_stat_activity WHERE wait_event_type = 'Lock'");
    let mut blocker = Url::parse(&server.url()).expect("a URL").open().expect("the database opens");
    blocker.batch_execute("BEGIN; LOCK TABLE statements IN ACCESS EXCLUSIVE MODE").expect("the table is locked");
    // The only connection.
    let holder = ask(&app, "/api/v1/statements?limit=3&offset=1");
    until(Duration::from_secs(5), "the statement waits", || locked() == "1");
    for surface in SURFACES {
        // Whoever gets a place in the queue is refused too, after half a second.
        let within = |times: &[Duration]| {
            times[MORE / 2] < Duration::from_millis(50) && times[MORE - 1] < Duration::from_millis(500)
        };
        let attempt = || {
            let times = crowd(&app, surface);
            println!("{surface}: refused within {:?}, the median {:?}", times[MORE - 1], times[MORE / 2]);
            times
        };
        // A busy machine may spoil one attempt; who is not refused at once spoils all.
        let spoilt: Vec<Vec<Duration>> = (0..5).map(|_| attempt()).take_while(|times| !within(times)).collect();
        assert!(spoilt.len() < 5, "{surface}: {spoilt:?}");
    }
    assert_eq!(locked(), "1", "the connection was taken all the time");
    blocker.batch_execute("ROLLBACK").expect("the lock is released");
    drop(holder);
    for surface in SURFACES {
        until(Duration::from_secs(5), surface, || app.get(&never_asked(surface)).status == 200);
    }
}
