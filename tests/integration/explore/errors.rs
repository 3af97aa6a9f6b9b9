//! Refusals: their code, their words, and that nothing else is ever answered to a wrong query.

use serde_json::json;

use super::{BASE, address, refusal, refused, rows};
use crate::support::on_each_database;

#[test]
fn the_bad_inputs_of_the_reference() {
    on_each_database(|app| {
        for (name, value, code) in [
            ("where", "axis =", "ODSQLSyntaxError"),
            ("where", "axis = \"x", "ODSQLSyntaxError"),
            ("where", "contains(title_fr, \"x\")", "ODSQLSyntaxError"),
            ("where", "(axis = \"x\"", "ODSQLSyntaxError"),
            ("where", "axis not in (\"x\")", "ODSQLSyntaxError"),
            ("where", "nope = 1", "ODSQLError"),
            ("select", "nope", "ODSQLError"),
            ("group_by", "nope", "ODSQLError"),
            ("order_by", "nope", "ODSQLError"),
            ("select", "sum(title_fr)", "ODSQLError"),
            ("where", "progress = \"12\"", "IncompatibleTypesInComparisonFilter"),
            ("limit", "101", "InvalidRESTParameterError"),
            ("limit", "-2", "InvalidRESTParameterError"),
            ("limit", "abc", "InvalidRESTParameterError"),
            ("offset", "-1", "InvalidRESTParameterError"),
        ] {
            refused(app, "actions", &[(name, value)], code);
        }
        refused(app, "sources", &[("where", "earliest > date'banane'")], "ODSQLError");
        refused(app, "sources", &[("where", "earliest = \"2024\"")], "IncompatibleTypesInComparisonFilter");
        refused(app, "actions", &[("offset", "9950"), ("limit", "100")], "InvalidRESTParameterError");
        refused(app, "actions", &[("group_by", "axis"), ("limit", "20001")], "InvalidRESTParameterError");
        refusal(&app.get(&address("nope", "", &[])), 404, "NotFoundResource");
    });
}

#[test]
fn messages_have_the_words_that_were_recorded() {
    on_each_database(|app| {
        for (parameter, code, expected) in [
            (
                ("where", "contains(objet, \"x\")"),
                "ODSQLSyntaxError",
                "ODSQL syntax exception: unexpected ( at position 8 in contains(objet, \"x\").",
            ),
            (("where", "2026_uai = 1"), "ODSQLSyntaxError", "unexpected _uai at position 4"),
            (("select", "x"), "ODSQLError", "ODSQL query is malformed: Unknown field: x"),
            (
                ("select", "avg(title_fr)"),
                "ODSQLError",
                "ODSQL query is malformed: StatAggregation only supports numeric or date expression.",
            ),
        ] {
            let message = refused(app, "actions", &[parameter], code);
            assert!(message.contains(expected), "{message}");
            assert!(message.ends_with(&format!("Clause(s) containing the error(s): {}.", parameter.0)), "{message}");
        }
        let message = refused(app, "sources", &[("where", "earliest >= date'-01'")], "ODSQLError");
        assert!(message.contains("ODSQL query is malformed: Invalid date to parse '-01'."), "{message}");
    });
}

#[test]
fn an_unknown_field_is_told_with_the_nearest_name() {
    on_each_database(|app| {
        for (wrong, right) in [("progres", "progress"), ("titre_fr", "title_fr"), ("relase", "release")] {
            let message = refused(app, "actions", &[("select", wrong)], "ODSQLError");
            // One client looks for these words.
            assert!(message.to_lowercase().contains("unknown field"), "{message}");
            assert!(message.contains(&format!("Unknown field: {wrong}")) && message.contains(right), "{message}");
        }
    });
}

#[test]
fn the_clause_that_is_wrong_is_named() {
    on_each_database(|app| {
        for clause in ["select", "where", "group_by", "order_by", "refine", "exclude"] {
            let value = if ["refine", "exclude"].contains(&clause) { "nope:1" } else { "nope" };
            let message = refused(app, "actions", &[(clause, value)], "ODSQLError");
            assert!(message.contains(&format!("Clause(s) containing the error(s): {clause}.")), "{message}");
        }
        let second = [("where", "axis = '4'"), ("where", "nope = 1")];
        assert!(refused(app, "actions", &second, "ODSQLError").contains("Unknown field: nope"));
    });
}

#[test]
fn what_is_not_supported_is_said_so_and_never_empty() {
    on_each_database(|app| {
        for (clause, value, named) in [
            ("where", "within_distance(code, geom'POINT(2.3 48.8)', 10km)", "within_distance"),
            ("where", "in_bbox(code, 1, 2, 3, 4)", "in_bbox"),
            ("select", "envelope(code)", "envelope"),
            ("group_by", "geo_cluster(code)", "geo_cluster"),
        ] {
            let answer = app.get(&address("actions", "/records", &[(clause, value)]));
            assert_eq!(answer.status, 400, "{}", answer.text());
            let message = answer.json()["message"].as_str().expect("a message").to_owned();
            assert!(message.contains(named) && message.contains("geographic"), "{message}");
        }
        for value in ["json_format(title_fr)", "vector_similarity(\"x\")"] {
            assert_eq!(app.get(&address("actions", "/records", &[("select", value)])).status, 400, "{value}");
        }
    });
}

#[test]
fn a_clause_that_is_too_long_or_too_deep_is_refused() {
    on_each_database(|app| {
        for condition in [
            format!("{}axis = '4'{}", "(".repeat(200), ")".repeat(200)),
            format!("{} current", "not ".repeat(300)),
            format!("{}title_fr{} = 'x'", "lower(".repeat(150), ")".repeat(150)),
        ] {
            refused(app, "actions", &[("where", &condition)], "ODSQLSyntaxError");
        }
        let long = app.get(&address("actions", "/records", &[("where", &"a".repeat(10_001))]));
        assert!([400, 414].contains(&long.status), "{}", long.text());
        assert_eq!(long.header("content-type"), Some("application/json"));
        assert!(long.json()["error_code"].is_string() && long.json()["message"].is_string(), "{}", long.text());
        // As deep as a filter panel may write it.
        let fine = format!("{}axis = '4'{}", "(".repeat(50), ")".repeat(50));
        assert_eq!(super::records(app, "actions", &[("where", &fine)])["total_count"], 12);
    });
}

#[test]
fn a_query_string_that_is_not_utf_8_is_refused() {
    on_each_database(|app| {
        for path in [
            address("axes", "/records?where=code%3D%22%FF%22", &[]),
            address("axes", "/records?select=%C3%28", &[]),
            format!("{BASE}/catalog/datasets/%FF/records"),
        ] {
            let answer = app.get(&path);
            assert!([400, 404].contains(&answer.status), "{path}: {}", answer.status);
            let body = answer.json();
            assert!(body["error_code"].is_string() && body["message"].is_string(), "{path}: {body}");
        }
    });
}

#[test]
fn an_error_has_no_rate_limit_and_may_be_read_from_any_origin() {
    on_each_database(|app| {
        for path in [address("axes", "/records", &[("limit", "101")]), address("nope", "", &[]), format!("{BASE}/foo")]
        {
            let answer = app.get(&path);
            assert!(answer.status >= 400, "{path}");
            assert!(answer.headers.iter().all(|(name, _)| !name.starts_with("x-ratelimit")), "{:?}", answer.headers);
            assert_eq!(answer.header("access-control-allow-origin"), Some("*"), "{path}");
        }
    });
}

#[test]
fn an_error_never_tells_of_tables_or_statements() {
    on_each_database(|app| {
        for (clause, value) in [
            ("select", "nope"),
            ("where", "progress = 'x'"),
            ("order_by", "count(*)"),
            ("group_by", "range(title_fr, 3)"),
        ] {
            let text = app.get(&address("actions", "/records", &[(clause, value)])).text().to_lowercase();
            for word in ["sqlite", "postgres", "diesel", "syntax error at", "select *", "panicked", "src/"] {
                assert!(!text.contains(word), "{text}");
            }
        }
    });
}

/// PostgreSQL takes `EST` or `CET` for an offset that knows no summer time, and others only where they are installed.
#[test]
fn a_time_zone_is_a_name_that_both_databases_read_alike() {
    on_each_database(|app| {
        for name in [
            "CET",
            "EET",
            "WET",
            "MET",
            "EST",
            "MST",
            "HST",
            "EST5EDT",
            "GB",
            "Zulu",
            "PRC",
            "GMT0",
            "utc",
            "Mars/Olympus",
        ] {
            let message = refused(app, "versions", &[("timezone", name)], "InvalidRESTParameterError");
            let told = format!("Invalid value for timezone API parameter: {name} was found but an IANA time zone");
            assert!(message.starts_with(&told) && message.contains("Europe/Paris"), "{message}");
        }
        // The releases were recorded on 22 November 2026 at 14:00 UTC.
        for (name, hour) in [("UTC", 14), ("GMT", 14), ("Europe/Paris", 15), ("Etc/GMT+5", 9), ("America/New_York", 9)]
        {
            let asked = [("select", "hour(recorded_at) as hour"), ("limit", "1"), ("timezone", name)];
            assert_eq!(rows(app, "versions", &asked), [json!({"hour": hour})], "{name}");
        }
    });
}
