//! The patience with those who try keys that are not known.

use std::{net::IpAddr, num::NonZeroU32, time::Duration};

use governor::{
    Quota, RateLimiter,
    clock::{Clock, DefaultClock, Reference},
    middleware::StateInformationMiddleware,
    state::keyed::DashMapStateStore,
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
pub struct Failures<C: Clock = DefaultClock> {
    clock: C,
    limiter: RateLimiter<Client, DashMapStateStore<Client>, C, StateInformationMiddleware>,
    /// Until when a client has to wait.
    waiting: Cache<Client, C::Instant>,
}

impl Default for Failures {
    fn default() -> Self {
        Failures::by(DefaultClock::default())
    }
}

impl<C: Clock + Clone> Failures<C> {
    fn by(clock: C) -> Self {
        let quota = Quota::per_minute(A_MINUTE).allow_burst(ATTEMPTS);
        let limiter = RateLimiter::dashmap_with_clock(quota, clock.clone());
        let limiter = limiter.with_middleware::<StateInformationMiddleware>();
        Failures { clock, limiter, waiting: Cache::new(MOST_CLIENTS) }
    }

    /// Lets a client try a key.
    ///
    /// # Errors
    /// 429 if too many of its attempts have failed: no key is looked at, not even one that is known.
    pub fn admit(&self, address: Option<IpAddr>) -> Result<(), ApiError> {
        let until = address.and_then(|address| self.waiting.get(&Client::from(address)));
        let left: Duration = until.map(|until| until.duration_since(self.clock.now()).into()).unwrap_or_default();
        if left.is_zero() {
            return Ok(());
        }
        let seconds = left.as_secs() + 1;
        let detail = format!("too many attempts with keys that are not known; try again in {seconds} s");
        Err(ApiError::new(Kind::RATE_LIMITED, detail).retrying_after(seconds))
    }

    /// Counts an attempt that failed. Whoever has no other left waits from then on.
    pub fn failed(&self, address: Option<IpAddr>) {
        let Some(client) = address.map(Client::from) else { return };
        let has_more = self.limiter.check_key(&client).is_ok_and(|left| left.remaining_burst_capacity() > 0);
        // Asked for one that is not there, the limiter takes nothing and tells when there will be one.
        if !has_more && let Err(until) = self.limiter.check_key(&client) {
            self.waiting.insert(client, until.earliest_possible());
        }
    }

    /// Forgets clients whose attempts are long past.
    pub fn forget(&self) {
        self.limiter.retain_recent();
        self.limiter.shrink_to_fit();
    }
}

#[cfg(test)]
mod tests {
    use governor::clock::FakeRelativeClock;

    use super::*;

    /// How many attempts of a client fail one after the other until it has to wait.
    fn failed(failures: &Failures<FakeRelativeClock>, address: Option<IpAddr>) -> usize {
        let admitted = (0..100).take_while(|_| {
            let is_admitted = failures.admit(address).is_ok();
            failures.failed(address.filter(|_| is_admitted));
            is_admitted
        });
        admitted.count()
    }

    #[test]
    fn ten_may_fail_and_then_one_each_thirty_seconds() {
        let clock = FakeRelativeClock::default();
        let failures = Failures::by(clock.clone());
        let [one, other] = ["192.0.2.1", "192.0.2.2"].map(|address| address.parse().ok());
        assert_eq!(failed(&failures, one), 10);
        for (seconds, admitted) in [(29, 0), (1, 1), (29, 0), (1, 1), (30, 1), (90, 3), (600, 10), (30, 1)] {
            clock.advance(Duration::from_secs(seconds));
            assert_eq!(failed(&failures, one), admitted, "{seconds} s later");
        }
        // Nobody else has waited for that.
        assert_eq!(failed(&failures, other), 10);
    }
}
