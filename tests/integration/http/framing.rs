//! Where a request ends (RFC 9112, sections 6 and 7): what a proxy in front may read otherwise is refused, and no body is
//! taken for a request.

use std::{
    io::{ErrorKind, Read, Write},
    net::TcpStream,
    time::Duration,
};

use crate::support::TestApp;

/// What a body holds that wants to be a request: nobody may answer it.
const SMUGGLED: &str = "GET /api/v1 HTTP/1.1\r\nHost: smuggled\r\n\r\n";

/// Statuses of all answers on a connection that gets these bytes, and whether the service closed it within two seconds.
fn answers(app: &TestApp, bytes: &str) -> (Vec<u16>, bool) {
    let mut stream = TcpStream::connect(app.address).expect("the server listens");
    stream.set_read_timeout(Some(Duration::from_secs(2))).expect("a timeout can be set");
    // A connection that is refused early may be gone before all is sent.
    let _ = stream.write_all(bytes.as_bytes());
    let (mut received, mut buffer) = (Vec::new(), [0; 65536]);
    let is_closed = loop {
        match stream.read(&mut buffer) {
            Ok(0) => break true,
            Ok(read) => received.extend_from_slice(&buffer[..read]),
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => break false,
            Err(_) => break true,
        }
    };
    let text = String::from_utf8_lossy(&received);
    assert!(!text.contains("smuggled"), "the body was taken for a request:\n{text}");
    let statuses = text.match_indices("HTTP/1.1 ").filter_map(|(at, _)| text.get(at + 9..at + 12)?.parse().ok());
    (statuses.collect(), is_closed)
}

/// A request with these lines in its head, and a body that wants to be a request.
fn posted(lines: &str, body: &str) -> String {
    format!("POST /api/v1/simulations HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n{lines}\r\n{body}")
}

#[test]
fn a_length_that_is_told_twice_or_wrong_is_refused_and_the_connection_closed() {
    let app = TestApp::on_sqlite();
    let length = SMUGGLED.len();
    for lines in [
        format!("Content-Length: 0\r\nContent-Length: {length}\r\n"),
        format!("Content-Length: {length}, 0\r\n"),
        format!("Content-Length: +{length}\r\n"),
        "Content-Length: -1\r\n".to_owned(),
        "Content-Length: 0x10\r\n".to_owned(),
        "Content-Length: 99999999999999999999999999\r\n".to_owned(),
        format!("Content-Length: {length}\r\nTransfer-Encoding: identity\r\n"),
        "Transfer-Encoding: xchunked\r\n".to_owned(),
        "Transfer-Encoding: chunked, identity\r\n".to_owned(),
        "Transfer-Encoding : chunked\r\n".to_owned(),
        "X: y\r\n Transfer-Encoding: chunked\r\n".to_owned(),
    ] {
        let (statuses, is_closed) = answers(&app, &posted(&lines, SMUGGLED));
        assert!(statuses == [400] && is_closed, "{lines:?}: {statuses:?}, closed: {is_closed}");
    }
}

/// Of both the chunks count, if they are not refused; nothing may follow on such a connection (RFC 9112, section 6.3).
#[test]
fn a_length_beside_chunks_leads_to_one_answer() {
    let app = TestApp::on_sqlite();
    for lines in
        ["Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n"]
    {
        let (statuses, is_closed) = answers(&app, &posted(lines, &format!("0\r\n\r\n{SMUGGLED}")));
        assert!(statuses == [400] && is_closed, "{lines:?}: {statuses:?}, closed: {is_closed}");
    }
}

#[test]
fn chunks_that_are_no_chunks_are_refused() {
    let app = TestApp::on_sqlite();
    for body in [
        format!("zz\r\n{SMUGGLED}"),
        format!("-1\r\n{SMUGGLED}"),
        format!("0x0\r\n\r\n{SMUGGLED}"),
        format!("ffffffffffffffffff\r\n{SMUGGLED}"),
        format!("2\r\n{{}}X\r\n0\r\n\r\n{SMUGGLED}"),
    ] {
        let (statuses, _) = answers(&app, &posted("Transfer-Encoding: chunked\r\n", &body));
        assert!(statuses.len() == 1 && statuses[0] == 400, "{body:?}: {statuses:?}");
    }
}

/// The body of a GET is of no meaning (RFC 9110, section 9.3.1), and yet it is there.
#[test]
fn the_body_of_a_get_is_no_request() {
    let app = TestApp::on_sqlite();
    let length = SMUGGLED.len();
    for path in ["/api/v1/axes/4", "/fr", "/health/live", "/nowhere"] {
        // Twice, since the second answer may be a kept one.
        for _ in 0..2 {
            let request = format!("GET {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n{SMUGGLED}");
            let (statuses, _) = answers(&app, &request);
            assert_eq!(statuses.len(), 1, "{path}: {statuses:?}");
        }
    }
}

#[test]
fn requests_in_a_row_are_answered_in_their_order() {
    let app = TestApp::on_sqlite();
    let one = |path: &str| format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n");
    let (statuses, is_closed) =
        answers(&app, &[one("/api/v1/axes/4"), one("/nowhere"), one("/api/v1/axes/1")].concat());
    assert_eq!((statuses, is_closed), (vec![200, 404, 200], false));
}

#[test]
fn what_is_no_request_is_refused() {
    let app = TestApp::on_sqlite();
    for bytes in [
        "GET /api/v1\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "GET /api/v1 HTTP/1.1 HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET\t/api/v1\tHTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /api/v1 HTTP/9.9\r\nHost: x\r\n\r\n",
        "\0\x01\x02\x03\r\n\r\n",
        "GET /api/v1 HTTP/1.1\r\nHost: x\r\nX\0Y: z\r\n\r\n",
        "GET /api/v1 HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n",
    ] {
        let (statuses, is_closed) = answers(&app, bytes);
        assert!(statuses == [400] && is_closed, "{bytes:?}: {statuses:?}, closed: {is_closed}");
    }
}
