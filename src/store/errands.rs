//! Ends the statements of work that nobody waits for any more.
//!
//! Whoever asked holds the [`Waiting`], the thread that reads is inside [`Errand::run`]. When the first is dropped before the
//! second is done, PostgreSQL is told to cancel the statement, over a connection of its own; SQLite asks whether it is still
//! wanted wherever it asks whether it is in time.

use std::{
    cell::RefCell,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, TryLockError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
};

use diesel::{
    PgConnection, QueryableByName, RunQueryDsl, sql_query,
    sql_types::{BigInt, Integer},
};

use super::{Db, QueryResult, StoreError, connection::Url};

/// A piece of work that somebody waits for. Clones are the same one.
#[derive(Clone, Default)]
pub struct Errand(Arc<Shared>);

#[derive(Default)]
struct Shared {
    is_left: AtomicBool,
    /// The connection to PostgreSQL that it has at the moment.
    running: Mutex<Option<Running>>,
}

#[derive(Clone)]
struct Running {
    url: Url,
    backend: Backend,
}

/// The process of PostgreSQL that serves a connection. Its number alone does not tell it apart: another server may be behind
/// the same URL by the time that it is told something, and have the number for the work of another.
#[derive(Clone, Copy, QueryableByName)]
pub struct Backend {
    #[diesel(sql_type = Integer)]
    number: i32,
    /// When it began, as `BEGUN` has it.
    #[diesel(sql_type = BigInt)]
    begun: i64,
}

/// When a process began, in microseconds since 1970.
const BEGUN: &str = "(EXTRACT(EPOCH FROM backend_start) * 1000000)::bigint";

impl Backend {
    /// That of a connection; none if there is no such process, or the server does not tell: then its statements end in their
    /// own time.
    pub(super) fn of(db: &mut Db) -> Option<Self> {
        let Db::Postgres(connection) = db else { return None };
        let own = "FROM pg_stat_activity WHERE pid = pg_backend_pid()";
        sql_query(format!("SELECT pid AS number, {BEGUN} AS begun {own}")).get_result(connection).ok()
    }

    /// Has the server at the other end of a connection cancel what the process does, if that is one of its own.
    fn cancel(self, connection: &mut PgConnection) -> QueryResult<()> {
        let own = format!("FROM pg_stat_activity WHERE pid = $1 AND {BEGUN} = $2");
        let query = sql_query(format!("SELECT pg_cancel_backend(pid) {own}"));
        query.bind::<Integer, _>(self.number).bind::<BigInt, _>(self.begun).execute(connection).map(drop)
    }
}

thread_local! {
    /// What this thread is at.
    static CURRENT: RefCell<Option<Errand>> = const { RefCell::new(None) };
}

/// Whether the work of this thread is one that its asker has left.
pub(super) fn is_left() -> bool {
    CURRENT.with_borrow(|current| current.as_ref().is_some_and(Errand::is_left))
}

impl Errand {
    /// What the asker holds as long as it waits.
    pub fn waiting(&self) -> Waiting {
        Waiting(self.clone())
    }

    /// Does the work on this thread.
    pub fn run<T>(&self, work: impl FnOnce() -> T) -> T {
        CURRENT.set(Some(self.clone()));
        let _end = End;
        work()
    }

    fn is_left(&self) -> bool {
        self.0.is_left.load(Ordering::SeqCst)
    }

    fn running(&self) -> MutexGuard<'_, Option<Running>> {
        self.0.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Cancels the statement that runs. Blocks.
    fn cancel(&self) -> Result<(), StoreError> {
        let Some(Running { url, .. }) = self.running().clone() else { return Ok(()) };
        let mut other = url.open()?;
        // Held until the server has been told, so that the connection cannot be at another's work by then. The work may have
        // gone on to another server meanwhile, as from a replica that broke off: this one does not know its process, and it
        // finds that it was left.
        let running = self.running();
        if let (Some(running), Db::Postgres(connection)) = (running.as_ref(), &mut other) {
            running.backend.cancel(connection)?;
        }
        Ok(())
    }
}

/// The end of the work of a thread, also by a panic: the next one on it is another's.
struct End;

impl Drop for End {
    fn drop(&mut self) {
        CURRENT.set(None);
    }
}

/// The asker's side of an [`Errand`]: dropped, it says that nobody waits any more.
pub struct Waiting(Errand);

impl Drop for Waiting {
    fn drop(&mut self) {
        let Waiting(errand) = self;
        errand.0.is_left.store(true, Ordering::SeqCst);
        // Not waited for, on a thread that answers others: who holds it cancels the statement, or has just begun or ended one,
        // and then asks whether it was left.
        let is_running = match errand.0.running.try_lock() {
            Ok(running) => running.is_some(),
            Err(TryLockError::Poisoned(running)) => running.into_inner().is_some(),
            Err(TryLockError::WouldBlock) => false,
        };
        if is_running {
            let errand = errand.clone();
            // A thread of its own: those of the pool may all be at such work.
            cancel_beside(move || {
                if let Err(error) = errand.cancel() {
                    log::warn!("a statement that nobody waits for could not be cancelled: {error}");
                }
            });
        }
    }
}

/// How many statements are being cancelled, each over a connection of its own.
static CANCELLING: AtomicUsize = AtomicUsize::new(0);
/// Most of them. A server that lets so many wait is no faster for more of them; the other statements end in their own time.
const MOST_CANCELLING: usize = 8;

fn cancel_beside(cancel: impl FnOnce() + Send + 'static) {
    let begin = |at_work: usize| (at_work < MOST_CANCELLING).then_some(at_work + 1);
    if CANCELLING.fetch_update(Ordering::SeqCst, Ordering::SeqCst, begin).is_err() {
        log::warn!("{MOST_CANCELLING} statements are being cancelled already: one more goes on");
        return;
    }
    let begun = thread::Builder::new().spawn(move || {
        cancel();
        CANCELLING.fetch_sub(1, Ordering::SeqCst);
    });
    if let Err(error) = begun {
        CANCELLING.fetch_sub(1, Ordering::SeqCst);
        log::warn!("a statement that nobody waits for goes on, since there is no thread to cancel it: {error}");
    }
}

/// The use of a connection for the work of this thread.
pub(super) struct Use(Option<Errand>);

impl Use {
    /// Begins to use the connection that a server's process serves; none if there is no such process.
    ///
    /// # Errors
    /// Nobody waits for the work any more.
    pub(super) fn begin(url: &Url, backend: Option<Backend>) -> Result<Self, StoreError> {
        let errand = CURRENT.with_borrow(Clone::clone);
        if let Some((errand, backend)) = errand.as_ref().zip(backend) {
            *errand.running() = Some(Running { url: url.clone(), backend });
        }
        let begun = Use(errand);
        // Asked after it was noted: whoever leaves from now on finds it.
        if is_left() { Err(StoreError::Cancelled) } else { Ok(begun) }
    }
}

impl Drop for Use {
    fn drop(&mut self) {
        self.0.iter().for_each(|errand| *errand.running() = None);
    }
}

#[cfg(test)]
mod tests {
    use std::{sync::mpsc, time::Duration};

    use super::*;

    #[test]
    fn who_leaves_does_not_wait_for_the_server_to_be_told() {
        let errand = Errand::default();
        let waiting = errand.waiting();
        let telling = errand.running();
        let (leave, left) = mpsc::channel();
        thread::spawn(move || {
            drop(waiting);
            leave.send(())
        });
        assert!(left.recv_timeout(Duration::from_secs(5)).is_ok());
        assert!(errand.is_left());
        drop(telling);
    }
}
