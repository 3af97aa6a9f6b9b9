//! What was done, by whom, when.

use serde_json::json;

use super::{Team, filled, publish, read};
use crate::support::{cli::jalon, on_each_database};

#[test]
fn the_journal_tells_who_did_what() {
    on_each_database(|app| {
        let team = Team::of(app);
        publish(app, &team, &filled(app, "2026-Q4", &[]));
        let entries = read(app, &team.admin, "/api/v1/journal").json()["data"].clone();
        let told: Vec<(String, String)> = entries
            .as_array()
            .expect("a list")
            .iter()
            .map(|entry| {
                (
                    entry["actor"].as_str().unwrap_or_default().to_owned(),
                    entry["event"].as_str().unwrap_or_default().to_owned(),
                )
            })
            .collect();
        let id = |key: &str| key.split('_').nth(1).unwrap_or_default().to_owned();
        let operator = || "operator".to_owned();
        assert_eq!(
            told,
            [
                (operator(), "key_created".to_owned()),
                (operator(), "key_created".to_owned()),
                (operator(), "key_created".to_owned()),
                (id(&team.drafter), "draft_made".to_owned()),
                (id(&team.approver), "draft_approved".to_owned()),
            ]
        );
        assert_eq!(entries[4]["details"]["release"], "2026-Q4.1");
        assert_eq!(entries[4]["details"]["made_by"], json!(id(&team.drafter)));
        for pair in entries.as_array().expect("a list").windows(2) {
            assert_eq!(pair[1]["previous"], pair[0]["hash"]);
        }
        let rest = read(app, &team.admin, "/api/v1/journal?after=3&limit=1").json()["data"].clone();
        assert_eq!(rest, json!([entries[3]]));
        assert_eq!(read(app, &team.admin, "/api/v1/journal?after=-1").status, 400);
    });
}

#[test]
fn an_entry_that_was_changed_or_taken_out_is_found() {
    on_each_database(|app| {
        Team::of(app);
        let print = |after| {
            jalon(&["journal", "--after", after], &[("DATABASE_URL", &app.database.url), ("RUST_LOG", "error")])
        };
        print("0").expect(0, &["1  20", "operator  key_created", "\"scopes\":\"admin\""]);
        assert_eq!(print("2").stdout.lines().count(), 1);
        let check = || jalon(&["check", "--journal"], &[("DATABASE_URL", &app.database.url), ("RUST_LOG", "error")]);
        check().expect(0, &["3 entries of the journal hold"]);
        app.database.execute("UPDATE journal SET details = replace(details, 'draft', 'admin') WHERE seq = 1");
        check().expect(1, &["entry 1: it was changed"]);
        app.database.execute("UPDATE journal SET details = replace(details, 'admin', 'draft') WHERE seq = 1");
        check().expect(0, &["3 entries"]);
        app.database.execute("DELETE FROM journal WHERE seq = 2");
        check().expect(1, &["entry 3: an entry before it is missing"]);
    });
}
