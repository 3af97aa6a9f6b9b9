//! Codes are unique and complete, parents exist, texts are tidy.

use std::collections::{BTreeMap, BTreeSet};

use super::{Report, statements, texts};
use crate::{
    domain::{release::is_release_id, strategy::ObjectiveCode, text::Language},
    publish::format::{ObjectiveEntry, StatementEntry},
};

impl ObjectiveEntry {
    /// The code that the entry's numbers make; an entry without a number is named by its action and place.
    pub fn code(&self) -> ObjectiveCode {
        match (self.number, self.part) {
            (Some(number), Some(part)) => ObjectiveCode::Part(number, part),
            (Some(number), None) => ObjectiveCode::Number(number),
            (None, _) => ObjectiveCode::InAction(self.action, self.ordinal.unwrap_or_default()),
        }
    }
}

pub fn check(report: &mut Report) {
    release(report);
    plan(report);
    objectives(report);
    for (row, text) in texts(report.entry()) {
        if text.fr.is_none() && text.en.is_none() {
            report.add(&row, "text", "has neither `fr` nor `en`".to_owned());
        }
        for language in Language::ALL {
            if text.get(language).is_some_and(|text| !is_tidy(text)) {
                report.add(
                    &row,
                    "text",
                    format!("the text in `{}` is empty or has loose white space", language.as_str()),
                );
            }
        }
    }
    for (row, statement) in statements(report.entry()) {
        if !speaks_one_tongue(statement) {
            report.add(&row, "text", "the statement and its items are not in the same languages".to_owned());
        }
    }
    // Two statements may share words, never a passage.
    let mut seen = BTreeMap::new();
    for (row, statement) in statements(report.entry()) {
        let place = (&statement.at.0[0].source, statement.at.0[0].start);
        if let Some(other) = seen.insert(place, row.clone()) {
            report.add(&row, "structure", format!("is taken from the same passage as {other}"));
        }
    }
}

fn release(report: &mut Report) {
    let release = &report.entry().release;
    if !is_release_id(&release.id) {
        let message = format!("`{}` is not a release id; expected a year such as `2026`, or `2026-Q4`", release.id);
        report.add("release, id", "structure", message);
    }
    if release.revision < 1 {
        report.add("release, revision", "structure", format!("{} is not 1 or more", release.revision));
    }
    if (release.revision > 1) != release.reason.is_some() {
        let message = "a revision after the first, and no other, gives its reason".to_owned();
        report.add("release, reason", "structure", message);
    }
    let mut ids = BTreeSet::new();
    for source in &report.entry().sources {
        if !ids.insert(&source.id) {
            report.add(&format!("sources {}", source.id), "structure", "the id is taken already".to_owned());
        }
    }
}

/// Axes and actions: numbered from 1 without gap, each action's axis among the axes.
fn plan(report: &mut Report) {
    let entry = report.entry();
    let axes: Vec<i32> = entry.axes.iter().map(|axis| axis.number).collect();
    let actions: Vec<i32> = entry.actions.iter().map(|action| action.number).collect();
    for (level, numbers) in [("axes", &axes), ("actions", &actions)] {
        if !numbers.iter().copied().eq(1..=i32::try_from(numbers.len()).unwrap_or(i32::MAX)) {
            report.add(level, "structure", format!("are numbered {numbers:?}; expected 1, 2, 3 … without gap"));
        }
    }
    for action in &entry.actions {
        if action.axis.is_some_and(|axis| !axes.contains(&axis)) {
            report.add(
                &format!("actions {}, axis", action.number),
                "structure",
                "is no axis of the release".to_owned(),
            );
        }
    }
    for objective in &entry.objectives {
        if !actions.contains(&objective.action) {
            let row = format!("objectives {}, action", objective.code());
            report.add(&row, "structure", format!("{} is no action of the release", objective.action));
        }
    }
}

/// Objectives: unique codes, whole parts, numbers from 1 without gap (published or not) or places from 1 in each action.
fn objectives(report: &mut Report) {
    let entry = report.entry();
    let mut codes = BTreeSet::new();
    let mut parts: BTreeMap<i32, Vec<i32>> = BTreeMap::new();
    let mut places: BTreeMap<i32, Vec<i32>> = BTreeMap::new();
    for objective in &entry.objectives {
        let row = format!("objectives {}", objective.code());
        if !codes.insert(objective.code()) {
            report.add(&row, "structure", "the code is taken already".to_owned());
        }
        match (objective.number, objective.ordinal) {
            (Some(number), None) => parts.entry(number).or_default().extend(objective.part),
            (None, Some(ordinal)) => places.entry(objective.action).or_default().push(ordinal),
            _ => {
                report.add(&row, "structure", "has either a printed `number` or an `ordinal` in its action".to_owned())
            }
        }
    }
    for (number, parts) in &parts {
        let whole = parts.is_empty() || (parts.len() > 1 && parts.iter().copied().eq(1..=parts.len() as i32));
        if !whole {
            report.add(
                &format!("objectives {number}"),
                "structure",
                format!("has the parts {parts:?}; expected 1, 2 …"),
            );
        }
    }
    for (action, places) in &places {
        if !places.iter().copied().eq(1..=places.len() as i32) {
            report.add(
                &format!("actions {action}"),
                "structure",
                format!("has its objectives at the places {places:?}"),
            );
        }
    }
    let unpublished = entry.unpublished_objectives.iter().flat_map(|range| range.first..=range.last);
    let mut numbers: Vec<i32> = unpublished.chain(parts.keys().copied()).collect();
    numbers.sort_unstable();
    if !numbers.iter().copied().eq(1..=numbers.len() as i32) {
        report.add("objectives", "structure", format!("are numbered {numbers:?}; expected 1, 2, 3 … each once"));
    }
}

/// A text that is not empty and has no loose white space.
fn is_tidy(text: &str) -> bool {
    !text.is_empty() && text == text.trim() && !text.contains(['\n', '\t', '\u{a0}', '\u{202f}'])
}

/// Whether a statement and all its items are in the same languages.
fn speaks_one_tongue(statement: &StatementEntry) -> bool {
    let tongue = |s: &StatementEntry| (s.fr.is_some(), s.en.is_some());
    statement.items.iter().all(|item| tongue(item) == tongue(statement) && speaks_one_tongue(item))
}
