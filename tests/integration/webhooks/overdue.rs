//! What waits and what is late, as the metrics and the doctor tell it: only what is sent when it is due.

use serde_json::{Value, json};

use super::{Hooks, in_seconds, on_each_database};
use crate::support::{
    cli::{Served, jalon},
    get,
};

/// The deliveries that wait, and by how many seconds the most overdue one is late.
fn metrics(service: &Served) -> (f64, f64) {
    let scrape = get(service.metrics(), "/metrics").text();
    let value = |row: &str| -> f64 {
        let found = scrape.lines().find_map(|line| line.strip_prefix(row));
        found.unwrap_or_else(|| panic!("{row} is not there: {scrape}")).trim().parse().expect("a number")
    };
    (value(r#"jalon_webhook_deliveries{state="pending"}"#), value("jalon_webhook_overdue_seconds "))
}

/// What the doctor finds of webhooks.
fn doctor(hooks: &Hooks) -> Vec<String> {
    let finished = jalon(&["doctor", "--json"], &[("DATABASE_URL", &hooks.app.database.url)]);
    let report: Value = serde_json::from_str(&finished.stdout).unwrap_or_else(|e| panic!("{e}: {}", finished.said()));
    let checks = report["checks"].as_array().expect("checks").iter().filter(|check| check["topic"] == "webhooks");
    checks.map(|check| check["found"].as_str().expect("a text").to_owned()).collect()
}

fn in_hours(hours: i64) -> String {
    in_seconds(hours * 3600)
}

#[test]
fn only_what_is_sent_when_it_is_due_is_late() {
    on_each_database(|hooks| {
        let database = &hooks.app.database;
        let (id, _) = hooks.subscribe(json!({}));
        hooks.test(&id);
        // Between the ninth attempt and the tenth, as the schedule has it.
        database.execute(&format!("UPDATE webhook_events SET created_at = '{}'", in_hours(-70)));
        database.execute(&format!("UPDATE webhook_deliveries SET next_at = '{}'", in_hours(1)));
        let service = Served::start(&[("DATABASE_URL", &database.url), ("METRICS_BIND", "127.0.0.1:0")]);
        assert_eq!(metrics(&service), (1.0, 0.0), "on {}", database.name());
        assert_eq!(doctor(hooks), ["1 active, 1 deliveries waiting"]);

        // Due for an hour, and claimed by an instance that does nothing, so that nobody else sends it for as long as this takes.
        let (due, claimed) = (in_hours(-1), in_seconds(55));
        database.execute(&format!("UPDATE webhook_deliveries SET claimed_until = '{claimed}', next_at = '{due}'"));
        let (pending, late) = metrics(&service);
        assert!(pending == 1.0 && (3600.0..3660.0).contains(&late), "{pending} {late} on {}", database.name());
        let told = doctor(hooks);
        assert_eq!(told[0], "1 active, 1 deliveries waiting");
        let due = format!("a delivery was due at {}Z and is not sent", due[..19].replace(' ', "T"));
        assert_eq!(told[1..], [due]);

        // The others wait until their subscriber is switched on again, or for ever.
        let past = in_hours(-1);
        for (change, active) in [
            ("UPDATE webhooks SET state = 'disabled'".to_owned(), 0),
            (format!("UPDATE webhooks SET state = 'active'; UPDATE api_keys SET revoked_at = '{past}'"), 1),
            (format!("UPDATE api_keys SET revoked_at = NULL, expires_at = '{past}'"), 1),
        ] {
            database.execute(&change);
            assert_eq!(metrics(&service), (0.0, 0.0), "{change}");
            let told = doctor(hooks);
            assert_eq!(told[0], format!("{active} active, 0 deliveries waiting"), "{change}");
            assert!(!told.iter().any(|found| found.contains("was due")), "{change}: {told:?}");
        }
    });
}
