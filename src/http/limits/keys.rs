//! The patience with those who try keys that are not known.

use std::{net::IpAddr, num::NonZeroU32, time::Instant};

use governor::{
    DefaultKeyedRateLimiter, Quota,
    clock::{Clock, DefaultClock},
};
use quick_cache::sync::Cache;

use super::client::Client;
use crate::http::problem::{ApiError, Kind};

/// Attempts that may fail one after the other: a person who pastes the wrong key is not held up.
const ATTEMPTS: NonZeroU32 = NonZeroU32::new(10).expect("not zero");
/// Those that may follow in a minute, evenly.
const A_MINUTE: NonZeroU32 = NonZeroU32::new(2).expect("not zero");
/// Clients that wait at a time; the one not seen for longest is let in again.
const MOST_CLIENTS: usize = 10_000;

/// Failed attempts by client.
pub struct Failures {
    limiter: DefaultKeyedRateLimiter<Client>,
    /// Until when a client has to wait.
    waiting: Cache<Client, Instant>,
}

impl Default for Failures {
    fn default() -> Self {
        let quota = Quota::per_minute(A_MINUTE).allow_burst(ATTEMPTS);
        Failures { limiter: DefaultKeyedRateLimiter::keyed(quota), waiting: Cache::new(MOST_CLIENTS) }
    }
}

impl Failures {
    /// Lets a client try a key.
    ///
    /// # Errors
    /// 429 if too many of its attempts have failed: no key is looked at, not even one that is known.
    pub fn admit(&self, address: Option<IpAddr>) -> Result<(), ApiError> {
        let until = address.and_then(|address| self.waiting.get(&Client::from(address)));
        let left = until.map(|until| until.saturating_duration_since(Instant::now())).unwrap_or_default();
        if left.is_zero() {
            return Ok(());
        }
        let seconds = left.as_secs() + 1;
        let detail = format!("too many attempts with keys that are not known; try again in {seconds} s");
        Err(ApiError::new(Kind::RATE_LIMITED, detail).retrying_after(seconds))
    }

    /// Counts an attempt that failed.
    pub fn failed(&self, address: Option<IpAddr>) {
        let Some(client) = address.map(Client::from) else { return };
        if let Err(until) = self.limiter.check_key(&client) {
            self.waiting.insert(client, Instant::now() + until.wait_time_from(DefaultClock::default().now()));
        }
    }

    /// Forgets clients whose attempts are long past.
    pub fn forget(&self) {
        self.limiter.retain_recent();
        self.limiter.shrink_to_fit();
    }
}
