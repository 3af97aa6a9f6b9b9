//! From a release file to a release that readers see, one stage a module:
//! [`read`] the files, [`check`] them against the sources, make a [`snapshot`] of them, [`compare`] it with the one before,
//! and [`switch`] to it.
//!
//! The files' format is [`mod@format`]; what it means to fill one in is told in `data/FORMAT.md`.

pub mod annexes;
pub mod approve;
pub mod audit;
pub mod check;
pub mod compare;
pub mod draft;
pub mod filing;
pub mod format;
pub mod journal;
pub mod keys;
pub mod read;
pub mod snapshot;
pub mod switch;
