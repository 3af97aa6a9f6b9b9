//! What the values of a column rest on: stated here for every column, so that none can be served without a ground.

use Ground::{Counted, Own, Passage, Row, Rule};

/// What the values of a column rest on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// A passage that is cited for this field of this row, or for this field under another name.
    Passage(&'static str),
    /// The passages that the row cites, whatever the field: the column says where or of what they are.
    Row,
    /// A rule that makes the value from others.
    Rule(&'static str),
    /// The record's own words, which say of themselves that no source states them.
    Own,
    /// A count of the record's own rows or bytes.
    Counted,
}

/// The rules that make values: name, and what it says in French and in English.
pub const RULES: [(&str, [&str; 2]); 12] = [
    (
        "numbering",
        [
            "Le numéro imprimé devant le titre ; jalon check vérifie que le titre suit ce numéro.",
            "The number printed before the title; jalon check verifies that the title follows it.",
        ],
    ),
    (
        "section",
        [
            "L’axe ou l’action sous lequel le document imprime la ligne ; jalon check vérifie la section.",
            "The axis or action under which the document prints the row; jalon check verifies the section.",
        ],
    ),
    (
        "place",
        [
            "La place de la ligne parmi ses semblables, et le code qui la nomme.",
            "The place of the row among its like, and the code that names it.",
        ],
    ),
    (
        "mean",
        [
            "La moyenne des objectifs, ou des moyennes exactes des actions, arrondie à l’entier, la demie vers le haut.",
            "The mean of the objectives, or of the actions' exact means, rounded to a whole number, half up.",
        ],
    ),
    (
        "stated_in",
        [
            "La dernière publication de la même version qui énonce le titre dans cette langue.",
            "The last release of the same edition that states the title in that language.",
        ],
    ),
    (
        "joined_statements",
        [
            "Les réalisations ou prochaines étapes de la ligne, une par ligne ; chacune a son passage dans les bilans.",
            "The achievements or next steps of the row, a line each; each has its passage among the statements.",
        ],
    ),
    (
        "publication_state",
        [
            "published si un document imprime l’objectif, not_published s’il n’est que compté.",
            "published if a document prints the objective, not_published if it is only counted.",
        ],
    ),
    (
        "date_convention",
        [
            "Le dernier jour que les mots de la date peuvent désigner, selon la convention servie avec lui.",
            "The last day that the words of the date can mean, by the convention that is served with it.",
        ],
    ),
    (
        "digest",
        [
            "L’empreinte, la longueur et la langue des octets du document.",
            "The digest, length and language of the bytes of the document.",
        ],
    ),
    (
        "transcription",
        [
            "Ce que la transcription à la main dit des mots cités : nature, opérateur, unité, classe, dimension ; jalon check vérifie que chaque nombre y est imprimé.",
            "What the transcription by hand says of the quoted words: nature, operator, unit, class, dimension; jalon check verifies that each number is printed in them.",
        ],
    ),
    (
        "comparison",
        ["La comparaison de deux publications, terme à terme.", "The comparison of two releases, term by term."],
    ),
    (
        "receipt",
        [
            "Le reçu d’un calcul : règle, données, fraction exacte, arrondi et règles rivales.",
            "The receipt of a computation: rule, inputs, exact fraction, rounding and rival rules.",
        ],
    ),
];

/// What a column of a dataset rests on; nothing if it was forgotten.
pub fn ground(dataset: &str, column: &str) -> Option<Ground> {
    let of_dataset = match dataset {
        "versions" => versions(column),
        "axes" | "actions" | "objectifs" => plan(column),
        "bilans" => statements(column),
        "avancement" => figures(column),
        "sources" => sources(column),
        "cibles" | "indicateurs" => aims(column),
        "constats" | "glossaire" | "correspondances" => editorial(column),
        "passages" => passages(column),
        "changements" => Some(Rule("comparison")),
        "calculs" => Some(Rule("receipt")),
        _ => None,
    };
    of_dataset.or(match column {
        "code" | "level" | "kind" => Some(Rule("place")),
        "release" | "revision" => Some(Own),
        _ => None,
    })
}

fn versions(column: &str) -> Option<Ground> {
    Some(match column {
        "title_fr" => Passage("title_fr"),
        "title_en" => Passage("title_en"),
        "promise_fr" => Passage("promise_fr"),
        "promise_en" => Passage("promise_en"),
        "earliest" => Passage("earliest"),
        "latest" => Passage("latest"),
        "announced_axes" => Passage("announced_axes"),
        "announced_actions" => Passage("announced_actions"),
        "announced_objectives" => Passage("announced_objectives"),
        "content_sha256" => Rule("digest"),
        "edition" | "recorded_at" | "reason" | "approval" => Own,
        "earliest_basis_fr" | "earliest_basis_en" | "latest_basis_fr" | "latest_basis_en" => Own,
        _ => return None,
    })
}

fn plan(column: &str) -> Option<Ground> {
    Some(match column {
        "number" | "part" | "ordinal" => Rule("numbering"),
        "axis" | "action" => Rule("section"),
        "title_fr" => Passage("title_fr"),
        "title_en" => Passage("title_en"),
        "title_fr_release" | "title_en_release" => Rule("stated_in"),
        "progress" => Passage("progress"),
        "status" => Passage("status"),
        "computed_value" | "computed_fraction" | "computed_method" => Rule("mean"),
        "achievements_fr" | "achievements_en" | "next_steps_fr" | "next_steps_en" => Rule("joined_statements"),
        "publication_state" => Rule("publication_state"),
        "ambiguous" | "note_fr" | "note_en" => Own,
        _ => return None,
    })
}

fn statements(column: &str) -> Option<Ground> {
    Some(match column {
        "text_fr" => Passage("text_fr"),
        "text_en" => Passage("text_en"),
        "axis" | "action" | "objective" => Rule("section"),
        "parent" | "depth" | "ordinal" => Rule("place"),
        _ => return None,
    })
}

fn figures(column: &str) -> Option<Ground> {
    Some(match column {
        // A published figure has the passage of its row; a computed one follows from the rule that the row names.
        "value" => Passage("progress"),
        "fraction" | "rule" => Rule("mean"),
        "axis" | "action" | "objective" => Rule("section"),
        "method" => Rule("place"),
        _ => return None,
    })
}

fn sources(column: &str) -> Option<Ground> {
    Some(match column {
        "title_fr" => Passage("title_fr"),
        "title_en" => Passage("title_en"),
        "earliest" => Passage("earliest"),
        "latest" => Passage("latest"),
        "language" | "sha256" => Rule("digest"),
        "bytes" | "characters" => Counted,
        "id" | "stated_in" | "about_fr" | "about_en" => Own,
        "earliest_basis_fr" | "earliest_basis_en" | "latest_basis_fr" | "latest_basis_en" => Own,
        _ => return None,
    })
}

fn aims(column: &str) -> Option<Ground> {
    Some(match column {
        "text_fr" => Passage("text_fr"),
        "text_en" => Passage("text_en"),
        // Words and numbers that stand in the entry's words, or at a place of their own.
        "value" | "value_max" | "total" | "population" | "survey" | "deadline_words" | "date_words" => Row,
        "baseline_words" | "baseline_values" | "baseline_dates" => Passage("baseline_1"),
        "axis" | "action" | "objective" => Rule("section"),
        "deadline" | "deadline_kind" | "deadline_sense" | "deadline_convention" => Rule("date_convention"),
        "date" | "date_kind" | "date_convention" => Rule("date_convention"),
        "edition" | "nature" | "source" | "operator" | "unit" | "baseline_units" | "dimension" | "indicator" => {
            Rule("transcription")
        }
        "note_fr" | "note_en" => Own,
        _ => return None,
    })
}

fn editorial(column: &str) -> Option<Ground> {
    Some(match column {
        "quotes" => Passage("quote_1"),
        "definitions" => Passage("definition_1"),
        "term_fr" => Passage("term_fr"),
        "term_en" => Passage("term_en"),
        "sources" | "subjects" | "language" => Row,
        "from_edition" | "from_code" | "to_edition" | "to_code" => Row,
        "relations" | "basis" | "confidence" | "class" | "state" => Rule("transcription"),
        "title_fr" | "title_en" | "wording_fr" | "wording_en" | "note_fr" | "note_en" | "replies" => Own,
        _ => return None,
    })
}

fn passages(column: &str) -> Option<Ground> {
    Some(match column {
        "source" | "number" | "start" | "end" | "text" | "before" | "after" | "cited_by" => Row,
        "language" | "sha256" => Rule("digest"),
        _ => return None,
    })
}
