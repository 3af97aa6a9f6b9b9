//! What is looked up in the database when somebody asks for the metrics.

use std::{sync::Arc, time::Duration};

use actix_web::web;
use chrono::{NaiveDateTime, Utc};
use tokio::sync::Mutex;

use crate::{
    config::Config,
    domain::freshness::Between,
    publish::{
        draft::DraftState,
        webhooks::{DeliveryState, WebhookState, deliver},
    },
    store::{Db, StoreError, Url, deliveries, disk, drafts, inspect, journal, lookout::Lookout, releases, webhooks},
};

/// How long the database may take before the metrics go out without it.
const LONGEST_WAIT: Duration = Duration::from_secs(2);
/// The pause before the database is asked again, where it is still at what it was asked before.
const AGAIN: Duration = Duration::from_millis(50);

/// What the database tells at a time.
#[derive(Clone, Debug)]
pub struct Facts {
    pub at: NaiveDateTime,
    /// When the next release is due.
    pub due: Between,
    /// Deliveries of webhooks, by state; of those that are pending the ones that are sent when they are due.
    pub deliveries: Vec<(&'static str, i64)>,
    /// When the first of those is or was due.
    pub first_due: Option<NaiveDateTime>,
    /// Subscriptions, by state.
    pub webhooks: Vec<(&'static str, i64)>,
    /// Drafts that nobody has decided on.
    pub open_drafts: i64,
    pub journal: i64,
}

/// Looks at the database over a connection of its own, since requests may have all the others.
pub struct Observer {
    url: Url,
    lookout: Arc<Lookout>,
    /// Held by who waits for the database: others wait for their turn without a thread.
    asking: Mutex<()>,
}

impl Observer {
    /// An observer of the database of the settings.
    pub fn new(config: &Config) -> Self {
        Observer { url: config.database_url.clone(), lookout: Arc::default(), asking: Mutex::default() }
    }

    /// What the database tells; nothing if it is away or takes too long.
    pub async fn look(&self) -> Option<Facts> {
        let looking = async {
            let _turn = self.asking.lock().await;
            loop {
                let (url, lookout) = (self.url.clone(), self.lookout.clone());
                match web::block(move || look(&url, &lookout)).await.ok()? {
                    // Who had asked has left, and the database is still at it.
                    Err(StoreError::Busy(_)) => tokio::time::sleep(AGAIN).await,
                    looked => break looked.ok(),
                }
            }
        };
        tokio::time::timeout(LONGEST_WAIT, looking).await.ok()?
    }

    /// Bytes free and in all where the embedded database lies.
    pub fn disk(&self) -> Option<disk::Space> {
        disk::space(&self.url)
    }
}

fn look(url: &Url, lookout: &Lookout) -> Result<Facts, StoreError> {
    let look = || lookout.begin()?.over(url, |db| inspect::read(db, facts));
    // The connection that is kept may have ended since it was used last.
    look().or_else(|_| look())
}

fn facts(db: &mut Db) -> Result<Facts, StoreError> {
    let now = Utc::now().naive_utc();
    let current = releases::current(db)?.unwrap_or_default();
    let due = releases::by_sequence(db, current)?.map(|row| row.next_due()).unwrap_or_default();
    let (waiting, first_due) = deliver::waiting(db, now)?;
    let (mut by_state, mut subscriptions) = (Vec::new(), Vec::new());
    for state in DeliveryState::WORDS {
        let is_pending = *state == DeliveryState::Pending.as_str();
        by_state.push((*state, if is_pending { waiting } else { deliveries::count(db, state)? }));
    }
    for state in WebhookState::WORDS {
        subscriptions.push((*state, webhooks::count(db, state)?));
    }
    Ok(Facts {
        at: now,
        due,
        deliveries: by_state,
        first_due,
        webhooks: subscriptions,
        open_drafts: drafts::count(db, DraftState::Open.as_str())?,
        journal: journal::count(db)?,
    })
}
