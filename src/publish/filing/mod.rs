//! What the ministry's team fills in each quarter: a row for the release and one for each axis, action and objective.
//!
//! [`template`] makes the next one, filled with what is known; [`mod@write`] and [`read`] are its three forms, XLSX, CSV and
//! TOML; [`check`] makes a filing of what was read, or says of each cell what is wrong; [`mod@print`] makes documents of it, in
//! which every value has its passage like any other of the record; [`compare`] sets it beside the release before.

pub mod check;
pub mod columns;
pub mod compare;
pub mod print;
pub mod read;
pub mod report;
pub mod rules;
pub mod template;
pub mod words;
pub mod write;

use std::collections::BTreeMap;

pub use columns::Sheet;
pub use report::{Remark, Report, Severity};
pub use rules::Rule;

use crate::domain::{absence::Absence, text::Language};

/// A filled-in file, read and understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filing {
    /// In the order of the plan; the release comes first.
    pub rows: Vec<Row>,
}

/// A row: of the release, or of one axis, action or objective.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub sheet: Sheet,
    /// The id of the release, or the code in the plan.
    pub code: String,
    /// By the name of the column. A cell that says nothing is not there.
    pub cells: BTreeMap<&'static str, Cell>,
}

/// What a cell says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// One text; statements are a line each, nested ones behind a bullet for each level.
    Text(String),
    Number(i32),
    /// There is no value, for this reason.
    Absent(Absence),
}

impl Cell {
    /// The text; none of a number or an absence.
    pub fn text(&self) -> Option<&str> {
        match self {
            Cell::Text(text) => Some(text),
            _ => None,
        }
    }
}

impl Row {
    /// An empty row.
    pub fn new(sheet: Sheet, code: &str) -> Self {
        Row { sheet, code: code.to_owned(), cells: BTreeMap::new() }
    }

    /// The text of a column.
    pub fn text(&self, column: &str) -> Option<&str> {
        self.cells.get(column).and_then(Cell::text)
    }

    /// The number of a column.
    pub fn number(&self, column: &str) -> Option<i32> {
        match self.cells.get(column) {
            Some(Cell::Number(number)) => Some(*number),
            _ => None,
        }
    }

    /// The text of a field that has a column for each language.
    pub fn text_in(&self, field: &str, language: Language) -> Option<&str> {
        self.text(&in_language(field, language))
    }

    /// Whether a field has a value, in any of its columns.
    pub fn has(&self, field: &str) -> bool {
        let is_value = |cell: Option<&Cell>| cell.is_some_and(|cell| !matches!(cell, Cell::Absent(_)));
        is_value(self.cells.get(field))
            || Language::ALL.iter().any(|language| is_value(self.cells.get(in_language(field, *language).as_str())))
    }

    /// Why a field has no value; none if it has one.
    pub fn absence(&self, field: &str) -> Option<Absence> {
        if self.has(field) {
            return None;
        }
        let columns = [field.to_owned()].into_iter().chain(Language::ALL.map(|language| in_language(field, language)));
        let mut reasons = columns.filter_map(|column| match self.cells.get(column.as_str()) {
            Some(Cell::Absent(reason)) => Some(*reason),
            _ => None,
        });
        Some(reasons.next().unwrap_or(Absence::NotPublished))
    }
}

impl Filing {
    /// The row of the release.
    pub fn release(&self) -> Option<&Row> {
        self.rows.iter().find(|row| row.sheet == Sheet::Release)
    }

    /// The rows of a sheet.
    pub fn of(&self, sheet: Sheet) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(move |row| row.sheet == sheet)
    }

    /// The row of a code.
    pub fn row(&self, sheet: Sheet, code: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.sheet == sheet && row.code == code)
    }

    /// The languages that the texts are in, as the row of the release declares them.
    pub fn languages(&self) -> Vec<Language> {
        let declared = self.release().and_then(|row| row.text("languages")).unwrap_or_default();
        Language::ALL
            .into_iter()
            .filter(|language| declared.split(", ").any(|word| word == language.as_str()))
            .collect()
    }
}

/// The column of a field in one language.
pub fn in_language(field: &str, language: Language) -> String {
    format!("{field}_{}", language.as_str())
}
