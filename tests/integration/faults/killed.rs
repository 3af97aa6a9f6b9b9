//! The service is killed again and again while it reads and writes: what it has acknowledged is there.

use std::{
    collections::BTreeSet,
    net::{SocketAddr, TcpStream},
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use diesel::{QueryableByName, RunQueryDsl, sql_query, sql_types::Text};
use jalon::store::{Db, Url};
use serde_json::Value;

use crate::support::{
    Database,
    cli::{Served, jalon},
    databases,
    load::ask,
};

const KILLS: usize = 100;

/// A key whose holder may make others: the write that costs least, noted in the journal as every other.
fn admin(database: &Database) -> String {
    let arguments = ["keys", "create", "--name", "Test", "--scope", "admin"];
    let made = jalon(&arguments, &[("DATABASE_URL", &database.url), ("RUST_LOG", "error")]);
    assert_eq!(made.code, Some(0), "{}", made.said());
    format!("Bearer {}", made.stdout.trim())
}

/// Asks with a key and gives the answer; none if the service is killed before it is whole.
fn request(address: SocketAddr, method: &str, key: &str, body: &str) -> Option<(u16, Value)> {
    use std::io::{Read, Write};
    let mut stream = TcpStream::connect(address).ok()?;
    let length = body.len();
    let head =
        format!("{method} /api/v1/keys HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nAuthorization: {key}\r\n");
    let rest = format!("Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}");
    stream.write_all(format!("{head}{rest}").as_bytes()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some((status, serde_json::from_str(body).ok()?))
}

fn write(address: SocketAddr, key: &str, done: &AtomicBool, acknowledged: &Mutex<BTreeSet<String>>) {
    while !done.load(Ordering::Relaxed) {
        let Some((status, answer)) = request(address, "POST", key, r#"{"name": "Test", "scopes": ["draft"]}"#) else {
            return;
        };
        assert!([201, 503].contains(&status), "{answer}");
        if let Some(id) = answer["data"]["id"].as_str() {
            acknowledged.lock().expect("the list").insert(id.to_owned());
        }
    }
}

fn read(address: SocketAddr, done: &AtomicBool, read: &AtomicUsize) {
    let Ok(stream) = TcpStream::connect(address) else { return };
    let mut connection = std::io::BufReader::new(stream);
    for number in 0.. {
        let path = format!("/api/v1/statements?limit=2&offset={}", number % 40);
        match ask(&mut connection, &path) {
            Ok(seen) if !done.load(Ordering::Relaxed) => {
                assert_eq!(seen.status, 200, "{path}");
                read.fetch_add(1, Ordering::Relaxed);
            }
            _ => return,
        }
    }
}

#[test]
fn what_is_acknowledged_survives_a_hundred_kills() {
    for database in databases() {
        let database = database.with_record();
        let key = admin(&database);
        let settings = [("DATABASE_URL", database.url.as_str()), ("RUST_LOG", "info,access=off"), ("RATE_LIMIT", "0")];
        let (acknowledged, reads) = (Mutex::new(BTreeSet::new()), AtomicUsize::new(0));
        let begun = Instant::now();
        let mut longest = Duration::ZERO;
        for kill in 0..KILLS {
            let starting = Instant::now();
            let served = Served::start(&settings);
            longest = longest.max(starting.elapsed());
            let (address, done) = (served.address, AtomicBool::new(false));
            std::thread::scope(|scope| {
                for _ in 0..2 {
                    scope.spawn(|| write(address, &key, &done, &acknowledged));
                    scope.spawn(|| read(address, &done, &reads));
                }
                // At another moment each time, once there is something to lose.
                let written = || acknowledged.lock().expect("the list").len();
                let (before, waiting) = (written(), Instant::now());
                while written() == before && waiting.elapsed() < Duration::from_secs(20) {
                    std::thread::sleep(Duration::from_millis(1));
                }
                std::thread::sleep(Duration::from_millis((kill as u64 * 37) % 90));
                drop(served);
                done.store(true, Ordering::Relaxed);
            });
        }
        let took = begun.elapsed();
        let served = Served::start(&settings);
        let (status, answer) = request(served.address, "GET", &key, "").expect("the service answers");
        assert_eq!(status, 200, "{answer}");
        let there: BTreeSet<&str> =
            answer["data"].as_array().expect("a list").iter().filter_map(|key| key["id"].as_str()).collect();
        let acknowledged = acknowledged.into_inner().expect("the list");
        let lost: Vec<&String> = acknowledged.iter().filter(|id| !there.contains(id.as_str())).collect();
        println!(
            "{KILLS} kills on {} in {took:?}: {} writes acknowledged, {} lost, {} there; {} reads; longest start {longest:?}",
            database.name(),
            acknowledged.len(),
            lost.len(),
            there.len(),
            reads.load(Ordering::Relaxed)
        );
        assert!(lost.is_empty(), "{lost:?}");
        assert!(acknowledged.len() > KILLS / 2 && reads.load(Ordering::Relaxed) > KILLS, "there was a load");
        jalon(&["check", "--journal"], &settings).expect(0, &[]);
        assert_eq!(integrity(&database.url), "ok");
    }
}

#[derive(QueryableByName)]
struct Verdict {
    #[diesel(sql_type = Text)]
    integrity_check: String,
}

/// What SQLite says of the whole of its file. PostgreSQL was not killed.
fn integrity(url: &str) -> String {
    match Url::parse(url).expect("a URL").open().expect("the database opens") {
        Db::Sqlite(mut connection) => {
            let verdict = sql_query("PRAGMA integrity_check").get_result::<Verdict>(&mut connection);
            verdict.expect("the file is looked at").integrity_check
        }
        Db::Postgres(_) => "ok".to_owned(),
    }
}
