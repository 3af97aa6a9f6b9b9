//! `/webhooks`: who is told of releases, and what became of it. Each key sees its own; no answer is ever kept.
//!
//! What is done stands in [`crate::publish::webhooks`]; `given` reads bodies, `view` shows rows.

mod given;
mod view;

use actix_web::{
    HttpRequest, HttpResponse, delete, get,
    http::header::{CACHE_CONTROL, LOCATION},
    post,
    web::{Data, Path, Payload},
};
use chrono::Utc;
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;

use super::{
    super::{
        authority::authorise,
        body, links,
        params::{FromQuery, Params, QueryString},
        problem::ApiError,
        responses::{BodyFailures, Refusals, WriteFailures},
        state::State,
    },
    drafts::private,
    views::Data as Envelope,
};
use crate::{
    publish::{
        keys::Scope,
        webhooks::subscribe::{self, WebhookError},
    },
    store::deliveries,
};
use given::{ReplayBody, WebhookBody};
use view::{DeliveryView, NewWebhookView, WebhookView};

/// Any key may subscribe: what is told is public.
const ANY: &[Scope] = &[Scope::Draft, Scope::Approve, Scope::Admin];

/// The webhook, from the path.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct WebhookPath {
    /// The id of a webhook.
    #[param(example = "hook_5f0c8a4be21d9037")]
    id: String,
}

/// How much of the log.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LogParams {
    /// How many deliveries at most: 1 to 100, 50 if it is missing.
    #[param(example = 50, minimum = 1, maximum = 100, required = false)]
    limit: i64,
}

impl FromQuery for LogParams {
    fn from_query(query: &mut QueryString) -> Result<Self, ApiError> {
        Ok(LogParams { limit: query.number("limit", 1..=100)?.unwrap_or(50) })
    }
}

/// What was begun, and goes on by itself.
fn accepted(value: &impl Serialize) -> HttpResponse {
    HttpResponse::Accepted().insert_header((CACHE_CONTROL, "no-store")).json(Envelope { data: value })
}

/// Subscribes to releases.
///
/// From then on each release, and each correction of one, is sent to the address as a POST of JSON, signed by the
/// specification of Standard Webhooks with the secret that this answer shows, and nothing shows again. With conditions only
/// releases are sent that have a change which meets all of them. A key has at most 20 webhooks, which end with it.
#[utoipa::path(tag = "webhooks", security(("key" = [])),
    request_body(content = WebhookBody, example = json!({"url": "https://receiver.example/jalon", "axis": ["4"]})),
    responses((status = 201, description = "The webhook, with its secret", body = Envelope<NewWebhookView>),
        WriteFailures, BodyFailures, Refusals))]
#[post("/webhooks")]
pub async fn make_webhook(
    request: HttpRequest,
    state: Data<State>,
    _: Params<()>,
    payload: Payload,
) -> Result<HttpResponse, ApiError> {
    let by = authorise(&request, &state, ANY).await?;
    let new = given::webhook(body::read(&request, payload).await?, state.config.webhooks_private)?;
    let row = state.write(move |db| subscribe::create(db, &new, &by, Utc::now().naive_utc())).await?;
    let view = NewWebhookView::new(row, &links::base(&state.config, &request));
    let mut response = HttpResponse::Created();
    response.insert_header((CACHE_CONTROL, "no-store")).insert_header((LOCATION, view.webhook.href.clone()));
    Ok(response.json(Envelope { data: view }))
}

/// The webhooks.
///
/// Those of the key, oldest first, without their secrets; with the scope `admin` those of every key.
#[utoipa::path(tag = "webhooks", security(("key" = [])), responses(
    (status = 200, description = "The webhooks", body = Envelope<Vec<WebhookView>>), WriteFailures, Refusals))]
#[get("/webhooks")]
pub async fn list_webhooks(request: HttpRequest, state: Data<State>, _: Params<()>) -> Result<HttpResponse, ApiError> {
    let by = authorise(&request, &state, ANY).await?;
    let rows = state.read_latest(move |db| Ok(subscribe::list(db, &by)?)).await?;
    let base = links::base(&state.config, &request);
    Ok(private(&rows.into_iter().map(|row| WebhookView::new(row, &base)).collect::<Vec<_>>()))
}

/// One webhook.
///
/// Where it leads, its conditions, and whether it is active; without its secret.
#[utoipa::path(tag = "webhooks", security(("key" = [])), params(WebhookPath), responses(
    (status = 200, description = "The webhook", body = Envelope<WebhookView>), WriteFailures, Refusals))]
#[get("/webhooks/{id}")]
pub async fn get_webhook(
    request: HttpRequest,
    state: Data<State>,
    path: Path<WebhookPath>,
    _: Params<()>,
) -> Result<HttpResponse, ApiError> {
    let by = authorise(&request, &state, ANY).await?;
    let row = state.read_latest(move |db| Ok(subscribe::find(db, &path.id, &by)?)).await?;
    Ok(private(&WebhookView::new(row, &links::base(&state.config, &request))))
}

/// Ends a webhook.
///
/// Nothing more is sent, and its log is gone; an attempt that is being made may still arrive.
#[utoipa::path(tag = "webhooks", security(("key" = [])), params(WebhookPath), responses(
    (status = 204, description = "The webhook is gone"), WriteFailures, Refusals))]
#[delete("/webhooks/{id}")]
pub async fn delete_webhook(
    request: HttpRequest,
    state: Data<State>,
    path: Path<WebhookPath>,
    _: Params<()>,
) -> Result<HttpResponse, ApiError> {
    let by = authorise(&request, &state, ANY).await?;
    state.write(move |db| subscribe::delete(db, &path.id, &by, Utc::now().naive_utc())).await?;
    Ok(HttpResponse::NoContent().insert_header((CACHE_CONTROL, "no-store")).finish())
}

/// Sends a test.
///
/// An event of the type `webhook.test` is sent within a second or two, once; the log of deliveries tells what became of it.
/// Another test waits until then.
#[utoipa::path(tag = "webhooks", security(("key" = [])), params(WebhookPath), responses(
    (status = 202, description = "The test is on its way", body = Envelope<DeliveryView>), WriteFailures, Refusals))]
#[post("/webhooks/{id}/test")]
pub async fn test_webhook(
    request: HttpRequest,
    state: Data<State>,
    path: Path<WebhookPath>,
    _: Params<()>,
) -> Result<HttpResponse, ApiError> {
    let by = authorise(&request, &state, ANY).await?;
    let work = move |db: &mut _| subscribe::test(db, &path.id, &by, Utc::now().naive_utc());
    let (event, delivery) = state.write(work).await?;
    Ok(accepted(&DeliveryView::new(delivery, event, Vec::new())))
}

/// The log of deliveries.
///
/// What was sent, the newest first, with the body as it was sent and each attempt: when, what the receiver answered or why it
/// did not, and how long that took. Tests are kept up to the last 20.
#[utoipa::path(tag = "webhooks", security(("key" = [])), params(WebhookPath, LogParams), responses(
    (status = 200, description = "The deliveries, newest first", body = Envelope<Vec<DeliveryView>>), WriteFailures, Refusals))]
#[get("/webhooks/{id}/deliveries")]
pub async fn list_deliveries(
    request: HttpRequest,
    state: Data<State>,
    path: Path<WebhookPath>,
    params: Params<LogParams>,
) -> Result<HttpResponse, ApiError> {
    let by = authorise(&request, &state, ANY).await?;
    let limit = params.value.limit;
    let views = state
        .read_latest(move |db| {
            let webhook = subscribe::find(db, &path.id, &by)?;
            let mut views = Vec::new();
            for (delivery, event) in deliveries::of_webhook(db, &webhook.id, limit)? {
                let log = deliveries::attempts(db, &delivery.webhook_id, &delivery.event_id)?;
                views.push(DeliveryView::new(delivery, event, log));
            }
            Ok(views)
        })
        .await?;
    Ok(private(&views))
}

/// Sends an event again.
///
/// Any release by the id of its event, or a test of this webhook; also one that was never sent to it. It keeps its id, so
/// that a receiver that had it knows it, and is tried anew from the first attempt on.
#[utoipa::path(tag = "webhooks", security(("key" = [])), params(WebhookPath),
    request_body(content = ReplayBody, example = json!({"event": "msg_3b0f6d2c9a817e54d1c0a2f9"})), responses(
    (status = 202, description = "The event is on its way", body = Envelope<DeliveryView>), WriteFailures, BodyFailures, Refusals))]
#[post("/webhooks/{id}/replay")]
pub async fn replay_event(
    request: HttpRequest,
    state: Data<State>,
    path: Path<WebhookPath>,
    _: Params<()>,
    payload: Payload,
) -> Result<HttpResponse, ApiError> {
    let by = authorise(&request, &state, ANY).await?;
    let event = given::replay(body::read(&request, payload).await?)?;
    let work = move |db: &mut _| {
        let (event, delivery) = subscribe::replay(db, &path.id, &event, &by, Utc::now().naive_utc())?;
        let log = deliveries::attempts(db, &delivery.webhook_id, &delivery.event_id)?;
        Ok::<_, WebhookError>(DeliveryView::new(delivery, event, log))
    };
    Ok(accepted(&state.write(work).await?))
}

/// Switches a webhook on again.
///
/// One that was disabled, since its receiver answered 410 or failed for three days, is told again of what comes; what was
/// still on its way goes on. What it missed can be replayed.
#[utoipa::path(tag = "webhooks", security(("key" = [])), params(WebhookPath), responses(
    (status = 200, description = "The webhook, active", body = Envelope<WebhookView>), WriteFailures, Refusals))]
#[post("/webhooks/{id}/enable")]
pub async fn enable_webhook(
    request: HttpRequest,
    state: Data<State>,
    path: Path<WebhookPath>,
    _: Params<()>,
) -> Result<HttpResponse, ApiError> {
    let by = authorise(&request, &state, ANY).await?;
    let row = state.write(move |db| subscribe::enable(db, &path.id, &by, Utc::now().naive_utc())).await?;
    Ok(private(&WebhookView::new(row, &links::base(&state.config, &request))))
}
