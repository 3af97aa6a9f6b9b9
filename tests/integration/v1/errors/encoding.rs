//! Bytes that are not text, control characters, and values too long to repeat.

use serde_json::Value;

use crate::support::{TestApp, on_each_database};

#[test]
fn a_query_that_is_not_utf_8_is_refused() {
    let app = TestApp::on_sqlite();
    for query in ["q=%FF", "%FF=1", "q=%C3%28", "q=%ED%A0%80", "limit=%F4%90%80%80", "q=a%E2%82"] {
        app.refusal(&format!("/api/v1/objectives?{query}"), 400, "invalid_encoding");
        app.refusal(&format!("/api/v1/axes/4?{query}"), 400, "invalid_encoding");
    }
}

#[test]
fn a_path_that_is_not_utf_8_is_refused() {
    let app = TestApp::on_sqlite();
    let paths = ["axes/%FF", "statements/%C3%28", "sources/%FF/text", "releases/%FF", "problems/%FF"];
    let codes = paths.map(|path| (path, app.get(&format!("/api/v1/{path}")).json()["code"].clone()));
    assert!(codes.iter().all(|(_, code)| code == "invalid_encoding"), "{codes:?}");
}

#[test]
fn a_null_character_in_the_query_is_refused() {
    on_each_database(|app| {
        for query in ["q=%00", "parent=a%00b", "%00=1", "release=2026%00", "fields=%00"] {
            app.refusal(&format!("/api/v1/statements?{query}"), 400, "invalid_encoding");
        }
        app.refusal("/api/v1/search?q=a%00", 400, "invalid_encoding");
    });
}

#[test]
fn a_null_character_in_the_path_is_refused() {
    on_each_database(|app| {
        let paths = [
            "axes/%00",
            "actions/14%00",
            "objectives/3%000",
            "statements/%00",
            "statements/axis-1.achievement.1%00",
            "sources/%00",
            "sources/detail-2026%00/text",
            "sources/%00/passages",
            "sources/%00/passages/1",
            "sources/detail-2026/passages/%00",
            "releases/2026%00",
            "problems/%00",
        ];
        let answers = paths.map(|path| (path, app.get(&format!("/api/v1/{path}"))));
        let wrong: Vec<(&str, u16)> =
            answers.iter().filter(|(_, answer)| answer.status != 400).map(|(path, a)| (*path, a.status)).collect();
        assert!(wrong.is_empty(), "not refused with 400 on {}: {wrong:?}", app.database.name());
        for (path, answer) in &answers {
            assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{path}");
        }
    });
}

#[test]
fn a_null_character_in_the_path_fails_on_no_database() {
    on_each_database(|app| {
        let paths =
            ["statements/%00", "sources/%00", "sources/%00/text", "sources/%00/passages", "sources/%00/passages/1"];
        let answers = paths.map(|path| (path, app.get(&format!("/api/v1/{path}")).status));
        assert!(answers.iter().all(|(_, status)| *status < 500), "on {}: {answers:?}", app.database.name());
    });
}

#[test]
fn bytes_that_no_request_line_may_hold_end_in_a_400() {
    let app = TestApp::on_sqlite();
    for line in
        [&b"GET /api/v1/axes/\xff HTTP/1.1"[..], b"GET /api/v1/axes?q=\x01\x02 HTTP/1.1", b"GET /api/v1/a b HTTP/1.1"]
    {
        let answer = app.raw(&[line, b"\r\nHost: localhost\r\nConnection: close\r\n\r\n"].concat(), false);
        assert!((400..500).contains(&answer.status), "{}", answer.status);
        assert!(!answer.text().contains('<'), "{}", answer.text());
    }
    assert_eq!(app.get("/health/live").status, 200);
}

#[test]
fn letters_beyond_ascii_are_text() {
    on_each_database(|app| {
        assert_eq!(app.get("/api/v1/objectives?q=%C3%A9l%C3%A8ves").status, 200);
        assert_eq!(app.get("/api/v1/objectives?q=%F0%9F%98%80").status, 200);
    });
}

#[test]
fn control_characters_are_not_repeated() {
    let app = TestApp::on_sqlite();
    for path in [
        "/api/v1/objectives?limit=1%0D%0AX:%201",
        "/api/v1/objectives?li%1Bmit=1",
        "/api/v1/objectives?sort=%07code",
        "/api/v1/objectives?release=%1B%5B31m&as_of=2026-01-01",
        "/api/v1/axes/%1B%5B31m",
        "/api/v1/%1B%5B31m",
    ] {
        let answer = app.get(path);
        assert!((400..500).contains(&answer.status), "{path}: {}", answer.status);
        for (member, value) in answer.json().as_object().expect("a problem is an object") {
            let clean = value.as_str().is_none_or(|text| !text.contains(char::is_control));
            assert!(clean, "{path}: {member} is {value:?}");
        }
    }
}

/// The longest text of a problem, in characters.
fn longest(problem: &Value) -> usize {
    let members = problem.as_object().expect("a problem is an object").values();
    members.filter_map(Value::as_str).map(|text| text.chars().count()).max().unwrap_or_default()
}

#[test]
fn a_value_of_1000_characters_is_cut_where_it_is_repeated() {
    let app = TestApp::on_sqlite();
    let long = "a".repeat(1000);
    let paths = [
        format!("/api/v1/objectives?limit={long}"),
        format!("/api/v1/objectives?{long}=1"),
        format!("/api/v1/objectives?limt={long}"),
        format!("/api/v1/objectives?sort={long}"),
        format!("/api/v1/objectives?fields={long}"),
        format!("/api/v1/objectives?status={long}"),
        format!("/api/v1/objectives?status=,{long}"),
        format!("/api/v1/objectives?as_of={long}"),
        format!("/api/v1/objectives?release={long}"),
        format!("/api/v1/objectives?release={long}&as_of=2026-03-31"),
        format!("/api/v1/objectives?{long}%FF=1"),
        format!("/api/v1/axes/{long}"),
        format!("/api/v1/statements/{long}"),
        format!("/api/v1/sources/{long}"),
        format!("/api/v1/sources/{long}/text"),
        format!("/api/v1/releases/{long}"),
        format!("/api/v1/problems/{long}"),
        format!("/{long}"),
    ];
    let mut whole = Vec::new();
    for path in &paths {
        let answer = app.get(path);
        assert!((400..500).contains(&answer.status), "{path}: {}", answer.status);
        if longest(&answer.json()) > 500 {
            whole.push(path.replace(&long, "…"));
        }
    }
    assert!(whole.is_empty(), "repeated in full: {whole:?}");
}

#[test]
fn a_header_or_method_of_1000_characters_is_cut_where_it_is_repeated() {
    let app = TestApp::on_sqlite();
    let long = "A".repeat(1000);
    let answer = app.request("GET", "/api/v1/axes", &[("Accept", &long)]);
    assert!(longest(&answer.problem(406, "not_acceptable")) < 500, "{}", answer.text());
    let answer = app.request(&long, "/api/v1/axes", &[]);
    assert!(longest(&answer.problem(405, "method_not_allowed")) < 500, "{}", answer.text());
}
