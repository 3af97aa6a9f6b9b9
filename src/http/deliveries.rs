//! The thread that sends webhooks, beside those that answer requests.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    thread,
    time::Duration,
};

use chrono::Utc;

use crate::{
    config::Config,
    publish::webhooks::{deliver, send::Sender},
    store::{Store, StoreError},
};

/// How often it looks for what is due.
const PAUSE: Duration = Duration::from_secs(1);
/// How long it waits for a database that is away, or that another writer holds, and after a pass that broke off.
const LONG_PAUSE: Duration = Duration::from_secs(10);

/// Starts it. It ends with the process, in the middle of an attempt too: what was not written down is sent again, by this
/// instance or another one.
///
/// # Errors
/// The system gives no thread.
pub fn start(config: &Config) -> std::io::Result<()> {
    let sender = Sender::new(config.webhooks_private);
    // A connection of its own: requests have permits for all the others.
    let store = Store::new(config.database_url.clone(), 1);
    let work = move || {
        let mut passes = Passes::default();
        loop {
            thread::sleep(passes.next(|| deliver::pass(&store, &sender, || Utc::now().naive_utc())));
        }
    };
    thread::Builder::new().name("webhooks".to_owned()).spawn(work).map(drop)
}

/// The passes so far.
#[derive(Default)]
struct Passes {
    /// The last one could not ask the database.
    is_away: bool,
}

impl Passes {
    /// Makes a pass, and gives how long to wait before the next one. A pass that panics is one that failed: the thread is the
    /// only one, and nobody would start another.
    fn next(&mut self, pass: impl FnOnce() -> Result<usize, StoreError>) -> Duration {
        // What a pass leaves half done is in the database, and in no memory that the next one reads: its connection is given
        // up with the transaction that was open.
        match catch_unwind(AssertUnwindSafe(pass)) {
            Ok(Ok(attempts)) => {
                self.is_away = false;
                // There may be more.
                if attempts == 0 { PAUSE } else { Duration::ZERO }
            }
            Ok(Err(error)) => {
                if !self.is_away {
                    log::error!("webhooks wait for the database: {error}");
                }
                self.is_away = true;
                LONG_PAUSE
            }
            Err(_) => {
                log::error!("a pass over the webhooks panicked; the next one is in {} s", LONG_PAUSE.as_secs());
                LONG_PAUSE
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pass_that_panics_or_fails_is_followed_by_another() {
        let mut passes = Passes::default();
        assert_eq!(passes.next(|| panic!("a pass that breaks off")), LONG_PAUSE);
        assert_eq!(passes.next(|| Err(StoreError::Busy("away".to_owned()))), LONG_PAUSE);
        assert_eq!(passes.next(|| Ok(3)), Duration::ZERO);
        assert_eq!(passes.next(|| Ok(0)), PAUSE);
    }
}
