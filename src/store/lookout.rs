//! Looking at a database over a connection of its own, which no reader can take away.
//!
//! A server that hangs while the kernel under it lives neither answers nor closes what is open, and libpq waits for it
//! without end. So a look that does not come back is given up, with its thread, and the next one opens another connection:
//! that finds whoever has taken the server's place behind the same URL.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use diesel::connection::SimpleConnection;

use super::{Db, StoreError, Url};

/// How long a look is waited for before it is given up: longer than opening a connection takes, and a statement.
const PATIENCE: Duration = Duration::from_secs(10);
/// Looks that may be under way, those that were given up among them: each holds a thread.
const MOST_UNDER_WAY: usize = 3;
/// Has a server that lives end a look by itself, in time: one that waits for a lock does not hang.
const STATEMENTS_END: &str = "SET statement_timeout = '5s'";

/// Where looks are made from, one at a time but for those that were given up.
#[derive(Default)]
pub struct Lookout(Mutex<Looks>);

#[derive(Default)]
struct Looks {
    /// The connection between two looks; opened anew after one that failed.
    kept: Option<Db>,
    /// The number of the newest look.
    newest: u64,
    /// When that began, unless it has come back.
    begun: Option<Instant>,
    under_way: usize,
}

/// A look. However it ends, others may follow it.
pub struct Look<'a> {
    lookout: &'a Lookout,
    number: u64,
    db: Option<Db>,
    /// The look before was given up.
    pub follows_hung: bool,
}

impl Lookout {
    /// Begins a look.
    ///
    /// # Errors
    /// At once, while another one is under way and not given up, or as many as may be.
    pub fn begin(&self) -> Result<Look<'_>, StoreError> {
        self.begin_after(PATIENCE)
    }

    /// As [`Self::begin`], giving the look before up after some time.
    fn begin_after(&self, patience: Duration) -> Result<Look<'_>, StoreError> {
        let mut looks = self.looks();
        let follows_hung = looks.begun.is_some();
        if looks.begun.is_some_and(|begun| begun.elapsed() < patience || looks.under_way >= MOST_UNDER_WAY) {
            return Err(StoreError::Busy("the last look has not come back".to_owned()));
        }
        looks.newest += 1;
        looks.under_way += 1;
        looks.begun = Some(Instant::now());
        Ok(Look { lookout: self, number: looks.newest, db: looks.kept.take(), follows_hung })
    }

    fn looks(&self) -> MutexGuard<'_, Looks> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Look<'_> {
    /// Runs `work` on the connection, which is kept for the next look if all went well. Blocks, without end if the server
    /// hangs.
    ///
    /// # Errors
    /// Those of the work, or the database cannot be opened.
    pub fn over<T>(mut self, url: &Url, work: impl FnOnce(&mut Db) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let mut db = match self.db.take() {
            Some(db) => db,
            None => opened(url)?,
        };
        let outcome = work(&mut db);
        if outcome.is_ok() {
            self.db = Some(db);
        }
        outcome
    }
}

fn opened(url: &Url) -> Result<Db, StoreError> {
    let mut db = url.open()?;
    if let Db::Postgres(connection) = &mut db {
        connection.batch_execute(STATEMENTS_END)?;
    }
    Ok(db)
}

impl Drop for Look<'_> {
    fn drop(&mut self) {
        let mut looks = self.lookout.looks();
        looks.under_way -= 1;
        // One that was given up must not stand in the way of those after it.
        if looks.newest == self.number {
            looks.begun = None;
            looks.kept = self.db.take();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use super::*;

    #[test]
    fn a_look_that_hangs_is_given_up_and_no_more_than_three_are_under_way() {
        let lookout = Lookout::default();
        let first = lookout.begin().expect("nobody looks");
        assert!(!first.follows_hung);
        assert!(lookout.begin().is_err(), "the first one may come back");
        let at_once = || lookout.begin_after(Duration::ZERO);
        let second = at_once().expect("the first one is given up");
        assert!(second.follows_hung);
        let third = at_once().expect("the second one is given up");
        assert!(at_once().is_err(), "three are waited for");
        drop(first);
        let fourth = at_once().expect("one of them has come back");
        assert!(lookout.begin().is_err(), "the one that came back was not the last");
        drop(fourth);
        let fifth = lookout.begin().expect("the last one has come back");
        assert!(!fifth.follows_hung);
        drop((second, third, fifth));
    }

    #[test]
    fn a_look_that_panics_is_followed_by_others() {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let url = Url::Sqlite(directory.path().join("a.db").display().to_string());
        let lookout = Lookout::default();
        let look = |fails: bool| {
            let look = lookout.begin().expect("nobody looks");
            look.over(&url, |_| {
                assert!(!fails, "a look that breaks off");
                Ok(())
            })
        };
        assert!(look(false).is_ok());
        assert!(catch_unwind(AssertUnwindSafe(|| look(true))).is_err());
        assert!(look(false).is_ok());
    }
}
