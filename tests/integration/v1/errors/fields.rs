//! Fields that a collection does not have, in `sort` and `fields`.

use crate::support::{TestApp, problem::says};

#[test]
fn an_unknown_field_to_sort_by_is_refused_with_the_nearest() {
    let app = TestApp::on_sqlite();
    for path in ["/api/v1/objectives?sort=progres", "/api/v1/objectives?sort=code,-progres"] {
        let problem = app.refusal(path, 400, "unknown_field");
        assert_eq!(problem["param"], "sort", "{path}");
        assert!(says(&problem, "value", "progres"), "{problem}");
        assert_eq!(problem["did_you_mean"], "progress", "{path}");
        assert!(says(&problem, "expected", "code") && says(&problem, "expected", "progress"), "{problem}");
    }
}

#[test]
fn an_unknown_field_to_pick_is_refused_with_the_nearest() {
    let problem = TestApp::on_sqlite().refusal("/api/v1/objectives?fields=code,titel", 400, "unknown_field");
    assert_eq!(problem["param"], "fields");
    assert_eq!(problem["value"], "titel");
    assert_eq!(problem["did_you_mean"], "title");
    assert!(says(&problem, "expected", "code"), "{problem}");
}

#[test]
fn an_unknown_column_of_a_file_is_refused_before_the_file_begins() {
    let problem = TestApp::on_sqlite().refusal("/api/v1/objectives?format=csv&fields=titel", 400, "unknown_field");
    assert_eq!(problem["param"], "fields");
    assert!(says(&problem, "did_you_mean", "title"), "{problem}");
}

#[test]
fn a_name_of_the_database_is_no_field() {
    let app = TestApp::on_sqlite();
    for name in ["release_seq", "position", "folded"] {
        app.refusal(&format!("/api/v1/objectives?sort={name}"), 400, "unknown_field");
        app.refusal(&format!("/api/v1/objectives?fields={name}"), 400, "unknown_field");
        app.refusal(&format!("/api/v1/objectives?fields={name}&format=csv"), 400, "unknown_field");
    }
}

#[test]
fn a_field_is_sorted_by_once() {
    let app = TestApp::on_sqlite();
    for path in ["sort=code,code", "sort=code,-code", "sort=-code&sort=code"] {
        let problem = app.refusal(&format!("/api/v1/objectives?{path}"), 400, "invalid_parameter");
        assert_eq!(problem["param"], "sort", "{path}");
        assert!(says(&problem, "value", "code") && says(&problem, "expected", "once"), "{problem}");
    }
}

#[test]
fn a_minus_alone_is_no_field() {
    let app = TestApp::on_sqlite();
    for value in ["-", "--code", "-%20code", "code%20desc", "CODE"] {
        app.refusal(&format!("/api/v1/objectives?sort={value}"), 400, "unknown_field");
    }
}
