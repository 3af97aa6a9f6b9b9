//! TOML: a table `[release]`, then `[[axes]]`, `[[actions]]` and `[[objectives]]`.

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{
    super::{
        Rule,
        report::{Remark, Severity, excerpt},
    },
    Place, RawCell, RawRow, Rows, Sheet, clipped,
};

/// Whether a text is TOML rather than CSV: its first line that says anything opens a table.
pub fn is_toml(text: &str) -> bool {
    let first = text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#'));
    first.is_some_and(|line| line.starts_with('['))
}

/// Most bytes of a file in TOML: its parser keeps more than a hundred bytes for each of a file that is all signs.
const MOST_BYTES: usize = 256 * 1024;

pub fn read(text: &str, rows: &mut Rows) {
    if text.len() > MOST_BYTES {
        return rows.refuse(
            [format!("le fichier a {} octets", text.len()), format!("the file has {} bytes", text.len())],
            [format!("au plus {MOST_BYTES} octets en TOML"), format!("at most {MOST_BYTES} bytes in TOML")],
        );
    }
    let lines = Lines::of(text);
    let document = match DeTable::parse(text) {
        Ok(document) => document,
        Err(error) => {
            let line = error.span().map_or(1, |span| lines.at(span.start));
            let reason = error.message();
            let message = [format!("ce n’est pas du TOML : {reason}"), format!("this is not TOML: {reason}")];
            let hint = ["corrigez la ligne".to_owned(), "mend the line".to_owned()];
            let place = Place { sheet: None, line };
            return rows.report.add(Remark::new(Severity::Error, Rule::File, message, hint).at(&place));
        }
    };
    for (name, value) in document.get_ref() {
        let place = Place { sheet: None, line: lines.at(name.span().start) };
        let Some(sheet) = Sheet::ALL.into_iter().find(|sheet| sheet.as_str() == name.get_ref().as_ref()) else {
            unknown_table(name.get_ref(), &place, rows);
            continue;
        };
        match value.get_ref() {
            DeValue::Table(table) => row(&lines, sheet, value, table, rows),
            DeValue::Array(list) => {
                for item in list.iter() {
                    match item.get_ref() {
                        DeValue::Table(table) => row(&lines, sheet, item, table, rows),
                        _ => unknown_table(name.get_ref(), &place, rows),
                    }
                    if rows.is_full() {
                        break;
                    }
                }
            }
            _ => unknown_table(name.get_ref(), &place, rows),
        }
        if rows.is_full() {
            break;
        }
    }
    // Tables are read in the order of their names, and told in that of the file.
    rows.rows.sort_by_key(|row| row.place.line);
}

fn row(lines: &Lines, sheet: Sheet, table: &Spanned<DeValue>, cells: &DeTable, rows: &mut Rows) {
    let place = Place { sheet: None, line: lines.at(table.span().start) };
    let mut read = Vec::new();
    for (name, value) in cells {
        if rows.is_full() {
            return;
        }
        let place = Place { sheet: None, line: lines.at(name.span().start) };
        let name = name.get_ref().as_ref();
        let Some(column) = sheet.column(name) else {
            rows.unknown_column(&place, name, name);
            continue;
        };
        match cell(value.get_ref()) {
            Some(text) => read
                .push((column, RawCell { column: name.to_owned(), text, is_formula: false, line: Some(place.line) })),
            None => {
                let message = [
                    "une cellule est un texte, un nombre ou une date".to_owned(),
                    "a cell is a text, a number or a date".to_owned(),
                ];
                let hint = [column.notes[0].to_owned(), column.notes[1].to_owned()];
                let remark = Remark::new(Severity::Error, Rule::Cells, message, hint).at(&place);
                rows.report.add(remark.in_column(name, name, ""));
            }
        }
    }
    rows.add(RawRow { sheet, place, cells: read });
}

fn cell(value: &DeValue) -> Option<String> {
    match value {
        DeValue::String(text) => Some(clipped(text).to_owned()),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix()).ok().map(|n| n.to_string()),
        DeValue::Float(number) => Some(number.as_str().to_owned()),
        DeValue::Datetime(date) => Some(date.to_string()),
        _ => None,
    }
}

fn unknown_table(name: &str, place: &Place, rows: &mut Rows) {
    let name = excerpt(name);
    let message =
        [format!("« {name} » n’est pas une table de ce format"), format!("\"{name}\" is no table of this format")];
    let hint = [
        "[release], [[axes]], [[actions]] et [[objectives]]".to_owned(),
        "[release], [[axes]], [[actions]] and [[objectives]]".to_owned(),
    ];
    rows.report.add(Remark::new(Severity::Error, Rule::File, message, hint).at(place));
}

/// Where the lines of a text begin, in bytes.
struct Lines(Vec<usize>);

impl Lines {
    fn of(text: &str) -> Self {
        Lines(std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect())
    }

    /// The line of a byte, from 1.
    fn at(&self, byte: usize) -> usize {
        self.0.partition_point(|start| *start <= byte)
    }
}
