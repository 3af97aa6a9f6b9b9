//! HEAD and OPTIONS.

use crate::support::{Answer, TestApp};

fn told(answer: &Answer) -> Vec<(String, String)> {
    let mut headers: Vec<(String, String)> = answer
        .headers
        .iter()
        .filter(|(name, _)| !["date", "ratelimit", "x-request-id"].contains(&name.as_str()))
        .cloned()
        .collect();
    headers.sort();
    headers
}

#[test]
fn head_tells_what_get_tells_and_sends_no_body() {
    let app = TestApp::on_sqlite();
    for path in [
        "/api/v1",
        "/api/v1/axes/4",
        "/api/v1/objectives",
        "/api/v1/objectives?limit=7&offset=7",
        "/api/v1/objectives?format=csv",
        "/api/v1/sources/detail-2026/text",
        "/api/v1/openapi.json",
        "/health/live",
        "/api/v1/axes/5",
        "/api/v1/axes/x",
        "/api/v1/axes?limit=x",
        "/nowhere",
    ] {
        // A file that is sent for the first time has no length yet.
        drop(app.get(path));
        let (get, head) = (app.get(path), app.request("HEAD", path, &[]));
        assert_eq!(head.status, get.status, "{path}");
        assert!(head.body.is_empty(), "{path}: {}", head.text());
        assert_eq!(told(&head), told(&get), "{path}");
    }
}

#[test]
fn head_tells_the_length() {
    let app = TestApp::on_sqlite();
    for path in ["/api/v1/axes/4", "/api/v1/objectives", "/api/v1/axes/5", "/nowhere"] {
        let length = app.get(path).body.len().to_string();
        assert_eq!(app.request("HEAD", path, &[]).header("content-length"), Some(length.as_str()), "{path}");
    }
}

#[test]
fn head_tells_the_encoding_of_get() {
    let app = TestApp::on_sqlite();
    let headers = [("Accept-Encoding", "gzip")];
    let (get, head) = (app.request("GET", "/api/v1/axes", &headers), app.request("HEAD", "/api/v1/axes", &headers));
    assert_eq!(head.header("content-encoding"), Some("gzip"));
    assert_eq!(told(&head), told(&get));
    assert!(head.body.is_empty());
}

#[test]
fn a_preflight_is_204_and_allows_reading_from_any_origin() {
    let app = TestApp::on_sqlite();
    for path in ["/api/v1", "/api/v1/objectives?limit=x", "/api/v1/axes/4", "/health/ready"] {
        let asked = [
            ("Origin", "https://example.org"),
            ("Access-Control-Request-Method", "GET"),
            ("Access-Control-Request-Headers", "if-none-match"),
        ];
        let answer = app.request("OPTIONS", path, &asked);
        assert_eq!(answer.status, 204, "{path}");
        assert!(answer.body.is_empty(), "{path}");
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"), "{path}");
        let methods = answer.header("access-control-allow-methods").unwrap_or_default();
        assert!(methods.contains("GET") && methods.contains("HEAD") && !methods.contains("POST"), "{methods}");
        let headers = answer.header("access-control-allow-headers").unwrap_or_default().to_lowercase();
        assert!(headers == "*" || headers.contains("if-none-match"), "{headers}");
        assert_eq!(answer.header("allow"), Some("GET, HEAD, OPTIONS"), "{path}");
    }
}
