//! Lists as files: every row, read in batches and sent as they come.
//!
//! A thread of the blocking pool reads; a bounded channel holds what the client has not taken yet. A client that leaves
//! closes the channel, and the reading stops at the next batch. A failure midway breaks the connection off, so that a
//! half file never looks whole.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{self, HttpDate},
    },
    web::{self, Bytes},
};
use futures_util::{StreamExt, stream};
use sha2::{Digest, Sha256};
use tokio::sync::mpsc;

use super::{
    answers::{self, JALON_RELEASE},
    problem::ApiError,
    state::{Context, State},
    v1::collection::{Collection, Guard},
};
use crate::{
    domain::{
        dataset::{Record, ToValue, Value},
        source::hexadecimal,
    },
    formats::csv::{self, Profile},
    store::{Db, Slice, SortKey},
};

/// Rows read at first, so that the first byte leaves early; each further batch is twice as long.
const FIRST_BATCH: i64 = 25;
/// Most rows read at a time, so that memory stays bounded.
const LARGEST_BATCH: i64 = 1000;
/// Batches that wait for a slow client.
const WAITING: usize = 2;

/// What a file holds and how it is written.
pub struct File {
    pub name: &'static str,
    pub profile: Profile,
    /// Indices of the row's columns.
    pub columns: Vec<usize>,
    pub limit: Option<i64>,
    pub offset: i64,
    pub sort: Vec<SortKey>,
}

/// Sends a list as a CSV file.
///
/// # Errors
/// What goes wrong before the first byte; later failures break the connection off.
pub async fn stream<C: Collection>(
    request: &HttpRequest,
    state: &web::Data<State>,
    context: Context,
    filter: C::Filter,
    file: File,
    guard: Guard,
) -> Result<HttpResponse, ApiError> {
    // The bytes are not known before they are sent, so the validator is a weak one, made of all they depend on.
    let identity =
        [&context.release.content_sha256, &context.path, &context.query, env!("CARGO_PKG_VERSION")].join("\n");
    let tag = hexadecimal(&Sha256::digest(identity.as_bytes())[..16]);
    let modified = context.modified();
    let (name, pinned) = (file.name, context.release.pinned());
    let mut response = HttpResponse::Ok();
    response
        .insert_header((header::ETAG, format!("W/\"{tag}\"")))
        .insert_header((header::LAST_MODIFIED, HttpDate::from(modified)))
        .insert_header((header::CACHE_CONTROL, answers::cache_control(context.pinned)))
        .insert_header((header::VARY, "Accept, Accept-Encoding"))
        .insert_header((JALON_RELEASE, pinned.as_str()));

    let (sender, mut receiver) = mpsc::channel::<Result<Bytes, ApiError>>(WAITING);
    let store = state.store.clone();
    // Not awaited: the thread ends by itself when all is sent or nobody listens.
    drop(web::block(move || {
        let sent = store.read(|db| send::<C>(db, &context, &filter, &file, guard, &sender));
        if let Err(error) = sent {
            let _ = sender.blocking_send(Err(error));
        }
    }));
    let first = match receiver.recv().await {
        Some(Err(error)) => return Err(error),
        Some(Ok(first)) => first,
        None => Bytes::new(),
    };
    // Only what exists can be unchanged, so this comes after the first rows were found; nobody reads the others.
    if answers::is_unchanged(request, &tag, modified) {
        return Ok(response.status(StatusCode::NOT_MODIFIED).finish());
    }
    response
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"jalon-{name}-{pinned}.csv\"")))
        .content_type("text/csv; charset=utf-8; header=present");
    let rest = stream::poll_fn(move |waker| receiver.poll_recv(waker));
    Ok(response.streaming(stream::once(async { Ok(first) }).chain(rest)))
}

fn send<C: Collection>(
    db: &mut Db,
    context: &Context,
    filter: &C::Filter,
    file: &File,
    guard: Guard,
    sender: &mpsc::Sender<Result<Bytes, ApiError>>,
) -> Result<(), ApiError> {
    guard(db, context)?;
    let all = <C::Row as Record>::COLUMNS;
    let mut names: Vec<Value> = ["release", "revision"].map(|name| Value::Text(name.to_owned())).to_vec();
    names.extend(file.columns.iter().map(|index| Value::Text(all[*index].to_owned())));
    let mut chunk = file.profile.preamble().to_vec();
    chunk.extend(csv::line(&names, file.profile));
    let of_release = [Value::Text(context.release.id.clone()), context.release.revision.to_value()];
    let (mut offset, mut left, mut batch) = (file.offset, file.limit.unwrap_or(i64::MAX), FIRST_BATCH);
    loop {
        let slice = Slice { sort: file.sort.clone(), limit: Some(batch.min(left)), offset };
        let rows = C::list(db, context.release.sequence, filter, &slice)?;
        let read = i64::try_from(rows.len()).unwrap_or(batch);
        for row in &rows {
            let values = row.values();
            chunk.extend(csv::line(of_release.iter().chain(file.columns.iter().map(|i| &values[*i])), file.profile));
        }
        // An empty chunk would end the body.
        if !chunk.is_empty() && sender.blocking_send(Ok(std::mem::take(&mut chunk).into())).is_err() {
            return Ok(());
        }
        offset += read;
        left -= read;
        if read < batch || left <= 0 {
            return Ok(());
        }
        batch = (batch * 2).min(LARGEST_BATCH);
    }
}
