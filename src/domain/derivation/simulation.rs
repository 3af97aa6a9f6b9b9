//! What the rule would give if some objectives had other figures. Nothing of it is published, and nothing is stored.

use std::collections::BTreeMap;

use super::{
    Plan,
    reading::{Figured, Reading},
    whole,
};
use crate::domain::{progress::Fraction, strategy::Level};

/// A figure before and after a simulation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effect {
    pub level: Level,
    pub code: String,
    /// Code of an action's axis, or of an objective's action.
    pub parent: Option<String>,
    pub published: Option<i32>,
    pub before: Option<Outcome>,
    pub after: Option<Outcome>,
}

/// An exact figure, and the whole percentage that is shown of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    pub exact: Fraction,
    pub value: i32,
}

impl From<Figured> for Outcome {
    fn from(figured: Figured) -> Self {
        Outcome { exact: figured.exact, value: figured.value }
    }
}

impl Plan {
    /// The plan with other figures for some objectives, by code.
    pub fn simulated(&self, figures: &BTreeMap<String, i32>) -> Plan {
        let mut plan = self.clone();
        for objective in &mut plan.objectives {
            objective.published = figures.get(&objective.code).copied().or(objective.published);
        }
        plan
    }

    /// What a simulation touches: its objectives, then their actions, then the axes of these, in the order of the plan.
    pub fn effects(&self, figures: &BTreeMap<String, i32>) -> Vec<Effect> {
        let after = self.simulated(figures);
        let mut touched: Vec<&str> = figures.keys().map(String::as_str).collect();
        let mut effects = Vec::new();
        for level in [Level::Objective, Level::Action, Level::Axis] {
            let own = self.nodes(level).iter().filter(|node| touched.contains(&node.code.as_str()));
            let own: Vec<_> = own.collect();
            effects.extend(own.iter().map(|node| Effect {
                level,
                code: node.code.clone(),
                parent: node.parent.clone(),
                published: node.published,
                before: self.outcome(level, &node.code),
                after: after.outcome(level, &node.code),
            }));
            touched = own.iter().filter_map(|node| node.parent.as_deref()).collect();
        }
        effects
    }

    fn outcome(&self, level: Level, code: &str) -> Option<Outcome> {
        if level != Level::Objective {
            return Reading::RULE.figure(self, level, code).map(Outcome::from);
        }
        let value = self.objectives.iter().find(|objective| objective.code == code)?.published?;
        Some(Outcome { exact: whole(value), value })
    }
}
