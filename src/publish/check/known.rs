//! The counts of the first three releases, as they were counted in the documents by hand.

use super::{Report, statements};
use crate::publish::{
    format::StatementEntry,
    read::{Finding, LoadedRelease, Record},
};

/// What one release holds.
struct Known {
    release: &'static str,
    axes: usize,
    actions: usize,
    named_actions: usize,
    objectives: usize,
    unpublished: usize,
    new_objectives: usize,
    figures: [usize; 3],
    /// Bounds of the publication date: the day on which something told as past happened, the end of what is still to come.
    bounds: [&'static str; 2],
    /// For each axis: achievements, items nested in them, next steps.
    overview: [(usize, usize, usize); 4],
}

const KNOWN: [Known; 3] = [
    Known {
        release: "2023",
        axes: 4,
        actions: 16,
        named_actions: 16,
        objectives: 39,
        unpublished: 0,
        new_objectives: 0,
        figures: [0, 0, 0],
        bounds: ["2022-10-06", "2023-06-30"],
        overview: [(0, 0, 0); 4],
    },
    Known {
        release: "2025",
        axes: 4,
        actions: 17,
        named_actions: 16,
        objectives: 0,
        unpublished: 0,
        new_objectives: 9,
        figures: [0, 0, 0],
        bounds: ["2025-06-14", "2025-10-31"],
        overview: [(1, 5, 7), (4, 0, 5), (4, 0, 5), (4, 0, 4)],
    },
    Known {
        release: "2026",
        axes: 4,
        actions: 17,
        named_actions: 16,
        objectives: 17,
        unpublished: 29,
        new_objectives: 0,
        figures: [4, 4, 17],
        bounds: ["2025-12-05", "2026-03-31"],
        overview: [(1, 5, 7), (4, 0, 5), (5, 0, 5), (4, 0, 5)],
    },
];

/// Holds one of the first three releases to what is known of it.
pub fn check_release(report: &mut Report) {
    let id = &report.entry().release.id;
    if let Some(known) = KNOWN.iter().find(|known| known.release == id) {
        report.findings.extend(compare(known, report.release));
    }
}

/// None of the first three releases is missing.
pub fn check(record: &Record) -> Vec<Finding> {
    let mut findings = Vec::new();
    for known in &KNOWN {
        if !record.releases.iter().any(|release| release.entry.release.id == known.release) {
            findings.push(Finding {
                file: "record".to_owned(),
                row: format!("release {}", known.release),
                rule: "counts",
                message: "is missing; nothing published is ever removed".to_owned(),
            });
        }
    }
    findings
}

fn compare(known: &Known, release: &LoadedRelease) -> Vec<Finding> {
    let entry = &release.entry;
    let unpublished: usize = entry.unpublished_objectives.iter().map(|range| (range.first..=range.last).count()).sum();
    let figures = [
        entry.axes.iter().filter(|axis| axis.progress.is_some()).count(),
        entry.actions.iter().filter(|action| action.progress.is_some()).count(),
        entry.objectives.iter().filter(|objective| objective.progress.is_some()).count(),
    ];
    let mut counts = vec![
        ("axes".to_owned(), known.axes, entry.axes.len()),
        ("actions".to_owned(), known.actions, entry.actions.len()),
        ("named actions".to_owned(), known.named_actions, entry.actions.iter().filter(|a| a.title.is_some()).count()),
        ("objectives".to_owned(), known.objectives, entry.objectives.len()),
        ("unpublished objectives".to_owned(), known.unpublished, unpublished),
        ("new objectives".to_owned(), known.new_objectives, entry.new_objectives.len()),
        ("figures of axes".to_owned(), known.figures[0], figures[0]),
        ("figures of actions".to_owned(), known.figures[1], figures[1]),
        ("figures of objectives".to_owned(), known.figures[2], figures[2]),
    ];
    for (axis, (achievements, nested, next_steps)) in entry.axes.iter().zip(known.overview) {
        let items = |list: &[StatementEntry]| list.iter().map(|statement| statement.items.len()).sum::<usize>();
        counts.push((format!("achievements of axis {}", axis.number), achievements, axis.achievements.len()));
        counts.push((format!("nested achievements of axis {}", axis.number), nested, items(&axis.achievements)));
        counts.push((format!("next steps of axis {}", axis.number), next_steps, axis.next_steps.len()));
    }
    if known.release == "2026" {
        let of_objectives = statements(entry).iter().filter(|(row, _)| row.starts_with("objectives")).count();
        counts.push(("statements of objectives".to_owned(), 59, of_objectives));
    }
    let head = &entry.release;
    let bounds = [("earliest", &head.earliest, known.bounds[0]), ("latest", &head.latest, known.bounds[1])];
    let moved = bounds
        .into_iter()
        .filter(|(_, bound, day)| bound.as_ref().map(|bound| bound.date.0.to_string()).as_deref() != Some(*day));
    let moved: Vec<Finding> = moved
        .map(|(field, _, day)| Finding {
            file: release.file.clone(),
            row: format!("release, {field}"),
            rule: "bounds",
            message: format!("the words of the sources give {day}"),
        })
        .collect();
    let wrong = counts.into_iter().filter(|(_, expected, found)| expected != found);
    wrong
        .map(|(what, expected, found)| Finding {
            file: release.file.clone(),
            row: what,
            rule: "counts",
            message: format!("the documents hold {expected} and the release lists {found}"),
        })
        .chain(moved)
        .collect()
}
