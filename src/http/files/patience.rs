//! How slowly a client may read a file that is written as it reads.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use tokio::{runtime::Handle, sync::mpsc};

use super::Message;

/// How long a client may take nothing at all.
const PAUSE: Duration = Duration::from_secs(30);
/// Bytes that it has to take in each second, beyond the first [`PAUSE`]: a file holds a connection to the database while it
/// is sent.
const LEAST_RATE: u64 = 16 * 1024;

/// The channel to the thread that answers, with the time that its client has. Clones share both.
#[derive(Clone)]
pub struct Channel {
    sender: mpsc::Sender<Message>,
    /// Where the client is waited for: whoever writes has threads of its own.
    runtime: Handle,
    /// Milliseconds for which the client was waited for: rows that are slow to come are no fault of it.
    waited: Arc<AtomicU64>,
    /// Bytes that were given so far.
    given: Arc<AtomicU64>,
    /// The client has used up its time.
    is_over: Arc<AtomicBool>,
}

impl Channel {
    /// A channel on which nothing was given yet. Made on a thread of a runtime.
    pub fn new(sender: mpsc::Sender<Message>) -> Self {
        Channel {
            sender,
            runtime: Handle::current(),
            waited: Arc::default(),
            given: Arc::default(),
            is_over: Arc::default(),
        }
    }

    /// Whether the client has left.
    pub fn is_closed(&self) -> bool {
        self.sender.is_closed()
    }

    /// Gives a message, and waits until there is room for it. Blocks.
    ///
    /// # Errors
    /// `BrokenPipe` if the client has left, `TimedOut` if it reads too slowly.
    pub fn give(&self, message: Message) -> io::Result<()> {
        let length = if let Message::Chunk(bytes) = &message { bytes.len() as u64 } else { 0 };
        match self.sender.try_send(message) {
            Ok(()) => {}
            Err(mpsc::error::TrySendError::Closed(_)) => return Err(io::ErrorKind::BrokenPipe.into()),
            Err(mpsc::error::TrySendError::Full(message)) => self.wait(message)?,
        }
        self.given.fetch_add(length, Ordering::Relaxed);
        Ok(())
    }

    fn wait(&self, message: Message) -> io::Result<()> {
        let slow = || io::Error::new(io::ErrorKind::TimedOut, "the client reads too slowly");
        if self.is_over.load(Ordering::Relaxed) {
            return Err(slow());
        }
        let allowed = PAUSE + Duration::from_secs(self.given.load(Ordering::Relaxed) / LEAST_RATE);
        let waited = Duration::from_millis(self.waited.load(Ordering::Relaxed));
        let left = allowed.saturating_sub(waited).min(PAUSE);
        let begun = Instant::now();
        let sent = self.runtime.block_on(async { tokio::time::timeout(left, self.sender.send(message)).await });
        self.waited.fetch_add(u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX), Ordering::Relaxed);
        match sent {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(io::ErrorKind::BrokenPipe.into()),
            Err(_) => {
                self.is_over.store(true, Ordering::Relaxed);
                Err(slow())
            }
        }
    }

    /// Gives the last message. A client that has left or stands still hears nothing.
    pub fn end(self, message: Message) {
        let _ = self.give(message);
    }
}
