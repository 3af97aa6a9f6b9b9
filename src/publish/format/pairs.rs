//! The format of `data/pairs.toml`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::{
    change::PairRelation,
    crosswalk::{Basis, Confidence},
    text::Texts,
};

/// Statements in different languages that a person put together, since no program may.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PairsFile {
    #[serde(default)]
    pub pairs: Vec<PairEntry>,
}

/// A statement of one release, and a statement of the next one that takes it up. A statement may be in several pairs.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PairEntry {
    /// The release before `to_release`.
    pub from_release: String,
    /// Code of the earlier statement, such as `axis-3.next_step.3`.
    pub from: String,
    /// The release that the pair belongs to.
    pub to_release: String,
    /// Code of the later statement.
    pub to: String,
    pub relation: PairRelation,
    pub basis: Basis,
    pub confidence: Confidence,
    /// What differs; left out where nothing does.
    pub note: Option<Texts>,
}

impl PairEntry {
    /// How findings name the pair.
    pub fn row(&self) -> String {
        format!("pairs {} to {}", self.from, self.to)
    }
}
