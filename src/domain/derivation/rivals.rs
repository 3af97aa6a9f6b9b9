//! Rival readings of the published figures, and which figures reject them.

use super::{
    Node, Plan,
    reading::{Figured, Reading, Rounding, Structure},
    words::{self, Words},
};
use crate::domain::strategy::Level;

/// A reading other than the rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rival {
    HalfEven,
    Down,
    Up,
    MergedParts,
    MeanOfRoundedActions,
    PooledObjectives,
    RoundedToTens,
}

impl Rival {
    /// Every rival with its word in data, in the order of receipts.
    pub const ALL: [(Rival, &str); 7] = [
        (Rival::HalfEven, "half_even"),
        (Rival::Down, "down"),
        (Rival::Up, "up"),
        (Rival::MergedParts, "merged_parts"),
        (Rival::MeanOfRoundedActions, "mean_of_rounded_actions"),
        (Rival::PooledObjectives, "pooled_objectives"),
        (Rival::RoundedToTens, "rounded_to_tens"),
    ];

    /// The word used in data.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(rival, _)| *rival == self).map_or("", |(_, word)| word)
    }

    /// How the rival computes a figure.
    pub fn reading(self) -> Reading {
        let rule = Reading::RULE;
        match self {
            Rival::HalfEven => Reading { rounding: Rounding::HalfEven, ..rule },
            Rival::Down => Reading { rounding: Rounding::Down, ..rule },
            Rival::Up => Reading { rounding: Rounding::Up, ..rule },
            Rival::MergedParts => Reading { structure: Structure::MergedParts, ..rule },
            Rival::MeanOfRoundedActions => Reading { structure: Structure::ShownActions, ..rule },
            Rival::PooledObjectives => Reading { structure: Structure::Pooled, ..rule },
            Rival::RoundedToTens => Reading { unit: 10, ..rule },
        }
    }

    /// Whether the rival says something of axes only.
    fn is_of_axes(self) -> bool {
        matches!(self, Rival::MeanOfRoundedActions | Rival::PooledObjectives | Rival::RoundedToTens)
    }

    /// Whether the rival differs from the rule in how means are rounded.
    pub fn is_rounding(self) -> bool {
        matches!(self, Rival::HalfEven | Rival::Down | Rival::Up)
    }

    /// Whether the rival can differ from the rule for a level of a plan.
    fn applies(self, plan: &Plan, level: Level) -> bool {
        match self {
            _ if self.is_of_axes() => level == Level::Axis,
            Rival::MergedParts => plan.objectives.iter().any(|o| o.parent.is_some() && o.whole.is_some()),
            _ => true,
        }
    }
}

/// A rival beside a figure: what it gives there, and what the published figures say of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    pub rival: Rival,
    pub figured: Figured,
    /// The rival gives another figure than the one published here.
    pub rejected: bool,
    /// Other published figures of the release that reject it, those of the same level first.
    pub rejected_by: Vec<Witness>,
    /// What it is.
    pub description: Words,
    /// Why it is rejected, or is not.
    pub reason: Words,
}

impl Judged {
    /// Whether any published figure of the release rejects the rival.
    pub fn is_rejected_somewhere(&self) -> bool {
        self.rejected || !self.rejected_by.is_empty()
    }

    /// The word used in data: `rejected` here, `rejected_elsewhere` or `not_rejected`.
    pub fn state(&self) -> &'static str {
        match (self.rejected, self.rejected_by.is_empty()) {
            (true, _) => Self::STATES[0],
            (false, false) => Self::STATES[1],
            (false, true) => Self::STATES[2],
        }
    }

    /// What can be said of a rival.
    pub const STATES: [&str; 3] = ["rejected", "rejected_elsewhere", "not_rejected"];
}

/// A published figure that a rival does not give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witness {
    pub level: Level,
    pub code: String,
    /// What the rival gives there.
    pub value: i32,
    pub published: i32,
}

/// The rivals of a figure that the rule gives.
pub fn judge(plan: &Plan, level: Level, node: &Node) -> Vec<Judged> {
    let rivals = Rival::ALL.into_iter().map(|(rival, _)| rival).filter(|rival| rival.applies(plan, level));
    rivals.filter_map(|rival| judged(plan, level, node, rival)).collect()
}

fn judged(plan: &Plan, level: Level, node: &Node, rival: Rival) -> Option<Judged> {
    let figured = rival.reading().figure(plan, level, &node.code)?;
    let mut judged = Judged {
        rival,
        rejected: node.published.is_some_and(|published| published != figured.value),
        rejected_by: witnesses(plan, level, node, rival),
        description: words::description(rival),
        reason: Words::default(),
        figured,
    };
    judged.reason = words::judgement(plan, level, node, &judged);
    Some(judged)
}

/// The figures besides that of `node` that reject a rival.
fn witnesses(plan: &Plan, level: Level, node: &Node, rival: Rival) -> Vec<Witness> {
    let other = if level == Level::Axis { Level::Action } else { Level::Axis };
    let mut found = Vec::new();
    for at in [level, other] {
        if at == Level::Action && rival.is_of_axes() {
            continue;
        }
        for witness in plan.nodes(at).iter().filter(|witness| at != level || witness.code != node.code) {
            let rejects = at == level || at == Level::Action || no_axis_reading_fits(plan, witness, rival);
            found.extend(witness_of(plan, at, witness, rival).filter(|_| rejects));
        }
    }
    found
}

fn witness_of(plan: &Plan, level: Level, node: &Node, rival: Rival) -> Option<Witness> {
    // What the rule itself does not explain says nothing of its rivals.
    let rule = Reading::RULE.figure(plan, level, &node.code)?;
    let (published, value) = (node.published?, rival.reading().figure(plan, level, &node.code)?.value);
    let rejects = value != published && rule.value == published;
    rejects.then(|| Witness { level, code: node.code.clone(), value, published })
}

/// Whether an axis rejects a rounding of its actions however the axis itself is read, which no document settles.
fn no_axis_reading_fits(plan: &Plan, axis: &Node, rival: Rival) -> bool {
    let readings = [Structure::Rows, Structure::ShownActions, Structure::Pooled].into_iter().flat_map(|structure| {
        [1, 10].map(|unit| {
            Reading { structure, unit, rounding: rival.reading().rounding }.figure(plan, Level::Axis, &axis.code)
        })
    });
    rival.is_rounding() && readings.flatten().all(|figured| Some(figured.value) != axis.published)
}
