#![forbid(unsafe_code)]
pub mod cli;
pub mod config;
pub mod domain;
pub mod log;
pub mod publish;
pub mod record;
pub mod store;
