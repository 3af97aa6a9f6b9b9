//! Long bodies, handed to the connection in pieces.
//!
//! actix-web copies what a body hands over into a buffer of the connection, which keeps up to 128 KiB of it for as long
//! as the connection lives. With hundreds of connections that is most of the memory of the process.

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
pub const LONGEST: usize = 32 * 1024;

/// A body in pieces of at most [`LONGEST`] bytes, which are not copied.
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
        let length = self.0.len().min(LONGEST);
        Poll::Ready((length > 0).then(|| Ok(self.0.split_to(length))))
    }
}
