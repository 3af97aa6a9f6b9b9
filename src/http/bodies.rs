//! Bodies: as handlers compute them, and as they are handed to the connection, long ones in pieces, and the one of an answer to
//! `HEAD`.

use std::{
    borrow::Cow,
    cell::Cell,
    convert::Infallible,
    pin::Pin,
    task::{Context, Poll},
};

use actix_web::{
    body::{BodySize, MessageBody},
    web::Bytes,
};

thread_local! {
    /// Where a thread writes JSON.
    static BUFFER: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// Most bytes that a thread keeps for the JSON that it writes next.
const LONGEST_BUFFER: usize = 256 * 1024;

/// What a handler computes: a body, and what is told beside it.
pub struct Body {
    pub bytes: Vec<u8>,
    pub media: &'static str,
    /// The value of the header `Link`.
    pub link: Option<String>,
    /// The name under which the body is saved as a file.
    pub file: Option<Cow<'static, str>>,
}

impl Body {
    /// A JSON body.
    ///
    /// It is written into a buffer of the thread, and copied into as many bytes as it has: a buffer that grows from nothing
    /// leaves pieces of every size behind in the memory of each thread, which under load was half of what was held.
    pub fn json(value: &impl serde::Serialize) -> Self {
        let mut buffer = BUFFER.take();
        let written = serde_json::to_writer(&mut buffer, value);
        let bytes = written.map_or_else(|_| Vec::new(), |()| buffer.as_slice().to_vec());
        if buffer.capacity() <= LONGEST_BUFFER {
            buffer.clear();
            BUFFER.set(buffer);
        }
        Body::new(bytes, "application/json")
    }

    /// A body of a media type.
    pub fn new(bytes: Vec<u8>, media: &'static str) -> Self {
        Body { bytes, media, link: None, file: None }
    }
}

/// Bytes of a piece: what a connection gathers before it writes.
pub const LONGEST_PIECE: usize = 32 * 1024;

/// A body in pieces of at most [`LONGEST_PIECE`] bytes, which are not copied.
///
/// actix-web copies what a body hands over into a buffer of the connection, which keeps up to 128 KiB of it for as long
/// as the connection lives. With hundreds of connections that is most of the memory of the process.
pub struct Pieces(Bytes);

impl Pieces {
    /// The pieces of a whole body.
    pub fn of(body: Bytes) -> Self {
        Pieces(body)
    }
}

impl MessageBody for Pieces {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Sized(self.0.len() as u64)
    }

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Bytes, Infallible>>> {
        let length = self.0.len().min(LONGEST_PIECE);
        Poll::Ready((length > 0).then(|| Ok(self.0.split_to(length))))
    }
}

/// The body of an answer to `HEAD`: the size is told, and nothing is made (RFC 9110, section 9.3.2).
///
/// actix-web sends none of such a body, but would have it made to its end.
pub struct Untold(BodySize);

impl Untold {
    /// In the place of a body.
    pub fn of(body: &impl MessageBody) -> Self {
        Untold(body.size())
    }
}

impl MessageBody for Untold {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        self.0
    }

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Bytes, Infallible>>> {
        Poll::Ready(None)
    }
}
