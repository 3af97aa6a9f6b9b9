//! Two instances over a primary and a streaming replica, and replicas that are none of this database or not of this program.

use std::time::{Duration, Instant};

use jalon::store::Url;

use super::{anything, refused_in_time, until, until_it_is};
use crate::support::{
    Database, TestApp,
    cli::{RecordCopy, jalon},
    corrections::{corrected, reprint, revised},
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
fn load(primary: &Server, copy: &RecordCopy, id: &str) -> Instant {
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

/// A correction of release 2026 that says 57 of axis 1, where the other one says 55.
fn corrected_otherwise() -> RecordCopy {
    const RELEASE: &str = "releases/2026.toml";
    let copy = revised("2026");
    reprint(&copy, RELEASE, "sources/2026-overview.en.txt", "Global Progress 50%", "Global Progress 57%");
    copy.edit(RELEASE, "progress = { value = 50", "progress = { value = 57");
    copy
}

/// How many replicas an instance reads.
fn usable(app: &TestApp) -> serde_json::Value {
    app.get("/health/ready").json()["replicas"]["usable"].clone()
}

/// Time for several looks at each replica, which come twice a second.
const LOOKS: Duration = Duration::from_millis(1_600);

/// The replica is made a primary, and both take another revision under the same number: release 2026.2, the fourth.
#[test]
fn a_replica_that_goes_its_own_way_is_not_read() {
    let Some(primary) = Server::start() else { return };
    let other = primary.replica();
    let app = instance(&primary, &[&other]);
    until_it_is(&app, "ready");
    let clients = Load::start(&[app.address], 4, &["/api/v1/axes/1"], of_one_release);
    other.execute("SELECT pg_promote()");
    load(&primary, &corrected(), "2026");
    until_it_is(&app, "degraded");
    load(&other, &corrected_otherwise(), "2026");
    std::thread::sleep(LOOKS);
    assert_eq!(usable(&app), 0);
    let tally = clients.end();
    println!("a replica goes its own way: {}", tally.told());
    assert!(tally.wrong.is_empty() && tally.dropped.is_empty(), "{:?} {:?}", tally.wrong, tally.dropped);
    // Nor by an instance that starts then.
    let late = instance(&primary, &[&other]);
    std::thread::sleep(LOOKS);
    assert_eq!((usable(&late), &late.get("/api/v1/axes/1").json()["data"]["progress"]), (0.into(), &55.into()));
}

/// The database fails over to a server that has another revision under the number of the newest: whoever stays up goes on
/// with what the database holds, and with nothing that was kept of the other one.
#[test]
fn a_revision_that_a_failover_lost_is_answered_no_more() {
    let Some(primary) = Server::start() else { return };
    let other = primary.replica();
    other.execute("SELECT pg_promote()");
    load(&primary, &corrected(), "2026");
    load(&other, &corrected_otherwise(), "2026");
    let place = |server: &Server| {
        let url = server.url();
        url.trim_start_matches("postgres://postgres@").trim_end_matches("/postgres").to_owned()
    };
    let both =
        format!("postgres://postgres@{},{}/postgres?target_session_attrs=read-write", place(&primary), place(&other));
    let app = TestApp::with(Database::own(both), |config| config.rate_limit = 0);
    let told = |path: &str| app.get(path).json()["data"]["progress"].clone();
    for path in ["/api/v1/axes/1", "/api/v1/axes/1?release=2026.2"] {
        assert_eq!(told(path), 55, "{path}");
    }
    primary.stop();
    let took = until(Duration::from_secs(10), "the other revision", || told("/api/v1/axes/1") == 57);
    println!("another revision under the same number is answered {took:?} after the failover");
    assert_eq!(told("/api/v1/axes/1?release=2026.2"), 57);
    until_it_is(&app, "ready");
}

/// As at an upgrade: the step is run on the primary, and the replica has not replayed it.
#[test]
fn a_replica_is_read_once_it_has_the_schema_of_the_program() {
    let Some(primary) = Server::start() else { return };
    let replica = primary.replica();
    let newest = primary.value("SELECT max(version)::text AS line FROM __diesel_schema_migrations");
    let steps = |server: &Server| server.value("SELECT count(*)::text AS line FROM __diesel_schema_migrations");
    primary.execute(&format!("DELETE FROM __diesel_schema_migrations WHERE version = '{newest}'"));
    until(Duration::from_secs(5), "the replica follows", || steps(&replica) == steps(&primary));
    replica.execute("SELECT pg_wal_replay_pause()");
    primary.execute(&format!("INSERT INTO __diesel_schema_migrations (version) VALUES ('{newest}')"));
    let app = instance(&primary, &[&replica]);
    std::thread::sleep(LOOKS);
    assert_eq!((usable(&app), app.get("/api/v1/axes/1").status), (0.into(), 200));
    doctor(&primary, &[&replica], 0, &["warning replica", "it lacks the schema step(s)"]);
    replica.execute("SELECT pg_wal_replay_resume()");
    until_it_is(&app, "ready");
    assert_eq!(app.get("/api/v1/axes/1").status, 200);
}

/// What the doctor says of a primary and of its replicas.
fn doctor(primary: &Server, replicas: &[&Server], code: i32, words: &[&str]) {
    let urls: Vec<String> = replicas.iter().map(|replica| replica.url()).collect();
    let settings = [("DATABASE_URL", primary.url()), ("DATABASE_REPLICA_URL", urls.join(","))];
    let settings = settings.each_ref().map(|(name, value)| (*name, value.as_str()));
    jalon(&["doctor"], &settings).expect(code, words);
}

#[test]
fn the_doctor_looks_at_each_replica() {
    let Some(primary) = Server::start() else { return };
    let (replica, other) = (primary.replica(), primary.replica());
    until(Duration::from_secs(5), "the replica follows", || {
        replica.value("SELECT count(*)::text AS line FROM releases") == "3"
    });
    doctor(&primary, &[&replica], 0, &["ok      replica", "all 3 revisions, and the schema of this program"]);
    doctor(&primary, &[&primary], 0, &["warning replica", "it follows no other server"]);
    replica.execute("SELECT pg_wal_replay_pause()");
    other.execute("SELECT pg_promote()");
    load(&primary, &corrected(), "2026");
    load(&other, &corrected_otherwise(), "2026");
    doctor(&primary, &[&replica], 0, &["warning replica", "it lacks 1 of 4 revisions, from 2026.2 on"]);
    let words = ["it follows no other server", "wrong   replica", "it holds another revision in the place of 2026.2"];
    doctor(&primary, &[&other], 7, &words);
    replica.stop();
    doctor(&primary, &[&replica], 0, &["warning replica", "cannot open the database"]);
}
