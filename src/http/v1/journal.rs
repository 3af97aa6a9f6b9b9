//! `/journal`: what was done, by whom, when.

use actix_web::{HttpRequest, HttpResponse, get, web::Data};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::{
    super::{
        authority::authorise,
        params::{FromQuery, Params, QueryString},
        problem::ApiError,
        responses::{Refusals, WriteFailures},
        state::State,
    },
    drafts::private,
    views::{Data as Envelope, time},
};
use crate::{
    publish::{journal::Event, keys::Scope},
    store::journal::{self, EntryRow},
};

/// Which entries.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub struct JournalParams {
    /// Only entries after this number.
    #[param(example = 0, minimum = 0, value_type = Option<i64>)]
    after: i64,
    /// How many at most: 1 to 500, 100 if it is missing.
    #[param(example = 100, minimum = 1, maximum = 500, value_type = Option<i64>)]
    limit: i64,
}

impl FromQuery for JournalParams {
    fn from_query(query: &mut QueryString) -> Result<Self, ApiError> {
        Ok(JournalParams {
            after: query.number("after", 0..=i64::MAX)?.unwrap_or(0),
            limit: query.number("limit", 1..=500)?.unwrap_or(100),
        })
    }
}

/// An entry of the journal.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "seq": 4, "at": "2026-11-28T11:36:52.250114Z", "actor": "b1f06fc53e69", "event": "draft_approved", "subject": "38d2ca0585fa64a0",
    "details": {"release": "2026-Q4.1", "approval": "four_eyes", "made_by": "661473ac34e9"},
    "previous": "f1f0…", "hash": "9a3c…"
}))]
pub struct EntryView {
    /// 1, 2, 3 … without gap.
    pub seq: i64,
    /// RFC 3339, UTC.
    pub at: String,
    /// The id of a key, `operator` for what was done on the command line without one, or `service` for what nobody asked for.
    pub actor: String,
    #[schema(value_type = Event)]
    pub event: String,
    /// The id of the key, draft or webhook, or the release.
    pub subject: String,
    #[schema(value_type = Object)]
    pub details: serde_json::Value,
    /// The hash of the entry before; zeros for the first.
    pub previous: String,
    /// SHA-256 of the JSON array of number, time, actor, event, subject, details as text, and `previous`.
    pub hash: String,
}

impl From<EntryRow> for EntryView {
    fn from(row: EntryRow) -> Self {
        EntryView {
            seq: row.seq,
            at: time(row.at),
            actor: row.actor,
            event: row.event,
            subject: row.subject,
            details: serde_json::from_str(&row.details).unwrap_or_default(),
            previous: row.previous,
            hash: row.hash,
        }
    }
}

/// The journal.
///
/// Entries in the order in which they were made; each has the hash of the one before, which `jalon check --journal` verifies.
#[utoipa::path(tag = "publishing", security(("key" = [])), params(JournalParams), responses(
    (status = 200, description = "Entries, oldest first", body = Envelope<Vec<EntryView>>), WriteFailures, Refusals))]
#[get("/journal")]
pub async fn list_journal(
    request: HttpRequest,
    state: Data<State>,
    params: Params<JournalParams>,
) -> Result<HttpResponse, ApiError> {
    authorise(&request, &state, &[Scope::Admin]).await?;
    let JournalParams { after, limit } = params.value;
    let rows = state.read_latest(move |db| Ok(journal::after(db, after, limit)?)).await?;
    Ok(private(&rows.into_iter().map(EntryView::from).collect::<Vec<_>>()))
}
