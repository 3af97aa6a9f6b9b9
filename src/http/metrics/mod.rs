//! What a monitoring system asks: counts of requests, kept answers, the pool, the release, the queue of webhooks.
//!
//! Requests count themselves in [`requests`], by the template of their address ([`routes`]), in a few atomic steps without a
//! lock or an allocation. All else is looked at when somebody asks: [`observed`] reads the database, [`process`] what the
//! system knows of the process. [`exposition`] writes it all down, and [`server`] serves it on an address of its own.

pub mod exposition;
pub mod observed;
pub mod process;
pub mod requests;
pub mod routes;
pub mod server;

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use requests::Requests;

/// What the service counts while it runs.
#[derive(Default)]
pub struct Metrics {
    pub requests: Requests,
    /// Requests that were answered with a kept answer.
    pub hits: Count,
}

/// A number that only grows.
#[derive(Default)]
pub struct Count(AtomicU64);

impl Count {
    /// One more.
    pub fn add(&self) {
        self.0.fetch_add(1, Relaxed);
    }

    /// How many so far.
    pub fn so_far(&self) -> u64 {
        self.0.load(Relaxed)
    }
}

/// What is held of kept answers.
#[derive(Clone, Copy, Debug, Default)]
pub struct Holding {
    pub answers: usize,
    pub bytes: u64,
    pub most_bytes: u64,
}
