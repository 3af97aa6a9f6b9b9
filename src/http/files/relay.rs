//! Rows from the thread that reads to the one that writes.
//!
//! A short file is written where it is read. Once it is long, a thread of its own writes: a row is read while another is
//! written, which takes about as long. Rows go over in batches, and come back for their memory.

use std::{
    mem,
    sync::mpsc::{self, Receiver, Sender, SyncSender},
    thread::{self, JoinHandle},
};

use super::{RowSink, Stopped, output::Output, patience::Channel};
use crate::{domain::dataset::Value, http::problem::ApiError};

/// Rows that are written where they are read: another thread would cost more than it gains.
const SHORT: usize = 500;
/// Rows that go over at a time. Three batches are on their way at most: one that is filled, one that waits, one that is written.
const BATCH: usize = 500;

/// Takes the rows of a file to its writer.
pub struct Relay {
    /// Rows that were written here.
    written: usize,
    channel: Channel,
    writing: Writing,
}

enum Writing {
    Here(Box<Output>),
    Beside(Batches),
    /// Between the two.
    Nowhere,
}

/// Rows on their way to the thread that writes.
struct Batches {
    filling: Batch,
    full: SyncSender<Batch>,
    /// Batches that were written, for their memory.
    used: Receiver<Batch>,
    thread: JoinHandle<Output>,
}

/// Rows of which the first `length` are to be written; the others lend their memory.
#[derive(Default)]
struct Batch {
    rows: Vec<(Option<String>, Vec<Value>)>,
    length: usize,
}

impl Relay {
    /// The way to a writer.
    pub fn new(output: Output) -> Self {
        Relay { written: 0, channel: output.channel().clone(), writing: Writing::Here(Box::new(output)) }
    }

    /// Ends the file as the reading of its rows ended, or breaks it off. Blocks until all is written.
    pub fn end(self, read: Result<(), ApiError>) {
        let output = match self.writing {
            Writing::Here(output) => Some(*output),
            Writing::Beside(batches) => batches.end(read.is_ok()),
            Writing::Nowhere => None,
        };
        // A writer that panicked has no output to give back, and whoever waits for the file sees that nobody writes it.
        output.into_iter().for_each(|output| output.end(read.clone()));
    }
}

impl RowSink for Relay {
    fn push(&mut self, id: Option<String>, values: &mut Vec<Value>) -> Result<(), Stopped> {
        if self.written == SHORT
            && let Writing::Here(output) = mem::replace(&mut self.writing, Writing::Nowhere)
        {
            self.writing = Writing::Beside(Batches::to(*output));
            self.written += 1;
        }
        match &mut self.writing {
            Writing::Here(output) => {
                self.written += 1;
                output.row(id.as_deref(), values)
            }
            Writing::Beside(batches) if !self.channel.is_closed() => batches.push(id, values),
            _ => Err(Stopped),
        }
    }
}

impl Batches {
    fn to(mut output: Output) -> Self {
        let (full, to_write) = mpsc::sync_channel::<Batch>(1);
        let (written, used) = mpsc::channel();
        let thread = thread::spawn(move || {
            // What refuses a row ends the loop, and with it the channel: the reader is told by its next batch.
            for batch in to_write {
                if write(&batch, &mut output).is_err() {
                    break;
                }
                give_back(batch, &written);
            }
            output
        });
        Batches { filling: Batch::default(), full, used, thread }
    }

    fn push(&mut self, id: Option<String>, values: &mut Vec<Value>) -> Result<(), Stopped> {
        let Batch { rows, length } = &mut self.filling;
        match rows.get_mut(*length) {
            Some(row) => {
                row.0 = id;
                mem::swap(&mut row.1, values);
            }
            None => rows.push((id, mem::take(values))),
        }
        *length += 1;
        if *length == BATCH { self.pass_on() } else { Ok(()) }
    }

    fn pass_on(&mut self) -> Result<(), Stopped> {
        let empty = self.used.try_recv().unwrap_or_default();
        self.full.send(mem::replace(&mut self.filling, empty)).map_err(|_| Stopped)
    }

    /// Waits until all is written, the last rows too if the reading ended well. None if the writer panicked.
    fn end(mut self, is_whole: bool) -> Option<Output> {
        if is_whole {
            // A writer that has stopped tells why in the end.
            let _ = self.pass_on();
        }
        drop(self.full);
        self.thread.join().ok()
    }
}

fn write(batch: &Batch, output: &mut Output) -> Result<(), Stopped> {
    batch.rows[..batch.length].iter().try_for_each(|(id, values)| output.row(id.as_deref(), values))
}

fn give_back(mut batch: Batch, written: &Sender<Batch>) {
    batch.length = 0;
    // The reader may have ended.
    let _ = written.send(batch);
}
