//! Two states of the same thing, field by field.

use crate::domain::{
    change::{Change, ChangeKind, ChangeSubject, Incomparable, MatchedBy, Pairing, Place, Side},
    text::{Language, Texts},
};

/// The names of a text: as a whole, then by language in the order of [`Language::ALL`].
pub type Names = [&'static str; 3];

pub const TITLE: Names = ["title", "title_fr", "title_en"];
pub const TEXT: Names = ["text", "text_fr", "text_en"];

/// Every field that a change may be of.
pub const FIELDS: [&str; 36] = [
    "title",
    "title_fr",
    "title_en",
    "text",
    "text_fr",
    "text_en",
    "kind",
    "status",
    "progress",
    "computed_value",
    "computed_fraction",
    "axis",
    "action",
    "ambiguous",
    "note",
    "note_fr",
    "note_en",
    "edition",
    "announced_axes",
    "announced_actions",
    "announced_objectives",
    "earliest",
    "earliest_basis",
    "earliest_basis_fr",
    "earliest_basis_en",
    "latest",
    "latest_basis",
    "latest_basis_fr",
    "latest_basis_en",
    "promise",
    "promise_fr",
    "promise_en",
    "about_fr",
    "about_en",
    "sha256",
    "language",
];

/// A text by language, in the order of [`Language::ALL`].
pub type ByLanguage = [Option<String>; 2];

/// A text as a side of a change holds it.
pub fn texts(text: &ByLanguage) -> Texts {
    Texts { fr: text[0].clone(), en: text[1].clone() }
}

/// Two states of one thing that are compared.
pub struct Pair<'a> {
    pub subject: ChangeSubject,
    pub place: &'a Place,
    /// Codes before and after.
    pub codes: [Option<&'a str>; 2],
    pub basis: Option<MatchedBy>,
    pub similarity: Option<i32>,
    pub pairing: Option<&'a Pairing>,
}

impl Pair<'_> {
    /// A change of one field, or of the whole.
    pub fn change(
        &self,
        kind: ChangeKind,
        field: Option<&'static str>,
        before: Option<Side>,
        after: Option<Side>,
        reason: Option<Incomparable>,
    ) -> Change {
        let coded =
            |side: Option<Side>, code: Option<&str>| side.map(|side| Side { code: code.map(str::to_owned), ..side });
        Change {
            kind,
            subject: self.subject,
            place: self.place.clone(),
            field,
            before: coded(before, self.codes[0]),
            after: coded(after, self.codes[1]),
            basis: self.basis,
            similarity: self.similarity,
            pairing: self.pairing.cloned(),
            reason,
        }
    }

    /// What differs between two texts: in each language that both have, or that one of them has more; in no common
    /// language nothing can be compared.
    pub fn texts(&self, names: Names, before: &ByLanguage, after: &ByLanguage) -> Vec<Change> {
        let change = |kind, field, before: &ByLanguage, after: &ByLanguage, reason| {
            let side = |text: &ByLanguage| Some(Side { text: texts(text), ..Side::default() });
            self.change(kind, Some(field), side(before), side(after), reason)
        };
        let has = |text: &ByLanguage| text.iter().any(Option::is_some);
        match (has(before), has(after)) {
            (false, false) => return Vec::new(),
            (false, true) => return vec![change(ChangeKind::Added, names[0], before, after, None)],
            (true, false) => return vec![change(ChangeKind::Removed, names[0], before, after, None)],
            (true, true) if !shares_language(before, after) => {
                return vec![change(
                    ChangeKind::NotComparable,
                    names[0],
                    before,
                    after,
                    Some(Incomparable::OtherLanguage),
                )];
            }
            (true, true) => {}
        }
        let in_language = |language: Language| {
            let index = language as usize;
            let kind = match (&before[index], &after[index]) {
                (one, other) if one == other => return None,
                (Some(_), Some(_)) => ChangeKind::Reworded,
                (None, _) => ChangeKind::Added,
                (_, None) => ChangeKind::Removed,
            };
            Some(change(kind, names[1 + index], &only(before, index), &only(after, index), None))
        };
        Language::ALL.into_iter().filter_map(in_language).collect()
    }

    /// A value without language that differs.
    pub fn value(&self, field: &'static str, before: &Option<String>, after: &Option<String>) -> Option<Change> {
        let side = |value: &Option<String>| Some(Side { value: value.clone(), ..Side::default() });
        (before != after).then(|| self.change(ChangeKind::ValueChanged, Some(field), side(before), side(after), None))
    }
}

/// Whether two texts have a language in common.
pub fn shares_language(one: &ByLanguage, other: &ByLanguage) -> bool {
    one.iter().zip(other).any(|(one, other)| one.is_some() && other.is_some())
}

/// A text in one of its languages.
fn only(text: &ByLanguage, index: usize) -> ByLanguage {
    let mut alone = ByLanguage::default();
    alone[index].clone_from(&text[index]);
    alone
}
