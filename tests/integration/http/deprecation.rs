//! Operations that will go: each of their answers says so.

use chrono::NaiveDate;
use jalon::{
    domain::deprecation::{DEPRECATIONS, Deprecation},
    http::{deprecation, openapi},
};

use crate::support::{Database, TestApp};

/// 1 January 2027 is 20,819 days of 86,400 seconds after 1 January 1970; 1 January 2028 was a Saturday.
const GOING: &[Deprecation] = &[Deprecation {
    template: "/api/v1/axes/{code}",
    since: NaiveDate::from_ymd_opt(2027, 1, 1).unwrap(),
    sunset: NaiveDate::from_ymd_opt(2028, 1, 1).unwrap(),
    successor: Some("/api/v2/axes/{code}"),
}];

#[test]
fn each_answer_of_an_operation_that_goes_tells_since_when_until_when_and_what_comes() {
    let app = TestApp::with(Database::sqlite(), |config| config.deprecations = GOING);
    // Anew, kept, unchanged, an error.
    let first = app.get("/api/v1/axes/4");
    let tag = first.header("etag").expect("a tag").to_owned();
    let answers = [
        (200, first),
        (200, app.get("/api/v1/axes/4")),
        (304, app.request("GET", "/api/v1/axes/4", &[("If-None-Match", &tag)])),
        (404, app.get("/api/v1/axes/9")),
    ];
    for (status, answer) in answers {
        assert_eq!(answer.status, status);
        assert_eq!(answer.header("deprecation"), Some("@1798761600"), "{status}");
        assert_eq!(answer.header("sunset"), Some("Sat, 01 Jan 2028 00:00:00 GMT"), "{status}");
        let links: Vec<&str> =
            answer.headers.iter().filter(|(name, _)| name == "link").map(|(_, value)| value.as_str()).collect();
        assert!(links.contains(&"</api/v2/axes/{code}>; rel=\"successor-version\""), "{status}: {links:?}");
    }
    assert_eq!(app.get("/api/v1/axes").header("deprecation"), None);
}

#[test]
fn the_contract_marks_what_goes_and_nothing_else() {
    let app = TestApp::on_sqlite();
    for (path, item) in openapi::describe().paths.paths {
        let marked = item.get.as_ref().is_some_and(|get| get.deprecated.is_some());
        assert_eq!(marked, deprecation::of(DEPRECATIONS, &path).is_some(), "{path}");
    }
    assert_eq!(app.get("/api/v1/axes/4").header("deprecation"), None);
}
