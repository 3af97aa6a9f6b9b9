//! A database as it is reached: the pool whose connections do the work, and the lookout that tells whether it answers.

use std::{
    mem,
    sync::{
        PoisonError, RwLock,
        atomic::{AtomicBool, Ordering},
    },
};

use super::{
    StoreError,
    connection::{self, Db, Pool, Url},
    lookout::Lookout,
    slow::Watch,
};

/// The ways to one database.
pub(super) struct Reach {
    pub url: Url,
    size: u32,
    watch: Watch,
    pool: RwLock<Pool>,
    lookout: Lookout,
    has_hung: AtomicBool,
}

impl Reach {
    /// The ways to `url`, with at most `size` connections for the work. Nothing is opened yet.
    pub fn new(url: Url, size: u32, watch: Watch) -> Self {
        let pool = RwLock::new(connection::pool(url.clone(), size, watch.clone()));
        Reach { url, size, watch, pool, lookout: Lookout::default(), has_hung: AtomicBool::default() }
    }

    /// The pool, as it is.
    pub fn pool(&self) -> Pool {
        self.pool.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Runs `work` over the connection for looking alone. If the look before has hung, so does whatever is at work over the
    /// pool, or would be: a fresh one takes its place. Blocks.
    ///
    /// # Errors
    /// The database does not answer, or a look is under way.
    pub fn look<T>(&self, work: impl FnOnce(&mut Db) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let look = self.lookout.begin()?;
        if look.follows_hung {
            log::warn!("{} hangs: its connections are given up, and others are opened", self.url.redacted());
            self.renew();
            self.has_hung.store(true, Ordering::Relaxed);
        }
        look.over(&self.url, work)
    }

    /// Whether it has hung since this was last asked.
    pub fn take_hung(&self) -> bool {
        self.has_hung.swap(false, Ordering::Relaxed)
    }

    /// Connections that are in use stay with their users, and end with that use.
    fn renew(&self) {
        let fresh = connection::pool(self.url.clone(), self.size, self.watch.clone());
        let old = mem::replace(&mut *self.pool.write().unwrap_or_else(PoisonError::into_inner), fresh);
        // Here, where nobody waits for the lock: it closes those that are idle.
        drop(old);
    }
}
