//! Second stage: is every line of a release file in its sources, or typed as absent?
//!
//! [`release`] checks one file by itself; [`record`] checks all of them and what is known of the first three releases:
//! the counts of the documents and the traps in which a careless reading invents data.

mod absences;
mod known;
pub mod pairs;
mod passages;
mod rules;
mod sections;
mod structure;
mod traps;

use super::{
    format::{ReleaseFile, StatementEntry, TextEntry},
    read::{Finding, LoadedRelease, Record},
    snapshot,
};

/// Checks one release file against its own documents.
pub fn release(release: &LoadedRelease) -> Vec<Finding> {
    let mut report = Report { release, findings: Vec::new() };
    structure::check(&mut report);
    absences::check(&mut report);
    passages::check(&mut report);
    sections::check(&mut report);
    rules::check(&mut report);
    known::check_release(&mut report);
    report.findings
}

/// Checks every release file, and the record as a whole.
pub fn record(record: &Record) -> Vec<Finding> {
    let mut findings: Vec<Finding> = record.releases.iter().flat_map(release).collect();
    findings.extend(known::check(record));
    findings.extend(traps::check(record));
    findings.extend(pairs::check_record(record));
    let chain = snapshot::chain(&record.releases);
    for (index, release) in record.releases.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|before| chain.get(before));
        findings.extend(chain.get(index).map(|own| pairs::check(release, before, own)).unwrap_or_default());
    }
    findings
}

/// The findings on one release, as they are gathered.
struct Report<'a> {
    release: &'a LoadedRelease,
    findings: Vec<Finding>,
}

impl<'a> Report<'a> {
    fn entry(&self) -> &'a ReleaseFile {
        &self.release.entry
    }

    fn add(&mut self, row: &str, rule: &'static str, message: String) {
        self.findings.push(Finding { file: self.release.file.clone(), row: row.to_owned(), rule, message });
    }
}

/// Every statement of a release with the name of its row, parents before their items.
fn statements(entry: &ReleaseFile) -> Vec<(String, &StatementEntry)> {
    let mut all = Vec::new();
    for axis in &entry.axes {
        walk(&format!("axes {}, achievements", axis.number), &axis.achievements, &mut all);
        walk(&format!("axes {}, next_steps", axis.number), &axis.next_steps, &mut all);
    }
    for objective in &entry.objectives {
        let code = objective.code();
        walk(&format!("objectives {code}, achievements"), &objective.achievements, &mut all);
        walk(&format!("objectives {code}, next_steps"), &objective.next_steps, &mut all);
    }
    walk("new_objectives", &entry.new_objectives, &mut all);
    all
}

fn walk<'a>(row: &str, list: &'a [StatementEntry], all: &mut Vec<(String, &'a StatementEntry)>) {
    for (index, statement) in list.iter().enumerate() {
        let row = format!("{row} {}", index + 1);
        all.push((row.clone(), statement));
        walk(&row, &statement.items, all);
    }
}

/// Every text of a release with the name of its row.
fn texts(entry: &ReleaseFile) -> Vec<(String, TextEntry)> {
    let mut all = Vec::new();
    let mut push = |row: String, text: &Option<TextEntry>| all.extend(text.clone().map(|text| (row, text)));
    push("release, title".to_owned(), &entry.release.title);
    push("release, promise".to_owned(), &entry.release.promise);
    for source in &entry.sources {
        push(format!("sources {}, title", source.id), &source.title);
    }
    for axis in &entry.axes {
        push(format!("axes {}, title", axis.number), &axis.title);
    }
    for action in &entry.actions {
        push(format!("actions {}, title", action.number), &action.title);
        push(format!("actions {}, box_label", action.number), &action.box_label);
    }
    for objective in &entry.objectives {
        push(format!("objectives {}, title", objective.code()), &Some(objective.title.clone()));
    }
    all.extend(statements(entry).into_iter().map(|(row, statement)| (row, statement.text())));
    all
}
