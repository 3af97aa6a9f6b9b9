//! The datasets of the catalogue: what can be queried, described once, and what is told of them.
//!
//! Names are those of the flat formats of `/api/v1`, one vocabulary everywhere; a test holds the two together. What all
//! datasets share is in [`ABOUT`]; [`Metadata`] adds what changes with the releases and with the instance.

mod about;
mod aims;
mod changes;
mod deadlines;
mod derivations;
mod editorial;
mod fields;
mod metadata;
mod plan;
mod reports;
mod versions;

use super::dataset::Dataset;

pub use about::{ABOUT, About, Licence};
pub use aims::{INDICATORS, TARGETS};
pub use changes::CHANGES;
pub use deadlines::DEADLINES;
pub use derivations::{DERIVATIONS, RULES, STATES};
pub use editorial::{CROSSWALK, FINDINGS, PASSAGES, TERMS};
pub use fields::{RELEASE, REVISION};
pub use metadata::{Contact, Metadata};
pub use plan::{ACTIONS, AXES, OBJECTIVES};
pub use reports::{FIGURES, SOURCES, STATEMENTS};
pub use versions::VERSIONS;

/// Every dataset, in the order of the catalogue.
pub const DATASETS: &[&Dataset] = &[
    &VERSIONS,
    &AXES,
    &ACTIONS,
    &OBJECTIVES,
    &STATEMENTS,
    &FIGURES,
    &SOURCES,
    &TARGETS,
    &FINDINGS,
    &TERMS,
    &INDICATORS,
    &CROSSWALK,
    &PASSAGES,
    &CHANGES,
    &DERIVATIONS,
];

/// A dataset by its id.
pub fn by_id(id: &str) -> Option<&'static Dataset> {
    DATASETS.iter().find(|dataset| id.strip_prefix(Dataset::PREFIX) == Some(dataset.name)).copied()
}
