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
    // Anew, kept, unchanged, errors.
    let first = app.get("/api/v1/axes/4");
    let tag = first.header("etag").expect("a tag").to_owned();
    let answers = [
        (200, "4", first),
        (200, "4", app.get("/api/v1/axes/4")),
        (304, "4", app.request("GET", "/api/v1/axes/4", &[("If-None-Match", &tag)])),
        (404, "9", app.get("/api/v1/axes/9")),
        (400, "%C3%A9", app.get("/api/v1/axes/%C3%A9")),
        // Some clients send what a URI must not hold (RFC 3986); the link is one all the same.
        (400, "%7Bx%7D", app.get("/api/v1/axes/{x}")),
    ];
    for (status, code, answer) in answers {
        assert_eq!(answer.status, status);
        assert_eq!(answer.header("deprecation"), Some("@1798761600"), "{status}");
        assert_eq!(answer.header("sunset"), Some("Sat, 01 Jan 2028 00:00:00 GMT"), "{status}");
        let links: Vec<&str> =
            answer.headers.iter().filter(|(name, _)| name == "link").map(|(_, value)| value.as_str()).collect();
        let link = format!("</api/v2/axes/{code}>; rel=\"successor-version\"");
        assert!(links.contains(&link.as_str()), "{status}: {links:?}");
    }
    assert_eq!(app.get("/api/v1/axes").header("deprecation"), None);
}

/// The addresses whose operations the contract marks although they are not announced to go, or the other way round.
fn unlike(announced: &'static [Deprecation]) -> Vec<String> {
    let paths = openapi::describe().paths.paths.into_iter();
    let differing = paths.filter(|(path, item)| {
        let mut operations = [&item.get, &item.post, &item.delete].into_iter().flatten();
        operations.any(|operation| operation.deprecated.is_some() != deprecation::of(announced, path).is_some())
    });
    differing.map(|(path, _)| path).collect()
}

#[test]
fn the_contract_marks_what_goes_and_nothing_else() {
    assert_eq!(unlike(GOING), ["/api/v1/axes/{code}"], "the contract does not mark what this test alone announces");
    assert_eq!(unlike(DEPRECATIONS), Vec::<String>::new());
}

#[test]
fn an_answer_of_an_operation_that_stays_says_nothing() {
    let app = TestApp::on_sqlite();
    assert_eq!(app.get("/api/v1/axes/4").header("deprecation"), None);
}
