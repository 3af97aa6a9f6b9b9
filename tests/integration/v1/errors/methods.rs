//! The service is read-only: every method but GET, HEAD and OPTIONS is refused.

use crate::support::{TestApp, problem::says};

const OTHERS: [&str; 7] = ["POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "BREW"];

#[test]
fn every_other_method_is_refused_on_known_addresses() {
    let app = TestApp::on_sqlite();
    for path in [
        "/api/v1",
        "/api/v1/objectives",
        "/api/v1/objectives?limit=x",
        "/api/v1/axes/4",
        "/api/v1/axes/4/history",
        "/api/v1/sources/detail-2026/passages/1",
        "/api/v1/openapi.json",
        "/health/live",
        "/version",
    ] {
        for method in OTHERS {
            let answer = app.request(method, path, &[]);
            let problem = answer.problem(405, "method_not_allowed");
            assert_eq!(answer.header("allow"), Some("GET, HEAD, OPTIONS"), "{method} {path}");
            assert!(says(&problem, "detail", method) && says(&problem, "expected", "GET"), "{problem}");
        }
    }
}

#[test]
fn the_way_in_and_the_explorer_take_the_same_methods() {
    let app = TestApp::on_sqlite();
    for path in ["/", "/api/v1/docs/"] {
        assert!(app.get(path).status < 400, "{path} is served");
        let answer = app.request("POST", path, &[]);
        answer.problem(405, "method_not_allowed");
        assert_eq!(answer.header("allow"), Some("GET, HEAD, OPTIONS"), "{path}");
    }
}

#[test]
fn every_method_finds_nothing_at_an_unknown_address() {
    let app = TestApp::on_sqlite();
    for method in OTHERS.iter().chain(&["GET", "OPTIONS"]) {
        let problem = app.request(method, "/api/v1/objectivs", &[]).problem(404, "unknown_path");
        assert_eq!(problem["did_you_mean"], "/api/v1/objectives", "{method}");
    }
}

#[test]
fn a_body_changes_nothing() {
    let app = TestApp::on_sqlite();
    let request = format!(
        "POST /api/v1/objectives HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Type: application/json\r\n\
         Content-Length: 2\r\n\r\n{{}}",
        app.address
    );
    app.raw(request.as_bytes(), false).problem(405, "method_not_allowed");
}

#[test]
fn a_method_in_small_letters_is_another_method() {
    let app = TestApp::on_sqlite();
    app.request("get", "/api/v1/objectives", &[]).problem(405, "method_not_allowed");
}
