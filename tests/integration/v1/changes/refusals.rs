//! What `/changes` refuses, and what it says would be right.

use crate::support::{TestApp, problem::says};

#[test]
fn an_unknown_release_is_refused_with_those_that_exist() {
    let app = TestApp::on_sqlite();
    for (query, param, value) in
        [("from=2024", "from", "2024"), ("to=2027", "to", "2027"), ("from=2025.2&to=2026", "from", "2025.2")]
    {
        let problem = app.refusal(&format!("/api/v1/changes?{query}"), 404, "unknown_release");
        assert_eq!((&problem["param"], &problem["value"]), (&param.into(), &value.into()), "{problem}");
        assert!(says(&problem, "expected", "2023") && says(&problem, "expected", "2026"), "{problem}");
        assert!(problem["see"][0].as_str().is_some_and(|see| see.ends_with("/api/v1/releases")), "{problem}");
    }
}

#[test]
fn a_release_has_the_form_of_one() {
    let app = TestApp::on_sqlite();
    for (query, param) in [("from=last", "from"), ("to=2026.x", "to"), ("from=2025.0", "from"), ("to=2026,2025", "to")]
    {
        let problem = app.refusal(&format!("/api/v1/changes?{query}"), 400, "invalid_parameter");
        assert_eq!(problem["param"], param, "{problem}");
        assert!(says(&problem, "expected", "2026.1"), "{problem}");
    }
    for query in ["from=", "from=2025&from=2023", "to="] {
        app.refusal(&format!("/api/v1/changes?{query}"), 400, "invalid_parameter");
    }
}

#[test]
fn before_the_first_release_there_is_none_to_compare_with() {
    let app = TestApp::on_sqlite();
    let problem = app.refusal("/api/v1/changes?to=2023", 400, "invalid_parameter");
    assert_eq!((&problem["param"], &problem["value"]), (&"to".into(), &"2023".into()));
    assert!(says(&problem, "detail", "`from`") && says(&problem, "expected", "`from`"), "{problem}");
    assert_eq!(app.get("/api/v1/changes?to=2023&from=2025").status, 200);
}

#[test]
fn a_word_outside_a_list_is_refused_with_the_nearest() {
    let app = TestApp::on_sqlite();
    for (query, meant) in [
        ("kind=mooved", "moved"),
        ("kind=added,remooved", "removed"),
        ("subject=statements", "statement"),
        ("field=progres", "progress"),
        ("basis=byhand", "by_hand"),
        ("level=axes", "axis"),
    ] {
        let problem = app.refusal(&format!("/api/v1/changes?{query}"), 400, "invalid_parameter");
        assert_eq!(problem["did_you_mean"], meant, "{problem}");
        assert!(says(&problem, "expected", meant), "{problem}");
    }
}

#[test]
fn what_the_list_does_not_take_is_refused() {
    let app = TestApp::on_sqlite();
    for query in ["release=2026", "as_of=2026-01-01", "form=2025"] {
        let problem = app.refusal(&format!("/api/v1/changes?{query}"), 400, "unknown_parameter");
        assert!(says(&problem, "expected", "from, to"), "{problem}");
    }
    assert_eq!(app.refusal("/api/v1/changes?form=2025", 400, "unknown_parameter")["did_you_mean"], "from");
    let problem = app.refusal("/api/v1/changes?sort=kinds", 400, "unknown_field");
    assert_eq!(problem["did_you_mean"], "kind");
    app.refusal("/api/v1/changes?fields=before_text", 400, "unknown_field");
    for query in ["axis=x", "action=0", "objective=32-", "limit=501", "q=", "format=pdf"] {
        app.refusal(&format!("/api/v1/changes?{query}"), 400, "invalid_parameter");
    }
}
