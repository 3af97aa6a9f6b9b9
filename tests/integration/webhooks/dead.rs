//! Receivers that are gone, slow or elsewhere, and services that end in between.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use jalon::publish::webhooks::{deliver, retry, send::Sender};
use serde_json::{Value, json};

use super::{Hooks, now, on_each_database};
use crate::support::{Database, TestApp, cli::Served, corrections, receiver::Receiver};

fn webhook(hooks: &Hooks, id: &str) -> Value {
    hooks.data("GET", &format!("/{id}"), None, 200)
}

#[test]
fn a_receiver_that_is_gone_is_told_no_more() {
    on_each_database(|hooks| {
        let (id, _) = hooks.subscribe(json!({}));
        hooks.test(&id);
        hooks.receiver.reply("410 Gone");
        assert_eq!(hooks.pass_now(), 1);
        let webhook = webhook(hooks, &id);
        assert_eq!(webhook["state"], "disabled");
        assert_eq!(webhook["disabled_reason"], "the receiver answered 410 Gone");
        let refused = hooks.ask("POST", &format!("/{id}/test"), None).problem(409, "conflict");
        assert!(refused["detail"].as_str().is_some_and(|detail| detail.contains("410")), "{refused}");
        let enabled = hooks.data("POST", &format!("/{id}/enable"), None, 200);
        assert_eq!((&enabled["state"], &enabled["disabled_reason"]), (&json!("active"), &Value::Null));
        hooks.test(&id);
        assert_eq!(hooks.pass_now(), 1);
        assert_eq!(hooks.log(&id)[0]["state"], "delivered");
        assert_eq!(events(hooks), ["webhook_created", "webhook_disabled", "webhook_enabled"]);
    });
}

/// The journal's entries of webhooks.
fn events(hooks: &Hooks) -> Vec<String> {
    let entries = hooks.store.read(|db| Ok::<_, jalon::store::StoreError>(jalon::store::journal::after(db, 0, 500)?));
    let events = entries.expect("the journal").into_iter().map(|entry| entry.event);
    events.filter(|event| event.starts_with("webhook")).collect()
}

#[test]
fn a_receiver_that_fails_for_three_days_is_switched_off() {
    let copy = corrections::corrected();
    on_each_database(|hooks| {
        let (id, _) = hooks.subscribe(json!({}));
        corrections::publish(&hooks.app, &copy, "2026");
        let mut at = now();
        for attempt in 0..retry::ATTEMPTS {
            assert_eq!(webhook(hooks, &id)["state"], "active", "before attempt {attempt}");
            hooks.receiver.reply("500 Internal Server Error");
            assert_eq!(hooks.pass(at), 1, "attempt {attempt}");
            at += TimeDelta::from_std(*retry::DELAYS.get(attempt).unwrap_or(&Duration::ZERO)).expect("a short time");
            at += TimeDelta::seconds(5);
        }
        assert_eq!(hooks.pass(at + TimeDelta::days(3)), 0, "it is tried no more");
        let webhook = webhook(hooks, &id);
        assert_eq!(webhook["state"], "disabled");
        let reason = webhook["disabled_reason"].as_str().unwrap_or_default();
        assert!(reason.contains("10 attempts") && reason.contains("500"), "{reason}");
        assert_eq!(hooks.log(&id)[0]["state"], "failed");
        assert_eq!(hooks.receiver.take().len(), retry::ATTEMPTS);
    });
}

#[test]
fn a_redirect_is_not_followed() {
    on_each_database(|hooks| {
        let elsewhere = Receiver::start();
        let (id, _) = hooks.subscribe(json!({}));
        for status in ["302 Found", "307 Temporary Redirect"] {
            hooks.test(&id);
            hooks.receiver.reply(&format!("{status}\r\nLocation: {}", elsewhere.url()));
            assert_eq!(hooks.pass_now(), 1);
            let attempt = &hooks.log(&id)[0]["log"][0];
            assert_eq!(attempt["error"], "redirects are not followed", "{attempt}");
            assert!(attempt["status"].as_i64().is_some_and(|status| (300..400).contains(&status)), "{attempt}");
        }
        assert!(elsewhere.take().is_empty());
    });
}

#[test]
fn a_slow_receiver_is_cut_after_ten_seconds_and_holds_up_nobody() {
    let hooks = Hooks::of(TestApp::with(Database::sqlite(), |config| config.webhooks_private = true));
    let other = Receiver::start();
    let (id, _) = hooks.subscribe(json!({}));
    let quick = hooks.data("POST", "", Some(json!({"url": other.url()})), 201);
    let quick = quick["id"].as_str().expect("an id");
    hooks.test(&id);
    hooks.test(quick);
    hooks.receiver.drip();
    let started = Instant::now();
    std::thread::scope(|scope| {
        let pass = scope.spawn(|| hooks.pass_now());
        while hooks.log(quick)[0]["state"] != "delivered" {
            assert!(started.elapsed() < Duration::from_secs(9), "{}", hooks.log(quick));
            std::thread::sleep(Duration::from_millis(50));
        }
        assert_eq!(hooks.log(&id)[0]["state"], "pending");
        assert_eq!(pass.join().expect("the pass ends"), 2);
    });
    let took = started.elapsed();
    assert!((Duration::from_secs(9)..Duration::from_secs(12)).contains(&took), "{took:?}");
    assert_eq!(hooks.log(&id)[0]["log"][0]["error"], "no answer within 10 seconds");
}

#[test]
fn nothing_is_sent_to_a_private_address_unless_it_is_allowed() {
    on_each_database(|hooks| {
        let (id, _) = hooks.subscribe(json!({}));
        // Where the setting was changed, and where a name leads to a private address, the connection is what is refused.
        for host in ["127.0.0.1", "localhost"] {
            let url = format!("https://{host}:{}/hook", hooks.receiver.address.port());
            hooks.app.database.execute(&format!("UPDATE webhooks SET url = '{url}'"));
            hooks.test(&id);
            assert_eq!(deliver::pass(&hooks.store, &Sender::new(false), now).expect("the database answers"), 1);
            let attempt = &hooks.log(&id)[0]["log"][0];
            assert_eq!(
                (&attempt["status"], &attempt["error"]),
                (&Value::Null, &json!("the host is in a private network"))
            );
        }
        assert!(hooks.receiver.take().is_empty());
    });
}

/// A service that ends before it has sent anything, and one that is started on its database later.
#[test]
fn a_restart_loses_no_delivery() {
    on_each_database(|hooks| {
        let (id, _) = hooks.subscribe(json!({}));
        hooks.test(&id);
        let settings = [("DATABASE_URL", hooks.app.database.url.as_str()), ("WEBHOOKS_PRIVATE", "true")];
        let _served = Served::start(&settings);
        let started = Instant::now();
        while hooks.log(&id)[0]["state"] != "delivered" {
            assert!(started.elapsed() < Duration::from_secs(30), "{}", hooks.log(&id));
            std::thread::sleep(Duration::from_millis(50));
        }
        assert_eq!(hooks.receiver.take().len(), 1);
    });
}
