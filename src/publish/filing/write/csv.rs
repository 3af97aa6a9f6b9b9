//! CSV: one table, a row a line, with the column `level`.

use super::{
    super::{Filing, columns::COLUMNS},
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
        let cells = COLUMNS.iter().map(|column| cell(column.name));
        let cells = cells.map(|text| if is_french { harmless(text) } else { text });
        writer.write_record(std::iter::once(row.sheet.as_str().to_owned()).chain(cells))?;
    }
    writer.flush()?;
    drop(writer);
    Ok(bytes)
}

/// A text that a spreadsheet neither runs nor turns into a date; the reader takes the apostrophe off again.
fn harmless(text: String) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@']);
    let is_code = text.contains(['.', '-']) && text.bytes().all(|b| b.is_ascii_digit() || b"-.".contains(&b));
    // A day is meant to be one.
    let is_day = text.len() == 10 && text.matches('-').count() == 2;
    if is_formula || (is_code && !is_day) { format!("'{text}") } else { text }
}
