//! The clock jumps while the service runs: a year forward, and back.

use std::time::Duration;

use crate::support::{
    Answer,
    cli::{Served, jalon},
    clock, get, post,
    postgres::Server,
};

fn make_key(served: &Served, admin: &str) -> Answer {
    let authorization = format!("Bearer {admin}");
    let headers = [("Authorization", &*authorization), ("Content-Type", "application/json")];
    post(served.address, "/api/v1/keys", &headers, br#"{"name": "Test", "scopes": ["draft"], "days": 30}"#)
}

#[test]
fn a_clock_that_jumps_a_year_and_back_harms_nothing() {
    let Some(library) = clock::library() else { return };
    let Some(server) = Server::start() else { return };
    let directory = tempfile::tempdir().expect("a temporary directory");
    let file = directory.path().join("clock");
    let shift = |days: &str| {
        let next = directory.path().join("next");
        std::fs::write(&next, days).expect("the file can be written");
        std::fs::rename(&next, &file).expect("the file can be replaced");
    };
    shift("+0d");
    let url = server.url();
    let made =
        jalon(&["keys", "create", "--name", "Test", "--scope", "admin", "--days", "90"], &[("DATABASE_URL", &url)]);
    let admin = made.stdout.trim().to_owned();
    let served = Served::start(&[
        ("DATABASE_URL", &url),
        ("LD_PRELOAD", library),
        ("FAKETIME_TIMESTAMP_FILE", file.to_str().expect("the path is text")),
        ("FAKETIME_NO_CACHE", "1"),
        // The clock that measures durations does not jump with the other one, in a machine neither.
        ("FAKETIME_DONT_FAKE_MONOTONIC", "1"),
        ("DONT_FAKE_MONOTONIC", "1"),
        ("EXPLORE_QUOTA", "1000"),
    ]);
    let explore = "/api/explore/v2.1/catalog/datasets/fr-en-strategie-numerique-axes/records?limit=1";
    let reads = || {
        let paths = ["/api/v1/axes/4", "/fr", "/api/v1/deadlines", "/api/v1/freshness", "/health/live", explore];
        let answers = paths.map(|path| get(served.address, path));
        assert!(answers.iter().all(|answer| answer.status == 200), "{:?}", answers.map(|answer| answer.status));
        let left = get(served.address, explore);
        let left: u64 = left.header("x-ratelimit-remaining").and_then(|left| left.parse().ok()).expect("a number");
        (left, get(served.address, explore).header("x-ratelimit-reset").map(str::to_owned))
    };
    let status = || make_key(&served, &admin).status;
    let (today, then) = (reads(), status());
    shift("+365d");
    let (next_year, later) = (reads(), status());
    shift("+0d");
    let (today_again, again) = (reads(), status());
    println!(
        "clock jumps: quota left and reset {today:?}, {next_year:?}, {today_again:?}; keys {then}, {later}, {again}"
    );
    assert_ne!(today.1, next_year.1, "the day of the quota is that of the clock");
    assert!(next_year.0 >= today.0 && today_again.0 < today.0, "counting goes on where the day was left");
    assert_eq!((then, later, again), (201, 401, 201), "a key of 90 days is over in a year");
    // Ages are measured by the clock that does not jump.
    server.stop();
    super::until(Duration::from_secs(10), "degraded", || {
        get(served.address, "/health/ready").json()["status"] == "degraded"
    });
    for days in ["-365d", "+365d"] {
        shift(days);
        let kept = get(served.address, "/api/v1/axes/4");
        assert!(kept.status == 200 && super::is_marked(&kept), "{days}: {}", kept.status);
    }
    shift("+0d");
    server.begin();
    super::until(Duration::from_secs(10), "ready", || get(served.address, "/health/ready").json()["status"] == "ready");
}
