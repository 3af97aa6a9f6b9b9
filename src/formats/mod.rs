//! Rows to bytes, one file format a module.

pub mod csv;
