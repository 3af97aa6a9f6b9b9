//! The datasets of what is reported: statements, figures, sources.

use super::{
    about::{DIGITAL, EDUC, EDUCATION, STRATEGY},
    fields::{ABSENT, ACTION, AXIS, CURRENT, LEVEL, OBJECTIVE, RELEASE, REVISION},
};
use crate::domain::dataset::{Dataset, Field, FieldType};

/// Achievements and next steps of the digital strategy for education.
pub const STATEMENTS: Dataset = Dataset {
    name: "bilans",
    title: [
        "Réalisations et prochaines étapes de la stratégie numérique pour l’éducation",
        "Achievements and next steps of the digital strategy for education",
    ],
    description: [
        "Ce que les bilans disent fait et à faire, et les objectifs nouveaux de 2025 : un énoncé par ligne, dans les mots de la source.",
        "What the reports call done and to come, and the new objectives of 2025: a statement a row, in the words of the source.",
    ],
    keywords: &[
        STRATEGY,
        DIGITAL,
        EDUCATION,
        ["bilan", "report"],
        ["réalisations", "achievements"],
        ["prochaines étapes", "next steps"],
    ],
    theme: &EDUC,
    fields: &[
        RELEASE,
        REVISION,
        CURRENT,
        Field::new(
            "code",
            FieldType::Text,
            ["Code", "Code"],
            [
                "La place de l’énoncé, telle que axis-1.achievement.1.3.",
                "The place of the statement, such as axis-1.achievement.1.3.",
            ],
        )
        .id()
        .sortable(),
        Field::new(
            "kind",
            FieldType::Text,
            ["Nature", "Kind"],
            ["achievement, next_step ou new_objective.", "achievement, next_step or new_objective."],
        )
        .choices()
        .sortable()
        .required()
        .closed(&["achievement", "next_step", "new_objective"]),
        LEVEL,
        AXIS,
        ACTION,
        OBJECTIVE,
        Field::new(
            "parent",
            FieldType::Text,
            ["Énoncé parent", "Parent"],
            ["Code de l’énoncé qui introduit celui-ci.", "Code of the statement that introduces this one."],
        ),
        Field::new(
            "depth",
            FieldType::Int,
            ["Profondeur", "Depth"],
            ["0 pour un énoncé sans parent.", "0 for a statement without parent."],
        )
        .sortable()
        .required(),
        Field::new(
            "ordinal",
            FieldType::Int,
            ["Rang", "Place"],
            ["Le rang parmi ses voisins.", "The place among its siblings."],
        )
        .sortable()
        .required(),
        Field::new(
            "text_fr",
            FieldType::Text,
            ["Texte (français)", "Text (French)"],
            ["Les mots de la source.", "The words of the source."],
        )
        .sortable(),
        Field::new(
            "text_en",
            FieldType::Text,
            ["Texte (anglais)", "Text (English)"],
            ["Les mots de la source.", "The words of the source."],
        )
        .sortable(),
        ABSENT,
    ],
};

/// Progress of the digital strategy for education.
pub const FIGURES: Dataset = Dataset {
    name: "avancement",
    title: ["Avancement de la stratégie numérique pour l’éducation", "Progress of the digital strategy for education"],
    description: [
        "Tous les pourcentages publiés, et ceux que la règle calcule, un par ligne, dans chaque publication.",
        "All published percentages, and those that the rule computes, one a row, in each release.",
    ],
    keywords: &[
        STRATEGY,
        DIGITAL,
        EDUCATION,
        ["avancement", "progress"],
        ["pourcentage", "percentage"],
        ["indicateurs", "indicators"],
    ],
    theme: &EDUC,
    fields: &[
        RELEASE,
        REVISION,
        CURRENT,
        LEVEL.id(),
        Field::new(
            "code",
            FieldType::Text,
            ["Code", "Code"],
            ["Code de l’axe, de l’action ou de l’objectif.", "Code of the axis, action or objective."],
        )
        .id()
        .choices()
        .sortable()
        .required(),
        AXIS,
        ACTION,
        OBJECTIVE,
        Field::new(
            "method",
            FieldType::Text,
            ["Méthode", "Method"],
            ["published ou computed.", "published or computed."],
        )
        .id()
        .choices()
        .sortable()
        .required()
        .closed(&["published", "computed"]),
        Field::new("value", FieldType::Int, ["Valeur", "Value"], ["Pourcentage entier.", "Whole percentage."])
            .sortable()
            .unit("%")
            .required(),
        Field::new(
            "fraction",
            FieldType::Text,
            ["Fraction exacte", "Exact fraction"],
            ["La moyenne exacte d’un chiffre calculé.", "The exact mean behind a computed figure."],
        ),
        Field::new(
            "rule",
            FieldType::Text,
            ["Règle", "Rule"],
            ["La règle d’un chiffre calculé.", "The rule behind a computed figure."],
        )
        .choices()
        .closed(&["mean_of_objectives", "mean_of_actions"]),
        ABSENT,
    ],
};

/// Sources of the record of the digital strategy for education.
pub const SOURCES: Dataset = Dataset {
    name: "sources",
    title: [
        "Sources du relevé de la stratégie numérique pour l’éducation",
        "Sources of the record of the digital strategy for education",
    ],
    description: [
        "Les documents sur lesquels repose chaque publication, avec leur empreinte et les bornes de leur date.",
        "The documents on which each release rests, with their digest and the bounds of their date.",
    ],
    keywords: &[
        STRATEGY,
        DIGITAL,
        EDUCATION,
        ["sources", "sources"],
        ["documents", "documents"],
        ["provenance", "provenance"],
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
            ["Le nom sous lequel les passages citent le document.", "The name by which passages cite the document."],
        )
        .id()
        .sortable(),
        Field::new("language", FieldType::Text, ["Langue", "Language"], ["fr ou en.", "fr or en."])
            .choices()
            .sortable()
            .required()
            .closed(&["fr", "en"]),
        Field::new(
            "title_fr",
            FieldType::Text,
            ["Titre (français)", "Title (French)"],
            ["Le titre imprimé.", "The printed title."],
        )
        .sortable(),
        Field::new(
            "title_en",
            FieldType::Text,
            ["Titre (anglais)", "Title (English)"],
            ["Le titre imprimé.", "The printed title."],
        )
        .sortable(),
        Field::new(
            "about_fr",
            FieldType::Text,
            ["Description (français)", "Description (French)"],
            ["Ce qu’est le document.", "What the document is."],
        )
        .required(),
        Field::new(
            "about_en",
            FieldType::Text,
            ["Description (anglais)", "Description (English)"],
            ["Ce qu’est le document.", "What the document is."],
        )
        .required(),
        Field::new(
            "sha256",
            FieldType::Text,
            ["Empreinte SHA-256", "SHA-256 digest"],
            ["Empreinte des octets du document.", "Digest of the bytes of the document."],
        )
        .required(),
        Field::new("bytes", FieldType::Int, ["Taille", "Size"], ["En octets.", "In bytes."]).sortable().required(),
        Field::new(
            "characters",
            FieldType::Int,
            ["Caractères", "Characters"],
            [
                "Nombre de caractères, dans lesquels les passages sont comptés.",
                "Number of characters, in which passages are counted.",
            ],
        )
        .sortable()
        .required(),
        Field::new(
            "stated_in",
            FieldType::Text,
            ["Transcrit pour", "Transcribed for"],
            [
                "La publication pour laquelle le document a été transcrit.",
                "The release that the document was transcribed for.",
            ],
        )
        .choices()
        .sortable()
        .required(),
        Field::new(
            "earliest",
            FieldType::Date,
            ["Date au plus tôt", "Earliest date"],
            ["Le document n’est pas antérieur à ce jour.", "The document is not older than this day."],
        )
        .facet()
        .sortable(),
        Field::new(
            "earliest_basis_fr",
            FieldType::Text,
            ["Fondement de la date au plus tôt (français)", "Basis of the earliest date (French)"],
            ["Pourquoi les mots de la source bornent la date.", "Why the words of the source bound the date."],
        ),
        Field::new(
            "earliest_basis_en",
            FieldType::Text,
            ["Fondement de la date au plus tôt (anglais)", "Basis of the earliest date (English)"],
            ["Pourquoi les mots de la source bornent la date.", "Why the words of the source bound the date."],
        ),
        Field::new(
            "latest",
            FieldType::Date,
            ["Date au plus tard", "Latest date"],
            ["Le document n’est pas postérieur à ce jour.", "The document is not younger than this day."],
        )
        .facet()
        .sortable(),
        Field::new(
            "latest_basis_fr",
            FieldType::Text,
            ["Fondement de la date au plus tard (français)", "Basis of the latest date (French)"],
            ["Pourquoi les mots de la source bornent la date.", "Why the words of the source bound the date."],
        ),
        Field::new(
            "latest_basis_en",
            FieldType::Text,
            ["Fondement de la date au plus tard (anglais)", "Basis of the latest date (English)"],
            ["Pourquoi les mots de la source bornent la date.", "Why the words of the source bound the date."],
        ),
        ABSENT,
    ],
};
