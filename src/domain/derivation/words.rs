//! What receipts say in words, in French and in English: the record's own words, not those of a source.

use serde::Serialize;
use utoipa::ToSchema;

use super::{
    Node, Plan, Receipt, State,
    reading::{Reading, Rounding, Structure},
    rivals::{Judged, Rival, Witness},
};
use crate::domain::{progress::Rule, strategy::Level};

/// Words of the service itself, in both languages of the record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({"fr": "Elle donne 12 (25/2) et 13 est publié.", "en": "It gives 12 (25/2) and 13 is published."}))]
pub struct Words {
    pub fr: String,
    pub en: String,
}

impl Words {
    /// The same in French and in English.
    pub fn new(fr: impl Into<String>, en: impl Into<String>) -> Self {
        Words { fr: fr.into(), en: en.into() }
    }

    /// Adds a sentence.
    fn and(mut self, more: Words) -> Self {
        for (text, more) in [(&mut self.fr, more.fr), (&mut self.en, more.en)] {
            text.push_str(if text.is_empty() { "" } else { " " });
            text.push_str(&more);
        }
        self
    }

    /// Words for each of several things, as a list within a sentence.
    fn list(all: Vec<Words>) -> Self {
        let (fr, en): (Vec<String>, Vec<String>) = all.into_iter().map(|words| (words.fr, words.en)).unzip();
        Words { fr: enumerated(&fr, "et"), en: enumerated(&en, "and") }
    }
}

/// `1`, `1 and 2`, `1, 2 and 3`.
fn enumerated(all: &[String], and: &str) -> String {
    match all {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} {and} {last}", first.join(", ")),
    }
}

/// What a rule is.
pub fn rule(rule: Rule) -> Words {
    match rule {
        Rule::MeanOfObjectives => Words::new(
            "La moyenne des lignes d’objectifs de l’action, chaque partie d’un objectif comptant pour une ligne.",
            "The mean of the action's objective rows, each part of an objective counting as a row.",
        ),
        Rule::MeanOfActions => Words::new(
            "La moyenne des moyennes non arrondies des actions de l’axe.",
            "The mean of the unrounded means of the axis's actions.",
        ),
    }
}

/// How the rule rounds.
pub fn rounding() -> Words {
    Words::new(
        "Arrondie au nombre entier le plus proche, les moitiés vers le haut.",
        "Rounded to the nearest whole number, halves upwards.",
    )
}

/// What a rival reading is.
pub fn description(rival: Rival) -> Words {
    match rival {
        Rival::HalfEven => Words::new(
            "Comme la règle, mais les moitiés vont au nombre pair.",
            "As the rule, with halves rounded to the even number.",
        ),
        Rival::Down => {
            Words::new("Comme la règle, mais toujours arrondie vers le bas.", "As the rule, always rounded down.")
        }
        Rival::Up => {
            Words::new("Comme la règle, mais toujours arrondie vers le haut.", "As the rule, always rounded up.")
        }
        Rival::MergedParts => Words::new(
            "Comme la règle, mais les parties d’un objectif comptent ensemble pour une ligne, à leur moyenne.",
            "As the rule, with the parts of an objective counted together as one row, at their mean.",
        ),
        Rival::MeanOfRoundedActions => Words::new(
            "La moyenne des actions arrondies, au lieu de leurs moyennes exactes.",
            "The mean of the rounded actions, in place of their exact means.",
        ),
        Rival::PooledObjectives => Words::new(
            "La moyenne de toutes les lignes d’objectifs de l’axe, sans passer par les actions.",
            "The mean of all objective rows of the axis, without the actions between.",
        ),
        Rival::RoundedToTens => Words::new(
            "Comme la règle, mais arrondie à la dizaine la plus proche.",
            "As the rule, rounded to the nearest ten.",
        ),
    }
}

/// A rival within a sentence.
fn name(rival: Rival) -> Words {
    match rival {
        Rival::HalfEven => Words::new("l’arrondi des moitiés au pair", "rounding halves to even"),
        Rival::Down => Words::new("l’arrondi toujours vers le bas", "always rounding down"),
        Rival::Up => Words::new("l’arrondi toujours vers le haut", "always rounding up"),
        Rival::MergedParts => Words::new("la fusion des parties d’un objectif", "merging the parts of an objective"),
        Rival::MeanOfRoundedActions => Words::new("la moyenne des actions arrondies", "the mean of rounded actions"),
        Rival::PooledObjectives => Words::new("la moyenne de tous les objectifs", "the mean of all objectives"),
        Rival::RoundedToTens => Words::new("l’arrondi à la dizaine", "rounding to tens"),
    }
}

/// An axis or action within a sentence.
fn subject(level: Level, code: &str) -> Words {
    match level {
        Level::Axis => Words::new(format!("l’axe {code}"), format!("axis {code}")),
        Level::Action => Words::new(format!("l’action {code}"), format!("action {code}")),
        _ => Words::new(format!("l’objectif {code}"), format!("objective {code}")),
    }
}

/// Why a receipt has its state.
pub fn reason(plan: &Plan, receipt: &Receipt) -> Words {
    let (published, value) = (receipt.published.unwrap_or_default(), receipt.figured.as_ref().map_or(0, |f| f.value));
    match receipt.state {
        State::NotComputed => not_computed(plan, receipt),
        State::NotPublished => Words::new(
            format!("La règle donne {value} ; aucun document ne publie de chiffre à comparer."),
            format!("The rule gives {value}; no document publishes a figure to compare it with."),
        ),
        State::Contradicted => Words::new(
            format!("La règle donne {value} et {published} est publié."),
            format!("The rule gives {value} and {published} is published."),
        ),
        State::Proved => proved(receipt),
        State::ConsistentNotProved => {
            let open = receipt.rivals.iter().filter(|judged| !judged.is_rejected_somewhere());
            let open = Words::list(open.map(|judged| name(judged.rival)).collect());
            Words::new(
                format!(
                    "La règle donne le chiffre publié, mais elle n’est pas prouvée : aucun chiffre publié de la \
                     publication ne rejette {}, qui le donne aussi.",
                    open.fr
                ),
                format!(
                    "The rule gives the published figure and is not proved: no published figure of the release rejects \
                     {}, which gives it too.",
                    open.en
                ),
            )
        }
    }
}

fn proved(receipt: &Receipt) -> Words {
    let mut words = Words::new(
        "Chaque autre lecture de la liste est rejetée par un chiffre publié de la publication : ensemble, ces chiffres \
         imposent la règle.",
        "Every other reading of the list is rejected by a published figure of the release: together, these figures force \
         the rule.",
    );
    let elsewhere =
        |judged: &&Judged| !judged.rejected && judged.rejected_by.iter().all(|witness| witness.level != receipt.level);
    for judged in receipt.rivals.iter().filter(elsewhere) {
        let by = Words::list(judged.rejected_by.iter().map(|witness| subject(witness.level, &witness.code)).collect());
        let name = name(judged.rival);
        let (fr, en) = match receipt.level {
            Level::Axis => ("tous les axes publiés", "every published axis"),
            _ => ("toutes les actions publiées", "every published action"),
        };
        words = words.and(Words::new(
            format!(
                "Une lecture, {}, convient à {fr} que la règle explique ; seul {} la rejette, si axes et actions sont \
                     arrondis de la même façon.",
                name.fr, by.fr
            ),
            format!(
                "One reading, {}, fits {en} that the rule explains; only {} rejects it, if axes and actions are \
                     rounded alike.",
                name.en, by.en
            ),
        ));
    }
    words
}

fn not_computed(plan: &Plan, receipt: &Receipt) -> Words {
    let missing: Vec<String> = receipt.missing().map(str::to_owned).collect();
    let (fr, en) = (enumerated(&missing, "et"), enumerated(&missing, "and"));
    let of = subject(receipt.level, &receipt.code);
    let words = match (receipt.level, missing.as_slice()) {
        (Level::Axis, []) => Words::new(
            format!("Aucun document ne dit quelles actions forment {}.", of.fr),
            format!("No document says which actions make up {}.", of.en),
        ),
        (Level::Axis, [_]) => Words::new(
            format!("L’action {fr} ne peut pas être calculée, donc l’axe non plus."),
            format!("Action {en} cannot be computed, so neither can the axis."),
        ),
        (Level::Axis, _) => Words::new(
            format!("Les actions {fr} ne peuvent pas être calculées, donc l’axe non plus."),
            format!("Actions {en} cannot be computed, so neither can the axis."),
        ),
        (_, []) => nameless(plan, &of),
        (_, [_]) => Words::new(
            format!("Aucun document de la publication ne donne de chiffre pour l’objectif {fr}."),
            format!("No document of the release gives a figure for objective {en}."),
        ),
        _ => Words::new(
            format!("Aucun document de la publication ne donne de chiffre pour les objectifs {fr}."),
            format!("No document of the release gives a figure for objectives {en}."),
        ),
    };
    let Some(published) = receipt.published else { return words };
    words.and(Words::new(
        format!("Le chiffre publié, {published}, reste tel quel : rien n’en est déduit pour ce qu’il résume."),
        format!("The published figure, {published}, stands as it is: nothing is inferred from it for what it sums up."),
    ))
}

/// An action whose objectives no document names.
fn nameless(plan: &Plan, of: &Words) -> Words {
    let words = Words::new(
        format!("Aucun document ne dit quels objectifs relèvent de {}.", of.fr),
        format!("No document says which objectives belong to {}.", of.en),
    );
    let mut counted = plan.objectives.iter().filter(|objective| objective.parent.is_none());
    let Some(first) = counted.next() else { return words };
    let (others, last) = (counted.clone().count(), counted.next_back().unwrap_or(first));
    let (count, first, last) = (others + 1, &first.code, &last.code);
    words.and(Words::new(
        format!("Les objectifs annoncés sans action vont de {first} à {last} ({count})."),
        format!("The objectives that are announced without an action go from {first} to {last} ({count})."),
    ))
}

/// Why a rival is rejected, or is not.
pub fn judgement(plan: &Plan, level: Level, node: &Node, judged: &Judged) -> Words {
    let (value, exact) = (judged.figured.value, judged.figured.exact);
    let same_rows =
        Reading::RULE.figure(plan, level, &node.code).is_some_and(|f| f.operands == judged.figured.operands);
    let here = match node.published {
        None => Words::new(
            format!("Elle donne {value} ({exact}) ; aucun document ne publie de chiffre à comparer."),
            format!("It gives {value} ({exact}); no document publishes a figure to compare it with."),
        ),
        Some(published) if judged.rejected => Words::new(
            format!("Elle donne {value} ({exact}) et {published} est publié."),
            format!("It gives {value} ({exact}) and {published} is published."),
        ),
        Some(_) if level == Level::Action && judged.rival == Rival::MergedParts && same_rows => Words::new(
            format!("Non rejetée par ce chiffre : aucun objectif n’est ici en parties, elle donne donc aussi {value}."),
            format!("Not rejected by this figure: no objective is in parts here, so it gives {value} too."),
        ),
        Some(_) => Words::new(
            format!("Non rejetée par ce chiffre : elle donne aussi {value} ({exact})."),
            format!("Not rejected by this figure: it gives {value} ({exact}) too."),
        ),
    };
    match (judged.rejected, judged.rejected_by.is_empty()) {
        (true, _) => here,
        (false, false) => here.and(elsewhere(level, judged)),
        (false, true) => here.and(nowhere(plan, level, node, judged)),
    }
}

fn elsewhere(level: Level, judged: &Judged) -> Words {
    let told = |witness: &Witness| {
        let (of, value, published) = (subject(witness.level, &witness.code), witness.value, witness.published);
        Words::new(
            format!("{} (elle y donne {value} et {published} est publié)", of.fr),
            format!("{} (it gives {value} there and {published} is published)", of.en),
        )
    };
    let by = Words::list(judged.rejected_by.iter().map(told).collect());
    let words = Words::new(format!("Rejetée par {}", by.fr), format!("Rejected by {}", by.en));
    let across = judged.rejected_by.iter().all(|witness| witness.level != level);
    let (fr, en) = match (across, level) {
        (false, _) => (".", "."),
        (true, Level::Axis) => {
            (", si axes et actions sont calculés de la même façon.", ", if axes and actions are computed alike.")
        }
        (true, _) => (
            ", si axes et actions sont arrondis de la même façon ; aucune lecture de l’axe ainsi arrondie ne convient.",
            ", if axes and actions are rounded alike; no reading of the axis that is rounded so fits.",
        ),
    };
    Words { fr: words.fr + fr, en: words.en + en }
}

fn nowhere(plan: &Plan, level: Level, node: &Node, judged: &Judged) -> Words {
    let mut words = Words::new(
        "Aucun chiffre publié de la publication ne la rejette.",
        "No published figure of the release rejects it.",
    );
    if judged.rival != Rival::RoundedToTens {
        return words;
    }
    if plan.axes.iter().filter_map(|axis| axis.published).all(|published| published % 10 == 0) {
        words = words.and(Words::new(
            "Tous les chiffres d’axes publiés sont des multiples de dix.",
            "Every published figure of an axis is a multiple of ten.",
        ));
    }
    let others = [(Structure::ShownActions, Rival::MeanOfRoundedActions), (Structure::Pooled, Rival::PooledObjectives)];
    let fits = others.into_iter().filter_map(|(structure, rival)| {
        let reading = Reading { structure, rounding: Rounding::HalfUp, unit: 10 };
        let figured = reading.figure(plan, level, &node.code).filter(|f| Some(f.value) == node.published)?;
        let name = name(rival);
        Some(Words::new(format!("{} ({})", name.fr, figured.exact), format!("{} ({})", name.en, figured.exact)))
    });
    let fits: Vec<Words> = fits.collect();
    if fits.is_empty() {
        return words;
    }
    let fits = Words::list(fits);
    words.and(Words::new(
        format!("Arrondies à la dizaine, ces lectures donneraient le même chiffre : {}.", fits.fr),
        format!("Rounded to tens, these readings would give the same figure: {}.", fits.en),
    ))
}
