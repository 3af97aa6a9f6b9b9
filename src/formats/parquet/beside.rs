//! A thread that writes groups while the rows of the next one come: both take about as long.

use std::{
    io,
    sync::mpsc::{self, Receiver, Sender},
    thread::{self, JoinHandle},
};

use parquet::file::writer::SerializedFileWriter;

use super::{super::Sink, group::Group};

type File = SerializedFileWriter<Sink>;

/// The thread, and the way to it and back. Two groups are on it at most: one is filled while the other is written.
pub(super) struct Beside {
    full: Sender<Group>,
    empty: Receiver<Group>,
    thread: JoinHandle<io::Result<File>>,
}

impl Beside {
    /// A thread that writes to the file, and a group to go on with once another one is given.
    ///
    /// # Errors
    /// There is no thread to be had.
    pub(super) fn new(file: File, spare: Group) -> io::Result<Self> {
        let (full, groups) = mpsc::channel();
        let (written, empty) = mpsc::channel();
        // This end of the channel is open: nothing is lost.
        let _ = written.send(spare);
        let thread = thread::Builder::new().spawn(move || write(file, &groups, &written))?;
        Ok(Beside { full, empty, thread })
    }

    /// Gives a full group, and waits for an empty one.
    ///
    /// # Errors
    /// Those of the sink, of any group before. Nothing more can be written then.
    pub(super) fn exchange(self, group: Group) -> io::Result<(Self, Group)> {
        match (self.empty.recv(), self.full.send(group)) {
            (Ok(empty), Ok(())) => Ok((self, empty)),
            _ => Err(self.join().err().unwrap_or_else(|| io::ErrorKind::BrokenPipe.into())),
        }
    }

    /// Has the last group written, and gives the file back.
    ///
    /// # Errors
    /// Those of the sink.
    pub(super) fn end(self, group: Group) -> io::Result<File> {
        // A thread that has ended tells why.
        let _ = self.full.send(group);
        self.join()
    }

    fn join(self) -> io::Result<File> {
        drop(self.full);
        self.thread.join().unwrap_or_else(|_| Err(io::Error::other("the thread that writes groups panicked")))
    }
}

fn write(mut file: File, groups: &Receiver<Group>, written: &Sender<Group>) -> io::Result<File> {
    for mut group in groups {
        group.write(&mut file)?;
        // Nobody takes the last one back.
        let _ = written.send(group);
    }
    Ok(file)
}
