#![forbid(unsafe_code)]
pub mod cli;
pub mod config;
pub mod domain;
pub mod formats;
pub mod http;
pub mod log;
pub mod publish;
pub mod record;
pub mod store;
