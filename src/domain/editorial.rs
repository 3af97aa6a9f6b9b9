//! What the record says beside the plan: findings about the sources, and the subjects of indicators.

use super::closed::closed;

closed! {
    /// What a finding is.
    FindingClass {
        /// Two statements that cannot both be read as the same.
        Contradiction = "contradiction",
        /// Announced or expected, and not there.
        Gap = "gap",
        /// To be read in more than one way.
        Ambiguity = "ambiguity",
        /// An error of typing or setting.
        Misprint = "misprint",
        /// About the numbers of actions and objectives.
        Numbering = "numbering",
        /// The same thing, worded differently in substance between releases or languages.
        Wording = "wording",
        /// The order or form of a document misleads.
        Layout = "layout",
        /// A date that is not printed.
        Undated = "undated",
        /// About figures and the rule behind them.
        Arithmetic = "arithmetic",
    }
}

impl FindingClass {
    /// The class in French and in English.
    pub fn label(self) -> [&'static str; 2] {
        match self {
            FindingClass::Contradiction => ["contradiction", "contradiction"],
            FindingClass::Gap => ["manque", "gap"],
            FindingClass::Ambiguity => ["ambiguïté", "ambiguity"],
            FindingClass::Misprint => ["faute d’impression", "misprint"],
            FindingClass::Numbering => ["numérotation", "numbering"],
            FindingClass::Wording => ["formulation", "wording"],
            FindingClass::Layout => ["mise en page", "layout"],
            FindingClass::Undated => ["date non imprimée", "date not printed"],
            FindingClass::Arithmetic => ["calcul", "arithmetic"],
        }
    }

    /// What findings of the class have in common, in French and in English.
    pub fn meaning(self) -> [&'static str; 2] {
        match self {
            FindingClass::Contradiction => [
                "Deux énoncés qui ne peuvent pas vouloir dire la même chose.",
                "Two statements that cannot both be read as the same.",
            ],
            FindingClass::Gap => ["Annoncé ou attendu, et absent.", "Announced or expected, and not there."],
            FindingClass::Ambiguity => ["Se lit de plusieurs façons.", "To be read in more than one way."],
            FindingClass::Misprint => ["Une erreur de frappe ou de composition.", "An error of typing or setting."],
            FindingClass::Numbering => {
                ["Sur les numéros des actions et des objectifs.", "About the numbers of actions and objectives."]
            }
            FindingClass::Wording => [
                "La même chose, dite autrement sur le fond d’une publication ou d’une langue à l’autre.",
                "The same thing, worded differently in substance between releases or languages.",
            ],
            FindingClass::Layout => {
                ["L’ordre ou la forme d’un document induit en erreur.", "The order or form of a document misleads."]
            }
            FindingClass::Undated => ["Une date qui n’est pas imprimée.", "A date that is not printed."],
            FindingClass::Arithmetic => {
                ["Sur les chiffres et la règle qui les donne.", "About figures and the rule behind them."]
            }
        }
    }
}

closed! {
    /// Whether the publisher has replied to a finding.
    FindingState {
        Open = "open",
        Answered = "answered",
    }
}

impl FindingState {
    /// The state in French and in English.
    pub fn label(self) -> [&'static str; 2] {
        match self {
            FindingState::Open => ["sans réponse de l’éditeur", "without a reply of the publisher"],
            FindingState::Answered => ["l’éditeur a répondu", "the publisher has replied"],
        }
    }
}

closed! {
    /// What an indicator measures.
    Dimension {
        Equipment = "equipment",
        Training = "training",
        Uses = "uses",
        Skills = "skills",
        Governance = "governance",
        InformationSystem = "information_system",
    }
}
