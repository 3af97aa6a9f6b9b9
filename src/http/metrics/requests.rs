//! Requests, counted: by template, method and class of status; how long each took, by template.
//!
//! A request finds its places in tables by index and adds to them. The crate's own histogram takes a lock for each
//! observation, and its families one to find the labels, so what is kept here are plain numbers, written down on demand.

use std::{
    sync::atomic::{AtomicI64, AtomicU64, Ordering::Relaxed},
    time::{Duration, Instant},
};

use actix_web::http::Method;

use super::routes::Route;

/// The methods that are told apart; the last is any other.
pub const METHODS: [&str; 6] = ["GET", "HEAD", "POST", "DELETE", "OPTIONS", "other"];
/// The classes of status.
pub const CLASSES: [&str; 5] = ["1xx", "2xx", "3xx", "4xx", "5xx"];
/// Upper bounds of the buckets of durations, in microseconds: kept answers take some tens of them, a large export a second.
pub const BOUNDS: [u64; 13] =
    [50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 100_000, 500_000, 2_500_000, 10_000_000];

/// The durations of one template.
#[derive(Default)]
pub struct Durations {
    /// One bucket a bound, and the rest.
    pub buckets: [AtomicU64; BOUNDS.len() + 1],
    /// In microseconds.
    pub sum: AtomicU64,
}

impl Durations {
    fn add(&self, duration: Duration) {
        let took = u64::try_from(duration.as_micros()).unwrap_or(u64::MAX);
        let bucket = BOUNDS.iter().position(|bound| took <= *bound).unwrap_or(BOUNDS.len());
        self.buckets[bucket].fetch_add(1, Relaxed);
        self.sum.fetch_add(took, Relaxed);
    }
}

/// What one template was asked.
#[derive(Default)]
pub struct Asked {
    /// By method, then by class of status.
    pub answers: [[AtomicU64; CLASSES.len()]; METHODS.len()],
    pub durations: Durations,
}

/// The requests of a service.
pub struct Requests {
    by_route: Vec<Asked>,
    in_flight: AtomicI64,
}

impl Default for Requests {
    fn default() -> Self {
        let by_route = std::iter::repeat_with(Asked::default).take(Route::count()).collect();
        Requests { by_route, in_flight: AtomicI64::new(0) }
    }
}

impl Requests {
    /// What a template was asked.
    pub fn of(&self, route: Route) -> &Asked {
        &self.by_route[route.index()]
    }

    /// Requests that are being answered.
    pub fn in_flight(&self) -> i64 {
        self.in_flight.load(Relaxed)
    }

    /// Counts a request as being answered until what is given is dropped.
    pub fn enter(&self) -> InFlight<'_> {
        self.in_flight.fetch_add(1, Relaxed);
        InFlight(self)
    }
}

/// A request that is being answered; one whose client leaves ends too.
pub struct InFlight<'a>(&'a Requests);

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        self.0.in_flight.fetch_sub(1, Relaxed);
    }
}

/// A request whose answer is to be counted.
#[derive(Clone, Copy)]
pub struct Begun {
    at: Instant,
    method: usize,
}

impl Begun {
    /// A request that begins.
    pub fn of(method: &Method) -> Self {
        // A match on strings of other lengths is decided by the length.
        let known = METHODS.iter().position(|known| *known == method.as_str());
        Begun { at: Instant::now(), method: known.unwrap_or(METHODS.len() - 1) }
    }

    /// Counts its answer.
    pub fn end(self, requests: &Requests, route: Route, status: u16) {
        let asked = requests.of(route);
        let class = usize::from(status / 100).clamp(1, CLASSES.len()) - 1;
        asked.answers[self.method][class].fetch_add(1, Relaxed);
        asked.durations.add(self.at.elapsed());
    }
}
