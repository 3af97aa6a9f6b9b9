//! Logging through env_logger, written by a thread of its own so that no request waits for the terminal or the disk.

use tracing_appender::non_blocking::{NonBlockingBuilder, WorkerGuard};

/// Lines that may wait for a slow reader of standard error; more than that are dropped rather than held in memory.
const WAITING_LINES: usize = 4096;

/// What is logged when `RUST_LOG` says nothing: everything of note, without the server's own start-up talk.
pub const DEFAULT_FILTER: &str = "info,actix_server=warn";

/// Starts logging as `RUST_LOG` says, [`DEFAULT_FILTER`] by default. What is waiting is written when the guard is dropped.
pub fn start() -> WorkerGuard {
    let (writer, guard) = NonBlockingBuilder::default().buffered_lines_limit(WAITING_LINES).finish(std::io::stderr());
    let environment = env_logger::Env::default().default_filter_or(DEFAULT_FILTER);
    env_logger::Builder::from_env(environment).target(env_logger::Target::Pipe(Box::new(writer))).init();
    guard
}
