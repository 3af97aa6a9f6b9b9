//! CSV: one table, a row a line, with the column `level`.

use super::{
    super::{Filing, columns::COLUMNS, read::csv::is_marked},
    shown,
};

/// Writes a filing for a spreadsheet set to French, or by RFC 4180.
pub fn write(filing: &Filing, is_french: bool) -> Result<Vec<u8>, csv::Error> {
    let mut bytes = if is_french { "\u{feff}".as_bytes().to_vec() } else { Vec::new() };
    let delimiter = if is_french { b';' } else { b',' };
    let terminator = csv::Terminator::CRLF;
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).terminator(terminator).from_writer(&mut bytes);
    writer.write_record(std::iter::once("level").chain(COLUMNS.iter().map(|column| column.name)))?;
    for row in &filing.rows {
        let cell = |name: &'static str| match name {
            "code" => row.code.clone(),
            name => row
                .cells
                .get(name)
                .zip(row.sheet.column(name))
                .map_or_else(String::new, |(cell, column)| shown(column, cell)),
        };
        let cells = COLUMNS.iter().map(|column| marked(cell(column.name), is_french));
        writer.write_record(std::iter::once(row.sheet.as_str().to_owned()).chain(cells))?;
    }
    writer.flush()?;
    drop(writer);
    Ok(bytes)
}

/// A text behind an apostrophe, which the reader takes off again, where a spreadsheet would run it or turn it into a date,
/// and where the reader would take it for a formula or for a text that has one.
fn marked(text: String, is_french: bool) -> String {
    let is_misread = text.starts_with('=') || is_marked(&text);
    if is_misread || (is_french && is_unsafe(&text)) { format!("'{text}") } else { text }
}

/// Whether a spreadsheet makes something else of a text.
fn is_unsafe(text: &str) -> bool {
    let is_formula = text.starts_with(['=', '+', '-', '@']);
    let is_code = text.contains(['.', '-']) && text.bytes().all(|b| b.is_ascii_digit() || b"-.".contains(&b));
    // A day is meant to be one.
    let is_day = text.len() == 10 && text.matches('-').count() == 2;
    is_formula || (is_code && !is_day)
}
