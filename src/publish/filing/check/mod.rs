//! Second stage: every cell is understood, or told of. All that is wrong is told at once, so that a file is mended once.
//!
//! `cells` understands one cell; `rows` says whether a row says all that it must, and nothing against itself; here it
//! is seen whether the rows are those of the plan.

mod cells;
mod encoding;
mod rows;

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::{
    Cell, Filing, Row, Rule, Sheet,
    columns::Takes,
    compare::needs_reason,
    in_language,
    read::{LONGEST_CELL, RawCell, RawRow, Rows},
    report::{Remark, Report, Severity, excerpt},
    template,
};
use crate::{
    domain::{
        release::{is_release_id, year},
        text::{Language, nearest},
    },
    store::snapshot::Snapshot,
};

/// What is known before a filing comes.
#[derive(Debug)]
pub struct Known {
    /// The release before the one that is filed, as if it had been filed.
    pub before: Filing,
    /// The plan that codes are of: that of the release itself if it is a correction, else that of the one before.
    pub plan: Filing,
    /// The latest revision of the release that is filed, if there is one, with its number.
    pub own: Option<(i32, Filing)>,
    /// Ids of all releases, in the order of time.
    pub releases: Vec<String>,
    /// The earliest day on which the release before may have been published.
    pub since: Option<NaiveDate>,
    /// The day on which the filing comes.
    pub today: NaiveDate,
}

impl Known {
    /// What is known on the day `today`: the release `before` the one that is filed, the latest revision of that one if it is
    /// a correction (`own`), and the ids of all releases in the order of time.
    pub fn on(today: NaiveDate, before: &Snapshot, own: Option<&Snapshot>, releases: Vec<String>) -> Self {
        Known {
            before: template::of(before),
            plan: template::of(own.unwrap_or(before)),
            own: own.map(|own| (own.release.revision, template::of(own))),
            releases,
            since: before.release.earliest,
            today,
        }
    }
}

/// The id of the release that rows are of, as the row of the release says; none if it does not say.
pub fn release_id(rows: &Rows) -> Option<&str> {
    let row = rows.rows.iter().find(|row| row.sheet == Sheet::Release)?;
    Some(row.code()).filter(|code| !code.is_empty())
}

/// The last year of which a release can come on the day `today`: one that is mistyped further ahead would be the last for good.
pub fn last_year(today: NaiveDate) -> i32 {
    today.year() + 1
}

/// Understands the rows of a file.
pub fn check(rows: Rows, known: &Known) -> (Filing, Report) {
    let Rows { rows: raw, report, .. } = rows;
    let mut checking = Checking { known, report, seen: BTreeMap::new() };
    let languages = checking.languages(&raw);
    let mut filing = Filing { rows: Vec::new() };
    for row in &raw {
        if checking.code(row) {
            let understood = checking.understand(row);
            rows::check(&understood, row, &languages, &mut checking);
            filing.rows.push(understood);
        }
    }
    // Of a file that cannot be read it is not said that each of its rows is missing.
    if !raw.is_empty() || checking.report.holds() {
        checking.complete();
    }
    filing.rows.sort_by_key(|row| checking.place_in_plan(row));
    checking.report.sort();
    (filing, checking.report)
}

struct Checking<'a> {
    known: &'a Known,
    report: Report,
    /// The lines of the rows so far.
    seen: BTreeMap<(Sheet, String), usize>,
}

impl Checking<'_> {
    fn error(&mut self, row: &RawRow, column: &str, rule: Rule, message: [String; 2], hint: [String; 2]) {
        self.report.add(remark(Severity::Error, row, column, rule, message, hint));
    }

    fn warn(&mut self, row: &RawRow, column: &str, rule: Rule, message: [String; 2], hint: [String; 2]) {
        self.report.add(remark(Severity::Warning, row, column, rule, message, hint));
    }

    /// A warning that is approved with a reason only, and the reason that the row gives.
    fn ask(&mut self, row: &RawRow, column: &str, rule: Rule, message: [String; 2], reason: Option<&str>) {
        let remark = remark(Severity::Warning, row, column, rule, message, needs_reason());
        self.report.add(remark.needing(reason));
    }

    /// The languages that the file declares; all of them if it says nothing that is understood.
    fn languages(&mut self, raw: &[RawRow]) -> Vec<&'static str> {
        let row = raw.iter().find(|row| row.sheet == Sheet::Release);
        let declared = row.and_then(|row| row.cell("languages")).map_or("", |cell| cell.text.as_str());
        cells::languages(declared).unwrap_or_else(|| vec!["fr", "en"])
    }

    /// Whether the row is one of the plan's, and the first of its code.
    fn code(&mut self, row: &RawRow) -> bool {
        let code = row.code().to_owned();
        if code.is_empty() {
            let message = ["la ligne n’a pas de code".to_owned(), "the row has no code".to_owned()];
            let hint = ["reprenez le code du modèle".to_owned(), "take the code from the template".to_owned()];
            self.error(row, "code", Rule::Code, message, hint);
            return false;
        }
        let shown = excerpt(&code);
        if let Some(line) = self.seen.insert((row.sheet, code.clone()), row.place.line) {
            let message = [
                format!("la ligne {line} porte déjà le code {shown}"),
                format!("line {line} has the code {shown} already"),
            ];
            let hint = ["gardez une seule des deux lignes".to_owned(), "keep one of the two rows".to_owned()];
            self.error(row, "code", Rule::Duplicate, message, hint);
            return false;
        }
        match row.sheet {
            Sheet::Release => self.release(row, &code),
            sheet if self.known.plan.row(sheet, &code).is_some() => true,
            sheet => {
                let codes = self.known.plan.of(sheet).map(|row| row.code.as_str());
                let near = nearest(&shown, codes);
                let [fr, en] = sheet.row_names();
                let message =
                    [format!("la stratégie n’a pas d’{fr} {shown}"), format!("the strategy has no {en} {shown}")];
                let hint = match near {
                    Some(near) => [format!("le plus proche est {near}"), format!("the nearest is {near}")],
                    None => ["reprenez le code du modèle".to_owned(), "take the code from the template".to_owned()],
                };
                self.error(row, "code", Rule::KnownCode, message, hint);
                false
            }
        }
    }

    /// The release: one, with an id that comes in its turn.
    fn release(&mut self, row: &RawRow, id: &str) -> bool {
        if self.seen.keys().filter(|(sheet, _)| *sheet == Sheet::Release).count() > 1 {
            let message = ["le fichier a deux publications".to_owned(), "the file has two releases".to_owned()];
            let hint = ["une par fichier".to_owned(), "one a file".to_owned()];
            self.error(row, "code", Rule::Duplicate, message, hint);
            return false;
        }
        let last = self.known.releases.last().map_or("", String::as_str);
        if !is_release_id(id) {
            let id = excerpt(id);
            let message = [
                format!("« {id} » n’est pas l’identifiant d’une publication"),
                format!("\"{id}\" is not the id of a release"),
            ];
            let hint = [
                "une année et un trimestre, tels que 2026-Q4".to_owned(),
                "a year and a quarter, such as 2026-Q4".to_owned(),
            ];
            self.error(row, "code", Rule::Release, message, hint);
            return false;
        }
        if id < last && self.known.own.is_none() {
            let message = [
                format!("{id} vient avant {last}, la dernière publication"),
                format!("{id} comes before {last}, the last release"),
            ];
            let hint = [
                format!("une publication après {last}, ou la correction d’une publication qui existe"),
                format!("a release after {last}, or the correction of one that exists"),
            ];
            self.error(row, "code", Rule::Release, message, hint);
            return false;
        }
        // What is approved closes the record to all that would come before it.
        let latest = last_year(self.known.today);
        if year(id).is_some_and(|year| year > latest) && self.known.own.is_none() {
            let message = [format!("{id} est à plus d’une année d’ici"), format!("{id} is more than a year ahead")];
            let hint = [
                format!("une publication après {last}, et de {latest} au plus tard"),
                format!("a release after {last}, and of {latest} at the latest"),
            ];
            self.error(row, "code", Rule::Release, message, hint);
            return false;
        }
        true
    }

    fn understand(&mut self, raw: &RawRow) -> Row {
        let mut row = Row::new(raw.sheet, raw.code());
        for (column, cell) in raw.cells.iter().filter(|(column, _)| column.takes != Takes::Code) {
            if !self.is_text(raw, column.name, cell) || !encoding::check(raw, column, cell, self) {
                continue;
            }
            if let Some(understood) = cells::understand(raw, column, cell, self) {
                row.cells.insert(column.name, understood);
            }
        }
        settle(&mut row, raw);
        row
    }

    /// Whether a cell holds what somebody wrote, and no more than a spreadsheet takes.
    fn is_text(&mut self, raw: &RawRow, column: &str, cell: &RawCell) -> bool {
        if cell.is_formula {
            let message = ["la cellule est une formule".to_owned(), "the cell is a formula".to_owned()];
            let hint = [
                "écrivez le résultat : une formule change avec ce qu’elle lit".to_owned(),
                "write its result: a formula changes with what it reads".to_owned(),
            ];
            self.error(raw, column, Rule::Formula, message, hint);
            return false;
        }
        // Bytes first: they are known, and characters are counted.
        let is_long = cell.text.len() > LONGEST_CELL && cell.text.chars().nth(LONGEST_CELL).is_some();
        if is_long {
            let message = [
                format!("la cellule a plus de {LONGEST_CELL} caractères"),
                format!("the cell has more than {LONGEST_CELL} characters"),
            ];
            let hint = ["un texte plus court".to_owned(), "a shorter text".to_owned()];
            self.error(raw, column, Rule::Text, message, hint);
        }
        !is_long
    }

    /// No row of the plan is left out: what has no value any more says so.
    fn complete(&mut self) {
        if !self.seen.keys().any(|(sheet, _)| *sheet == Sheet::Release) {
            let message =
                ["la ligne de la publication manque".to_owned(), "the row of the release is missing".to_owned()];
            let hint = ["reprenez-la du modèle".to_owned(), "take it from the template".to_owned()];
            self.report.add(Remark::new(Severity::Error, Rule::Complete, message, hint));
        }
        for row in self.known.plan.rows.iter().filter(|row| row.sheet != Sheet::Release) {
            if self.seen.contains_key(&(row.sheet, row.code.clone())) {
                continue;
            }
            let ([fr, en], code) = (row.sheet.row_names(), &row.code);
            let message = [format!("la ligne de l’{fr} {code} manque"), format!("the row of {en} {code} is missing")];
            let hint = [
                "reprenez-la du modèle ; ce qui n’a plus de valeur s’écrit « non publié »".to_owned(),
                "take it from the template; what has no value any more is \"not published\"".to_owned(),
            ];
            self.report.add(Remark::new(Severity::Error, Rule::Complete, message, hint).of(row.sheet, code));
        }
    }

    fn place_in_plan(&self, row: &Row) -> (Sheet, usize) {
        let place = self.known.plan.of(row.sheet).position(|known| known.code == row.code);
        (row.sheet, place.unwrap_or_default())
    }
}

/// A field of two languages says why it has no value in both of its cells, or in neither if one has a text: what a
/// template writes, whichever of them was filled in.
fn settle(row: &mut Row, raw: &RawRow) {
    for column in row.sheet.columns().filter(|column| column.field() != column.name) {
        let field = column.field();
        if rows::is_refused(row, raw, field) {
            continue;
        }
        if row.has(field) {
            if matches!(row.cells.get(column.name), Some(Cell::Absent(_))) {
                row.cells.remove(column.name);
            }
        } else if Language::ALL.iter().any(|language| row.cells.contains_key(in_language(field, *language).as_str()))
            && let Some(reason) = row.absence(field)
        {
            row.cells.insert(column.name, Cell::Absent(reason));
        }
    }
}

/// A remark on the cell of a column, or on its row if there is none.
fn remark(
    severity: Severity,
    row: &RawRow,
    column: &str,
    rule: Rule,
    message: [String; 2],
    hint: [String; 2],
) -> Remark {
    let cell = row.cell(column);
    let (place, text) = cell.map_or((column, ""), |cell| (cell.column.as_str(), cell.text.as_str()));
    let mut remark = Remark::new(severity, rule, message, hint).at(&row.place);
    remark.line = cell.and_then(|cell| cell.line).or(remark.line);
    remark.of(row.sheet, row.code()).in_column(place, column, text)
}
