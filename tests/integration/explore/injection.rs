//! Attempts to say something to the database: they are refused, or are texts like any other.

use super::{BASE, address, catalog, records, rows};
use crate::support::{TestApp, on_each_database};

const ATTEMPTS: [&str; 22] = [
    "' OR '1'='1",
    "\" OR \"1\"=\"1",
    "1; DROP TABLE actions; --",
    "'; DELETE FROM releases; --",
    "\"; SELECT pg_sleep(5); --",
    "x' UNION SELECT sql FROM sqlite_master --",
    "x\" UNION SELECT table_name FROM information_schema.tables --",
    "`code`; DROP TABLE actions",
    "`code\" FROM actions; --`",
    "`code\\`` = 1",
    "code /* comment */ = '1'",
    "code = '1' -- comment",
    "code = '1' # comment",
    "(SELECT sequence FROM releases)",
    "code || (SELECT sql FROM sqlite_master)",
    "code = $1",
    "code = ?",
    "code = ?1",
    "code COLLATE NOCASE",
    "1/0",
    "axis = '\u{0}'",
    "load_extension('x')",
];

/// Whether the service is as it was.
fn unharmed(app: &TestApp) {
    assert_eq!(records(app, "actions", &[("limit", "0")])["total_count"], 50);
    assert_eq!(app.json("/api/v1/actions")["meta"]["total"], 17);
}

#[test]
fn an_attempt_in_a_clause_is_refused_or_is_a_text() {
    on_each_database(|app| {
        for clause in
            ["select", "where", "group_by", "order_by", "refine", "exclude", "lang", "timezone", "limit", "offset"]
        {
            for attempt in ATTEMPTS {
                let path = address("actions", "/records", &[(clause, attempt)]);
                let answer = app.get(&path);
                assert!([200, 400].contains(&answer.status), "{path}: {} {}", answer.status, answer.text());
                let body = answer.json();
                assert!(body["results"].is_array() || body["error_code"].is_string(), "{path}: {body}");
            }
        }
        unharmed(app);
    });
}

#[test]
fn an_attempt_in_a_text_finds_nothing() {
    on_each_database(|app| {
        // A text with a zero character may be refused, since PostgreSQL has none.
        for attempt in ATTEMPTS.into_iter().filter(|attempt| !attempt.contains('\0')) {
            let quoted = serde_json::to_string(attempt).expect("a text");
            for condition in [
                format!("code = {quoted}"),
                format!("code in ({quoted}, {quoted})"),
                format!("{quoted} in absent"),
                format!("startswith(code, {quoted})"),
                format!("lower(code) = {quoted}"),
                format!("ifnull(title_en, {quoted}) = {quoted} and code = 'none'"),
            ] {
                assert_eq!(records(app, "actions", &[("where", &condition)])["total_count"], 0, "{condition}");
            }
            let refined = records(app, "actions", &[("refine", &format!("axis:{attempt}"))]);
            assert_eq!(refined["total_count"], 0, "{attempt}");
        }
        unharmed(app);
    });
}

#[test]
fn an_attempt_in_an_alias_is_a_name() {
    on_each_database(|app| {
        for alias in ["x\"; DROP TABLE actions; --", "x' y", "SELECT", "é à ’", "a.b", "count(*)", "1", "?", "$1"] {
            let select = format!("code as `{alias}`");
            let found =
                rows(app, "actions", &[("select", &select), ("order_by", &format!("`{alias}`")), ("limit", "1")]);
            assert_eq!(found[0], serde_json::json!({ alias: "1" }), "{alias}");
            let grouped = rows(app, "actions", &[("select", &format!("count(*) as `{alias}`")), ("limit", "1")]);
            assert_eq!(grouped[0], serde_json::json!({ alias: 50 }), "{alias}");
        }
        unharmed(app);
    });
}

#[test]
fn an_attempt_in_a_path_is_not_found() {
    on_each_database(|app| {
        for part in ["x%27%3B--", "%2e%2e%2f%2e%2e%2fetc", "..%5c..", "%00", "%22%20OR%201%3D1"] {
            for path in [
                format!("{BASE}/catalog/datasets/{part}"),
                address("actions", &format!("/records/{part}"), &[]),
                address("actions", &format!("/exports/{part}"), &[]),
                address("actions", &format!("/attachments/{part}"), &[]),
            ] {
                let answer = app.get(&path);
                assert!([400, 404].contains(&answer.status), "{path}: {}", answer.status);
                assert!(answer.json()["error_code"].is_string(), "{path}: {}", answer.text());
            }
        }
        unharmed(app);
    });
}

#[test]
fn an_attempt_in_a_facet_or_an_export_or_the_catalogue_is_refused_or_a_text() {
    on_each_database(|app| {
        for attempt in ATTEMPTS {
            let form = format!("facet(name={})", serde_json::to_string(attempt).expect("a text"));
            for path in [
                address("actions", "/facets", &[("facet", attempt)]),
                address("actions", "/facets", &[("facet", &form)]),
                address("actions", "/exports/json", &[("where", attempt)]),
                address("actions", "/exports/csv", &[("delimiter", attempt)]),
                address("actions", "/exports/csv", &[("list_separator", attempt), ("limit", "1")]),
                catalog("/datasets", &[("where", attempt)]),
                catalog("/datasets", &[("order_by", attempt)]),
                catalog("/exports/dcat", &[("include_exports", attempt)]),
            ] {
                let answer = app.get(&path);
                assert!([200, 400].contains(&answer.status), "{path}: {} {}", answer.status, answer.text());
            }
        }
        unharmed(app);
    });
}
