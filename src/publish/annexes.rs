//! What stands beside the releases: aims, findings, terms, indicators, the crosswalk. An entry belongs to each release that
//! rests on all the documents it cites.

use sha2::{Digest, Sha256};

use super::format::{
    PairEntry,
    annexes::{Citing, CrosswalkEntry, FindingEntry, IndicatorEntry, ObservationEntry, TargetEntry, TermEntry},
};
use crate::domain::{source::hexadecimal, strategy::Level};

/// A term with the definitions that cite no other documents than those that there are; none without one.
fn defined(term: &TermEntry, has: &impl Fn(&str) -> bool) -> Option<TermEntry> {
    let mut term = term.clone();
    term.definitions.retain(|quote| quote.at.0.iter().all(|citation| has(&citation.source)));
    (term.rests_on(has) && !term.definitions.is_empty()).then_some(term)
}

/// The entries of all files beside the releases, in the order of the files.
#[derive(Clone, Debug, Default)]
pub struct Annexes {
    /// What the names of the files begin with in messages.
    pub root: String,
    pub targets: Vec<TargetEntry>,
    pub findings: Vec<FindingEntry>,
    pub terms: Vec<TermEntry>,
    pub indicators: Vec<IndicatorEntry>,
    pub observations: Vec<ObservationEntry>,
    /// With the level that the codes are of.
    pub crosswalk: Vec<(Level, CrosswalkEntry)>,
    pub pairs: Vec<PairEntry>,
}

impl Annexes {
    /// The entries that belong to a release: those that cite no other documents than it has, and its pairs.
    pub fn of(&self, release: &str, has: impl Fn(&str) -> bool) -> Self {
        fn kept<T: Citing + Clone>(entries: &[T], has: &impl Fn(&str) -> bool) -> Vec<T> {
            entries.iter().filter(|entry| entry.rests_on(has)).cloned().collect()
        }
        Annexes {
            root: self.root.clone(),
            targets: kept(&self.targets, &has),
            findings: kept(&self.findings, &has),
            terms: self.terms.iter().filter_map(|term| defined(term, &has)).collect(),
            indicators: kept(&self.indicators, &has),
            observations: kept(&self.observations, &has),
            crosswalk: self.crosswalk.iter().filter(|(_, entry)| entry.rests_on(&has)).cloned().collect(),
            pairs: self.pairs.iter().filter(|pair| pair.to_release == release).cloned().collect(),
        }
    }

    /// SHA-256 of the content of a release with these entries beside it.
    pub fn digest_with(&self, content_sha256: &str) -> String {
        let entries = serde_json::json!([
            self.targets,
            self.findings,
            self.terms,
            self.indicators,
            self.observations,
            self.crosswalk,
            self.pairs
        ]);
        let mut digest = Sha256::new();
        digest.update(content_sha256.as_bytes());
        digest.update(entries.to_string().as_bytes());
        hexadecimal(&digest.finalize())
    }
}
