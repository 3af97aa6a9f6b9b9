//! Releases and dates that are malformed, unknown or both given.

use crate::support::{TestApp, on_each_database, problem::says};

#[test]
fn release_and_as_of_exclude_each_other() {
    let app = TestApp::on_sqlite();
    let problem = app.refusal("/api/v1/axes/4?release=2026&as_of=2026-03-31", 400, "conflicting_parameters");
    assert!(says(&problem, "detail", "release") && says(&problem, "detail", "as_of"), "{problem}");
    assert!(says(&problem, "expected", "release") && says(&problem, "expected", "as_of"), "{problem}");
    assert!(problem["param"] == "release" || problem["param"] == "as_of", "{problem}");
}

#[test]
fn a_date_is_a_day_of_the_calendar() {
    let app = TestApp::on_sqlite();
    let values = [
        "2026-02-30",
        "2026-1-1",
        "yesterday",
        "20260331",
        "2026-13-01",
        "2026-03-31T00:00:00Z",
        "31-03-2026",
        "%2B026-03-1",
    ];
    for value in values {
        let problem = app.refusal(&format!("/api/v1/objectives?as_of={value}"), 400, "invalid_parameter");
        assert_eq!(problem["param"], "as_of", "{value}");
        assert_eq!(problem["value"], value.replace("%2B", "+"));
        assert!(says(&problem, "expected", "date"), "{problem}");
    }
}

#[test]
fn a_release_has_the_form_of_a_year_or_a_quarter_and_perhaps_a_revision() {
    let app = TestApp::on_sqlite();
    let values = [
        "26",
        "2026.0",
        "2026.x",
        "2026.",
        "2026.01",
        "2026.-1",
        "2026-Q5",
        "2026-q4",
        "latest",
        "2026.1.1",
        "2026.99999999999",
    ];
    for value in values {
        let problem = app.refusal(&format!("/api/v1/objectives?release={value}"), 400, "invalid_parameter");
        assert_eq!(problem["param"], "release", "{value}");
        assert_eq!(problem["value"], value);
        assert!(says(&problem, "expected", "2026.1"), "{problem}");
    }
}

#[test]
fn an_unknown_release_is_refused_with_those_that_exist() {
    on_each_database(|app| {
        for value in ["1999", "2026-Q4"] {
            let problem = app.refusal(&format!("/api/v1/axes?release={value}"), 404, "unknown_release");
            for known in ["2023", "2025", "2026", value] {
                assert!(says(&problem, "detail", known), "{problem}");
            }
        }
        let problem = app.refusal("/api/v1/axes/4?release=2026.9", 404, "unknown_release");
        assert!(says(&problem, "detail", "2026.1") && says(&problem, "detail", "2026.9"), "{problem}");
    });
}

#[test]
fn an_unknown_release_is_named_as_parameter_and_value() {
    let problem = TestApp::on_sqlite().refusal("/api/v1/axes?release=1999", 404, "unknown_release");
    assert_eq!(problem["param"], "release");
    assert_eq!(problem["value"], "1999");
}

#[test]
fn a_day_before_the_first_release_is_refused_with_the_first() {
    let problem = TestApp::on_sqlite().refusal("/api/v1/axes?as_of=1900-01-01", 404, "unknown_release");
    assert!(says(&problem, "detail", "1900-01-01") && says(&problem, "detail", "2023"), "{problem}");
}

#[test]
fn a_release_in_the_path_is_refused_in_the_same_way() {
    let app = TestApp::on_sqlite();
    app.refusal("/api/v1/releases/26", 400, "invalid_parameter");
    let problem = app.refusal("/api/v1/releases/1999", 404, "unknown_release");
    assert!(says(&problem, "detail", "2026"), "{problem}");
}

#[test]
fn a_refused_release_is_refused_as_a_file_too() {
    let app = TestApp::on_sqlite();
    app.refusal("/api/v1/objectives?format=csv&release=1999", 404, "unknown_release");
    app.refusal("/api/v1/objectives?format=csv&release=26", 400, "invalid_parameter");
}
