//! Who is told of releases. Unlike that of a key, the secret is kept as it is: it signs each delivery.

use std::fmt;

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::{
    connection::{Db, MultiBackend},
    schema::{api_keys, webhooks},
};

/// A subscription.
#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = webhooks, check_for_backend(MultiBackend))]
pub struct WebhookRow {
    pub id: String,
    /// Whose it is: the id of a key.
    pub key_id: String,
    pub url: String,
    /// `whsec_` and base64.
    pub secret: String,
    /// Codes joined by commas; none is no condition.
    pub axis: Option<String>,
    pub action: Option<String>,
    pub objective: Option<String>,
    pub state: String,
    pub disabled_reason: Option<String>,
    pub created_at: NaiveDateTime,
}

// The address may hold a secret of its receiver's, and the other secret never leaves but in the answer that made it.
impl fmt::Debug for WebhookRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebhookRow").field("id", &self.id).field("state", &self.state).finish_non_exhaustive()
    }
}

/// Adds a subscription.
pub fn insert(db: &mut Db, row: &WebhookRow) -> QueryResult<()> {
    diesel::insert_into(webhooks::table).values(row).execute(db).map(drop)
}

/// A subscription by its id.
pub fn find(db: &mut Db, id: &str) -> QueryResult<Option<WebhookRow>> {
    webhooks::table.find(id).select(WebhookRow::as_select()).first(db).optional()
}

/// Every subscription, oldest first.
pub fn list(db: &mut Db) -> QueryResult<Vec<WebhookRow>> {
    webhooks::table.order_by((webhooks::created_at, webhooks::id)).select(WebhookRow::as_select()).load(db)
}

/// The subscriptions of a key, oldest first.
pub fn of_key(db: &mut Db, key_id: &str) -> QueryResult<Vec<WebhookRow>> {
    let own = webhooks::table.filter(webhooks::key_id.eq(key_id)).order_by((webhooks::created_at, webhooks::id));
    own.select(WebhookRow::as_select()).load(db)
}

/// The subscriptions of a state, oldest first, and whether the key of each is valid.
pub fn of_state(db: &mut Db, state: &str, now: NaiveDateTime) -> QueryResult<Vec<(WebhookRow, bool)>> {
    let rows = webhooks::table.inner_join(api_keys::table).filter(webhooks::state.eq(state));
    let rows = rows.order_by((webhooks::created_at, webhooks::id));
    let keys = (WebhookRow::as_select(), api_keys::revoked_at, api_keys::expires_at);
    let rows: Vec<(WebhookRow, Option<NaiveDateTime>, NaiveDateTime)> = rows.select(keys).load(db)?;
    Ok(rows.into_iter().map(|(row, revoked, expires)| (row, revoked.is_none() && now < expires)).collect())
}

/// Switches a subscription on or off, with the reason.
pub fn set_state(db: &mut Db, id: &str, state: &str, reason: Option<&str>) -> QueryResult<()> {
    diesel::update(webhooks::table.find(id))
        .set((webhooks::state.eq(state), webhooks::disabled_reason.eq(reason)))
        .execute(db)
        .map(drop)
}

/// Takes a subscription out, with its deliveries and their log.
pub fn delete(db: &mut Db, id: &str) -> QueryResult<()> {
    diesel::delete(webhooks::table.find(id)).execute(db).map(drop)
}

/// How many subscriptions are in a state.
pub fn count(db: &mut Db, state: &str) -> QueryResult<i64> {
    webhooks::table.filter(webhooks::state.eq(state)).count().get_result(db)
}
