//! From a release file to a release that readers see, one stage a module:
//! [`read`] the files, [`check`] them against the sources, make a [`snapshot`] of them, [`compare`] it with the one before,
//! and [`switch`] to it; [`webhooks`] tell who wants to know.
//!
//! A release that was published is given out whole as a signed [`bundle`], with the key of [`signing`].
//!
//! The files' format is [`mod@format`]; what it means to fill one in is told in `data/FORMAT.md`. What the team fills in each
//! quarter instead is a [`filing`], told of in `data/FILING.md`: it becomes a [`draft`], which another person [`approve`]s.

pub mod annexes;
pub mod approve;
pub mod audit;
pub mod bundle;
pub mod check;
pub mod compare;
pub mod draft;
pub mod filing;
pub mod format;
pub mod journal;
pub mod keys;
pub mod read;
pub mod signing;
pub mod snapshot;
pub mod switch;
pub mod webhooks;
