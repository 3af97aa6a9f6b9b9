//! Connections at a time, by client.

use std::{
    io::{Read, Write},
    net::TcpStream,
    thread,
    time::{Duration, Instant},
};

use crate::support::{Database, TestApp};

/// Opens a connection; gives it if the service answers on it.
fn open(app: &TestApp) -> Option<TcpStream> {
    let mut stream = TcpStream::connect(app.address).expect("the system accepts");
    stream.set_read_timeout(Some(Duration::from_secs(10))).expect("a timeout can be set");
    let sent = stream.write_all(b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
    let mut head = [0; 12];
    let answered = sent.is_ok() && stream.read_exact(&mut head).is_ok();
    answered.then(|| assert_eq!(&head, b"HTTP/1.1 200")).map(|()| stream)
}

#[test]
fn one_client_cannot_open_all_connections_and_may_come_again() {
    let app = TestApp::with(Database::sqlite(), |config| config.client_connections = 3);
    let mut mine: Vec<TcpStream> = (0..3).filter_map(|_| open(&app)).collect();
    assert_eq!(mine.len(), 3);
    assert!(open(&app).is_none(), "a fourth connection was answered");
    mine.pop();
    // The service learns of it as soon as it is told by the system.
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(5) {
        if open(&app).is_some() {
            return;
        }
        thread::sleep(Duration::from_millis(20));
    }
    panic!("a closed connection still counts");
}

#[test]
fn without_a_limit_all_are_answered() {
    let app = TestApp::with(Database::sqlite(), |config| config.client_connections = 0);
    let open: Vec<TcpStream> = (0..300).filter_map(|_| open(&app)).collect();
    assert_eq!(open.len(), 300);
}
