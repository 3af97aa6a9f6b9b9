//! Codes in the path: malformed, or of nothing that exists.

use crate::support::{TestApp, on_each_database, problem::says};

#[test]
fn a_malformed_code_is_refused_with_the_form_of_a_code() {
    let app = TestApp::on_sqlite();
    for (path, value) in [
        ("axes/x", "x"),
        ("axes/04", "04"),
        ("axes/-1", "-1"),
        ("axes/4.0", "4.0"),
        ("axes/%204", " 4"),
        ("actions/x", "x"),
        ("actions/014", "014"),
        ("objectives/32-", "32-"),
        ("objectives/%D9%A3", "٣"),
        ("objectives/-1", "-1"),
        ("objectives/32-1-1", "32-1-1"),
        ("objectives/032-1", "032-1"),
        ("objectives/4.", "4."),
        ("axes/x/actions", "x"),
        ("axes/04/objectives", "04"),
        ("axes/x/statements", "x"),
        ("axes/x/history", "x"),
        ("actions/x/objectives", "x"),
        ("actions/x/history", "x"),
        ("objectives/32-/statements", "32-"),
        ("objectives/32-/history", "32-"),
    ] {
        let problem = app.refusal(&format!("/api/v1/{path}"), 400, "invalid_code");
        assert_eq!(problem["param"], "code", "{path}");
        assert_eq!(problem["value"], value, "{path}");
        assert!(problem["expected"].is_string(), "{problem}");
    }
}

#[test]
fn a_code_of_nothing_is_not_found_and_leads_somewhere() {
    on_each_database(|app| {
        for (path, value) in [
            ("axes/5", "5"),
            ("actions/18", "18"),
            ("objectives/46", "46"),
            ("objectives/32", "32"),
            ("objectives/4.2", "4.2"),
            ("axes/5/actions", "5"),
            ("axes/5/objectives", "5"),
            ("axes/5/statements", "5"),
            ("axes/5/history", "5"),
            ("actions/18/objectives", "18"),
            ("actions/18/history", "18"),
            ("objectives/46/statements", "46"),
            ("objectives/46/history", "46"),
            ("statements/axis-9.achievement.1", "axis-9.achievement.1"),
        ] {
            let problem = app.refusal(&format!("/api/v1/{path}"), 404, "not_found");
            assert_eq!(problem["param"], "code", "{path}");
            assert_eq!(problem["value"], value, "{path}");
            let see = problem["see"].as_array().unwrap_or_else(|| panic!("{path}: {problem}"));
            for address in see {
                let path = address.as_str().and_then(|url| url.find("/api/").map(|at| &url[at..]));
                assert_eq!(app.get(path.expect("an address")).status, 200, "{address}");
            }
        }
    });
}

#[test]
fn a_source_or_passage_that_does_not_exist_is_not_found() {
    on_each_database(|app| {
        for path in [
            "sources/nope",
            "sources/nope/text",
            "sources/nope/passages",
            "sources/nope/passages/1",
            "sources/detail-2026/passages/100000",
            "problems/nope",
        ] {
            app.refusal(&format!("/api/v1/{path}"), 404, "not_found");
        }
    });
}

#[test]
fn there_is_no_objective_46_and_the_answer_says_why() {
    on_each_database(|app| {
        let problem = app.refusal("/api/v1/objectives/46", 404, "not_found");
        assert!(says(&problem, "detail", "45") && says(&problem, "detail", "32"), "{problem}");
    });
}

#[test]
fn objective_32_is_published_in_two_parts_and_the_answer_names_them() {
    on_each_database(|app| {
        let problem = app.refusal("/api/v1/objectives/32", 404, "not_found");
        assert!(says(&problem, "detail", "32-1") && says(&problem, "detail", "32-2"), "{problem}");
    });
}

#[test]
fn edition_2023_has_16_actions() {
    on_each_database(|app| {
        let problem = app.refusal("/api/v1/actions/17?release=2023", 404, "not_found");
        assert!(says(&problem, "detail", "2023") && says(&problem, "detail", "16"), "{problem}");
    });
}

#[test]
fn a_file_of_nothing_is_refused_before_it_begins() {
    on_each_database(|app| {
        app.refusal("/api/v1/axes/5/objectives?format=csv", 404, "not_found");
        app.refusal("/api/v1/axes/x/objectives?format=csv", 400, "invalid_code");
    });
}

#[test]
fn a_number_of_a_passage_is_a_number() {
    let app = TestApp::on_sqlite();
    for number in ["x", "0", "01", "-1", "99999999999"] {
        let answer = app.get(&format!("/api/v1/sources/detail-2026/passages/{number}"));
        assert_eq!(answer.status, 400, "{number}");
        let problem = answer.json();
        assert_eq!(problem["value"], number);
    }
}
