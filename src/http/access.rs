//! The way from a request to the store: leave to use a connection, reads and writes off the threads that answer.

use std::{sync::Arc, time::Duration};

use actix_web::web;
use tokio::sync::OwnedSemaphorePermit;

use super::{
    problem::{self, ApiError, Kind},
    state::State,
};
use crate::store::{Db, QueryError, StoreError, connection::ACQUIRE_TIMEOUT, releases};

/// Files that are read and checked at a time, which bounds the memory that they take.
pub(super) const FILES_AT_ONCE: usize = 1;
/// How long another one waits.
const TURN_TIMEOUT: Duration = Duration::from_secs(10);

impl State {
    /// Leave to use a connection: who has it waits for none, and who waits holds no thread.
    ///
    /// # Errors
    /// None was free in time.
    pub async fn permit(&self) -> Result<OwnedSemaphorePermit, ApiError> {
        let wait = tokio::time::timeout(ACQUIRE_TIMEOUT, self.permits.clone().acquire_owned());
        let busy = || StoreError::Busy(format!("none was free within {ACQUIRE_TIMEOUT:?}")).into();
        wait.await.ok().and_then(Result::ok).ok_or_else(busy)
    }

    /// Leave to file: not too many files are in memory at a time.
    ///
    /// # Errors
    /// The others took too long.
    pub async fn turn(&self) -> Result<OwnedSemaphorePermit, ApiError> {
        let wait = tokio::time::timeout(TURN_TIMEOUT, self.turns.clone().acquire_owned());
        let busy = || StoreError::Busy("others are filing".to_owned()).into();
        wait.await.ok().and_then(Result::ok).ok_or_else(busy)
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
    /// that answer requests: a replica, if there is one. For public answers.
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
        let work = move || {
            let read = match store.replicas() {
                (0, _) => store.read(work),
                _ => match store.read_shared(last, work.clone()) {
                    // A replica that breaks off in the middle is set aside; what it was asked is asked elsewhere.
                    Err(error) if error.kind == Kind::UNAVAILABLE => store.read_shared(last, work),
                    read => read,
                },
            };
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
        let work = move || {
            let read = store.read(work);
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
