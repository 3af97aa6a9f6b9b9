//! How fast the service is beside a bare actix-web handler that returns the same bytes, in the same run.
//!
//! `cargo bench` runs it: it needs `wrk` on the PATH, talks to 127.0.0.1 only, and ends after about two minutes. The
//! service is the release binary with its default settings on a database of its own; server and load generator share the
//! machine. The table goes to standard output, as Markdown.

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

/// Seconds of load on each target.
const SECONDS: u32 = 5;
/// Connections that wrk keeps open.
const CONNECTIONS: u32 = 32;

/// What is asked: a name, a path, request headers.
const TARGETS: [(&str, &str); 3] = [
    ("one objective", "/api/v1/objectives/34"),
    ("a filtered list of 20 rows", "/api/v1/statements?axis=4&limit=20"),
    ("all objectives", "/api/v1/objectives"),
];

/// A running service.
struct Service {
    process: Child,
    address: SocketAddr,
}

impl Service {
    /// Starts the binary and waits until it is ready; gives the time that took.
    fn start(directory: &Path, cache_mib: &str) -> (Self, Duration) {
        let log = directory.join("log");
        let begun = Instant::now();
        let process = Command::new(env!("CARGO_BIN_EXE_jalon"))
            .env("DATABASE_URL", format!("sqlite://{}", directory.join("jalon.db").display()))
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
    fn resident(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap_or_default();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap_or_default();
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
fn get(address: SocketAddr, path: &str) -> (u16, Vec<u8>) {
    let mut stream = TcpStream::connect(address).expect("the service listens");
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").expect("the request is sent");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("the answer arrives");
    let end = answer.windows(4).position(|window| window == b"\r\n\r\n").expect("the answer has a head");
    let status = String::from_utf8_lossy(&answer[9..12]).parse().expect("the answer has a status");
    (status, answer[end + 4..].to_vec())
}

/// A handler that does nothing but return bytes.
fn bare(body: Vec<u8>) -> SocketAddr {
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

/// Requests per second that wrk reaches.
fn load(address: SocketAddr, path: &str) -> f64 {
    let output = Command::new("wrk")
        .args([
            format!("-d{SECONDS}s"),
            format!("-c{CONNECTIONS}"),
            "-t1".to_owned(),
            format!("http://{address}{path}"),
        ])
        .stderr(Stdio::inherit())
        .output()
        .expect("wrk is on the PATH");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(!text.contains("Non-2xx"), "{path}: not every answer was a success\n{text}");
    let line =
        text.lines().find(|line| line.starts_with("Requests/sec:")).unwrap_or_else(|| panic!("wrk says: {text}"));
    line.split_whitespace().nth(1).and_then(|rate| rate.parse().ok()).expect("a rate")
}

fn main() {
    // `cargo test` builds and runs benches too; only `cargo bench` passes this flag.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let directory = tempfile::tempdir().expect("a temporary directory");
    let (service, empty) = Service::start(directory.path(), "16");
    drop(service);
    let (kept, existing) = Service::start(directory.path(), "16");
    println!(
        "Ready on an empty database after {} ms, on an existing one after {} ms.\n",
        empty.as_millis(),
        existing.as_millis()
    );

    println!(
        "| request | bytes | bare handler, req/s | kept answer, req/s | of the bare handler | computed anew, req/s |"
    );
    println!("|---|---:|---:|---:|---:|---:|");
    let (anew, _) = Service::start(directory.path(), "0");
    for (name, path) in TARGETS {
        let (status, body) = get(kept.address, path);
        assert_eq!(status, 200, "{path}");
        let bytes = body.len();
        let limit = load(bare(body), path);
        let reached = load(kept.address, path);
        let computed = load(anew.address, path);
        println!("| {name} | {bytes} | {limit:.0} | {reached:.0} | {:.0} % | {computed:.0} |", reached / limit * 100.0);
    }
    println!(
        "\nResident after this load: {:.0} MiB with kept answers, {:.0} MiB without.",
        kept.resident(),
        anew.resident()
    );
}
