//! Figures are whole percentages that agree with each other, with the statuses and with the announced counts.

use super::Report;
use crate::{
    domain::progress::Status,
    publish::snapshot::{Computation, compute},
};

pub fn check(report: &mut Report) {
    ranges(report);
    announced(report);
    recomputed(report);
}

fn ranges(report: &mut Report) {
    let entry = report.entry();
    let axes = entry.axes.iter().map(|axis| (format!("axes {}, progress", axis.number), &axis.progress));
    let actions = entry.actions.iter().map(|action| (format!("actions {}, progress", action.number), &action.progress));
    let objectives = entry.objectives.iter().map(|o| (format!("objectives {}, progress", o.code()), &o.progress));
    for (row, figure) in axes.chain(actions).chain(objectives) {
        if let Some(figure) = figure.as_ref().filter(|figure| !(0..=100).contains(&figure.value)) {
            report.add(&row, "figure", format!("{} is not a whole percentage from 0 to 100", figure.value));
        }
    }
    for objective in &entry.objectives {
        let completed = objective.status.as_ref().is_some_and(|status| status.value == Status::Completed);
        if let Some(figure) = objective.progress.as_ref().filter(|figure| completed && figure.value != 100) {
            let row = format!("objectives {}, status", objective.code());
            report.add(&row, "figure", format!("is completed at {} %", figure.value));
        }
    }
}

/// What the sources announce is what the release lists.
fn announced(report: &mut Report) {
    let entry = report.entry();
    let unpublished: usize = entry.unpublished_objectives.iter().map(|range| (range.first..=range.last).count()).sum();
    let counts = [
        ("axes", &entry.release.announced.axes, entry.axes.len()),
        ("actions", &entry.release.announced.actions, entry.actions.len()),
        ("objectives", &entry.release.announced.objectives, entry.objectives.len() + unpublished),
    ];
    for (what, announced, listed) in counts {
        let Some(announced) = announced else { continue };
        if usize::try_from(announced.count) != Ok(listed) {
            let message = format!("the sources announce {} and the release lists {listed}", announced.count);
            report.add(&format!("release, announced.{what}"), "counts", message);
        }
    }
}

/// The rule of [`crate::domain::progress`] gives each published figure that it can give.
fn recomputed(report: &mut Report) {
    let Computation { axes, actions } = compute(report.entry());
    let entry = report.entry();
    let published =
        (entry.actions.iter().map(|action| ("actions", action.number, &action.progress, actions.get(&action.number))))
            .chain(entry.axes.iter().map(|axis| ("axes", axis.number, &axis.progress, axes.get(&axis.number))));
    for (level, number, figure, computed) in published {
        let (Some(figure), Some(computed)) = (figure, computed) else { continue };
        if i64::from(figure.value) != computed.value() {
            let message = format!(
                "{} is published and the {} is {}, rounded half up {}",
                figure.value,
                computed.rule.as_str(),
                computed.fraction(),
                computed.value()
            );
            report.add(&format!("{level} {number}, progress"), "rule_of_progress", message);
        }
    }
}
