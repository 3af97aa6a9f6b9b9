//! Fields that several datasets share.

use crate::domain::dataset::{Field, FieldType};

pub const RELEASE: Field = Field::new(
    "release",
    FieldType::Text,
    ["Publication", "Release"],
    ["Publication du relevé, telle que 2026.", "Release of the record, such as 2026."],
)
.choices()
.sortable()
.required();
pub const REVISION: Field = Field::new(
    "revision",
    FieldType::Int,
    ["Révision", "Revision"],
    ["1, puis un de plus à chaque correction.", "1, then one more for each correction."],
)
.required();
pub const CURRENT: Field = Field::new(
    "current",
    FieldType::Boolean,
    ["En vigueur", "Current"],
    ["Vrai pour la publication la plus récente.", "True for the latest release."],
)
.facet()
.required();
pub const NUMBER: Field =
    Field::new("number", FieldType::Int, ["Numéro", "Number"], ["Le numéro imprimé.", "The printed number."])
        .sortable();
pub const TITLE_FR: Field = Field::new(
    "title_fr",
    FieldType::Text,
    ["Titre (français)", "Title (French)"],
    ["L’énoncé français le plus récent du titre.", "The newest French statement of the title."],
)
.sortable();
pub const TITLE_FR_RELEASE: Field = Field::new(
    "title_fr_release",
    FieldType::Text,
    ["Titre français énoncé en", "French title stated in"],
    ["La publication qui énonce le titre français.", "The release that states the French title."],
);
pub const TITLE_EN: Field = Field::new(
    "title_en",
    FieldType::Text,
    ["Titre (anglais)", "Title (English)"],
    [
        "L’énoncé anglais le plus récent du titre ; ce n’est pas une traduction du français.",
        "The newest English statement of the title; not a translation of the French one.",
    ],
)
.sortable();
pub const TITLE_EN_RELEASE: Field = Field::new(
    "title_en_release",
    FieldType::Text,
    ["Titre anglais énoncé en", "English title stated in"],
    ["La publication qui énonce le titre anglais.", "The release that states the English title."],
);
pub const PROGRESS: Field = Field::new(
    "progress",
    FieldType::Int,
    ["Avancement publié", "Published progress"],
    ["Pourcentage entier tel que publié.", "Whole percentage as published."],
)
.sortable()
.unit("%");
pub const COMPUTED_VALUE: Field = Field::new(
    "computed_value",
    FieldType::Int,
    ["Avancement calculé", "Computed progress"],
    ["Pourcentage entier que donne la règle.", "Whole percentage that the rule gives."],
)
.sortable()
.unit("%");
pub const COMPUTED_FRACTION: Field = Field::new(
    "computed_fraction",
    FieldType::Text,
    ["Fraction exacte", "Exact fraction"],
    ["La moyenne exacte, en points de pourcentage.", "The exact mean, in percentage points."],
);
pub const COMPUTED_METHOD: Field = Field::new(
    "computed_method",
    FieldType::Text,
    ["Règle de calcul", "Rule"],
    ["mean_of_objectives ou mean_of_actions.", "mean_of_objectives or mean_of_actions."],
)
.choices()
.closed(&["mean_of_objectives", "mean_of_actions"]);
pub const ACHIEVEMENTS_FR: Field = Field::new(
    "achievements_fr",
    FieldType::Text,
    ["Réalisations (français)", "Achievements (French)"],
    ["Les réalisations, une par ligne.", "The achievements, a line each."],
);
pub const ACHIEVEMENTS_EN: Field = Field::new(
    "achievements_en",
    FieldType::Text,
    ["Réalisations (anglais)", "Achievements (English)"],
    ["Les réalisations, une par ligne.", "The achievements, a line each."],
);
pub const NEXT_STEPS_FR: Field = Field::new(
    "next_steps_fr",
    FieldType::Text,
    ["Prochaines étapes (français)", "Next steps (French)"],
    ["Les prochaines étapes, une par ligne.", "The next steps, a line each."],
);
pub const NEXT_STEPS_EN: Field = Field::new(
    "next_steps_en",
    FieldType::Text,
    ["Prochaines étapes (anglais)", "Next steps (English)"],
    ["Les prochaines étapes, une par ligne.", "The next steps, a line each."],
);
pub const ABSENT: Field = Field::new(
    "absent",
    FieldType::Text,
    ["Motifs d’absence", "Reasons for absence"],
    ["Pour chaque champ vide, champ:motif.", "For each empty field, field:reason."],
)
.multivalued();
pub const AXIS: Field =
    Field::new("axis", FieldType::Text, ["Axe", "Axis"], ["Code de l’axe.", "Code of the axis."]).choices().sortable();
pub const ACTION: Field =
    Field::new("action", FieldType::Text, ["Action", "Action"], ["Code de l’action.", "Code of the action."])
        .choices()
        .sortable();
pub const LEVEL: Field = Field::new(
    "level",
    FieldType::Text,
    ["Niveau", "Level"],
    ["strategy, axis, action ou objective.", "strategy, axis, action or objective."],
)
.choices()
.sortable()
.required()
.closed(&["strategy", "axis", "action", "objective"]);
pub const OBJECTIVE: Field = Field::new(
    "objective",
    FieldType::Text,
    ["Objectif", "Objective"],
    ["Code de l’objectif.", "Code of the objective."],
)
.choices()
.sortable();

/// A field of text.
pub const fn text(name: &'static str, label: [&'static str; 2], description: [&'static str; 2]) -> Field {
    Field::new(name, FieldType::Text, label, description)
}

/// A number that a document prints, in double precision, which holds every printed one exactly as far as it is printed.
pub const fn value(name: &'static str, label: [&'static str; 2], description: [&'static str; 2]) -> Field {
    Field::new(name, FieldType::Double, label, description).sortable()
}

pub const EDITION: Field = text(
    "edition",
    ["Version de la stratégie", "Edition"],
    ["La version dont les codes suivent la numérotation.", "The edition in whose numbering the codes are."],
)
.choices()
.sortable()
.required();
pub const SOURCE: Field = text("source", ["Source", "Source"], ["Identifiant du document.", "Id of the document."])
    .choices()
    .sortable()
    .required();
pub const SOURCES_CITED: Field = text(
    "sources",
    ["Sources", "Sources"],
    ["Identifiants des documents cités.", "Ids of the documents that are cited."],
)
.choices()
.multivalued()
.required();
pub const TEXT_FR: Field =
    text("text_fr", ["Texte (français)", "Text (French)"], ["Les mots du document.", "The words of the document."]);
pub const TEXT_EN: Field =
    text("text_en", ["Texte (anglais)", "Text (English)"], ["Les mots du document.", "The words of the document."]);
pub const NOTE_FR: Field =
    text("note_fr", ["Note (français)", "Note (French)"], ["Dans les mots du relevé.", "In the words of the record."]);
pub const NOTE_EN: Field =
    text("note_en", ["Note (anglais)", "Note (English)"], ["Dans les mots du relevé.", "In the words of the record."]);
