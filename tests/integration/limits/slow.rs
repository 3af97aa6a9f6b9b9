//! Clients that send or read slowly: they hold up nobody, and not for long.

use std::{
    io::{Read, Write},
    net::TcpStream,
    thread,
    time::{Duration, Instant},
};

use jalon::config::proxies::Proxies;

use crate::support::{Database, TestApp};

/// Sends bytes one by one, each second, until the service closes or the time is over; gives what it answered, and when.
fn trickle(app: &TestApp, head: &str, rest: &str, most: Duration) -> (String, Duration) {
    let mut stream = TcpStream::connect(app.address).expect("the server listens");
    stream.set_read_timeout(Some(Duration::from_millis(1000))).expect("a timeout can be set");
    let begun = Instant::now();
    let _ = stream.write_all(head.as_bytes());
    let mut received = Vec::new();
    for byte in rest.bytes().cycle() {
        let mut part = [0; 4096];
        match stream.read(&mut part) {
            Ok(0) => break,
            Ok(length) => received.extend_from_slice(&part[..length]),
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
            Err(_) => break,
        }
        if begun.elapsed() > most || (stream.write_all(&[byte]).is_err() && !received.is_empty()) {
            break;
        }
    }
    (String::from_utf8_lossy(&received).into_owned(), begun.elapsed())
}

/// As the first slowloris did: a head that never ends.
#[test]
fn a_head_that_does_not_end_is_given_up_after_ten_seconds() {
    let app = TestApp::on_sqlite();
    let others: Vec<_> = (0..50).map(|_| TcpStream::connect(app.address).expect("the server listens")).collect();
    let (answer, time) =
        trickle(&app, "GET /api/v1 HTTP/1.1\r\nHost: localhost\r\nX-A: ", "a", Duration::from_secs(25));
    println!("a head that does not end: given up after {time:?}");
    assert!(answer.starts_with("HTTP/1.1 408") || answer.is_empty(), "{answer}");
    assert!((9..16).contains(&time.as_secs()), "{time:?}");
    // Connections on which nothing was sent are gone too, and another client is answered meanwhile.
    assert_eq!(app.get("/api/v1/axes/4").status, 200);
    for mut other in others {
        other.set_read_timeout(Some(Duration::from_secs(5))).expect("a timeout can be set");
        let mut answer = Vec::new();
        assert!(other.read_to_end(&mut answer).is_ok(), "an idle connection is still open");
    }
}

#[test]
fn a_body_that_does_not_come_is_given_up_after_ten_seconds() {
    let app = TestApp::on_sqlite();
    let head = "POST /api/v1/simulations HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
                Content-Length: 1000\r\n\r\n{";
    let (answer, time) = trickle(&app, head, " ", Duration::from_secs(25));
    println!("a body that does not come: given up after {time:?}");
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    assert!(answer.contains("\"code\":\"request_timeout\"") && answer.contains("within 10 s"), "{answer}");
    assert!((9..14).contains(&time.as_secs()), "{time:?}");
}

/// The answer is longer than the buffers of the system between the two: it cannot all be sent.
#[test]
fn a_client_that_reads_nothing_is_left_after_half_a_minute() {
    let app = TestApp::with(Database::sqlite(), |config| config.client_connections = 2);
    let ask = || {
        let stream = TcpStream::connect(app.address).expect("the server listens");
        socket2::SockRef::from(&stream).set_recv_buffer_size(4096).expect("the buffer can be set");
        let request = b"GET /fr/sources/detail-2026 HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(60);
        (&stream).write_all(&request).expect("the requests are sent");
        stream
    };
    let (one, other) = (ask(), ask());
    let begun = Instant::now();
    thread::sleep(Duration::from_secs(2));
    let mut probe = TcpStream::connect(app.address).expect("the system accepts");
    probe.set_read_timeout(Some(Duration::from_secs(5))).expect("a timeout can be set");
    assert_eq!(probe.read(&mut [0; 1]).unwrap_or_default(), 0, "the client has a third connection");
    // Its connections count until the service has left them.
    while begun.elapsed() < Duration::from_secs(90) {
        let mut stream = TcpStream::connect(app.address).expect("the system accepts");
        stream.set_read_timeout(Some(Duration::from_secs(5))).expect("a timeout can be set");
        let _ = stream.write_all(b"GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        if stream.read(&mut [0; 1]).is_ok_and(|length| length == 1) {
            println!("a client that reads nothing: left after {:?}", begun.elapsed());
            drop((one, other));
            return;
        }
        thread::sleep(Duration::from_millis(500));
    }
    panic!("a client that reads nothing is never left");
}

/// A client that asks for more workbooks than the system holds for it, and takes none.
fn greedy(app: &TestApp, client: usize) -> TcpStream {
    let stream = TcpStream::connect(app.address).expect("the server listens");
    socket2::SockRef::from(&stream).set_recv_buffer_size(4096).expect("the buffer can be set");
    for number in 0..60 {
        let path = workbook(1_400 - client * 60 - number);
        let head = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 192.0.2.{client}\r\n\r\n");
        (&stream).write_all(head.as_bytes()).expect("the requests are sent");
    }
    stream
}

/// Up to 200 kB, and another one each time, since what is kept is not written anew.
fn workbook(rows: usize) -> String {
    let path = "/api/explore/v2.1/catalog/datasets/fr-en-strategie-numerique-passages/exports/xlsx";
    format!("{path}?limit={rows}")
}

/// A workbook is sent once all rows are read: who does not take it holds no connection, and no thread that others need.
#[test]
fn clients_that_do_not_take_their_files_leave_room_for_others() {
    let app = TestApp::with(Database::sqlite(), |config| {
        // The only connection is what the only file at a time is read over.
        (config.workers, config.pool_size) = (1, 1);
        config.trusted_proxies = Proxies::parse("127.0.0.1").expect("an address");
    });
    let ask = |path: &str| {
        let begun = Instant::now();
        let answer = app.request("GET", path, &[("X-Forwarded-For", "198.51.100.1")]);
        (answer.status, begun.elapsed())
    };
    // What one client may have at a time is not what keeps the others from it. There are many, since of a file the system may
    // hold the rest: such a client has no place.
    let clients: Vec<TcpStream> = (1..=12).map(|client| greedy(&app, client)).collect();
    let (begun, mut number) = (Instant::now(), 0);
    let mut is_stuck = || {
        number += 1;
        ask(&workbook(5_000 + number)).0 == 503
    };
    loop {
        while !is_stuck() {
            assert!(begun.elapsed() < Duration::from_secs(240), "the clients take their files");
        }
        for code in 1..=4 {
            let (status, took) = ask(&format!("/api/v1/axes/{code}?release=2025"));
            assert_eq!(status, 200, "after {took:?}");
            // Who waited for the client would wait for half a minute.
            assert!(took < Duration::from_secs(5), "{took:?}");
        }
        // Unless it was left meanwhile, half a minute after it took the last byte.
        if is_stuck() {
            break;
        }
    }
    println!("a client that does not take its files had the only place {:?} after it asked for them", begun.elapsed());
    drop(clients);
}
