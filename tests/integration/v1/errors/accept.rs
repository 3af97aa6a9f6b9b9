//! `Accept`: what is offered is given, anything else is a 406 (RFC 9110, section 12.5.1).

use crate::support::{Answer, TestApp, problem::says};

fn accepting(app: &TestApp, path: &str, accept: &str) -> Answer {
    app.request("GET", path, &[("Accept", accept)])
}

fn media(answer: &Answer) -> &str {
    assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
    answer.header("content-type").and_then(|value| value.split(';').next()).unwrap_or_default()
}

#[test]
fn a_list_is_not_given_as_xml() {
    let app = TestApp::on_sqlite();
    for path in ["/api/v1/objectives", "/api/v1/axes/4/objectives", "/api/v1/progress"] {
        let problem = accepting(&app, path, "application/xml").problem(406, "not_acceptable");
        assert_eq!(problem["value"], "application/xml");
        assert!(says(&problem, "expected", "application/json") && says(&problem, "expected", "text/csv"), "{problem}");
    }
}

#[test]
fn an_item_is_json_only() {
    let app = TestApp::on_sqlite();
    for path in ["/api/v1", "/api/v1/axes/4", "/api/v1/objectives/30/history", "/api/v1/releases", "/api/v1/problems"] {
        for accept in ["text/csv", "application/xml", "application/json;q=0", "*/*;q=0", "application/json;q=0, */*"] {
            let problem = accepting(&app, path, accept).problem(406, "not_acceptable");
            assert!(says(&problem, "expected", "application/json"), "{path}: {problem}");
        }
    }
}

#[test]
fn the_text_of_a_source_is_plain_text_only() {
    let app = TestApp::on_sqlite();
    let path = "/api/v1/sources/detail-2026/text";
    accepting(&app, path, "application/json").problem(406, "not_acceptable");
    assert_eq!(media(&accepting(&app, path, "text/*")), "text/plain");
}

#[test]
fn the_highest_quality_wins() {
    let app = TestApp::on_sqlite();
    for (accept, expected) in [
        ("*/*", "application/json"),
        ("application/json, text/csv", "application/json"),
        ("text/csv", "text/csv"),
        ("text/*", "text/csv"),
        ("TEXT/CSV", "text/csv"),
        ("application/*", "application/json"),
        ("text/csv;q=0.5, application/json;q=0.9", "application/json"),
        ("text/csv;q=0.9, application/json;q=0.5", "text/csv"),
        ("text/csv, application/json;q=0.5", "text/csv"),
        ("text/csv ; q=0.5 , */* ; q=0.1", "text/csv"),
        ("*/*;q=0.9, text/csv;q=0.1", "application/json"),
        ("application/json;q=0, */*", "text/csv"),
        ("application/json;q=0.001", "application/json"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "application/json"),
    ] {
        assert_eq!(media(&accepting(&app, "/api/v1/axes", accept)), expected, "{accept}");
    }
}

#[test]
fn the_name_of_the_quality_may_be_a_capital() {
    let app = TestApp::on_sqlite();
    let accept = "application/json;Q=0.1, text/csv;Q=0.9";
    assert_eq!(media(&accepting(&app, "/api/v1/axes", accept)), "text/csv");
}

#[test]
fn two_lines_of_accept_are_one_list() {
    let app = TestApp::on_sqlite();
    let answer = app.request("GET", "/api/v1/axes", &[("Accept", "text/html"), ("Accept", "text/csv")]);
    assert_eq!(media(&answer), "text/csv");
}

#[test]
fn the_parameter_format_comes_before_accept() {
    let app = TestApp::on_sqlite();
    assert_eq!(media(&accepting(&app, "/api/v1/axes?format=csv", "application/json")), "text/csv");
    assert_eq!(media(&accepting(&app, "/api/v1/axes?format=json", "text/csv")), "application/json");
}

#[test]
fn an_error_is_a_problem_whatever_is_accepted() {
    let app = TestApp::on_sqlite();
    accepting(&app, "/api/v1/axes?limit=x", "text/csv").problem(400, "invalid_parameter");
    accepting(&app, "/api/v1/nowhere", "text/html").problem(404, "unknown_path");
    accepting(&app, "/nowhere", "application/json").problem(404, "unknown_path");
}
