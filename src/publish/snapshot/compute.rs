//! What can be computed from a release file.

use std::collections::BTreeMap;

use crate::{
    domain::progress::{Computed, Fraction, Rule},
    publish::format::{ActionEntry, AxisEntry, ObjectiveEntry, ReleaseFile},
};

/// What the rule computes from a release file, by number.
pub struct Computation {
    pub axes: BTreeMap<i32, Computed>,
    pub actions: BTreeMap<i32, Computed>,
}

/// Applies the rule of [`crate::domain::progress`] to a release file.
pub fn compute(entry: &ReleaseFile) -> Computation {
    let figure =
        |objective: &ObjectiveEntry| objective.progress.as_ref().map(|figure| Fraction::from(i64::from(figure.value)));
    let mean_of = |action: &ActionEntry| {
        let own = entry.objectives.iter().filter(|objective| objective.action == action.number);
        let mean = Computed::mean(&own.map(figure).collect::<Vec<_>>(), Rule::MeanOfObjectives);
        mean.map(|mean| (action.number, mean))
    };
    let actions: BTreeMap<i32, Computed> = entry.actions.iter().filter_map(mean_of).collect();
    let mean_of = |axis: &AxisEntry| {
        let own = entry.actions.iter().filter(|action| action.axis == Some(axis.number));
        let means: Vec<_> = own.map(|action| actions.get(&action.number).map(|mean| mean.exact)).collect();
        Computed::mean(&means, Rule::MeanOfActions).map(|mean| (axis.number, mean))
    };
    Computation { axes: entry.axes.iter().filter_map(mean_of).collect(), actions }
}
