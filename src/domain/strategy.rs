//! The tree of the plan: levels, codes, kinds of statement.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A level of the plan, from the whole down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    Strategy,
    Axis,
    Action,
    Objective,
}

impl Level {
    /// Every level with its word in data.
    pub const ALL: [(Level, &str); 4] = [
        (Level::Strategy, "strategy"),
        (Level::Axis, "axis"),
        (Level::Action, "action"),
        (Level::Objective, "objective"),
    ];

    /// The word used in data.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(level, _)| *level == self).map_or("", |(_, word)| word)
    }
}

/// What a statement is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StatementKind {
    /// Something that a report says was done.
    Achievement,
    /// Something that a report says comes next.
    NextStep,
    /// One of the objectives that the landing page of 2025 calls new: without number and axis.
    NewObjective,
}

impl StatementKind {
    /// Every kind with its word in data.
    pub const ALL: [(StatementKind, &str); 3] = [
        (StatementKind::Achievement, "achievement"),
        (StatementKind::NextStep, "next_step"),
        (StatementKind::NewObjective, "new_objective"),
    ];

    /// The word used in data.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("", |(_, word)| word)
    }

    /// The kind in French and in English.
    pub fn label(self) -> [&'static str; 2] {
        match self {
            StatementKind::Achievement => ["réalisation", "achievement"],
            StatementKind::NextStep => ["prochaine étape", "next step"],
            StatementKind::NewObjective => ["nouvel objectif", "new objective"],
        }
    }
}

/// Whether a release publishes an objective's text and figures, or only counts it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PublicationState {
    Published,
    NotPublished,
}

impl PublicationState {
    /// Both words used in data.
    pub const ALL: [(PublicationState, &str); 2] =
        [(PublicationState::Published, "published"), (PublicationState::NotPublished, "not_published")];

    /// The word used in data.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(state, _)| *state == self).map_or("", |(_, word)| word)
    }
}

/// The code of an objective.
///
/// Objectives of edition 2025 have a printed number, some in parts: `30`, `32-1`. Those of edition 2023 have none and are
/// named by their action and their place in its box: `4.2`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ObjectiveCode {
    Number(i32),
    Part(i32, i32),
    InAction(i32, i32),
}

impl ObjectiveCode {
    /// Reads a code, or nothing when the text has none of the three forms.
    pub fn parse(text: &str) -> Option<Self> {
        let number = |digits: &str| {
            let plain = !digits.is_empty() && digits.len() <= 4 && digits.bytes().all(|b| b.is_ascii_digit());
            digits.parse::<i32>().ok().filter(|n| plain && *n > 0 && n.to_string() == digits)
        };
        if let Some((whole, part)) = text.split_once('-') {
            return Some(ObjectiveCode::Part(number(whole)?, number(part)?));
        }
        if let Some((action, ordinal)) = text.split_once('.') {
            return Some(ObjectiveCode::InAction(number(action)?, number(ordinal)?));
        }
        number(text).map(ObjectiveCode::Number)
    }
}

impl fmt::Display for ObjectiveCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ObjectiveCode::Number(number) => write!(f, "{number}"),
            ObjectiveCode::Part(number, part) => write!(f, "{number}-{part}"),
            ObjectiveCode::InAction(action, ordinal) => write!(f, "{action}.{ordinal}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_in_their_three_forms_and_no_other() {
        for code in ["30", "32-1", "4.2"] {
            assert_eq!(ObjectiveCode::parse(code).map(|c| c.to_string()).as_deref(), Some(code));
        }
        for text in ["", "0", "032", "32-", "-1", "4.2.1", "+3", "٣", "99999", "32-1-1"] {
            assert_eq!(ObjectiveCode::parse(text), None, "{text}");
        }
    }
}
