//! `/metrics`: what it tells, of what, in which form, and to whom.

use std::{
    sync::Barrier,
    thread,
    time::{Duration, Instant},
};

use crate::support::{
    Answer, Database,
    cli::{Served, jalon},
    databases, exchange, get,
    postgres::Server,
};

fn served(database: &Database) -> Served {
    database.fill();
    Served::start(&[("DATABASE_URL", &database.url), ("METRICS_BIND", "127.0.0.1:0")])
}

fn scrape(service: &Served) -> String {
    let answer = get(service.metrics(), "/metrics");
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.text()
}

/// The value of a row, which must be there.
fn value(scrape: &str, row: &str) -> f64 {
    let found = scrape.lines().find_map(|line| line.strip_prefix(row).and_then(|rest| rest.strip_prefix(' ')));
    found.unwrap_or_else(|| panic!("{row} is not there: {scrape}")).parse().expect("a number")
}

fn requests(scrape: &str, route: &str, status: &str) -> f64 {
    value(scrape, &format!("jalon_http_requests_total{{route=\"{route}\",method=\"GET\",status=\"{status}\"}}"))
}

#[test]
fn requests_are_counted_by_the_template_of_their_address() {
    for database in databases() {
        let service = served(&database);
        for path in ["/api/v1/axes/4", "/api/v1/axes/4", "/api/v1/axes/2", "/api/v1/axes/99", "/fr/axes/4"] {
            get(service.address, path);
        }
        for path in ["/wp-login.php", "/.env", "/a/b/c/d/e/f"] {
            assert_eq!(get(service.address, path).status, 404);
        }
        let scrape = scrape(&service);
        assert_eq!(requests(&scrape, "/api/v1/axes/{code}", "2xx"), 3.0);
        assert_eq!(requests(&scrape, "/api/v1/axes/{code}", "4xx"), 1.0);
        assert_eq!(requests(&scrape, "/fr/axes/{code}", "2xx"), 1.0);
        assert_eq!(requests(&scrape, "other", "4xx"), 3.0);
        assert!(!scrape.contains("wp-login") && !scrape.contains("axes/99"), "no raw path is a label");
        let durations = "jalon_http_request_duration_seconds";
        assert_eq!(value(&scrape, &format!("{durations}_count{{route=\"/api/v1/axes/{{code}}\"}}")), 4.0);
        let all = format!("{durations}_bucket{{route=\"/api/v1/axes/{{code}}\",le=\"+Inf\"}}");
        assert_eq!(value(&scrape, &all), 4.0);
        // The second request for axis 4 was answered with what the first had made. The fault was not kept.
        assert_eq!(value(&scrape, "jalon_kept_answers_hits_total"), 1.0);
        assert_eq!(value(&scrape, "jalon_kept_answers_misses_total"), 3.0);
        assert_eq!(value(&scrape, "jalon_kept_answers"), 3.0);
        assert!(value(&scrape, "jalon_kept_answers_bytes") > 3.0 * 4096.0);
        assert_eq!(value(&scrape, "jalon_kept_answers_limit_bytes"), 32.0 * 1024.0 * 1024.0);
    }
}

#[test]
fn heads_and_posts_are_told_apart() {
    let database = Database::sqlite();
    let service = served(&database);
    let ask = |method: &str, path: &str| {
        let head = format!("{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        exchange(service.address, head.as_bytes(), method == "HEAD").status
    };
    assert_eq!(ask("HEAD", "/api/v1/axes"), 200);
    assert_eq!(ask("PUT", "/api/v1/axes"), 405);
    assert_eq!(ask("POST", "/api/v1/drafts"), 401);
    let scrape = scrape(&service);
    for row in [
        r#"jalon_http_requests_total{route="/api/v1/axes",method="HEAD",status="2xx"}"#,
        r#"jalon_http_requests_total{route="/api/v1/axes",method="other",status="4xx"}"#,
        r#"jalon_http_requests_total{route="/api/v1/drafts",method="POST",status="4xx"}"#,
    ] {
        assert_eq!(value(&scrape, row), 1.0, "{row}");
    }
}

#[test]
fn the_database_the_release_and_the_queue_are_told() {
    for database in databases() {
        let service = served(&database);
        get(service.address, "/api/v1/axes");
        let scrape = scrape(&service);
        assert_eq!(value(&scrape, "jalon_database_up"), 1.0, "{}", database.name());
        assert_eq!(value(&scrape, r#"jalon_release_info{release="2026.1",edition="2025"}"#), 1.0);
        // 2026-11-22T14:00:00Z, as the release file says.
        assert_eq!(value(&scrape, "jalon_release_recorded_timestamp_seconds"), 1_795_356_000.0);
        // Three months after 2025-12-05 and 2026-03-31: midnight of 2026-03-05 and of 2026-06-30.
        assert_eq!(value(&scrape, r#"jalon_release_due_timestamp_seconds{bound="earliest"}"#), 1_772_668_800.0);
        assert_eq!(value(&scrape, r#"jalon_release_due_timestamp_seconds{bound="latest"}"#), 1_782_777_600.0);
        assert!(value(&scrape, r#"jalon_release_overdue_days{bound="least"}"#) >= 145.0);
        for state in ["pending", "delivered", "failed"] {
            assert_eq!(value(&scrape, &format!("jalon_webhook_deliveries{{state=\"{state}\"}}")), 0.0);
        }
        assert_eq!(value(&scrape, "jalon_webhook_overdue_seconds"), 0.0);
        assert_eq!(value(&scrape, "jalon_pool_limit"), 8.0);
        assert_eq!(value(&scrape, r#"jalon_pool_connections{state="in_use"}"#), 0.0);
        assert!(value(&scrape, r#"jalon_pool_connections{state="idle"}"#) >= 1.0);
        assert_eq!(value(&scrape, "jalon_pool_timeouts_total"), 0.0);
        for state in ["usable", "away"] {
            assert_eq!(value(&scrape, &format!("jalon_replicas{{state=\"{state}\"}}")), 0.0, "none is named");
        }
        assert_eq!(value(&scrape, "jalon_drafts_open"), 0.0);
        assert!(value(&scrape, "process_resident_memory_bytes") > 1e6);
        assert!(value(&scrape, "process_open_fds") >= 3.0);
        assert!(value(&scrape, "process_start_time_seconds") > 1.7e9);
        let version = format!("jalon_build_info{{version=\"{}\"}}", env!("CARGO_PKG_VERSION"));
        assert_eq!(value(&scrape, &version), 1.0);
        let has_disk = scrape.contains("jalon_disk_free_bytes");
        assert_eq!(has_disk, database.name() == "SQLite");
    }
}

#[test]
fn replicas_are_told_by_whether_they_are_read() {
    let Some(primary) = Server::start() else { return };
    let (one, two) = (primary.replica(), primary.replica());
    let (url, replicas) = (primary.url(), format!("{},{}", one.url(), two.url()));
    let settings = [("DATABASE_URL", &*url), ("DATABASE_REPLICA_URL", &*replicas), ("METRICS_BIND", "127.0.0.1:0")];
    let service = Served::start(&settings);
    let becomes = |usable: f64, away: f64| {
        let begun = Instant::now();
        loop {
            let scrape = scrape(&service);
            let told = ["usable", "away"].map(|state| value(&scrape, &format!("jalon_replicas{{state=\"{state}\"}}")));
            assert_eq!(told[0] + told[1], 2.0, "each is in one state");
            if told == [usable, away] {
                return;
            }
            assert!(begun.elapsed() < Duration::from_secs(10), "{told:?}");
            thread::sleep(Duration::from_millis(50));
        }
    };
    becomes(2.0, 0.0);
    two.stop();
    becomes(1.0, 1.0);
    two.begin();
    becomes(2.0, 0.0);
}

#[test]
fn the_form_is_the_one_that_is_asked_for() {
    let database = Database::sqlite();
    let service = served(&database);
    let ask = |accept: &str| -> Answer {
        let head = format!("GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAccept: {accept}\r\n\r\n");
        exchange(service.metrics(), head.as_bytes(), false)
    };
    let plain = ask("text/plain");
    assert_eq!(plain.header("content-type"), Some("text/plain; version=0.0.4; charset=utf-8"));
    assert!(plain.text().contains("# TYPE jalon_kept_answers_hits_total counter\n"), "{}", plain.text());
    let open = ask("application/openmetrics-text;version=1.0.0;q=0.8,text/plain;version=0.0.4;q=0.5");
    assert_eq!(open.header("content-type"), Some("application/openmetrics-text; version=1.0.0; charset=utf-8"));
    assert!(open.text().contains("# TYPE jalon_kept_answers_hits counter\n"), "{}", open.text());
    assert!(open.text().ends_with("# EOF\n"));
}

/// Readers of the record never come to the metrics, and the metrics lead nowhere else.
#[test]
fn the_metrics_have_an_address_of_their_own() {
    let database = Database::sqlite();
    let service = served(&database);
    assert_eq!(get(service.address, "/metrics").status, 404);
    assert_eq!(get(service.metrics(), "/api/v1").status, 404);
    let without = Served::start(&[("DATABASE_URL", &database.url)]);
    assert_eq!(get(without.address, "/metrics").status, 404);
    assert!(!without.log.contains("metrics at"), "{}", without.log);
}

#[test]
fn metrics_go_on_while_the_database_cannot_be_read() {
    for database in databases() {
        let service = served(&database);
        assert_eq!(get(service.address, "/api/v1/axes").status, 200);
        database.execute("DROP TABLE current_release");
        let scrape = scrape(&service);
        assert_eq!(value(&scrape, "jalon_database_up"), 0.0);
        assert!(!scrape.contains("jalon_webhook_deliveries{"), "{scrape}");
        assert_eq!(requests(&scrape, "/api/v1/axes", "2xx"), 1.0);
    }
}

/// As two monitoring systems ask that know nothing of each other.
#[test]
fn scrapes_at_the_same_time_are_told_the_same() {
    const AT_ONCE: usize = 8;
    for database in databases() {
        let service = served(&database);
        let start = Barrier::new(AT_ONCE);
        let ask = || {
            start.wait();
            for _ in 0..5 {
                let scrape = scrape(&service);
                assert_eq!(value(&scrape, "jalon_database_up"), 1.0, "{}", database.name());
                assert_eq!(value(&scrape, r#"jalon_webhooks{state="active"}"#), 0.0);
            }
        };
        thread::scope(|scope| (0..AT_ONCE).for_each(|_| drop(scope.spawn(ask))));
    }
}

#[test]
fn a_bad_address_stops_the_start() {
    jalon(&["serve"], &[("METRICS_BIND", "9464")]).expect(3, &["METRICS_BIND", "9464", "127.0.0.1:"]);
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = taken.local_addr().expect("an address").to_string();
    let settings = [("METRICS_BIND", address.as_str()), ("BIND", "127.0.0.1:0")];
    jalon(&["serve"], &settings).expect(5, &["cannot listen", &address]);
}
