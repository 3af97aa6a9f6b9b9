//! How many requests a client may make in a day, counted by its address, and the headers that tell it.
//!
//! The count is this instance's own and in memory: it bounds what one client can ask, it is no accounting.

use std::{
    net::IpAddr,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
};

use actix_web::{
    HttpResponse,
    http::header::{CACHE_CONTROL, CONTENT_ENCODING, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER},
};
use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use quick_cache::sync::Cache;
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::limits::client::Client;

/// Clients that are counted at a time; the one not seen for longest starts anew.
const MOST_CLIENTS: usize = 100_000;

/// Counts requests by client and day.
pub struct Quota {
    /// Requests a client may make in a day, and the same as the header tells it.
    limit: u64,
    limit_told: HeaderValue,
    clients: Cache<(Client, NaiveDate), Arc<AtomicU64>>,
    /// The day that counts, and when it ends as the header tells it: written once a day, not once a request.
    today: RwLock<(NaiveDate, HeaderValue)>,
}

/// What is left to a client.
#[derive(Clone, Debug)]
pub struct Left {
    limit: u64,
    /// The same, as the header tells it.
    limit_told: HeaderValue,
    /// With this request.
    made: u64,
    now: DateTime<Utc>,
    /// When counting begins anew: the next midnight, UTC.
    reset: DateTime<Utc>,
    /// The same, as the header tells it.
    reset_told: HeaderValue,
}

/// The body of the error that ends a client's day.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "errorcode": 10002,
    "error": "Too many requests: 10000000 of 10000000 were made today; the next day begins at 2026-11-23T00:00:00Z.",
    "call_limit": 10_000_000,
    "limit_time_unit": "day",
    "reset_time": "2026-11-23T00:00:00Z"
}))]
pub struct Exhausted {
    /// The portal's number for this error.
    pub errorcode: u32,
    pub error: String,
    /// Requests a client may make in a day.
    pub call_limit: u64,
    pub limit_time_unit: &'static str,
    /// When the next day begins, RFC 3339, UTC.
    pub reset_time: String,
}

const LIMIT: HeaderName = HeaderName::from_static("x-ratelimit-limit");
const REMAINING: HeaderName = HeaderName::from_static("x-ratelimit-remaining");
const RESET: HeaderName = HeaderName::from_static("x-ratelimit-reset");

impl Quota {
    /// A quota of `limit` requests a day for each client.
    pub fn new(limit: u64) -> Self {
        let today = RwLock::new((NaiveDate::MIN, HeaderValue::from_static("")));
        Quota { limit, limit_told: limit.into(), clients: Cache::new(MOST_CLIENTS), today }
    }

    /// Counts a request of a client.
    pub fn count(&self, client: IpAddr, now: DateTime<Utc>) -> Left {
        let today = now.date_naive();
        let counter = || Ok::<_, std::convert::Infallible>(Arc::new(AtomicU64::new(0)));
        let made = match self.clients.get_or_insert_with(&(Client::from(client), today), counter) {
            Ok(counter) => counter.fetch_add(1, Ordering::Relaxed) + 1,
        };
        let tomorrow = today.checked_add_days(Days::new(1)).unwrap_or(today);
        let reset = tomorrow.and_time(NaiveTime::MIN).and_utc();
        let (limit_told, reset_told) = (self.limit_told.clone(), self.reset_told(today, reset));
        Left { limit: self.limit, limit_told, made, now, reset, reset_told }
    }

    fn reset_told(&self, today: NaiveDate, reset: DateTime<Utc>) -> HeaderValue {
        let known = self.today.read().unwrap_or_else(PoisonError::into_inner);
        if known.0 == today {
            return known.1.clone();
        }
        drop(known);
        let told = format!("{} 00:00:00+00:00", reset.date_naive());
        let told = HeaderValue::from_str(&told).unwrap_or(HeaderValue::from_static(""));
        *self.today.write().unwrap_or_else(PoisonError::into_inner) = (today, told.clone());
        told
    }
}

impl Left {
    /// Adds the headers that tell what is left.
    pub fn tell(&self, headers: &mut HeaderMap) {
        headers.insert(LIMIT, self.limit_told.clone());
        headers.insert(REMAINING, HeaderValue::from(self.limit.saturating_sub(self.made)));
        headers.insert(RESET, self.reset_told.clone());
    }

    /// The answer, if this is a request too many.
    pub fn refusal(&self) -> Option<HttpResponse> {
        if self.made <= self.limit {
            return None;
        }
        let reset_time = self.reset.format("%Y-%m-%dT%H:%M:%SZ").to_string();
        let error =
            format!("Too many requests: {0} of {0} were made today; the next day begins at {reset_time}.", self.limit);
        let body = Exhausted { errorcode: 10002, error, call_limit: self.limit, limit_time_unit: "day", reset_time };
        let response = HttpResponse::TooManyRequests()
            .insert_header((RETRY_AFTER, (self.reset - self.now).num_seconds().max(1).to_string()))
            .insert_header((CACHE_CONTROL, "no-store"))
            .insert_header((CONTENT_ENCODING, "identity"))
            .json(body);
        Some(response)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_is_counted_by_day_and_refused_beyond_its_quota() {
        let quota = Quota::new(2);
        let (one, other) = (IpAddr::from([127, 0, 0, 1]), IpAddr::from([127, 0, 0, 2]));
        let asked = |client, time: &str| {
            let left = quota.count(client, time.parse().expect("a time"));
            (left.made, left.refusal().is_some())
        };
        assert_eq!(asked(one, "2026-11-22T10:00:00Z"), (1, false));
        assert_eq!(asked(one, "2026-11-22T11:00:00Z"), (2, false));
        assert_eq!(asked(one, "2026-11-22T12:00:00Z"), (3, true));
        assert_eq!(asked(other, "2026-11-22T12:00:00Z"), (1, false));
        assert_eq!(asked(one, "2026-11-23T00:00:00Z"), (1, false));
    }
}
