//! Parameters that are unknown, out of range, empty, given twice or at odds with each other.

use serde_json::Value;

use crate::support::{TestApp, on_each_database, problem::says};

/// The problem of a parameter whose value is not taken, which names both and says what would be right.
fn invalid(app: &TestApp, path: &str, param: &str, value: &str) -> Value {
    let problem = app.refusal(path, 400, "invalid_parameter");
    assert_eq!(problem["param"], param, "{path}");
    assert_eq!(problem["value"], value, "{path}");
    assert!(problem["expected"].as_str().is_some_and(|words| !words.is_empty()), "{path}: {problem}");
    problem
}

#[test]
fn a_search_takes_one_to_32_words() {
    on_each_database(|app| {
        let words: Vec<String> = (0..200).map(|number| format!("w{number}")).collect();
        for path in ["/api/v1/objectives", "/api/v1/statements", "/api/v1/search"] {
            let many = app.get(&format!("{path}?q={}", words.join("+")));
            assert_eq!((many.status, many.json()["param"].as_str()), (400, Some("q")), "{path}");
            assert!(many.json()["expected"].as_str().is_some_and(|expected| expected.contains("32")));
            assert_eq!(app.get(&format!("{path}?q=%20")).status, 400, "{path}");
            assert_eq!(app.get(&format!("{path}?q={}", words[..32].join("+"))).status, 200, "{path}");
        }
    });
}

#[test]
fn a_least_number_above_the_greatest_is_refused() {
    on_each_database(|app| {
        let refused = app.get("/api/v1/objectives?progress_min=90&progress_max=10").json();
        assert_eq!((refused["status"].as_u64(), refused["param"].as_str()), (Some(400), Some("progress_max")));
    });
}

#[test]
fn an_unknown_parameter_is_refused_with_the_nearest() {
    let problem = TestApp::on_sqlite().refusal("/api/v1/objectives?limt=5", 400, "unknown_parameter");
    assert_eq!(problem["param"], "limt");
    assert_eq!(problem["value"], "5");
    assert_eq!(problem["did_you_mean"], "limit");
    assert!(says(&problem, "expected", "limit") && says(&problem, "expected", "progress_min"), "{problem}");
}

#[test]
fn a_parameter_like_no_other_has_no_suggestion() {
    let problem = TestApp::on_sqlite().refusal("/api/v1/objectives?zzzzzzzz=5", 400, "unknown_parameter");
    assert_eq!(problem["param"], "zzzzzzzz");
    assert!(problem.get("did_you_mean").is_none(), "{problem}");
}

#[test]
fn every_address_refuses_unknown_parameters() {
    let app = TestApp::on_sqlite();
    for path in [
        "/api/v1",
        "/api/v1/releases",
        "/api/v1/releases/2026",
        "/api/v1/axes/4",
        "/api/v1/actions/14/history",
        "/api/v1/sources/detail-2026/text",
        "/api/v1/problems",
        "/api/v1/search?q=ai",
        "/version",
        "/health/live",
    ] {
        let separator = if path.contains('?') { '&' } else { '?' };
        let problem = app.refusal(&format!("{path}{separator}lang=fr"), 400, "unknown_parameter");
        assert_eq!(problem["param"], "lang", "{path}");
    }
}

#[test]
fn a_limit_is_a_whole_number_up_to_500() {
    let app = TestApp::on_sqlite();
    let values = ["abc", "1.5", "-1", "501", "1e3", "0x10", "99999999999999999999", "9223372036854775807", "--"];
    for value in values {
        let problem = invalid(&app, &format!("/api/v1/objectives?limit={value}"), "limit", value);
        assert!(says(&problem, "expected", "0") && says(&problem, "expected", "500"), "{problem}");
    }
    invalid(&app, "/api/v1/objectives?limit=%2B5", "limit", "+5");
    invalid(&app, "/api/v1/objectives?limit=%205", "limit", " 5");
    invalid(&app, "/api/v1/objectives?limit=%D9%A3", "limit", "٣");
}

#[test]
fn an_offset_is_a_whole_number_that_fits() {
    let app = TestApp::on_sqlite();
    for value in ["abc", "-1", "0.0", "9223372036854775807", "9223372036854775808", "99999999999999999999999"] {
        invalid(&app, &format!("/api/v1/statements?offset={value}"), "offset", value);
    }
}

#[test]
fn a_bound_of_progress_is_a_percentage() {
    let app = TestApp::on_sqlite();
    for (param, value) in [("progress_min", "101"), ("progress_max", "-5"), ("progress_min", "50%25")] {
        let shown = value.replace("%25", "%");
        let problem = invalid(&app, &format!("/api/v1/objectives?{param}={value}"), param, &shown);
        assert!(says(&problem, "expected", "100"), "{problem}");
    }
}

#[test]
fn an_empty_value_is_refused() {
    let app = TestApp::on_sqlite();
    for param in ["limit", "offset", "sort", "fields", "format", "status", "axis", "q", "release", "as_of"] {
        invalid(&app, &format!("/api/v1/objectives?{param}="), param, "");
        invalid(&app, &format!("/api/v1/objectives?{param}"), param, "");
    }
}

#[test]
fn a_parameter_that_takes_one_value_is_refused_twice() {
    let app = TestApp::on_sqlite();
    for (param, first, second) in [
        ("limit", "1", "2"),
        ("offset", "1", "2"),
        ("release", "2026", "2025"),
        ("as_of", "2026-03-31", "2026-04-01"),
        ("format", "json", "csv"),
        ("progress_min", "1", "1"),
    ] {
        let path = format!("/api/v1/objectives?{param}={first}&{param}={second}");
        invalid(&app, &path, param, second);
    }
}

#[test]
fn a_word_outside_its_list_is_refused_with_the_list() {
    let app = TestApp::on_sqlite();
    let problem = invalid(&app, "/api/v1/objectives?status=in_progres", "status", "in_progres");
    assert_eq!(problem["did_you_mean"], "in_progress");
    assert!(says(&problem, "expected", "in_progress") && says(&problem, "expected", "completed"), "{problem}");
    let problem = invalid(&app, "/api/v1/objectives?status=completed,late", "status", "late");
    assert!(says(&problem, "expected", "completed"), "{problem}");
}

#[test]
fn a_format_outside_its_list_is_refused_with_the_list() {
    let app = TestApp::on_sqlite();
    let problem = invalid(&app, "/api/v1/objectives?format=csvv", "format", "csvv");
    assert_eq!(problem["did_you_mean"], "csv");
    assert!(says(&problem, "expected", "json") && says(&problem, "expected", "csv"), "{problem}");
    let problem = invalid(&app, "/api/v1/objectives?format=csv&profile=excel", "profile", "excel");
    assert_eq!(problem["did_you_mean"], "excel-fr");
}

#[test]
fn two_swapped_letters_of_a_short_word_are_still_near() {
    let problem = invalid(&TestApp::on_sqlite(), "/api/v1/objectives?format=cvs", "format", "cvs");
    assert_eq!(problem["did_you_mean"], "csv");
}

#[test]
fn a_profile_belongs_to_a_csv_file() {
    let app = TestApp::on_sqlite();
    for path in ["/api/v1/objectives?profile=excel-fr", "/api/v1/objectives?profile=excel-fr&format=json"] {
        let problem = app.refusal(path, 400, "conflicting_parameters");
        assert_eq!(problem["param"], "profile", "{path}");
        assert_eq!(problem["value"], "excel-fr", "{path}");
        assert!(says(&problem, "expected", "format=csv"), "{problem}");
    }
}

#[test]
fn a_code_in_a_filter_is_a_number() {
    let app = TestApp::on_sqlite();
    for (param, value) in [("axis", "four"), ("action", "014"), ("axis", "-4"), ("axis", "4.0")] {
        invalid(&app, &format!("/api/v1/objectives?{param}={value}"), param, value);
    }
}

#[test]
fn too_many_parameters_are_refused() {
    let pairs = vec!["a=1"; 200].join("&");
    let problem = TestApp::on_sqlite().refusal(&format!("/api/v1/objectives?{pairs}"), 400, "invalid_parameter");
    assert!(says(&problem, "detail", "200"), "{problem}");
}

#[test]
fn every_list_refuses_a_bad_limit_in_the_same_words() {
    let app = TestApp::on_sqlite();
    for path in [
        "axes",
        "actions",
        "statements",
        "progress",
        "sources",
        "axes/4/actions",
        "axes/4/statements",
        "actions/14/objectives",
        "objectives/30/statements",
        "sources/detail-2026/passages",
        "search",
    ] {
        let query = if path == "search" { "q=ai&limit=x" } else { "limit=x" };
        let problem = invalid(&app, &format!("/api/v1/{path}?{query}"), "limit", "x");
        assert!(says(&problem, "expected", "a whole number from"), "{path}: {problem}");
    }
}
