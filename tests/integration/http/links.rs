//! Addresses in answers: built from `PUBLIC_URL`, or from a request that names a plausible host.

use serde_json::Value;

use crate::support::{Answer, Database, TestApp};

/// Every text of a JSON value that is an address under the API.
fn addresses(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) if text.contains("/api/v1") && !text.contains(' ') => found.push(text.clone()),
        Value::Array(values) => values.iter().for_each(|value| addresses(value, found)),
        Value::Object(members) => members.values().for_each(|value| addresses(value, found)),
        _ => {}
    }
}

fn all_addresses(answer: &Answer) -> Vec<String> {
    let mut found = Vec::new();
    addresses(&answer.json(), &mut found);
    assert!(!found.is_empty(), "{}", answer.text());
    found
}

const PATHS: [&str; 5] =
    ["/api/v1", "/api/v1/axes/4", "/api/v1/objectives?limit=7", "/api/v1/releases/2026", "/api/v1/axes?limt=1"];

#[test]
fn links_begin_with_the_address_of_the_request() {
    let app = TestApp::on_sqlite();
    for path in PATHS {
        for url in all_addresses(&app.get(path)) {
            assert!(url.starts_with(&format!("http://{}/api/v1", app.address)), "{path}: {url}");
        }
    }
}

#[test]
fn links_begin_with_public_url_when_it_is_set() {
    let app = TestApp::with(Database::sqlite(), |config| config.public_url = Some("https://jalon.example".to_owned()));
    for path in PATHS {
        let answer = app.get(path);
        for url in all_addresses(&answer) {
            assert!(url.starts_with("https://jalon.example/api/v1"), "{path}: {url}");
        }
        assert!(!answer.header("link").unwrap_or_default().contains("http://"), "{path}");
    }
    assert!(
        app.get("/api/v1/objectives?limit=7")
            .header("link")
            .is_some_and(|link| link.contains("https://jalon.example/"))
    );
}

/// The addresses in an answer that lead nowhere.
fn dead(app: &TestApp, path: &str) -> Vec<String> {
    let base = format!("http://{}", app.address);
    let mut urls = all_addresses(&app.get(path));
    // One point is not a trend: the address of a pace says so until there are three.
    let is_dead = |status: u16| status >= 400 && status != 409;
    urls.retain(|url| is_dead(app.get(url.strip_prefix(&base).expect("an address of here")).status));
    urls
}

#[test]
fn every_link_of_an_item_leads_somewhere() {
    let app = TestApp::on_sqlite();
    for path in [
        "/api/v1",
        "/api/v1?release=2026.1",
        "/api/v1?as_of=2025-12-31",
        "/api/v1/axes/4",
        "/api/v1/axes/4?release=2023",
        "/api/v1/axes/4?as_of=2025-12-31",
        "/api/v1/actions/14",
        "/api/v1/objectives/30",
        "/api/v1/objectives/4.1?release=2023",
        "/api/v1/sources/detail-2026",
        "/api/v1/statements/axis-1.achievement.1",
        "/api/v1/objectives/30/history",
    ] {
        assert_eq!(dead(&app, path), Vec::<String>::new(), "{path}");
    }
}

#[test]
fn every_link_of_a_release_leads_somewhere() {
    let app = TestApp::on_sqlite();
    for path in ["/api/v1/releases", "/api/v1/releases/2023", "/api/v1/releases/2025.1", "/api/v1/releases/2026"] {
        assert_eq!(dead(&app, path), Vec::<String>::new(), "{path}");
    }
}

/// The passages of a release's own fields stand in that release, whichever is current.
#[test]
fn a_passage_that_a_release_links_to_is_the_one_it_names() {
    let app = TestApp::on_sqlite();
    let base = format!("http://{}", app.address);
    let mut wrong = Vec::new();
    for release in ["2023", "2025", "2026"] {
        let item = app.json(&format!("/api/v1/releases/{release}"));
        for passage in item["passages"].as_array().expect("passages") {
            let href = passage["href"].as_str().and_then(|url| url.strip_prefix(&base)).expect("an address of here");
            let data = app.get(href).json()["data"].clone();
            if (&data["start"], &data["end"]) != (&passage["start"], &passage["end"]) {
                wrong.push(format!("{release}: {} is not {href}", passage["field"]));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn a_host_that_is_no_host_is_not_repeated() {
    let app = TestApp::on_sqlite();
    for host in
        ["evil\"><script>", "a b", "evil/..", "user@evil", "evil?x", "evil#x", "evil\\x", "<evil>", "évil", "evil,evil"]
    {
        for path in PATHS {
            let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
            let answer = app.raw(request.as_bytes(), false);
            assert!(answer.status < 500, "{host}: {}", answer.status);
            assert!(!answer.text().contains(host), "{host}: {}", answer.text());
            assert!(!answer.header("link").unwrap_or_default().contains(host), "{host}");
        }
    }
}

#[test]
fn a_request_without_host_is_answered_or_refused() {
    let app = TestApp::on_sqlite();
    let old = app.raw(b"GET /api/v1/axes/4 HTTP/1.0\r\n\r\n", false);
    assert_eq!(old.status, 200);
    assert!(all_addresses(&old).iter().all(|url| url.starts_with("http://127.0.0.1")), "{}", old.text());
}

#[test]
fn forwarded_headers_are_not_trusted() {
    let app = TestApp::on_sqlite();
    let headers =
        [("X-Forwarded-Host", "evil.example"), ("Forwarded", "host=evil.example"), ("X-Forwarded-Proto", "gopher")];
    for path in PATHS {
        let answer = app.request("GET", path, &headers);
        assert!(!answer.text().contains("evil") && !answer.text().contains("gopher"), "{path}");
    }
}

#[test]
fn a_link_to_self_is_the_request_in_its_canonical_form() {
    let app = TestApp::on_sqlite();
    let list = app.json("/api/v1/objectives?sort=-progress&limit=5&axis=4");
    let url = list["links"]["self"].as_str().expect("an address");
    let again = app.json(url.strip_prefix(&format!("http://{}", app.address)).expect("an address of here"));
    assert_eq!(again, list);
}

/// Whatever the request line names: a kept answer is found by the same `Host` with which its links begin.
#[test]
fn an_answer_is_kept_for_the_host_that_its_links_name() {
    let app = TestApp::on_sqlite();
    let ask = |target: &str, hosts: &str| {
        let request = format!("GET {target} HTTP/1.1\r\n{hosts}Connection: close\r\n\r\n");
        app.raw(request.as_bytes(), false)
    };
    for _ in 0..2 {
        for host in ["one.example", "two.example:8080", "[2001:db8::1]:80"] {
            for target in ["/api/v1/axes/4", "http://evil.example/api/v1/axes/4"] {
                let answer = ask(target, &format!("Host: {host}\r\n"));
                assert_eq!(answer.status, 200, "{target}: {}", answer.text());
                let addresses = all_addresses(&answer);
                assert!(addresses.iter().all(|url| url.starts_with(&format!("http://{host}/"))), "{}", answer.text());
            }
        }
        let two = ask("/api/v1/axes/4", "Host: one.example\r\nHost: evil.example\r\n");
        assert!(!two.text().contains("evil") && [200, 400].contains(&two.status), "{}", two.text());
    }
}
