//! Webhooks from the subscription to what a receiver is sent, on both databases. Time is given to each pass, so that three
//! days of retries take no longer than the attempts.

mod away;
mod busy;
mod clock;
mod dead;
mod deliveries;
mod overdue;
mod refusals;
mod subscriptions;

use chrono::{NaiveDateTime, TimeDelta, Utc};
use jalon::{
    publish::{
        keys::{self, KeyError, NewKey, Scope},
        webhooks::{deliver, send::Sender},
    },
    store::{Store, Url},
};
use serde_json::{Value, json};

use crate::support::{Answer, TestApp, databases, receiver::Receiver};

/// A service whose webhooks may lead to this machine, with a receiver and a key.
pub struct Hooks {
    pub app: TestApp,
    pub receiver: Receiver,
    pub store: Store,
    pub key: String,
}

/// Runs a test on each database.
pub fn on_each_database(test: impl Fn(&Hooks)) {
    for database in databases() {
        let app = TestApp::with(database, |config| config.webhooks_private = true);
        test(&Hooks::of(app));
    }
}

impl Hooks {
    /// A receiver and a key for a service.
    pub fn of(app: TestApp) -> Self {
        let store = Store::new(Url::parse(&app.database.url).expect("a valid URL"), 1);
        let key = key(&store, Scope::Draft);
        Hooks { app, receiver: Receiver::start(), store, key }
    }

    /// A request with the key.
    pub fn ask(&self, method: &str, path: &str, body: Option<Value>) -> Answer {
        self.ask_as(&self.key, method, path, body)
    }

    /// A request with another key.
    pub fn ask_as(&self, key: &str, method: &str, path: &str, body: Option<Value>) -> Answer {
        let bearer = format!("Bearer {key}");
        let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
        let path = format!("/api/v1/webhooks{path}");
        match (method, body) {
            ("POST", body) => {
                self.app.post(&path, &headers, body.map(|body| body.to_string()).unwrap_or_default().as_bytes())
            }
            (method, _) => self.app.request(method, &path, &headers),
        }
    }

    /// The data of an answer that must have a status.
    pub fn data(&self, method: &str, path: &str, body: Option<Value>, status: u16) -> Value {
        let answer = self.ask(method, path, body);
        assert_eq!(answer.status, status, "{method} {path} on {}: {}", self.app.database.name(), answer.text());
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        answer.json()["data"].clone()
    }

    /// Subscribes the receiver with some conditions; gives the id and the secret.
    pub fn subscribe(&self, conditions: Value) -> (String, String) {
        let mut body = json!({"url": self.receiver.url()});
        for (name, codes) in conditions.as_object().into_iter().flatten() {
            body[name] = codes.clone();
        }
        let made = self.data("POST", "", Some(body), 201);
        let text = |member: &str| made[member].as_str().expect("a text").to_owned();
        (text("id"), text("secret"))
    }

    /// Sends what is due at a time.
    pub fn pass(&self, now: NaiveDateTime) -> usize {
        deliver::pass(&self.store, &Sender::new(true), || now).expect("the database answers")
    }

    /// Sends what is due now.
    pub fn pass_now(&self) -> usize {
        self.pass(now())
    }

    /// The deliveries of a webhook.
    pub fn log(&self, id: &str) -> Value {
        self.data("GET", &format!("/{id}/deliveries"), None, 200)
    }

    /// Starts a test of a webhook and gives the id of its event.
    pub fn test(&self, id: &str) -> String {
        let begun = self.data("POST", &format!("/{id}/test"), None, 202);
        begun["event"].as_str().expect("an id").to_owned()
    }
}

/// A moment after what was begun until now.
pub fn now() -> NaiveDateTime {
    Utc::now().naive_utc() + TimeDelta::milliseconds(1)
}

/// The time in so many seconds, as a column of either database takes it.
pub fn in_seconds(seconds: i64) -> String {
    (Utc::now().naive_utc() + TimeDelta::seconds(seconds)).format("%Y-%m-%d %H:%M:%S%.6f").to_string()
}

/// Makes a key.
pub fn key(store: &Store, scope: Scope) -> String {
    let new = NewKey { name: "Test".to_owned(), scopes: vec![scope], days: 30 };
    let made = store.write(|db| keys::create(db, &new, "operator", Utc::now().naive_utc()));
    made.map(|(_, token)| token).map_err(|error: KeyError| error.to_string()).expect("a key")
}
