//! `fields=`: the fields asked for, and no other.

use crate::support::{TestApp, on_each_database};

#[test]
fn fields_picks_fields() {
    on_each_database(|app| {
        let list = app.json("/api/v1/objectives?fields=code,title,progress&limit=500");
        let rows = list["data"].as_array().expect("a list");
        assert_eq!(rows.len(), 46);
        for row in rows {
            let mut names: Vec<&String> = row.as_object().expect("an object").keys().collect();
            names.sort();
            assert_eq!(names, ["code", "progress", "title"]);
        }
    });
}

#[test]
fn a_picked_field_has_the_value_of_the_whole_row() {
    on_each_database(|app| {
        let whole = app.json("/api/v1/objectives?limit=500");
        for field in ["code", "title", "absent", "achievements", "status"] {
            let picked = app.json(&format!("/api/v1/objectives?limit=500&fields={field}"));
            for (row, picked) in whole["data"].as_array().into_iter().zip(picked["data"].as_array()) {
                for (row, picked) in row.iter().zip(picked) {
                    assert_eq!(picked[field], row[field], "{field}");
                }
            }
        }
    });
}

#[test]
fn every_field_of_a_row_can_be_picked() {
    let app = TestApp::on_sqlite();
    for list in ["axes", "actions", "objectives", "statements", "progress", "sources", "derivations"] {
        let whole = app.json(&format!("/api/v1/{list}?limit=1"));
        for field in whole["data"][0].as_object().expect("an object").keys() {
            let picked = app.json(&format!("/api/v1/{list}?limit=1&fields={field}"));
            let names: Vec<&String> = picked["data"][0].as_object().expect("an object").keys().collect();
            assert_eq!(names, [field], "{list}");
        }
    }
}
