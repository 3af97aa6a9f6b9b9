//! Who is told: subscriptions made, switched off and on, tested, ended. Each is of a key, and lasts as long as it.

use chrono::{NaiveDateTime, SubsecRound};
use thiserror::Error;
use url::Url;

use super::{
    super::{
        journal::{self, Event, SERVICE},
        keys::{self, Holder, KeyError, Scope},
        switch::PublishError,
    },
    DeliveryState, EventKind, WebhookState, announce, sign,
};
use crate::store::{
    Db, QueryError, QueryResult, StoreError,
    deliveries::{self, DeliveryRow, EventRow},
    webhooks::{self, WebhookRow},
};

/// Most subscriptions of a key.
pub const MOST_WEBHOOKS: usize = 20;
/// Tests of a subscriber that the log keeps.
const MOST_TESTS: usize = 20;
/// Deliveries that are looked through for tests; more than a subscriber has in a century of quarters.
const MOST_DELIVERIES: i64 = 1000;
/// Bytes of an id.
const ID_BYTES: usize = 8;

/// Why nothing is done for a subscriber.
#[derive(Debug, Error)]
pub enum WebhookError {
    #[error("no webhook has the id {0}, or it is of another key")]
    NoSuchWebhook(String),
    #[error("no event has the id {0}, or it was for another webhook")]
    NoSuchEvent(String),
    #[error("the key has {MOST_WEBHOOKS} webhooks, which is the most")]
    TooMany,
    #[error("the webhook is disabled: {0}")]
    Disabled(String),
    #[error("a test of the webhook is on its way")]
    Testing,
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error(transparent)]
    Publish(#[from] PublishError),
}

impl From<StoreError> for WebhookError {
    fn from(error: StoreError) -> Self {
        WebhookError::Publish(error.into())
    }
}

impl From<QueryError> for WebhookError {
    fn from(error: QueryError) -> Self {
        WebhookError::Publish(error.into())
    }
}

/// What a subscription is made with. Conditions are lists of codes; an empty one is none.
#[derive(Clone, Debug)]
pub struct NewWebhook {
    /// As [`super::address::check`] gives it.
    pub url: Url,
    pub axis: Vec<String>,
    pub action: Vec<String>,
    pub objective: Vec<String>,
}

/// Makes a subscription. Its secret is shown to its subscriber this once.
///
/// # Errors
/// [`WebhookError::TooMany`], no random bytes, or those of the database.
pub fn create(db: &mut Db, new: &NewWebhook, by: &Holder, now: NaiveDateTime) -> Result<WebhookRow, WebhookError> {
    if webhooks::of_key(db, &by.id)?.len() >= MOST_WEBHOOKS {
        return Err(WebhookError::TooMany);
    }
    let codes = |list: &[String]| (!list.is_empty()).then(|| list.join(","));
    let row = WebhookRow {
        id: format!("hook_{}", keys::random::<ID_BYTES>()?),
        key_id: by.id.clone(),
        url: new.url.to_string(),
        secret: sign::secret().map_err(|error| KeyError::Random(error.to_string()))?,
        axis: codes(&new.axis),
        action: codes(&new.action),
        objective: codes(&new.objective),
        state: WebhookState::Active.as_str().to_owned(),
        disabled_reason: None,
        created_at: now.trunc_subsecs(6),
    };
    webhooks::insert(db, &row)?;
    // The journal is for good, and the rest of the address may hold a secret of the receiver's.
    let details = serde_json::json!({"host": new.url.host_str()});
    journal::append(db, now, &by.id, Event::WebhookCreated, &row.id, &details)?;
    Ok(row)
}

/// The subscriptions that a key may see: its own, or with the scope `admin` all of them.
///
/// # Errors
/// Those of the database.
pub fn list(db: &mut Db, by: &Holder) -> QueryResult<Vec<WebhookRow>> {
    if by.may(&[Scope::Admin]) { webhooks::list(db) } else { webhooks::of_key(db, &by.id) }
}

/// A subscription that a key may see. That of another key is told from none by nobody.
///
/// # Errors
/// [`WebhookError::NoSuchWebhook`], or those of the database.
pub fn find(db: &mut Db, id: &str, by: &Holder) -> Result<WebhookRow, WebhookError> {
    let row = webhooks::find(db, id)?.filter(|row| row.key_id == by.id || by.may(&[Scope::Admin]));
    row.ok_or_else(|| WebhookError::NoSuchWebhook(id.to_owned()))
}

/// Ends a subscription, with what is on its way and its log.
///
/// # Errors
/// [`WebhookError::NoSuchWebhook`], or those of the database.
pub fn delete(db: &mut Db, id: &str, by: &Holder, now: NaiveDateTime) -> Result<(), WebhookError> {
    let row = find(db, id, by)?;
    webhooks::delete(db, &row.id)?;
    deliveries::delete_undelivered(db, EventKind::Test.as_str())?;
    journal::append(db, now, &by.id, Event::WebhookDeleted, &row.id, &serde_json::json!({"key": row.key_id}))?;
    Ok(())
}

/// Switches a subscription off, with a notice: the reason is shown to its subscriber, logged, and in the journal.
///
/// # Errors
/// Those of the database.
pub fn disable(db: &mut Db, row: &WebhookRow, reason: &str, now: NaiveDateTime) -> QueryResult<()> {
    webhooks::set_state(db, &row.id, WebhookState::Disabled.as_str(), Some(reason))?;
    log::warn!("webhook {} is disabled: {reason}", row.id);
    journal::append(db, now, SERVICE, Event::WebhookDisabled, &row.id, &serde_json::json!({"reason": reason}))
}

/// Switches a subscription on again; what was on its way goes on, from the first attempt.
///
/// # Errors
/// [`WebhookError::NoSuchWebhook`], or those of the database.
pub fn enable(db: &mut Db, id: &str, by: &Holder, now: NaiveDateTime) -> Result<WebhookRow, WebhookError> {
    let row = find(db, id, by)?;
    if row.state != WebhookState::Active.as_str() {
        webhooks::set_state(db, id, WebhookState::Active.as_str(), None)?;
        deliveries::hasten(db, id, DeliveryState::Pending.as_str(), now.trunc_subsecs(6))?;
        journal::append(db, now, &by.id, Event::WebhookEnabled, id, &serde_json::json!({}))?;
    }
    find(db, id, by)
}

/// Sends a test, which is tried once. One at a time, so that no receiver is flooded in a subscriber's name.
///
/// # Errors
/// [`WebhookError`]; nothing is sent then.
pub fn test(db: &mut Db, id: &str, by: &Holder, now: NaiveDateTime) -> Result<(EventRow, DeliveryRow), WebhookError> {
    let row = active(db, id, by)?;
    let all = deliveries::of_webhook(db, &row.id, MOST_DELIVERIES)?;
    let tests: Vec<_> = all.into_iter().filter(|(_, event)| event.kind == EventKind::Test.as_str()).collect();
    if tests.iter().any(|(delivery, _)| delivery.state == DeliveryState::Pending.as_str()) {
        return Err(WebhookError::Testing);
    }
    for (old, _) in tests.iter().skip(MOST_TESTS - 1) {
        deliveries::delete(db, &old.webhook_id, &old.event_id)?;
    }
    deliveries::delete_undelivered(db, EventKind::Test.as_str())?;
    let event = announce::event(db, EventKind::Test, None, &serde_json::json!({"webhook": row.id}), now)?;
    announce::deliver(db, &row.id, &event, now)?;
    let delivery = deliveries::find(db, &row.id, &event.id)?;
    let delivery = delivery.ok_or_else(|| WebhookError::NoSuchEvent(event.id.clone()))?;
    Ok((event, delivery))
}

/// Sends an event again, or for the first time: any release, or a test of this subscriber. It keeps its id.
///
/// # Errors
/// [`WebhookError`]; nothing is sent then.
pub fn replay(
    db: &mut Db,
    id: &str,
    event_id: &str,
    by: &Holder,
    now: NaiveDateTime,
) -> Result<(EventRow, DeliveryRow), WebhookError> {
    let row = active(db, id, by)?;
    let unknown = || WebhookError::NoSuchEvent(event_id.to_owned());
    let event = deliveries::event(db, event_id)?.ok_or_else(unknown)?;
    match deliveries::find(db, &row.id, event_id)? {
        Some(mut delivery) => {
            // One that is being sent stays claimed: it is not sent twice at a time.
            delivery.state = DeliveryState::Pending.as_str().to_owned();
            (delivery.attempts, delivery.next_at) = (0, now.trunc_subsecs(6));
            deliveries::update(db, &delivery)?;
        }
        None if event.release_seq.is_some() => announce::deliver(db, &row.id, &event, now)?,
        None => return Err(unknown()),
    }
    let delivery = deliveries::find(db, &row.id, event_id)?.ok_or_else(unknown)?;
    Ok((event, delivery))
}

fn active(db: &mut Db, id: &str, by: &Holder) -> Result<WebhookRow, WebhookError> {
    let row = find(db, id, by)?;
    match row.state == WebhookState::Active.as_str() {
        true => Ok(row),
        false => Err(WebhookError::Disabled(row.disabled_reason.unwrap_or_default())),
    }
}
