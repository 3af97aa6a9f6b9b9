//! What an aim is: who sets it where, and how its number is meant.

use super::closed::closed;

closed! {
    /// Where the documents set an aim.
    Nature {
        /// In the box of an action, or as a numbered objective.
        Objective = "objective",
        /// In running text.
        Body = "body",
        /// In the foreword.
        Foreword = "foreword",
        /// As a next step.
        NextStep = "next_step",
        /// As a promise of a partner, or by a law.
        Commitment = "commitment",
        /// As a goal of others that is quoted for reference.
        Benchmark = "benchmark",
    }
}

closed! {
    /// How a number is meant.
    Operator {
        AtLeast = "at_least",
        AtMost = "at_most",
        Exactly = "exactly",
        About = "about",
        MoreThan = "more_than",
        LessThan = "less_than",
        Between = "between",
        All = "all",
        None = "none",
        IncreaseBy = "increase_by",
        DecreaseBy = "decrease_by",
        MultiplyBy = "multiply_by",
        /// The words quantify, and no number is made of them: "parité", "une majorité", "doublement".
        InWords = "in_words",
        /// To be done by a date; there is no quantity.
        Done = "done",
    }
}
