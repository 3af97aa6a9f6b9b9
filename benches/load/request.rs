//! What is asked: one HTTP request, sent once, again and again, or as another one each time.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
};

/// Where a request holds another number each time that it is sent.
pub const NUMBER: &str = "{n}";
/// Numbers have nine digits, so that all requests of a kind have one length.
pub const FIRST: u32 = 100_000_000;

/// A request without its host; `{n}` in its path or its body stands for a number.
#[derive(Clone, Debug)]
pub struct Request {
    method: String,
    path: String,
    headers: String,
    body: Option<String>,
}

/// An answer, read whole.
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Request {
    /// Asks for what stands at a path.
    pub fn get(path: impl Into<String>) -> Self {
        Request { method: "GET".to_owned(), path: path.into(), headers: String::new(), body: None }
    }

    /// Sends a body.
    pub fn post(path: impl Into<String>, body: impl Into<String>) -> Self {
        Request { method: "POST".to_owned(), path: path.into(), headers: String::new(), body: Some(body.into()) }
    }

    /// The same with another method.
    pub fn method(mut self, method: &str) -> Self {
        self.method = method.to_owned();
        self
    }

    /// The same with a header more.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers += &format!("{name}: {value}\r\n");
        self
    }

    /// Whether each is another one.
    pub fn varies(&self) -> bool {
        self.path.contains(NUMBER) || self.body.as_ref().is_some_and(|body| body.contains(NUMBER))
    }

    /// The bytes to send, with `{n}` where the number belongs.
    pub fn text(&self, host: SocketAddr) -> String {
        let Request { method, path, headers, body } = self;
        let head = format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\n{headers}");
        let Some(body) = body else { return format!("{head}\r\n") };
        let length = body.replace(NUMBER, &FIRST.to_string()).len();
        format!("{head}Content-Length: {length}\r\n\r\n{body}")
    }

    /// Sends it once, on a connection of its own, and reads the answer.
    pub fn send(&self, address: SocketAddr) -> Answer {
        let mut stream = TcpStream::connect(address).expect("the server listens");
        let once = self.clone().with("Connection", "close").text(address).replace(NUMBER, &FIRST.to_string());
        stream.write_all(once.as_bytes()).expect("the request is sent");
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).expect("the answer arrives");
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").expect("the answer has a head") + 4;
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let status = head.get(9..12).and_then(|status| status.parse().ok()).expect("the answer has a status");
        let is_chunked = head.to_ascii_lowercase().contains("transfer-encoding: chunked");
        let body = if is_chunked { joined(&bytes[end..]) } else { bytes[end..].to_vec() };
        Answer { status, head, body }
    }

    /// The same, where anything but a success ends the run.
    pub fn succeed(&self, address: SocketAddr) -> Answer {
        let answer = self.send(address);
        let text = || String::from_utf8_lossy(&answer.body[..answer.body.len().min(2000)]).into_owned();
        assert!(matches!(answer.status, 200 | 304), "{self:?}: {}\n{}", answer.status, text());
        answer
    }
}

/// The chunks of a body, joined.
fn joined(mut chunks: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(end) = chunks.windows(2).position(|window| window == b"\r\n") {
        let size = std::str::from_utf8(&chunks[..end]).ok().and_then(|size| usize::from_str_radix(size, 16).ok());
        let size = size.expect("a chunk has a size");
        body.extend_from_slice(&chunks[end + 2..end + 2 + size]);
        chunks = &chunks[end + 2 + size + 2..];
    }
    body
}

impl Answer {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        let of = |line: &&str| line.split_once(':').is_some_and(|(key, _)| key.eq_ignore_ascii_case(name));
        self.head.lines().find(of)?.split_once(':').map(|(_, value)| value.trim())
    }
}
