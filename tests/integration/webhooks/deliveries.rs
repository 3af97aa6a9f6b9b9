//! What is sent: one delivery of a release to whom it concerns, signed, tried again, replayed.

use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::TimeDelta;
use hmac::{Hmac, KeyInit, Mac};
use jalon::{
    publish::{
        keys::Scope,
        webhooks::{deliver, send::Sender},
    },
    store::{Store, Url},
};
use serde_json::{Value, json};
use sha2::Sha256;
use standardwebhooks::Webhook;

use super::{Hooks, key, now, on_each_database};
use crate::support::{cli::jalon, corrections, receiver::Received};

/// Verifies a delivery by hand, and by the specification's own library.
fn verify(received: &Received, secret: &str) {
    let (id, timestamp) = (received.header("webhook-id"), received.header("webhook-timestamp"));
    let key = STANDARD.decode(secret.strip_prefix("whsec_").expect("the prefix")).expect("base64");
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).expect("any key");
    mac.update(format!("{id}.{timestamp}.{}", received.body).as_bytes());
    let expected = format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()));
    assert_eq!(received.header("webhook-signature"), expected);
    let headers = received.headers.iter().filter(|(name, _)| name.starts_with("webhook-"));
    let headers: http::HeaderMap = headers
        .map(|(name, value)| (name.parse::<http::HeaderName>().expect("a name"), value.parse().expect("a value")))
        .collect();
    let webhook = Webhook::new(secret).expect("a secret");
    webhook.verify(received.body.as_bytes(), &headers).expect("the reference library accepts it");
    let spoiled = received.body.replace("webhook", "Webhook").replace("release", "Release");
    assert!(webhook.verify(spoiled.as_bytes(), &headers).is_err(), "another body has another signature");
}

fn one(hooks: &Hooks) -> Received {
    let mut received = hooks.receiver.take();
    assert_eq!(received.len(), 1, "on {}: {received:?}", hooks.app.database.name());
    received.remove(0)
}

#[test]
fn a_release_is_told_once_and_signed() {
    let copy = corrections::corrected();
    on_each_database(|hooks| {
        let (id, secret) = hooks.subscribe(json!({}));
        assert_eq!(hooks.pass_now(), 0, "nothing is due");
        corrections::publish(&hooks.app, &copy, "2026");
        assert_eq!(hooks.pass_now(), 1);
        assert_eq!(hooks.pass_now(), 0, "it is told once");
        let received = one(hooks);
        assert_eq!(received.line, "POST /hook HTTP/1.1");
        assert_eq!(received.header("content-type"), "application/json");
        assert!(received.header("user-agent").starts_with("jalon/"));
        verify(&received, &secret);
        let body: Value = serde_json::from_str(&received.body).expect("JSON");
        assert_eq!(body["type"], "release.published");
        let data = &body["data"];
        assert_eq!(data["release"]["pinned"], "2026.2");
        assert_eq!(data["release"]["recorded_at"], "2026-11-23T14:00:00Z");
        assert_eq!(data["release"]["is_current"], true);
        assert_eq!(data["release"]["reason"], "A transcription was wrong.");
        assert_eq!(data["compared_with"], "2026.1");
        let changes = data["links"]["changes"].as_str().expect("a path");
        assert_eq!(hooks.app.json(changes)["meta"]["total"], data["changes"]["total"]);
        assert_eq!(hooks.app.get(data["links"]["release"].as_str().expect("a path")).status, 200);
        let log = hooks.log(&id);
        assert_eq!(log.as_array().map(Vec::len), Some(1));
        assert_eq!(log[0]["event"], received.header("webhook-id"));
        assert_eq!((&log[0]["state"], &log[0]["attempts"]), (&json!("delivered"), &json!(1)));
        assert_eq!((&log[0]["payload"], &log[0]["log"][0]["status"]), (&body, &json!(204)));
    });
}

#[test]
fn an_approved_draft_is_told_with_the_release() {
    on_each_database(|hooks| {
        let (id, secret) = hooks.subscribe(json!({}));
        let (_, none) = (hooks.subscribe(json!({"axis": ["1"]})), hooks.pass_now());
        assert_eq!(none, 0);
        let url = [("DATABASE_URL", hooks.app.database.url.as_str())];
        let template = jalon(&["template", "--release", "2026-Q4", "--format", "toml"], &url).stdout;
        let lines = template.lines().filter(|line| !line.starts_with("title_fr = "));
        let filled: String = lines.map(|line| format!("{line}\n")).collect();
        let filled = filled.replace("\"fr, en\"", "\"en\"\ndate = \"2026-11-28\"");
        let bearer = |key: &str| format!("Bearer {key}");
        let (maker, approver) = (bearer(&hooks.key), bearer(&key(&hooks.store, Scope::Approve)));
        let headers = [("Authorization", maker.as_str()), ("Content-Type", "application/toml")];
        let draft = hooks.app.post("/api/v1/drafts", &headers, filled.as_bytes());
        assert_eq!(draft.status, 201, "{}", draft.text());
        assert_eq!(hooks.pass_now(), 0, "a draft is no release");
        let draft = draft.json()["data"]["draft"]["id"].as_str().expect("an id").to_owned();
        let path = format!("/api/v1/drafts/{draft}/approve");
        let approved = hooks.app.post(&path, &[("Authorization", approver.as_str())], b"");
        assert_eq!(approved.status, 200, "{}", approved.text());
        assert_eq!(hooks.pass_now(), 1, "no axis has changed");
        let received = one(hooks);
        verify(&received, &secret);
        let body: Value = serde_json::from_str(&received.body).expect("JSON");
        assert_eq!(body["data"]["release"]["pinned"], "2026-Q4.1");
        assert_eq!((&body["data"]["compared_with"], &body["data"]["axes"]), (&json!("2026.1"), &json!([])));
        assert_eq!(hooks.log(&id)[0]["state"], "delivered");
    });
}

#[test]
fn only_those_whom_it_concerns_are_told() {
    let copy = corrections::corrected();
    on_each_database(|hooks| {
        let (axis, _) = hooks.subscribe(json!({"axis": ["1", "4"]}));
        let (other, _) = hooks.subscribe(json!({"axis": ["4"]}));
        let (both, _) = hooks.subscribe(json!({"axis": ["1"], "objective": ["30"]}));
        corrections::publish(&hooks.app, &copy, "2026");
        while hooks.pass_now() > 0 {}
        let told = |id: &str| hooks.log(id).as_array().map(Vec::len);
        assert_eq!((told(&axis), told(&other), told(&both)), (Some(1), Some(0), Some(0)));
        let body: Value = serde_json::from_str(&one(hooks).body).expect("JSON");
        assert!(body["data"]["axes"].as_array().is_some_and(|axes| axes.contains(&json!("1"))), "{body}");
    });
}

#[test]
fn what_fails_is_tried_again_under_the_same_id() {
    let copy = corrections::corrected();
    on_each_database(|hooks| {
        let (id, secret) = hooks.subscribe(json!({}));
        corrections::publish(&hooks.app, &copy, "2026");
        hooks.receiver.reply("500 Internal Server Error");
        hooks.receiver.reply("503 Service Unavailable\r\nRetry-After: 600");
        let first = now();
        assert_eq!(hooks.pass(first), 1);
        assert_eq!(hooks.pass(first + TimeDelta::seconds(4)), 0, "not before its time");
        let second = first + TimeDelta::seconds(20);
        assert_eq!(hooks.pass(second), 1);
        assert_eq!(hooks.pass(second + TimeDelta::seconds(590)), 0, "the receiver asked for ten minutes");
        assert_eq!(hooks.log(&id)[0]["state"], "pending");
        assert_eq!(hooks.pass(second + TimeDelta::seconds(620)), 1);
        let received = hooks.receiver.take();
        assert_eq!(received.len(), 3);
        assert!(received.iter().all(|one| one.header("webhook-id") == received[0].header("webhook-id")));
        assert!(received.iter().all(|one| one.body == received[0].body));
        let stamps: Vec<&str> = received.iter().map(|one| one.header("webhook-timestamp")).collect();
        assert!(stamps.is_sorted_by(|one, next| one < next), "each attempt has its own time: {stamps:?}");
        verify(&received[0], &secret);
        let log = hooks.log(&id);
        let statuses: Vec<&Value> = log[0]["log"].as_array().expect("a list").iter().map(|a| &a["status"]).collect();
        assert_eq!(statuses, [500, 503, 204]);
        assert_eq!((&log[0]["state"], &log[0]["next_at"]), (&json!("delivered"), &Value::Null));
    });
}

#[test]
fn an_event_is_replayed_by_its_id() {
    let copy = corrections::corrected();
    on_each_database(|hooks| {
        let (early, _) = hooks.subscribe(json!({}));
        corrections::publish(&hooks.app, &copy, "2026");
        hooks.pass_now();
        let event = one(hooks).header("webhook-id").to_owned();
        // To one that has it, and to one that came later.
        let (late, secret) = hooks.subscribe(json!({}));
        for id in [&early, &late] {
            let begun = hooks.data("POST", &format!("/{id}/replay"), Some(json!({"event": event})), 202);
            assert_eq!((&begun["event"], &begun["state"]), (&json!(event), &json!("pending")));
            assert_eq!(hooks.pass_now(), 1);
            let received = one(hooks);
            assert_eq!(received.header("webhook-id"), event);
            if *id == late {
                verify(&received, &secret);
            }
        }
        assert_eq!(hooks.log(&early)[0]["log"].as_array().map(Vec::len), Some(2));
        // A test of another webhook is nobody else's.
        let test = hooks.test(&early);
        let refused = hooks.ask("POST", &format!("/{late}/replay"), Some(json!({"event": test})));
        refused.problem(404, "not_found");
        let refused = hooks.ask("POST", &format!("/{late}/replay"), Some(json!({"event": "msg_none"})));
        assert_eq!(refused.problem(404, "not_found")["param"], "event");
    });
}

#[test]
fn a_claim_keeps_others_away_until_it_has_passed() {
    on_each_database(|hooks| {
        let (id, _) = hooks.subscribe(json!({}));
        hooks.test(&id);
        let start = now();
        // As an instance leaves it that was killed while it sent.
        let claimed = (start + TimeDelta::seconds(30)).format("%Y-%m-%d %H:%M:%S%.6f");
        hooks.app.database.execute(&format!("UPDATE webhook_deliveries SET claimed_until = '{claimed}'"));
        assert_eq!(hooks.pass(start), 0);
        assert_eq!(hooks.pass(start + TimeDelta::seconds(29)), 0);
        assert_eq!(hooks.pass(start + TimeDelta::seconds(31)), 1);
        assert_eq!(hooks.log(&id)[0]["state"], "delivered");
    });
}

#[test]
fn instances_that_look_at_the_same_time_send_it_once() {
    on_each_database(|hooks| {
        let (id, _) = hooks.subscribe(json!({}));
        hooks.test(&id);
        let start = now();
        let sent: usize = std::thread::scope(|scope| {
            let instance = || {
                let store = Store::new(Url::parse(&hooks.app.database.url).expect("a valid URL"), 1);
                deliver::pass(&store, &Sender::new(true), || start).expect("the database answers")
            };
            let passes: Vec<_> = (0..4).map(|_| scope.spawn(instance)).collect();
            passes.into_iter().map(|pass| pass.join().expect("the pass ends")).sum()
        });
        assert_eq!((sent, hooks.receiver.take().len()), (1, 1), "on {}", hooks.app.database.name());
    });
}
