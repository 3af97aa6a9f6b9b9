//! The audit of a release: each value that is served rests on a passage, on a rule, on words that the record calls its own,
//! or is absent with a reason. What does not is named.

mod grounds;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    domain::{
        absence::Absences,
        dataset::{Record, Value},
    },
    store::{snapshot::Snapshot, tables::any_rows},
};
use grounds::Ground;
pub use grounds::RULES;

/// What the values of a release rest on.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct Audit {
    pub values: Counts,
    /// The same, dataset by dataset.
    pub datasets: BTreeMap<&'static str, Counts>,
    /// How many values each rule makes.
    pub rules: BTreeMap<&'static str, usize>,
    /// Values without a ground: dataset, row and column. There are none.
    pub missing: Vec<String>,
}

/// How many values rest on what.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Counts {
    pub total: usize,
    /// Words or figures of a source, with their passage.
    pub passage: usize,
    /// Made by a rule that is shown.
    pub rule: usize,
    /// The record's own words and names, which say so of themselves.
    pub own: usize,
    /// Null, with a reason.
    pub absence: usize,
    pub missing: usize,
}

impl Counts {
    fn add(&mut self, found: &Found) {
        self.total += 1;
        match found {
            Found::Passage => self.passage += 1,
            Found::Rule(_) => self.rule += 1,
            Found::Own => self.own += 1,
            Found::Absence => self.absence += 1,
            Found::Missing => self.missing += 1,
        }
    }
}

/// What a value was found to rest on.
enum Found {
    Passage,
    Rule(&'static str),
    Own,
    Absence,
    Missing,
}

/// Audits every value of a release.
pub fn audit(snapshot: &Snapshot) -> Audit {
    let mut cited: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
    for citation in &snapshot.citations {
        cited.entry((&citation.subject, &citation.code)).or_default().insert(&citation.field);
    }
    let mut audit = Audit::default();
    let release = Row {
        dataset: "versions",
        subject: "release",
        columns: crate::store::releases::ReleaseRow::COLUMNS,
        values: snapshot.release.values(),
        code: snapshot.release.id.clone(),
    };
    audit.row(&release, &cited);
    for row in any_rows(snapshot) {
        let text = |name: &str| match row.columns.iter().position(|column| *column == name).map(|at| &row.values[at]) {
            Some(Value::Text(text)) => Some(text.clone()),
            _ => None,
        };
        let level = text("level");
        let subject = match row.dataset.name {
            "axes" => "axis",
            "actions" => "action",
            "objectifs" => "objective",
            "bilans" => "statement",
            "sources" => "source",
            "cibles" => "target",
            "constats" => "finding",
            "glossaire" => "term",
            "indicateurs" => "indicator",
            "correspondances" => "crosswalk",
            "passages" => "passage",
            // A figure is cited with the row that it is the figure of.
            _ => level.as_deref().unwrap_or_default(),
        };
        let code = text("code").or_else(|| text("id")).unwrap_or_default();
        audit.row(&Row { dataset: row.dataset.name, subject, columns: row.columns, values: row.values, code }, &cited);
    }
    audit
}

/// A row as the audit sees it.
struct Row<'a> {
    dataset: &'static str,
    subject: &'a str,
    columns: &'static [&'static str],
    values: Vec<Value>,
    code: String,
}

impl Row<'_> {
    fn value(&self, column: &str) -> Option<&Value> {
        self.columns.iter().position(|known| *known == column).map(|at| &self.values[at])
    }

    /// What a value of the row rests on.
    fn found(&self, column: &str, value: &Value, fields: Option<&BTreeSet<&str>>, absent: &Absences) -> Found {
        if *value == Value::Null {
            return if is_explained(column, absent) { Found::Absence } else { Found::Missing };
        }
        // A computed figure rests on the rule that its row names; a receipt's rival too.
        let is_computed = matches!(self.value("method"), Some(Value::Text(method)) if method == "computed");
        match grounds::ground(self.dataset, column) {
            Some(Ground::Passage(_)) if is_computed => Found::Rule("mean"),
            Some(Ground::Passage(field)) if fields.is_some_and(|fields| fields.contains(field)) => Found::Passage,
            Some(Ground::Row) if fields.is_some_and(|fields| !fields.is_empty()) => Found::Passage,
            // A passage is its own ground.
            Some(Ground::Row) if self.subject == "passage" => Found::Passage,
            Some(Ground::Rule(rule)) => Found::Rule(rule),
            Some(Ground::Own | Ground::Counted) => Found::Own,
            Some(Ground::Passage(_) | Ground::Row) | None => Found::Missing,
        }
    }
}

impl Audit {
    fn row(&mut self, row: &Row, cited: &BTreeMap<(&str, &str), BTreeSet<&str>>) {
        let absent = match row.value("absent") {
            Some(Value::Text(flat)) => Absences::from_flat(flat),
            _ => Absences::default(),
        };
        let fields = cited.get(&(row.subject, row.code.as_str()));
        for (column, value) in row.columns.iter().zip(&row.values) {
            if *column == "absent" {
                continue;
            }
            let found = row.found(column, value, fields, &absent);
            match found {
                Found::Rule(rule) => *self.rules.entry(rule).or_default() += 1,
                Found::Missing => self.missing.push(format!("{} {} {column}", row.dataset, row.code)),
                _ => {}
            }
            self.values.add(&found);
            self.datasets.entry(row.dataset).or_default().add(&found);
        }
    }
}

/// Whether a reason is given for a null: under the column's own name, or under that of the field it is a part of.
fn is_explained(column: &str, absent: &Absences) -> bool {
    let reasons = &absent.0;
    let mut part = column;
    loop {
        if reasons.contains_key(part) {
            return true;
        }
        match part.rsplit_once('_') {
            Some((whole, _)) => part = whole,
            None => return false,
        }
    }
}
