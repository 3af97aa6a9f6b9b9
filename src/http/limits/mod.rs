//! What one client may take, so that there is enough for all.
//!
//! [`client`] tells who asks, also behind proxies. [`rate`] counts requests a minute, [`keys`] attempts with keys that are
//! not known, [`connections`] what is open at a time; what all share is waited for in a [`queue`], and [`shares`] are what one
//! of them may have of it. The counts are this instance's own and in memory. A client is an IPv4 address, or the /64 of an
//! IPv6 address, which is what one subscriber has (RFC 6177).

pub mod client;
pub mod connections;
pub mod keys;
pub mod queue;
pub mod rate;
pub mod shares;

use std::time::Duration;

use actix_web::web::Data;

use super::state::State;

/// How often counts that are full again are forgotten.
const TIDYING: Duration = Duration::from_secs(2);

/// Forgets clients that have not asked for a while, again and again: memory is bounded by those who ask now.
pub async fn tidy(state: Data<State>) {
    loop {
        tokio::time::sleep(TIDYING).await;
        state.rate.iter().for_each(rate::Rate::forget);
        state.failures.forget();
    }
}
