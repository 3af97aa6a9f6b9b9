//! The only actix code: every surface mounted, and what is done to each request and answer.
//!
//! A request passes [`frame`], is routed to a surface ([`v1`], [`explore`], [`catalogue`], [`feeds`],
//! [`pages`], [`embeds`], [`ops`]), chooses its release
//! in [`state`], and is answered from [`answers`] or by reading the store. Errors become problems in [`problem`].
//! What one client may take is bounded in [`limits`].
//! Beside them [`deliveries`] sends webhooks, and [`metrics`] tells a monitoring system what goes on.

pub mod accept;
mod access;
pub mod access_log;
pub mod addresses;
pub mod answers;
pub mod authority;
pub mod bodies;
pub mod body;
pub mod bundles;
pub mod catalogue;
pub mod conditional;
pub mod contract;
pub mod deliveries;
pub mod deprecation;
pub mod embeds;
pub mod explore;
pub mod feeds;
pub mod files;
pub mod frame;
mod inside;
pub mod leave;
pub mod limits;
pub mod links;
pub mod metrics;
pub mod mount;
pub mod openapi;
pub mod ops;
pub mod pages;
pub mod params;
pub mod policy;
pub mod problem;
pub mod representation;
pub mod responses;
pub mod security_txt;
pub mod server;
pub mod signing_key;
pub mod standing;
pub mod state;
pub mod swagger_ui;
pub mod v1;
