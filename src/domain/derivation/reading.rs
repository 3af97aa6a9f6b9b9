//! A reading of the published figures: what is averaged, and how the mean is shown.

use super::{Plan, whole};
use crate::domain::{
    progress::{Fraction, round_half_up},
    strategy::Level,
};

/// What the mean is taken of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Structure {
    /// An action's objective rows; an axis's unrounded actions.
    Rows,
    /// As [`Self::Rows`], with the parts of an objective counted as one, at their mean.
    MergedParts,
    /// An axis's actions as they are shown.
    ShownActions,
    /// The objective rows of all actions of an axis.
    Pooled,
}

/// How a mean becomes the whole number that is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounding {
    /// To the nearest, halves upwards.
    HalfUp,
    /// To the nearest, halves to the even neighbour.
    HalfEven,
    Down,
    Up,
}

impl Rounding {
    /// The word used in data.
    pub fn as_str(self) -> &'static str {
        match self {
            Rounding::HalfUp => "half_up",
            Rounding::HalfEven => "half_even",
            Rounding::Down => "down",
            Rounding::Up => "up",
        }
    }

    fn round(self, exact: Fraction) -> i64 {
        let down = exact.floor().to_integer();
        match self {
            Rounding::HalfUp => round_half_up(exact),
            Rounding::HalfEven if exact - down == Fraction::new(1, 2) => down + down.rem_euclid(2),
            Rounding::HalfEven => round_half_up(exact),
            Rounding::Down => down,
            Rounding::Up => exact.ceil().to_integer(),
        }
    }
}

/// A way to compute a figure from the published ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    pub structure: Structure,
    pub rounding: Rounding,
    /// What the figure is a multiple of: 1, or 10.
    pub unit: i64,
}

/// What a reading gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figured {
    /// What the mean is taken of, each under the code of its row.
    pub operands: Vec<(String, Fraction)>,
    /// The exact mean, in percentage points.
    pub exact: Fraction,
    /// The whole percentage that would be shown.
    pub value: i32,
}

impl Figured {
    /// The exact sum of the operands.
    pub fn sum(&self) -> Fraction {
        self.operands.iter().map(|(_, exact)| *exact).sum()
    }
}

impl Reading {
    /// The rule of [`crate::domain::progress`].
    pub const RULE: Reading = Reading { structure: Structure::Rows, rounding: Rounding::HalfUp, unit: 1 };

    /// What the reading gives for an axis or action; nothing if it has no child or a figure is missing.
    pub fn figure(self, plan: &Plan, level: Level, code: &str) -> Option<Figured> {
        let operands = match (level, self.structure) {
            (Level::Axis, Structure::Pooled) => self.pooled(plan, code)?,
            (Level::Axis, _) => self.actions(plan, code)?,
            (_, Structure::MergedParts) => merged(plan, code)?,
            _ => rows(plan, code)?,
        };
        let count = i64::try_from(operands.len()).ok().filter(|count| *count > 0)?;
        let exact = operands.iter().map(|(_, exact)| *exact).sum::<Fraction>() / count;
        let shown = self.rounding.round(exact / self.unit) * self.unit;
        Some(Figured { operands, exact, value: i32::try_from(shown).expect("a mean of percentages is a percentage") })
    }

    fn actions(self, plan: &Plan, axis: &str) -> Option<Vec<(String, Fraction)>> {
        let of_action = |code: &str| {
            let figured = Reading { unit: 1, ..self }.figure(plan, Level::Action, code)?;
            Some(if self.structure == Structure::ShownActions { whole(figured.value) } else { figured.exact })
        };
        plan.children(Level::Axis, axis).map(|action| Some((action.code.clone(), of_action(&action.code)?))).collect()
    }

    fn pooled(self, plan: &Plan, axis: &str) -> Option<Vec<(String, Fraction)>> {
        let of_actions: Option<Vec<_>> =
            plan.children(Level::Axis, axis).map(|action| rows(plan, &action.code).filter(|r| !r.is_empty())).collect();
        Some(of_actions?.concat())
    }
}

fn rows(plan: &Plan, action: &str) -> Option<Vec<(String, Fraction)>> {
    let own = plan.children(Level::Action, action);
    own.map(|objective| Some((objective.code.clone(), whole(objective.published?)))).collect()
}

/// The rows of an action, the parts of an objective in one row at their mean.
fn merged(plan: &Plan, action: &str) -> Option<Vec<(String, Fraction)>> {
    let mut groups: Vec<(&str, Vec<Fraction>)> = Vec::new();
    for objective in plan.children(Level::Action, action) {
        let (name, exact) = (objective.whole.as_ref().unwrap_or(&objective.code), whole(objective.published?));
        match groups.iter_mut().find(|(known, _)| known == name) {
            Some((_, parts)) => parts.push(exact),
            None => groups.push((name, vec![exact])),
        }
    }
    let mean = |parts: &[Fraction]| Some(parts.iter().sum::<Fraction>() / i64::try_from(parts.len()).ok()?);
    groups.iter().map(|(name, parts)| Some(((*name).to_owned(), mean(parts)?))).collect()
}
