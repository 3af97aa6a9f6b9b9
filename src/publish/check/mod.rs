//! Second stage: is every line of a release file in its sources, or typed as absent?
//!
//! [`release`] checks one file by itself; [`record`] checks all of them and what is known of the first three releases:
//! the counts of the documents and the traps in which a careless reading invents data.

mod absences;
pub mod annexes;
mod known;
mod numbers;
pub mod pairs;
mod passages;
mod rules;
mod sections;
mod structure;
mod subjects;
mod traps;

use chrono::NaiveDateTime;

use super::{
    audit::audit,
    format::{ReleaseFile, StatementEntry, TextEntry},
    read::{Finding, LoadedRelease, Record},
    snapshot,
};
use crate::store::snapshot::Snapshot;

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

/// Checks a release that was filed. Its documents are printed from its rows, so that nothing stands in a neighbour's section,
/// and a figure that the rule does not give was told when it was filed.
pub fn filed(release: &LoadedRelease) -> Vec<Finding> {
    let mut report = Report { release, findings: Vec::new() };
    structure::check(&mut report);
    absences::check(&mut report);
    passages::check(&mut report);
    report.findings
}

/// Checks every release file, and the record as a whole.
pub fn record(record: &Record) -> Vec<Finding> {
    let mut findings: Vec<Finding> = record.releases.iter().flat_map(release).collect();
    let documents = record.releases.iter().flat_map(|release| &release.documents);
    let documents = documents.map(|(id, read)| (id.as_str(), &read.document)).collect();
    findings.extend(annexes::check(&record.annexes, &documents));
    findings.extend(known::check(record));
    findings.extend(traps::check(record));
    findings.extend(pairs::check_record(record));
    let chain = snapshot::chain(record);
    findings.extend(subjects::check(&record.annexes, &chain));
    let mut known: Vec<(&str, &str, &str)> = Vec::new();
    for (index, (release, own)) in record.releases.iter().zip(&chain).enumerate() {
        findings.extend(grounded(release, own));
        findings.extend(renamed(release, &known));
        let before = index.checked_sub(1).and_then(|before| chain.get(before));
        findings.extend(pairs::check(&record.annexes, before, own));
        let sources = release.entry.sources.iter();
        known.extend(
            sources.map(|source| (source.id.as_str(), source.sha256.as_str(), release.entry.release.id.as_str())),
        );
    }
    findings
}

/// What is published was recorded before: a time to come would leave all that follows without one that is later.
pub fn recorded_by_now(release: &LoadedRelease, now: NaiveDateTime) -> Option<Finding> {
    let recorded_at = release.entry.release.recorded_at.0;
    (recorded_at > now).then(|| Finding {
        file: release.file.clone(),
        row: "release, recorded_at".to_owned(),
        rule: "recorded",
        message: format!("{recorded_at} is still to come; now it is {} UTC", now.format("%Y-%m-%dT%H:%M:%S")),
    })
}

/// Every value of a release rests on something.
pub fn grounded(release: &LoadedRelease, snapshot: &Snapshot) -> Vec<Finding> {
    let missing = audit(snapshot).missing.into_iter();
    let finding = |value: String| Finding {
        file: release.file.clone(),
        row: value,
        rule: "audit",
        message: "the value rests on no passage, no rule and no reason for its absence".to_owned(),
    };
    missing.map(finding).collect()
}

/// A source's id names one document for good: what rests on it cites it by that name. Known documents are given as id,
/// SHA-256 and the release that brought them.
pub fn renamed(release: &LoadedRelease, known: &[(&str, &str, &str)]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in &release.entry.sources {
        let other = known.iter().find(|(id, sha256, _)| *id == source.id && *sha256 != source.sha256);
        let Some((id, _, by)) = other else { continue };
        findings.push(Finding {
            file: release.file.clone(),
            row: format!("sources {id}, id"),
            rule: "source_id",
            message: format!("`{id}` names another document, which release {by} brought; expected an id of its own"),
        });
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
