//! The datasets of the catalogue: what can be queried, described once.
//!
//! Names are those of the flat formats of `/api/v1`, one vocabulary everywhere; a test holds the two together.

mod fields;

use super::dataset::{Dataset, Field, FieldType};
use fields::{
    ABSENT, ACHIEVEMENTS_EN, ACHIEVEMENTS_FR, ACTION, AXIS, COMPUTED_FRACTION, COMPUTED_METHOD, COMPUTED_VALUE,
    CURRENT, LEVEL, NEXT_STEPS_EN, NEXT_STEPS_FR, NUMBER, OBJECTIVE, PROGRESS, RELEASE, REVISION, TITLE_EN,
    TITLE_EN_RELEASE, TITLE_FR, TITLE_FR_RELEASE,
};

/// Every dataset, in the order of the catalogue.
pub const DATASETS: &[&Dataset] = &[&AXES, &ACTIONS, &OBJECTIVES, &STATEMENTS, &FIGURES, &SOURCES];

/// Axes of the digital strategy for education.
pub const AXES: Dataset = Dataset {
    name: "axes",
    title: ["Axes de la stratégie numérique pour l’éducation", "Axes of the digital strategy for education"],
    description: [
        "Les quatre axes de la stratégie, leur avancement publié et calculé, leurs réalisations et prochaines étapes, dans chaque publication.",
        "The four axes of the strategy, their published and computed progress, their achievements and next steps, in each release.",
    ],
    fields: &[
        RELEASE,
        REVISION,
        CURRENT,
        Field::new("code", FieldType::Text, ["Code", "Code"], ["Le numéro de l’axe.", "The number of the axis."])
            .id()
            .sortable(),
        NUMBER,
        TITLE_FR,
        TITLE_FR_RELEASE,
        TITLE_EN,
        TITLE_EN_RELEASE,
        PROGRESS,
        COMPUTED_VALUE,
        COMPUTED_FRACTION,
        COMPUTED_METHOD,
        ACHIEVEMENTS_FR,
        ACHIEVEMENTS_EN,
        NEXT_STEPS_FR,
        NEXT_STEPS_EN,
        ABSENT,
    ],
};

/// Actions of the digital strategy for education.
pub const ACTIONS: Dataset = Dataset {
    name: "actions",
    title: ["Actions de la stratégie numérique pour l’éducation", "Actions of the digital strategy for education"],
    description: [
        "Les actions de la stratégie, leur axe et leur avancement publié et calculé, dans chaque publication. L’action 11 de 2025 est comptée et n’est nommée nulle part.",
        "The actions of the strategy, their axis and their published and computed progress, in each release. Action 11 of 2025 is counted and named nowhere.",
    ],
    fields: &[
        RELEASE,
        REVISION,
        CURRENT,
        Field::new(
            "code",
            FieldType::Text,
            ["Code", "Code"],
            ["Le numéro de l’action dans sa version.", "The number of the action within its edition."],
        )
        .id()
        .sortable(),
        NUMBER,
        AXIS,
        TITLE_FR,
        TITLE_FR_RELEASE,
        TITLE_EN,
        TITLE_EN_RELEASE,
        PROGRESS,
        COMPUTED_VALUE,
        COMPUTED_FRACTION,
        COMPUTED_METHOD,
        ABSENT,
    ],
};

/// Objectives of the digital strategy for education.
pub const OBJECTIVES: Dataset = Dataset {
    name: "objectifs",
    title: ["Objectifs de la stratégie numérique pour l’éducation", "Objectives of the digital strategy for education"],
    description: [
        "Les objectifs de la stratégie, publiés ou seulement annoncés, avec statut, avancement, réalisations et prochaines étapes, dans chaque publication.",
        "The objectives of the strategy, published or only announced, with status, progress, achievements and next steps, in each release.",
    ],
    fields: &[
        RELEASE,
        REVISION,
        CURRENT,
        Field::new(
            "code",
            FieldType::Text,
            ["Code", "Code"],
            [
                "Le numéro imprimé (30, 32-1), ou action.rang dans la version 2023 (4.2).",
                "The printed number (30, 32-1), or action.place in the edition of 2023 (4.2).",
            ],
        )
        .id()
        .sortable(),
        NUMBER,
        Field::new(
            "part",
            FieldType::Int,
            ["Partie", "Part"],
            ["La partie d’un objectif publié en plusieurs.", "The part of an objective that is published in parts."],
        ),
        Field::new(
            "ordinal",
            FieldType::Int,
            ["Rang", "Place"],
            ["Le rang dans l’encadré de l’action, en 2023.", "The place in the box of the action, in 2023."],
        ),
        AXIS,
        ACTION,
        TITLE_FR,
        TITLE_FR_RELEASE,
        TITLE_EN,
        TITLE_EN_RELEASE,
        Field::new(
            "publication_state",
            FieldType::Text,
            ["État de publication", "Publication state"],
            ["published ou not_published.", "published or not_published."],
        )
        .facet()
        .sortable(),
        Field::new(
            "status",
            FieldType::Text,
            ["Statut", "Status"],
            ["in_progress ou completed.", "in_progress or completed."],
        )
        .facet()
        .sortable(),
        PROGRESS,
        ACHIEVEMENTS_FR,
        ACHIEVEMENTS_EN,
        NEXT_STEPS_FR,
        NEXT_STEPS_EN,
        Field::new(
            "ambiguous",
            FieldType::Boolean,
            ["Douteux", "Doubtful"],
            ["Il n’est pas sûr que la ligne soit un objectif.", "It is doubtful that the row is an objective."],
        )
        .facet(),
        Field::new(
            "note_fr",
            FieldType::Text,
            ["Note (français)", "Note (French)"],
            ["Pourquoi la ligne est douteuse.", "Why the row is doubtful."],
        ),
        Field::new(
            "note_en",
            FieldType::Text,
            ["Note (anglais)", "Note (English)"],
            ["Pourquoi la ligne est douteuse.", "Why the row is doubtful."],
        ),
        ABSENT,
    ],
};

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
        .facet()
        .sortable(),
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
        .sortable(),
        Field::new(
            "ordinal",
            FieldType::Int,
            ["Rang", "Place"],
            ["Le rang parmi ses voisins.", "The place among its siblings."],
        )
        .sortable(),
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
    fields: &[
        RELEASE,
        REVISION,
        CURRENT,
        LEVEL,
        Field::new(
            "code",
            FieldType::Text,
            ["Code", "Code"],
            ["Code de l’axe, de l’action ou de l’objectif.", "Code of the axis, action or objective."],
        )
        .facet()
        .sortable(),
        AXIS,
        ACTION,
        OBJECTIVE,
        Field::new(
            "method",
            FieldType::Text,
            ["Méthode", "Method"],
            ["published ou computed.", "published or computed."],
        )
        .facet()
        .sortable(),
        Field::new("value", FieldType::Int, ["Valeur", "Value"], ["Pourcentage entier.", "Whole percentage."])
            .sortable()
            .unit("%"),
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
        .facet(),
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
        Field::new("language", FieldType::Text, ["Langue", "Language"], ["fr ou en.", "fr or en."]).facet().sortable(),
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
        ),
        Field::new(
            "about_en",
            FieldType::Text,
            ["Description (anglais)", "Description (English)"],
            ["Ce qu’est le document.", "What the document is."],
        ),
        Field::new(
            "sha256",
            FieldType::Text,
            ["Empreinte SHA-256", "SHA-256 digest"],
            ["Empreinte des octets du document.", "Digest of the bytes of the document."],
        ),
        Field::new("bytes", FieldType::Int, ["Taille", "Size"], ["En octets.", "In bytes."]).sortable(),
        Field::new(
            "characters",
            FieldType::Int,
            ["Caractères", "Characters"],
            [
                "Nombre de caractères, dans lesquels les passages sont comptés.",
                "Number of characters, in which passages are counted.",
            ],
        )
        .sortable(),
        Field::new(
            "stated_in",
            FieldType::Text,
            ["Transcrit pour", "Transcribed for"],
            [
                "La publication pour laquelle le document a été transcrit.",
                "The release that the document was transcribed for.",
            ],
        )
        .facet()
        .sortable(),
        Field::new(
            "earliest",
            FieldType::Date,
            ["Date au plus tôt", "Earliest date"],
            ["Le document n’est pas antérieur à ce jour.", "The document is not older than this day."],
        )
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
