//! How the instance stands: when its database was last reached, whether it is away, and whether the instance is leaving.
//!
//! [`watch`] looks for new releases and is thereby the one that sees a database go and come back. While it is away kept
//! answers go on; they tell how old their last validation is (`Age`, RFC 9111, section 5.1) and that another one failed
//! (`Warning: 111`, RFC 7234, section 5.5.2: the server that could validate is not reached. 110 would say that the answer is
//! past its time, which `Age` and `Cache-Control` tell; 112 that the cache is cut off on purpose). RFC 9111 retired `Warning`
//! without putting another header in its place.

use std::{
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use actix_web::{
    http::header::{HeaderMap, HeaderName, HeaderValue},
    rt,
    web::{self, Data},
};
use chrono::{DateTime, SecondsFormat, Utc};
use tokio::sync::Mutex;

use super::state::State;
use crate::store::StoreError;

/// How often an instance looks for a release that another one published.
const REFRESH: Duration = Duration::from_millis(500);
/// How long a look may take before the database counts as away.
const LONGEST_LOOK: Duration = Duration::from_secs(2);

const AGE: HeaderName = HeaderName::from_static("age");
const WARNING: HeaderName = HeaderName::from_static("warning");
const REVALIDATION_FAILED: HeaderValue = HeaderValue::from_static("111 - \"Revalidation Failed\"");

/// What an instance knows of its database and of itself.
pub struct Standing {
    /// The same as `seen.away`, for those who ask with each request.
    is_away: AtomicBool,
    is_leaving: AtomicBool,
    seen: RwLock<Seen>,
    /// Held by who looks.
    looking: Mutex<()>,
}

struct Seen {
    /// The last look, whatever came of it.
    looked: Option<Instant>,
    /// When the list of releases was last known to be that of the database.
    confirmed: Instant,
    away: Option<DateTime<Utc>>,
}

impl Default for Standing {
    /// That of an instance that has just read its database.
    fn default() -> Self {
        let seen = Seen { looked: None, confirmed: Instant::now(), away: None };
        Standing {
            is_away: AtomicBool::new(false),
            is_leaving: AtomicBool::new(false),
            seen: RwLock::new(seen),
            looking: Mutex::new(()),
        }
    }
}

impl Standing {
    /// When the database went away, RFC 3339, if it has not come back.
    pub fn away_since(&self) -> Option<String> {
        let since = self.seen.read().unwrap_or_else(PoisonError::into_inner).away;
        since.map(|since| since.to_rfc3339_opts(SecondsFormat::Secs, true))
    }

    /// The instance answers what is asked, and wants to be asked no more.
    pub fn leave(&self) {
        self.is_leaving.store(true, Ordering::Relaxed);
    }

    /// Whether the instance is leaving.
    pub fn is_leaving(&self) -> bool {
        self.is_leaving.load(Ordering::Relaxed)
    }

    /// Marks a kept answer as one that cannot be validated, while it cannot.
    pub fn mark(&self, headers: &mut HeaderMap) {
        if self.is_away.load(Ordering::Relaxed) {
            let confirmed = self.seen.read().unwrap_or_else(PoisonError::into_inner).confirmed;
            headers.insert(AGE, HeaderValue::from(confirmed.elapsed().as_secs()));
            headers.insert(WARNING, REVALIDATION_FAILED);
        }
    }

    fn looked_since(&self, time: Instant) -> bool {
        self.seen.read().unwrap_or_else(PoisonError::into_inner).looked.is_some_and(|looked| looked > time)
    }

    /// Notes what came of a look that began at a time.
    fn note(&self, begun: Instant, failure: Option<&str>) {
        let mut seen = self.seen.write().unwrap_or_else(PoisonError::into_inner);
        seen.looked = Some(Instant::now());
        match (failure, seen.away) {
            (None, away) => {
                seen.confirmed = begun;
                seen.away = None;
                if away.is_some() {
                    log::info!("the database is back");
                }
            }
            (Some(cause), None) => {
                seen.away = Some(Utc::now());
                log::error!("the database is away, kept answers go on: {cause}");
            }
            (Some(_), Some(_)) => {}
        }
        self.is_away.store(seen.away.is_some(), Ordering::Relaxed);
    }
}

/// Looks for new releases, again and again, and at each replica.
pub async fn watch(state: Data<State>) {
    for replica in 0..state.store.replicas().0 {
        rt::spawn(watch_replica(state.clone(), replica));
    }
    loop {
        tokio::time::sleep(REFRESH).await;
        look(&state).await;
    }
}

async fn watch_replica(state: Data<State>, replica: usize) {
    loop {
        let store = state.store.clone();
        // What came of it is told in the log, and to the reads that pass it over. The first look comes at once: until then
        // the replica is not read. One that does not come back in time is told by the next one.
        let look = web::block(move || store.look_at_replica(replica));
        let _ = tokio::time::timeout(LONGEST_LOOK, look).await;
        go_on(&state);
        tokio::time::sleep(REFRESH).await;
    }
}

/// Looks at the database: whether it answers, and whether it has other releases than those that are known. Who comes while
/// another look is under way takes what the next one finds.
pub async fn look(state: &State) {
    let (standing, came) = (&state.standing, Instant::now());
    let _looking = standing.looking.lock().await;
    if standing.looked_since(came) {
        return;
    }
    let (begun, store, seen) = (Instant::now(), state.store.clone(), state.releases());
    let look = tokio::time::timeout(LONGEST_LOOK, web::block(move || store.look(&seen)));
    let failure = match look.await {
        Ok(Ok(Ok(changed))) => {
            changed.into_iter().for_each(|index| state.set_releases(Arc::new(index)));
            None
        }
        Ok(Ok(Err(error))) => Some(error),
        Ok(Err(_)) => Some(StoreError::Busy("the look was broken off".to_owned())),
        Err(_) => Some(StoreError::Busy(format!("it said nothing for {LONGEST_LOOK:?}"))),
    };
    standing.note(begun, failure.map(|error| error.to_string()).as_deref());
    state.store.set_away(state.standing.is_away.load(Ordering::Relaxed));
    go_on(state);
}

/// What waits for a server that hangs may do so for ever: others do not wait for what it has.
fn go_on(state: &State) {
    if state.store.take_hung() {
        state.queues.take_back();
    }
}
