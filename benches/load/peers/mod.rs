//! The peers: services that put an API on the same rows, each with its defaults and the indexes that its manual advises.

mod datasette;
mod pocketbase;
mod roapi;

use std::{net::SocketAddr, path::Path};

pub use self::{
    datasette::{Datasette, export as datasette_export},
    pocketbase::PocketBase,
    roapi::{Roapi, export as roapi_export},
};
use crate::{process::Process, question::Question, request::Request, rows::Rows};

/// A running peer.
pub trait Peer {
    /// Its name.
    fn name(&self) -> &'static str;

    /// Its process.
    fn process(&self) -> &Process;

    /// Where it listens.
    fn address(&self) -> SocketAddr;

    /// How it is asked, with `{n}` where each request can be another one; none if it does not offer that.
    fn request(&self, question: Question) -> Option<Request>;
}

/// Starts all peers on the same rows.
pub fn start(rows: &Rows, directory: &Path) -> Vec<Box<dyn Peer>> {
    vec![
        Box::new(Datasette::start(rows, directory)),
        Box::new(Roapi::start(rows)),
        Box::new(PocketBase::start(rows, directory)),
    ]
}
