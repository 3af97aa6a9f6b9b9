//! Two instances over a primary and a streaming replica.

use std::time::{Duration, Instant};

use jalon::store::Url;

use super::{anything, refused_in_time, until, until_it_is};
use crate::support::{
    Database, TestApp,
    cli::jalon,
    corrections::{corrected, revised},
    load::{Load, Seen},
    postgres::Server,
};

/// An instance that keeps nothing, so that every read is one of a database.
fn instance(primary: &Server, replicas: &[&Server]) -> TestApp {
    TestApp::with(Database::own(primary.url()), |config| {
        config.cache_bytes = 0;
        // The load comes from one client.
        config.rate_limit = 0;
        config.replica_urls = replicas.iter().map(|replica| Url::parse(&replica.url()).expect("a URL")).collect();
    })
}

/// Axis 1 stands at 50 in release 2026.1 and at 55 in its correction: an answer that says one and shows the other is a mix.
fn of_one_release(seen: &Seen) -> Option<String> {
    if seen.status != 200 {
        return Some(format!("status {}", seen.status));
    }
    let answer: serde_json::Value = serde_json::from_slice(&seen.body).ok()?;
    let release = answer["meta"]["release"]["revision"].as_i64();
    let (header, progress) = (seen.head.contains("jalon-release: 2026.2"), answer["data"]["progress"].as_i64());
    match (release, header, progress) {
        (Some(1), false, Some(50)) | (Some(2), true, Some(55)) => None,
        other => Some(format!("{other:?}")),
    }
}

/// Loads a correction on the command line, and gives when that was done.
fn load(primary: &Server, copy: &crate::support::cli::RecordCopy, id: &str) -> Instant {
    let file = copy.path(&format!("releases/{id}.toml"));
    let arguments = ["load", file.to_str().expect("the path is text")];
    jalon(&arguments, &[("DATABASE_URL", &primary.url())]).expect(0, &[&format!("{id}.2")]);
    Instant::now()
}

/// How long after a moment each instance serves a release.
fn served_after(since: Instant, apps: [&TestApp; 2], path: &str) -> [Duration; 2] {
    apps.map(|app| {
        until(Duration::from_secs(5), path, || app.get(path).status == 200);
        since.elapsed()
    })
}

#[test]
fn two_instances_serve_a_new_release_within_a_second_and_never_half_of_it() {
    let Some(primary) = Server::start() else { return };
    let replica = primary.replica();
    let (one, two) = (instance(&primary, &[&replica]), instance(&primary, &[&replica]));
    let clients = Load::start(&[one.address, two.address], 4, &["/api/v1/axes/1"], of_one_release);
    let published = load(&primary, &corrected(), "2026");
    let took = served_after(published, [&one, &two], "/api/v1/axes/1?release=2026.2");
    println!("a release, read from the replica, is served by two instances after {took:?}");
    assert!(took.iter().all(|took| *took < Duration::from_secs(1)), "{took:?}");
    // A replica that does not follow is passed over.
    replica.execute("SELECT pg_wal_replay_pause()");
    let later = revised("2025");
    later.edit("releases/2025.toml", "recorded_at = 2026-11-23T14", "recorded_at = 2026-11-24T14");
    let published = load(&primary, &later, "2025");
    let took = served_after(published, [&one, &two], "/api/v1/axes?release=2025.2");
    until_it_is(&one, "degraded");
    let behind = one.get("/health/ready").json();
    assert_eq!((&behind["database"], &behind["replicas"]["usable"]), (&"reachable".into(), &0.into()), "{behind}");
    replica.execute("SELECT pg_wal_replay_resume()");
    let caught_up = until_it_is(&one, "ready");
    let tally = clients.end();
    println!(
        "a release, while the replica lags, is served by two instances after {took:?}; the replica is read again {caught_up:?} \
         after it goes on; {}",
        tally.told()
    );
    assert!(took.iter().all(|took| *took < Duration::from_secs(1)), "{took:?}");
    assert!(tally.wrong.is_empty() && tally.dropped.is_empty(), "{:?} {:?}", tally.wrong, tally.dropped);
}

#[test]
fn reads_fail_over_when_a_replica_or_the_primary_dies() {
    let Some(primary) = Server::start() else { return };
    let (first, second) = (primary.replica(), primary.replica());
    let app = instance(&primary, &[&first, &second]);
    let clients = Load::start(&[app.address], 4, &["/api/v1/axes/1", "/api/v1/objectives?format=csv"], anything);
    let during = |what: &str, fault: &dyn Fn(), usable: i64| {
        clients.take();
        fault();
        until(Duration::from_secs(10), what, || app.get("/health/ready").json()["replicas"]["usable"] == usable);
        std::thread::sleep(Duration::from_millis(500));
        let tally = clients.take();
        println!("{what}: {}", tally.told());
        assert!(tally.of(200) > 20, "{}", tally.told());
        assert_eq!((tally.of(200), tally.dropped.len()), (tally.all(), 0), "{:?}", tally.dropped);
        assert!(tally.slowest < Duration::from_secs(2), "{:?}", tally.slowest);
    };
    during("a replica is killed", &|| first.kill(), 1);
    during("it is started again", &|| first.begin(), 2);
    during("a replica is stopped", &|| second.stop(), 1);
    during("the primary is stopped", &|| primary.stop(), 1);
    let ready = app.get("/health/ready");
    assert_eq!((ready.status, &ready.json()["status"]), (200, &"degraded".into()), "{}", ready.text());
    // A key cannot be asked for elsewhere: who writes needs the primary.
    let asked = app.request("GET", "/api/v1/keys", &[("Authorization", "Bearer jalon_a_b")]);
    asked.problem(503, "unavailable");
    first.stop();
    until_it_is(&app, "not_ready");
    clients.end();
    let refused = refused_in_time(&app, "/api/v1/axes/1");
    primary.begin();
    let back = until_it_is(&app, "degraded");
    assert_eq!(app.get("/api/v1/axes/1").status, 200);
    println!("nothing is left: refused within {refused:?}; the primary is back, and read {back:?} later");
}
