//! Instances that leave and join under load.

use std::{
    io::Write,
    net::TcpStream,
    thread,
    time::{Duration, Instant},
};

use super::anything;
use crate::support::{
    Database,
    cli::Served,
    databases,
    load::{Load, Tally},
};

/// Kept and computed, short and streamed.
const PATHS: [&str; 5] = [
    "/api/v1/axes/4",
    "/health/live",
    "/api/v1/objectives?format=csv",
    "/api/v1/deadlines",
    "/api/explore/v2.1/catalog/datasets/fr-en-strategie-numerique-axes/records",
];

fn nothing_was_dropped(tally: &Tally) {
    assert!(tally.dropped.is_empty(), "{:?}", &tally.dropped[..tally.dropped.len().min(5)]);
    let others: Vec<u16> = tally.answered.keys().copied().filter(|status| ![200, 503].contains(status)).collect();
    assert!(others.is_empty(), "{}", tally.told());
}

/// Waits until the clients are served.
fn answering(load: &Load) {
    super::until(Duration::from_secs(20), "answers", || load.answered() > 20);
}

#[test]
fn sigterm_under_load_drops_no_request() {
    let database = Database::sqlite().with_record();
    let mut served = Served::start(&[("DATABASE_URL", &database.url), ("RATE_LIMIT", "0")]);
    let load = Load::start(&[served.address], 8, &PATHS, anything);
    answering(&load);
    std::thread::sleep(Duration::from_secs(1));
    let before = load.take();
    let (code, took) = served.terminate();
    std::thread::sleep(Duration::from_millis(200));
    let after = load.end();
    println!("SIGTERM under load: before {}; from then on {}; ended in {took:?}", before.told(), after.told());
    assert_eq!(code, Some(0));
    nothing_was_dropped(&before);
    nothing_was_dropped(&after);
    assert!(before.of(200) > 50 && after.of(200) > 50, "the service was under load");
    assert!(after.refused > 0 && took < Duration::from_secs(10));
}

/// Whoever connects when nothing is accepted any more is told to come again, if it asks in time.
#[test]
fn clients_that_send_byte_by_byte_do_not_keep_the_service() {
    let database = Database::sqlite().with_record();
    let mut served = Served::start(&[("DATABASE_URL", &database.url), ("RATE_LIMIT", "0")]);
    let address = served.address;
    let clients: Vec<_> = (0..40)
        .map(|number| {
            thread::spawn(move || {
                // Spread over the time in which the service closes its socket, the second after the signal.
                thread::sleep(Duration::from_millis(900 + number * 20));
                let Ok(mut stream) = TcpStream::connect(address) else { return false };
                let begun = Instant::now();
                while begun.elapsed() < Duration::from_secs(30) && stream.write_all(b"G").is_ok() {
                    thread::sleep(Duration::from_millis(100));
                }
                true
            })
        })
        .collect();
    let (code, took) = served.terminate();
    let connected = clients.into_iter().filter_map(|client| client.join().ok()).filter(|was| *was).count();
    println!("SIGTERM with {connected} clients that send byte by byte: ended in {took:?}");
    assert_eq!(code, Some(0));
    assert!(connected > 0 && took < Duration::from_secs(10), "{took:?}");
}

#[test]
fn an_instance_that_leaves_says_so_and_answers_meanwhile() {
    let database = Database::sqlite().with_record();
    let mut served = Served::start(&[("DATABASE_URL", &database.url), ("RATE_LIMIT", "0")]);
    let address = served.address;
    assert_eq!(crate::support::get(address, "/api/v1/axes/4").status, 200);
    let asking = std::thread::spawn(move || {
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(5) {
            let ready = crate::support::get(address, "/health/ready");
            if ready.status == 503 {
                return Some((ready.json()["status"].clone(), crate::support::get(address, "/api/v1/axes/4").status));
            }
        }
        None
    });
    assert_eq!(served.terminate().0, Some(0));
    assert_eq!(asking.join().expect("it is answered"), Some(("leaving".into(), 200)));
}

#[test]
fn instances_join_and_leave_under_load() {
    for database in databases() {
        let database = database.with_record();
        let settings = [("DATABASE_URL", database.url.as_str()), ("RATE_LIMIT", "0")];
        let mut first = Served::start(&settings);
        let load = Load::start(&[first.address], 6, &PATHS, anything);
        answering(&load);
        let second = Served::start(&settings);
        load.addresses.lock().expect("the list").push(second.address);
        std::thread::sleep(Duration::from_millis(500));
        assert_eq!(first.terminate().0, Some(0));
        let third = Served::start(&settings);
        load.addresses.lock().expect("the list")[0] = third.address;
        std::thread::sleep(Duration::from_millis(500));
        let tally = load.end();
        println!("an instance joins, one leaves, one joins, on {}: {}", database.name(), tally.told());
        nothing_was_dropped(&tally);
        assert_eq!(tally.refused, 0, "another instance listens");
    }
}
