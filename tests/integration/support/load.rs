//! Clients that ask again and again over connections they keep, and count what becomes of each request.

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

/// What became of the requests.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// Answered whole, by status.
    pub answered: BTreeMap<u16, usize>,
    /// Sent, and never answered whole, with what happened instead.
    pub dropped: Vec<String>,
    /// Never sent, since nobody listened.
    pub refused: usize,
    /// The longest time that an answer took.
    pub slowest: Duration,
    /// What an answer said that it must not say.
    pub wrong: Vec<String>,
}

impl Tally {
    /// Requests that were answered with a status.
    pub fn of(&self, status: u16) -> usize {
        self.answered.get(&status).copied().unwrap_or_default()
    }

    /// Requests that were answered.
    pub fn all(&self) -> usize {
        self.answered.values().sum()
    }

    /// One line about them.
    pub fn told(&self) -> String {
        let Tally { answered, dropped, refused, slowest, .. } = self;
        format!("answered {answered:?}, dropped {}, refused {refused}, slowest {slowest:?}", dropped.len())
    }
}

/// An answer as a client sees it.
pub struct Seen {
    pub status: u16,
    /// Head and body.
    pub head: String,
    pub body: Vec<u8>,
}

/// What is wrong with an answer, if anything.
pub type Judge = fn(&Seen) -> Option<String>;

/// Clients at work.
pub struct Load {
    stop: Arc<AtomicBool>,
    pub addresses: Arc<Mutex<Vec<SocketAddr>>>,
    tally: Arc<Mutex<Tally>>,
    threads: Vec<JoinHandle<()>>,
}

impl Load {
    /// Lets `clients` ask for the paths in turn, of the first service that listens.
    pub fn start(addresses: &[SocketAddr], clients: usize, paths: &[&str], judge: Judge) -> Self {
        let (stop, tally) = (Arc::new(AtomicBool::new(false)), Arc::new(Mutex::new(Tally::default())));
        let addresses = Arc::new(Mutex::new(addresses.to_vec()));
        let paths: Vec<String> = paths.iter().map(|path| (*path).to_owned()).collect();
        let client = |number: usize| {
            let (stop, tally, addresses, paths) = (stop.clone(), tally.clone(), addresses.clone(), paths.clone());
            std::thread::spawn(move || work(number, &stop, &tally, &addresses, &paths, judge))
        };
        let threads = (0..clients).map(client).collect();
        Load { stop, addresses, tally, threads }
    }

    /// What became of the requests since the last time that this was asked.
    pub fn take(&self) -> Tally {
        std::mem::take(&mut self.tally.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Requests that were answered so far.
    pub fn answered(&self) -> usize {
        self.tally.lock().unwrap_or_else(PoisonError::into_inner).all()
    }

    /// Ends the clients after their last answers.
    pub fn end(self) -> Tally {
        self.stop.store(true, Ordering::Relaxed);
        for thread in self.threads {
            thread.join().expect("a client does not fail");
        }
        std::mem::take(&mut self.tally.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn work(
    number: usize,
    stop: &AtomicBool,
    tally: &Mutex<Tally>,
    addresses: &Mutex<Vec<SocketAddr>>,
    paths: &[String],
    judge: Judge,
) {
    let tally = || tally.lock().unwrap_or_else(PoisonError::into_inner);
    let mut kept: Option<BufReader<TcpStream>> = None;
    for turn in number.. {
        if stop.load(Ordering::Relaxed) {
            return;
        }
        let path = &paths[turn % paths.len()];
        let known = addresses.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let connection = kept.take().or_else(|| connect(&known, number));
        let Some(mut connection) = connection else {
            tally().refused += 1;
            std::thread::sleep(Duration::from_millis(20));
            continue;
        };
        let started = Instant::now();
        match ask(&mut connection, path) {
            Ok(seen) => {
                let mut tally = tally();
                *tally.answered.entry(seen.status).or_default() += 1;
                tally.slowest = tally.slowest.max(started.elapsed());
                tally.wrong.extend(judge(&seen).map(|wrong| format!("{path}: {wrong}")));
                drop(tally);
                if !seen.head.to_lowercase().contains("\r\nconnection: close") {
                    kept = Some(connection);
                }
                if seen.status == 503 {
                    std::thread::sleep(Duration::from_millis(20));
                }
            }
            Err(error) => tally().dropped.push(format!("{path}: {error}")),
        }
        // A person's pace: the load is there to be cut, not to starve the tests beside it.
        std::thread::sleep(Duration::from_millis(2));
    }
}

fn connect(addresses: &[SocketAddr], number: usize) -> Option<BufReader<TcpStream>> {
    let count = addresses.len().max(1);
    let in_turn = addresses.iter().cycle().skip(number % count).take(addresses.len());
    let stream = in_turn.filter_map(|address| TcpStream::connect(address).ok()).next()?;
    stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a timeout can be set");
    Some(BufReader::new(stream))
}

/// One request on a connection that stays open.
pub fn ask(connection: &mut BufReader<TcpStream>, path: &str) -> std::io::Result<Seen> {
    let host = connection.get_ref().peer_addr()?;
    connection.get_mut().write_all(format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n").as_bytes())?;
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if connection.read_line(&mut head)? == 0 {
            return Err(std::io::Error::other(format!("the connection ends within the head `{head}`")));
        }
    }
    let field = |name: &str| {
        let line = head.lines().find(|line| line.to_lowercase().starts_with(&format!("{name}: ")))?;
        line.split_once(": ").map(|(_, value)| value.to_owned())
    };
    let mut body = Vec::new();
    if field("transfer-encoding").as_deref() == Some("chunked") {
        loop {
            let mut line = String::new();
            connection.read_line(&mut line)?;
            let size = usize::from_str_radix(line.trim_end(), 16)
                .map_err(|_| std::io::Error::other("the connection ends within the body"))?;
            let mut chunk = vec![0; size + 2];
            connection.read_exact(&mut chunk)?;
            body.extend_from_slice(&chunk[..size]);
            if size == 0 {
                break;
            }
        }
    } else {
        body = vec![0; field("content-length").and_then(|length| length.parse().ok()).unwrap_or_default()];
        connection.read_exact(&mut body)?;
    }
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
    Ok(Seen { status: status.ok_or_else(|| std::io::Error::other("an answer has a status"))?, head, body })
}
