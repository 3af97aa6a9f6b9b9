//! Files: rows written in any format and sent as they come, for every surface.
//!
//! A thread of the blocking pool reads and writes, and another one writes once the file is long, with a third one for the groups
//! of a Parquet file; a bounded channel holds what the client has not taken yet. Until the first byte an error is a proper answer: a guard, a query that fails, a table that an
//! Excel sheet cannot hold (which is always known by then). Later failures, a panic among them, break the connection off, so
//! that a half file never looks whole. A client that leaves closes the channel, and the reading stops at the next row; one that
//! reads too slowly for the connection that it holds is left. A database that gives no row for too long is told to stop
//! (`silence.rs`). A short file that was sent whole is kept as an answer.

mod output;
mod patience;
mod relay;
mod resume;
mod silence;

use std::{sync::Arc, time::SystemTime};

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, HeaderMap},
    web::{self, Bytes},
};
use futures_util::{StreamExt, stream};
use sha2::{Digest, Sha256};
use tokio::sync::mpsc;

use super::{
    answers::{Answer, Answers, Key},
    conditional,
    limits::client,
    problem::{self, ApiError, Kind},
    representation::{self, About, cache_control, tell_file, tell_tag},
    state::{Context, State},
};
use crate::{
    domain::{dataset::Value, release::Releases, source::hexadecimal},
    formats::{Format, Options, Table},
    store::{Db, errands::Errand},
};
use output::Output;
use relay::Relay;
use silence::{Silence, Steps};

/// Bytes of the longest file that is kept as an answer once it was sent whole.
const LONGEST_KEPT: usize = 256 * 1024;
/// Chunks that wait for a slow client.
const WAITING: usize = 2;

/// What a file is called, what it holds and how it is written.
pub struct Download {
    /// Its name without the extension.
    pub name: String,
    pub format: Format,
    pub table: Table,
    pub options: Options,
    /// The value of `Content-Type`, unless it is a gzip file.
    pub content_type: &'static str,
    /// A gzip file, `NAME.csv.gz`. This is not a content coding: the client keeps it compressed.
    pub gzip: bool,
}

/// What is told about a file besides its bytes.
pub struct Validity {
    /// Changes with the bytes; see [`Validity::tag`].
    pub tag: String,
    /// When the rows last changed.
    pub modified: SystemTime,
    pub cache_control: &'static str,
    /// The release that the file is about, if any.
    pub about: Option<About>,
    /// The file depends on when it is asked for, so it is never kept.
    pub passing: bool,
    /// The releases that the rest was told from: the file is read from a database that holds them, and kept until there are
    /// others, whatever is published meanwhile.
    pub releases: Arc<Releases>,
}

impl Validity {
    /// That of a file about the release that a request reads; `context.query` must tell the format.
    pub fn of(context: &Context) -> Self {
        let compared = context.against.as_ref().map_or("", |release| &release.content_sha256);
        Validity {
            // Rows of several releases change with any revision, which changes the number of the newest one.
            tag: Self::tag(&[
                &context.release.content_sha256,
                compared,
                &context.kept_under().to_string(),
                &context.path,
                &context.query,
            ]),
            modified: context.modified(),
            cache_control: cache_control(context.pinned),
            about: Some(context.about()),
            passing: false,
            releases: context.releases.clone(),
        }
    }

    /// For a file that depends on when it is asked for: nothing that was sent before stands for it.
    pub fn pass(&mut self) {
        self.modified = SystemTime::now();
        self.tag = Self::tag(&[&self.tag, &format!("{:?}", self.modified)]);
        self.cache_control = "no-cache";
        self.passing = true;
    }

    /// A tag made of all that the bytes depend on, besides the program. They are not known before they are sent, so it
    /// is a weak one.
    pub fn tag(parts: &[&str]) -> String {
        let identity = [parts, &[env!("CARGO_PKG_VERSION")]].concat().join("\n");
        hexadecimal(&Sha256::digest(identity.as_bytes())[..16])
    }
}

/// Takes the rows of a file.
pub trait RowSink {
    /// Takes a row, whose values stand in the order of the columns; `id` is its address as a resource. What is left in the
    /// place of the values is of no meaning; its memory may serve the next row.
    ///
    /// # Errors
    /// The client has left, or the row cannot be written: there is nothing more to do but return.
    fn push(&mut self, id: Option<String>, values: &mut Vec<Value>) -> Result<(), Stopped>;
}

/// No more rows are wanted. The sink knows why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stopped;

impl From<Stopped> for ApiError {
    /// Never shown: the sink tells the reason, or nobody listens.
    fn from(_: Stopped) -> Self {
        problem::internal()
    }
}

/// What the thread that writes tells the one that answers.
enum Message {
    /// The rows exist; bytes may take a while.
    Begun,
    Chunk(Bytes),
    /// The file is whole.
    End,
    Failed(ApiError),
}

/// Sends the rows that `rows` pushes as a file.
///
/// # Errors
/// What goes wrong before the first byte; later failures break the connection off.
pub async fn send<F>(
    request: &HttpRequest,
    state: &State,
    validity: Validity,
    download: Download,
    rows: F,
) -> Result<HttpResponse, ApiError>
where
    F: Fn(&mut Db, &mut dyn RowSink) -> Result<(), ApiError> + Send + 'static,
{
    let (format, gzip) = (download.format, download.gzip);
    let headers = headers(&validity, &download);
    let known = validity.releases.clone();
    let key = if validity.passing { None } else { state.key(request, &known).map(|key| key.to_owned()) };
    let passing = validity.passing;
    let (sender, mut receiver) = mpsc::channel(WAITING);
    state.in_reach()?;
    let (store, (export, connection)) = (state.store.clone(), state.export_permits(client::of(request)).await?);
    let (errand, steps) = (Errand::default(), Steps::default());
    let silence = Silence::new(&errand, &steps);
    let rows = move |db: &mut Db, sink: &mut dyn RowSink| rows(db, &mut steps.on(sink));
    // Not awaited: the thread ends by itself when all is sent or nobody listens.
    drop(web::block(move || {
        let mut relay = Relay::new(Output::new(download, sender));
        let read = errand.run(|| resume::read(&store, known.last(), passing, &rows, &mut relay));
        drop(connection);
        relay.end(read);
        // Only now: until its client has taken the last bytes the thread is one of those that write files.
        drop(export);
    }));
    match silence.next(&mut receiver).await {
        Some(Message::Begun) => {}
        Some(Message::Failed(error)) => return Err(error),
        _ => return Err(problem::internal()),
    }
    // Only what exists can be unchanged, so this comes after the first row was found; nobody takes the others.
    if conditional::is_unchanged(request, &validity.tag, validity.modified) {
        return Ok(conditional::unchanged(conditional::left(&headers)));
    }
    let first = match silence.next(&mut receiver).await {
        Some(Message::Chunk(first)) => Some(first),
        Some(Message::End) => None,
        Some(Message::Failed(error)) => return Err(error),
        _ => return Err(problem::internal()),
    };
    let is_opaque = gzip || format.is_compressed();
    let mut copy = key.map(|key| Copy {
        answers: state.answers.clone(),
        key,
        headers: headers.clone(),
        validity,
        is_opaque,
        bytes: Vec::new(),
    });
    let mut response = HttpResponse::Ok();
    for header in headers {
        response.append_header(header);
    }
    if is_opaque {
        // Told explicitly, so that the compression of other answers leaves this one alone; `frame` drops it.
        response.insert_header((header::CONTENT_ENCODING, "identity"));
    }
    let Some(first) = first else { return Ok(response.body(Bytes::new())) };
    copy = copy.and_then(|copy| copy.with(&first));
    let rest = stream::unfold(Some((receiver, copy, silence)), |left| async {
        let (mut receiver, copy, silence) = left?;
        match silence.next(&mut receiver).await {
            Some(Message::Chunk(chunk)) => {
                let copy = copy.and_then(|copy| copy.with(&chunk));
                Some((Ok(chunk), Some((receiver, copy, silence))))
            }
            Some(Message::End) => {
                copy.into_iter().for_each(Copy::keep);
                None
            }
            Some(Message::Failed(error)) => Some((Err(broken_off(error)), None)),
            // The thread ended without a word: it panicked.
            Some(Message::Begun) | None => Some((Err(broken_off(problem::internal())), None)),
        }
    });
    Ok(response.streaming(stream::once(async { Ok(first) }).chain(rest)))
}

/// The headers of a file, whether it is sent anew or was kept.
fn headers(validity: &Validity, download: &Download) -> HeaderMap {
    let Download { name, format, content_type, gzip, .. } = download;
    let end = if *gzip { ".gz" } else { "" };
    let media = if *gzip { "application/gzip" } else { content_type };
    let mut headers = representation::headers(media, validity.modified, validity.cache_control);
    tell_tag(&mut headers, &validity.tag, true);
    tell_file(&mut headers, &format!("{name}.{}{end}", format.extension()));
    validity.about.iter().for_each(|about| about.tell(&mut headers, None));
    headers
}

/// What was sent of a file so far, in case that the whole is short enough to be kept.
struct Copy {
    answers: Arc<Answers>,
    key: Key,
    headers: HeaderMap,
    validity: Validity,
    /// The file is compressed by itself.
    is_opaque: bool,
    bytes: Vec<u8>,
}

impl Copy {
    /// With another chunk; nothing once the file is too long.
    fn with(mut self, chunk: &Bytes) -> Option<Self> {
        self.bytes.extend_from_slice(chunk);
        (self.bytes.len() <= LONGEST_KEPT).then_some(self)
    }

    fn keep(self) {
        let Validity { tag, modified, .. } = self.validity;
        let answer = Answer::of_file(self.bytes, tag, modified, self.headers, self.is_opaque).at(self.key.path());
        self.answers.keep(self.key, answer);
    }
}

fn broken_off(error: ApiError) -> ApiError {
    log::error!("a file was broken off: {error}");
    error
}
