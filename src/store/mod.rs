//! The only diesel code: where the record is kept and how it is read.
//!
//! [`Store::read`] and [`Store::write`] run a closure with a pooled connection in one transaction. Rows and queries of a
//! table stand in the file of its name; what differs between SQLite and PostgreSQL stands in `dialect.rs`.

pub mod actions;
pub mod axes;
pub mod backup;
pub mod changes;
pub mod citations;
pub mod connection;
pub mod copy;
pub mod crosswalk;
pub mod datasets;
pub mod deliveries;
pub mod derivations;
mod dialect;
pub mod disk;
pub mod drafts;
pub mod errands;
pub mod findings;
mod functions;
pub mod indicators;
pub mod inspect;
pub mod journal;
pub mod keys;
mod list;
pub mod lookout;
pub mod migrations;
pub mod objectives;
pub mod pairs;
pub mod passages;
pub mod progress;
mod reach;
pub mod records;
pub mod releases;
pub mod replicas;
pub mod schema;
pub mod signing;
pub mod slow;
pub mod snapshot;
pub mod sources;
pub mod statements;
pub mod tables;
pub mod targets;
pub mod terms;
pub mod webhooks;
pub mod words;

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use thiserror::Error;

use crate::domain::release::Releases;
use errands::Use;
use reach::Reach;
use replicas::Replicas;

pub use connection::{Db, OpenError, Pool, Url, UrlError};
pub use list::{Range, Slice, SortKey};

/// What a query may answer instead of rows.
pub use diesel::result::Error as QueryError;

/// Rows, or why there are none.
pub type QueryResult<T> = Result<T, QueryError>;

/// Why the store cannot do what was asked.
#[derive(Debug, Error)]
pub enum StoreError {
    #[error(transparent)]
    Open(#[from] OpenError),
    /// No connection was free in time, or none could be opened.
    #[error("no database connection: {0}")]
    Busy(String),
    #[error("the database answers: {0}")]
    Query(QueryError),
    /// Whoever asked has left, so that nobody reads this; or an operator of the database ended the statement.
    #[error("the statement was cancelled")]
    Cancelled,
    /// SQLite ended the transaction by itself, so that diesel finds its savepoint gone and tells that instead of the cause.
    #[error("the database undid the work by itself, as it does when its disk is full or cannot be written")]
    Undone,
    /// A file of a database cannot be read or written.
    #[error("the file of the database cannot be read or written: {0}")]
    File(String),
    #[error("the database schema cannot be brought up to date: {0}")]
    Migration(Box<dyn std::error::Error + Send + Sync>),
    #[error(
        "the database holds the schema step {version}, which this program does not know: it was written by a newer \
         version of jalon; nothing was changed"
    )]
    Newer { version: String },
}

impl From<QueryError> for StoreError {
    fn from(error: QueryError) -> Self {
        match &error {
            QueryError::DatabaseError(_, cause) if cause.message().contains("no such savepoint") => StoreError::Undone,
            QueryError::DatabaseError(_, cause) if cause.message().contains("due to user request") => {
                StoreError::Cancelled
            }
            _ => StoreError::Query(error),
        }
    }
}

/// What the databases say of states that pass and that diesel has no kind for: SQLite's `SQLITE_BUSY`, `SQLITE_FULL` and
/// `SQLITE_READONLY`, a full disk under PostgreSQL, a server that shuts down or starts, or one that is too busy to answer in
/// the time that a statement has. diesel does not tell SQLSTATE, so it is the words that tell: PostgreSQL's are English where
/// [`Url::open`] may have them so, else `jalon doctor` warns.
const PASSING: [&str; 8] = [
    "database is locked",
    "attempt to write a readonly database",
    "database or disk is full",
    "disk I/O error",
    "No space left on device",
    "terminating connection",
    "the database system is",
    "due to statement timeout",
];

impl StoreError {
    /// Whether the same work may succeed later: no connection was free, the database is away, failing over or held by
    /// another writer, or its disk is full until somebody makes room.
    pub fn is_passing(&self) -> bool {
        use diesel::result::DatabaseErrorKind::{
            ClosedConnection, ReadOnlyTransaction, SerializationFailure, UnableToSendCommand,
        };
        match self {
            StoreError::Busy(_) | StoreError::Cancelled | StoreError::Open(_) | StoreError::Undone => true,
            StoreError::Query(QueryError::DatabaseError(kind, cause)) => {
                // The fourth is how a transaction ends whose connection broke.
                matches!(kind, ClosedConnection | ReadOnlyTransaction | SerializationFailure | UnableToSendCommand)
                    || PASSING.iter().any(|words| cause.message().contains(words))
            }
            StoreError::Query(QueryError::BrokenTransactionManager) => true,
            _ => false,
        }
    }
}

/// How many connections a pool has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Connections {
    pub open: u32,
    /// Those that nobody uses.
    pub idle: u32,
    /// How many there may be.
    pub most: u32,
}

/// The record's database: a bounded pool of connections, and the replicas that share its reads.
#[derive(Clone)]
pub struct Store {
    reach: Arc<Reach>,
    replicas: Arc<Replicas>,
    /// The database did not answer when it was last looked at.
    is_away: Arc<AtomicBool>,
    watch: slow::Watch,
}

impl Store {
    /// A store at `url` with at most `size` connections. Nothing is opened yet.
    pub fn new(url: Url, size: u32) -> Self {
        Store::watched(url, size, slow::Watch::default())
    }

    /// As [`Self::new`], with a watch on the statements of its connections.
    pub fn watched(url: Url, size: u32, watch: slow::Watch) -> Self {
        let reach = Arc::new(Reach::new(url, size, watch.clone()));
        Store { reach, replicas: Arc::default(), is_away: Arc::default(), watch }
    }

    /// The same store with read replicas at `urls`.
    pub fn with_replicas(mut self, urls: &[Url], size: u32) -> Self {
        self.replicas = Arc::new(Replicas::new(urls, size, &self.watch));
        self
    }

    /// Tells the replicas which revisions there are: one that holds another newest one is not read.
    pub fn set_known(&self, releases: Arc<Releases>) {
        self.replicas.set_known(releases);
    }

    /// How many replicas there are, and how many of them can be read.
    pub fn replicas(&self) -> (usize, usize) {
        (self.replicas.count(), self.replicas.usable())
    }

    /// Whether nothing can be read: the database is known to be away, and so is every replica.
    pub fn is_out_of_reach(&self) -> bool {
        self.is_away.load(Ordering::Relaxed) && self.replicas.usable() == 0
    }

    /// How many statements took longer than the watch lets pass.
    pub fn slow_statements(&self) -> u64 {
        self.watch.count()
    }

    /// Runs `work` on one connection and one unchanging view of the database. Blocks.
    pub fn read<T, E>(&self, work: impl FnOnce(&mut Db) -> Result<T, E>) -> Result<T, E>
    where
        E: From<StoreError> + From<QueryError>,
    {
        let mut connection = self.connection()?;
        let _use = Use::begin(&self.reach.url, connection.backend)?;
        dialect::read_transaction(&mut connection.db, work)
    }

    /// As [`Self::read`], on a replica if one holds the revision `last`, else on the database itself. Blocks.
    pub fn read_shared<T, E>(&self, last: i64, work: impl FnOnce(&mut Db) -> Result<T, E>) -> Result<T, E>
    where
        E: From<StoreError> + From<QueryError>,
    {
        let mut work = Some(work);
        if let Some(outcome) = self.replicas.read(last, &mut work) {
            return outcome;
        }
        match work {
            // Known to be away: to wait for a connection would only tell so later.
            Some(_) if self.is_away.load(Ordering::Relaxed) => Err(StoreError::Busy("it is away".to_owned()).into()),
            Some(work) => self.read(work),
            None => Err(StoreError::Busy("the replica broke off".to_owned()).into()),
        }
    }

    /// Runs `work` in one transaction that no other writer shares; an error undoes all of it. Blocks.
    pub fn write<T, E>(&self, work: impl FnOnce(&mut Db) -> Result<T, E>) -> Result<T, E>
    where
        E: From<StoreError> + From<QueryError>,
    {
        dialect::write_transaction(&mut self.connection()?.db, work)
    }

    /// Looks at the database over a connection of its own: whether it answers, and the list of releases if that differs from
    /// the one that was `seen`. Blocks.
    ///
    /// # Errors
    /// It does not answer.
    pub fn look(&self, seen: &Releases) -> Result<Option<Releases>, StoreError> {
        self.reach.look(|db| {
            dialect::read_transaction(db, |db| {
                let current = releases::current(db)?.unwrap_or_default();
                // Not by its number alone: after a failover that lost the newest revision another one may have it.
                let is_same = current == seen.current
                    && releases::next_sequence(db)? == seen.last() + 1
                    && seen.all.last().map_or(Ok(None), |newest| replicas::missed(db, newest))?.is_none();
                Ok(if is_same { None } else { Some(releases::index(db)?) })
            })
        })
    }

    /// Looks at a replica, by its place from 0: whether it answers and holds what its readers ask for. Blocks.
    ///
    /// # Errors
    /// It does not answer.
    pub fn look_at_replica(&self, index: usize) -> Result<(), StoreError> {
        self.replicas.look(index)
    }

    /// Whether the database or a replica has hung since this was last asked: what works over its connections may never end.
    pub fn take_hung(&self) -> bool {
        // Each is asked.
        self.replicas.take_hung() | self.reach.take_hung()
    }

    /// Remembers whether the database answered.
    pub fn set_away(&self, is_away: bool) {
        self.is_away.store(is_away, Ordering::Relaxed);
    }

    /// Brings the schema up to date; see [`migrations::run`].
    pub fn migrate(&self) -> Result<Vec<String>, StoreError> {
        migrations::run(&mut self.connection()?.db)
    }

    /// The connections of the pool.
    pub fn connections(&self) -> Connections {
        let pool = self.reach.pool();
        let state = pool.state();
        Connections { open: state.connections, idle: state.idle_connections, most: pool.max_size() }
    }

    fn connection(&self) -> Result<diesel::r2d2::PooledConnection<connection::Manager>, StoreError> {
        self.reach.pool().get().map_err(|error| StoreError::Busy(error.to_string()))
    }
}
