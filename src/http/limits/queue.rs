//! Queues that are bounded in length and in time.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::http::{
    metrics::Count,
    problem::{self, ApiError},
};

/// Why who comes is told to come again.
const TOO_MANY: &str = "too many requests wait for one";

/// How often refusals are told in the log: with a line for each, a load would drive out what else there is to tell.
const TELLING: Duration = Duration::from_secs(1);

/// Requests that want one of a few things: some have one, some wait, and the others are told at once to come again.
pub struct Queue {
    /// What there is, for messages.
    name: &'static str,
    there: Arc<Semaphore>,
    /// One for each that may wait.
    places: Semaphore,
    patience: Duration,
    /// Those that had to wait, so far.
    pub waits: Count,
    /// Those that were told to come again, so far.
    pub refusals: Count,
    /// When refusals were last told in the log, and how many there had been by then.
    told: Mutex<(Option<Instant>, u64)>,
}

/// Leave to use one of what there is, until it is dropped.
pub type Permit = OwnedSemaphorePermit;

impl Queue {
    /// A queue for `there` things in which `waiting` requests may wait for as long as `patience`.
    pub fn new(name: &'static str, there: usize, waiting: usize, patience: Duration) -> Self {
        Queue {
            name,
            there: Arc::new(Semaphore::new(there)),
            places: Semaphore::new(waiting),
            patience,
            waits: Count::default(),
            refusals: Count::default(),
            told: Mutex::default(),
        }
    }

    /// Leave to use one, if there is one that nobody waits for.
    pub fn free(&self) -> Option<Permit> {
        self.there.clone().try_acquire_owned().ok()
    }

    /// Leave to use one, as soon as there is one. Who waits holds no thread.
    ///
    /// # Errors
    /// 503 at once if too many wait, or if none became free in time.
    pub async fn enter(&self) -> Result<Permit, ApiError> {
        if let Some(permit) = self.free() {
            return Ok(permit);
        }
        self.waits.add();
        let Ok(_place) = self.places.try_acquire() else { return Err(self.busy(TOO_MANY)) };
        let wait = tokio::time::timeout(self.patience, self.there.clone().acquire_owned());
        wait.await.ok().and_then(Result::ok).ok_or_else(|| self.busy("none became free in time"))
    }

    /// The refusal that [`Self::enter`] would end with at once, for who can spare the work until there.
    pub fn refusal(&self) -> Option<ApiError> {
        let is_full = self.there.available_permits() == 0 && self.places.available_permits() == 0;
        is_full.then(|| self.busy(TOO_MANY))
    }

    fn busy(&self, why: &str) -> ApiError {
        self.refusals.add();
        self.tell(why);
        problem::unavailable()
    }

    fn tell(&self, why: &str) {
        // Whoever holds it tells.
        let Ok(mut told) = self.told.try_lock() else { return };
        let (last, known) = *told;
        if last.is_some_and(|last| last.elapsed() < TELLING) {
            return;
        }
        let so_far = self.refusals.so_far();
        log::warn!("{}: {why}; requests told to come again since this was last said: {}", self.name, so_far - known);
        *told = (Some(Instant::now()), so_far);
    }
}
