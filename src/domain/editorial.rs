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

closed! {
    /// Whether the publisher has replied to a finding.
    FindingState {
        Open = "open",
        Answered = "answered",
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
