//! The dataset of the receipts of figures.

use super::{
    about::{DIGITAL, EDUC, EDUCATION, STRATEGY},
    fields::{ABSENT, ACTION, AXIS, CURRENT, LEVEL, RELEASE, REVISION},
};
use crate::domain::dataset::{Dataset, Field, FieldType};

/// How the figures of the digital strategy for education are computed.
pub const DERIVATIONS: Dataset = Dataset {
    name: "calculs",
    title: [
        "Calcul des chiffres de la stratégie numérique pour l’éducation",
        "How the figures of the digital strategy for education are computed",
    ],
    description: [
        "Pour chaque axe et chaque action, ce que donne la règle de calcul et ce que donneraient d’autres lectures, avec les termes, la fraction exacte, le chiffre publié et ce qui rejette une lecture ; une règle par ligne, dans chaque publication.",
        "For each axis and action, what the rule gives and what other readings would give, with the operands, the exact fraction, the published figure and what rejects a reading; a rule a row, in each release.",
    ],
    keywords: &[
        STRATEGY,
        DIGITAL,
        EDUCATION,
        ["calcul", "computation"],
        ["règle", "rule"],
        ["avancement", "progress"],
        ["vérification", "verification"],
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
            ["Code de l’axe ou de l’action.", "Code of the axis or action."],
        )
        .id()
        .choices()
        .sortable()
        .required(),
        AXIS,
        ACTION,
        Field::new(
            "rule",
            FieldType::Text,
            ["Règle", "Rule"],
            [
                "La règle (mean_of_objectives pour une action, mean_of_actions pour un axe) ou une lecture rivale.",
                "The rule (mean_of_objectives for an action, mean_of_actions for an axis), or a rival reading.",
            ],
        )
        .id()
        .choices()
        .sortable()
        .required()
        .closed(RULES),
        Field::new(
            "role",
            FieldType::Text,
            ["Rôle", "Role"],
            ["rule pour la règle, rival pour une autre lecture.", "rule for the rule, rival for another reading."],
        )
        .choices()
        .sortable()
        .required()
        .closed(&["rule", "rival"]),
        Field::new(
            "inputs",
            FieldType::Text,
            ["Termes", "Operands"],
            ["Ce dont la moyenne est prise, code=valeur.", "What the mean is taken of, code=value."],
        )
        .multivalued(),
        Field::new(
            "missing",
            FieldType::Text,
            ["Termes manquants", "Missing operands"],
            [
                "Codes de ce qui n’a pas de chiffre publié ou calculable.",
                "Codes of what has no figure, published or computed.",
            ],
        )
        .multivalued(),
        Field::new(
            "total",
            FieldType::Text,
            ["Somme des termes", "Sum of the operands"],
            ["La somme exacte, en points de pourcentage.", "The exact sum, in percentage points."],
        ),
        Field::new(
            "divisor",
            FieldType::Int,
            ["Nombre de termes", "Number of operands"],
            ["Ce par quoi la somme est divisée.", "What the sum is divided by."],
        )
        .sortable(),
        Field::new(
            "fraction",
            FieldType::Text,
            ["Fraction exacte", "Exact fraction"],
            ["La moyenne exacte, en points de pourcentage.", "The exact mean, in percentage points."],
        ),
        Field::new(
            "rounding",
            FieldType::Text,
            ["Arrondi", "Rounding"],
            ["half_up, half_even, down ou up.", "half_up, half_even, down or up."],
        )
        .choices()
        .required()
        .closed(&["half_up", "half_even", "down", "up"]),
        Field::new(
            "value",
            FieldType::Int,
            ["Valeur", "Value"],
            ["Pourcentage entier que donne cette lecture.", "Whole percentage that this reading gives."],
        )
        .sortable()
        .unit("%"),
        Field::new(
            "published",
            FieldType::Int,
            ["Chiffre publié", "Published figure"],
            ["Pourcentage entier tel que publié.", "Whole percentage as published."],
        )
        .sortable()
        .unit("%"),
        Field::new(
            "agrees",
            FieldType::Boolean,
            ["Concorde", "Agrees"],
            ["Vrai si cette lecture donne le chiffre publié.", "True if this reading gives the published figure."],
        )
        .facet(),
        Field::new(
            "state",
            FieldType::Text,
            ["État", "State"],
            [
                "De la règle : proved, consistent_not_proved, not_computed, not_published ou contradicted ; d’une rivale : rejected par ce chiffre, rejected_elsewhere ou not_rejected.",
                "Of the rule: proved, consistent_not_proved, not_computed, not_published or contradicted; of a rival: rejected by this figure, rejected_elsewhere or not_rejected.",
            ],
        )
        .choices()
        .sortable()
        .required()
        .closed(STATES),
        Field::new(
            "rejected_by",
            FieldType::Text,
            ["Rejetée par", "Rejected by"],
            [
                "Les autres chiffres publiés qui rejettent une rivale, avec ce qu’elle y donne.",
                "The other published figures that reject a rival, with what it gives there.",
            ],
        )
        .multivalued(),
        Field::new(
            "reason_fr",
            FieldType::Text,
            ["Explication (français)", "Explanation (French)"],
            ["Les mots du relevé, non d’une source.", "The record’s own words, not those of a source."],
        )
        .required(),
        Field::new(
            "reason_en",
            FieldType::Text,
            ["Explication (anglais)", "Explanation (English)"],
            ["Les mots du relevé, non d’une source.", "The record’s own words, not those of a source."],
        )
        .required(),
        ABSENT,
    ],
};

/// The rule of each level, then the rivals.
pub const RULES: &[&str] = &[
    "mean_of_objectives",
    "mean_of_actions",
    "half_even",
    "down",
    "up",
    "merged_parts",
    "mean_of_rounded_actions",
    "pooled_objectives",
    "rounded_to_tens",
];

/// The states of a rule, then those of a rival.
pub const STATES: &[&str] = &[
    "proved",
    "consistent_not_proved",
    "not_computed",
    "not_published",
    "contradicted",
    "rejected",
    "rejected_elsewhere",
    "not_rejected",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::derivation::{
        State,
        rivals::{Judged, Rival},
    };

    #[test]
    fn the_closed_lists_are_those_of_the_rules() {
        let rivals: Vec<&str> = Rival::ALL.iter().map(|(_, word)| *word).collect();
        assert_eq!(RULES[2..], rivals);
        let states: Vec<&str> = State::ALL.iter().map(|(_, word)| *word).chain(Judged::STATES).collect();
        assert_eq!(STATES, states);
    }
}
