//! Read replicas: copies of the database that PostgreSQL keeps by streaming, and that public answers are read from.
//!
//! A replica is read in turn with the others, and only inside a transaction that saw the newest revision its reader knows
//! of, by its content and not by its number alone: one that lags, or that took another way than the database, is passed over,
//! so that no answer mixes two states. One that fails is set aside, and costs no request anything until [`Replicas::look`]
//! has reached it again and found the schema of this program; so does each before it was looked at.

use std::{
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicU8, AtomicUsize, Ordering},
    },
    time::Duration,
};

use chrono::NaiveDateTime;
use diesel::{QueryableByName, RunQueryDsl, sql_query, sql_types};

use super::{
    StoreError,
    connection::{Db, Url},
    dialect,
    errands::{self, Use},
    migrations,
    reach::Reach,
    releases,
    slow::Watch,
};
use crate::{
    domain::release::{Release, Releases},
    store::{QueryError, QueryResult},
};

/// How long a read waits for a connection to a replica before it goes elsewhere.
const WAIT: Duration = Duration::from_millis(100);

/// Nobody has looked at it: it is not read.
const UNSEEN: u8 = 0;
/// It was reached, and had what it was asked for, when it was last looked at or read.
const USABLE: u8 = 1;
/// It is set aside.
const AWAY: u8 = 2;

/// The replicas of a store, which may be none.
#[derive(Default)]
pub struct Replicas {
    all: Vec<Replica>,
    /// Where the next read begins.
    turn: AtomicUsize,
    /// The revisions that there are, as the database told last.
    known: RwLock<Arc<Releases>>,
}

struct Replica {
    /// As messages name it, without its password.
    name: String,
    reach: Reach,
    /// One of the three states above.
    standing: AtomicU8,
}

/// Why a read on a replica did not answer.
enum Missed<E> {
    /// It does not hold the newest revision, for a reason.
    Without(&'static str),
    /// It failed before the work began.
    Lost,
    /// The work itself.
    Work(E),
}

impl<E> From<QueryError> for Missed<E> {
    fn from(_: QueryError) -> Self {
        Missed::Lost
    }
}

impl Replicas {
    /// Replicas at `urls`, each with at most `size` connections. Nothing is opened yet.
    pub fn new(urls: &[Url], size: u32, watch: &Watch) -> Self {
        let replica = |url: &Url| Replica {
            name: url.redacted(),
            reach: Reach::new(url.clone(), size, watch.clone()),
            // It may lack a step of the schema that this program has just run.
            standing: AtomicU8::new(UNSEEN),
        };
        Replicas { all: urls.iter().map(replica).collect(), ..Replicas::default() }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.all.len()
    }

    /// How many can be read.
    pub fn usable(&self) -> usize {
        self.all.iter().filter(|replica| replica.is_usable()).count()
    }

    /// Whether one has hung since this was last asked.
    pub fn take_hung(&self) -> bool {
        // Each is asked.
        self.all.iter().fold(false, |hung, replica| replica.reach.take_hung() | hung)
    }

    /// Remembers which revisions there are.
    pub fn set_known(&self, releases: Arc<Releases>) {
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = releases;
    }

    fn known(&self) -> Arc<Releases> {
        self.known.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Runs the work on the first replica in turn that holds the revision `last`; none if no replica answered, and then the
    /// work is still there unless it had begun.
    pub fn read<T, E, F>(&self, last: i64, work: &mut Option<F>) -> Option<Result<T, E>>
    where
        F: FnOnce(&mut Db) -> Result<T, E>,
    {
        let known = self.known();
        // One that the database has lost since is held by none that follows it.
        let newest = known.all.iter().rev().find(|release| release.sequence == last)?;
        let first = self.turn.fetch_add(1, Ordering::Relaxed);
        for step in 0..self.all.len() {
            let replica = &self.all[first.wrapping_add(step) % self.all.len()];
            if !replica.is_usable() {
                continue;
            }
            let Ok(mut connection) = replica.reach.pool().get_timeout(WAIT) else {
                replica.set_aside("it does not answer");
                continue;
            };
            // Nobody waits any more: so the database itself will say.
            let Ok(_use) = Use::begin(&replica.reach.url, connection.backend) else { return None };
            let outcome = dialect::read_transaction(&mut connection.db, |db| {
                if let Some(why) = missed(db, newest)? {
                    return Err(Missed::Without(why));
                }
                let work = work.take().ok_or(Missed::Lost)?;
                work(db).map_err(Missed::Work)
            });
            match outcome {
                Ok(value) => return Some(Ok(value)),
                Err(Missed::Work(error)) => {
                    if diesel::r2d2::R2D2Connection::is_broken(&mut connection.db) {
                        replica.set_aside("its connection broke");
                    }
                    return Some(Err(error));
                }
                Err(Missed::Without(why)) => replica.set_aside(why),
                Err(Missed::Lost) if errands::is_left() => {}
                Err(Missed::Lost) => replica.set_aside("its connection broke"),
            }
            if work.is_none() {
                // It was done, and lost with the end of its transaction.
                return None;
            }
        }
        None
    }

    /// Looks at one replica: whether it answers and holds the newest revision and, on its way back, the schema of this
    /// program. Blocks.
    ///
    /// # Errors
    /// It does not answer.
    pub fn look(&self, index: usize) -> Result<(), StoreError> {
        let Some(replica) = self.all.get(index) else { return Ok(()) };
        let known = self.known();
        let looked = replica.reach.look(|db| {
            // What is read has it: a server takes no step back, and another one in its place would break the connection.
            if !replica.is_usable()
                && let Some(step) = migrations::standing(db)?.pending.first()
            {
                return Ok(Some(format!("it lacks the schema step {step}")));
            }
            let Some(newest) = known.all.last() else { return Ok(None) };
            let why = dialect::read_transaction(db, |db| missed(db, newest).map_err(StoreError::from))?;
            Ok(why.map(str::to_owned))
        });
        match &looked {
            Ok(None) => replica.take_back(),
            Ok(Some(why)) => replica.set_aside(why),
            Err(_) => replica.set_aside("it does not answer"),
        }
        looked.map(drop)
    }
}

impl Replica {
    fn is_usable(&self) -> bool {
        self.standing.load(Ordering::Relaxed) == USABLE
    }

    fn set_aside(&self, why: &str) {
        if self.standing.swap(AWAY, Ordering::Relaxed) != AWAY {
            log::warn!("the replica {} is not read: {why}", self.name);
        }
    }

    fn take_back(&self) {
        match self.standing.swap(USABLE, Ordering::Relaxed) {
            USABLE => {}
            UNSEEN => log::info!("the replica {} is read", self.name),
            _ => log::info!("the replica {} is read again", self.name),
        }
    }
}

/// Why a database is not one that holds a revision as it is known; none if it does.
pub(super) fn missed(db: &mut Db, known: &Release) -> QueryResult<Option<&'static str>> {
    Ok(match releases::by_sequence(db, known.sequence)? {
        None => Some("it lags behind"),
        Some(row) if Release::from(&row) == *known => None,
        Some(_) => {
            Some("it holds another revision in the place of the newest: it is a copy of another database or state")
        }
    })
}

/// What a server tells of itself as a replica.
#[derive(Clone, Debug, QueryableByName)]
pub struct Following {
    /// It follows another server and takes no writes.
    #[diesel(sql_type = sql_types::Bool)]
    pub is_standby: bool,
    /// When the last change that it took over was made, UTC.
    #[diesel(sql_type = sql_types::Nullable<sql_types::Timestamp>)]
    pub replayed: Option<NaiveDateTime>,
}

/// Asks a server what it is as a replica; none if there is no server.
pub fn following(db: &mut Db) -> QueryResult<Option<Following>> {
    let Db::Postgres(connection) = db else { return Ok(None) };
    let query =
        "SELECT pg_is_in_recovery() AS is_standby, pg_last_xact_replay_timestamp() AT TIME ZONE 'UTC' AS replayed";
    sql_query(query).get_result(connection).map(Some)
}
