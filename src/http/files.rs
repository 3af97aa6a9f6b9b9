//! Files: rows written in any format and sent as they come, for every surface.
//!
//! A thread of the blocking pool reads and writes; a bounded channel holds what the client has not taken yet. Until the
//! first byte an error is a proper answer: a guard, a query that fails, a table that an Excel sheet cannot hold (which is
//! always known by then). Later failures, a panic among them, break the connection off, so that a half file never looks
//! whole. A client that leaves closes the channel, and the reading stops at the next row.

use std::{
    io::{self, Write},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::SystemTime,
};

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{self, HeaderMap, HttpDate},
    },
    web::{self, Bytes},
};
use flate2::{Compression, write::GzEncoder};
use futures_util::{StreamExt, stream};
use sha2::{Digest, Sha256};
use tokio::sync::mpsc;

use super::{
    answers::{self, About},
    problem::{self, ApiError, Kind},
    state::{Context, State},
};
use crate::{
    domain::{dataset::Value, source::hexadecimal},
    formats::{self, Format, Options, RowWriter, Table, Unwritable},
    store::Db,
};

/// Bytes of the first chunk, so that it leaves with the first rows; each further chunk is twice as long.
const FIRST_CHUNK: usize = 1024;
/// Most bytes that wait to make a chunk.
const LARGEST_CHUNK: usize = 64 * 1024;
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
            cache_control: answers::cache_control(context.pinned),
            about: Some(context.about()),
        }
    }

    /// For a file that depends on when it is asked for: nothing that was sent before stands for it.
    pub fn pass(&mut self) {
        self.modified = SystemTime::now();
        self.tag = Self::tag(&[&self.tag, &format!("{:?}", self.modified)]);
        self.cache_control = "no-cache";
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
    /// Takes a row, whose values stand in the order of the columns; `id` is its address as a resource.
    ///
    /// # Errors
    /// The client has left, or the row cannot be written: there is nothing more to do but return.
    fn push(&mut self, id: Option<&str>, values: &[Value]) -> Result<(), Stopped>;
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
    F: FnOnce(&mut Db, &mut dyn RowSink) -> Result<(), ApiError> + Send + 'static,
{
    let mut response = HttpResponse::Ok();
    response
        .insert_header((header::ETAG, format!("W/\"{}\"", validity.tag)))
        .insert_header((header::LAST_MODIFIED, HttpDate::from(validity.modified)))
        .insert_header((header::CACHE_CONTROL, validity.cache_control))
        .insert_header((header::VARY, "Accept, Accept-Encoding"));
    let mut told = HeaderMap::new();
    validity.about.iter().for_each(|about| about.tell(&mut told, None));
    for header in told {
        response.insert_header(header);
    }
    let (format, content_type, gzip) = (download.format, download.content_type, download.gzip);
    let disposition =
        format!("attachment; filename=\"{}.{}{}\"", download.name, format.extension(), if gzip { ".gz" } else { "" });

    let (sender, mut receiver) = mpsc::channel(WAITING);
    let store = state.store.clone();
    // Not awaited: the thread ends by itself when all is sent or nobody listens.
    drop(web::block(move || {
        let mut output = Output::new(download, sender);
        let read = store.read(|db| rows(db, &mut output));
        output.end(read);
    }));
    match receiver.recv().await {
        Some(Message::Begun) => {}
        Some(Message::Failed(error)) => return Err(error),
        _ => return Err(problem::internal()),
    }
    // Only what exists can be unchanged, so this comes after the first row was found; nobody takes the others.
    if answers::is_unchanged(request, &validity.tag, validity.modified) {
        return Ok(response.status(StatusCode::NOT_MODIFIED).finish());
    }
    let first = match receiver.recv().await {
        Some(Message::Chunk(first)) => Some(first),
        Some(Message::End) => None,
        Some(Message::Failed(error)) => return Err(error),
        _ => return Err(problem::internal()),
    };
    response.insert_header((header::CONTENT_DISPOSITION, disposition));
    response.content_type(if gzip { "application/gzip" } else { content_type });
    if gzip || format.is_compressed() {
        // Told explicitly, so that the compression of other answers leaves this one alone; `frame` drops it.
        response.insert_header((header::CONTENT_ENCODING, "identity"));
    }
    let Some(first) = first else { return Ok(response.body(Bytes::new())) };
    let rest = stream::unfold(Some(receiver), |receiver| async {
        let mut receiver = receiver?;
        match receiver.recv().await {
            Some(Message::Chunk(chunk)) => Some((Ok(chunk), Some(receiver))),
            Some(Message::End) => None,
            Some(Message::Failed(error)) => Some((Err(broken_off(error)), None)),
            // The thread ended without a word: it panicked.
            Some(Message::Begun) | None => Some((Err(broken_off(problem::internal())), None)),
        }
    });
    Ok(response.streaming(stream::once(async { Ok(first) }).chain(rest)))
}

fn broken_off(error: ApiError) -> ApiError {
    log::error!("a file was broken off: {error}");
    error
}

/// The writer of a file, made with the first row, and its way out.
struct Output {
    download: Download,
    sender: mpsc::Sender<Message>,
    writer: Option<Box<dyn RowWriter>>,
    bytes: Shared,
    failure: Option<ApiError>,
}

impl Output {
    fn new(download: Download, sender: mpsc::Sender<Message>) -> Self {
        let chunks = Chunks { waiting: Vec::new(), full: FIRST_CHUNK, sender: sender.clone() };
        let encoder = match download.gzip {
            true => Encoder::Gzip(Box::new(GzEncoder::new(chunks, Compression::default()))),
            false => Encoder::Plain(chunks),
        };
        Output { download, sender, writer: None, bytes: Shared(Arc::new(Mutex::new(encoder))), failure: None }
    }

    /// The writer. What it writes before the first row must not leave before that row is found.
    fn writer(&mut self) -> io::Result<&mut Box<dyn RowWriter>> {
        let writer = match self.writer.take() {
            Some(writer) => writer,
            None => {
                self.sender.blocking_send(Message::Begun).map_err(gone)?;
                let Download { format, table, options, .. } = &self.download;
                formats::writer(*format, table, options, Box::new(self.bytes.clone()))?
            }
        };
        Ok(self.writer.insert(writer))
    }

    fn finish(&mut self) -> io::Result<()> {
        self.writer()?;
        self.writer.take().map_or(Ok(()), RowWriter::finish)?;
        self.bytes.lock().end()
    }

    /// Ends the file, or breaks it off.
    fn end(mut self, read: Result<(), ApiError>) {
        let format = self.download.format;
        let ended = match (self.failure.take(), read) {
            (Some(failure), _) | (None, Err(failure)) => Err(failure),
            (None, Ok(())) => self.finish().map_err(|error| refused(format, &error)),
        };
        let last = ended.map_or_else(Message::Failed, |()| Message::End);
        // A client that has left hears nothing.
        let _ = self.sender.blocking_send(last);
    }
}

impl RowSink for Output {
    fn push(&mut self, id: Option<&str>, values: &[Value]) -> Result<(), Stopped> {
        if self.sender.is_closed() || self.failure.is_some() {
            return Err(Stopped);
        }
        self.writer().and_then(|writer| writer.row(id, values)).map_err(|error| {
            if !self.sender.is_closed() {
                self.failure = Some(refused(self.download.format, &error));
            }
            Stopped
        })
    }
}

/// Why a file cannot be written, as an answer.
fn refused(format: Format, error: &io::Error) -> ApiError {
    let Some(unwritable) = Unwritable::of(error) else {
        log::error!("a file cannot be written: {error}");
        return problem::internal();
    };
    let name = format.name();
    let detail = format!("the rows cannot be written as `{name}`: {unwritable}; expected fewer or another format");
    ApiError::new(Kind::INVALID_PARAMETER, detail)
        .at("format", name)
        .expecting("a format without that limit, such as `csv`, or fewer rows and fields")
}

fn gone<E>(_: E) -> io::Error {
    io::ErrorKind::BrokenPipe.into()
}

/// Bytes on their way to the client, shared between the writer and its [`Output`], on one thread.
#[derive(Clone)]
struct Shared(Arc<Mutex<Encoder>>);

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Encoder> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut *self.lock() {
            Encoder::Plain(chunks) => chunks.write(bytes),
            Encoder::Gzip(encoder) => encoder.write(bytes),
        }
    }

    /// Chunks leave when they are full, or at the end.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

enum Encoder {
    Plain(Chunks),
    Gzip(Box<GzEncoder<Chunks>>),
}

impl Encoder {
    /// Sends what is left.
    fn end(&mut self) -> io::Result<()> {
        match self {
            Encoder::Plain(chunks) => chunks.send(),
            Encoder::Gzip(encoder) => {
                encoder.try_finish()?;
                encoder.get_mut().send()
            }
        }
    }
}

/// Gathers bytes to chunks worth sending.
struct Chunks {
    waiting: Vec<u8>,
    /// The length at which a chunk leaves.
    full: usize,
    sender: mpsc::Sender<Message>,
}

impl Chunks {
    fn send(&mut self) -> io::Result<()> {
        // An empty chunk would end the body.
        if self.waiting.is_empty() {
            return Ok(());
        }
        self.full = (self.full * 2).min(LARGEST_CHUNK);
        let chunk = Message::Chunk(std::mem::take(&mut self.waiting).into());
        self.sender.blocking_send(chunk).map_err(gone)
    }
}

impl Write for Chunks {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.waiting.extend_from_slice(bytes);
        if self.waiting.len() >= self.full {
            self.send()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
