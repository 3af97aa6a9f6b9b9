//! What goes wrong around the service, and what its clients and its operator see of it. Each test prints its figure.

mod abandoned;
mod away;
mod clock;
mod crowded;
mod cut;
mod disk;
mod hung;
mod killed;
mod leaving;
mod out_of_time;
mod replicas;

use std::time::{Duration, Instant};

use crate::support::{Answer, TestApp, load::Seen};

/// Waits until something holds, and says how long that took.
fn until(limit: Duration, what: &str, holds: impl Fn() -> bool) -> Duration {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < limit, "{what}: not within {limit:?}");
        std::thread::sleep(Duration::from_millis(10));
    }
    begun.elapsed()
}

/// Waits until the service says that it stands so.
fn until_it_is(app: &TestApp, status: &str) -> Duration {
    until(Duration::from_secs(10), status, || app.get("/health/ready").json()["status"] == status)
}

/// A refusal that tells a client to come again, and how long it took.
fn refused_in_time(app: &TestApp, path: &str) -> Duration {
    let begun = Instant::now();
    let answer = app.get(path);
    let took = begun.elapsed();
    answer.problem(503, "unavailable");
    assert_eq!(answer.header("retry-after"), Some("1"), "{path}");
    took
}

/// Whether an answer says that it could not be validated; one that does gives its age.
fn is_marked(answer: &Answer) -> bool {
    let warning = answer.header("warning");
    assert!(warning.is_none() || warning == Some("111 - \"Revalidation Failed\""), "{warning:?}");
    let age = answer.header("age").map(|age| age.parse::<u64>().expect("an age in seconds"));
    assert_eq!(age.is_some(), warning.is_some());
    assert!(age.is_none_or(|age| age < 600), "{age:?}");
    warning.is_some()
}

/// Every answer is as good as any other.
fn anything(_: &Seen) -> Option<String> {
    None
}
