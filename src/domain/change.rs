//! What changed between two releases, and how much is known of it.
//!
//! A program pairs texts of one language only. Across languages a person pairs ([`Pairing`]), or nobody does: then the
//! change says that the texts cannot be compared. Finding the changes is the work of [`crate::publish::compare`].

use super::{closed::closed, text::Texts};

closed! {
    /// What happened.
    ChangeKind {
        /// The later release states it, the earlier one does not.
        Added = "added",
        /// The earlier release states it, the later one does not. It was not achieved for that, and it did not fail.
        Removed = "removed",
        /// Both state it, in other words.
        Reworded = "reworded",
        /// It was a next step and is an achievement, or the reverse.
        Moved = "moved",
        /// A figure, status, date, count or place has another value.
        ValueChanged = "value_changed",
        /// Both state something, in languages or editions that no program may compare.
        NotComparable = "not_comparable",
    }
}

closed! {
    /// What changed.
    ChangeSubject {
        /// The release itself: its title, its dates, what its sources announce.
        Release = "release",
        Source = "source",
        Axis = "axis",
        Action = "action",
        Objective = "objective",
        Statement = "statement",
    }
}

closed! {
    /// What the two sides of a change were put together by.
    MatchedBy {
        /// They have the same code in the same edition.
        Code = "code",
        /// They say the same, word for word.
        Identical = "identical",
        /// They share most of their words.
        Similar = "similar",
        /// A person read both.
        ByHand = "by_hand",
        /// The crosswalk between the editions says so.
        Crosswalk = "crosswalk",
    }
}

closed! {
    /// Why two sides are not put together, or their words not compared.
    Incomparable {
        /// They are in different languages.
        OtherLanguage = "other_language",
        /// They are in different editions of the plan, whose codes do not mean the same.
        OtherEdition = "other_edition",
    }
}

closed! {
    /// How a person relates two statements in different languages.
    PairRelation {
        /// The same substance, of the same kind.
        Continued = "continued",
        /// The same subject; the substance differs.
        Changed = "changed",
        /// A next step that is an achievement, or the reverse.
        Moved = "moved",
    }
}

impl ChangeKind {
    /// One change of the kind, in French and in English.
    pub fn label(self) -> [&'static str; 2] {
        match self {
            ChangeKind::Added => ["ajout", "added"],
            ChangeKind::Removed => ["retrait", "removed"],
            ChangeKind::Reworded => ["reformulation", "reworded"],
            ChangeKind::Moved => ["déplacement", "moved"],
            ChangeKind::ValueChanged => ["valeur modifiée", "value changed"],
            ChangeKind::NotComparable => ["non comparable", "not comparable"],
        }
    }

    /// Several changes of the kind, in French and in English.
    pub fn label_of_several(self) -> [&'static str; 2] {
        match self {
            ChangeKind::Added => ["ajouts", "added"],
            ChangeKind::Removed => ["retraits", "removed"],
            ChangeKind::Reworded => ["reformulations", "reworded"],
            ChangeKind::Moved => ["déplacements", "moved"],
            ChangeKind::ValueChanged => ["valeurs modifiées", "values changed"],
            ChangeKind::NotComparable => ["non comparables", "not comparable"],
        }
    }
}

impl ChangeSubject {
    /// The subject in French and in English.
    pub fn label(self) -> [&'static str; 2] {
        match self {
            ChangeSubject::Release => ["Publication", "Release"],
            ChangeSubject::Source => ["Source", "Source"],
            ChangeSubject::Axis => ["Axe", "Axis"],
            ChangeSubject::Action => ["Action", "Action"],
            ChangeSubject::Objective => ["Objectif", "Objective"],
            ChangeSubject::Statement => ["Énoncé", "Statement"],
        }
    }
}

impl MatchedBy {
    /// What it is, in French and in English.
    pub fn label(self) -> [&'static str; 2] {
        match self {
            MatchedBy::Code => ["même code", "the same code"],
            MatchedBy::Identical => ["mêmes mots", "the same words"],
            MatchedBy::Similar => ["mots en commun", "shared words"],
            MatchedBy::ByHand => ["lus par une personne", "read by a person"],
            MatchedBy::Crosswalk => ["correspondance entre les versions", "the crosswalk between the editions"],
        }
    }
}

impl Incomparable {
    /// The reason in French and in English.
    pub fn label(self) -> [&'static str; 2] {
        match self {
            Incomparable::OtherLanguage => {
                ["les textes sont dans des langues différentes", "the texts are in different languages"]
            }
            Incomparable::OtherEdition => [
                "les codes de deux versions de la stratégie ne désignent pas les mêmes choses",
                "codes of two editions of the plan do not name the same things",
            ],
        }
    }
}

impl PairRelation {
    /// The relation in French and in English.
    pub fn label(self) -> [&'static str; 2] {
        match self {
            PairRelation::Continued => ["même substance", "the same substance"],
            PairRelation::Changed => ["la substance diffère", "the substance differs"],
            PairRelation::Moved => ["d’une liste à l’autre", "from one list to the other"],
        }
    }
}

/// One side of a change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Side {
    /// Code of the axis, action, objective, statement or source; none for the release itself.
    pub code: Option<String>,
    pub text: Texts,
    /// A figure, word, date or code, for a field that has no language.
    pub value: Option<String>,
}

/// Where in the plan a change belongs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// `strategy`, `axis`, `action` or `objective`.
    pub level: &'static str,
    pub axis: Option<String>,
    pub action: Option<String>,
    pub objective: Option<String>,
}

/// What a person said of two statements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pairing {
    pub relation: String,
    pub ground: String,
    pub confidence: String,
    pub note: Texts,
}

/// One change, from an earlier state to a later one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub kind: ChangeKind,
    pub subject: ChangeSubject,
    pub place: Place,
    /// The flat name of the field; none where the row as a whole was added, removed or not compared.
    pub field: Option<&'static str>,
    pub before: Option<Side>,
    pub after: Option<Side>,
    pub basis: Option<MatchedBy>,
    /// For [`MatchedBy::Similar`]: see [`super::diff::similarity`].
    pub similarity: Option<i32>,
    pub pairing: Option<Pairing>,
    pub reason: Option<Incomparable>,
}

impl Change {
    /// The same change, told from the later state to the earlier one.
    pub fn mirrored(self) -> Self {
        let kind = match self.kind {
            ChangeKind::Added => ChangeKind::Removed,
            ChangeKind::Removed => ChangeKind::Added,
            other => other,
        };
        Change { kind, before: self.after, after: self.before, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_those_that_serde_writes() {
        let written = |kind| serde_json::to_value(kind).expect("a word");
        assert_eq!(written(ChangeKind::NotComparable), ChangeKind::NotComparable.as_str());
        assert_eq!(written(ChangeKind::ValueChanged), ChangeKind::WORDS[4]);
    }

    #[test]
    fn a_mirror_shows_the_other_side() {
        let change = Change {
            kind: ChangeKind::Added,
            subject: ChangeSubject::Axis,
            place: Place::default(),
            field: None,
            before: None,
            after: Some(Side { code: Some("1".to_owned()), ..Side::default() }),
            basis: None,
            similarity: None,
            pairing: None,
            reason: None,
        };
        let mirrored = change.clone().mirrored();
        assert_eq!((mirrored.kind, mirrored.after.is_none()), (ChangeKind::Removed, true));
        assert_eq!(mirrored.mirrored(), change);
    }
}
