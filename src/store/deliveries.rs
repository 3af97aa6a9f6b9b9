//! What subscribers are told, and what became of it: events, deliveries and the log of attempts.

use chrono::NaiveDateTime;
use diesel::{dsl, prelude::*, sql_types::Bool};

use super::{
    connection::{Db, MultiBackend},
    schema::{api_keys, webhook_attempts, webhook_deliveries, webhook_events, webhooks},
    webhooks::WebhookRow,
};

/// What is told.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = webhook_events, check_for_backend(MultiBackend))]
pub struct EventRow {
    pub id: String,
    /// None for a test.
    pub release_seq: Option<i64>,
    pub kind: String,
    /// The body as it is sent.
    pub payload: String,
    pub created_at: NaiveDateTime,
}

/// One event on its way to one subscriber.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = webhook_deliveries, check_for_backend(MultiBackend))]
pub struct DeliveryRow {
    pub webhook_id: String,
    pub event_id: String,
    pub state: String,
    /// Since the delivery was made or replayed.
    pub attempts: i32,
    pub next_at: NaiveDateTime,
    /// Until then an instance is sending it.
    pub claimed_until: Option<NaiveDateTime>,
}

/// One attempt, in the log.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = webhook_attempts, check_for_backend(MultiBackend))]
pub struct AttemptRow {
    pub webhook_id: String,
    pub event_id: String,
    /// 1, 2, 3 …, replays included.
    pub number: i32,
    pub at: NaiveDateTime,
    /// What the receiver answered.
    pub status: Option<i32>,
    /// Why there is no answer.
    pub error: Option<String>,
    pub duration_ms: i64,
}

/// A delivery with all that sending it takes.
pub type Outgoing = (DeliveryRow, WebhookRow, EventRow);

/// A time, and how far ahead of it others can lie that clocks of about that time wrote. What lies beyond was written by a
/// clock that was wrong, and would hold up a delivery until that time has come: it is as if it had passed.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    pub now: NaiveDateTime,
    pub latest_due: NaiveDateTime,
    pub latest_claim: NaiveDateTime,
}

/// Adds an event.
pub fn insert_event(db: &mut Db, row: &EventRow) -> QueryResult<()> {
    diesel::insert_into(webhook_events::table).values(row).execute(db).map(drop)
}

/// An event by its id.
pub fn event(db: &mut Db, id: &str) -> QueryResult<Option<EventRow>> {
    webhook_events::table.find(id).select(EventRow::as_select()).first(db).optional()
}

/// Takes out the events of a kind that are on their way to nobody.
pub fn delete_undelivered(db: &mut Db, kind: &str) -> QueryResult<()> {
    let delivered = webhook_deliveries::table.select(webhook_deliveries::event_id);
    let others = webhook_events::table.filter(webhook_events::kind.eq(kind));
    diesel::delete(others.filter(webhook_events::id.ne_all(delivered))).execute(db).map(drop)
}

/// Adds a delivery.
pub fn insert(db: &mut Db, row: &DeliveryRow) -> QueryResult<()> {
    diesel::insert_into(webhook_deliveries::table).values(row).execute(db).map(drop)
}

/// A delivery by its subscriber and event.
pub fn find(db: &mut Db, webhook_id: &str, event_id: &str) -> QueryResult<Option<DeliveryRow>> {
    webhook_deliveries::table.find((webhook_id, event_id)).select(DeliveryRow::as_select()).first(db).optional()
}

/// Takes a delivery out, with its log.
pub fn delete(db: &mut Db, webhook_id: &str, event_id: &str) -> QueryResult<()> {
    diesel::delete(webhook_deliveries::table.find((webhook_id, event_id))).execute(db).map(drop)
}

/// Writes what became of a delivery.
pub fn update(db: &mut Db, row: &DeliveryRow) -> QueryResult<()> {
    diesel::update(webhook_deliveries::table.find((&row.webhook_id, &row.event_id)))
        .set((
            webhook_deliveries::state.eq(&row.state),
            webhook_deliveries::attempts.eq(row.attempts),
            webhook_deliveries::next_at.eq(row.next_at),
            webhook_deliveries::claimed_until.eq(row.claimed_until),
        ))
        .execute(db)
        .map(drop)
}

/// Makes the waiting deliveries of a subscriber due, from the first attempt on.
pub fn hasten(db: &mut Db, webhook_id: &str, state: &str, now: NaiveDateTime) -> QueryResult<()> {
    let waiting = webhook_deliveries::webhook_id.eq(webhook_id).and(webhook_deliveries::state.eq(state));
    diesel::update(webhook_deliveries::table.filter(waiting))
        .set((webhook_deliveries::next_at.eq(now), webhook_deliveries::attempts.eq(0)))
        .execute(db)
        .map(drop)
}

/// A subscription is of a state and its key is valid.
type IsTold<'a> = dsl::And<
    dsl::And<dsl::Eq<webhooks::state, &'a str>, dsl::IsNull<api_keys::revoked_at>, Bool>,
    dsl::Gt<api_keys::expires_at, NaiveDateTime>,
    Bool,
>;

/// Whether a delivery is sent when it is due. What is told of those that wait rests on it too: one that is not sent is not
/// late.
fn is_told(webhook: &str, now: NaiveDateTime) -> IsTold<'_> {
    webhooks::state.eq(webhook).and(api_keys::revoked_at.is_null()).and(api_keys::expires_at.gt(now))
}

/// Deliveries of a state that are due, of subscriptions of a state whose keys are valid, and that nobody is sending;
/// the longest due first.
pub fn due(db: &mut Db, state: &str, webhook: &str, at: &Moment, limit: i64) -> QueryResult<Vec<Outgoing>> {
    let rows = webhook_deliveries::table
        .inner_join(webhooks::table.inner_join(api_keys::table))
        .inner_join(webhook_events::table);
    let next_at = webhook_deliveries::next_at;
    let is_due = webhook_deliveries::state.eq(state).and(next_at.le(at.now).or(next_at.gt(at.latest_due)));
    let claimed_until = webhook_deliveries::claimed_until;
    let is_free = claimed_until.is_null().or(claimed_until.le(at.now)).or(claimed_until.gt(at.latest_claim));
    rows.filter(is_due.and(is_free).and(is_told(webhook, at.now)))
        .order_by((webhook_deliveries::next_at, webhook_deliveries::webhook_id, webhook_deliveries::event_id))
        .limit(limit)
        .select((DeliveryRow::as_select(), WebhookRow::as_select(), EventRow::as_select()))
        .load(db)
}

/// The subscribers that somebody is sending to.
pub fn busy(db: &mut Db, at: &Moment) -> QueryResult<Vec<String>> {
    let claimed_until = webhook_deliveries::claimed_until;
    let claimed = webhook_deliveries::table.filter(claimed_until.gt(at.now).and(claimed_until.le(at.latest_claim)));
    claimed.select(webhook_deliveries::webhook_id).load(db)
}

/// The deliveries to a subscriber with their events, the newest event first.
pub fn of_webhook(db: &mut Db, webhook_id: &str, limit: i64) -> QueryResult<Vec<(DeliveryRow, EventRow)>> {
    webhook_deliveries::table
        .inner_join(webhook_events::table)
        .filter(webhook_deliveries::webhook_id.eq(webhook_id))
        .order_by((webhook_events::created_at.desc(), webhook_events::id))
        .limit(limit)
        .select((DeliveryRow::as_select(), EventRow::as_select()))
        .load(db)
}

/// Adds an attempt to the log.
pub fn log(db: &mut Db, row: &AttemptRow) -> QueryResult<()> {
    diesel::insert_into(webhook_attempts::table).values(row).execute(db).map(drop)
}

/// The log of a delivery, oldest first.
pub fn attempts(db: &mut Db, webhook_id: &str, event_id: &str) -> QueryResult<Vec<AttemptRow>> {
    let own = webhook_attempts::webhook_id.eq(webhook_id).and(webhook_attempts::event_id.eq(event_id));
    let log = webhook_attempts::table.filter(own).order_by(webhook_attempts::number);
    log.select(AttemptRow::as_select()).load(db)
}

/// How many attempts the log of a delivery has.
pub fn count_attempts(db: &mut Db, webhook_id: &str, event_id: &str) -> QueryResult<i64> {
    let own = webhook_attempts::webhook_id.eq(webhook_id).and(webhook_attempts::event_id.eq(event_id));
    webhook_attempts::table.filter(own).count().get_result(db)
}

/// How many deliveries are in a state.
pub fn count(db: &mut Db, state: &str) -> QueryResult<i64> {
    webhook_deliveries::table.filter(webhook_deliveries::state.eq(state)).count().get_result(db)
}

/// How many deliveries of a state wait, of subscriptions of a state whose keys are valid, and when the first of them is or
/// was due.
pub fn waiting(
    db: &mut Db,
    state: &str,
    webhook: &str,
    now: NaiveDateTime,
) -> QueryResult<(i64, Option<NaiveDateTime>)> {
    let rows = webhook_deliveries::table.inner_join(webhooks::table.inner_join(api_keys::table));
    rows.filter(webhook_deliveries::state.eq(state).and(is_told(webhook, now)))
        .select((dsl::count_star(), dsl::min(webhook_deliveries::next_at)))
        .first(db)
}
