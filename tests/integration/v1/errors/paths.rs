//! Addresses that nothing is served at, and addresses that are too long.

use crate::support::{TestApp, problem::says};

#[test]
fn an_unknown_path_is_refused_with_the_nearest() {
    let app = TestApp::on_sqlite();
    for (path, nearest) in [("/api/v1/objectivs", "/api/v1/objectives"), ("/api/v1/action", "/api/v1/actions")] {
        let problem = app.refusal(path, 404, "unknown_path");
        assert_eq!(problem["did_you_mean"], nearest);
        assert_eq!(problem["value"], path);
    }
}

#[test]
fn an_address_with_a_slash_at_its_end_is_refused_with_the_one_without() {
    let app = TestApp::on_sqlite();
    for path in ["/api/v1", "/api/v1/objectives", "/api/v1/axes/4", "/api/v1/axes/4/objectives", "/version"] {
        let problem = app.refusal(&format!("{path}/"), 404, "unknown_path");
        assert_eq!(problem["did_you_mean"], path);
    }
}

#[test]
fn what_is_suggested_exists() {
    let app = TestApp::on_sqlite();
    for path in
        ["/api/v1/axis/4", "/api/v1/axes/4/objectivs", "/api/v1/objectives/30/histori", "/api/v2", "/api/v1//axes"]
    {
        let problem = app.refusal(path, 404, "unknown_path");
        if let Some(suggested) = problem["did_you_mean"].as_str() {
            assert_eq!(app.get(suggested).status, 200, "{path} suggests {suggested}");
        }
    }
}

#[test]
fn an_unknown_path_leads_to_the_index() {
    let problem = TestApp::on_sqlite().refusal("/nowhere", 404, "unknown_path");
    assert!(problem["see"][0].as_str().is_some_and(|url| url.ends_with("/api/v1")), "{problem}");
}

#[test]
fn an_address_longer_than_4096_bytes_is_refused_with_the_limit() {
    let app = TestApp::on_sqlite();
    for length in [4097, 5000, 60_000] {
        let path = format!("/api/v1/objectives?q={}", "a".repeat(length));
        let problem = app.refusal(&path, 414, "uri_too_long");
        assert!(says(&problem, "expected", "4096"), "{problem}");
        let problem = app.refusal(&format!("/api/v1/{}", "a".repeat(length)), 414, "uri_too_long");
        assert!(says(&problem, "detail", "4096"), "{problem}");
    }
}

#[test]
fn an_address_of_4000_bytes_is_read() {
    let app = TestApp::on_sqlite();
    assert_eq!(app.get(&format!("/api/v1/objectives?q={}", "a".repeat(3970))).status, 200);
}

#[test]
fn the_type_of_a_problem_is_an_address_that_explains_it() {
    let app = TestApp::on_sqlite();
    for path in [
        "/api/v1/objectives?limt=5",
        "/api/v1/objectives?limit=x",
        "/api/v1/objectives?profile=excel-fr",
        "/api/v1/objectives?sort=x",
        "/api/v1/axes/x",
        "/api/v1/axes?q=%FF",
        "/api/v1/axes?release=1999",
        "/api/v1/axes/5",
        "/nowhere",
    ] {
        let problem = app.get(path).json();
        let url = problem["type"].as_str().expect("a problem has a type");
        let base = format!("http://{}", app.address);
        let page = app.json(url.strip_prefix(&base).unwrap_or_else(|| panic!("{url} is served here")));
        assert_eq!(page["data"]["code"], problem["code"]);
        assert_eq!(page["data"]["status"], problem["status"]);
        assert_eq!(page["data"]["title"], problem["title"]);
    }
}

#[test]
fn every_code_of_the_table_has_its_page() {
    let app = TestApp::on_sqlite();
    let table = app.json("/api/v1/problems");
    let rows = table["data"].as_array().expect("a list");
    assert!(rows.len() >= 10, "{table}");
    for row in rows {
        let code = row["code"].as_str().expect("a code");
        assert_eq!(app.json(&format!("/api/v1/problems/{code}"))["data"]["code"], code);
    }
}
