//! How many requests a client may make in a minute, and the headers that tell it.
//!
//! A client that was quiet may make a minute's worth at once; after that they become free again one by one, evenly (the
//! generic cell rate algorithm, by the crate governor).

use std::{net::IpAddr, num::NonZeroU32, time::Duration};

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use governor::{
    Quota, RateLimiter,
    clock::{Clock, DefaultClock},
    middleware::StateInformationMiddleware,
    state::keyed::DashMapStateStore,
};

use super::client::Client;
use crate::http::problem::{ApiError, Kind};

/// Seconds in which the limit counts.
const WINDOW_SECONDS: u64 = 60;

const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// Counts requests by client.
pub struct Rate {
    limiter: RateLimiter<Client, DashMapStateStore<Client>, DefaultClock, StateInformationMiddleware>,
    limit: u64,
    /// The value of `RateLimit-Policy`, the same on every answer.
    policy: HeaderValue,
}

/// What is left to a client after a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    policy: HeaderValue,
    remaining: u64,
    /// Seconds until the client may make all of its requests again.
    full_after: u64,
    /// The request is one too many; how long to wait.
    pub refused: Option<Duration>,
}

impl Rate {
    /// A limit of `limit` requests a minute for each client; none if it is 0.
    pub fn new(limit: u32) -> Option<Self> {
        let quota = Quota::per_minute(NonZeroU32::new(limit)?);
        let policy = format!("\"client\";q={limit};w={WINDOW_SECONDS}");
        let policy = HeaderValue::try_from(policy).unwrap_or(HeaderValue::from_static(""));
        let limiter = RateLimiter::keyed(quota).with_middleware::<StateInformationMiddleware>();
        Some(Rate { limiter, limit: u64::from(limit), policy })
    }

    /// Counts a request of a client.
    pub fn count(&self, address: IpAddr) -> Left {
        let (remaining, refused) = match self.limiter.check_key(&Client::from(address)) {
            Ok(state) => (u64::from(state.remaining_burst_capacity()), None),
            Err(until) => (0, Some(until.wait_time_from(DefaultClock::default().now()))),
        };
        let full_after = ((self.limit - remaining.min(self.limit)) * WINDOW_SECONDS).div_ceil(self.limit);
        Left { policy: self.policy.clone(), remaining, full_after, refused }
    }

    /// Forgets clients that have all of their requests left, so that memory is bounded by those who ask now.
    pub fn forget(&self) {
        self.limiter.retain_recent();
        self.limiter.shrink_to_fit();
    }
}

impl Left {
    /// Adds `RateLimit-Policy` and `RateLimit` (IETF, draft-ietf-httpapi-ratelimit-headers-10).
    pub fn tell(&self, headers: &mut HeaderMap) {
        let left = format!("\"client\";r={};t={}", self.remaining, self.full_after);
        headers.insert(RATE_LIMIT_POLICY, self.policy.clone());
        if let Ok(left) = HeaderValue::try_from(left) {
            headers.insert(RATE_LIMIT, left);
        }
    }

    /// The answer, if this is a request too many.
    pub fn refusal(&self) -> Option<ApiError> {
        let seconds = self.refused?.as_secs() + 1;
        let policy = self.policy.to_str().unwrap_or_default();
        let detail = format!("too many requests in a minute ({policy}); the next one is answered in {seconds} s");
        let french = format!("Trop de requêtes en une minute. La prochaine recevra une réponse dans {seconds} s.");
        Some(ApiError::new(Kind::RATE_LIMITED, detail).in_french(french).retrying_after(seconds))
    }
}
