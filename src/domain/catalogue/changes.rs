//! The dataset of changes between releases.

use super::{
    about::{DIGITAL, EDUC, EDUCATION, STRATEGY},
    fields::{ABSENT, ACTION, AXIS, CURRENT, LEVEL, OBJECTIVE, RELEASE, REVISION},
};
use crate::domain::{
    change::{ChangeKind, ChangeSubject, Incomparable, MatchedBy, PairRelation},
    crosswalk::{Basis, Confidence},
    dataset::{Dataset, Field, FieldType},
};

/// Changes of the digital strategy for education from one release to the next.
pub const CHANGES: Dataset = Dataset {
    name: "changements",
    title: [
        "Changements de la stratégie numérique pour l’éducation d’une publication à l’autre",
        "Changes of the digital strategy for education from one release to the next",
    ],
    description: [
        "Ce qui a changé dans chaque publication depuis celle qui la précède, un changement par ligne : ajouts, retraits, reformulations avec leurs mots, étapes devenues réalisations, valeurs modifiées. Entre deux langues, seule une personne rapproche des énoncés ; sinon la ligne dit qu’ils ne sont pas comparables.",
        "What changed in each release since the one before it, a change a row: what was added, removed, reworded with its words, moved from next step to achievement, and values that differ. Across languages only a person puts statements together; otherwise the row says that they are not comparable.",
    ],
    keywords: &[
        STRATEGY,
        DIGITAL,
        EDUCATION,
        ["changements", "changes"],
        ["comparaison", "comparison"],
        ["historique", "history"],
    ],
    theme: &EDUC,
    fields: &[
        RELEASE,
        REVISION,
        CURRENT,
        Field::new(
            "id",
            FieldType::Text,
            ["Identifiant", "Identifier"],
            [
                "Le rang du changement entre les deux révisions, tel que c7.",
                "The place of the change between the two revisions, such as c7.",
            ],
        )
        .id()
        .sortable(),
        Field::new(
            "from_release",
            FieldType::Text,
            ["Depuis la publication", "Since release"],
            ["La publication avec laquelle celle-ci est comparée.", "The release that this one is compared with."],
        )
        .choices()
        .sortable()
        .required(),
        Field::new(
            "from_revision",
            FieldType::Int,
            ["Depuis la révision", "Since revision"],
            ["La révision comparée, la dernière lors de la publication.", "The revision that is compared, the latest one when the release was published."],
        )
        .required(),
        word(
            "kind",
            ["Nature du changement", "Kind of change"],
            [
                "added (ajouté), removed (retiré), reworded (reformulé), moved (étape devenue réalisation ou l’inverse), value_changed (valeur modifiée) ou not_comparable.",
                "added, removed, reworded, moved (a next step that is an achievement, or the reverse), value_changed or not_comparable.",
            ],
            ChangeKind::WORDS,
        )
        .required(),
        word(
            "subject",
            ["Objet", "Subject"],
            [
                "release, source, axis, action, objective ou statement (énoncé).",
                "release, source, axis, action, objective or statement.",
            ],
            ChangeSubject::WORDS,
        )
        .required(),
        LEVEL,
        text(
            "code",
            ["Code", "Code"],
            ["Le code après le changement, sinon celui d’avant.", "The code after the change, or else the one before."],
        )
        .sortable(),
        AXIS,
        ACTION,
        OBJECTIVE,
        text(
            "field",
            ["Champ", "Field"],
            [
                "Le champ qui diffère ; vide si la ligne entière est ajoutée, retirée ou non comparée.",
                "The field that differs; empty where the row as a whole is added, removed or not compared.",
            ],
        )
        .choices()
        .sortable(),
        text("before_code", ["Code avant", "Code before"], BEFORE),
        text("before_fr", ["Texte avant (français)", "Text before (French)"], BEFORE),
        text("before_en", ["Texte avant (anglais)", "Text before (English)"], BEFORE),
        text("before_value", ["Valeur avant", "Value before"], BEFORE),
        text("after_code", ["Code après", "Code after"], AFTER),
        text("after_fr", ["Texte après (français)", "Text after (French)"], AFTER),
        text("after_en", ["Texte après (anglais)", "Text after (English)"], AFTER),
        text("after_value", ["Valeur après", "Value after"], AFTER),
        text(
            "diff",
            ["Différence", "Difference"],
            [
                "Les mots retirés [-ainsi-] et ajoutés {+ainsi+}, si les deux textes sont dans la même langue.",
                "The words that left [-so-] and came {+so+}, if both texts are in the same language.",
            ],
        ),
        word(
            "basis",
            ["Fondement du rapprochement", "Basis of the pairing"],
            [
                "code (même code dans la même version), identical (mêmes mots), similar (mots en commun), by_hand (lu par une personne) ou crosswalk (correspondance).",
                "code (the same code in the same edition), identical (the same words), similar (shared words), by_hand (read by a person) or crosswalk.",
            ],
            MatchedBy::WORDS,
        ),
        Field::new(
            "similarity",
            FieldType::Int,
            ["Ressemblance", "Likeness"],
            [
                "La part de mots en commun de deux énoncés rapprochés par leurs mots.",
                "The share of common words of two statements that were paired by their words.",
            ],
        )
        .sortable()
        .unit("%"),
        word(
            "relation",
            ["Relation établie à la main", "Relation found by hand"],
            [
                "continued (même substance), changed (la substance diffère) ou moved.",
                "continued (the same substance), changed (the substance differs) or moved.",
            ],
            PairRelation::WORDS,
        ),
        word(
            "ground",
            ["Fondement de la relation", "Ground of the relation"],
            [
                "stated (un document le dit) ou inferred (déduit des textes).",
                "stated (a document says so) or inferred (from the texts).",
            ],
            Basis::WORDS,
        ),
        word(
            "confidence",
            ["Degré de confiance", "Confidence"],
            ["La confiance de la personne : high, medium ou low.", "How sure the person is: high, medium or low."],
            Confidence::WORDS,
        ),
        word(
            "reason",
            ["Motif", "Reason"],
            [
                "Pourquoi rien n’est rapproché ou comparé : other_language (autre langue) ou other_edition (autre version).",
                "Why nothing is paired or compared: other_language or other_edition.",
            ],
            Incomparable::WORDS,
        ),
        text("note_fr", ["Note (français)", "Note (French)"], NOTE),
        text("note_en", ["Note (anglais)", "Note (English)"], NOTE),
        ABSENT,
    ],
};

const BEFORE: [&str; 2] = ["Dans la publication de départ.", "In the release that is compared."];
const AFTER: [&str; 2] = ["Dans la publication d’arrivée.", "In this release."];
const NOTE: [&str; 2] = ["Ce que la personne dit de la relation.", "What the person says of the relation."];

const fn text(name: &'static str, label: [&'static str; 2], description: [&'static str; 2]) -> Field {
    Field::new(name, FieldType::Text, label, description)
}

const fn word(
    name: &'static str,
    label: [&'static str; 2],
    description: [&'static str; 2],
    closed: &'static [&'static str],
) -> Field {
    text(name, label, description).choices().sortable().closed(closed)
}
