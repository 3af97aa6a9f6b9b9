//! The pages that people read.

pub mod charts;
