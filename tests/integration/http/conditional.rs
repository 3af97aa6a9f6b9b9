//! Validators and 304 (RFC 9110, sections 8.8 and 13).

use crate::support::{Answer, TestApp, on_each_database};

const PATHS: [&str; 4] = ["/api/v1", "/api/v1/axes/4", "/api/v1/objectives", "/api/v1/sources/detail-2026/text"];

fn etag(answer: &Answer) -> String {
    answer.header("etag").expect("an ETag").to_owned()
}

fn is_304(answer: &Answer, etag: &str) -> bool {
    answer.status == 304 && answer.body.is_empty() && answer.header("etag") == Some(etag)
}

#[test]
fn an_answer_has_a_strong_etag_and_a_date() {
    on_each_database(|app| {
        for path in PATHS {
            let answer = app.get(path);
            let etag = etag(&answer);
            assert!(etag.len() > 10 && etag.starts_with('"') && etag.ends_with('"'), "{path}: {etag}");
            assert_eq!(answer.header("last-modified"), Some("Sun, 22 Nov 2026 14:00:00 GMT"), "{path}");
        }
    });
}

#[test]
fn if_none_match_with_the_etag_is_304() {
    let app = TestApp::on_sqlite();
    for path in PATHS {
        let etag = etag(&app.get(path));
        for value in [etag.clone(), format!("\"x\", {etag}, W/\"y\""), "*".to_owned(), format!("W/{etag}")] {
            let answer = app.request("GET", path, &[("If-None-Match", &value)]);
            assert!(is_304(&answer, &etag), "{path} with {value}: {} {:?}", answer.status, answer.headers);
        }
    }
}

#[test]
fn two_lines_of_if_none_match_are_one_list() {
    let app = TestApp::on_sqlite();
    let etag = etag(&app.get("/api/v1/axes/4"));
    let answer = app.request("GET", "/api/v1/axes/4", &[("If-None-Match", "\"x\""), ("If-None-Match", &etag)]);
    assert!(is_304(&answer, &etag), "{}", answer.status);
}

#[test]
fn if_none_match_with_another_etag_is_200() {
    let app = TestApp::on_sqlite();
    let other = etag(&app.get("/api/v1/axes/3"));
    for value in [other.as_str(), "\"\"", "nonsense", "\"unclosed", ""] {
        let answer = app.request("GET", "/api/v1/axes/4", &[("If-None-Match", value)]);
        assert_eq!(answer.status, 200, "{value}");
        assert!(!answer.body.is_empty(), "{value}");
    }
}

#[test]
fn a_304_says_what_the_200_would_have_said_of_caching() {
    let app = TestApp::on_sqlite();
    let whole = app.get("/api/v1/objectives");
    let unchanged = app.request("GET", "/api/v1/objectives", &[("If-None-Match", &etag(&whole))]);
    for name in ["cache-control", "vary", "etag", "last-modified"] {
        assert!(whole.header(name).is_some(), "{name}");
        assert_eq!(unchanged.header(name), whole.header(name), "{name}");
    }
}

#[test]
fn if_modified_since_is_304_for_the_date_that_was_told_and_no_other() {
    let app = TestApp::on_sqlite();
    for path in PATHS {
        let modified = app.get(path).header("last-modified").expect("a date").to_owned();
        for (since, status) in [
            (modified.as_str(), 304),
            // The time of a download, which may lie between the recording of a release and its publication.
            ("Sun, 22 Nov 2026 14:00:01 GMT", 200),
            ("Wed, 01 Jan 2031 00:00:00 GMT", 200),
            ("Sun, 22 Nov 2026 13:59:59 GMT", 200),
            ("Sat, 01 Jan 2000 00:00:00 GMT", 200),
            ("yesterday", 200),
        ] {
            let answer = app.request("GET", path, &[("If-Modified-Since", since)]);
            assert_eq!(answer.status, status, "{path} since {since}");
            assert_eq!(answer.body.is_empty(), status == 304, "{path} since {since}");
        }
    }
}

#[test]
fn if_none_match_wins_over_if_modified_since() {
    let app = TestApp::on_sqlite();
    let etag = etag(&app.get("/api/v1/axes/4"));
    let ask = |tag: &str, since: &str| {
        app.request("GET", "/api/v1/axes/4", &[("If-None-Match", tag), ("If-Modified-Since", since)]).status
    };
    assert_eq!(ask("\"other\"", "Wed, 01 Jan 2031 00:00:00 GMT"), 200);
    assert_eq!(ask(&etag, "Sat, 01 Jan 2000 00:00:00 GMT"), 304);
}

#[test]
fn a_conditional_head_is_304_too() {
    let app = TestApp::on_sqlite();
    let etag = etag(&app.get("/api/v1/axes/4"));
    let answer = app.request("HEAD", "/api/v1/axes/4", &[("If-None-Match", &etag)]);
    assert!(is_304(&answer, &etag), "{}", answer.status);
}

#[test]
fn an_error_is_an_error_under_any_condition() {
    let app = TestApp::on_sqlite();
    app.request("GET", "/api/v1/axes/5", &[("If-None-Match", "*")]).problem(404, "not_found");
    app.request("GET", "/api/v1/axes?limit=x", &[("If-None-Match", "*")]).problem(400, "invalid_parameter");
}

#[test]
fn a_file_can_be_revalidated() {
    on_each_database(|app| {
        for path in ["/api/v1/objectives?format=csv", "/api/v1/objectives?format=csv&profile=excel-fr"] {
            let whole = app.get(path);
            let answer = app.request("GET", path, &[("If-None-Match", &etag(&whole))]);
            assert!(is_304(&answer, &etag(&whole)), "{path}: {} {:?}", answer.status, answer.headers);
        }
    });
}

#[test]
fn other_content_has_another_etag() {
    let app = TestApp::on_sqlite();
    let mut seen = Vec::new();
    for path in [
        "/api/v1/objectives",
        "/api/v1/objectives?limit=5",
        "/api/v1/objectives?release=2023",
        "/api/v1/objectives?format=csv",
        "/api/v1/objectives?format=csv&profile=excel-fr",
        "/api/v1/objectives?format=csv&release=2023",
        "/api/v1/objectives?format=csv&fields=code",
    ] {
        let tag = etag(&app.get(path));
        assert!(!seen.contains(&tag), "{path}: {tag}");
        seen.push(tag);
    }
}

#[test]
fn the_same_request_is_answered_byte_for_byte() {
    on_each_database(|app| {
        for path in PATHS.iter().chain(&["/api/v1/statements?format=csv", "/api/v1/search?q=ai"]) {
            let (one, two) = (app.get(path), app.get(path));
            assert_eq!(one.status, 200, "{path}");
            assert_eq!(one.body, two.body, "{path}");
            assert_eq!(one.header("etag"), two.header("etag"), "{path}");
        }
    });
}

#[test]
fn the_order_of_parameters_makes_no_difference() {
    let app = TestApp::on_sqlite();
    let one = app.get("/api/v1/objectives?limit=5&offset=7&axis=4&sort=-progress");
    let two = app.get("/api/v1/objectives?sort=-progress&axis=4&offset=7&limit=5");
    assert_eq!(one.text(), two.text());
    assert_eq!(etag(&one), etag(&two));
}

/// What does not exist cannot be unchanged.
#[test]
fn a_condition_on_a_file_of_nothing_is_a_404() {
    let app = crate::support::TestApp::on_sqlite();
    for condition in [("If-None-Match", "*"), ("If-Modified-Since", "Sun, 22 Nov 2026 14:00:00 GMT")] {
        let missing = app.request("GET", "/api/v1/axes/99/actions?format=csv", &[condition]);
        assert_eq!(missing.status, 404, "{condition:?}");
        let known = app.request("GET", "/api/v1/axes/4/actions?format=csv", &[condition]);
        assert_eq!((known.status, known.header("content-type"), known.body.len()), (304, None, 0), "{condition:?}");
    }
}
