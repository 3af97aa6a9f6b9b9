//! The words and rules of the record: plain types, no I/O, no framework.
//!
//! Everything here is a pure function of its arguments. The record's own format is in
//! [`crate::publish::format`], its tables in [`crate::store`], its answers in [`crate::http`].

pub mod absence;
pub mod aim;
pub mod catalogue;
pub mod change;
pub mod citation;
pub(crate) mod closed;
pub mod crosswalk;
pub mod dataset;
pub mod deadline;
pub mod deprecation;
pub mod derivation;
pub mod diff;
pub mod editorial;
pub mod freshness;
pub mod pace;
pub mod progress;
pub mod release;
pub mod signature;
pub mod source;
pub mod strategy;
pub mod text;
pub mod worded_date;
