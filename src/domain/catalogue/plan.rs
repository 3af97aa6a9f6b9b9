//! The datasets of the plan: axes, actions, objectives.

use super::{
    about::{DIGITAL, EDUC, EDUCATION, STRATEGY},
    fields::{
        ABSENT, ACHIEVEMENTS_EN, ACHIEVEMENTS_FR, ACTION, AXIS, COMPUTED_FRACTION, COMPUTED_METHOD, COMPUTED_VALUE,
        CURRENT, NEXT_STEPS_EN, NEXT_STEPS_FR, NUMBER, PROGRESS, RELEASE, REVISION, TITLE_EN, TITLE_EN_RELEASE,
        TITLE_FR, TITLE_FR_RELEASE,
    },
};
use crate::domain::dataset::{Dataset, Field, FieldType};

/// Axes of the digital strategy for education.
pub const AXES: Dataset = Dataset {
    name: "axes",
    title: ["Axes de la stratégie numérique pour l’éducation", "Axes of the digital strategy for education"],
    description: [
        "Les quatre axes de la stratégie, leur avancement publié et calculé, leurs réalisations et prochaines étapes, dans chaque publication.",
        "The four axes of the strategy, their published and computed progress, their achievements and next steps, in each release.",
    ],
    keywords: &[
        STRATEGY,
        DIGITAL,
        EDUCATION,
        ["axes", "axes"],
        ["avancement", "progress"],
        ["réalisations", "achievements"],
        ["prochaines étapes", "next steps"],
    ],
    theme: &EDUC,
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
    keywords: &[STRATEGY, DIGITAL, EDUCATION, ["actions", "actions"], ["avancement", "progress"]],
    theme: &EDUC,
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
    keywords: &[
        STRATEGY,
        DIGITAL,
        EDUCATION,
        ["objectifs", "objectives"],
        ["statut", "status"],
        ["avancement", "progress"],
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
        .choices()
        .sortable()
        .required()
        .closed(&["published", "not_published"]),
        Field::new(
            "status",
            FieldType::Text,
            ["Statut", "Status"],
            ["in_progress ou completed.", "in_progress or completed."],
        )
        .choices()
        .sortable()
        .closed(&["in_progress", "completed"]),
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
        .facet()
        .required(),
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
