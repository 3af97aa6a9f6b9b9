//! The way out of a file: rows become bytes, and bytes chunks.

use std::{
    io::{self, Write},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use flate2::{Compression, write::GzEncoder};
use tokio::sync::mpsc;

use super::{
    super::problem::{self, ApiError, Kind},
    Download, Message, Stopped,
    patience::Channel,
};
use crate::{
    domain::dataset::Value,
    formats::{self, Format, RowWriter, Unwritable},
};

/// Bytes of the first chunk, so that it leaves with the first rows; each further chunk is twice as long.
const FIRST_CHUNK: usize = 1024;
/// Most bytes that wait to make a chunk.
const LARGEST_CHUNK: usize = 64 * 1024;

/// The writer of a file, made with the first row, and its way out.
pub struct Output {
    download: Download,
    channel: Channel,
    writer: Option<Box<dyn RowWriter>>,
    bytes: Shared,
    failure: Option<ApiError>,
}

impl Output {
    /// The way out of a file, over a channel of messages.
    pub fn new(download: Download, sender: mpsc::Sender<Message>) -> Self {
        let channel = Channel::new(sender);
        let chunks = Chunks { waiting: Vec::new(), full: FIRST_CHUNK, channel: channel.clone() };
        let encoder = match download.gzip {
            true => Encoder::Gzip(Box::new(GzEncoder::new(chunks, Compression::default()))),
            false => Encoder::Plain(chunks),
        };
        Output { download, channel, writer: None, bytes: Shared(Arc::new(Mutex::new(encoder))), failure: None }
    }

    /// The writer. What it writes before the first row must not leave before that row is found.
    fn writer(&mut self) -> io::Result<&mut Box<dyn RowWriter>> {
        let writer = match self.writer.take() {
            Some(writer) => writer,
            None => {
                self.channel.give(Message::Begun)?;
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
    pub fn end(mut self, read: Result<(), ApiError>) {
        let format = self.download.format;
        let ended = match (self.failure.take(), read) {
            (Some(failure), _) | (None, Err(failure)) => Err(failure),
            (None, Ok(())) => self.finish().map_err(|error| refused(format, &error)),
        };
        let last = ended.map_or_else(Message::Failed, |()| Message::End);
        self.channel.end(last);
    }

    /// Writes a row.
    ///
    /// # Errors
    /// The client has left, or the row cannot be written; [`Self::end`] tells which.
    pub fn row(&mut self, id: Option<&str>, values: &[Value]) -> Result<(), Stopped> {
        if self.channel.is_closed() || self.failure.is_some() {
            return Err(Stopped);
        }
        self.writer().and_then(|writer| writer.row(id, values)).map_err(|error| {
            if !self.channel.is_closed() {
                self.failure = Some(refused(self.download.format, &error));
            }
            Stopped
        })
    }

    /// Where its bytes go.
    pub fn channel(&self) -> &Channel {
        &self.channel
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

/// Bytes on their way to the client, shared between the writer and its [`Output`].
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
    channel: Channel,
}

impl Chunks {
    fn send(&mut self) -> io::Result<()> {
        // An empty chunk would end the body.
        if self.waiting.is_empty() {
            return Ok(());
        }
        self.full = (self.full * 2).min(LARGEST_CHUNK);
        self.channel.give(Message::Chunk(std::mem::take(&mut self.waiting).into()))
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
