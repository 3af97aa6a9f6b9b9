//! Webhooks and their deliveries, as their subscriber sees them.

use serde::Serialize;
use utoipa::ToSchema;

use super::super::{super::links, views::time};
use crate::{
    publish::webhooks::{DeliveryState, WebhookState},
    store::{
        deliveries::{AttemptRow, DeliveryRow, EventRow},
        webhooks::WebhookRow,
    },
};

/// A webhook, without its secret.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "id": "hook_5f0c8a4be21d9037", "key": "661473ac34e9", "url": "https://receiver.example/jalon", "axis": ["4"], "action": [],
    "objective": [], "state": "active", "disabled_reason": null, "created_at": "2026-11-28T11:30:00Z",
    "href": "http://127.0.0.1:8080/api/v1/webhooks/hook_5f0c8a4be21d9037"
}))]
pub struct WebhookView {
    pub id: String,
    /// The id of the key that made it.
    pub key: String,
    /// Where events are sent.
    pub url: String,
    /// Only releases with a change of one of these axes; empty for any.
    pub axis: Vec<String>,
    /// The same of actions.
    pub action: Vec<String>,
    /// The same of objectives.
    pub objective: Vec<String>,
    #[schema(value_type = WebhookState)]
    pub state: String,
    /// Why it was switched off; null while it is active.
    pub disabled_reason: Option<String>,
    /// RFC 3339, UTC.
    pub created_at: String,
    pub href: String,
}

impl WebhookView {
    /// Shows a row, with links that begin with `base`.
    pub fn new(row: WebhookRow, base: &str) -> Self {
        let codes = |joined: Option<String>| {
            joined.iter().flat_map(|joined| joined.split(',')).map(str::to_owned).collect::<Vec<_>>()
        };
        WebhookView {
            href: format!("{base}{}", links::v1(&format!("/webhooks/{}", row.id))),
            id: row.id,
            key: row.key_id,
            url: row.url,
            axis: codes(row.axis),
            action: codes(row.action),
            objective: codes(row.objective),
            state: row.state,
            disabled_reason: row.disabled_reason,
            created_at: time(row.created_at),
        }
    }
}

/// A webhook that was made, with its secret.
#[derive(Serialize, ToSchema)]
pub struct NewWebhookView {
    #[serde(flatten)]
    pub webhook: WebhookView,
    /// What signatures are verified with: base64 after `whsec_`. Nothing shows it again.
    #[schema(example = "whsec_…")]
    pub secret: String,
}

impl NewWebhookView {
    /// Shows a row, this once with its secret.
    pub fn new(row: WebhookRow, base: &str) -> Self {
        NewWebhookView { secret: row.secret.clone(), webhook: WebhookView::new(row, base) }
    }
}

/// An event on its way to a webhook.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "event": "msg_3b0f6d2c9a817e54d1c0a2f9", "type": "webhook.test", "state": "delivered", "attempts": 1, "next_at": null,
    "payload": {"type": "webhook.test", "timestamp": "2026-11-28T11:31:00Z", "data": {"webhook": "hook_5f0c8a4be21d9037"}},
    "log": [{"number": 1, "at": "2026-11-28T11:31:01Z", "status": 204, "error": null, "duration_ms": 84}]
}))]
pub struct DeliveryView {
    /// The id of the event, which is the header `webhook-id`; the same for every webhook and attempt.
    pub event: String,
    /// `release.published` or `webhook.test`.
    pub r#type: String,
    #[schema(value_type = DeliveryState)]
    pub state: String,
    /// Attempts since the event came or was replayed.
    pub attempts: i32,
    /// When it is tried next, RFC 3339, UTC; null unless it is pending.
    pub next_at: Option<String>,
    /// The body, as it is sent.
    #[schema(value_type = Object)]
    pub payload: serde_json::Value,
    /// Every attempt, oldest first.
    pub log: Vec<AttemptView>,
}

/// One attempt.
#[derive(Serialize, ToSchema)]
pub struct AttemptView {
    /// 1, 2, 3 …, replays included.
    pub number: i32,
    /// RFC 3339, UTC.
    pub at: String,
    /// The HTTP status that the receiver answered with; null if it did not answer.
    pub status: Option<i32>,
    /// What went wrong; null where the status says it all.
    pub error: Option<String>,
    /// Until the answer began, or the attempt was given up, in milliseconds.
    pub duration_ms: i64,
}

impl DeliveryView {
    /// Shows a delivery with its event and its log.
    pub fn new(row: DeliveryRow, event: EventRow, log: Vec<AttemptRow>) -> Self {
        let is_pending = row.state == DeliveryState::Pending.as_str();
        let line = |row: AttemptRow| AttemptView {
            number: row.number,
            at: time(row.at),
            status: row.status,
            error: row.error,
            duration_ms: row.duration_ms,
        };
        DeliveryView {
            event: row.event_id,
            r#type: event.kind,
            state: row.state,
            attempts: row.attempts,
            next_at: is_pending.then(|| time(row.next_at)),
            payload: serde_json::from_str(&event.payload).unwrap_or_default(),
            log: log.into_iter().map(line).collect(),
        }
    }
}
