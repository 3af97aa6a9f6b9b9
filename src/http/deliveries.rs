//! The thread that sends webhooks, beside those that answer requests, and the one that watches it.

use std::{
    io, mem,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::mpsc::{self, Receiver},
    thread::{self, JoinHandle},
    time::Duration,
};

use chrono::Utc;

use crate::{
    config::Config,
    publish::webhooks::{deliver, send::Sender},
    store::{Store, StoreError},
};

/// How often it looks for what is due.
const PAUSE: Duration = Duration::from_secs(1);
/// How long it waits for a database that is away, or that another writer holds, and after a pass that broke off.
const LONG_PAUSE: Duration = Duration::from_secs(10);
/// From when on a pass hangs, with the pause before it: each statement of one that does not ends within half a minute, and the
/// attempts within ten seconds.
const HANGS: Duration = Duration::from_secs(5 * 60);
/// Most passes that hang, each of which holds a thread.
const MOST_HANGING: usize = 3;

/// Starts it. It ends with the process, in the middle of an attempt too: what was not written down is sent again, by this
/// instance or another one.
///
/// # Errors
/// The system gives no thread.
pub fn start(config: &Config) -> io::Result<()> {
    let (url, is_private) = (config.database_url.clone(), config.webhooks_private);
    let begin = move || {
        // A connection of its own: requests have permits for all the others.
        let (store, sender) = (Store::new(url.clone(), 1), Sender::new(is_private));
        Worker::begin(move || deliver::pass(&store, &sender, || Utc::now().naive_utc()))
    };
    let first = begin()?;
    let work = move || watch(first, begin, HANGS);
    thread::Builder::new().name("webhooks watch".to_owned()).spawn(work).map(drop)
}

/// A thread that makes passes.
struct Worker {
    thread: JoinHandle<()>,
    /// One word for each pass.
    passed: Receiver<()>,
}

impl Worker {
    fn begin(pass: impl Fn() -> Result<usize, StoreError> + Send + 'static) -> io::Result<Self> {
        let (tell, passed) = mpsc::channel();
        let work = move || {
            let mut passes = Passes::default();
            loop {
                let pause = passes.next(&pass);
                // It took so long that nobody listens: another one is in its place.
                if tell.send(()).is_err() {
                    return;
                }
                thread::sleep(pause);
            }
        };
        let thread = thread::Builder::new().name("webhooks".to_owned()).spawn(work)?;
        Ok(Worker { thread, passed })
    }
}

/// Puts another worker in the place of one whose pass hangs, as it does for ever if its connection leads to a server that
/// neither answers nor closes it. Should it go on after all, no harm is done: what is sent is claimed first.
fn watch(mut worker: Worker, begin: impl Fn() -> io::Result<Worker>, hangs: Duration) {
    let mut hanging: Vec<JoinHandle<()>> = Vec::new();
    loop {
        if worker.passed.recv_timeout(hangs).is_ok() {
            continue;
        }
        hanging.retain(|thread| !thread.is_finished());
        if hanging.len() == MOST_HANGING {
            continue;
        }
        match begin() {
            Ok(another) => {
                log::error!("a pass over the webhooks hangs: others are made over another connection");
                hanging.push(mem::replace(&mut worker, another).thread);
            }
            Err(error) => log::error!("a pass over the webhooks hangs, and there is no thread for another: {error}"),
        }
    }
}

/// The passes so far.
#[derive(Default)]
struct Passes {
    /// The last one could not ask the database.
    is_away: bool,
}

impl Passes {
    /// Makes a pass, and gives how long to wait before the next one. A pass that panics is one that failed: the thread goes on.
    fn next(&mut self, pass: impl FnOnce() -> Result<usize, StoreError>) -> Duration {
        // What a pass leaves half done is in the database, and in no memory that the next one reads: its connection is given
        // up with the transaction that was open.
        match catch_unwind(AssertUnwindSafe(pass)) {
            Ok(Ok(attempts)) => {
                self.is_away = false;
                // There may be more.
                if attempts == 0 { PAUSE } else { Duration::ZERO }
            }
            Ok(Err(error)) => {
                if !self.is_away {
                    log::error!("webhooks wait for the database: {error}");
                }
                self.is_away = true;
                LONG_PAUSE
            }
            Err(_) => {
                log::error!("a pass over the webhooks panicked; the next one is in {} s", LONG_PAUSE.as_secs());
                LONG_PAUSE
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        sync::{
            Arc,
            atomic::{AtomicUsize, Ordering::SeqCst},
        },
        time::Instant,
    };

    use super::*;

    #[test]
    fn a_pass_that_hangs_is_followed_by_others_and_no_more_than_so_many_threads_hang() {
        let begun = Arc::new(AtomicUsize::new(0));
        let counted = begun.clone();
        let begin = move || {
            counted.fetch_add(1, SeqCst);
            Worker::begin(|| {
                loop {
                    thread::park();
                }
            })
        };
        let first = begin().expect("a thread");
        // Both end with the test's process.
        thread::spawn(move || watch(first, begin, Duration::from_millis(10)));
        let started = Instant::now();
        while begun.load(SeqCst) <= MOST_HANGING {
            assert!(started.elapsed() < Duration::from_secs(10), "{} were begun", begun.load(SeqCst));
            thread::sleep(Duration::from_millis(5));
        }
        thread::sleep(Duration::from_millis(200));
        assert_eq!(begun.load(SeqCst), MOST_HANGING + 1);
    }

    #[test]
    fn a_worker_that_was_replaced_ends_after_its_pass() {
        let (go_on, waits) = mpsc::channel::<()>();
        let worker = Worker::begin(move || {
            // Until the test lets it go on.
            let _ = waits.recv();
            Ok(0)
        });
        let Worker { thread, passed } = worker.expect("a thread");
        drop(passed);
        drop(go_on);
        let started = Instant::now();
        while !thread.is_finished() {
            assert!(started.elapsed() < Duration::from_secs(10), "it makes passes for nobody");
            thread::sleep(Duration::from_millis(5));
        }
    }

    #[test]
    fn a_pass_that_panics_or_fails_is_followed_by_another() {
        let mut passes = Passes::default();
        assert_eq!(passes.next(|| panic!("a pass that breaks off")), LONG_PAUSE);
        assert_eq!(passes.next(|| Err(StoreError::Busy("away".to_owned()))), LONG_PAUSE);
        assert_eq!(passes.next(|| Ok(3)), Duration::ZERO);
        assert_eq!(passes.next(|| Ok(0)), PAUSE);
    }
}
