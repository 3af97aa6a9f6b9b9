//! The changes between two releases, found once for an answer, filtered and put in order.

use std::{cell::OnceCell, cmp::Ordering, collections::BTreeMap};

use super::{super::views::ComparisonMeta, ChangeParams};
use crate::{
    domain::{change::ChangeKind, release::Release, text::fold},
    publish::compare,
    store::{Db, QueryError, QueryResult, SortKey, changes::ChangeRow, releases, snapshot, snapshot::Snapshot},
};

/// The conditions, and the changes once they are found.
#[derive(Clone)]
pub struct Filter {
    /// Sequence of the release that is compared with.
    from: i64,
    params: ChangeParams,
    found: OnceCell<Found>,
}

/// The changes between two releases that the filter keeps, and what the releases are.
#[derive(Clone)]
pub struct Found {
    pub rows: Vec<ChangeRow>,
    comparison: ComparisonMeta,
}

impl Filter {
    /// For changes since a release.
    pub fn new(from: i64, params: ChangeParams) -> Self {
        Filter { from, params, found: OnceCell::new() }
    }

    /// What is compared, once the changes were asked for.
    pub fn comparison(&self) -> Option<ComparisonMeta> {
        self.found.get().map(|found| found.comparison.clone())
    }

    /// The changes up to a release.
    pub fn found(&self, db: &mut Db, to: i64) -> QueryResult<&Found> {
        if self.found.get().is_none() {
            let (from, to) = (load(db, self.from)?, load(db, to)?);
            let mut rows = compare::compare(&from, &to);
            let comparison = comparison(&from, &to, &rows);
            rows.retain(|row| self.params.keep(row));
            // Nobody else fills it: one thread has the filter.
            let _ = self.found.set(Found { rows, comparison });
        }
        self.found.get().ok_or(QueryError::NotFound)
    }
}

fn load(db: &mut Db, sequence: i64) -> QueryResult<Snapshot> {
    let release = releases::by_sequence(db, sequence)?.ok_or(QueryError::NotFound)?;
    snapshot::load(db, release)
}

fn comparison(from: &Snapshot, to: &Snapshot, rows: &[ChangeRow]) -> ComparisonMeta {
    let (from_languages, to_languages) = (compare::languages(from), compare::languages(to));
    let mut kinds: BTreeMap<&'static str, usize> = ChangeKind::WORDS.iter().map(|kind| (*kind, 0)).collect();
    for row in rows {
        kinds
            .entry(ChangeKind::WORDS.iter().find(|kind| **kind == row.kind).copied().unwrap_or_default())
            .and_modify(|n| *n += 1);
    }
    let pairs =
        |of: &Snapshot, with: &Snapshot| of.pairs.iter().filter(|pair| pair.from_release == with.release.id).count();
    ComparisonMeta {
        from: (&Release::from(&from.release)).into(),
        to: (&Release::from(&to.release)).into(),
        codes_comparable: from.release.edition == to.release.edition,
        texts_comparable: from_languages.iter().any(|language| to_languages.contains(language)),
        from_languages,
        to_languages,
        paired_by_hand: pairs(from, to) + pairs(to, from),
        kinds,
    }
}

impl ChangeParams {
    /// Conditions on the place in the plan alone.
    pub fn of_places(axis: Vec<String>, action: Vec<String>, objective: Vec<String>) -> Self {
        ChangeParams { axis, action, objective, ..ChangeParams::default() }
    }

    /// Conditions on the kind of change and on the axis.
    pub fn of_kinds(kind: Vec<String>, axis: Vec<String>) -> Self {
        ChangeParams { kind, axis, ..ChangeParams::default() }
    }

    /// Whether a change meets every condition.
    pub fn keep(&self, row: &ChangeRow) -> bool {
        let any = |wanted: &[String], value: Option<&String>| {
            wanted.is_empty() || value.is_some_and(|value| wanted.contains(value))
        };
        any(&self.kind, Some(&row.kind))
            && any(&self.subject, Some(&row.subject))
            && any(&self.level, Some(&row.level))
            && any(&self.axis, row.axis.as_ref())
            && any(&self.action, row.action.as_ref())
            && any(&self.objective, row.objective.as_ref())
            && any(&self.field, row.field.as_ref())
            && any(&self.basis, row.basis.as_ref())
            && self.q.as_ref().is_none_or(|words| contains(row, words))
    }
}

fn contains(row: &ChangeRow, words: &[String]) -> bool {
    let texts = [&row.before_fr, &row.before_en, &row.after_fr, &row.after_en, &row.note_fr, &row.note_en];
    let text = texts.into_iter().flatten().map(|text| fold(text)).collect::<Vec<_>>().join("\n");
    words.iter().all(|word| text.contains(word.as_str()))
}

/// By each key, nulls last in both directions; numbers as text by length first. The plan's own order breaks ties.
pub fn order(keys: &[SortKey], one: &ChangeRow, other: &ChangeRow) -> Ordering {
    for key in keys {
        let order = match (cell(one, key.field), cell(other, key.field)) {
            (Some(a), Some(b)) if key.descending => b.cmp(&a),
            (Some(a), Some(b)) => a.cmp(&b),
            (a, b) => b.is_some().cmp(&a.is_some()),
        };
        if order.is_ne() {
            return order;
        }
    }
    one.position.cmp(&other.position)
}

fn cell<'a>(row: &'a ChangeRow, field: &str) -> Option<(i32, usize, &'a str)> {
    let text = |text: &'a str| (0, 0, text);
    let digits = |text: &'a String| (0, text.len(), text.as_str());
    match field {
        "id" => Some((row.position, 0, "")),
        "kind" => Some(text(&row.kind)),
        "subject" => Some(text(&row.subject)),
        "level" => Some(text(&row.level)),
        "axis" => row.axis.as_ref().map(digits),
        "action" => row.action.as_ref().map(digits),
        "field" => row.field.as_deref().map(text),
        "basis" => row.basis.as_deref().map(text),
        "similarity" => row.similarity.map(|percentage| (percentage, 0, "")),
        _ => None,
    }
}
