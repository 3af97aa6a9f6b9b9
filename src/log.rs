//! Logging through env_logger, written by a thread of its own so that no request waits for the terminal or the disk.

use tracing_appender::non_blocking::{NonBlockingBuilder, WorkerGuard};

use crate::config::ConfigError;

/// Lines that may wait for a slow reader of standard error; more than that are dropped rather than held in memory.
const WAITING_LINES: usize = 4096;

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
    let (writer, guard) = NonBlockingBuilder::default().buffered_lines_limit(WAITING_LINES).finish(std::io::stderr());
    env_logger::Builder::new().parse_filters(&filter).target(env_logger::Target::Pipe(Box::new(writer))).init();
    Ok(guard)
}
