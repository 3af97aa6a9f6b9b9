//! The dataset of the releases themselves.

use super::{
    about::{DIGITAL, EDUC, EDUCATION, STRATEGY},
    fields::{ABSENT, CURRENT, RELEASE, REVISION},
};
use crate::domain::dataset::{Dataset, Field, FieldType};

/// Releases of the record of the digital strategy for education, each in its latest revision.
pub const VERSIONS: Dataset = Dataset {
    name: "versions",
    title: [
        "Publications du relevé de la stratégie numérique pour l’éducation",
        "Releases of the record of the digital strategy for education",
    ],
    description: [
        "Les publications du relevé, une par ligne : leur version de la stratégie, les bornes de leur date et ce qui les fonde, ce que les sources annoncent, et l’empreinte de leur contenu.",
        "The releases of the record, one a row: their edition of the strategy, the bounds of their date and what they rest on, what the sources announce, and the digest of their content.",
    ],
    keywords: &[STRATEGY, DIGITAL, EDUCATION, ["publications", "releases"], ["versions", "versions"]],
    theme: &EDUC,
    fields: &[
        RELEASE.id(),
        REVISION,
        CURRENT,
        Field::new(
            "edition",
            FieldType::Text,
            ["Version de la stratégie", "Edition"],
            [
                "La version de la stratégie dont la numérotation est suivie, telle que 2025.",
                "The edition of the strategy whose numbering is followed, such as 2025.",
            ],
        )
        .choices()
        .sortable()
        .required(),
        Field::new(
            "title_fr",
            FieldType::Text,
            ["Titre (français)", "Title (French)"],
            ["Le titre que les documents impriment.", "The title that the documents print."],
        )
        .sortable(),
        Field::new(
            "title_en",
            FieldType::Text,
            ["Titre (anglais)", "Title (English)"],
            ["Le titre que les documents impriment.", "The title that the documents print."],
        )
        .sortable(),
        Field::new(
            "recorded_at",
            FieldType::DateTime,
            ["Enregistrée le", "Recorded at"],
            ["Quand la révision a été enregistrée.", "When the revision was recorded."],
        )
        .facet()
        .sortable()
        .required(),
        Field::new(
            "earliest",
            FieldType::Date,
            ["Date au plus tôt", "Earliest date"],
            [
                "La publication n’est pas antérieure à ce jour ; aucun document n’imprime sa date.",
                "The release is not older than this day; no document prints its date.",
            ],
        )
        .facet()
        .sortable(),
        basis(
            "earliest_basis_fr",
            ["Fondement de la date au plus tôt (français)", "Basis of the earliest date (French)"],
        ),
        basis(
            "earliest_basis_en",
            ["Fondement de la date au plus tôt (anglais)", "Basis of the earliest date (English)"],
        ),
        Field::new(
            "latest",
            FieldType::Date,
            ["Date au plus tard", "Latest date"],
            [
                "La publication n’est pas postérieure à ce jour ; aucun document n’imprime sa date.",
                "The release is not younger than this day; no document prints its date.",
            ],
        )
        .facet()
        .sortable(),
        basis("latest_basis_fr", ["Fondement de la date au plus tard (français)", "Basis of the latest date (French)"]),
        basis("latest_basis_en", ["Fondement de la date au plus tard (anglais)", "Basis of the latest date (English)"]),
        Field::new(
            "reason",
            FieldType::Text,
            ["Motif de la révision", "Reason for the revision"],
            [
                "Pourquoi une révision a suivi la première ; vide pour la première.",
                "Why a revision followed the first one; empty for the first.",
            ],
        ),
        Field::new(
            "approval",
            FieldType::Text,
            ["Approbation", "Approval"],
            [
                "Comment la publication est parue : transcribed (transcrite des documents), four_eyes (déposée avec une clé, approuvée avec une autre) ou one_person (la même clé).",
                "How the release came to be published: transcribed (from the documents), four_eyes (filed with one key, approved with another) or one_person (the same key).",
            ],
        )
        .facet()
        .sortable()
        .required(),
        Field::new(
            "content_sha256",
            FieldType::Text,
            ["Empreinte SHA-256", "SHA-256 digest"],
            [
                "Empreinte du fichier de la publication et de ses documents.",
                "Digest of the file of the release and of its documents.",
            ],
        )
        .required(),
        announced(
            "announced_axes",
            ["Axes annoncés", "Announced axes"],
            ["Le nombre d’axes que les sources annoncent.", "The number of axes that the sources announce."],
        ),
        announced(
            "announced_actions",
            ["Actions annoncées", "Announced actions"],
            ["Le nombre d’actions que les sources annoncent.", "The number of actions that the sources announce."],
        ),
        announced(
            "announced_objectives",
            ["Objectifs annoncés", "Announced objectives"],
            ["Le nombre d’objectifs que les sources annoncent.", "The number of objectives that the sources announce."],
        ),
        promise("promise_fr", ["Promesse de mise à jour (français)", "Promise of updates (French)"]),
        promise("promise_en", ["Promesse de mise à jour (anglais)", "Promise of updates (English)"]),
        ABSENT,
    ],
};

const fn basis(name: &'static str, label: [&'static str; 2]) -> Field {
    let why = ["Pourquoi les mots de la source bornent la date.", "Why the words of the source bound the date."];
    Field::new(name, FieldType::Text, label, why)
}

const fn announced(name: &'static str, label: [&'static str; 2], description: [&'static str; 2]) -> Field {
    Field::new(name, FieldType::Int, label, description).sortable()
}

const fn promise(name: &'static str, label: [&'static str; 2]) -> Field {
    let what =
        ["Ce que les sources disent du rythme des mises à jour.", "What the sources say of the pace of updates."];
    Field::new(name, FieldType::Text, label, what)
}
