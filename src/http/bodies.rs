//! Bodies as they are handed to the connection: long ones in pieces, and the one of an answer to `HEAD`.

use std::{
    convert::Infallible,
    pin::Pin,
    task::{Context, Poll},
};

use actix_web::{
    body::{BodySize, MessageBody},
    web::Bytes,
};

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
