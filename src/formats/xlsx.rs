//! XLSX: one sheet with typed cells, its header row bold, frozen and with filters.
//!
//! Rows go to a temporary file as they come, so that memory stays bounded; the first byte goes to the sink after the last
//! row, and so nothing is sent of a table that Excel cannot hold. A text is a text whatever it looks like: `=1+1` is not
//! run, `32-1` is no date. Dates and times are date cells, shown in ISO 8601; a cell has no time zone, so a time is that of
//! the clock in the zone asked for. What a number or date cell cannot hold exactly, a whole number beyond 2⁵³ or a day
//! before 1900, is a text.

use std::io;

use chrono::Datelike;
use rust_xlsxwriter::{DocProperties, Format, Workbook, Worksheet, XlsxError};

use super::{Options, RowWriter, Sink, Table, Unwritable};
use crate::domain::dataset::{FieldType, Value};

/// Rows of a sheet, with its header.
const MOST_ROWS: u32 = 1_048_576;
/// Columns of a sheet.
const MOST_COLUMNS: usize = 16_384;
/// UTF-16 units of a cell.
const LONGEST_CELL: usize = 32_767;
/// Largest whole number up to which a double holds all.
const LARGEST_WHOLE: u64 = 1 << 53;
/// Years that a date cell can hold.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=9999;
/// Longest name of a sheet.
const LONGEST_NAME: usize = 31;

/// Writes a workbook of one sheet.
pub(super) struct XlsxWriter {
    workbook: Workbook,
    sheet: Worksheet,
    date: Format,
    time: Format,
    columns: Vec<String>,
    options: Options,
    /// Rows so far, with the header.
    rows: u32,
    most_rows: u32,
    sink: Sink,
}

impl XlsxWriter {
    pub(super) fn new(table: &Table, options: &Options, sink: Sink) -> io::Result<Self> {
        if table.columns.len() > MOST_COLUMNS {
            return Err(Unwritable::TooManyColumns { columns: table.columns.len(), most: MOST_COLUMNS }.into());
        }
        let mut workbook = Workbook::new();
        let mut properties = DocProperties::new().set_title(&table.title);
        if let Some(licence) = &table.licence {
            properties = properties.set_comment(licence);
        }
        if let Some(modified) = &table.modified {
            properties = properties.set_creation_datetime(modified);
        }
        workbook.set_properties(&properties);
        let mut sheet = workbook.new_worksheet_with_constant_memory().map_err(failed)?;
        sheet.set_name(sheet_name(&table.name)).map_err(failed)?;
        sheet.set_freeze_panes(1, 0).map_err(failed)?;
        let bold = Format::new().set_bold();
        for (place, column) in (0..).zip(&table.columns) {
            sheet.write_string_with_format(0, place, options.header(column), &bold).map_err(failed)?;
            // A date that its column is too narrow for is shown as ####.
            match column.kind {
                FieldType::Date => sheet.set_column_width(place, 11).map_err(failed)?,
                FieldType::DateTime => sheet.set_column_width(place, 20).map_err(failed)?,
                _ => &mut sheet,
            };
        }
        let (date, time) = ("yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss");
        let [date, time] = [date, time].map(|code| Format::new().set_num_format(code));
        let columns = table.columns.iter().map(|column| column.name.clone()).collect();
        let (options, most_rows) = (options.clone(), MOST_ROWS);
        Ok(XlsxWriter { workbook, sheet, date, time, columns, options, rows: 1, most_rows, sink })
    }

    fn cell(&mut self, place: u16, value: &Value) -> io::Result<()> {
        let (sheet, row) = (&mut self.sheet, self.rows);
        let written = match value {
            Value::Null => return Ok(()),
            Value::Integer(number) if number.unsigned_abs() <= LARGEST_WHOLE => {
                sheet.write_number(row, place, *number as f64)
            }
            Value::Decimal(number) => sheet.write_number(row, place, *number),
            Value::Boolean(truth) => sheet.write_boolean(row, place, *truth),
            Value::Date(date) if YEARS.contains(&date.year()) => {
                sheet.write_datetime_with_format(row, place, date, &self.date)
            }
            Value::Time(time) if YEARS.contains(&time.year()) => {
                sheet.write_datetime_with_format(row, place, time.naive_local(), &self.time)
            }
            Value::Text(text) => return self.text(place, text),
            Value::List(values) => return self.text(place, &values.join(", ")),
            Value::Integer(number) => return self.text(place, &number.to_string()),
            Value::Date(date) => return self.text(place, &date.to_string()),
            Value::Time(time) => return self.text(place, &self.options.time(time)),
        };
        written.map(drop).map_err(failed)
    }

    fn text(&mut self, place: u16, text: &str) -> io::Result<()> {
        let length = text.encode_utf16().count();
        if length > LONGEST_CELL {
            let column = self.columns[usize::from(place)].clone();
            return Err(Unwritable::CellTooLong { column, row: self.rows, length, most: LONGEST_CELL }.into());
        }
        self.sheet.write_string(self.rows, place, text).map(drop).map_err(failed)
    }
}

impl RowWriter for XlsxWriter {
    fn row(&mut self, _: Option<&str>, values: &[Value]) -> io::Result<()> {
        if self.rows >= self.most_rows {
            return Err(Unwritable::TooManyRows { most: self.most_rows - 1 }.into());
        }
        for (place, value) in (0..).zip(values) {
            self.cell(place, value)?;
        }
        self.rows += 1;
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        if let Some(last) = u16::try_from(self.columns.len()).ok().and_then(|count| count.checked_sub(1)) {
            self.sheet.autofilter(0, 0, self.rows - 1, last).map_err(failed)?;
        }
        self.workbook.push_worksheet(self.sheet);
        self.workbook.save_to_writer(&mut self.sink).map_err(failed)
    }
}

/// A name that Excel takes for a sheet.
fn sheet_name(name: &str) -> String {
    let allowed = |c: char| if "[]:*?/\\'".contains(c) || c.is_control() { '_' } else { c };
    let mut cut: String = name.chars().map(allowed).collect();
    while cut.encode_utf16().count() > LONGEST_NAME {
        cut.pop();
    }
    if cut.is_empty() { "data".to_owned() } else { cut }
}

fn failed(error: XlsxError) -> io::Error {
    match error {
        XlsxError::IoError(error) => error,
        other => io::Error::other(other),
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read};

    use chrono::NaiveDate;

    use super::{
        super::{
            Column,
            tests::{file, rows, table},
        },
        *,
    };

    type Rows<'a> = &'a [(Option<&'a str>, Vec<Value>)];

    /// One part of the workbook, as XML.
    fn part(bytes: &[u8], name: &str) -> String {
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip archive");
        let mut text = String::new();
        archive.by_name(name).expect("the part exists").read_to_string(&mut text).expect("UTF-8");
        text
    }

    fn sheet(rows: Rows) -> String {
        let bytes = file(super::super::Format::Xlsx, &table(), &Options::default(), rows).expect("writable");
        part(&bytes, "xl/worksheets/sheet1.xml")
    }

    /// What stands in a row of cells.
    fn row(sheet: &str, number: usize) -> &str {
        let start = sheet.find(&format!("<row r=\"{number}\"")).expect("the row exists");
        &sheet[start..start + sheet[start..].find("</row>").expect("its end")]
    }

    #[test]
    fn cells_have_the_type_of_their_value() {
        let sheet = sheet(&rows());
        let first = row(&sheet, 2);
        for cell in [
            "<c r=\"A2\" t=\"inlineStr\"><is><t>32-1</t></is></c>",
            "<c r=\"B2\" t=\"inlineStr\"><is><t>Dire «\u{a0}\"non\"\u{a0}» ;\nhop\u{a0}! 🚀</t></is></c>",
            "<c r=\"C2\"><v>-5</v></c>",
            "<c r=\"D2\"><v>12.5</v></c>",
            "<c r=\"E2\" t=\"b\"><v>1</v></c>",
            "<c r=\"H2\" t=\"inlineStr\"><is><t>title:not_named, axis:x</t></is></c>",
        ] {
            assert!(first.contains(cell), "{cell} in {first}");
        }
        // Days since the end of 1899; 17:00 is 17/24 of a day.
        for (cell, value) in [("F2", "46081<"), ("G2", "46348.70833333")] {
            let start = first.find(&format!("<c r=\"{cell}\" s=\"")).expect("a cell with a format");
            let number = &first[start..][first[start..].find("<v>").expect("a number") + 3..];
            assert!(number.starts_with(value), "{cell}: {number}");
        }
    }

    #[test]
    fn a_text_that_looks_like_a_formula_is_a_text_and_a_null_no_cell() {
        let sheet = sheet(&rows());
        let cells = row(&sheet, 3);
        assert!(cells.ends_with("><c r=\"A3\" t=\"inlineStr\"><is><t>=1+1</t></is></c>"), "{cells}");
        assert!(!sheet.contains("<f>"));
    }

    #[test]
    fn dates_are_shown_in_iso_8601() {
        let bytes = file(super::super::Format::Xlsx, &table(), &Options::default(), &rows()).expect("writable");
        let styles = part(&bytes, "xl/styles.xml");
        assert!(styles.contains("formatCode=\"yyyy-mm-dd\"") && styles.contains("formatCode=\"yyyy-mm-dd hh:mm:ss\""));
    }

    #[test]
    fn the_header_is_bold_frozen_and_has_filters() {
        let sheet = sheet(&rows());
        assert!(row(&sheet, 1).contains("<c r=\"A1\" s=\"1\" t=\"inlineStr\"><is><t>code</t></is></c>"));
        assert!(sheet.contains("<pane ySplit=\"1\" topLeftCell=\"A2\"") && sheet.contains("state=\"frozen\""));
        assert!(sheet.contains("<autoFilter ref=\"A1:H3\""));
    }

    #[test]
    fn a_table_without_rows_is_its_header() {
        let options = Options { use_labels: true, ..Options::default() };
        let bytes = file(super::super::Format::Xlsx, &table(), &options, &[]).expect("writable");
        let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
        assert!(row(&sheet, 1).contains("<t>Titre (français)</t>"));
        assert!(!sheet.contains("<row r=\"2\""));
        assert!(part(&bytes, "xl/workbook.xml").contains("name=\"demo\""));
        assert!(part(&bytes, "docProps/core.xml").contains("<dc:title>Une démonstration</dc:title>"));
    }

    #[test]
    fn what_a_number_or_date_cell_cannot_hold_is_a_text() {
        let mut row = rows().remove(0);
        row.1[2] = Value::Integer((1 << 53) + 1);
        row.1[3] = Value::Integer(i64::MIN);
        row.1[5] = Value::Date(NaiveDate::from_ymd_opt(1881, 6, 16).expect("a day"));
        let sheet = sheet(&[row]);
        for text in ["9007199254740993", "-9223372036854775808", "1881-06-16"] {
            assert!(sheet.contains(&format!("<t>{text}</t>")), "{text} in {sheet}");
        }
    }

    #[test]
    fn a_cell_holds_32767_characters_and_no_more() {
        let row = |text: String| (None, vec![Value::Text(text)]);
        assert!(sheet(&[row("é".repeat(32_767))]).contains("éé"));
        // A rocket is two UTF-16 units.
        let rows = [row("x".into()), row("🚀".repeat(16_384))];
        let error = file(super::super::Format::Xlsx, &table(), &Options::default(), &rows).expect_err("too long");
        let (column, most) = ("code".to_owned(), 32_767);
        let expected = Unwritable::CellTooLong { column, row: 2, length: 32_768, most };
        assert_eq!(Unwritable::of(&error), Some(&expected));
    }

    #[test]
    fn a_sheet_that_is_full_takes_no_further_row() {
        let mut writer = XlsxWriter::new(&table(), &Options::default(), Box::new(io::sink())).expect("writable");
        assert_eq!(writer.most_rows, 1_048_576);
        writer.most_rows = 3;
        let rows = rows();
        assert!(writer.row(None, &rows[0].1).is_ok() && writer.row(None, &rows[1].1).is_ok());
        let error = writer.row(None, &rows[1].1).expect_err("the sheet is full");
        assert_eq!(Unwritable::of(&error), Some(&Unwritable::TooManyRows { most: 2 }));
    }

    #[test]
    fn a_sheet_takes_no_more_columns_than_excel_has() {
        let columns: Vec<Column> = std::iter::repeat_n(table().columns.remove(0), 16_385).collect();
        let table = Table { columns, ..table() };
        let error = file(super::super::Format::Xlsx, &table, &Options::default(), &[]).expect_err("too many");
        assert_eq!(Unwritable::of(&error), Some(&Unwritable::TooManyColumns { columns: 16_385, most: 16_384 }));
    }

    #[test]
    fn a_sheet_has_a_name_that_excel_takes() {
        assert_eq!(sheet_name("fr-en-strategie-numerique-objectifs"), "fr-en-strategie-numerique-objec");
        assert_eq!(sheet_name("a/b'c"), "a_b_c");
        assert_eq!(sheet_name(""), "data");
    }
}
