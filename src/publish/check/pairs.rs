//! What a person paired: both statements exist, the relation is that of their kinds, and what differs is said.

use std::collections::BTreeSet;

use super::super::{
    annexes::Annexes,
    format::PairEntry,
    read::{Finding, Record},
};
use crate::{
    domain::{change::PairRelation, text::Language},
    store::{snapshot::Snapshot, statements::StatementRow},
};

const RULE: &str = "pairs";

/// Checks the pairs of a release, on top of the release before it.
pub fn check(annexes: &Annexes, before: Option<&Snapshot>, own: &Snapshot) -> Vec<Finding> {
    let mut seen = BTreeSet::new();
    let mut findings = Vec::new();
    for pair in annexes.pairs.iter().filter(|pair| pair.to_release == own.release.id) {
        let mut messages = problems(pair, before, own);
        if !seen.insert((&pair.from, &pair.to)) {
            messages.push("the pair is there already".to_owned());
        }
        findings.extend(messages.into_iter().map(|message| finding(&annexes.root, pair, message)));
    }
    findings
}

/// Checks that each pair belongs to a release.
pub fn check_record(record: &Record) -> Vec<Finding> {
    let is_known = |id: &str| record.releases.iter().any(|release| release.entry.release.id == id);
    let stray = record.annexes.pairs.iter().filter(|pair| !is_known(&pair.to_release));
    stray
        .map(|pair| finding(&record.annexes.root, pair, format!("`{}` is no release of the record", pair.to_release)))
        .collect()
}

fn finding(root: &str, pair: &PairEntry, message: String) -> Finding {
    Finding { file: format!("{root}pairs.toml"), row: pair.row(), rule: RULE, message }
}

fn problems(pair: &PairEntry, before: Option<&Snapshot>, own: &Snapshot) -> Vec<String> {
    let mut messages = Vec::new();
    let Some(before) = before.filter(|before| before.release.id == pair.from_release) else {
        let expected = before.map_or("nothing", |before| before.release.id.as_str());
        return vec![format!("`{}` is not the release before, which is {expected}", pair.from_release)];
    };
    let mut find = |snapshot: &Snapshot, code: &str| -> Option<StatementRow> {
        let found = snapshot.statements.iter().find(|row| row.code == code).cloned();
        if found.is_none() {
            messages.push(format!("release {} has no statement `{code}`", snapshot.release.id));
        }
        found
    };
    let (from, to) = (find(before, &pair.from), find(own, &pair.to));
    if let (Some(from), Some(to)) = (from, to) {
        let has_moved = from.kind != to.kind;
        if has_moved != (pair.relation == PairRelation::Moved) {
            let (from, to) = (from.kind, to.kind);
            messages.push(format!("the relation `{}` does not fit {from} and {to}", pair.relation.as_str()));
        }
    }
    let empty =
        |language| pair.note.as_ref().and_then(|note| note.get(language)).is_none_or(|text| text.trim().is_empty());
    let is_needed = pair.note.is_some() || pair.relation != PairRelation::Continued;
    for language in Language::ALL.into_iter().filter(|language| is_needed && empty(*language)) {
        messages.push(format!("the note says nothing in `{}`", language.as_str()));
    }
    messages
}
