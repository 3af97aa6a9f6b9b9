//! The rows of what a person paired, and of what changed since the release before.

use super::{Builder, count};
use crate::{
    domain::text::Language,
    publish::compare::compare,
    store::{pairs::PairRow, statements::StatementRow},
};

impl Builder<'_> {
    /// Stores the pairs with the words of their earlier statements. One that names no statement of the release before is a
    /// finding of `jalon check`.
    pub fn pairs(&mut self) {
        let Some(before) = self.before else { return };
        for pair in &self.annexes.pairs {
            let named = |row: &&StatementRow| row.code == pair.from && before.release.id == pair.from_release;
            let Some(from) = before.statements.iter().find(named) else { continue };
            let note = |language| pair.note.as_ref().and_then(|note| note.get(language)).map(str::to_owned);
            self.snapshot.pairs.push(PairRow {
                release_seq: 0,
                position: count(self.snapshot.pairs.len() + 1),
                from_release: pair.from_release.clone(),
                from_code: pair.from.clone(),
                from_fr: from.text_fr.clone(),
                from_en: from.text_en.clone(),
                to_code: pair.to.clone(),
                relation: pair.relation.as_str().to_owned(),
                ground: pair.basis.as_str().to_owned(),
                confidence: pair.confidence.as_str().to_owned(),
                note_fr: note(Language::Fr),
                note_en: note(Language::En),
            });
        }
    }

    /// Stores what changed since the release before, as it stands at this moment.
    pub fn changes(&mut self) {
        if let Some(before) = self.before {
            self.snapshot.changes = compare(before, &self.snapshot);
        }
    }
}
