#![forbid(unsafe_code)]
pub mod domain;
pub mod publish;
pub mod record;
pub mod store;
