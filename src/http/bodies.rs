//! Bodies: as handlers compute them, and as they are handed to the connection, long ones in pieces, and the one of an answer to
//! `HEAD`.

use std::{
    borrow::Cow,
    convert::Infallible,
    pin::Pin,
    sync::{Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
};

use actix_web::{
    body::{BodySize, MessageBody},
    web::Bytes,
};

/// Buffers in which bodies were written, for those that are written next.
static BUFFERS: Mutex<Vec<Vec<u8>>> = Mutex::new(Vec::new());

/// Most buffers that wait, about as many as threads that write bodies at a time.
const MOST_BUFFERS: usize = 16;
/// Most bytes of a buffer that waits.
const LONGEST_BUFFER: usize = 256 * 1024;

fn buffers() -> MutexGuard<'static, Vec<Vec<u8>>> {
    BUFFERS.lock().unwrap_or_else(PoisonError::into_inner)
}

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
    pub fn json(value: &impl serde::Serialize) -> Self {
        let mut buffer = buffers().pop().unwrap_or_default();
        if serde_json::to_writer(&mut buffer, value).is_err() {
            buffer.clear();
        }
        Body::new(buffer, "application/json")
    }

    /// A body of a media type.
    pub fn new(bytes: Vec<u8>, media: &'static str) -> Self {
        Body { bytes, media, link: None, file: None }
    }
}

/// The bytes of a body, in as much memory as they take, which is this thread's.
///
/// Many threads compute bodies, and few hold them and let go of them. The allocator keeps for each thread what others gave back
/// of its memory until it asks for more, so that bodies which stay where they were written hold several times their size: under
/// load that was half of all memory. What they were written in goes to the next one.
pub fn settled(mut written: Vec<u8>) -> Bytes {
    let settled = Bytes::copy_from_slice(&written);
    written.clear();
    let mut buffers = buffers();
    if written.capacity() <= LONGEST_BUFFER && buffers.len() < MOST_BUFFERS {
        buffers.push(written);
    }
    settled
}

/// Bytes that a connection gathers before it writes them.
pub const GATHERED: usize = 16 * 1024;

/// The longest body that is handed over whole.
pub const LONGEST_WHOLE: usize = 2 * GATHERED;

/// A body in pieces of at most [`GATHERED`] bytes, which are not copied.
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
        let length = self.0.len().min(GATHERED);
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
