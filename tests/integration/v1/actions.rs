use serde_json::json;

use crate::support::on_each_database;

#[test]
fn action_11_exists_without_a_name() {
    on_each_database(|app| {
        let action = app.json("/api/v1/actions/11");
        assert_eq!(action["data"]["title"], json!(null));
        assert_eq!(action["data"]["axis"], json!(null));
        assert_eq!(action["data"]["absent"]["title"], json!("not_named"));
        assert_eq!(action["data"]["absent"]["progress"], json!("not_published"));
    });
}
