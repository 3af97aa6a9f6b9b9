//! `/.well-known/security.txt` (RFC 9116): whom to tell of a weakness.

use chrono::{DateTime, Days, NaiveTime, Utc};

use crate::support::{Database, TestApp};

const PATH: &str = "/.well-known/security.txt";

fn app(public_url: Option<&str>) -> TestApp {
    TestApp::with(Database::sqlite(), |config| {
        config.contact.email = Some("data@jalon.example".to_owned());
        config.public_url = public_url.map(str::to_owned);
    })
}

#[test]
fn it_names_the_contact_and_a_time_within_a_year_that_stays_the_same_for_a_day() {
    let app = app(Some("https://jalon.example"));
    let answer = app.get(PATH);
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("text/plain; charset=utf-8")));
    let text = answer.text();
    let lines: Vec<&str> = text.lines().collect();
    let [contact, expires, languages, canonical] = lines.as_slice() else { panic!("{text}") };
    assert_eq!(*contact, "Contact: mailto:data@jalon.example");
    assert_eq!(*languages, "Preferred-Languages: fr, en");
    assert_eq!(*canonical, "Canonical: https://jalon.example/.well-known/security.txt");
    let expires = expires.strip_prefix("Expires: ").and_then(|time| DateTime::parse_from_rfc3339(time).ok());
    let expires = expires.expect("a time");
    assert_eq!(expires.time(), NaiveTime::MIN);
    let from_now = |days| Utc::now().checked_add_days(Days::new(days)).expect("a time");
    assert!(expires > from_now(90) && expires < from_now(365), "{expires}");
    let tag = answer.header("etag").expect("a tag");
    assert_eq!(app.request("GET", PATH, &[("If-None-Match", tag)]).status, 304);
    assert!(app.request("HEAD", PATH, &[]).body.is_empty());
}

#[test]
fn its_own_address_is_told_only_if_it_is_known() {
    let text = app(None).get(PATH).text();
    assert!(text.starts_with("Contact: mailto:data@jalon.example\nExpires: "), "{text}");
    assert!(!text.contains("Canonical"), "{text}");
}

#[test]
fn an_instance_that_names_nobody_says_so() {
    let refusal = TestApp::on_sqlite().get(PATH).problem(404, "not_found");
    assert!(refusal["detail"].as_str().is_some_and(|detail| detail.contains("CONTACT_EMAIL")), "{refusal}");
}

/// As with the addresses of pages, the contract does not tell of it.
#[test]
fn it_is_an_address_like_others_and_no_part_of_the_api() {
    let app = app(None);
    app.get(&format!("{PATH}?lang=fr")).problem(400, "unknown_parameter");
    let refused = app.request("POST", PATH, &[]);
    assert_eq!((refused.status, refused.header("allow")), (405, Some("GET, HEAD, OPTIONS")));
    let near = app.get("/.well-known/security.tx").problem(404, "unknown_path");
    assert_eq!(near["did_you_mean"], PATH, "{near}");
    assert!(app.json("/api/v1/openapi.json")["paths"].get(PATH).is_none());
}
