//! The datasets of the catalogue: what can be queried, described once.
//!
//! Names are those of the flat formats of `/api/v1`, one vocabulary everywhere; a test holds the two together.

mod fields;
mod plan;
mod reports;

use super::dataset::Dataset;

pub use plan::{ACTIONS, AXES, OBJECTIVES};
pub use reports::{FIGURES, SOURCES, STATEMENTS};

/// Every dataset, in the order of the catalogue.
pub const DATASETS: &[&Dataset] = &[&AXES, &ACTIONS, &OBJECTIVES, &STATEMENTS, &FIGURES, &SOURCES];
