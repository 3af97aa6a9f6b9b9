//! Requests as any client makes them, over a socket.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

use serde_json::Value;

use super::TestApp;

/// An answer, whole.
pub struct Answer {
    pub status: u16,
    /// Names in lower case, in the order received.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    /// The first header of a name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Whether a script of another origin may read a header; `*` stands for all of them where no credentials are sent (Fetch,
    /// "CORS-exposed header-name list").
    pub fn exposes(&self, name: &str) -> bool {
        let exposed = self.header("access-control-expose-headers").unwrap_or_default();
        exposed.split(',').map(str::trim).any(|known| known == "*" || known.eq_ignore_ascii_case(name))
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).expect("the body is UTF-8")
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&self.body)))
    }
}

impl TestApp {
    /// A GET request.
    pub fn get(&self, path: &str) -> Answer {
        self.request("GET", path, &[])
    }

    /// The JSON of a GET request that must succeed.
    pub fn json(&self, path: &str) -> Value {
        let answer = self.get(path);
        assert_eq!(answer.status, 200, "{path} on {}: {}", self.database.name(), answer.text());
        answer.json()
    }

    /// A request with headers.
    pub fn request(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut head = format!("{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n", self.address);
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("\r\n");
        self.raw(head.as_bytes(), method == "HEAD")
    }

    /// A POST request with a body, of the media type that its headers say.
    pub fn post(&self, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        post(self.address, path, headers, body)
    }

    /// Bytes as they are, for what no HTTP library would send. `bodiless` says that the answer has a head only.
    pub fn raw(&self, request: &[u8], bodiless: bool) -> Answer {
        exchange(self.address, request, bodiless)
    }
}

/// A POST request to any service.
pub fn post(address: SocketAddr, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
    let length = body.len();
    let mut head = format!("POST {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n");
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str(&format!("Content-Length: {length}\r\n\r\n"));
    exchange(address, &[head.as_bytes(), body].concat(), false)
}

/// A GET request to any service.
pub fn get(address: SocketAddr, path: &str) -> Answer {
    let head = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    exchange(address, head.as_bytes(), false)
}

/// Bytes as they are, to any service.
pub fn exchange(address: SocketAddr, request: &[u8], bodiless: bool) -> Answer {
    let mut stream = TcpStream::connect(address).expect("the server listens");
    stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a timeout can be set");
    // A service that refuses a body by its length may answer before it has all of it.
    let sent = stream.write_all(request);
    let mut received = Vec::new();
    let read = stream.read_to_end(&mut received);
    assert!((sent.is_ok() && read.is_ok()) || !received.is_empty(), "the answer arrives: {sent:?} {read:?}");
    parse(&received, bodiless)
}

fn parse(received: &[u8], bodiless: bool) -> Answer {
    let end = received.windows(4).position(|window| window == b"\r\n\r\n").expect("an answer has a head");
    let head = String::from_utf8_lossy(&received[..end]).into_owned();
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|status| status.parse().ok());
    let header = |line: &str| line.split_once(": ").map(|(name, value)| (name.to_lowercase(), value.to_owned()));
    let headers: Vec<(String, String)> = lines.filter_map(header).collect();
    let rest = &received[end + 4..];
    let chunked = headers.iter().any(|(name, value)| name == "transfer-encoding" && value == "chunked");
    let body = if chunked && !bodiless { unchunk(rest) } else { rest.to_vec() };
    Answer { status: status.expect("an answer has a status"), headers, body }
}

/// Joins the chunks of a body (RFC 9112, section 7.1); a body without its last chunk is a broken answer.
fn unchunk(mut rest: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    loop {
        let line = rest.windows(2).position(|window| window == b"\r\n").expect("a chunk has a size line");
        let size = std::str::from_utf8(&rest[..line]).ok().and_then(|size| usize::from_str_radix(size, 16).ok());
        let size = size.expect("a chunk has a size");
        if size == 0 {
            return body;
        }
        body.extend_from_slice(&rest[line + 2..line + 2 + size]);
        rest = &rest[line + 4 + size..];
    }
}
