//! The thread that sends webhooks, beside those that answer requests.

use std::{thread, time::Duration};

use chrono::Utc;

use crate::{
    config::Config,
    publish::webhooks::{deliver, send::Sender},
    store::Store,
};

/// How often it looks for what is due.
const PAUSE: Duration = Duration::from_secs(1);
/// How long it waits for a database that is away, or that another writer holds.
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
        let mut is_away = false;
        loop {
            let passed = deliver::pass(&store, &sender, || Utc::now().naive_utc());
            if let (Err(error), false) = (&passed, is_away) {
                log::error!("webhooks wait for the database: {error}");
            }
            is_away = passed.is_err();
            match passed {
                Ok(0) => thread::sleep(PAUSE),
                // There may be more.
                Ok(_) => {}
                Err(_) => thread::sleep(LONG_PAUSE),
            }
        }
    };
    thread::Builder::new().name("webhooks".to_owned()).spawn(work).map(drop)
}
