//! Which row of one release is which row of another.

use std::collections::BTreeMap;

use super::{
    plan::{self, Thing},
    statements::LEAST_SIMILARITY,
};
use crate::{
    domain::{change::MatchedBy, diff::similarity, strategy::Level, text::Language},
    store::snapshot::Snapshot,
};

/// How codes of an earlier edition continue in a later one: level and code to codes.
pub type Crosswalk = BTreeMap<(Level, String), Vec<String>>;

/// A row of the later release, and why it is the one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counterpart {
    pub code: String,
    pub basis: MatchedBy,
    pub similarity: Option<i32>,
}

/// The rows of a later release that rows of an earlier one continue in.
pub struct Counterparts {
    pub same_edition: bool,
    crosswalk: Crosswalk,
    /// Across editions: axes are put together by their titles, since their codes need not mean the same.
    axes: BTreeMap<String, Counterpart>,
}

impl Counterparts {
    /// Those between two releases. The crosswalk counts only where their editions differ.
    pub fn between(earlier: &Snapshot, later: &Snapshot, crosswalk: Crosswalk) -> Self {
        let same_edition = earlier.release.edition == later.release.edition;
        let axes = if same_edition { BTreeMap::new() } else { axes(earlier, later) };
        Counterparts { same_edition, crosswalk, axes }
    }

    /// The row of the same code.
    pub fn by_code(code: &str) -> Vec<Counterpart> {
        vec![Counterpart { code: code.to_owned(), basis: MatchedBy::Code, similarity: None }]
    }

    /// The codes that a row of the earlier release has in the later one; none if that is not known.
    pub fn of(&self, level: Level, code: &str) -> Vec<Counterpart> {
        match (self.same_edition, level) {
            (true, _) | (_, Level::Strategy) => Self::by_code(code),
            (false, Level::Axis) => self.axes.get(code).cloned().into_iter().collect(),
            (false, _) => {
                let basis = MatchedBy::Crosswalk;
                let known = counterpart(level, code, &self.crosswalk).into_iter();
                known.map(|code| Counterpart { code, basis, similarity: None }).collect()
            }
        }
    }

    /// Whether a row of the later release continues one of the earlier release.
    pub fn reach(&self, level: Level, code: &str) -> bool {
        match (self.same_edition, level) {
            (true, _) | (_, Level::Strategy) => true,
            (false, Level::Axis) => self.axes.values().any(|counterpart| counterpart.code == code),
            (false, _) => {
                self.crosswalk.iter().any(|((known, _), codes)| *known == level && codes.iter().any(|c| c == code))
            }
        }
    }
}

/// The codes of a later edition that the crosswalk gives for a code of an earlier one.
pub fn counterpart(level: Level, code: &str, crosswalk: &Crosswalk) -> Vec<String> {
    crosswalk.get(&(level, code.to_owned())).cloned().unwrap_or_default()
}

/// Axes with the same title, then those whose titles share most of their words.
fn axes(earlier: &Snapshot, later: &Snapshot) -> BTreeMap<String, Counterpart> {
    let (before, after): (Vec<Thing>, Vec<Thing>) = (plan::axes(earlier).collect(), plan::axes(later).collect());
    let mut alike: Vec<(i32, bool, usize, usize)> = Vec::new();
    for (i, one) in before.iter().enumerate() {
        for (j, other) in after.iter().enumerate() {
            for language in Language::ALL {
                let own = |thing: &Thing, id: &str| {
                    thing.stated_by(id, language).then(|| thing.title[language as usize].clone()).flatten()
                };
                let titles = (own(one, &earlier.release.id), own(other, &later.release.id));
                if let (Some(one), Some(other)) = titles {
                    alike.push((similarity(&one, &other), one == other, i, j));
                }
            }
        }
    }
    alike.sort_by(|a, b| (b.1, b.0).cmp(&(a.1, a.0)).then((a.2, a.3).cmp(&(b.2, b.3))));
    let mut paired: Vec<(usize, usize)> = Vec::new();
    let mut axes = BTreeMap::new();
    for (similarity, identical, i, j) in alike {
        let is_free = paired.iter().all(|(one, other)| *one != i && *other != j);
        if is_free && (identical || similarity >= LEAST_SIMILARITY) {
            paired.push((i, j));
            let basis = if identical { MatchedBy::Identical } else { MatchedBy::Similar };
            let similarity = (!identical).then_some(similarity);
            axes.insert(before[i].code.clone(), Counterpart { code: after[j].code.clone(), basis, similarity });
        }
    }
    axes
}
