//! Progress, status, and the rule behind the figures.
//!
//! The rule was found by recomputing the published figures with exact fractions: an action is the mean of its objective
//! rows, an axis the mean of its actions' *unrounded* means, each shown as a whole number rounded half up. The action
//! rule is forced by the documents; the axis rule is consistent with them and not proved.

use num_rational::Ratio;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::text::Language;

/// An exact number of percentage points.
pub type Fraction = Ratio<i64>;

/// The two statuses that the documents use. The list is closed: no "late", no "not started" until a source says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    InProgress,
    Completed,
}

impl Status {
    /// Every status with its word in data and the words that stand for it in sources in French and in English.
    pub const ALL: [(Status, &str, [&str; 2]); 2] = [
        (Status::InProgress, "in_progress", ["En cours", "In progress"]),
        (Status::Completed, "completed", ["Terminé", "Completed"]),
    ];

    /// The word used in data.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|row| row.0 == self).map_or("", |row| row.1)
    }

    /// What a word of data means.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|row| row.1 == word).map(|row| row.0)
    }

    /// The words that sources print, in their language.
    pub fn printed_in(self, language: Language) -> &'static str {
        let words = Self::ALL.iter().find(|row| row.0 == self).map_or(["", ""], |row| row.2);
        words[language as usize]
    }
}

/// How an axis or action is computed from its children.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// An action: the mean of the progress of its objective rows.
    MeanOfObjectives,
    /// An axis: the mean of the unrounded means of its actions.
    MeanOfActions,
}

impl Rule {
    /// The word used in data.
    pub fn as_str(self) -> &'static str {
        match self {
            Rule::MeanOfObjectives => "mean_of_objectives",
            Rule::MeanOfActions => "mean_of_actions",
        }
    }
}

/// A figure computed by a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Computed {
    /// The exact mean, in percentage points.
    pub exact: Fraction,
    pub rule: Rule,
}

impl Computed {
    /// The mean of all children, or nothing when there is no child or one of them is not published.
    pub fn mean(children: &[Option<Fraction>], rule: Rule) -> Option<Self> {
        let published: Vec<Fraction> = children.iter().copied().collect::<Option<_>>()?;
        let count = i64::try_from(published.len()).ok().filter(|count| *count > 0)?;
        Some(Computed { exact: published.iter().sum::<Fraction>() / count, rule })
    }

    /// The whole percentage that is shown: rounded half up.
    pub fn value(&self) -> i64 {
        round_half_up(self.exact)
    }

    /// As [`Self::value`], in the width that tables have.
    pub fn whole(&self) -> i32 {
        i32::try_from(self.value()).expect("a mean of percentages is a percentage")
    }

    /// The exact fraction as text, such as `25/2` or `65`.
    pub fn fraction(&self) -> String {
        self.exact.to_string()
    }
}

/// Rounds to the nearest whole number, halves upwards.
pub fn round_half_up(exact: Fraction) -> i64 {
    (exact + Fraction::new(1, 2)).floor().to_integer()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mean(values: &[i64]) -> Computed {
        let children: Vec<_> = values.iter().map(|v| Some(Fraction::from(*v))).collect();
        Computed::mean(&children, Rule::MeanOfObjectives).expect("every child is published")
    }

    /// The rows of the documents, and the fractions and figures worked out by hand from them.
    #[test]
    fn the_rule_reproduces_the_published_figures() {
        let actions = [
            (mean(&[75, 50, 100, 60, 100, 5]), "65", 65),
            (mean(&[5, 15, 15, 15]), "25/2", 13),
            (mean(&[100, 50, 40, 40]), "115/2", 58),
            (mean(&[50, 25, 5]), "80/3", 27),
        ];
        for (computed, fraction, value) in &actions {
            assert_eq!((computed.fraction().as_str(), computed.value()), (*fraction, *value));
        }
        let means: Vec<_> = actions.iter().map(|(computed, ..)| Some(computed.exact)).collect();
        let axis = Computed::mean(&means, Rule::MeanOfActions).expect("every action is computed");
        assert_eq!((axis.fraction().as_str(), axis.value()), ("485/12", 40));
    }

    #[test]
    fn an_unpublished_child_leaves_the_parent_uncomputed() {
        assert_eq!(Computed::mean(&[Some(Fraction::from(50)), None], Rule::MeanOfActions), None);
        assert_eq!(Computed::mean(&[], Rule::MeanOfActions), None);
    }
}
