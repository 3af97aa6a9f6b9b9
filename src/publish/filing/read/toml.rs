//! TOML: a table `[release]`, then `[[axes]]`, `[[actions]]` and `[[objectives]]`.

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{
    super::report::{Remark, Severity},
    Place, RawCell, RawRow, Rows, Sheet,
};

/// Whether a text is TOML rather than CSV: its first line that says anything opens a table.
pub fn is_toml(text: &str) -> bool {
    let first = text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#'));
    first.is_some_and(|line| line.starts_with('['))
}

pub fn read(text: &str, rows: &mut Rows) {
    let document = match DeTable::parse(text) {
        Ok(document) => document,
        Err(error) => {
            let line = error.span().map_or(1, |span| line_of(text, span.start));
            let reason = error.message();
            let message = [format!("ce n’est pas du TOML : {reason}"), format!("this is not TOML: {reason}")];
            let hint = ["corrigez la ligne".to_owned(), "mend the line".to_owned()];
            let place = Place { sheet: None, line };
            return rows.report.add(Remark::new(Severity::Error, "file", message, hint).at(&place));
        }
    };
    for (name, value) in document.get_ref() {
        let place = Place { sheet: None, line: line_of(text, name.span().start) };
        let Some(sheet) = Sheet::ALL.into_iter().find(|sheet| sheet.as_str() == name.get_ref().as_ref()) else {
            unknown_table(name.get_ref(), &place, rows);
            continue;
        };
        match value.get_ref() {
            DeValue::Table(table) => row(text, sheet, value, table, rows),
            DeValue::Array(list) => {
                for item in list.iter() {
                    match item.get_ref() {
                        DeValue::Table(table) => row(text, sheet, item, table, rows),
                        _ => unknown_table(name.get_ref(), &place, rows),
                    }
                    if rows.is_full() {
                        return;
                    }
                }
            }
            _ => unknown_table(name.get_ref(), &place, rows),
        }
    }
    // Tables are read in the order of their names, and told in that of the file.
    rows.rows.sort_by_key(|row| row.place.line);
}

fn row(text: &str, sheet: Sheet, table: &Spanned<DeValue>, cells: &DeTable, rows: &mut Rows) {
    let place = Place { sheet: None, line: line_of(text, table.span().start) };
    let mut read = Vec::new();
    for (name, value) in cells {
        let place = Place { sheet: None, line: line_of(text, name.span().start) };
        let name = name.get_ref().as_ref();
        let Some(column) = sheet.column(name) else {
            rows.unknown_column(&place, name, name);
            continue;
        };
        match cell(value.get_ref()) {
            Some(text) => read.push((column, RawCell { column: name.to_owned(), text, is_formula: false })),
            None => {
                let message = [
                    "une cellule est un texte, un nombre ou une date".to_owned(),
                    "a cell is a text, a number or a date".to_owned(),
                ];
                let hint = [column.notes[0].to_owned(), column.notes[1].to_owned()];
                let remark = Remark::new(Severity::Error, "cells", message, hint).at(&place);
                rows.report.add(remark.in_column(name, name, ""));
            }
        }
    }
    rows.add(RawRow { sheet, place, cells: read });
}

fn cell(value: &DeValue) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix()).ok().map(|n| n.to_string()),
        DeValue::Float(number) => Some(number.as_str().to_owned()),
        DeValue::Datetime(date) => Some(date.to_string()),
        _ => None,
    }
}

fn unknown_table(name: &str, place: &Place, rows: &mut Rows) {
    let message =
        [format!("« {name} » n’est pas une table de ce format"), format!("\"{name}\" is no table of this format")];
    let hint = [
        "[release], [[axes]], [[actions]] et [[objectives]]".to_owned(),
        "[release], [[axes]], [[actions]] and [[objectives]]".to_owned(),
    ];
    rows.report.add(Remark::new(Severity::Error, "file", message, hint).at(place));
}

fn line_of(text: &str, at: usize) -> usize {
    text.get(..at).unwrap_or_default().matches('\n').count() + 1
}
