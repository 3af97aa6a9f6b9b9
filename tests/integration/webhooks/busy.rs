//! Another writer holds the database while something is sent, or before: nothing is sent twice.

use std::{
    sync::atomic::{AtomicBool, AtomicI64, Ordering::SeqCst},
    thread,
    time::{Duration, Instant},
};

use chrono::TimeDelta;
use jalon::{
    publish::webhooks::{deliver, send::Sender},
    store::{Store, StoreError, Url},
};
use serde_json::json;

use super::{Hooks, now, on_each_database};

/// Does something while another writer holds the database.
fn while_another_writes<T>(hooks: &Hooks, work: impl FnOnce() -> T) -> T {
    let other = Store::new(Url::parse(&hooks.app.database.url).expect("a valid URL"), 1);
    other.write(|_| Ok::<_, StoreError>(work())).expect("nobody else writes")
}

fn until(is_so: impl Fn() -> bool) {
    let started = Instant::now();
    while !is_so() {
        assert!(started.elapsed() < Duration::from_secs(9), "it does not come to that");
        thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn answers_that_come_while_another_writes_are_all_written_down() {
    on_each_database(|hooks| {
        // As many as are sent at a time.
        let ids: Vec<String> = (0..8).map(|_| hooks.subscribe(json!({})).0).collect();
        for id in &ids {
            hooks.test(id);
        }
        let start = now();
        hooks.receiver.hold();
        thread::scope(|scope| {
            let pass = scope.spawn(|| hooks.pass(start));
            until(|| hooks.receiver.received() == ids.len());
            while_another_writes(hooks, || {
                hooks.receiver.release();
                // Longer than anybody waits for a connection; other tests on the same server wait for the lock too.
                thread::sleep(Duration::from_secs(1));
            });
            assert_eq!(pass.join().expect("all is written down"), ids.len(), "on {}", hooks.app.database.name());
        });
        for id in &ids {
            let log = hooks.log(id);
            assert_eq!((&log[0]["state"], &log[0]["attempts"]), (&json!("delivered"), &json!(1)), "{log:#}");
        }
        assert_eq!(hooks.pass(start + TimeDelta::minutes(1)), 0, "no claim passes into a second attempt");
        assert_eq!(hooks.receiver.take().len(), ids.len());
    });
}

#[test]
fn a_claim_counts_from_when_it_is_made_however_long_it_waited() {
    on_each_database(|hooks| {
        let (id, _) = hooks.subscribe(json!({}));
        hooks.test(&id);
        let start = now();
        let (is_read, seconds) = (AtomicBool::new(false), AtomicI64::new(0));
        let clock = || {
            is_read.store(true, SeqCst);
            start + TimeDelta::seconds(seconds.load(SeqCst))
        };
        hooks.receiver.hold();
        thread::scope(|scope| {
            let pass = while_another_writes(hooks, || {
                let pass = scope.spawn(|| deliver::pass(&hooks.store, &Sender::new(true), clock));
                until(|| is_read.load(SeqCst));
                // It has begun and cannot go on; a claim from its beginning would have passed.
                seconds.store(40, SeqCst);
                pass
            });
            until(|| hooks.receiver.received() == 1);
            assert_eq!(hooks.pass(start + TimeDelta::seconds(45)), 0, "it is being sent");
            hooks.receiver.release();
            assert_eq!(pass.join().expect("the pass ends").expect("the database answers"), 1);
        });
        let received = hooks.receiver.take();
        assert_eq!(received.len(), 1, "on {}", hooks.app.database.name());
        let sent_at = (start + TimeDelta::seconds(40)).and_utc().timestamp();
        assert_eq!(received[0].header("webhook-timestamp"), sent_at.to_string());
        assert_eq!(hooks.log(&id)[0]["state"], "delivered");
    });
}
