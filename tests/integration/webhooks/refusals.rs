//! Bodies that are no subscription, and requests without a key: refused with the member at fault.

use serde_json::{Value, json};

use super::{Hooks, on_each_database};
use crate::support::{Database, TestApp, problem::says};

#[test]
fn a_body_that_is_no_subscription_is_refused_with_the_member_at_fault() {
    let hooks = Hooks::of(TestApp::start(Database::sqlite()));
    let url = "https://receiver.example/hook";
    let many: Vec<String> = (1..=101).map(|number| number.to_string()).collect();
    for (body, param, expected) in [
        (json!({}), "url", "the address of a receiver"),
        (json!({"url": 3}), "url", "https://"),
        (json!({"url": "receiver.example"}), "url", "an absolute address"),
        (json!({"url": "http://receiver.example/"}), "url", "begins with https://"),
        (json!({"url": "https://user:pass@receiver.example/"}), "url", "without user and password"),
        (json!({"url": "https://receiver.example/#a"}), "url", "without `#`"),
        (json!({"url": "https://127.0.0.1/"}), "url", "WEBHOOKS_PRIVATE"),
        (json!({"url": "https://[::1]/"}), "url", "WEBHOOKS_PRIVATE"),
        (json!({"url": "https://10.0.0.8:8443/hook"}), "url", "WEBHOOKS_PRIVATE"),
        (json!({"url": "https://169.254.169.254/latest"}), "url", "WEBHOOKS_PRIVATE"),
        (json!({"url": "https://localhost/"}), "url", "WEBHOOKS_PRIVATE"),
        (json!({"url": format!("https://receiver.example/{}", "a".repeat(2000))}), "url", "2000 characters"),
        (json!({"url": url, "axis": "4"}), "axis", "a list of 1 to 100 codes as text"),
        (json!({"url": url, "axis": [4]}), "axis", "a list"),
        (json!({"url": url, "axis": []}), "axis", "a list"),
        (json!({"url": url, "action": ["32-1"]}), "action", "a list"),
        (json!({"url": url, "objective": ["x"]}), "objective", "32-1"),
        (json!({"url": url, "objective": many}), "objective", "1 to 100"),
        (json!({"url": url, "axes": ["4"]}), "axes", "axis"),
    ] {
        let refused = hooks.ask("POST", "", Some(body.clone())).problem(400, "invalid_body");
        assert_eq!(refused["param"], param, "{body}: {refused}");
        assert!(says(&refused, "expected", expected), "{body}: {refused}");
        assert!(!refused.to_string().contains("user:pass"), "{refused}");
    }
    assert_eq!(hooks.ask("POST", "", Some(json!({"url": url, "axes": []}))).json()["did_you_mean"], "axis");
    assert_eq!(hooks.data("GET", "", None, 200), json!([]), "nothing was kept");
}

#[test]
fn a_replay_names_an_event() {
    let hooks = Hooks::of(TestApp::with(Database::sqlite(), |config| config.webhooks_private = true));
    let (id, _) = hooks.subscribe(json!({}));
    for (body, param) in [
        (json!({}), "event"),
        (json!({"event": 1}), "event"),
        (json!({"event": ""}), "event"),
        (json!({"id": "x"}), "id"),
    ] {
        let refused = hooks.ask("POST", &format!("/{id}/replay"), Some(body)).problem(400, "invalid_body");
        assert_eq!(refused["param"], param);
    }
}

#[test]
fn nobody_subscribes_without_a_key() {
    let app = TestApp::start(Database::sqlite());
    let headers = [("Content-Type", "application/json")];
    let refused = app.post("/api/v1/webhooks", &headers, br#"{"url": "https://receiver.example/"}"#);
    assert!(refused.header("www-authenticate").is_some_and(|scheme| scheme.starts_with("Bearer")));
    refused.problem(401, "unauthorized");
    app.get("/api/v1/webhooks").problem(401, "unauthorized");
    for (method, path, allow) in [
        ("PUT", "/api/v1/webhooks", "GET, HEAD, POST, OPTIONS"),
        ("POST", "/api/v1/webhooks/hook_1", "GET, HEAD, DELETE, OPTIONS"),
        ("GET", "/api/v1/webhooks/hook_1/test", "POST, OPTIONS"),
        ("DELETE", "/api/v1/webhooks/hook_1/deliveries", "GET, HEAD, OPTIONS"),
    ] {
        let answer = app.request(method, path, &[]);
        assert_eq!(answer.header("allow"), Some(allow), "{method} {path}");
        answer.problem(405, "method_not_allowed");
    }
}

#[test]
fn a_key_has_so_many_webhooks_and_no_more() {
    on_each_database(|hooks| {
        for _ in 0..20 {
            hooks.subscribe(Value::Null);
        }
        let refused = hooks.ask("POST", "", Some(json!({"url": hooks.receiver.url()}))).problem(409, "conflict");
        assert!(says(&refused, "expected", "at most 20"), "{refused}");
    });
}
