//! Receipts of figures. What is expected was computed by hand from the percentages that the documents print.

use serde_json::{Value, json};

use super::{codes, column, follow, rows};
use crate::support::{TestApp, on_each_database, problem::says};

fn receipt(app: &TestApp, path: &str) -> Value {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    app.json(&format!("/api/v1/{path}/derivation?{query}"))["data"].clone()
}

/// A rival of a receipt as name, exact mean, figure, and what is said of it.
fn rivals(receipt: &Value) -> Vec<Value> {
    let rivals = receipt["rivals"].as_array().expect("rivals").iter();
    rivals.map(|rival| json!([rival["rule"], rival["fraction"], rival["value"], rival["state"]])).collect()
}

#[test]
fn action_15_is_the_mean_of_its_four_objectives() {
    on_each_database(|app| {
        let receipt = receipt(app, "actions/15");
        let inputs = receipt["inputs"].as_array().expect("inputs");
        assert_eq!(codes(inputs), ["35", "36", "37", "38"]);
        assert_eq!(column(inputs, "fraction"), ["5", "15", "15", "15"]);
        for (field, value) in [
            ("rule", json!("mean_of_objectives")),
            ("sum", json!("50")),
            ("count", json!(4)),
            ("fraction", json!("25/2")),
            ("rounding", json!("half_up")),
            ("result", json!(13)),
            ("published", json!(13)),
            ("agrees", json!(true)),
            ("state", json!("proved")),
            ("missing", json!([])),
        ] {
            assert_eq!(receipt[field], value, "{field}");
        }
    });
}

#[test]
fn halves_to_even_would_give_action_15_12() {
    on_each_database(|app| {
        let receipt = receipt(app, "actions/15");
        let expected = [
            json!(["half_even", "25/2", 12, "rejected"]),
            json!(["down", "25/2", 12, "rejected"]),
            json!(["up", "25/2", 13, "rejected_elsewhere"]),
            json!(["merged_parts", "25/2", 13, "rejected_elsewhere"]),
        ];
        assert_eq!(rivals(&receipt), expected);
        assert_eq!(receipt["rivals"][0]["rejected"], true);
        assert_eq!(receipt["rivals"][0]["reason"]["en"], "It gives 12 (25/2) and 13 is published.");
        assert_eq!(receipt["rivals"][0]["reason"]["fr"], "Elle donne 12 (25/2) et 13 est publié.");
    });
}

#[test]
fn merged_parts_would_give_action_14_62() {
    on_each_database(|app| {
        let receipt = receipt(app, "actions/14");
        assert_eq!((&receipt["sum"], &receipt["count"], &receipt["result"]), (&json!("390"), &json!(6), &json!(65)));
        let expected = [
            json!(["half_even", "65", 65, "rejected_elsewhere"]),
            json!(["down", "65", 65, "rejected_elsewhere"]),
            json!(["up", "65", 65, "rejected_elsewhere"]),
            json!(["merged_parts", "62", 62, "rejected"]),
        ];
        assert_eq!(rivals(&receipt), expected);
    });
}

/// A reading that fits a figure is said to fit it, with the figure that rejects it.
#[test]
fn always_rounding_up_is_rejected_by_the_axis_alone() {
    on_each_database(|app| {
        for action in ["14", "15", "16", "17"] {
            let receipt = receipt(app, &format!("actions/{action}"));
            let up = &receipt["rivals"][2];
            assert_eq!((&up["rule"], &up["rejected"]), (&json!("up"), &json!(false)), "{action}");
            let by = up["rejected_by"].as_array().expect("witnesses");
            assert_eq!(by.len(), 1, "{action}");
            assert_eq!(
                json!([by[0]["level"], by[0]["code"], by[0]["value"], by[0]["published"]]),
                json!(["axis", "4", 41, 40])
            );
            assert_eq!(follow(app, &by[0]["href"]).json()["data"]["code"], "4");
            assert!(says(&up["reason"], "en", "Not rejected by this figure"), "{up}");
            assert!(says(&receipt["reason"], "en", "only axis 4 rejects it, if axes and actions are rounded alike"));
        }
    });
}

#[test]
fn axis_4_is_consistent_and_not_proved() {
    on_each_database(|app| {
        let receipt = receipt(app, "axes/4");
        let inputs = receipt["inputs"].as_array().expect("inputs");
        assert_eq!(codes(inputs), ["14", "15", "16", "17"]);
        assert_eq!(column(inputs, "fraction"), ["65", "25/2", "115/2", "80/3"]);
        assert_eq!(
            json!([receipt["rule"], receipt["sum"], receipt["count"], receipt["fraction"], receipt["result"]]),
            json!(["mean_of_actions", "485/3", 4, "485/12", 40])
        );
        assert_eq!((&receipt["state"], &receipt["agrees"]), (&json!("consistent_not_proved"), &json!(true)));
        // Shown actions: 65 + 13 + 58 + 27 = 163. All 17 rows: 390 + 50 + 230 + 80 = 750. Merged: 62 + 25/2 + 115/2 + 80/3.
        let expected = [
            json!(["half_even", "485/12", 40, "rejected_elsewhere"]),
            json!(["down", "485/12", 40, "rejected_elsewhere"]),
            json!(["up", "485/12", 41, "rejected"]),
            json!(["merged_parts", "119/3", 40, "rejected_elsewhere"]),
            json!(["mean_of_rounded_actions", "163/4", 41, "rejected"]),
            json!(["pooled_objectives", "750/17", 44, "rejected"]),
            json!(["rounded_to_tens", "485/12", 40, "not_rejected"]),
        ];
        assert_eq!(rivals(&receipt), expected);
        let tens = &receipt["rivals"][6];
        assert_eq!(tens["rejected_by"], json!([]));
        assert!(says(&tens["reason"], "en", "Every published figure of an axis is a multiple of ten."), "{tens}");
    });
}

#[test]
fn every_published_figure_of_a_receipt_leads_to_its_words() {
    on_each_database(|app| {
        let item = app.json("/api/v1/actions/15/derivation");
        let words = |passage: &Value| follow(app, &passage["href"]).json()["data"]["text"].clone();
        assert_eq!(item["passages"].as_array().map(Vec::len), Some(1));
        assert_eq!(item["passages"][0]["field"], "published");
        assert_eq!(words(&item["passages"][0]), "13%");
        for (input, figure) in
            item["data"]["inputs"].as_array().expect("inputs").iter().zip(["5%", "15%", "15%", "15%"])
        {
            assert_eq!(words(&input["passages"][0]), figure, "{}", input["code"]);
            assert_eq!(follow(app, &input["href"]).json()["data"]["code"], input["code"]);
        }
    });
}

#[test]
fn a_parent_with_an_unpublished_child_is_not_computed() {
    on_each_database(|app| {
        for (path, missing) in [
            ("axes/1", json!(["1", "2", "3"])),
            ("axes/3", json!(["6", "7", "8", "9", "10", "12", "13"])),
            ("actions/1", json!([])),
            ("actions/11", json!([])),
            ("axes/4?release=2025", json!(["14", "15", "16", "17"])),
            ("actions/14?release=2025", json!([])),
            ("axes/4?release=2023", json!(["13", "14", "15", "16"])),
            ("actions/1?release=2023", json!(["1.1", "1.2"])),
        ] {
            let receipt = receipt(app, path);
            assert_eq!(receipt["state"], "not_computed", "{path}");
            assert_eq!(receipt["missing"], missing, "{path}");
            for field in ["sum", "count", "fraction", "result"] {
                assert_eq!(receipt[field], json!(null), "{path} {field}");
                assert_eq!(receipt["absent"][field], "not_published", "{path} {field}");
            }
            assert_eq!((&receipt["agrees"], &receipt["rivals"]), (&json!(null), &json!([])), "{path}");
            for named in missing.as_array().expect("codes") {
                assert!(says(&receipt["reason"], "en", named.as_str().expect("a code")), "{receipt}");
            }
        }
        let axis = receipt(app, "axes/1");
        assert_eq!((&axis["published"], &axis["absent"]["published"]), (&json!(50), &json!(null)));
        assert!(says(&axis["reason"], "en", "nothing is inferred from it"), "{axis}");
        let nameless = receipt(app, "actions/11");
        assert_eq!((&nameless["title"], &nameless["absent"]["title"]), (&json!(null), &json!("not_named")));
        assert!(says(&nameless["reason"], "en", "go from 1 to 29 (29)"), "{nameless}");
    });
}

#[test]
fn receipts_are_rows_of_rules_and_rivals() {
    on_each_database(|app| {
        // 4 axes and 17 actions; 7 rivals of axis 4, 4 of each of 4 actions.
        assert_eq!(rows(app, "/api/v1/derivations").len(), 4 + 17 + 7 + 16);
        let rules = rows(app, "/api/v1/derivations?role=rule");
        assert_eq!(rules.len(), 21);
        let proved = rows(app, "/api/v1/derivations?state=proved");
        assert_eq!(codes(&proved), ["14", "15", "16", "17"]);
        let even = rows(app, "/api/v1/derivations?rule=half_even&level=action");
        let values: Vec<i64> = even.iter().filter_map(|row| row["value"].as_i64()).collect();
        assert_eq!(values, [65, 12, 58, 27]);
        assert_eq!(
            column(&even, "state"),
            ["rejected_elsewhere", "rejected", "rejected_elsewhere", "rejected_elsewhere"]
        );
        let of_15 = rows(app, "/api/v1/derivations?action=15&role=rule");
        assert_eq!(of_15[0]["inputs"], json!(["35=5", "36=15", "37=15", "38=15"]));
        assert_eq!(codes(&rows(app, "/api/v1/derivations?axis=4&role=rule")), ["4", "14", "15", "16", "17"]);
        assert_eq!(rows(app, "/api/v1/derivations?release=2025").len(), 21);
        assert_eq!(rows(app, "/api/v1/derivations?release=2023").len(), 20);
    });
}

#[test]
fn receipts_are_a_file() {
    on_each_database(|app| {
        let path =
            "/api/v1/derivations?format=csv&code=14&rule=merged_parts&fields=inputs,fraction,value,published,agrees";
        let expected = "release,revision,inputs,fraction,value,published,agrees\r\n\
                        2026,1,\"30=75,31=50,32=80,33=100,34=5\",62,62,65,false\r\n";
        assert_eq!(app.get(path).text(), expected);
    });
}

#[test]
fn receipts_are_a_dataset() {
    on_each_database(|app| {
        let dataset = "/api/explore/v2.1/catalog/datasets/fr-en-strategie-numerique-calculs";
        let query = "where=current+and+role%3D%22rival%22&group_by=state&select=count(*)+as+n&order_by=state";
        let groups = app.json(&format!("{dataset}/records?{query}"))["results"].clone();
        // Of axis 4: 3, 3 and 1; of action 14: 1 and 3; of 15: 2 and 2; of 16 and 17: 1 and 3.
        let expected = json!([
            {"state": "not_rejected", "n": 1}, {"state": "rejected", "n": 8}, {"state": "rejected_elsewhere", "n": 14}
        ]);
        assert_eq!(groups, expected);
        let query =
            "where=current+and+code%3D%224%22+and+rule%3D%22rounded_to_tens%22&select=value,agrees,state,rejected_by";
        let found = app.json(&format!("{dataset}/records?{query}"))["results"].clone();
        assert_eq!(found, json!([{"value": 40, "agrees": true, "state": "not_rejected", "rejected_by": null}]));
    });
}

#[test]
fn each_null_of_a_row_has_its_reason() {
    on_each_database(|app| {
        for release in ["2023", "2025", "2026"] {
            for row in rows(app, &format!("/api/v1/derivations?limit=500&release={release}")) {
                for (field, value) in row.as_object().expect("an object") {
                    let is_absent = !row["absent"][field].is_null();
                    assert_eq!(value.is_null(), is_absent, "{field} of {row}");
                }
            }
        }
    });
}

#[test]
fn what_is_derived_belongs_to_its_item() {
    on_each_database(|app| {
        for path in ["/api/v1/axes/4", "/api/v1/actions/14?release=2026.1"] {
            let item = app.json(path);
            let receipt = follow(app, &item["links"]["derivation"]).json();
            assert_eq!(receipt["data"]["code"], item["data"]["code"]);
            assert_eq!(receipt["data"]["published"], item["data"]["progress"]);
            assert_eq!(receipt["data"]["fraction"], item["data"]["computed"]["fraction"]);
            assert_eq!(receipt["meta"]["release"], item["meta"]["release"]);
        }
    });
}

#[test]
fn a_receipt_of_nothing_is_refused() {
    on_each_database(|app| {
        for (path, status, code) in [
            ("axes/5/derivation", 404, "not_found"),
            ("actions/18/derivation", 404, "not_found"),
            ("axes/x/derivation", 400, "invalid_code"),
            ("axes/4/derivation?release=2024", 404, "unknown_release"),
            ("axes/4/derivation?rule=down", 400, "unknown_parameter"),
            ("objectives/34/derivation", 404, "unknown_path"),
            ("derivations?rule=downwards", 400, "invalid_parameter"),
            ("derivations?level=objective", 400, "invalid_parameter"),
            ("derivations?sort=reason", 400, "unknown_field"),
        ] {
            app.refusal(&format!("/api/v1/{path}"), status, code);
        }
        let problem = app.refusal("/api/v1/derivations?state=provd", 400, "invalid_parameter");
        assert_eq!(problem["did_you_mean"], "proved");
    });
}
