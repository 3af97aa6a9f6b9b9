//! Files at a time, by client.

use std::{
    io::Write,
    net::TcpStream,
    time::{Duration, Instant},
};

use jalon::config::proxies::Proxies;

use crate::support::{Database, TestApp};

/// A file of more than a megabyte: nearly all of it is written only once its client takes what was sent before.
fn file(number: usize) -> String {
    let path = "/api/explore/v2.1/catalog/datasets/fr-en-strategie-numerique-passages/exports/turtle";
    format!("{path}?limit={}", 5_000 + number)
}

/// A client that asks for more than the system holds for it, and takes nothing.
fn ask(app: &TestApp, client: &str, connection: usize) -> TcpStream {
    let stream = TcpStream::connect(app.address).expect("the server listens");
    socket2::SockRef::from(&stream).set_recv_buffer_size(4096).expect("the buffer can be set");
    for number in 0..30 {
        let path = file(connection * 100 + number);
        let head = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: {client}\r\n\r\n");
        (&stream).write_all(head.as_bytes()).expect("the requests are sent");
    }
    stream
}

#[test]
fn one_client_has_half_of_the_files_that_are_written_and_is_told_so() {
    let app = TestApp::with(Database::sqlite(), |config| {
        // Four files at a time.
        config.pool_size = 8;
        config.trusted_proxies = Proxies::parse("127.0.0.1").expect("an address");
    });
    // More than it may have, since of one that is full the system may hold the last file whole.
    let greedy: Vec<TcpStream> = (0..4).map(|connection| ask(&app, "192.0.2.1", connection)).collect();
    let export = |client: &str, number| app.request("GET", &file(number), &[("X-Forwarded-For", client)]);
    // Until what the system holds for its connections is full: then it has its share for half a minute, and others after that.
    let (begun, mut numbers) = (Instant::now(), 1_000..);
    let mut refused = || numbers.next().map(|number| export("192.0.2.1", number)).filter(|answer| answer.status == 429);
    let refused = loop {
        // One may have come in between two of its files.
        if let Some(answer) = refused().and_then(|_| refused()) {
            break answer;
        }
        assert!(begun.elapsed() < Duration::from_secs(120), "the client takes its files");
    };
    assert_eq!((refused.header("retry-after"), &refused.json()["error_code"]), (Some("1"), &"TooManyRequests".into()));
    assert!(refused.text().contains("which is 2"), "{}", refused.text());
    let refused = app.request("GET", "/api/v1/statements?format=csv&sort=-code", &[("X-Forwarded-For", "192.0.2.1")]);
    let problem = refused.problem(429, "rate_limited");
    assert_eq!(problem["expected"], "at most 2 files at a time");
    // Another subscriber has room, and so have those of its network.
    for (number, client) in ["198.51.100.1", "2001:db8::1", "2001:db8::2"].into_iter().enumerate() {
        let answer = export(client, 2_000_000 + number);
        assert_eq!(answer.status, 200, "{client}: {}", String::from_utf8_lossy(&answer.body));
    }
    // What is no file is answered as ever.
    assert_eq!(app.request("GET", "/api/v1/axes/4", &[("X-Forwarded-For", "192.0.2.1")]).status, 200);
    drop(greedy);
}
