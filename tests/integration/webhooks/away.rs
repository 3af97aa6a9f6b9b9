//! The database is away while a release is announced: the delivery is made again, under the same id.

use std::time::Duration;

use chrono::TimeDelta;
use jalon::{
    publish::webhooks::{deliver, send::Sender},
    store::{Store, Url},
};
use serde_json::json;

use super::{Hooks, now};
use crate::support::{TestApp, databases, line::Line};

#[test]
fn what_could_not_be_written_down_is_sent_again() {
    // A file is never away.
    for database in databases().into_iter().skip(1) {
        let hooks = Hooks::of(TestApp::with(database, |config| config.webhooks_private = true));
        let (id, _) = hooks.subscribe(json!({}));
        let event = hooks.test(&id);
        let (line, url) = Line::to(&hooks.app.database.url);
        let store = Store::new(Url::parse(&url).expect("a URL"), 1);
        let begun = now();
        // The receiver lets the sender wait; meanwhile the database goes, and is not back before the claim has passed.
        hooks.receiver.drip();
        std::thread::scope(|scope| {
            let pass = scope.spawn(|| deliver::pass(&store, &Sender::new(true), || begun));
            while hooks.receiver.received() == 0 {
                std::thread::sleep(Duration::from_millis(20));
            }
            line.cut();
            assert!(pass.join().expect("it ends").is_err(), "what became of it cannot be written down");
        });
        let first = hooks.receiver.take();
        assert_eq!(hooks.pass(begun + TimeDelta::seconds(20)), 0, "the claim holds for half a minute");
        assert_eq!(hooks.pass(begun + TimeDelta::seconds(40)), 1);
        let second = hooks.receiver.take();
        for received in [&first[0], &second[0]] {
            assert_eq!(received.header("webhook-id"), event);
        }
        assert_eq!(hooks.log(&id)[0]["state"], "delivered", "{:#}", hooks.log(&id));
    }
}

#[test]
fn what_is_answered_while_the_database_is_away_for_a_moment_is_sent_once() {
    for database in databases().into_iter().skip(1) {
        let hooks = Hooks::of(TestApp::with(database, |config| config.webhooks_private = true));
        let (id, _) = hooks.subscribe(json!({}));
        hooks.test(&id);
        let (line, url) = Line::to(&hooks.app.database.url);
        let store = Store::new(Url::parse(&url).expect("a URL"), 1);
        let begun = now();
        hooks.receiver.hold();
        std::thread::scope(|scope| {
            let pass = scope.spawn(|| deliver::pass(&store, &Sender::new(true), || begun));
            while hooks.receiver.received() == 0 {
                std::thread::sleep(Duration::from_millis(20));
            }
            line.cut();
            hooks.receiver.release();
            std::thread::sleep(Duration::from_secs(2));
            line.mend();
            assert_eq!(pass.join().expect("it ends").expect("the database is back"), 1);
        });
        assert_eq!(hooks.pass(begun + TimeDelta::seconds(40)), 0);
        assert_eq!(hooks.receiver.take().len(), 1);
        assert_eq!(hooks.log(&id)[0]["state"], "delivered", "{:#}", hooks.log(&id));
    }
}
