//! What one client may have of the files that are written at a time: it waits for its own to end, and leaves room for others.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::client::Client;
use crate::http::problem::{ApiError, Kind};

/// Seconds after which who has its share may come again.
const RETRY_AFTER_SECONDS: u64 = 1;

/// The shares of all clients.
pub struct Shares {
    /// How many files a client may have written at a time.
    each: usize,
    /// Requests of a client that may wait for its own.
    waiting: usize,
    patience: Duration,
    held: Mutex<HashMap<Client, Held>>,
}

/// What a client has.
struct Held {
    there: Arc<Semaphore>,
    /// Requests that have one or wait for one.
    requests: usize,
}

/// One of the files that a client may have, or a place among those that wait for it, until it is dropped.
pub struct Share {
    shares: Arc<Shares>,
    client: Client,
    permit: Option<OwnedSemaphorePermit>,
}

impl Drop for Share {
    fn drop(&mut self) {
        let mut held = self.shares.held();
        drop(self.permit.take());
        if let Some(own) = held.get_mut(&self.client) {
            own.requests -= 1;
            if own.requests == 0 {
                held.remove(&self.client);
            }
        }
    }
}

impl Shares {
    /// Shares of `each` files, for which `waiting` requests of a client may wait for as long as `patience`.
    pub fn new(each: usize, waiting: usize, patience: Duration) -> Self {
        Shares { each, waiting, patience, held: Mutex::default() }
    }

    /// A file for the client at an address, as soon as it has not all of its own; without an address there is no limit.
    ///
    /// # Errors
    /// 429 at once if too many of its requests wait, or if none of its own became free in time.
    pub async fn enter(self: &Arc<Self>, address: Option<IpAddr>) -> Result<Option<Share>, ApiError> {
        let Some(client) = address.map(Client::from) else { return Ok(None) };
        // Counted before it waits, so that whoever leaves while it does is counted out again.
        let (mut share, there) = self.place(client).ok_or_else(|| self.refusal())?;
        let wait = tokio::time::timeout(self.patience, there.acquire_owned());
        share.permit = wait.await.ok().and_then(Result::ok);
        if share.permit.is_some() { Ok(Some(share)) } else { Err(self.refusal()) }
    }

    fn place(self: &Arc<Self>, client: Client) -> Option<(Share, Arc<Semaphore>)> {
        let mut held = self.held();
        let none = || Held { there: Arc::new(Semaphore::new(self.each)), requests: 0 };
        let own = held.entry(client).or_insert_with(none);
        if own.requests >= self.each + self.waiting {
            return None;
        }
        own.requests += 1;
        Some((Share { shares: self.clone(), client, permit: None }, own.there.clone()))
    }

    fn refusal(&self) -> ApiError {
        let each = self.each;
        let detail = format!(
            "the client has as many files written at a time as one may have, which is {each}; the next one can begin when \
             one of them was received to its end"
        );
        let french =
            format!("Trop de fichiers à la fois : au plus {each} par client. Le suivant attend la fin de l’un d’eux.");
        let refusal = ApiError::new(Kind::RATE_LIMITED, detail).expecting(format!("at most {each} files at a time"));
        refusal.in_french(french).retrying_after(RETRY_AFTER_SECONDS)
    }

    fn held(&self) -> MutexGuard<'_, HashMap<Client, Held>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use actix_web::rt::System;

    use super::*;

    /// Two for each client, and one request that waits, a moment only.
    fn shares() -> Arc<Shares> {
        Arc::new(Shares::new(2, 1, Duration::from_millis(20)))
    }

    fn address(text: &str) -> Option<IpAddr> {
        text.parse().ok()
    }

    #[test]
    fn one_client_has_its_share_and_leaves_that_of_others() {
        System::new().block_on(async {
            let (shares, one, other) = (shares(), address("192.0.2.1"), address("192.0.2.2"));
            let first = shares.enter(one).await.expect("it has none");
            let second = shares.enter(one).await.expect("it has one");
            let refusal = shares.enter(one).await.err().expect("it has two");
            assert_eq!((refusal.kind, refusal.retry_after), (Kind::RATE_LIMITED, Some(1)));
            assert!(
                refusal.detail.contains("as many files written at a time as one may have, which is 2"),
                "{refusal}"
            );
            assert!(shares.enter(other).await.is_ok() && shares.enter(None).await.is_ok());
            drop(first);
            assert!(shares.enter(one).await.is_ok());
            drop(second);
            assert!(shares.held().is_empty(), "nobody has any");
        });
    }

    #[test]
    fn who_waits_for_its_own_is_let_in_and_one_too_many_is_refused_at_once() {
        System::new().block_on(async {
            let shares = Arc::new(Shares::new(1, 1, Duration::from_secs(60)));
            let one = address("2001:db8::1");
            let first = shares.enter(one).await.expect("it has none");
            // The same subscriber, from another address of its network.
            let waiting = shares.enter(address("2001:db8::2"));
            let others = async {
                tokio::task::yield_now().await;
                assert!(shares.enter(one).await.is_err(), "one waits already");
                drop(first);
            };
            let (entered, ()) = futures_util::future::join(waiting, others).await;
            assert!(entered.is_ok_and(|share| share.is_some()));
            // Who leaves while it waits is counted out.
            let held = shares.enter(one).await.expect("it has none");
            drop(tokio::time::timeout(Duration::from_millis(5), shares.enter(one)).await);
            drop(held);
            assert!(shares.held().is_empty(), "nobody has any");
        });
    }
}
