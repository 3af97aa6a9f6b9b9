//! The twenty facts that surprise implementers, section 0.3 of the reference, each a test.

use serde_json::json;

use super::{address, catalog, column, id, keys, list, records, refusal, refused, rels, rows};
use crate::support::on_each_database;

#[test]
fn fact_1_a_trailing_slash_answers_the_same_without_a_redirect() {
    on_each_database(|app| {
        for (below, slashed) in
            [("", "/"), ("/records", "/records/"), ("/facets", "/facets/"), ("/exports/json", "/exports/json/")]
        {
            let (plain, slashed) = (app.get(&address("axes", below, &[])), app.get(&address("axes", slashed, &[])));
            assert_eq!((plain.status, slashed.status), (200, 200), "{below}");
            assert_eq!(plain.header("content-type"), slashed.header("content-type"), "{below}");
        }
        let limited = app.json(&address("axes", "/records/", &[("limit", "1")]));
        assert_eq!(limited, records(app, "axes", &[("limit", "1")]));
    });
}

#[test]
fn fact_2_names_may_be_back_quoted_everywhere() {
    on_each_database(|app| {
        let quoted = [
            ("select", "`code`, `progress`"),
            ("where", "`axis`:\"4\""),
            ("order_by", "-`progress`"),
            ("refine", "`current`:true"),
            ("exclude", "`code`:15"),
        ];
        let plain = [
            ("select", "code, progress"),
            ("where", "axis = '4'"),
            ("order_by", "progress desc"),
            ("refine", "current:true"),
            ("exclude", "code:15"),
        ];
        let found = records(app, "actions", &quoted);
        assert_eq!(found, records(app, "actions", &plain));
        assert_eq!(column(&list(&found["results"]), "code"), ["14", "16", "17"]);
    });
}

#[test]
fn fact_3_exports_and_facets_list_links_without_an_underscore() {
    on_each_database(|app| {
        for path in [
            address("axes", "/exports", &[]),
            address("axes", "/facets", &[]),
            catalog("/exports", &[]),
            catalog("/facets", &[]),
        ] {
            let body = app.json(&path);
            assert!(body["links"].is_array() && body.get("_links").is_none(), "{path}: {body}");
        }
    });
}

#[test]
fn fact_4_facets_have_no_total_and_at_most_a_hundred_values() {
    on_each_database(|app| {
        let body = app.json(&address("bilans", "/facets", &[("facet", "code")]));
        assert_eq!(keys(&body), ["links", "facets"]);
        let values = list(&body["facets"][0]["facets"]);
        assert_eq!(values.len(), 100);
        for value in values {
            assert_eq!(keys(&value), ["name", "count", "state", "value"]);
        }
    });
}

#[test]
fn fact_5_unequal_drops_nulls_and_not_equal_keeps_them() {
    on_each_database(|app| {
        let total =
            |condition: &str| records(app, "objectifs", &[("where", condition), ("limit", "0")])["total_count"].clone();
        // 85 rows: 14 in progress, 3 completed, 68 without a status.
        assert_eq!(total("status = \"in_progress\""), 14);
        assert_eq!(total("status != \"in_progress\""), 3);
        assert_eq!(total("NOT status = \"in_progress\""), 71);
        assert_eq!(total("not(status != \"in_progress\")"), 82);
    });
}

#[test]
fn fact_6_infix_not_in_and_not_like_are_syntax_errors() {
    on_each_database(|app| {
        for condition in ["axis not in (\"1\")", "title_fr not like \"école\""] {
            let message = refused(app, "actions", &[("where", condition)], "ODSQLSyntaxError");
            assert!(message.contains("unexpected not") && message.contains("error(s): where."), "{message}");
        }
    });
}

#[test]
fn fact_7_like_matches_words_and_not_patterns() {
    on_each_database(|app| {
        let total =
            |pattern: &str| records(app, "objectifs", &[("where", pattern), ("limit", "0")])["total_count"].clone();
        assert_eq!(total("title_en like \"cybersecurity\""), 1);
        assert_eq!(total("title_en like \"cyber\""), 0);
        assert_eq!(total("title_en like \"cyber*\""), 1);
        assert_eq!(total("title_en like \"%CYBERSECURITY%\""), 1);
    });
}

#[test]
fn fact_8_texts_are_compared_with_neither_numbers_nor_dates() {
    on_each_database(|app| {
        refused(app, "actions", &[("where", "progress = \"65\"")], "IncompatibleTypesInComparisonFilter");
        refused(app, "sources", &[("where", "earliest >= \"2025-01-01\"")], "IncompatibleTypesInComparisonFilter");
    });
}

#[test]
fn fact_9_a_partial_date_stands_for_its_whole_period() {
    on_each_database(|app| {
        let releases = |condition: &str| {
            let found = rows(app, "versions", &[("select", "release"), ("where", condition)]);
            column(&found, "release").join(" ")
        };
        assert_eq!(releases("earliest > date'2025-06'"), "2026");
        assert_eq!(releases("earliest >= date'2025-06'"), "2025 2026");
        assert_eq!(releases("earliest > date'2025'"), "");
        assert_eq!(releases("recorded_at > date'2026-11-22'"), "");
    });
}

#[test]
fn fact_10_aggregates_without_groups_keep_the_number_of_records() {
    on_each_database(|app| {
        let body = records(app, "bilans", &[("select", "count(*) as total"), ("limit", "1")]);
        assert_eq!(body, json!({"total_count": 148, "results": [{"total": 148}]}));
        // Real portals repeat the row ten times; one is enough for every client, and rows that differ are for none.
        assert_eq!(records(app, "bilans", &[("select", "count(*) as total")]), body);
    });
}

#[test]
fn fact_11_group_keys_come_first_in_each_row() {
    on_each_database(|app| {
        let found =
            rows(app, "actions", &[("select", "count(*) as n, max(progress) as m"), ("group_by", "release, axis")]);
        for row in found {
            assert_eq!(keys(&row), ["release", "axis", "n", "m"]);
        }
    });
}

#[test]
fn fact_12_nulls_are_the_first_group() {
    on_each_database(|app| {
        let found = rows(app, "actions", &[("select", "count(*) as n"), ("group_by", "axis")]);
        assert_eq!(found[0], json!({"axis": null, "n": 2}));
        assert_eq!(found.len(), 5);
    });
}

#[test]
fn fact_13_an_expression_is_named_by_its_own_text() {
    on_each_database(|app| {
        let found = rows(app, "sources", &[("select", "count(*)"), ("group_by", "year(earliest)")]);
        assert_eq!(keys(&found[0]), ["year(earliest)", "count(*)"]);
    });
}

#[test]
fn fact_14_the_same_alias_twice_is_an_error() {
    on_each_database(|app| {
        let twice = [("select", "year(earliest) as y, count(*) as n"), ("group_by", "year(earliest) as y")];
        let message = refused(app, "sources", &twice, "ODSQLError");
        assert!(message.contains("Alias 'y' is declared several times"), "{message}");
    });
}

#[test]
fn fact_15_unknown_parameters_are_ignored_and_unknown_fields_are_not() {
    on_each_database(|app| {
        assert_eq!(records(app, "axes", &[("sort", "-code"), ("foo", "")]), records(app, "axes", &[]));
        assert!(refused(app, "axes", &[("select", "foo")], "ODSQLError").contains("Unknown field: foo"));
    });
}

#[test]
fn fact_16_a_limit_of_zero_counts() {
    on_each_database(|app| {
        assert_eq!(records(app, "actions", &[("limit", "0")]), json!({"total_count": 50, "results": []}));
    });
}

#[test]
fn fact_17_texts_have_no_order_in_conditions_and_no_sum() {
    on_each_database(|app| {
        let path = address("actions", "/records", &[("where", "title_fr > \"M\"")]);
        assert_eq!(app.get(&path).status, 400);
        for function in ["sum", "avg", "min", "max"] {
            let message = refused(app, "actions", &[("select", &format!("{function}(title_fr)"))], "ODSQLError");
            assert!(message.contains("StatAggregation only supports numeric or date expression"), "{message}");
        }
    });
}

#[test]
fn fact_18_csv_has_semicolons_a_mark_carriage_returns_and_lists_joined_by_commas() {
    on_each_database(|app| {
        let parameters = [("select", "code, absent"), ("where", "code = '32-1'")];
        let answer = app.get(&address("objectifs", "/exports/csv", &parameters));
        let absent = list(&rows(app, "objectifs", &parameters)[0]["absent"]);
        let joined = absent.iter().filter_map(|value| value.as_str()).collect::<Vec<_>>().join(",");
        assert_eq!(answer.text(), format!("\u{feff}code;absent\r\n32-1;{joined}\r\n"));
    });
}

#[test]
fn fact_19_errors_are_a_code_and_a_message_in_json() {
    on_each_database(|app| {
        let message = refusal(&app.get(&address("nope", "", &[])), 404, "NotFoundResource");
        assert_eq!(message, format!("The requested dataset {} does not exist.", id("nope")));
        refused(app, "axes", &[("limit", "101")], "InvalidRESTParameterError");
    });
}

#[test]
fn fact_20_keys_are_sent_to_open_portals_and_ignored() {
    on_each_database(|app| {
        let path = address("axes", "/records", &[]);
        let plain = app.json(&path);
        for value in ["Apikey abcdef", "ApiKey abcdef", "apikey ", "Bearer abc.def.ghi"] {
            let answer = app.request("GET", &path, &[("Authorization", value)]);
            assert_eq!((answer.status, answer.json()), (200, plain.clone()), "{value}");
        }
        assert_eq!(records(app, "axes", &[("apikey", "abcdef")]), plain);
        let listed = app.json(&catalog("", &[("apikey", "abcdef")]));
        assert!(rels(&listed["links"]).contains(&"datasets".to_owned()), "{listed}");
    });
}
