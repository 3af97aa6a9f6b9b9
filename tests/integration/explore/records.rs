//! Records: their shape, their ids, the equivalent spellings of appendix A.5.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{address, column, follow, keys, list, records, refusal, rels, rows};
use crate::support::{TestApp, databases, on_each_database};

#[test]
fn a_page_is_a_total_and_flat_rows() {
    on_each_database(|app| {
        let body = records(app, "actions", &[]);
        assert_eq!(keys(&body), ["total_count", "results"]);
        assert_eq!(body["total_count"], 50);
        let rows = list(&body["results"]);
        assert_eq!(rows.len(), 10);
        for row in rows {
            let nested = row.as_object().expect("a row").values().any(Value::is_object);
            assert!(!nested, "{row}");
        }
    });
}

#[test]
fn a_row_has_every_field_of_its_dataset_with_missing_ones_null() {
    on_each_database(|app| {
        let found = rows(app, "actions", &[("where", "current and code = '11'")]);
        let expected = json!([{
            "release": "2026", "revision": 1, "current": true, "code": "11", "number": 11, "axis": null,
            "title_fr": null, "title_fr_release": null, "title_en": null, "title_en_release": null,
            "progress": null, "computed_value": null, "computed_fraction": null, "computed_method": null,
            "absent": ["axis:not_published", "computed:not_published", "progress:not_published", "title:not_named"]
        }]);
        assert_eq!(Value::from(found.clone()), expected);
        assert_eq!(keys(&found[0]), keys(&expected[0]));
    });
}

#[test]
fn the_worked_example_of_records() {
    on_each_database(|app| {
        let asked = [
            ("select", "code,progress,absent"),
            ("where", "progress > 40 and \"next_steps:not_published\" in absent"),
            ("order_by", "progress desc"),
            ("limit", "2"),
        ];
        let body = records(app, "objectifs", &asked);
        let found = list(&body["results"]);
        assert_eq!(body["total_count"], found.len());
        assert_eq!(column(&found, "code"), ["32-1"]);
        assert!(list(&found[0]["absent"]).contains(&json!("next_steps:not_published")));
    });
}

#[test]
fn the_worked_examples_of_grouping() {
    on_each_database(|app| {
        for (asked, expected) in [
            (
                vec![("group_by", "axis")],
                json!([{"axis": null}, {"axis": "1"}, {"axis": "2"}, {"axis": "3"}, {"axis": "4"}]),
            ),
            (
                vec![("select", "count(*)"), ("group_by", "axis"), ("limit", "2")],
                json!([{"axis": null, "count(*)": 2}, {"axis": "1", "count(*)": 9}]),
            ),
            (
                vec![
                    ("select", "count(*) as n, max(progress) as p"),
                    ("group_by", "axis"),
                    ("order_by", "p desc"),
                    ("limit", "1"),
                ],
                json!([{"axis": "4", "n": 12, "p": 65}]),
            ),
        ] {
            let body = records(app, "actions", &asked);
            assert_eq!((&body["results"], &body["total_count"]), (&expected, &json!(5)), "{asked:?}");
        }
    });
}

/// The rows that each spelling gives, which must be the same and some.
fn all_the_same(app: &TestApp, name: &str, spellings: &[&[(&str, &str)]]) {
    let first = records(app, name, spellings[0]);
    assert_ne!(first["total_count"], 0, "{:?}", spellings[0]);
    for spelling in spellings {
        assert_eq!(records(app, name, spelling), first, "{spelling:?} on {}", app.database.name());
    }
}

#[test]
fn equivalent_spellings_give_the_same_rows() {
    on_each_database(|app| {
        all_the_same(
            app,
            "actions",
            &[
                &[("where", "axis=\"4\"")],
                &[("where", "`axis`:'4'")],
                &[("refine", "axis:4")],
                &[("refine", "axis:\"4\"")],
                &[("where", "axis in (\"4\")")],
            ],
        );
        all_the_same(
            app,
            "avancement",
            &[
                &[("where", "value>=13 and value<=58")],
                &[("where", "value in [13..58]")],
                &[("where", "value in [13 TO 58]")],
                &[("where", "value: [13..58]")],
                &[("where", "value>=13"), ("where", "value<=58")],
                &[("where", "(value>=13) and (value<=58)")],
            ],
        );
        all_the_same(app, "avancement", &[&[("where", "value>13 and value<58")], &[("where", "value in ]13..58[")]]);
        all_the_same(
            app,
            "axes",
            &[
                &[("where", "current")],
                &[("where", "current is true")],
                &[("where", "current = true")],
                &[("where", "current: TRUE")],
            ],
        );
        all_the_same(app, "axes", &[&[("order_by", "-progress")], &[("order_by", "progress desc")]]);
        all_the_same(
            app,
            "sources",
            &[
                &[("where", "earliest >= date'2025'")],
                &[("where", "earliest >= date'2025-01-01'")],
                &[("where", "earliest >= date'2025/01/01'")],
            ],
        );
        all_the_same(
            app,
            "sources",
            &[&[("where", "earliest > date'2022'")], &[("where", "earliest >= date'2023-01-01'")]],
        );
        all_the_same(
            app,
            "sources",
            &[
                &[("where", "earliest in [date'2022'..date'2025']")],
                &[("where", "earliest >= date'2022-01-01' and earliest < date'2026-01-01'")],
            ],
        );
        all_the_same(
            app,
            "avancement",
            &[&[("select", "median(value) as m")], &[("select", "percentile(value, 50) as m")]],
        );
    });
}

#[test]
fn not_is_every_other_row() {
    on_each_database(|app| {
        for condition in
            ["ambiguous", "status = \"completed\"", "progress > 10", "title_en like \"digital\"", "number in (30, 31)"]
        {
            let total = |c: String| records(app, "objectifs", &[("where", &c), ("limit", "0")])["total_count"].as_u64();
            let both = total(condition.to_owned()).zip(total(format!("not ({condition})"))).map(|(a, b)| a + b);
            assert_eq!(both, Some(85), "{condition}");
        }
    });
}

#[test]
fn a_record_is_known_by_forty_hexadecimal_digits() {
    on_each_database(|app| {
        let found = rows(app, "bilans", &[("include_app_metas", "true"), ("limit", "100")]);
        for row in &found {
            let known = keys(row);
            assert_eq!(known[known.len() - 3..], ["_id", "_timestamp", "_size"], "{row}");
            assert!(row["_timestamp"].is_string() && row["_size"].is_u64(), "{row}");
            let id = row["_id"].as_str().expect("an id");
            assert!(id.len() == 40 && id.bytes().all(|b| b.is_ascii_hexdigit() && !b.is_ascii_uppercase()), "{id}");
        }
        let ids: BTreeSet<&str> = column(&found, "_id").into_iter().collect();
        assert_eq!(ids.len(), found.len());
        assert!(rows(app, "bilans", &[("include_app_metas", "false")])[0].get("_id").is_none());
    });
}

#[test]
fn the_id_of_a_record_leads_back_to_it() {
    on_each_database(|app| {
        for name in super::NAMES {
            let plain = rows(app, name, &[("limit", "3")]);
            let known = rows(app, name, &[("limit", "3"), ("include_app_metas", "true")]);
            for (plain, known) in plain.iter().zip(known) {
                let below = format!("/records/{}", known["_id"].as_str().expect("an id"));
                let found = app.json(&address(name, &below, &[]));
                assert_eq!((&found, keys(&found)), (plain, keys(plain)), "{name}{below}");
                assert_eq!(app.json(&address(name, &format!("{below}/"), &[])), found);
            }
        }
    });
}

#[test]
fn one_record_takes_a_select_and_a_zone() {
    on_each_database(|app| {
        let known = rows(app, "versions", &[("include_app_metas", "true"), ("where", "current")]);
        let below = format!("/records/{}", known[0]["_id"].as_str().expect("an id"));
        let asked = [("select", "release, recorded_at"), ("timezone", "Europe/Paris")];
        let expected = json!({"release": "2026", "recorded_at": "2026-11-22T15:00:00+01:00"});
        assert_eq!(app.json(&address("versions", &below, &asked)), expected);
        let answer = app.get(&address("versions", &below, &[("select", "nope")]));
        assert!(refusal(&answer, 400, "ODSQLError").contains("Unknown field: nope"));
    });
}

#[test]
fn ids_are_the_same_on_every_database_and_for_every_query() {
    let ids = |app: &TestApp, asked: &[(&str, &str)]| {
        let found = rows(app, "objectifs", &[asked, &[("include_app_metas", "true"), ("limit", "100")]].concat());
        let mut pairs: Vec<(String, String)> =
            found.iter().map(|row| (row["_id"].to_string(), format!("{} {}", row["release"], row["code"]))).collect();
        pairs.sort();
        pairs
    };
    let mut found = Vec::new();
    for database in databases() {
        let app = TestApp::start(database);
        found.push(ids(&app, &[]));
        found.push(ids(&app, &[("order_by", "-progress"), ("where", "revision = 1")]));
    }
    assert!(found.windows(2).all(|pair| pair[0] == pair[1]), "{found:?}");
}

#[test]
fn an_unknown_record_is_not_found() {
    on_each_database(|app| {
        let of_axes = rows(app, "axes", &[("include_app_metas", "true"), ("limit", "1")])[0]["_id"].clone();
        let of_axes = of_axes.as_str().expect("an id");
        for wrong in ["0", "0000000000000000000000000000000000000000", "x'--", of_axes] {
            let below = format!("/records/{}", wrong.replace('\'', "%27"));
            refusal(&app.get(&address("actions", &below, &[])), 404, "NotFoundResource");
        }
    });
}

#[test]
fn include_links_adds_addresses_to_the_page_and_to_each_row() {
    on_each_database(|app| {
        let body = records(app, "actions", &[("include_links", "true"), ("limit", "5"), ("offset", "5")]);
        assert!(rels(&body["_links"]).contains(&"self".to_owned()), "{body}");
        let mut links = list(&body["_links"]);
        for row in list(&body["results"]) {
            assert!(rels(&row["_links"]).contains(&"self".to_owned()), "{row}");
            links.extend(list(&row["_links"]));
        }
        for link in links {
            let rel = link["rel"].as_str().expect("a relation");
            assert!(["self", "first", "last", "next", "dataset", "catalog"].contains(&rel), "{link}");
            assert_eq!(follow(app, &link["href"]).status, 200, "{link}");
        }
        for flag in ["true", "True"] {
            let row = rows(
                app,
                "axes",
                &[("include_links", flag), ("select", "code, progress"), ("where", "current"), ("limit", "1")],
            )
            .remove(0);
            let own = list(&row["_links"]).into_iter().find(|link| link["rel"] == "self").expect("its own address");
            let found = follow(app, &own["href"]).json();
            assert_eq!((&found["code"], &found["progress"]), (&json!("1"), &json!(50)));
        }
    });
}

#[test]
fn next_leads_through_every_page() {
    on_each_database(|app| {
        let mut body =
            records(app, "actions", &[("include_links", "true"), ("limit", "20"), ("select", "release, code")]);
        let mut found = Vec::new();
        loop {
            found.extend(list(&body["results"]).iter().map(|row| format!("{} {}", row["release"], row["code"])));
            let Some(next) = list(&body["_links"]).into_iter().find(|link| link["rel"] == "next") else { break };
            body = follow(app, &next["href"]).json();
        }
        assert_eq!(found.len(), 50);
        assert_eq!(found.iter().collect::<BTreeSet<_>>().len(), 50);
    });
}

#[test]
fn a_random_order_is_the_same_for_the_same_seed() {
    on_each_database(|app| {
        let by = |seed: &str| {
            let found = rows(app, "bilans", &[("select", "release, code"), ("order_by", seed), ("limit", "100")]);
            found.iter().map(|row| format!("{} {}", row["release"], row["code"])).collect::<Vec<_>>()
        };
        assert_eq!(by("random(7)"), by("random(7)"));
        assert_ne!(by("random(7)"), by("random(8)"));
        assert_ne!(by("random(7)"), by("release"));
    });
}
