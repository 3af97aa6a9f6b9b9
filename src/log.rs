//! Logging through env_logger, written by a thread of its own so that no request waits for the terminal or the disk.

use std::{
    io::{BufWriter, Stderr, Write},
    thread,
    time::Duration,
};

use tracing_appender::non_blocking::{NonBlockingBuilder, WorkerGuard};

use crate::config::ConfigError;

/// Lines that may wait for a slow reader of standard error; more than that are dropped rather than held in memory.
const WAITING_LINES: usize = 4096;

/// Bytes that are written at a time.
const BATCH_BYTES: usize = 64 * 1024;
/// How long a line waits for others at most.
const PAUSE: Duration = Duration::from_millis(5);

/// Standard error, written many lines at a time. While the thread that writes is at rest here, no request has to wake it:
/// that, and a write for each line, would cost more than the line.
struct Batches(BufWriter<Stderr>);

impl Write for Batches {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        let flushed = self.0.flush();
        thread::sleep(PAUSE);
        flushed
    }
}

/// What is logged when `RUST_LOG` says nothing: everything of note, without the server's own start-up talk.
pub const DEFAULT_FILTER: &str = "info,actix_server=warn";

/// Starts logging as `RUST_LOG` says, [`DEFAULT_FILTER`] by default. What is waiting is written when the guard is dropped.
///
/// # Errors
/// A filter that env_logger cannot read.
pub fn start() -> Result<WorkerGuard, ConfigError> {
    let filter = std::env::var("RUST_LOG").ok().filter(|filter| !filter.trim().is_empty());
    let filter = filter.unwrap_or_else(|| DEFAULT_FILTER.to_owned());
    // env_logger itself would warn and go on with what it can read.
    env_filter::Builder::new().try_parse(&filter).map_err(|error| ConfigError {
        name: "RUST_LOG",
        value: filter.clone(),
        expected: format!("expected a filter such as `info,access=off`: {error}"),
    })?;
    let writer = Batches(BufWriter::with_capacity(BATCH_BYTES, std::io::stderr()));
    let (writer, guard) = NonBlockingBuilder::default().buffered_lines_limit(WAITING_LINES).finish(writer);
    env_logger::Builder::new().parse_filters(&filter).target(env_logger::Target::Pipe(Box::new(writer))).init();
    Ok(guard)
}
