//! The way from a request to the store: leave to use a connection, reads and writes off the threads that answer.

use std::{sync::Arc, time::Duration};

use actix_web::web;

use super::{
    limits::queue::{Permit, Queue},
    problem::{self, ApiError, Kind},
    state::State,
};
use crate::store::{Db, QueryError, StoreError, connection::ACQUIRE_TIMEOUT, errands::Errand, releases};

/// Requests that may wait for each connection to the database. Most reads take less than a millisecond, so that the last in
/// the queue waits for some.
const WAITING_FOR_ONE: usize = 16;
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

/// Where requests wait for what all share.
pub struct Queues {
    /// Connections to the database.
    pub connections: Queue,
    /// Files that are written row by row: a client may read slowly, and holds a connection as long as it does.
    exports: Queue,
    /// Files that are being sent or are in memory.
    pub files: Queue,
    /// Files that are being checked.
    pub checks: Queue,
}

impl Queues {
    /// Those of a pool of `connections` connections.
    pub fn new(connections: u32) -> Self {
        let pool = usize::try_from(connections).unwrap_or(1);
        let waiting = pool * WAITING_FOR_ONE;
        Queues {
            connections: Queue::new("connections to the database", pool, waiting, ACQUIRE_TIMEOUT),
            exports: Queue::new("files that are written", exports(pool), waiting, EXPORT_PATIENCE),
            files: Queue::new("files that are sent", FILES_AT_ONCE, WAITING_FILES, FILE_PATIENCE),
            checks: Queue::new("files that are checked", CHECKED_AT_ONCE, FILES_AT_ONCE, FILE_PATIENCE),
        }
    }
}

/// How many files are written at a time: half of the connections at most, so that other requests go on.
pub fn exports(connections: usize) -> usize {
    connections.div_ceil(2)
}

impl State {
    /// Leave to use a connection to the database.
    ///
    /// # Errors
    /// None was free in time, or too many wait.
    pub async fn permit(&self) -> Result<Permit, ApiError> {
        self.queues.connections.enter().await
    }

    /// Leave to write a file row by row, and to use a connection for it.
    ///
    /// # Errors
    /// Too many are being written.
    pub async fn export_permits(&self) -> Result<(Permit, Permit), ApiError> {
        Ok((self.queues.exports.enter().await?, self.permit().await?))
    }

    /// Runs `work` in one transaction that no other writer shares, off the threads that answer requests; an error undoes
    /// all of it.
    ///
    /// # Errors
    /// Those of `work`, or no connection in time.
    pub async fn write<T, E, F>(&self, work: F) -> Result<T, ApiError>
    where
        T: Send + 'static,
        E: From<StoreError> + From<QueryError> + Into<ApiError> + Send + 'static,
        F: FnOnce(&mut Db) -> Result<T, E> + Send + 'static,
    {
        let (store, permit) = (self.store.clone(), self.permit().await?);
        let work = move || {
            let written = store.write(work).map_err(Into::into);
            drop(permit);
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
    /// for keys, drafts and all else that whoever wrote it must find again.
    ///
    /// # Errors
    /// Those of `work`, or no connection in time.
    pub async fn read_latest<T, F>(&self, work: F) -> Result<T, ApiError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Db) -> Result<T, ApiError> + Send + 'static,
    {
        let (store, permit) = (self.store.clone(), self.permit().await?);
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
