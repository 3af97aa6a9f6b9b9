//! Connections: to clients, kept alive and without delay, and to the database, bounded.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    time::{Duration, Instant},
};

use diesel::connection::SimpleConnection;
use jalon::store::Url;

use crate::support::{TestApp, databases};

/// One request on a connection that stays open; gives the length of the body and how long it took.
fn ask(connection: &mut BufReader<TcpStream>, path: &str) -> (usize, Duration) {
    let started = Instant::now();
    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");
    connection.get_mut().write_all(request.as_bytes()).expect("the request is sent");
    let (mut length, mut chunked) = (0, false);
    loop {
        let line = read_line(connection).to_lowercase();
        match line.split_once(": ") {
            Some(("content-length", value)) => length = value.parse().expect("a number"),
            Some(("transfer-encoding", value)) => chunked = value == "chunked",
            _ if line.is_empty() => break,
            _ => {}
        }
    }
    if !chunked {
        skip(connection, length);
        return (length, started.elapsed());
    }
    let mut total = 0;
    loop {
        let size = usize::from_str_radix(&read_line(connection), 16).expect("a chunk has a size");
        skip(connection, size + 2);
        total += size;
        if size == 0 {
            return (total, started.elapsed());
        }
    }
}

fn read_line(connection: &mut BufReader<TcpStream>) -> String {
    let mut line = String::new();
    connection.read_line(&mut line).expect("a line arrives");
    line.trim_end().to_owned()
}

fn skip(connection: &mut BufReader<TcpStream>, bytes: usize) {
    let mut body = vec![0; bytes];
    connection.read_exact(&mut body).expect("the body arrives");
}

fn connect(app: &TestApp) -> BufReader<TcpStream> {
    let stream = TcpStream::connect(app.address).expect("the server listens");
    stream.set_read_timeout(Some(Duration::from_secs(10))).expect("a timeout can be set");
    BufReader::new(stream)
}

/// Without `TCP_NODELAY` the last chunk waits for the client's delayed acknowledgement: 40 ms, each time.
#[test]
fn a_streamed_answer_on_a_kept_connection_does_not_wait() {
    let app = TestApp::on_sqlite();
    let attempt = || {
        let mut connection = connect(&app);
        let mut times: Vec<Duration> = Vec::new();
        for _ in 0..21 {
            let (length, time) = ask(&mut connection, "/api/v1/statements?format=csv");
            assert!(length > 10_000, "{length}");
            times.push(time);
        }
        times.remove(0);
        times.sort();
        (times[10], times[17])
    };
    let limit = Duration::from_millis(20);
    let within = |(median, slow): (Duration, Duration)| median < limit && slow < limit;
    // A busy machine may spoil one attempt; a delayed acknowledgement spoils all.
    let attempts: Vec<(Duration, Duration)> = (0..5).map(|_| attempt()).take_while(|times| !within(*times)).collect();
    assert!(attempts.len() < 5, "median and slowest but two: {attempts:?}");
}

#[test]
fn a_connection_is_kept_over_data_and_problems() {
    let app = TestApp::on_sqlite();
    let mut connection = connect(&app);
    for path in ["/api/v1/axes/4", "/api/v1/axes/x", "/nowhere", "/api/v1/objectives?format=csv", "/health/live"] {
        assert!(ask(&mut connection, path).0 > 0, "{path}");
    }
}

#[test]
fn requests_in_a_pipeline_are_answered_in_order() {
    let app = TestApp::on_sqlite();
    let mut connection = connect(&app);
    let host = "Host: localhost\r\n\r\n";
    let both = format!("GET /health/live HTTP/1.1\r\n{host}GET /version HTTP/1.1\r\n{host}");
    connection.get_mut().write_all(both.as_bytes()).expect("the requests are sent");
    for expected in ["alive", "jalon"] {
        let mut length = 0;
        loop {
            let line = read_line(&mut connection).to_lowercase();
            if let Some(value) = line.strip_prefix("content-length: ") {
                length = value.parse().expect("a number");
            }
            if line.is_empty() {
                break;
            }
        }
        let mut body = vec![0; length];
        connection.read_exact(&mut body).expect("the body arrives");
        assert!(String::from_utf8_lossy(&body).contains(expected));
    }
}

#[test]
fn a_client_that_leaves_midway_harms_nobody() {
    let app = TestApp::on_sqlite();
    for _ in 0..20 {
        let mut connection = connect(&app);
        let request = b"GET /api/v1/statements?format=csv HTTP/1.1\r\nHost: localhost\r\n\r\n";
        connection.get_mut().write_all(request).expect("the request is sent");
    }
    assert_eq!(app.get("/health/ready").status, 200);
    assert_eq!(app.get("/api/v1/statements?format=csv").status, 200);
}

/// A lock on a table keeps the only connection busy. SQLite has no such lock against readers.
#[test]
fn an_exhausted_pool_is_503_with_retry_after() {
    let Some(database) = databases().into_iter().find(|database| database.name() == "PostgreSQL") else { return };
    let url = Url::parse(&database.url).expect("a valid URL");
    let app = TestApp::with(database, |config| config.pool_size = 1);
    let mut blocker = url.open().expect("the test database opens");
    blocker.batch_execute("BEGIN; LOCK TABLE statements IN ACCESS EXCLUSIVE MODE").expect("the table is locked");
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| app.get("/api/v1/statements").status);
        std::thread::sleep(Duration::from_millis(300));
        let started = Instant::now();
        let answer = app.get("/api/v1/objectives");
        assert!(started.elapsed() < Duration::from_secs(2), "{:?}", started.elapsed());
        blocker.batch_execute("ROLLBACK").expect("the lock is released");
        answer.problem(503, "unavailable");
        assert!(answer.header("retry-after").is_some_and(|seconds| seconds.parse::<u32>().is_ok()));
        assert_eq!(waiting.join().expect("the waiting request is answered"), 200);
        assert_eq!(app.get("/api/v1/objectives").status, 200);
    });
}

#[test]
fn the_process_is_alive_while_the_pool_is_exhausted() {
    let Some(database) = databases().into_iter().find(|database| database.name() == "PostgreSQL") else { return };
    let url = Url::parse(&database.url).expect("a valid URL");
    let app = TestApp::with(database, |config| config.pool_size = 1);
    assert_eq!(app.get("/api/v1/axes/4").status, 200);
    let mut blocker = url.open().expect("the test database opens");
    blocker.batch_execute("BEGIN; LOCK TABLE statements IN ACCESS EXCLUSIVE MODE").expect("the table is locked");
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| app.get("/api/v1/statements?format=csv").status);
        std::thread::sleep(Duration::from_millis(300));
        let (alive, kept) = (app.get("/health/live").status, app.get("/api/v1/axes/4").status);
        blocker.batch_execute("ROLLBACK").expect("the lock is released");
        assert_eq!((alive, kept), (200, 200), "neither liveness nor a kept answer needs a connection");
        assert_eq!(waiting.join().expect("the waiting request is answered"), 200);
    });
}
