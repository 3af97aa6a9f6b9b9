//! The way from a request to the store: leave to use a connection, reads and writes off the threads that answer.

use std::{
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError, Weak},
    time::Duration,
};

use actix_web::web;

use super::{
    limits::{
        queue::{Permit, Queue},
        shares::{Share, Shares},
    },
    problem::{self, ApiError, Kind},
    state::State,
};
use crate::store::{Db, QueryError, StoreError, connection::ACQUIRE_TIMEOUT, errands::Errand, releases};

/// Requests that may wait for each connection to the database. Most reads take less than a millisecond, so that the last in
/// the queue waits for some.
const WAITING_FOR_ONE: usize = 16;
/// From how many connections on one of them is kept for who shows a key: a release can be published however many ask for
/// what was published before. Fewer are all needed for that.
const LEAST_WITH_ONE_KEPT: usize = 4;
/// Requests that write at a time. Either database lets one write and makes the others wait, for ten seconds or more, with a
/// connection each.
const WRITERS_AT_ONCE: usize = 1;
/// How long a request waits until it may write: as long as SQLite would let it wait.
const WRITE_PATIENCE: Duration = Duration::from_secs(10);
/// How long a file waits to be written.
const EXPORT_PATIENCE: Duration = Duration::from_secs(5);
/// Files that are received or in memory at a time, which bounds what they take: one whose sender is slow does not hold up
/// the other.
const FILES_AT_ONCE: usize = 2;
/// Files that are checked at a time: their cells take more than their bytes.
const CHECKED_AT_ONCE: usize = 1;
/// Files that wait for the others, and how long.
const WAITING_FILES: usize = 4;
const FILE_PATIENCE: Duration = Duration::from_secs(10);
/// Those that wait to be checked: the ones that were just sent, and as many that are looked at again.
const WAITING_CHECKS: usize = FILES_AT_ONCE + WAITING_FILES;

/// Where requests wait for what all share.
pub struct Queues {
    /// Connections to the database.
    pub connections: Queue,
    /// The connection that is kept for who shows a key, if one is.
    keyed: Option<Queue>,
    /// Those who write.
    writers: Queue,
    /// Files that are written row by row: a client may read slowly, and holds a connection as long as it does.
    exports: Queue,
    /// What one client may have of them.
    shares: Arc<Shares>,
    /// Files that are being sent or are in memory.
    pub files: Queue,
    /// Files that are being checked.
    pub checks: Queue,
    /// What those who work over connections have.
    given: Leaves<Permit>,
    /// What those who write files have.
    given_exports: Leaves<(Permit, Option<Share>)>,
}

impl Queues {
    /// Those of a pool of `connections` connections.
    pub fn new(connections: u32) -> Self {
        let pool = usize::try_from(connections).unwrap_or(1);
        let waiting = pool * WAITING_FOR_ONE;
        let keyed = (pool >= LEAST_WITH_ONE_KEPT)
            .then(|| Queue::new("the connection for who has a key", 1, WAITING_FOR_ONE, ACQUIRE_TIMEOUT));
        // They are all there are: whoever has a permit finds a connection, and a thread.
        let others = pool - usize::from(keyed.is_some());
        let each = share(exports(pool));
        let shares = Shares::new(each, each * WAITING_FOR_ONE, EXPORT_PATIENCE);
        Queues {
            connections: Queue::new("connections to the database", others, waiting, ACQUIRE_TIMEOUT),
            keyed,
            writers: Queue::new("those who write", WRITERS_AT_ONCE, WAITING_FOR_ONE, WRITE_PATIENCE),
            exports: Queue::new("files that are written", exports(pool), waiting, EXPORT_PATIENCE),
            shares: Arc::new(shares),
            files: Queue::new("files that are sent", FILES_AT_ONCE, WAITING_FILES, FILE_PATIENCE),
            checks: Queue::new("files that are checked", CHECKED_AT_ONCE, WAITING_CHECKS, FILE_PATIENCE),
            given: Leaves::default(),
            given_exports: Leaves::default(),
        }
    }

    /// Takes back all that was given for work over connections, since that work may never end. Some of it may go on, so that
    /// for its time there is more of it than there should be.
    pub fn take_back(&self) {
        self.given.take_back();
        self.given_exports.take_back();
    }
}

/// What is given and can be taken back.
type Held<T> = Mutex<Option<T>>;

/// Leave to use something, until this is dropped or the leave is taken back.
pub struct Leave<T> {
    _held: Arc<Held<T>>,
}

/// The leaves that were given.
struct Leaves<T>(Mutex<Vec<Weak<Held<T>>>>);

impl<T> Default for Leaves<T> {
    fn default() -> Self {
        Leaves(Mutex::default())
    }
}

impl<T> Leaves<T> {
    fn give(&self, what: T) -> Leave<T> {
        let held = Arc::new(Mutex::new(Some(what)));
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|other| other.strong_count() > 0);
        all.push(Arc::downgrade(&held));
        Leave { _held: held }
    }

    fn take_back(&self) {
        let all = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        for held in all.iter().filter_map(Weak::upgrade) {
            drop(held.lock().unwrap_or_else(PoisonError::into_inner).take());
        }
    }
}

/// How many files are written at a time: half of the connections at most, so that other requests go on.
pub fn exports(connections: usize) -> usize {
    connections.div_ceil(2)
}

/// How many of the files that are written at a time one client may have.
fn share(exports: usize) -> usize {
    exports.div_ceil(2)
}

/// Leave to write a file row by row: one of those that may be written, and one of those that its client may have.
pub type Export = Leave<(Permit, Option<Share>)>;

impl State {
    /// Leave to use a connection to the database.
    ///
    /// # Errors
    /// None was free in time, or too many wait.
    pub async fn permit(&self) -> Result<Leave<Permit>, ApiError> {
        Ok(self.queues.given.give(self.queues.connections.enter().await?))
    }

    /// As [`Self::permit`], for who shows a key: the connection that is kept for them, if there is one and no other is free.
    async fn keyed_permit(&self) -> Result<Leave<Permit>, ApiError> {
        let Queues { connections, keyed, given, .. } = &self.queues;
        let permit = match (connections.free(), keyed) {
            (Some(permit), _) => permit,
            (None, Some(keyed)) => keyed.enter().await?,
            (None, None) => connections.enter().await?,
        };
        Ok(given.give(permit))
    }

    /// Leave to write a file row by row for the client at an address, and to use a connection for it.
    ///
    /// # Errors
    /// Too many are being written, for this client or for all.
    pub async fn export_permits(&self, address: Option<IpAddr>) -> Result<(Export, Leave<Permit>), ApiError> {
        // Its own first: who has its share waits in front of nobody else.
        let share = self.queues.shares.enter(address).await?;
        let place = self.queues.exports.enter().await?;
        let export = self.queues.given_exports.give((place, share));
        Ok((export, self.permit().await?))
    }

    /// Runs `work` in one transaction that no other writer shares, off the threads that answer requests; an error undoes
    /// all of it. For who has shown a key. Other writers of this instance are waited for without a connection.
    ///
    /// # Errors
    /// Those of `work`, or neither leave to write nor a connection in time.
    pub async fn write<T, E, F>(&self, work: F) -> Result<T, ApiError>
    where
        T: Send + 'static,
        E: From<StoreError> + From<QueryError> + Into<ApiError> + Send + 'static,
        F: FnOnce(&mut Db) -> Result<T, E> + Send + 'static,
    {
        let (store, turn) = (self.store.clone(), self.queues.given.give(self.queues.writers.enter().await?));
        let permit = self.keyed_permit().await?;
        let work = move || {
            let written = store.write(work).map_err(Into::into);
            drop((permit, turn));
            written
        };
        web::block(work).await.unwrap_or_else(|_| Err(problem::internal()))
    }

    /// Looks for new releases now, so that whoever published one sees it with the answer.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn refresh(&self) -> Result<(), ApiError> {
        let index = self.read_latest(|db| Ok(releases::index(db)?)).await?;
        self.set_releases(Arc::new(index));
        Ok(())
    }

    /// Runs `work` on one connection and one view of a database that holds every revision that is known, off the threads
    /// that answer requests: a replica, if there is one. For public answers. It ends if its client leaves.
    ///
    /// # Errors
    /// Those of `work`; no connection in time, or, at once, no database in reach.
    pub async fn read<T, F>(&self, work: F) -> Result<T, ApiError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Db) -> Result<T, ApiError> + Clone + Send + 'static,
    {
        self.read_known(self.releases().last(), work).await
    }

    /// As [`Self::read`], of a database that holds the revision `last`.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub(super) async fn read_known<T, F>(&self, last: i64, work: F) -> Result<T, ApiError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Db) -> Result<T, ApiError> + Clone + Send + 'static,
    {
        self.in_reach()?;
        let (store, permit) = (self.store.clone(), self.permit().await?);
        let errand = Errand::default();
        let _waiting = errand.waiting();
        let work = move || {
            let read = errand.run(|| match store.replicas() {
                (0, _) => store.read(work),
                _ => match store.read_shared(last, work.clone()) {
                    // A replica that breaks off in the middle is set aside; what it was asked is asked elsewhere.
                    Err(error) if error.kind == Kind::UNAVAILABLE => store.read_shared(last, work),
                    read => read,
                },
            });
            drop(permit);
            read
        };
        web::block(work).await.unwrap_or_else(|_| Err(problem::internal()))
    }

    /// Runs `work` on one connection and one view of the database that is written to, off the threads that answer requests:
    /// for who shows a key, and must find again what they wrote.
    ///
    /// # Errors
    /// Those of `work`, or no connection in time.
    pub async fn read_latest<T, F>(&self, work: F) -> Result<T, ApiError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Db) -> Result<T, ApiError> + Send + 'static,
    {
        let (store, permit) = (self.store.clone(), self.keyed_permit().await?);
        let errand = Errand::default();
        let _waiting = errand.waiting();
        let work = move || {
            let read = errand.run(|| store.read(work));
            drop(permit);
            read
        };
        web::block(work).await.unwrap_or_else(|_| Err(problem::internal()))
    }

    /// Nothing, or at once the refusal that waiting for a connection would end with.
    ///
    /// # Errors
    /// The database is known to be away, and every replica too.
    pub fn in_reach(&self) -> Result<(), ApiError> {
        if self.store.is_out_of_reach() { Err(problem::unavailable()) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_back_is_there_for_others_and_comes_back_once() {
        let queue = Queue::new("one thing", 1, 0, Duration::ZERO);
        let leaves = Leaves::default();
        let give = || queue.free().map(|permit| leaves.give(permit));
        let first = give();
        assert!(first.is_some() && queue.free().is_none());
        drop(first);
        let second = give();
        assert!(second.is_some(), "the first was given back");
        leaves.take_back();
        let third = give();
        assert!(third.is_some(), "the second was taken back");
        drop(second);
        assert!(queue.free().is_none(), "which the third has");
        drop(third);
        assert!(queue.free().is_some());
    }
}
