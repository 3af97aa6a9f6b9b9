//! The log as text and as JSON, ids of requests, and what no line holds.

use serde_json::Value;

use crate::support::{
    Answer, Database,
    cli::{Served, jalon},
    exchange, get,
};

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";

fn served(format: &str) -> (Served, Database) {
    let database = Database::sqlite();
    database.fill();
    let service = Served::start(&[("DATABASE_URL", &database.url), ("LOG_FORMAT", format)]);
    (service, database)
}

fn ask(service: &Served, path: &str, headers: &str) -> Answer {
    let head = format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}\r\n");
    exchange(service.address, head.as_bytes(), false)
}

/// The line of the request for a path, as JSON.
fn line(service: &Served, path: &str) -> Value {
    let line = service.logged(|line| line.contains(path));
    serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"))
}

#[test]
fn each_line_of_the_json_log_is_an_object() {
    let (service, _database) = served("json");
    for line in service.log.lines() {
        let line: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        let time = line["time"].as_str().unwrap_or_default();
        assert!(chrono::DateTime::parse_from_rfc3339(time).is_ok() && time.ends_with('Z'), "{line}");
        assert_eq!(line["level"], "INFO");
        assert!(line["target"].is_string() && line["message"].is_string(), "{line}");
    }
    let answer = ask(&service, "/api/v1/axes/4?release=2026", "User-Agent: a \"quoted\" agent\r\n");
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("x-request-id"), None, "what is kept is the same for everybody");
    let line = line(&service, "/api/v1/axes/4");
    let expected =
        [("target", "access"), ("method", "GET"), ("path", "/api/v1/axes/4?release=2026"), ("client", "127.0.0.1")];
    expected.iter().for_each(|(member, value)| assert_eq!(line[*member], *value, "{line}"));
    assert_eq!(line["agent"], "a \"quoted\" agent");
    assert_eq!(line["status"], 200);
    assert_eq!(line["bytes"], answer.body.len());
    assert!(line["milliseconds"].as_f64().is_some_and(|took| took > 0.0 && took < 30_000.0), "{line}");
    assert!(line["request_id"].as_str().is_some_and(|id| id.len() == 16), "{line}");
    assert!(line["trace_id"].as_str().is_some_and(|id| id.len() == 32), "{line}");
}

#[test]
fn nothing_is_written_for_head_and_the_log_says_so() {
    let (service, _database) = served("json");
    let path = "/api/v1/passages?format=csv";
    let head = format!("HEAD {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    assert_eq!(exchange(service.address, head.as_bytes(), true).status, 200);
    let line = line(&service, path);
    assert_eq!((&line["method"], &line["status"], &line["bytes"]), (&"HEAD".into(), &200.into(), &0.into()), "{line}");
}

#[test]
fn a_traceparent_that_is_valid_is_followed() {
    let (service, _database) = served("json");
    ask(&service, "/api/v1/axes/1", &format!("traceparent: 00-{TRACE}-00f067aa0ba902b7-01\r\n"));
    assert_eq!(line(&service, "/api/v1/axes/1")["trace_id"], TRACE);
    ask(&service, "/api/v1/axes/2", &format!("traceparent: ff-{TRACE}-00f067aa0ba902b7-01\r\n"));
    let own = line(&service, "/api/v1/axes/2");
    assert!(own["trace_id"] != TRACE && own["trace_id"].as_str().is_some_and(|id| id.len() == 32), "{own}");
    ask(&service, "/api/v1/axes/3", &format!("traceparent: 00-{TRACE}-00f067aa0ba902b7-01\r\n").repeat(2));
    assert_ne!(line(&service, "/api/v1/axes/3")["trace_id"], TRACE);
}

#[test]
fn an_error_tells_the_id_under_which_it_is_in_the_log() {
    for format in ["text", "json"] {
        let (service, _database) = served(format);
        for path in
            ["/api/v1/axes/99", "/nowhere/at-all", "/api/explore/v2.1/catalog/datasets/none/records", "/fr/axes/99"]
        {
            let answer = get(service.address, path);
            assert!(answer.status >= 400, "{path}");
            let id = answer.header("x-request-id").unwrap_or_else(|| panic!("{path} tells no id")).to_owned();
            let line = service.logged(|line| line.contains(path));
            assert!(id.len() == 16 && line.contains(&id), "{format}: {id}: {line}");
        }
    }
}

/// No key is in the log, whether it comes where this service takes it or where clients of other portals put theirs.
#[test]
fn no_secret_is_in_the_log() {
    for format in ["text", "json"] {
        let (service, _database) = served(format);
        let path = "/api/explore/v2.1/catalog/datasets?apikey=s3cret&limit=1";
        ask(&service, path, "Authorization: Bearer jalon_s3cret\r\nCookie: key=s3cret\r\n");
        let line = service.logged(|line| line.contains("/catalog/datasets"));
        assert!(!line.contains("s3cret"), "{line}");
        assert!(line.contains("apikey=…&limit=1"), "{line}");
    }
}

#[test]
fn a_client_cannot_forge_a_line() {
    for format in ["text", "json"] {
        let (service, _database) = served(format);
        ask(&service, "/api/v1/axes/8%0A%5B2026%5D%0D?x=%0A", "User-Agent: x\" 200 \"y\\\tz\r\n");
        let line = service.logged(|line| line.contains("/api/v1/axes/8"));
        assert!(line.contains("8%0A%5B2026%5D%0D?x=%0A"), "what is encoded stays so: {line}");
        match format {
            "text" => {
                assert!(
                    !line.contains('\t')
                        && line.ends_with(|c: char| c.is_ascii_hexdigit())
                        && !line.contains("\" 200 \"y"),
                    "{line}"
                )
            }
            _ => {
                let line: Value = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"));
                assert_eq!(line["agent"], "x\" 200 \"y\\\tz");
                assert!(line["status"].as_u64().is_some_and(|status| status >= 400), "{line}");
            }
        }
    }
}

/// U+0085 ends a line and U+009B begins a command, for programs and terminals that know the control characters of C1.
#[test]
fn control_characters_of_clients_are_escaped_in_json() {
    let (service, _database) = served("json");
    ask(&service, "/api/v1/axes/8", "User-Agent: x\u{85}{\"forged\":1}\u{9b}2J\u{2028}é\r\n");
    let line = service.logged(|line| line.contains("/api/v1/axes/8"));
    assert!(line.contains(r#""agent":"x\u0085{\"forged\":1}\u009b2J\u2028é""#), "{line}");
    let line: Value = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"));
    assert_eq!(line["agent"], "x\u{85}{\"forged\":1}\u{9b}2J\u{2028}é");
}

#[test]
fn another_form_stops_the_start() {
    jalon(&["serve"], &[("LOG_FORMAT", "xml")]).expect(3, &["LOG_FORMAT", "xml", "`text` or `json`"]);
    jalon(&["doctor"], &[("LOG_FORMAT", "xml")]).expect(7, &["LOG_FORMAT", "`text` or `json`"]);
}
