//! A receiver of webhooks: answers what it is told to, and keeps what it is sent.

use std::{
    collections::VecDeque,
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Received {
    pub line: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Received {
    /// The value of a header, which must be there.
    pub fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str()).unwrap_or_else(|| panic!("no header {name} in {self:?}"))
    }
}

/// What is answered.
#[derive(Clone)]
pub enum Reply {
    /// A status line without its version, and headers.
    Now(String),
    /// A head that comes byte by byte and never ends.
    Drip,
}

#[derive(Default)]
struct Kept {
    /// Nobody is answered.
    is_held: bool,
    replies: VecDeque<Reply>,
    received: Vec<Received>,
}

/// A server on a port of its own. It answers 204 unless it is told otherwise.
pub struct Receiver {
    pub address: SocketAddr,
    kept: Arc<Mutex<Kept>>,
}

impl Receiver {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let receiver = Receiver { address: listener.local_addr().expect("an address"), kept: Arc::default() };
        let kept = receiver.kept.clone();
        // Ends with the process: a thread that waits for a connection cannot be asked to.
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let kept = kept.clone();
                std::thread::spawn(move || answer(stream, &kept));
            }
        });
        receiver
    }

    /// Where it is.
    pub fn url(&self) -> String {
        format!("http://{}/hook", self.address)
    }

    /// Answers a request to come with a status such as `500 Internal Server Error`, and headers behind line ends.
    pub fn reply(&self, head: &str) {
        lock(&self.kept).replies.push_back(Reply::Now(head.to_owned()));
    }

    /// Lets a request to come wait.
    pub fn drip(&self) {
        lock(&self.kept).replies.push_back(Reply::Drip);
    }

    /// Lets every request wait for its answer, until [`Self::release`].
    pub fn hold(&self) {
        lock(&self.kept).is_held = true;
    }

    /// Answers what waits, and what comes.
    pub fn release(&self) {
        lock(&self.kept).is_held = false;
    }

    /// How many requests came since the last time that they were taken.
    pub fn received(&self) -> usize {
        lock(&self.kept).received.len()
    }

    /// What came since the last time that this was asked.
    pub fn take(&self) -> Vec<Received> {
        std::mem::take(&mut lock(&self.kept).received)
    }
}

fn lock(kept: &Mutex<Kept>) -> MutexGuard<'_, Kept> {
    kept.lock().unwrap_or_else(PoisonError::into_inner)
}

fn answer(mut stream: TcpStream, kept: &Mutex<Kept>) {
    let Some(received) = read(&mut stream) else { return };
    let reply = {
        let mut kept = lock(kept);
        kept.received.push(received);
        kept.replies.pop_front()
    };
    while lock(kept).is_held {
        std::thread::sleep(Duration::from_millis(10));
    }
    match reply.unwrap_or_else(|| Reply::Now("204 No Content".to_owned())) {
        Reply::Now(head) => {
            let _ = stream.write_all(format!("HTTP/1.1 {head}\r\nContent-Length: 0\r\n\r\n").as_bytes());
        }
        Reply::Drip => {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nSlow: ");
            // Until the sender has left.
            while stream.write_all(b"a").is_ok() {
                std::thread::sleep(Duration::from_millis(100));
            }
        }
    }
}

fn read(stream: &mut TcpStream) -> Option<Received> {
    let mut reader = BufReader::new(stream);
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        match line.trim_end() {
            "" => break,
            line => lines.push(line.to_owned()),
        }
    }
    let header = |line: &String| line.split_once(": ").map(|(name, value)| (name.to_lowercase(), value.to_owned()));
    let headers: Vec<(String, String)> = lines.iter().skip(1).filter_map(header).collect();
    let length = headers.iter().find(|(name, _)| name == "content-length").and_then(|(_, value)| value.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body).ok()?;
    Some(Received { line: lines.first()?.clone(), headers, body: String::from_utf8(body).ok()? })
}
