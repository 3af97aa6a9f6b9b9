//! How actions and objectives of one edition of the plan relate to another.

use super::closed::closed;

/// The editions of the plan, the earlier first.
pub const EDITIONS: [&str; 2] = ["2023", "2025"];

closed! {
    /// A relation; several may hold at once.
    Relation {
        /// The same words, or the same substance in two languages.
        Same = "same",
        /// Other words.
        Reworded = "reworded",
        /// Another number.
        Renumbered = "renumbered",
        /// The aim covers more.
        Widened = "widened",
        /// Not part of the later edition: neither achieved nor given up by that.
        Dropped = "dropped",
        /// Not part of the earlier edition.
        New = "new",
        /// The documents do not allow to tell.
        Unknown = "unknown",
    }
}

closed! {
    /// What a relation rests on.
    Basis {
        /// A document says so.
        Stated = "stated",
        /// It was read out of the texts by hand.
        Inferred = "inferred",
    }
}

closed! {
    /// How sure an inference is.
    Confidence {
        High = "high",
        Medium = "medium",
        Low = "low",
    }
}
