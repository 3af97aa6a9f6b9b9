//! The service under load, the bare handler beside it, and what is asked of both.

use std::{
    fs::File,
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use actix_web::{App, HttpResponse, HttpServer, rt::System, web};

/// Seconds of load on a target in a round.
const SECONDS: u32 = 2;
/// Rounds in which targets take turns, so that what else the machine does meets all of them.
const ROUNDS: usize = 5;
/// Connections that wrk keeps open.
const CONNECTIONS: u32 = 32;

/// A running service.
pub struct Service {
    process: Child,
    pub address: SocketAddr,
}

impl Service {
    /// Starts the binary and waits until it is ready; gives the time that took.
    pub fn start(directory: &Path, cache_mib: &str) -> (Self, Duration) {
        Service::on(&format!("sqlite://{}", directory.join("jalon.db").display()), directory, cache_mib)
    }

    /// The same on any database; the directory takes the log.
    pub fn on(database: &str, directory: &Path, cache_mib: &str) -> (Self, Duration) {
        let log = directory.join("log");
        let begun = Instant::now();
        let process = Command::new(env!("CARGO_BIN_EXE_jalon"))
            .env("DATABASE_URL", database)
            .env("EXPLORE_QUOTA", "1000000000")
            .env("BIND", "127.0.0.1:0")
            .env("CACHE_MIB", cache_mib)
            .env_remove("RUST_LOG")
            .stderr(File::create(&log).expect("a log file"))
            .spawn()
            .expect("the service starts");
        let mut service = Service { process, address: SocketAddr::from(([127, 0, 0, 1], 0)) };
        while begun.elapsed() < Duration::from_secs(20) {
            let mut lines = BufReader::new(File::open(&log).expect("the log")).lines().map_while(Result::ok);
            let listening =
                |line: String| line.split_once("listening on http://")?.1.trim_end_matches('/').parse().ok();
            if let Some(address) = lines.find_map(listening)
                && get(address, "/health/ready").0 == 200
            {
                service.address = address;
                return (service, begun.elapsed());
            }
            thread::sleep(Duration::from_millis(2));
        }
        panic!("the service does not become ready");
    }

    /// Resident memory in MiB.
    pub fn resident(&self) -> f64 {
        self.memory("VmRSS:")
    }

    /// The most that was ever resident, in MiB.
    pub fn most_resident(&self) -> f64 {
        self.memory("VmHWM:")
    }

    fn memory(&self, name: &str) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap_or_default();
        let line = status.lines().find(|line| line.starts_with(name)).unwrap_or_default();
        line.split_whitespace().nth(1).and_then(|kib| kib.parse::<f64>().ok()).unwrap_or_default() / 1024.0
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// One GET: the status and the body.
pub fn get(address: SocketAddr, path: &str) -> (u16, Vec<u8>) {
    let mut stream = TcpStream::connect(address).expect("the service listens");
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").expect("the request is sent");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("the answer arrives");
    let end = answer.windows(4).position(|window| window == b"\r\n\r\n").expect("the answer has a head");
    let status = String::from_utf8_lossy(&answer[9..12]).parse().expect("the answer has a status");
    (status, answer[end + 4..].to_vec())
}

/// A handler that does nothing but return bytes.
pub fn bare(body: Vec<u8>) -> SocketAddr {
    let (sender, receiver) = std::sync::mpsc::channel();
    thread::spawn(move || {
        System::new().block_on(async move {
            let body = web::Bytes::from(body);
            let server = HttpServer::new(move || {
                let body = body.clone();
                let handler = move || {
                    let body = body.clone();
                    async move { HttpResponse::Ok().content_type("application/json").body(body) }
                };
                App::new().default_service(web::to(handler))
            })
            .tcp_nodelay(true)
            .disable_signals()
            .bind("127.0.0.1:0")
            .expect("a free port");
            sender.send(server.addrs()[0]).expect("the bench waits");
            server.run().await.expect("the server runs");
        });
    });
    receiver.recv().expect("the server starts")
}

/// Requests per second that wrk reaches on each target: the median of rounds in which they take turns. `{n}` in a path is
/// another number in each request.
pub fn load<const N: usize>(targets: [(SocketAddr, &str); N]) -> [f64; N] {
    let mut rates = [const { Vec::new() }; N];
    for round in 0..ROUNDS {
        for (rates, (address, path)) in rates.iter_mut().zip(targets) {
            rates.push(once(address, path, round));
        }
    }
    rates.map(|mut rates| {
        rates.sort_by(f64::total_cmp);
        rates[ROUNDS / 2]
    })
}

fn once(address: SocketAddr, path: &str, round: usize) -> f64 {
    let script = tempfile::NamedTempFile::new().expect("a temporary file");
    let lua = format!(
        "local n = {round}00000000\nrequest = function()\n  n = n + 1\n  return wrk.format('GET', (string.gsub('{path}', '{{n}}', n)))\nend\n"
    );
    std::fs::write(script.path(), lua).expect("the script is written");
    let output = Command::new("wrk")
        .args([format!("-d{SECONDS}s"), format!("-c{CONNECTIONS}"), "-t1".to_owned(), "-s".to_owned()])
        .arg(script.path())
        .arg(format!("http://{address}"))
        .stderr(Stdio::inherit())
        .output()
        .expect("wrk is on the PATH");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(!text.contains("Non-2xx"), "{path}: not every answer was a success\n{text}");
    let line =
        text.lines().find(|line| line.starts_with("Requests/sec:")).unwrap_or_else(|| panic!("wrk says: {text}"));
    line.split_whitespace().nth(1).and_then(|rate| rate.parse().ok()).expect("a rate")
}
