//! XLSX: a sheet a level, read cell by cell so that no sheet is ever laid out in memory.

use std::{
    collections::BTreeSet,
    io::Cursor,
    panic::{AssertUnwindSafe, catch_unwind},
};

use calamine::{DataRef, Reader, Xlsx, XlsxError};

use super::{
    super::{
        Rule,
        columns::Column,
        report::{Remark, Severity, excerpt},
    },
    MOST_COLUMNS, Place, RawCell, RawRow, Rows, Sheet, archive, clipped,
    csv::misplaced,
};

/// Rows in which the names of the columns may stand.
const HEADING_ROWS: u32 = 6;
/// Most cells of a sheet.
const MOST_CELLS: usize = 100_000;
/// The sheet that tells how to fill in the others, and holds no data.
pub const GUIDE: [&str; 2] = ["Mode d’emploi", "Guide"];

pub fn read(bytes: &[u8], rows: &mut Rows) {
    if let Some(message) = archive::dangers(bytes) {
        let hint = [
            "un classeur .xlsx sans macro ni lien, fait à partir du modèle".to_owned(),
            "an .xlsx workbook without macros and links, made from the template".to_owned(),
        ];
        return rows.refuse(message, hint);
    }
    // The library that reads workbooks is written for those that a spreadsheet made. What it does not expect of others is
    // told like any file that cannot be read.
    let reading = catch_unwind(AssertUnwindSafe(|| read_workbook(bytes, rows)));
    if reading.is_err() {
        unreadable(&"something in it is not as a spreadsheet writes it", rows);
    }
}

fn read_workbook(bytes: &[u8], rows: &mut Rows) {
    let mut workbook: Xlsx<_> = match calamine::open_workbook_from_rs(Cursor::new(bytes)) {
        Ok(workbook) => workbook,
        Err(error) => return unreadable(&error, rows),
    };
    for name in workbook.sheet_names() {
        if GUIDE.contains(&name.as_str()) {
            continue;
        }
        match Sheet::named(&name) {
            Some(sheet) => {
                if let Err(error) = read_sheet(&mut workbook, &name, sheet, rows) {
                    unreadable(&error, rows);
                }
            }
            None => unknown_sheet(&name, rows),
        }
        if rows.is_full() {
            return;
        }
    }
}

fn unreadable(error: &dyn std::fmt::Display, rows: &mut Rows) {
    let error = excerpt(&error.to_string());
    rows.refuse(
        [format!("le classeur ne peut pas être lu : {error}"), format!("the workbook cannot be read: {error}")],
        ["enregistrez-le à nouveau au format .xlsx".to_owned(), "save it again as .xlsx".to_owned()],
    );
}

fn unknown_sheet(name: &str, rows: &mut Rows) {
    let name = excerpt(name);
    let message = [format!("la feuille « {name} » n’est pas connue"), format!("the sheet \"{name}\" is not known")];
    let names = Sheet::ALL.map(|sheet| sheet.names()[1]).join(", ");
    let mut remark = Remark::new(
        Severity::Error,
        Rule::Sheet,
        message,
        [format!("les feuilles : {names}"), format!("the sheets: {names}")],
    );
    remark.sheet = Some(name);
    rows.report.add(remark);
}

/// The columns of a sheet, as its headings name them.
#[derive(Default)]
struct Headings {
    /// By the index of the column.
    columns: Vec<(u32, Option<&'static Column>)>,
    /// The row in which the names stand.
    row: Option<u32>,
}

fn read_sheet(workbook: &mut Xlsx<Cursor<&[u8]>>, name: &str, sheet: Sheet, rows: &mut Rows) -> Result<(), XlsxError> {
    let percentages = percentages(workbook, name)?;
    let mut reader = workbook.worksheet_cells_reader(name)?;
    let (mut headings, mut line, mut cells, mut count) = (Headings::default(), 0, Vec::new(), 0);
    while let Some(record) = reader.next_cell_with_formula_metadata()? {
        count += 1;
        if count > MOST_CELLS {
            rows.refuse(
                [
                    format!("une feuille a plus de {MOST_CELLS} cellules"),
                    format!("a sheet has more than {MOST_CELLS} cells"),
                ],
                ["gardez les lignes du modèle".to_owned(), "keep the rows of the template".to_owned()],
            );
            return Ok(());
        }
        let (row, column) = record.pos;
        if row != line {
            finish_row(sheet, name, line, std::mem::take(&mut cells), &mut headings, rows);
            line = row;
            if rows.is_full() {
                return Ok(());
            }
        }
        let text = match &record.value {
            DataRef::Float(part) if percentages.contains(&record.pos) => percentage(*part),
            value => shown(value),
        };
        // An error is what is left of a formula.
        let is_formula = record.formula.is_some() || matches!(record.value, DataRef::Error(_));
        if is_formula || !text.is_empty() {
            cells.push((column, RawCell { column: letters(column), text, is_formula, line: None }));
        }
        if cells.len() > MOST_COLUMNS {
            rows.too_many_columns(Place { sheet: Some(name.to_owned()), line: row as usize + 1 });
            return Ok(());
        }
    }
    finish_row(sheet, name, line, cells, &mut headings, rows);
    if headings.row.is_none() {
        let message = ["aucune ligne ne nomme les colonnes".to_owned(), "no row names the columns".to_owned()];
        let hint =
            ["gardez les premières lignes du modèle".to_owned(), "keep the first rows of the template".to_owned()];
        let place = Place { sheet: Some(name.to_owned()), line: 1 };
        rows.report.add(Remark::new(Severity::Error, Rule::Column, message, hint).at(&place));
    }
    Ok(())
}

/// The cells that show their number as a percentage, as those do in which somebody typed `65 %`: they hold 0.65.
fn percentages(workbook: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<BTreeSet<(u32, u32)>, XlsxError> {
    let mut reader = workbook.worksheet_cells_reader(name)?;
    let is_percentage =
        |style: &calamine::Style| style.number_format.as_ref().is_some_and(|format| format.format_code.contains('%'));
    let styles: Vec<bool> = reader.styles().iter().map(is_percentage).collect();
    let mut found = BTreeSet::new();
    if !styles.contains(&true) {
        return Ok(found);
    }
    while let Some((row, column, style)) = reader.next_style_id()? {
        if styles.get(style) == Some(&true) && found.len() < MOST_CELLS {
            found.insert((row, column));
        }
    }
    Ok(found)
}

/// A number as a cell shows it that is formatted as a percentage: 0.65 is 65 %.
fn percentage(part: f64) -> String {
    // 0.29 times a hundred is 28.999999999999996.
    format!("{} %", (part * 100.0 * 1e6).round() / 1e6)
}

fn finish_row(
    sheet: Sheet,
    name: &str,
    row: u32,
    cells: Vec<(u32, RawCell)>,
    headings: &mut Headings,
    rows: &mut Rows,
) {
    let place = Place { sheet: Some(name.to_owned()), line: row as usize + 1 };
    if headings.row.is_none() {
        if row < HEADING_ROWS {
            headings.find(row, &cells, &place, rows);
        }
        return;
    }
    if headings.are_labels(&cells) {
        return;
    }
    let mut known = Vec::new();
    for (index, cell) in cells {
        match headings.columns.iter().find(|(at, _)| *at == index) {
            Some((_, Some(column))) if column.sheets.contains(&sheet) => known.push((*column, cell)),
            Some((_, Some(column))) => misplaced(column, sheet, &cell.text, &place, rows),
            // A column that is not known was told of once.
            Some((_, None)) => {}
            None => beside(&cell, &place, rows),
        }
    }
    known.extend(headings.empty_beside(&known));
    rows.add(RawRow { sheet, place, cells: known });
}

/// A cell that stands outside the columns.
fn beside(cell: &RawCell, place: &Place, rows: &mut Rows) {
    let message = [
        "la cellule est en dehors des colonnes du modèle".to_owned(),
        "the cell stands outside the columns of the template".to_owned(),
    ];
    let hint = ["effacez-la".to_owned(), "clear it".to_owned()];
    let remark = Remark::new(Severity::Error, Rule::Column, message, hint).at(place);
    rows.report.add(remark.in_column(&cell.column, "", &cell.text));
}

impl Headings {
    /// Takes a row as that of the names, if it has the column of codes and another one.
    fn find(&mut self, row: u32, cells: &[(u32, RawCell)], place: &Place, rows: &mut Rows) {
        let column = |cell: &RawCell| super::COLUMNS.iter().find(|column| column.is_named(&cell.text));
        let found: Vec<_> = cells.iter().filter_map(|(_, cell)| column(cell)).collect();
        if found.len() < 2 || !found.iter().any(|column| column.name == "code") {
            return;
        }
        self.row = Some(row);
        for (index, cell) in cells {
            let column = column(cell);
            let is_taken = column.is_some_and(|column| {
                self.columns.iter().any(|(_, known)| known.is_some_and(|known| known.name == column.name))
            });
            match column {
                None => rows.unknown_column(place, &cell.column, &cell.text),
                Some(_) if is_taken => rows.column_twice(place, &cell.column, &cell.text),
                Some(_) => {}
            }
            self.columns.push((*index, column.filter(|_| !is_taken)));
        }
    }

    /// The cells that a row does not have, so that what is empty has its place too.
    fn empty_beside(&self, known: &[(&'static Column, RawCell)]) -> Vec<(&'static Column, RawCell)> {
        let is_missing = |column: &&'static Column| known.iter().all(|(filled, _)| filled.name != column.name);
        let empty = |(index, column): &(u32, Option<&'static Column>)| {
            let column = column.filter(|column| is_missing(column))?;
            let cell = RawCell { column: letters(*index), text: String::new(), is_formula: false, line: None };
            Some((column, cell))
        };
        self.columns.iter().filter_map(empty).collect()
    }

    /// Whether a row only labels the columns anew, as the second and third of a template do.
    fn are_labels(&self, cells: &[(u32, RawCell)]) -> bool {
        let labels = |(index, cell): &(u32, RawCell)| {
            let column = self.columns.iter().find(|(at, _)| at == index).and_then(|(_, column)| *column);
            column.is_some_and(|column| column.is_named(&cell.text))
        };
        cells.len() > 1 && cells.iter().all(labels)
    }
}

/// A cell as its reader sees it; a date in ISO 8601.
fn shown(value: &DataRef) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) => clipped(text).to_owned(),
        DataRef::SharedString(text) => clipped(text).to_owned(),
        DataRef::Bool(truth) => truth.to_string(),
        DataRef::DateTime(date) => {
            let (year, month, day, ..) = date.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        DataRef::DateTimeIso(text) => text.split('T').next().unwrap_or_default().to_owned(),
        DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}

/// The letters of a column, from its index.
fn letters(mut index: u32) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(char::from(b'A' + (index % 26) as u8));
        if index < 26 {
            break;
        }
        index = index / 26 - 1;
    }
    letters.iter().rev().collect()
}
