//! No dataset has attachments; clients ask all the same.

use serde_json::json;

use super::{NAMES, address, list, refusal, rels};
use crate::support::on_each_database;

#[test]
fn the_list_of_attachments_is_there_and_empty() {
    on_each_database(|app| {
        for name in NAMES {
            for below in ["/attachments", "/attachments/"] {
                let body = app.json(&address(name, below, &[]));
                assert_eq!(body["attachments"], json!([]), "{name}");
                assert!(rels(&body["links"]).contains(&"self".to_owned()), "{body}");
                assert!(!list(&body["links"]).is_empty());
            }
        }
    });
}

#[test]
fn an_attachment_is_not_found() {
    on_each_database(|app| {
        refusal(&app.get(&address("axes", "/attachments/nope", &[])), 404, "NotFoundResource");
    });
}
