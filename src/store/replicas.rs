//! Read replicas: copies of the database that PostgreSQL keeps by streaming, and that public answers are read from.
//!
//! A replica is read in turn with the others, and only inside a transaction that saw the newest revision its reader knows
//! of: one that lags is passed over, so that no answer mixes two states. One that fails is set aside, and costs no request
//! anything until [`Replicas::look`] has reached it again.

use std::{
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use super::{
    StoreError,
    connection::{self, Db, Pool, Url},
    dialect,
    errands::{self, Use},
    releases,
    slow::Watch,
};
use crate::store::QueryError;

/// How long a read waits for a connection to a replica before it goes elsewhere.
const WAIT: Duration = Duration::from_millis(100);

/// The replicas of a store, which may be none.
#[derive(Default)]
pub struct Replicas {
    all: Vec<Replica>,
    /// Where the next read begins.
    turn: AtomicUsize,
}

struct Replica {
    /// As messages name it, without its password.
    name: String,
    url: Url,
    pool: Pool,
    /// It was reached, and had what it was asked for, when it was last looked at or read.
    is_usable: AtomicBool,
    /// A connection for looking alone, which no reader can take away.
    lookout: Mutex<Option<Db>>,
}

/// Why a read on a replica did not answer.
enum Missed<E> {
    /// It has not replayed the newest revision yet.
    Behind,
    /// It failed before the work began.
    Lost,
    /// The work itself.
    Work(E),
}

impl<E> From<QueryError> for Missed<E> {
    fn from(_: QueryError) -> Self {
        Missed::Lost
    }
}

impl Replicas {
    /// Replicas at `urls`, each with at most `size` connections. Nothing is opened yet.
    pub fn new(urls: &[Url], size: u32, watch: &Watch) -> Self {
        let replica = |url: &Url| Replica {
            name: url.redacted(),
            url: url.clone(),
            pool: connection::pool(url.clone(), size, watch.clone()),
            is_usable: AtomicBool::new(true),
            lookout: Mutex::new(None),
        };
        Replicas { all: urls.iter().map(replica).collect(), turn: AtomicUsize::new(0) }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.all.len()
    }

    /// How many can be read.
    pub fn usable(&self) -> usize {
        self.all.iter().filter(|replica| replica.is_usable.load(Ordering::Relaxed)).count()
    }

    /// Runs the work on the first replica in turn that holds the revision `last`; none if no replica answered, and then the
    /// work is still there unless it had begun.
    pub fn read<T, E, F>(&self, last: i64, work: &mut Option<F>) -> Option<Result<T, E>>
    where
        F: FnOnce(&mut Db) -> Result<T, E>,
    {
        let first = self.turn.fetch_add(1, Ordering::Relaxed);
        for step in 0..self.all.len() {
            let replica = &self.all[first.wrapping_add(step) % self.all.len()];
            if !replica.is_usable.load(Ordering::Relaxed) {
                continue;
            }
            let Ok(mut connection) = replica.pool.get_timeout(WAIT) else {
                replica.set_aside("it does not answer");
                continue;
            };
            // Nobody waits any more: so the database itself will say.
            let Ok(_use) = Use::begin(&replica.url, connection.backend) else { return None };
            let outcome = dialect::read_transaction(&mut connection.db, |db| {
                if releases::next_sequence(db)? <= last {
                    return Err(Missed::Behind);
                }
                let work = work.take().ok_or(Missed::Lost)?;
                work(db).map_err(Missed::Work)
            });
            match outcome {
                Ok(value) => return Some(Ok(value)),
                Err(Missed::Work(error)) => {
                    if diesel::r2d2::R2D2Connection::is_broken(&mut connection.db) {
                        replica.set_aside("its connection broke");
                    }
                    return Some(Err(error));
                }
                Err(Missed::Behind) => replica.set_aside("it lags behind"),
                Err(Missed::Lost) if errands::is_left() => {}
                Err(Missed::Lost) => replica.set_aside("its connection broke"),
            }
            if work.is_none() {
                // It was done, and lost with the end of its transaction.
                return None;
            }
        }
        None
    }

    /// Looks at one replica: whether it answers and holds the revision `last`. Blocks.
    ///
    /// # Errors
    /// It does not answer.
    pub fn look(&self, index: usize, last: i64) -> Result<(), StoreError> {
        let Some(replica) = self.all.get(index) else { return Ok(()) };
        let held = over(&replica.lookout, &replica.url, |db| {
            dialect::read_transaction(db, |db| releases::next_sequence(db).map_err(StoreError::from))
        });
        match &held {
            Ok(next) if *next > last => replica.take_back(),
            Ok(_) => replica.set_aside("it lags behind"),
            Err(_) => replica.set_aside("it does not answer"),
        }
        held.map(drop)
    }
}

impl Replica {
    fn set_aside(&self, why: &str) {
        if self.is_usable.swap(false, Ordering::Relaxed) {
            log::warn!("the replica {} is not read: {why}", self.name);
        }
    }

    fn take_back(&self) {
        if !self.is_usable.swap(true, Ordering::Relaxed) {
            log::info!("the replica {} is read again", self.name);
        }
    }
}

/// Runs `work` on a connection that is kept for it, and opened anew after a failure. Whoever comes while another one is
/// still at it is told so at once.
pub(super) fn over<T>(
    kept: &Mutex<Option<Db>>,
    url: &Url,
    work: impl FnOnce(&mut Db) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let Ok(mut kept) = kept.try_lock() else {
        return Err(StoreError::Busy("the last look has not come back".to_owned()));
    };
    let mut db = match kept.take() {
        Some(db) => db,
        None => url.open()?,
    };
    let outcome = work(&mut db);
    if outcome.is_ok() {
        *kept = Some(db);
    }
    outcome
}
