//! Who subscribes, who sees what, and what stays secret.

use jalon::publish::keys::Scope;
use serde_json::{Value, json};

use super::{key, on_each_database};
use crate::support::cli::jalon;

#[test]
fn a_secret_is_shown_once() {
    on_each_database(|hooks| {
        let made = hooks.ask("POST", "", Some(json!({"url": hooks.receiver.url(), "objective": ["32-1", "30"]})));
        assert_eq!(made.status, 201, "{}", made.text());
        let data = made.json()["data"].clone();
        let (id, secret) = (data["id"].as_str().unwrap_or_default(), data["secret"].as_str().unwrap_or_default());
        assert!(id.starts_with("hook_") && secret.starts_with("whsec_"), "{data}");
        assert_eq!(made.header("location"), data["href"].as_str());
        assert_eq!((&data["state"], &data["objective"]), (&json!("active"), &json!(["30", "32-1"])));
        hooks.test(id);
        hooks.pass_now();
        for path in ["".to_owned(), format!("/{id}"), format!("/{id}/deliveries")] {
            let answer = hooks.ask("GET", &path, None);
            assert_eq!(answer.status, 200);
            assert!(!answer.text().contains(secret) && !answer.text().contains("whsec_"), "{path}: {}", answer.text());
        }
        let listed = jalon(&["webhooks", "list"], &[("DATABASE_URL", &hooks.app.database.url), ("RUST_LOG", "trace")]);
        listed.expect(0, &[id, "active", "127.0.0.1"]);
        assert!(!listed.said().contains("whsec_") && !listed.said().contains("/hook"), "{}", listed.said());
    });
}

#[test]
fn each_key_sees_its_own_and_admin_sees_all() {
    on_each_database(|hooks| {
        let (id, _) = hooks.subscribe(json!({}));
        let (other, admin) = (key(&hooks.store, Scope::Approve), key(&hooks.store, Scope::Admin));
        let count = |key: &str| hooks.ask_as(key, "GET", "", None).json()["data"].as_array().map(Vec::len);
        assert_eq!((count(&hooks.key), count(&other), count(&admin)), (Some(1), Some(0), Some(1)));
        // Of an event that there is, so that nothing but the key is in the way.
        let replay = json!({"event": hooks.test(&id)});
        for (method, path, body) in [
            ("GET", "", None),
            ("DELETE", "", None),
            ("POST", "/test", None),
            ("POST", "/replay", Some(replay.clone())),
            ("GET", "/deliveries", None),
            ("POST", "/enable", None),
        ] {
            let path = format!("/{id}{path}");
            let refused = hooks.ask_as(&other, method, &path, body).problem(404, "not_found");
            assert_eq!(refused["value"], id.as_str(), "{method} {path}");
        }
        hooks.data("POST", &format!("/{id}/replay"), Some(replay), 202);
        assert_eq!(hooks.ask_as(&admin, "DELETE", &format!("/{id}"), None).status, 204);
        hooks.ask("GET", &format!("/{id}"), None).problem(404, "not_found");
    });
}

#[test]
fn what_is_deleted_is_sent_to_nobody() {
    on_each_database(|hooks| {
        let (id, _) = hooks.subscribe(json!({}));
        hooks.test(&id);
        assert_eq!(hooks.ask("DELETE", &format!("/{id}"), None).status, 204);
        assert_eq!(hooks.pass_now(), 0);
        assert!(hooks.receiver.take().is_empty());
        hooks.ask("DELETE", &format!("/{id}"), None).problem(404, "not_found");
    });
}

#[test]
fn tests_come_one_at_a_time_and_the_log_keeps_the_last_ones() {
    on_each_database(|hooks| {
        let (id, _) = hooks.subscribe(json!({}));
        let first = hooks.test(&id);
        hooks.ask("POST", &format!("/{id}/test"), None).problem(409, "conflict");
        hooks.pass_now();
        for _ in 0..20 {
            hooks.test(&id);
            hooks.pass_now();
        }
        let log = hooks.log(&id);
        let events: Vec<&Value> = log.as_array().into_iter().flatten().map(|delivery| &delivery["event"]).collect();
        assert!(events.len() == 20 && !events.contains(&&json!(first)), "{} tests", events.len());
        assert_eq!(
            hooks.data("GET", &format!("/{id}/deliveries?limit=3"), None, 200).as_array().map(Vec::len),
            Some(3)
        );
    });
}

#[test]
fn a_revoked_key_is_told_no_more() {
    on_each_database(|hooks| {
        let (id, _) = hooks.subscribe(json!({}));
        hooks.test(&id);
        hooks.app.database.execute("UPDATE api_keys SET revoked_at = created_at");
        assert_eq!(hooks.pass_now(), 0);
        assert!(hooks.receiver.take().is_empty());
    });
}
