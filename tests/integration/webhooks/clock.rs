//! A clock was ahead for a while: what it wrote holds up no delivery for longer than what the others write.

use chrono::TimeDelta;
use serde_json::json;

use super::{in_seconds, now, on_each_database};
use crate::support::corrections;

const HOUR: i64 = 3600;

#[test]
fn an_attempt_that_a_wrong_clock_put_off_is_made() {
    let copy = corrections::corrected();
    on_each_database(|hooks| {
        let (id, _) = hooks.subscribe(json!({}));
        corrections::publish(&hooks.app, &copy, "2026");
        hooks.receiver.reply("500 Internal Server Error");
        assert_eq!(hooks.pass(now() + TimeDelta::days(20)), 1);
        assert_eq!(hooks.log(&id)[0]["state"], "pending");
        assert_eq!(hooks.pass_now(), 1, "on {}", hooks.app.database.name());
        assert_eq!(hooks.log(&id)[0]["state"], "delivered");
    });
}

/// The last wait of the schedule is a day, and a receiver may ask for one; clocks that go well may differ.
#[test]
fn an_attempt_within_a_day_is_waited_for() {
    on_each_database(|hooks| {
        let (id, _) = hooks.subscribe(json!({}));
        hooks.test(&id);
        let put_off = |seconds: i64| {
            let next_at = in_seconds(seconds);
            hooks.app.database.execute(&format!("UPDATE webhook_deliveries SET next_at = '{next_at}'"));
        };
        put_off(24 * HOUR + HOUR / 2);
        assert_eq!(hooks.pass_now(), 0, "on {}", hooks.app.database.name());
        put_off(26 * HOUR);
        assert_eq!(hooks.pass_now(), 1, "on {}", hooks.app.database.name());
    });
}

#[test]
fn a_claim_of_a_wrong_clock_keeps_nobody_away() {
    let copy = corrections::corrected();
    on_each_database(|hooks| {
        let (id, _) = hooks.subscribe(json!({}));
        let first = hooks.test(&id);
        let claim = |until: String| {
            let claimed = format!("UPDATE webhook_deliveries SET claimed_until = '{until}' WHERE event_id = '{first}'");
            hooks.app.database.execute(&claimed);
        };
        // To no subscriber two at once: who is claimed for one is claimed for the others.
        corrections::publish(&hooks.app, &copy, "2026");
        claim(in_seconds(50));
        assert_eq!(hooks.pass_now(), 0, "on {}", hooks.app.database.name());
        claim(in_seconds(24 * HOUR));
        assert_eq!([hooks.pass_now(), hooks.pass_now(), hooks.pass_now()], [1, 1, 0]);
        let log = hooks.log(&id);
        assert!(log.as_array().is_some_and(|all| all.iter().all(|one| one["state"] == "delivered")), "{log:#}");
    });
}
