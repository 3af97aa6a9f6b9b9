//! Words stand on the row to which the document gives them: behind the printed number, and in the row's own section.
//!
//! A section runs from a title to the next title of its kind in the same source, so a figure, a status or a statement
//! that was put on a neighbour's row is found out, although its words stand in the source.

use std::collections::BTreeMap;

use super::{Report, walk};
use crate::{
    domain::{source::Citation, strategy::StatementKind},
    publish::format::{ObjectiveEntry, StatementEntry, TextEntry},
};

pub fn check(report: &mut Report) {
    numbers(report);
    let titles = Titles::of(report);
    axes(report, &titles);
    actions(report, &titles);
    objectives(report, &titles);
}

/// Each title stands behind the number that the document prints: `Axis 4: `, `Action 14 : `, `3. `.
fn numbers(report: &mut Report) {
    let entry = report.entry();
    let axes = entry.axes.iter().map(|axis| ("axes", axis.number, axis.title.as_ref()));
    let actions = entry.actions.iter().map(|action| ("actions", action.number, action.title.as_ref()));
    let objectives = entry.objectives.iter().filter_map(|o| Some(("objectives", o.number?, Some(&o.title))));
    for (level, number, title) in axes.chain(actions).chain(objectives) {
        for citation in title.iter().flat_map(|title| &title.at.0) {
            let printed = before(report, citation);
            if printed.is_some_and(|printed| printed != number.to_string()) {
                let message = format!("{citation} stands behind the number {}", printed_or_none(report, citation));
                report.add(&format!("{level} {number}, title"), "numbering", message);
            }
        }
    }
}

/// The digits directly before a passage, punctuation and blanks aside; none for a source that is not read.
fn before(report: &Report, citation: &Citation) -> Option<String> {
    let document = &report.release.documents.get(&citation.source)?.document;
    let words = document.slice(citation.start.saturating_sub(24), citation.start)?;
    let words = words.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '.' | '\u{a0}'));
    let digits: String = words.chars().rev().take_while(char::is_ascii_digit).collect();
    Some(digits.chars().rev().collect())
}

fn printed_or_none(report: &Report, citation: &Citation) -> String {
    before(report, citation).filter(|digits| !digits.is_empty()).unwrap_or_else(|| "none".to_owned())
}

/// Where titles stand, by source: start and number, in the order of the text.
struct Titles {
    axes: Places,
    actions: Places,
    objectives: Places,
}

type Places = BTreeMap<String, Vec<(usize, String)>>;

impl Titles {
    fn of(report: &Report) -> Self {
        let entry = report.entry();
        let mut titles = Titles { axes: Places::new(), actions: Places::new(), objectives: Places::new() };
        let mut note = |places: fn(&mut Titles) -> &mut Places, title: Option<&TextEntry>, name: String| {
            for citation in title.iter().flat_map(|title| &title.at.0) {
                places(&mut titles).entry(citation.source.clone()).or_default().push((citation.start, name.clone()));
            }
        };
        entry.axes.iter().for_each(|a| note(|t| &mut t.axes, a.title.as_ref(), a.number.to_string()));
        entry.actions.iter().for_each(|a| note(|t| &mut t.actions, a.title.as_ref(), a.number.to_string()));
        entry.objectives.iter().for_each(|o| note(|t| &mut t.objectives, Some(&o.title), o.code().to_string()));
        for places in [&mut titles.axes, &mut titles.actions, &mut titles.objectives] {
            places.values_mut().for_each(|places| places.sort());
        }
        titles
    }
}

/// The title before a passage, in the same source; none if the source has no title before it.
fn owner<'a>(places: &'a Places, citation: &Citation) -> Option<&'a (usize, String)> {
    places.get(&citation.source)?.iter().rev().find(|(start, _)| *start <= citation.start)
}

fn belongs(report: &mut Report, row: &str, places: &Places, citation: &Citation, own: &str) {
    let stands_under = owner(places, citation).map(|(_, name)| name.clone());
    if places.contains_key(&citation.source) && stands_under.as_deref() != Some(own) {
        let under = stands_under.map_or("before every title".to_owned(), |name| format!("in the section of {name}"));
        report.add(row, "section", format!("{citation} stands {under}"));
    }
}

fn axes(report: &mut Report, titles: &Titles) {
    for axis in &report.entry().axes {
        let (name, row) = (axis.number.to_string(), format!("axes {}", axis.number));
        if let Some(figure) = &axis.progress {
            belongs(report, &format!("{row}, progress"), &titles.axes, &figure.at.0[0], &name);
        }
        for (kind, list) in
            [(StatementKind::Achievement, &axis.achievements), (StatementKind::NextStep, &axis.next_steps)]
        {
            statements(report, &row, kind, list, &titles.axes, &name);
        }
    }
}

fn actions(report: &mut Report, titles: &Titles) {
    for action in &report.entry().actions {
        let (name, row) = (action.number.to_string(), format!("actions {}", action.number));
        for citation in action.title.iter().flat_map(|title| &title.at.0) {
            if let Some(axis) = action.axis {
                belongs(report, &format!("{row}, axis"), &titles.axes, citation, &axis.to_string());
            }
        }
        let Some(figure) = &action.progress else { continue };
        let citation = &figure.at.0[0];
        belongs(report, &format!("{row}, progress"), &titles.actions, citation, &name);
        // Between the action's title and its figure no row of the list may stand.
        let title = owner(&titles.actions, citation).map_or(0, |(start, _)| *start);
        let rows = report.entry().objectives.iter().filter_map(|objective| objective.list_row.as_ref());
        let between = |c: &&Citation| c.source == citation.source && c.start > title && c.start < citation.start;
        if rows.flat_map(|cited| &cited.0).any(|c| between(&c)) {
            let message = format!("{citation} stands behind a row of the list, not behind the action's title");
            report.add(&format!("{row}, progress"), "section", message);
        }
    }
}

fn objectives(report: &mut Report, titles: &Titles) {
    for objective in &report.entry().objectives {
        let (name, row) = (objective.code().to_string(), format!("objectives {}", objective.code()));
        let status = objective.status.as_ref().map(|status| ("status", &status.at));
        let progress = objective.progress.as_ref().map(|figure| ("progress", &figure.at));
        for (field, cited) in status.into_iter().chain(progress) {
            let row = format!("{row}, {field}");
            belongs(report, &row, &titles.objectives, &cited.0[0], &name);
            // What is repeated in the list stands in the objective's own row there.
            for citation in &cited.0[1..] {
                if !inside_list_row(objective, citation) {
                    report.add(&row, "section", format!("{citation} stands outside the objective's row of the list"));
                }
            }
        }
        for (kind, list) in
            [(StatementKind::Achievement, &objective.achievements), (StatementKind::NextStep, &objective.next_steps)]
        {
            statements(report, &row, kind, list, &titles.objectives, &name);
        }
        parent(report, &row, objective, titles);
    }
}

fn inside_list_row(objective: &ObjectiveEntry, citation: &Citation) -> bool {
    let rows = objective.list_row.iter().flat_map(|cited| &cited.0);
    rows.into_iter().any(|row| row.source == citation.source && row.start <= citation.start && citation.end <= row.end)
}

/// The section of an objective in the detail page names its action, and no other.
fn parent(report: &mut Report, row: &str, objective: &ObjectiveEntry, titles: &Titles) {
    let (Some(_), title) = (objective.number, &objective.title.at.0[0]) else { return };
    let Some(read) = report.release.documents.get(&title.source) else { return };
    let next = titles.objectives.get(&title.source).and_then(|all| all.iter().find(|(start, _)| *start > title.start));
    let end = next.map_or(read.document.length(), |(start, _)| *start);
    let section = read.document.slice(title.end, end).unwrap_or_default();
    let named = section.lines().filter_map(|line| line.strip_prefix("Action ")?.split(':').next()?.trim().parse().ok());
    let named: Vec<i32> = named.collect();
    if !named.iter().all(|number| *number == objective.action) || named.is_empty() {
        report.add(&format!("{row}, action"), "section", format!("its section names the action {named:?}"));
    }
}

/// The lines that head achievements and next steps.
const HEADINGS: [(&str, StatementKind); 5] = [
    ("Achievements", StatementKind::Achievement),
    ("Achievement", StatementKind::Achievement),
    ("Réalisations", StatementKind::Achievement),
    ("Next steps", StatementKind::NextStep),
    ("Prochaines étapes", StatementKind::NextStep),
];

/// Statements stand in the section of their row, behind the heading of their kind.
fn statements(
    report: &mut Report,
    row: &str,
    kind: StatementKind,
    list: &[StatementEntry],
    places: &Places,
    own: &str,
) {
    let mut all = Vec::new();
    walk(&format!("{row}, {}s", kind.as_str()), list, &mut all);
    for (row, statement) in all {
        let citation = &statement.at.0[0];
        belongs(report, &row, places, citation, own);
        let read = report.release.documents.get(&citation.source);
        let above = read.and_then(|read| read.document.slice(0, citation.start)).unwrap_or_default();
        let heading = above.lines().rev().find_map(|line| HEADINGS.iter().find(|(words, _)| *words == line.trim()));
        if heading.is_some_and(|(_, headed)| *headed != kind) {
            let words = heading.map_or("", |(words, _)| words);
            report.add(&row, "section", format!("{citation} stands behind the heading `{words}`"));
        }
    }
}
