//! A server hangs while the kernel under it lives: it takes what it is sent, and neither answers nor closes anything.

use std::{
    io::Write,
    net::{SocketAddr, TcpStream},
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::Duration,
};

use jalon::store::Url;

use super::{until, until_it_is};
use crate::support::{Database, TestApp, cli::Served, get, line::Line, postgres::Server};

/// A look is given up ten seconds after it began; the rest is what a busy machine may add.
const BACK: Duration = Duration::from_secs(30);

/// A server that says nothing until this is dropped: it could not be stopped, nor who waits for it.
struct Frozen<'a>(&'a Server);

impl<'a> Frozen<'a> {
    fn new(server: &'a Server) -> Self {
        server.freeze(true);
        Frozen(server)
    }
}

impl Drop for Frozen<'_> {
    fn drop(&mut self) {
        self.0.freeze(false);
    }
}

/// An address that was not asked for, so that no answer to it is kept.
fn never_asked() -> String {
    static NUMBER: AtomicUsize = AtomicUsize::new(1);
    format!("/api/v1/statements?limit=4&offset={}", NUMBER.fetch_add(1, Ordering::Relaxed))
}

/// Clients that ask and wait, more than there are connections.
fn waiting(address: SocketAddr) -> Vec<TcpStream> {
    let ask = |_| {
        let mut client = TcpStream::connect(address).expect("the server listens");
        let request = format!("GET {} HTTP/1.1\r\nHost: x\r\n\r\n", never_asked());
        client.write_all(request.as_bytes()).expect("the request is sent");
        client
    };
    (0..8).map(ask).collect()
}

/// Asks several things at once, of which each needs a connection.
fn all_are_answered(address: SocketAddr) {
    thread::scope(|scope| {
        let asking: Vec<_> = (0..3).map(|_| scope.spawn(|| get(address, &never_asked()).status)).collect();
        for asked in asking {
            assert_eq!(asked.join().expect("it is answered"), 200);
        }
    });
}

/// As behind a proxy or an address that moves: what is open still leads to the server that hangs.
#[test]
fn a_server_in_the_place_of_one_that_hangs_is_found_behind_its_address() {
    let Some(server) = Server::start() else { return };
    let Some(other) = Server::start() else { return };
    let (line, url) = Line::to(&server.url());
    let settings = [
        ("DATABASE_URL", url.as_str()),
        ("POOL_SIZE", "4"),
        ("WORKERS", "1"),
        ("RATE_LIMIT", "0"),
        ("METRICS_BIND", "127.0.0.1:0"),
    ];
    let served = Served::start(&settings);
    let stands = || get(served.address, "/health/ready").json()["status"].clone();
    let is_up = || get(served.metrics(), "/metrics").text().contains("jalon_database_up 1");
    all_are_answered(served.address);
    assert!(stands() == "ready" && is_up());
    let _frozen = Frozen::new(&server);
    // They hold whatever the pool has, before the service knows.
    let clients = waiting(served.address);
    until(Duration::from_secs(10), "degraded", || stands() == "degraded");
    assert!(!is_up());
    line.lead_to(&other.url());
    let back = until(BACK, "ready", || stands() == "ready");
    let read = until(Duration::from_secs(5), "a read", || get(served.address, &never_asked()).status == 200);
    all_are_answered(served.address);
    let told = until(BACK, "the metrics", is_up);
    println!("a server hangs and another takes its place: ready after {back:?}, read {read:?} later, metrics {told:?}");
    drop(clients);
}

#[test]
fn a_replica_that_hangs_is_passed_over_and_holds_up_nobody() {
    let Some(primary) = Server::start() else { return };
    let replica = primary.replica();
    let app = TestApp::with(Database::own(primary.url()), |config| {
        config.cache_bytes = 0;
        config.rate_limit = 0;
        config.replica_urls = vec![Url::parse(&replica.url()).expect("a URL")];
    });
    let usable = || app.get("/health/ready").json()["replicas"]["usable"].clone();
    until_it_is(&app, "ready");
    all_are_answered(app.address);
    let frozen = Frozen::new(&replica);
    let clients = waiting(app.address);
    let passed_over = until(Duration::from_secs(10), "the replica is passed over", || usable() == 0);
    let read = until(BACK, "a read", || app.get(&never_asked()).status == 200);
    all_are_answered(app.address);
    println!("a replica hangs: passed over after {passed_over:?}, and nobody is held up {read:?} later");
    drop((clients, frozen));
    until_it_is(&app, "ready");
    all_are_answered(app.address);
}

#[test]
fn a_service_whose_look_at_the_database_hangs_ends_on_sigterm() {
    let Some(server) = Server::start() else { return };
    let mut served = Served::start(&[("DATABASE_URL", &server.url())]);
    assert_eq!(get(served.address, "/api/v1/axes/4").status, 200);
    let _frozen = Frozen::new(&server);
    // The look that hangs is one that nobody asked for.
    thread::sleep(Duration::from_secs(1));
    let stands = || get(served.address, "/health/ready").json()["status"].clone();
    until(Duration::from_secs(10), "degraded", || stands() == "degraded");
    let (code, took) = served.terminate();
    println!("SIGTERM while a look hangs: ended in {took:?}");
    assert_eq!(code, Some(0));
    assert!(took < Duration::from_secs(10), "{took:?}");
    served.logged(|line| line.contains("the service is leaving"));
}
