//! Jalon itself: the release binary on a database of the bench, with its default settings but for the limits of a client.

use std::{
    fs::File,
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::Path,
    process::Command,
    thread,
    time::{Duration, Instant},
};

use crate::{
    process::Process,
    request::{Answer, Request},
};

/// The binary that is measured.
pub const BINARY: &str = env!("CARGO_BIN_EXE_jalon");
/// Memory for kept answers, in MiB: the default, and none.
pub const KEPT: u32 = 32;
pub const NONE: u32 = 0;

/// A running service.
pub struct Service {
    pub process: Process,
    pub address: SocketAddr,
    /// From the start until the first answer that says it is ready.
    pub ready: Duration,
}

impl Service {
    /// Starts it on the database `jalon.db` of a directory.
    pub fn start(directory: &Path, cache_mib: u32) -> Self {
        Service::on(&sqlite(directory), directory, cache_mib)
    }

    /// Starts it on any database; the directory takes the log.
    pub fn on(database: &str, directory: &Path, cache_mib: u32) -> Self {
        let log = tempfile::NamedTempFile::new_in(directory).expect("a log file");
        let begun = Instant::now();
        let process = Process::start(
            Command::new(BINARY)
                .env("DATABASE_URL", database)
                // All load comes from one address; what a client may ask is not what is measured.
                .env("EXPLORE_QUOTA", "1000000000")
                .env("RATE_LIMIT", "0")
                .env("CLIENT_CONNECTIONS", "0")
                .env("BIND", "127.0.0.1:0")
                .env("CACHE_MIB", cache_mib.to_string())
                .env_remove("RUST_LOG")
                .stderr(File::create(log.path()).expect("a log file")),
        );
        while begun.elapsed() < Duration::from_secs(120) {
            let mut lines = BufReader::new(File::open(log.path()).expect("the log")).lines().map_while(Result::ok);
            let listening =
                |line: String| line.split_once("listening on http://")?.1.trim_end_matches('/').parse().ok();
            if let Some(address) = lines.find_map(listening)
                && Request::get("/health/ready").send(address).status == 200
            {
                return Service { process, address, ready: begun.elapsed() };
            }
            thread::sleep(Duration::from_millis(2));
        }
        panic!("the service does not become ready");
    }

    /// One GET that must succeed.
    pub fn get(&self, path: &str) -> Answer {
        Request::get(path).succeed(self.address)
    }
}

/// The address of the database in a directory.
pub fn sqlite(directory: &Path) -> String {
    format!("sqlite://{}", directory.join("jalon.db").display())
}

/// The path of an export of a dataset of the strategy.
pub fn export(dataset: &str, format: &str) -> String {
    format!("/api/explore/v2.1/catalog/datasets/fr-en-strategie-numerique-{dataset}/exports/{format}")
}
