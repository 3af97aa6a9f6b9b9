//! Orders: numbers as numbers, nulls last in both directions, further keys among equals.

use serde_json::{Value, json};

use super::rows;
use crate::support::{TestApp, on_each_database};

fn column(app: &TestApp, path: &str, field: &str) -> Vec<Value> {
    rows(app, path).iter().map(|row| row[field].clone()).collect()
}

#[test]
fn parents_are_sorted_as_numbers_with_nulls_last() {
    on_each_database(|app| {
        let actions = column(app, "/api/v1/objectives?sort=action", "action");
        assert_eq!(actions[..2], [json!("14"), json!("14")]);
        assert_eq!(actions[17..], vec![Value::Null; 29]);
        let descending = column(app, "/api/v1/objectives?sort=-action", "action");
        assert_eq!((&descending[0], &descending[16], &descending[17]), (&json!("17"), &json!("14"), &Value::Null));
        let of_2023 = column(app, "/api/v1/objectives?sort=-action&release=2023", "action");
        assert_eq!((&of_2023[0], &of_2023[38]), (&json!("16"), &json!("1")));
        let figures = column(app, "/api/v1/progress?sort=action", "action");
        assert_eq!((&figures[0], &figures[24], &figures[25]), (&json!("14"), &json!("17"), &Value::Null));
    });
}

#[test]
fn a_further_key_orders_equals() {
    on_each_database(|app| {
        let progress = column(app, "/api/v1/objectives?action=14&sort=action,-progress", "progress");
        assert_eq!(progress, [100, 100, 75, 60, 50, 5].map(Value::from));
    });
}

#[test]
fn every_sortable_field_orders_with_nulls_last() {
    let app = TestApp::on_sqlite();
    let contract = app.json("/api/v1/openapi.json");
    let mut asked = 0;
    for list in ["axes", "actions", "objectives", "statements", "progress", "sources"] {
        let parameters = contract["paths"][format!("/api/v1/{list}")]["get"]["parameters"].clone();
        let sort = parameters.as_array().expect("parameters").iter().find(|p| p["name"] == "sort").cloned();
        let described = sort.expect("a list is sortable")["description"].as_str().unwrap_or_default().to_owned();
        let fields = described.split_once("Fields: ").expect("fields").1.trim_end_matches('.').to_owned();
        for field in fields.split(", ") {
            // The values of a flat field, as the file has them.
            for sign in ["", "-"] {
                let path = format!("/api/v1/{list}?format=csv&fields={field}&sort={sign}{field}");
                let text = app.get(&path).text();
                let mut reader = csv::Reader::from_reader(text.as_bytes());
                let cells: Vec<bool> =
                    reader.records().map(|row| row.expect("a row").get(2).unwrap_or_default().is_empty()).collect();
                assert!(cells.is_sorted(), "{path}: an empty cell stands before a full one");
                asked += 1;
            }
        }
    }
    assert!(asked > 80, "only {asked} orders were asked for");
}
