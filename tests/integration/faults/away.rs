//! The database is stopped, killed, or says nothing more, and comes back.

use std::time::{Duration, Instant};

use super::{anything, is_marked, refused_in_time, until, until_it_is};
use crate::support::{Answer, Database, TestApp, load::Load, postgres::Server};

/// Kept once they were asked for: data, a page, the portal's records, a file, a signed manifest.
const KEPT: [&str; 6] = [
    "/api/v1/axes/4",
    "/fr",
    "/api/explore/v2.1/catalog/datasets/fr-en-strategie-numerique-axes/records?limit=3",
    "/api/v1/objectives?format=csv",
    "/api/v1/releases/2026.1/manifest.json",
    "/api/v1/axes?release=2025",
];

fn ask_for_all(app: &TestApp) -> Vec<Answer> {
    KEPT.iter().map(|path| app.get(path)).collect()
}

/// What is asked for a first time differs each time.
fn never_asked() -> String {
    use std::sync::atomic::{AtomicUsize, Ordering};
    static NUMBER: AtomicUsize = AtomicUsize::new(1);
    format!("/api/v1/statements?limit=3&offset={}", NUMBER.fetch_add(1, Ordering::Relaxed))
}

/// A way for a database to go, and one to come back.
type Way<'a> = (&'a str, &'a dyn Fn(), &'a dyn Fn());

fn goes_and_comes_back(app: &TestApp, (name, go, come_back): Way) {
    let before = ask_for_all(app);
    for (answer, path) in before.iter().zip(KEPT) {
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        assert!(!is_marked(answer), "{path}: nothing is marked while the database is there");
    }
    let load = Load::start(&[app.address], 4, &KEPT, anything);
    go();
    let noticed = until_it_is(app, "degraded");
    for ((before, path), answer) in before.iter().zip(KEPT).zip(ask_for_all(app)) {
        assert_eq!((answer.status, &answer.body), (200, &before.body), "{path}");
        assert!(is_marked(&answer), "{path} tells that it is not validated");
        let tag = before.header("etag").expect("every answer has a tag");
        let unchanged = app.request("GET", path, &[("If-None-Match", tag)]);
        assert!(unchanged.status == 304 && is_marked(&unchanged), "{path}: {}", unchanged.status);
    }
    let refused = (0..20).map(|_| refused_in_time(app, &never_asked())).max().unwrap_or_default();
    assert!(refused < Duration::from_millis(200), "{refused:?}");
    let page = app.get(&format!("/fr/search?q={}", refused.as_nanos()));
    assert_eq!((page.status, page.header("retry-after")), (503, Some("1")));
    assert!(page.text().contains("<html"), "{}", page.text());
    let ready = app.get("/health/ready");
    assert_eq!((ready.status, &ready.json()["database"]), (200, &"away".into()), "{}", ready.text());
    assert_eq!(ready.json()["release"], "2026.1");
    assert!(ready.json()["away_since"].as_str().is_some_and(|since| since.ends_with('Z')), "{}", ready.text());
    assert_eq!(app.get("/health/live").status, 200);
    come_back();
    let back = until_it_is(app, "ready");
    let read = until(Duration::from_secs(5), "a read", || app.get(&never_asked()).status == 200);
    assert!(ask_for_all(app).iter().all(|answer| answer.status == 200 && !is_marked(answer)));
    let tally = load.end();
    println!(
        "{name}: noticed after {noticed:?}, ready {back:?} after its return and read after {read:?} more; \
         refused within {refused:?}; kept answers: {}",
        tally.told()
    );
    assert_eq!((tally.of(200), tally.dropped.len()), (tally.all(), 0), "{:?}", tally.dropped);
    assert!(noticed < Duration::from_secs(5) && back + read < Duration::from_secs(5));
}

#[test]
fn kept_answers_go_on_while_the_database_is_away() {
    let Some(server) = Server::start() else { return };
    // The load comes from one client.
    let app = TestApp::with(Database::own(server.url()), |config| config.rate_limit = 0);
    goes_and_comes_back(&app, ("database stopped and started", &|| server.stop(), &|| server.begin()));
    goes_and_comes_back(&app, ("database killed and started", &|| server.kill(), &|| server.begin()));
    goes_and_comes_back(&app, ("database frozen and thawed", &|| server.freeze(true), &|| server.freeze(false)));
}

/// Nothing is kept here, so nothing can be served.
#[test]
fn an_instance_that_keeps_nothing_is_not_ready_while_the_database_is_away() {
    let Some(server) = Server::start() else { return };
    let app = TestApp::with(Database::own(server.url()), |config| config.cache_bytes = 0);
    assert_eq!(app.get("/api/v1/axes/4").status, 200);
    server.stop();
    until_it_is(&app, "not_ready");
    assert_eq!(app.get("/health/ready").status, 503);
    refused_in_time(&app, "/api/v1/axes/4");
    server.begin();
    until_it_is(&app, "ready");
    assert_eq!(app.get("/api/v1/axes/4").status, 200);
}

#[test]
fn an_exhausted_pool_is_told_in_time_to_each_who_waits() {
    let Some(server) = Server::start() else { return };
    let app = TestApp::with(Database::own(server.url()), |config| config.pool_size = 2);
    let kept = app.get("/api/v1/axes/4").body;
    let url = jalon::store::Url::parse(&server.url()).expect("a URL");
    let mut blocker = url.open().expect("the database opens");
    use diesel::connection::SimpleConnection;
    blocker.batch_execute("BEGIN; LOCK TABLE statements IN ACCESS EXCLUSIVE MODE").expect("the table is locked");
    std::thread::scope(|scope| {
        let waiting: Vec<_> = (0..2).map(|_| scope.spawn(|| app.get(&never_asked()).status)).collect();
        std::thread::sleep(Duration::from_millis(300));
        let asking: Vec<_> = (0..30).map(|_| scope.spawn(|| refused_in_time(&app, &never_asked()))).collect();
        let begun = Instant::now();
        assert_eq!(app.get("/api/v1/axes/4").body, kept);
        let kept_took = begun.elapsed();
        assert_eq!(app.get("/health/ready").json()["status"], "ready", "a busy database is not away");
        let slowest = asking.into_iter().map(|asking| asking.join().expect("it is answered")).max();
        blocker.batch_execute("ROLLBACK").expect("the lock is released");
        let done: Vec<u16> = waiting.into_iter().map(|waiting| waiting.join().expect("it is answered")).collect();
        println!("pool exhausted: 30 refused with Retry-After within {slowest:?}, a kept answer in {kept_took:?}");
        assert_eq!(done, [200, 200]);
        assert!(slowest.is_some_and(|slowest| slowest < Duration::from_secs(2)), "{slowest:?}");
    });
}
