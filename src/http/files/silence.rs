//! How long the database may work for a file without giving a row.
//!
//! Whoever waits for the file looks at the rows on their way to the writer. The time in which one is written is not the
//! database's: a client may read slowly, as long as `patience.rs` allows it. A clock on the statement would count that too.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::{sync::mpsc, time};

use super::{Message, RowSink, Stopped};
use crate::{
    domain::dataset::Value,
    store::{
        errands::{Errand, Waiting},
        records::LONGEST_SILENCE,
    },
};

/// Time between two looks at the rows.
const LOOK: Duration = Duration::from_secs(1);

/// Two for each row that passed; one more while the database is asked for the next one. Clones are the same. Counted and not
/// timed, since a look at the clock for each row would cost more than a number.
#[derive(Clone, Default)]
pub struct Steps(Arc<AtomicU64>);

impl Steps {
    /// A sink before another one, by which the database is asked for the first row from here on.
    pub fn on<'a>(&self, sink: &'a mut dyn RowSink) -> Counted<'a> {
        let mut counted = Counted { sink, steps: self.clone(), step: self.now() };
        counted.step();
        counted
    }

    fn now(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// A sink that counts the rows that pass.
pub struct Counted<'a> {
    sink: &'a mut dyn RowSink,
    steps: Steps,
    /// The same number: nobody else changes it.
    step: u64,
}

impl Counted<'_> {
    fn step(&mut self) {
        self.step += 1;
        self.steps.0.store(self.step, Ordering::Relaxed);
    }
}

impl RowSink for Counted<'_> {
    fn push(&mut self, id: Option<String>, values: &mut Vec<Value>) -> Result<(), Stopped> {
        self.step();
        let taken = self.sink.push(id, values);
        self.step();
        taken
    }
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        // Nothing is asked for any more. A panic may have come in the middle of a row.
        if self.step % 2 == 1 {
            self.step();
        }
    }
}

/// Who waits for a file, and for each of its rows.
pub struct Silence {
    errand: Errand,
    /// Dropped with the file, should its client leave.
    _waiting: Waiting,
    steps: Steps,
}

impl Silence {
    /// Waits for the file of an errand, whose rows are counted.
    pub fn new(errand: &Errand, steps: &Steps) -> Self {
        Silence { errand: errand.clone(), _waiting: errand.waiting(), steps: steps.clone() }
    }

    /// The next message. A database that gives no row for too long is told that nobody waits for more, and the failure that
    /// follows is the message.
    pub async fn next(&self, receiver: &mut mpsc::Receiver<Message>) -> Option<Message> {
        let (mut last, mut silent) = (self.steps.now(), Duration::ZERO);
        loop {
            if let Ok(message) = time::timeout(LOOK, receiver.recv()).await {
                return message;
            }
            let now = self.steps.now();
            silent = if now == last && now % 2 == 1 { silent + LOOK } else { Duration::ZERO };
            last = now;
            if silent >= LONGEST_SILENCE {
                // As if the client had left. Told again if that came too late for one statement and another one hangs.
                drop(self.errand.waiting());
                silent = Duration::ZERO;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Keeps what the steps are while a row is written.
    struct Slow(Steps, Vec<u64>);

    impl RowSink for Slow {
        fn push(&mut self, _: Option<String>, _: &mut Vec<Value>) -> Result<(), Stopped> {
            self.1.push(self.0.now());
            Ok(())
        }
    }

    #[test]
    fn the_database_is_waited_for_between_the_rows_alone() {
        let steps = Steps::default();
        let mut slow = Slow(steps.clone(), Vec::new());
        {
            let mut counted = steps.on(&mut slow);
            assert_eq!(steps.now(), 1, "the first row is asked for");
            assert!(counted.push(None, &mut Vec::new()).is_ok());
            assert_eq!(steps.now(), 3, "the second row is asked for");
            assert!(counted.push(None, &mut Vec::new()).is_ok());
        }
        assert_eq!(slow.1, [2, 4], "nothing is asked for while a row is written");
        assert_eq!(steps.now(), 6, "nor in the end");
    }
}
