//! Half load: requests that leave at a fixed rate, whether or not the server keeps up, and how long each waits.
//!
//! wrk sends the next request when the last one is answered, so that a server that stalls is asked less. Here each request
//! has its moment; what it waits for a free connection counts too.

use std::{
    io::{ErrorKind, Read, Write},
    net::{SocketAddr, TcpStream},
    thread,
    time::{Duration, Instant},
};

use crate::{
    request::{FIRST, NUMBER, Request},
    wrk::{CONNECTIONS, Target, median},
};

/// How long requests leave, on a target in a round.
const LASTS: Duration = Duration::from_millis(350);
/// Rounds: short and many, since a machine that is shared may stand still for some hundredths of a second, which are the last
/// percent of a round. Most rounds are without.
const ROUNDS: u32 = 9;
/// How long answers are waited for after the last request.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long the client sleeps when there is nothing to do: about what it adds to a waiting time, on every target alike.
const PAUSE: Duration = Duration::from_micros(20);

/// Waiting times at one rate.
#[derive(Clone, Copy, Debug)]
pub struct Latency {
    pub median: Duration,
    pub p99: Duration,
}

/// Waiting times of each target at its rate, in requests per second: the medians of rounds in which they take turns.
pub fn pace(targets: &[(Target, f64)]) -> Vec<Latency> {
    let mut waited = vec![Vec::new(); targets.len()];
    for round in 0..ROUNDS {
        for (waited, ((address, request), rate)) in waited.iter_mut().zip(targets) {
            waited.push(once(*address, request, *rate, round));
        }
    }
    let of = |waited: &[Latency], part: fn(&Latency) -> Duration| {
        Duration::from_secs_f64(median(waited.iter().map(|latency| part(latency).as_secs_f64()).collect()))
    };
    waited.iter().map(|all| Latency { median: of(all, |l| l.median), p99: of(all, |l| l.p99) }).collect()
}

fn once(address: SocketAddr, request: &Request, rate: f64, round: u32) -> Latency {
    let text = request.text(address);
    // Beyond the numbers of wrk's rounds, and as long.
    let mut number = FIRST * 4 + round * FIRST / 10;
    let mut connections: Vec<Connection> = (0..CONNECTIONS).map(|_| Connection::open(address)).collect();
    let mut free: Vec<usize> = (0..CONNECTIONS).collect();
    let count = (rate * LASTS.as_secs_f64()) as usize;
    let (mut sent, mut waited) = (0, Vec::with_capacity(count));
    let begun = Instant::now();
    while waited.len() < count {
        assert!(begun.elapsed() < LASTS + PATIENCE, "{request:?}: {} of {count} answers at {rate:.0}/s", waited.len());
        let mut is_idle = true;
        while sent < count {
            let due = Duration::from_secs_f64(sent as f64 / rate);
            if due > begun.elapsed() {
                break;
            }
            let Some(next) = free.pop() else { break };
            number += 1;
            connections[next].ask(text.replace(NUMBER, &number.to_string()).as_bytes(), begun + due);
            (sent, is_idle) = (sent + 1, false);
        }
        for (index, connection) in connections.iter_mut().enumerate() {
            if let Some(due) = connection.answered() {
                waited.push(due.elapsed());
                free.push(index);
                is_idle = false;
            }
        }
        if is_idle {
            thread::sleep(PAUSE);
        }
    }
    waited.sort_unstable();
    Latency { median: waited[count / 2], p99: waited[count * 99 / 100] }
}

/// One connection that is kept open, with at most one request on its way.
struct Connection {
    stream: TcpStream,
    /// When the request that is on its way was due.
    due: Option<Instant>,
    head: Vec<u8>,
    /// What is still to come of the body, once the head has told.
    left: Option<Left>,
    buffer: Box<[u8]>,
}

/// What is still to come of a body.
enum Left {
    Bytes(usize),
    /// Chunks, of which these were the last bytes.
    Chunks(Vec<u8>),
}

/// How a chunked body ends. Lines of CSV have more than one cell, so that none looks like this.
const LAST_CHUNK: &[u8] = b"\r\n0\r\n\r\n";

impl Left {
    /// What a head announces.
    fn of(head: &str) -> Self {
        assert!(head.starts_with("HTTP/1.1 200") || head.starts_with("HTTP/1.1 304"), "{head}");
        let head = head.to_ascii_lowercase();
        let value = |name: &str| head.lines().find_map(|line| line.strip_prefix(name));
        match value("content-length: ").and_then(|length| length.parse().ok()) {
            _ if head.starts_with("http/1.1 304") => Left::Bytes(0),
            Some(length) => Left::Bytes(length),
            None => {
                assert_eq!(value("transfer-encoding: "), Some("chunked"), "{head}");
                Left::Chunks(Vec::new())
            }
        }
    }

    /// Takes bytes of the body and tells whether it is whole.
    fn take(&mut self, bytes: &[u8]) -> bool {
        match self {
            Left::Bytes(left) => {
                *left = left.checked_sub(bytes.len()).expect("no answer is longer than it says");
                *left == 0
            }
            Left::Chunks(tail) => {
                tail.extend_from_slice(&bytes[bytes.len().saturating_sub(LAST_CHUNK.len())..]);
                tail.drain(..tail.len().saturating_sub(LAST_CHUNK.len()));
                tail == LAST_CHUNK
            }
        }
    }
}

impl Connection {
    fn open(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).expect("the server listens");
        stream.set_nodelay(true).and_then(|()| stream.set_nonblocking(true)).expect("a socket can be set");
        Connection { stream, due: None, head: Vec::new(), left: None, buffer: vec![0; 1 << 17].into() }
    }

    fn ask(&mut self, bytes: &[u8], due: Instant) {
        self.stream.write_all(bytes).expect("a request fits the buffer of an idle connection");
        self.due = Some(due);
    }

    /// When the request was due, if its answer is here now.
    fn answered(&mut self) -> Option<Instant> {
        self.due?;
        loop {
            let read = match self.stream.read(&mut self.buffer) {
                Ok(0) => panic!("the server has closed the connection"),
                Ok(read) => read,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return None,
                Err(error) => panic!("the answer does not arrive: {error}"),
            };
            let is_whole = match &mut self.left {
                Some(left) => left.take(&self.buffer[..read]),
                None => {
                    self.head.extend_from_slice(&self.buffer[..read]);
                    let Some(end) = self.head.windows(4).position(|window| window == b"\r\n\r\n") else { continue };
                    let left = Left::of(std::str::from_utf8(&self.head[..end]).expect("a head is text"));
                    self.left.insert(left).take(&self.head[end + 4..])
                }
            };
            if is_whole {
                (self.left, _) = (None, self.head.clear());
                return self.due.take();
            }
        }
    }
}
