//! The receipt of a figure: what it is computed from, by which rule, and which other readings would explain it.
//!
//! A [`Plan`] holds the published figures of one release and knows nothing of where they are kept. [`Plan::receipts`] gives
//! each axis and action its [`Receipt`]; the rival readings are in [`rivals`], how a reading is computed in [`reading`], and
//! the words in [`words`]. A rule is called proved only against the rivals that are listed, by published figures of the
//! same release. [`simulation`] puts other figures in the place of published ones.

pub mod reading;
pub mod rivals;
pub mod simulation;
#[cfg(test)]
mod tests;
pub mod words;

use serde::Serialize;
use utoipa::ToSchema;

use self::{
    reading::{Figured, Reading},
    rivals::Judged,
    words::Words,
};
use super::{
    progress::{Fraction, Rule},
    strategy::Level,
};

/// An axis, action or objective with its published figure, as far as derivations go.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Node {
    pub code: String,
    /// Code of an action's axis, or of an objective's action; none where no document states it.
    pub parent: Option<String>,
    /// The published whole percentage.
    pub published: Option<i32>,
    /// The number that an objective in parts shares with its other parts.
    pub whole: Option<String>,
}

/// The published figures of a release, in the order of the plan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    pub axes: Vec<Node>,
    pub actions: Vec<Node>,
    pub objectives: Vec<Node>,
}

impl Plan {
    /// The rows of a level that has figures; none of the strategy as a whole.
    pub fn nodes(&self, level: Level) -> &[Node] {
        match level {
            Level::Strategy => &[],
            Level::Axis => &self.axes,
            Level::Action => &self.actions,
            Level::Objective => &self.objectives,
        }
    }

    /// The actions of an axis, or the objectives of an action.
    pub fn children(&self, level: Level, code: &str) -> impl Iterator<Item = &Node> {
        let below = if level == Level::Axis { Level::Action } else { Level::Objective };
        let of = code.to_owned();
        self.nodes(below).iter().filter(move |node| node.parent.as_deref() == Some(of.as_str()))
    }

    /// The receipt of every axis, then of every action.
    pub fn receipts(&self) -> Vec<Receipt> {
        let of_level = |level| self.nodes(level).iter().map(move |node| self.receipt_of(level, node));
        [Level::Axis, Level::Action].into_iter().flat_map(of_level).collect()
    }

    /// The receipt of one axis or action, by its code.
    pub fn receipt(&self, level: Level, code: &str) -> Option<Receipt> {
        self.nodes(level).iter().find(|node| node.code == code).map(|node| self.receipt_of(level, node))
    }

    fn receipt_of(&self, level: Level, node: &Node) -> Receipt {
        let inputs: Vec<Input> = self.children(level, &node.code).map(|child| self.input(level, child)).collect();
        let figured = Reading::RULE.figure(self, level, &node.code);
        let rivals = if figured.is_some() { rivals::judge(self, level, node) } else { Vec::new() };
        let state = State::of(figured.as_ref(), node.published, &rivals);
        let mut receipt = Receipt {
            level,
            code: node.code.clone(),
            parent: node.parent.clone(),
            rule: if level == Level::Axis { Rule::MeanOfActions } else { Rule::MeanOfObjectives },
            inputs,
            figured,
            published: node.published,
            state,
            rivals,
            reason: Words::default(),
        };
        receipt.reason = words::reason(self, &receipt);
        receipt
    }

    /// A child as an input of its parent.
    fn input(&self, level: Level, child: &Node) -> Input {
        let exact = match level {
            Level::Axis => Reading::RULE.figure(self, Level::Action, &child.code).map(|figured| figured.exact),
            _ => child.published.map(whole),
        };
        Input { code: child.code.clone(), published: child.published, exact }
    }
}

/// A whole percentage as an exact number.
pub fn whole(percentage: i32) -> Fraction {
    Fraction::from(i64::from(percentage))
}

/// What a figure is computed from, how, and how far the published figures bear the rule out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    pub level: Level,
    pub code: String,
    /// Code of an action's axis.
    pub parent: Option<String>,
    pub rule: Rule,
    /// The children that the documents name, with what they bring to the mean.
    pub inputs: Vec<Input>,
    /// What the rule gives; nothing if no child is known or one of them brings nothing.
    pub figured: Option<Figured>,
    /// The whole percentage that a document publishes.
    pub published: Option<i32>,
    pub state: State,
    /// Why the state is what it is.
    pub reason: Words,
    /// Other readings of the published figures; none where the rule itself gives nothing.
    pub rivals: Vec<Judged>,
}

impl Receipt {
    /// Whether the rule gives the published figure; nothing if either is missing.
    pub fn agrees(&self) -> Option<bool> {
        Some(self.figured.as_ref()?.value == self.published?)
    }

    /// The children whose figure is missing.
    pub fn missing(&self) -> impl Iterator<Item = &str> {
        self.inputs.iter().filter(|input| input.exact.is_none()).map(|input| input.code.as_str())
    }
}

/// A child of an axis or action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    pub code: String,
    /// The whole percentage that a document publishes for the child.
    pub published: Option<i32>,
    /// What enters the mean: an objective's published figure, or an action's unrounded mean.
    pub exact: Option<Fraction>,
}

/// How far the published figures bear a rule out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// The rule gives the published figure, and published figures of the release reject every rival that is listed.
    Proved,
    /// The rule gives the published figure, and so does a rival that no published figure of the release rejects.
    ConsistentNotProved,
    /// A child's figure is not published, or no document names the children.
    NotComputed,
    /// The rule gives a figure, and no document publishes one to compare it with.
    NotPublished,
    /// The rule gives another figure than the published one; `jalon check` refuses a release in which it does.
    Contradicted,
}

impl State {
    /// Every state with its word in data.
    pub const ALL: [(State, &str); 5] = [
        (State::Proved, "proved"),
        (State::ConsistentNotProved, "consistent_not_proved"),
        (State::NotComputed, "not_computed"),
        (State::NotPublished, "not_published"),
        (State::Contradicted, "contradicted"),
    ];

    /// The word used in data.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(state, _)| *state == self).map_or("", |(_, word)| word)
    }

    fn of(figured: Option<&Figured>, published: Option<i32>, rivals: &[Judged]) -> Self {
        match (figured, published) {
            (None, _) => State::NotComputed,
            (Some(_), None) => State::NotPublished,
            (Some(figured), Some(published)) if figured.value != published => State::Contradicted,
            _ if rivals.iter().all(Judged::is_rejected_somewhere) => State::Proved,
            _ => State::ConsistentNotProved,
        }
    }
}
