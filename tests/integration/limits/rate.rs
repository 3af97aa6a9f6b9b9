//! Requests a minute, by client: counted, told, refused; and who the client is.

use jalon::config::proxies::Proxies;

use crate::support::{Answer, Database, TestApp};

fn limited(limit: u32, proxies: &str) -> TestApp {
    TestApp::with(Database::sqlite(), |config| {
        config.rate_limit = limit;
        config.trusted_proxies = Proxies::parse(proxies).expect("networks");
    })
}

fn told(answer: &Answer) -> (u16, Option<&str>) {
    (answer.status, answer.header("ratelimit"))
}

/// Three a minute are one each 20 seconds: after the first the client has all three again in 20 s, and so on.
#[test]
fn each_answer_tells_what_is_left_and_one_too_many_is_refused() {
    let app = limited(3, "");
    let first = app.get("/api/v1/axes/4");
    assert_eq!(first.header("ratelimit-policy"), Some("\"client\";q=3;w=60"));
    assert_eq!(told(&first), (200, Some("\"client\";r=2;t=20")));
    // A kept answer and a mistake count too.
    assert_eq!(told(&app.get("/api/v1/axes/4")), (200, Some("\"client\";r=1;t=40")));
    assert_eq!(told(&app.get("/api/v1/axes/99")), (404, Some("\"client\";r=0;t=60")));
    let refused = app.get("/api/v1/axes/4");
    assert_eq!(told(&refused), (429, Some("\"client\";r=0;t=60")));
    refused.problem(429, "rate_limited");
    let wait: u64 = refused.header("retry-after").and_then(|wait| wait.parse().ok()).expect("seconds");
    assert!((1..=20).contains(&wait), "{wait}");
    // Scripts of other origins may read what is told.
    assert!(refused.exposes("RateLimit"));
}

#[test]
fn a_refusal_has_the_shape_of_what_was_asked() {
    let app = limited(1, "");
    assert_eq!(app.get("/api/v1").status, 200);
    let portal = app.get("/api/explore/v2.1/catalog/datasets");
    assert_eq!((portal.status, portal.json()["error_code"].as_str()), (429, Some("TooManyRequests")));
    let page = app.get("/fr/axes/4");
    assert_eq!(page.status, 429);
    assert!(page.text().contains("Trop de requêtes"), "{}", page.text());
    // Whoever watches the service is not held up.
    assert_eq!(app.get("/health/live").status, 200);
    assert_eq!(app.get("/health/ready").status, 200);
}

#[test]
fn without_a_limit_nothing_is_told() {
    let app = limited(0, "");
    let answer = app.get("/api/v1/axes/4");
    assert_eq!((answer.status, answer.header("ratelimit"), answer.header("ratelimit-policy")), (200, None, None));
}

#[test]
fn behind_a_proxy_each_client_is_counted_by_itself() {
    let app = limited(2, "127.0.0.1");
    let ask = |named: &str| app.request("GET", "/api/v1/axes/4", &[("X-Forwarded-For", named)]).status;
    assert_eq!([ask("203.0.113.1"), ask("203.0.113.1"), ask("203.0.113.1")], [200, 200, 429]);
    assert_eq!(ask("203.0.113.2"), 200);
    // What the client wrote before the proxy added its address changes nothing.
    assert_eq!(ask("203.0.113.9, 203.0.113.1"), 429);
    // The other addresses of its network of IPv6 are the same subscriber's.
    assert_eq!([ask("2001:db8::1"), ask("2001:db8::2"), ask("2001:db8::3")], [200, 200, 429]);
    assert_eq!(ask("2001:db8:0:1::1"), 200);
}

#[test]
fn without_a_trusted_proxy_no_header_makes_another_client() {
    for proxies in ["", "10.0.0.0/8"] {
        let app = limited(2, proxies);
        let ask = |named: &str| app.request("GET", "/api/v1/axes/4", &[("X-Forwarded-For", named)]).status;
        assert_eq!([ask("203.0.113.1"), ask("203.0.113.2"), ask("203.0.113.3")], [200, 200, 429], "{proxies}");
    }
}

/// The quota of the Explore surface is the same client's.
#[test]
fn the_quota_of_a_day_is_counted_behind_proxies_too() {
    let app = TestApp::with(Database::sqlite(), |config| {
        config.explore_quota = 1;
        config.trusted_proxies = Proxies::parse("127.0.0.0/8").expect("a network");
    });
    let path = "/api/explore/v2.1/catalog/datasets";
    let ask = |named: &str| app.request("GET", path, &[("X-Forwarded-For", named)]).status;
    assert_eq!([ask("203.0.113.1"), ask("203.0.113.1"), ask("203.0.113.2")], [200, 429, 200]);
}
