//! `/drafts`: files on their way to a release. Only holders of keys see them; no answer is ever kept.

mod upload;
mod view;

use std::sync::OnceLock;

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, LOCATION},
    post,
    web::{self, Data, Path, Payload},
};
use chrono::Utc;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    super::{
        authority::authorise,
        links,
        params::Params,
        problem::{self, ApiError, Kind},
        responses::{BodyFailures, Bytes, Refusals, WriteFailures},
        state::State,
    },
    changes::view::{self as change, ChangeView},
    views::Data as Envelope,
};
use crate::{
    domain::release::{Approval, At, Release},
    publish::{
        annexes::Annexes,
        approve::{Approver, Candidate},
        draft::{self, DraftError, DraftState, Made, Prepared, Sent},
        filing::read::read,
        keys::Scope,
        switch::{self, Outcome, PublishError},
    },
    store::{Db, drafts},
};
use view::{ApprovedView, DraftDetail, DraftView, SentView};

/// Those who may look at drafts.
const READERS: &[Scope] = &[Scope::Draft, Scope::Approve, Scope::Admin];
/// Longest `Idempotency-Key`, in characters.
const LONGEST_KEY: usize = 255;

/// The draft, from the path.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct DraftPath {
    /// The id of a draft.
    #[param(example = "38d2ca0585fa64a0")]
    id: String,
}

/// A file as the part of a form.
#[derive(ToSchema)]
#[allow(dead_code, reason = "describes the body, which is read part by part")]
pub struct Form {
    /// The filled-in file.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// An answer that only its asker sees.
pub fn private(value: &impl Serialize) -> HttpResponse {
    HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).json(Envelope { data: value })
}

/// What stands beside the plan in the record that ships in the binary. It is read once, which takes a while: off the threads
/// that answer requests.
fn annexes() -> Result<&'static Annexes, PublishError> {
    static ANNEXES: OnceLock<Annexes> = OnceLock::new();
    if let Some(annexes) = ANNEXES.get() {
        return Ok(annexes);
    }
    let read = switch::shipped_annexes()?;
    Ok(ANNEXES.get_or_init(|| read))
}

/// Looks at the file of a draft, one file at a time with those that are sent. The turn ends with the work, also if nobody
/// waits for it any more.
async fn in_turn<T, F>(state: &State, work: F) -> Result<T, ApiError>
where
    T: Send + 'static,
    F: FnOnce(&mut Db) -> Result<T, ApiError> + Send + 'static,
{
    let turn = state.queues.checks.enter().await?;
    let work = move |db: &mut Db| {
        let done = work(db);
        drop(turn);
        done
    };
    state.read_latest(work).await
}

/// Files a release.
///
/// The file in XLSX, CSV or TOML, as the template of the release has it, of up to 20 MB: the body as it is, or the part
/// `file` of a form. It is read, checked and compared with the release before; with an error in any cell the answer is a 422
/// whose `report` tells all of them. The same file, or the same `Idempotency-Key`, makes one draft only, and a key has at most
/// 20 open drafts.
#[utoipa::path(tag = "publishing", security(("key" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "Any text of at most 255 characters, the same when the request is repeated", example = "2026-Q4-first")),
    request_body(content((inline(Bytes) = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (String = "text/csv"),
        (String = "application/toml"), (inline(Bytes) = "application/octet-stream"), (inline(Form) = "multipart/form-data")),
        description = "The filled-in file"),
    responses((status = 201, description = "A draft was made", body = Envelope<SentView>),
        (status = 200, description = "The file was there already, or a release says the same; nothing was changed", body = Envelope<SentView>),
        (status = 422, description = "The file has errors; nothing was kept", body = problem::Problem, content_type = "application/problem+json"),
        WriteFailures, BodyFailures, Refusals))]
#[post("/drafts")]
pub async fn make_draft(
    request: HttpRequest,
    state: Data<State>,
    _: Params<()>,
    payload: Payload,
) -> Result<HttpResponse, ApiError> {
    let by = authorise(&request, &state, &[Scope::Draft]).await?;
    let idempotency_key = idempotency_key(&request)?;
    let place = state.queues.files.enter().await?;
    let file = upload::read(&request, payload).await?;
    let turn = state.queues.checks.enter().await?;
    let base = links::base(&state.config, &request);
    // Both go with the work, which does not end when its client leaves: the next file would be checked beside this one.
    let held = (place, turn);
    let sent = web::block(move || (Sent::read(file.name, file.bytes), annexes(), held));
    let (sent, annexes, held) = sent.await.map_err(|_| problem::internal())?;
    let annexes = annexes?;
    let work = move |db: &mut _| {
        let made = draft::make(db, sent, annexes, &by, idempotency_key.as_deref(), Utc::now().naive_utc())?;
        // Read where it was written: a replica may not have it yet.
        let kept = match &made {
            Made::Draft { draft, .. } => Some(draft::state(db, draft)?),
            _ => None,
        };
        Ok::<_, DraftError>((made, kept, held))
    };
    let (made, kept, _held) = state.write(work).await?;
    match (made, kept) {
        (Made::Refused(report), _) => Err(ApiError::filing_refused(report, "nothing was kept")),
        (Made::Known { pinned, report }, _) => {
            Ok(private(&SentView { outcome: "unchanged", draft: None, release: Some(pinned), report: report.into() }))
        }
        (Made::Draft { draft, report, is_new }, kept) => {
            let draft = DraftView::new(&draft, kept.unwrap_or(DraftState::Open), &base);
            let href = draft.href.clone();
            let outcome = if is_new { "made" } else { "repeated" };
            let sent = SentView { outcome, draft: Some(draft), release: None, report: report.into() };
            Ok(match is_new {
                true => HttpResponse::Created()
                    .insert_header((CACHE_CONTROL, "no-store"))
                    .insert_header((LOCATION, href))
                    .json(Envelope { data: sent }),
                false => private(&sent),
            })
        }
    }
}

fn idempotency_key(request: &HttpRequest) -> Result<Option<String>, ApiError> {
    let Some(value) = request.headers().get("Idempotency-Key") else { return Ok(None) };
    let text = value.to_str().unwrap_or_default();
    let is_key = !text.is_empty() && text.len() <= LONGEST_KEY;
    let expected = format!("1 to {LONGEST_KEY} visible characters of ASCII");
    is_key.then(|| Some(text.to_owned())).ok_or_else(|| {
        let detail = format!("the header `Idempotency-Key` is `{}`; expected {expected}", problem::echo(text));
        ApiError::new(Kind::INVALID_PARAMETER, detail).at("Idempotency-Key", text).expecting(expected)
    })
}

/// The drafts.
///
/// Every draft with what became of it, newest first.
#[utoipa::path(tag = "publishing", security(("key" = [])), responses(
    (status = 200, description = "The drafts, newest first", body = Envelope<Vec<DraftView>>), WriteFailures, Refusals))]
#[get("/drafts")]
pub async fn list_drafts(request: HttpRequest, state: Data<State>, _: Params<()>) -> Result<HttpResponse, ApiError> {
    authorise(&request, &state, READERS).await?;
    let base = links::base(&state.config, &request);
    let views = state
        .read_latest(move |db| {
            let mut views = Vec::new();
            for row in drafts::list(db)? {
                views.push(DraftView::new(&row, draft::state(db, &row)?, &base));
            }
            Ok(views)
        })
        .await?;
    Ok(private(&views))
}

/// One draft.
///
/// A draft with its report, made anew: what is looked at is what would be approved.
#[utoipa::path(tag = "publishing", security(("key" = [])), params(DraftPath), responses(
    (status = 200, description = "The draft", body = Envelope<DraftDetail>), WriteFailures, Refusals))]
#[get("/drafts/{id}")]
pub async fn get_draft(
    request: HttpRequest,
    state: Data<State>,
    path: Path<DraftPath>,
    _: Params<()>,
) -> Result<HttpResponse, ApiError> {
    authorise(&request, &state, READERS).await?;
    let base = links::base(&state.config, &request);
    let work = move |db: &mut Db| {
        let row = draft::find(db, &path.id)?;
        let state = draft::state(db, &row)?;
        let now = Utc::now().naive_utc();
        let Prepared { report, .. } = draft::prepare(db, read(&row.content), annexes()?, Approval::FourEyes, now)?;
        Ok(DraftDetail { draft: DraftView::new(&row, state, &base), report: report.into() })
    };
    Ok(private(&in_turn(&state, work).await?))
}

/// The changes of a draft.
///
/// What readers will see at `/api/v1/changes` once the draft is approved, with the same ids. Addresses of the release that
/// it is to become lead nowhere until then.
#[utoipa::path(tag = "publishing", security(("key" = [])), params(DraftPath), responses(
    (status = 200, description = "The changes since the release before", body = Envelope<Vec<ChangeView>>), WriteFailures, Refusals))]
#[get("/drafts/{id}/changes")]
pub async fn list_draft_changes(
    request: HttpRequest,
    state: Data<State>,
    path: Path<DraftPath>,
    _: Params<()>,
) -> Result<HttpResponse, ApiError> {
    authorise(&request, &state, READERS).await?;
    let mut context = state.context(&request, &At::Current, String::new())?;
    let work = move |db: &mut Db| {
        let row = draft::find_open(db, &path.id)?;
        let now = Utc::now().naive_utc();
        let prepared = draft::prepare(db, read(&row.content), annexes()?, Approval::FourEyes, now)?;
        let Some(ready) = prepared.ready else { return Ok(Vec::new()) };
        context.release = Release::from(&ready.snapshot.release);
        let before = Release::from(&ready.before.release);
        let changes = ready.snapshot.changes.into_iter();
        Ok(changes.map(|row| change::of(row, &context, &before)).collect::<Vec<ChangeView>>())
    };
    Ok(private(&in_turn(&state, work).await?))
}

/// The file of a draft.
///
/// The file as it was sent.
#[utoipa::path(tag = "publishing", security(("key" = [])), params(DraftPath), responses(
    (status = 200, description = "The file", content_type = "application/octet-stream", body = Vec<u8>), WriteFailures, Refusals))]
#[get("/drafts/{id}/file")]
pub async fn get_draft_file(
    request: HttpRequest,
    state: Data<State>,
    path: Path<DraftPath>,
    _: Params<()>,
) -> Result<HttpResponse, ApiError> {
    authorise(&request, &state, READERS).await?;
    let row = state.read_latest(move |db| Ok(draft::find(db, &path.id)?)).await?;
    Ok(HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"draft-{}\"", row.id)))
        .content_type("application/octet-stream")
        .body(row.content))
}

/// Approves a draft.
///
/// Publishes the release that the draft is to become, in one transaction: readers see all of it at once, on this instance
/// with the answer and on others within a second. The key is another one than that which made the draft, unless the setting
/// `FOUR_EYES` is false; the release says which it was.
#[utoipa::path(tag = "publishing", security(("key" = [])), params(DraftPath), responses(
    (status = 200, description = "The release is published", body = Envelope<ApprovedView>), WriteFailures, Refusals))]
#[post("/drafts/{id}/approve")]
pub async fn approve_draft(
    request: HttpRequest,
    state: Data<State>,
    path: Path<DraftPath>,
    _: Params<()>,
) -> Result<HttpResponse, ApiError> {
    let by = authorise(&request, &state, &[Scope::Approve]).await?;
    let approver = Approver { by, four_eyes: state.config.four_eyes };
    let turn = state.queues.checks.enter().await?;
    // Whoever leaves meanwhile leaves the turn to what goes on.
    let reading = move |db: &mut Db| {
        let candidate = Candidate::read(db, &path.id, &approver)?;
        Ok((candidate, annexes()?, approver, turn))
    };
    let (candidate, annexes, approver, turn) = state.read_latest(reading).await?;
    let work = move |db: &mut Db| {
        let outcome = candidate.publish(db, annexes, &approver, Utc::now().naive_utc());
        drop(turn);
        outcome
    };
    let outcome = state.write(work).await?;
    // The release is out, whatever becomes of this: those who look for releases see it within a second.
    if let Err(error) = state.refresh().await {
        log::warn!("a release is published, and this instance sees it a little later: {error}");
    }
    let (release, is_current) = match outcome {
        Outcome::Published { pinned, is_current } => (pinned, is_current),
        Outcome::Known { pinned } => (pinned, false),
    };
    let href = format!("{}/api/v1/releases/{release}", links::base(&state.config, &request));
    Ok(private(&ApprovedView { release, is_current, href }))
}

/// Withdraws a draft.
///
/// Gives a draft up; it stays on record, and the file can be sent again.
#[utoipa::path(tag = "publishing", security(("key" = [])), params(DraftPath), responses(
    (status = 200, description = "The draft is withdrawn", body = Envelope<DraftView>), WriteFailures, Refusals))]
#[post("/drafts/{id}/withdraw")]
pub async fn withdraw_draft(
    request: HttpRequest,
    state: Data<State>,
    path: Path<DraftPath>,
    _: Params<()>,
) -> Result<HttpResponse, ApiError> {
    let by = authorise(&request, &state, &[Scope::Draft, Scope::Approve]).await?;
    let base = links::base(&state.config, &request);
    let view = state
        .write(move |db| {
            let row = draft::withdraw(db, &path.id, &by, Utc::now().naive_utc())?;
            Ok::<_, DraftError>(DraftView::new(&row, draft::state(db, &row)?, &base))
        })
        .await?;
    Ok(private(&view))
}
