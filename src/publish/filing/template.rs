//! The filing that a release would have been, and the one that comes next with all that is known filled in.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{Cell, Filing, Row, Sheet, check::last_year, words};
use crate::{
    domain::{
        absence::{Absence, Absences},
        release::{is_release_id, year},
        text::Language,
    },
    publish::switch::PublishError,
    store::{
        Db, QueryError,
        releases::{self, ReleaseRow},
        snapshot::{self, Snapshot},
        statements::StatementRow,
    },
};

/// A release as if it had been filed: reading it back changes nothing.
pub fn of(snapshot: &Snapshot) -> Filing {
    let mut rows = vec![release(snapshot)];
    for row in &snapshot.axes {
        let mut filled = Filled::new(Sheet::Axes, &row.code, &row.absent);
        filled.texts("title", [&row.title_fr, &row.title_en]);
        filled.number("progress", row.progress);
        filled
            .statements(snapshot, |statement| statement.level == "axis" && statement.axis.as_ref() == Some(&row.code));
        rows.push(filled.row);
    }
    for row in &snapshot.actions {
        let mut filled = Filled::new(Sheet::Actions, &row.code, &row.absent);
        filled.text("axis", row.axis.clone());
        filled.texts("title", [&row.title_fr, &row.title_en]);
        filled.number("progress", row.progress);
        rows.push(filled.row);
    }
    for row in &snapshot.objectives {
        let mut filled = Filled::new(Sheet::Objectives, &row.code, &row.absent);
        filled.text("action", row.action.clone());
        filled.texts("title", [&row.title_fr, &row.title_en]);
        filled.text("status", row.status.clone());
        filled.number("progress", row.progress);
        filled.statements(snapshot, |statement| statement.objective.as_ref() == Some(&row.code));
        rows.push(filled.row);
    }
    Filing { rows }
}

/// The filing of the next release: what is known is there, what is the release's own is empty.
pub fn next(snapshot: &Snapshot, id: &str) -> Filing {
    let mut filing = of(snapshot);
    for row in filing.rows.iter_mut().filter(|row| row.sheet == Sheet::Release) {
        row.code = id.to_owned();
        ["date", "reason"].iter().for_each(|column| drop(row.cells.remove(column)));
        for title in ["title_fr", "title_en"] {
            row.cells.insert(title, Cell::Absent(Absence::NotPublished));
        }
    }
    filing
}

/// The filing of a release that exists, or of one that may come next on the day `today`.
///
/// # Errors
/// The id is none of a release, or comes before the last one and is not there, or is too far ahead.
pub fn for_release(db: &mut Db, id: &str, today: NaiveDate) -> Result<Filing, PublishError> {
    let all = releases::list(db)?;
    let latest =
        |rows: &mut dyn Iterator<Item = &ReleaseRow>| rows.max_by_key(|row| (row.id.clone(), row.revision)).cloned();
    if let Some(own) = latest(&mut all.iter().filter(|row| row.id == id)) {
        return Ok(of(&snapshot::load(db, own)?));
    }
    let last = latest(&mut all.iter()).ok_or(QueryError::NotFound)?;
    let until = last_year(today);
    if !is_release_id(id) || id < last.id.as_str() || year(id).is_some_and(|year| year > until) {
        return Err(PublishError::Id { given: id.to_owned(), last: last.id, until });
    }
    Ok(next(&snapshot::load(db, last)?, id))
}

fn release(snapshot: &Snapshot) -> Row {
    let head = &snapshot.release;
    let mut filled = Filled::new(Sheet::Release, &head.id, &head.absent);
    let date = head.earliest.filter(|earliest| head.latest == Some(*earliest));
    filled.text("languages", Some(languages(snapshot).join(", ")));
    filled.text("date", date.map(|date| date.to_string()));
    filled.texts("title", [&head.title_fr, &head.title_en]);
    filled.number("announced_axes", head.announced_axes);
    filled.number("announced_actions", head.announced_actions);
    filled.number("announced_objectives", head.announced_objectives);
    filled.texts("promise", [&head.promise_fr, &head.promise_en]);
    if let Some(reason) = &head.reason {
        filled.row.cells.insert("reason", Cell::Text(reason.clone()));
    }
    filled.row
}

/// The languages in which a release has texts.
fn languages(snapshot: &Snapshot) -> Vec<&'static str> {
    let titles = |at: usize| {
        snapshot.axes.iter().any(|row| [&row.title_fr, &row.title_en][at].is_some())
            || snapshot.statements.iter().any(|row| [&row.text_fr, &row.text_en][at].is_some())
    };
    ["fr", "en"].into_iter().enumerate().filter(|(at, _)| titles(*at)).map(|(_, language)| language).collect()
}

/// A row that is being filled from a row of the record.
struct Filled {
    row: Row,
    absent: Absences,
}

impl Filled {
    fn new(sheet: Sheet, code: &str, absent: &str) -> Self {
        Filled { row: Row::new(sheet, code), absent: Absences::from_flat(absent) }
    }

    /// Why a field has no value; a template asks for no other reason than the two that a filing may give.
    fn reason(&self, field: &str) -> Cell {
        let reason = self.absent.0.get(field).copied();
        Cell::Absent(reason.filter(|reason| *reason == Absence::NotNamed).unwrap_or(Absence::NotPublished))
    }

    fn text(&mut self, column: &'static str, text: Option<String>) {
        let cell = text.map_or_else(|| self.reason(column), Cell::Text);
        self.row.cells.insert(column, cell);
    }

    fn number(&mut self, column: &'static str, number: Option<i32>) {
        let cell = number.map_or_else(|| self.reason(column), Cell::Number);
        self.row.cells.insert(column, cell);
    }

    /// A field in both languages; the reason stands in both cells if neither has a text.
    fn texts(&mut self, field: &str, texts: [&Option<String>; 2]) {
        let columns = self.row.sheet.columns().filter(|column| column.field() == field && column.name != field);
        let reason = self.reason(field);
        let is_absent = texts.iter().all(|text| text.is_none());
        let cells = columns.zip(texts).filter_map(|(column, text)| match text {
            Some(text) => Some((column.name, Cell::Text(text.clone()))),
            None => is_absent.then(|| (column.name, reason.clone())),
        });
        let cells: BTreeMap<&'static str, Cell> = cells.collect();
        self.row.cells.extend(cells);
    }

    fn statements(&mut self, snapshot: &Snapshot, is_own: impl Fn(&StatementRow) -> bool) {
        for (field, kind) in [("achievements", "achievement"), ("next_steps", "next_step")] {
            let own: Vec<&StatementRow> =
                snapshot.statements.iter().filter(|row| row.kind == kind && is_own(row)).collect();
            let text = |language: Language| {
                let line = |row: &&StatementRow| {
                    let text = [&row.text_fr, &row.text_en][language as usize].clone()?;
                    Some((usize::try_from(row.depth).unwrap_or_default(), text))
                };
                let lines: Vec<(usize, String)> = own.iter().filter_map(line).collect();
                (!lines.is_empty()).then(|| words::joined(&lines))
            };
            let texts = Language::ALL.map(text);
            self.texts(field, [&texts[0], &texts[1]]);
        }
    }
}
