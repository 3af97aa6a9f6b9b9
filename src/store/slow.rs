//! Statements that took long, told in the log and counted.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use diesel::connection::{Connection, DebugQuery, Instrumentation, InstrumentationEvent};

use super::connection::Db;

/// Longest text of a statement in the log, in characters: its beginning tells which one it is.
const LONGEST_TEXT: usize = 1000;

/// What diesel writes between a statement and the values that were bound to it, which are those of a request.
const BINDS: &str = " -- binds:";

/// Watches the statements of connections.
#[derive(Clone, Debug, Default)]
pub struct Watch {
    /// What takes longer is told; nothing is, if absent.
    threshold: Option<Duration>,
    count: Arc<AtomicU64>,
}

impl Watch {
    /// A watch that tells of statements that take longer than `threshold`; zero tells of none.
    pub fn over(threshold: Duration) -> Self {
        Watch { threshold: Some(threshold).filter(|threshold| !threshold.is_zero()), count: Arc::default() }
    }

    /// How many statements took longer so far.
    pub fn count(&self) -> u64 {
        self.count.load(Relaxed)
    }

    /// Watches a connection from here on.
    pub fn on(&self, db: &mut Db) {
        let Some(threshold) = self.threshold else { return };
        let stopwatch = Stopwatch { threshold, count: self.count.clone(), begun: None };
        match db {
            Db::Sqlite(connection) => connection.set_instrumentation(stopwatch),
            Db::Postgres(connection) => connection.set_instrumentation(stopwatch),
        }
    }
}

/// Times the statements of one connection, which come one after another.
struct Stopwatch {
    threshold: Duration,
    count: Arc<AtomicU64>,
    begun: Option<Instant>,
}

impl Instrumentation for Stopwatch {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        match event {
            InstrumentationEvent::StartQuery { .. } => self.begun = Some(Instant::now()),
            InstrumentationEvent::FinishQuery { query, .. } => {
                let Some(took) = self.begun.take().map(|begun| begun.elapsed()) else { return };
                if took > self.threshold {
                    self.count.fetch_add(1, Relaxed);
                    log::warn!(target: "slow_query", "{} ms: {}", took.as_millis(), statement(query));
                }
            }
            _ => {}
        }
    }
}

/// The text of a statement on one line, without the values.
fn statement(query: &dyn DebugQuery) -> String {
    let written = query.to_string();
    let text = written.split(BINDS).next().unwrap_or_default();
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST_TEXT) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}
