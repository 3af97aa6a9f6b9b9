//! CSV: RFC 4180, the profile that opens right in a French spreadsheet, and what callers make of their own.

use std::{
    fmt::{self, Write},
    io,
};

use super::{Options, RowWriter, Sink, Table};
use crate::domain::dataset::Value;

/// How a CSV file is written, by name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Profile {
    /// RFC 4180: comma, CRLF, UTF-8 without a byte order mark, numbers with a point, cells as they are.
    #[default]
    Rfc4180,
    /// For a spreadsheet set to French: semicolon, byte order mark, decimals with a comma, VRAI and FAUX, and an
    /// apostrophe before texts that a spreadsheet would run as a formula (`=1+1`) or turn into a date (`25/2`, `32-1`,
    /// `4.2`).
    ExcelFr,
}

impl Profile {
    /// Every profile with the name that requests give.
    pub const ALL: [(Profile, &str); 2] = [(Profile::Rfc4180, "rfc4180"), (Profile::ExcelFr, "excel-fr")];

    /// What the profile means.
    pub fn style(self) -> Style {
        match self {
            Profile::Rfc4180 => Style::default(),
            Profile::ExcelFr => Style {
                delimiter: b';',
                with_bom: true,
                booleans: ["FAUX", "VRAI"],
                decimal_comma: true,
                protected: true,
                ..Style::default()
            },
        }
    }
}

/// How a CSV file is written. Lines end in CRLF; a null is an empty cell; integers are plain digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Style {
    /// `,` `;` `|` or a tabulator.
    pub delimiter: u8,
    /// What stands between the values of a list.
    pub list_separator: String,
    /// Texts, lists, dates and times stand in quotes even where they need none; numbers, booleans and nulls do not, so
    /// that an empty text can be told from a null.
    pub quote_all: bool,
    /// The file begins with a UTF-8 byte order mark.
    pub with_bom: bool,
    /// False, then true. `false` and `true` are read as booleans by pandas, R and DuckDB alike (`1` and `0` would be
    /// numbers there); a spreadsheet set to French reads `FAUX` and `VRAI` only.
    pub booleans: [&'static str; 2],
    /// Decimals have a comma instead of a point.
    pub decimal_comma: bool,
    /// An apostrophe stands before what a spreadsheet would run or turn into a date.
    pub protected: bool,
}

impl Default for Style {
    fn default() -> Self {
        Style {
            delimiter: b',',
            list_separator: ",".to_owned(),
            quote_all: false,
            with_bom: false,
            booleans: ["false", "true"],
            decimal_comma: false,
            protected: false,
        }
    }
}

impl Style {
    /// What the exports of the Explore surface default to: semicolon and byte order mark, cells as they are.
    pub fn explore() -> Self {
        Style { delimiter: b';', with_bom: true, ..Style::default() }
    }

    /// Whether a text is a cell as it is, apart from the quotes that RFC 4180 asks for.
    fn keeps_texts(&self) -> bool {
        !self.protected && !self.quote_all
    }

    /// Writes a value as a cell, with its quotes where the style asks for them.
    fn write(&self, value: &Value, options: &Options, cell: &mut String) -> fmt::Result {
        match value {
            Value::Null => Ok(()),
            Value::Text(text) => self.text(text, cell),
            Value::List(values) => self.text(&values.join(&self.list_separator), cell),
            Value::Integer(number) => write!(cell, "{number}"),
            Value::Decimal(number) if self.decimal_comma => cell.write_str(&number.to_string().replace('.', ",")),
            Value::Decimal(number) => write!(cell, "{number}"),
            Value::Boolean(truth) => cell.write_str(self.booleans[usize::from(*truth)]),
            Value::Date(date) => self.quoted(&date.to_string(), cell),
            Value::Time(time) => self.quoted(&options.time(time), cell),
        }
    }

    fn text(&self, text: &str, cell: &mut String) -> fmt::Result {
        if self.protected && !is_harmless(text) {
            self.quoted(&format!("'{text}"), cell)
        } else {
            self.quoted(text, cell)
        }
    }

    fn quoted(&self, text: &str, cell: &mut String) -> fmt::Result {
        match self.quote_all {
            true => write!(cell, "\"{}\"", text.replace('"', "\"\"")),
            false => cell.write_str(text),
        }
    }
}

/// Whether a spreadsheet shows a text as it is: neither runs it nor turns it into a date.
fn is_harmless(text: &str) -> bool {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let is_datelike = text.contains(['.', '/', '-']) && text.bytes().all(|b| b.is_ascii_digit() || b"./-".contains(&b));
    !is_formula && !is_datelike
}

/// Writes a header row and a line a row.
pub(super) struct CsvWriter {
    lines: csv::Writer<Sink>,
    options: Options,
    /// The cell that is being written; its memory serves all of them.
    cell: String,
}

impl CsvWriter {
    pub(super) fn new(table: &Table, options: &Options, mut sink: Sink) -> io::Result<Self> {
        let style = &options.csv;
        if style.with_bom {
            sink.write_all(b"\xef\xbb\xbf")?;
        }
        // The library has no way to quote by type: where that is asked for, cells come with their quotes.
        let quoting = if style.quote_all { csv::QuoteStyle::Never } else { csv::QuoteStyle::Necessary };
        let mut builder = csv::WriterBuilder::new();
        builder.terminator(csv::Terminator::CRLF).delimiter(style.delimiter).quote_style(quoting);
        let mut writer = CsvWriter { lines: builder.from_writer(sink), options: options.clone(), cell: String::new() };
        for column in &table.columns {
            writer.cell(|style, options, cell| style.text(options.header(column), cell))?;
        }
        writer.end_line()?;
        Ok(writer)
    }

    fn cell(&mut self, write: impl FnOnce(&Style, &Options, &mut String) -> fmt::Result) -> io::Result<()> {
        self.cell.clear();
        write(&self.options.csv, &self.options, &mut self.cell).map_err(io::Error::other)?;
        Ok(self.lines.write_field(&self.cell)?)
    }

    fn end_line(&mut self) -> io::Result<()> {
        self.lines.write_record(None::<&[u8]>)?;
        // A whole line is passed on at once: the sink has the buffer.
        self.lines.flush()
    }
}

impl RowWriter for CsvWriter {
    fn row(&mut self, _: Option<&str>, values: &[Value]) -> io::Result<()> {
        for value in values {
            match value {
                Value::Null => self.lines.write_field([])?,
                // Most cells by far, and the longest ones.
                Value::Text(text) if self.options.csv.keeps_texts() => self.lines.write_field(text)?,
                value => self.cell(|style, options, cell| style.write(value, options, cell))?,
            }
        }
        self.end_line()
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.lines.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{
            Column, Format,
            tests::{file, table, text},
        },
        *,
    };
    use crate::domain::dataset::FieldType;

    fn written(csv: Style) -> String {
        text(Format::Csv, &Options { csv, ..Options::default() })
    }

    /// One line of cells under a header of as many columns.
    fn line(cells: &[Value], profile: Profile) -> String {
        let column = Column { name: "a".into(), label: "a".into(), kind: FieldType::Text, multivalued: false };
        let table = Table { columns: vec![column; cells.len()], ..table() };
        let options = Options { csv: profile.style(), utc_letter: true, ..Options::default() };
        let bytes = file(Format::Csv, &table, &options, &[(None, cells.to_vec())]).expect("writable");
        let text = String::from_utf8(bytes).expect("UTF-8");
        text.split_once("\r\n").expect("a header").1.to_owned()
    }

    #[test]
    fn a_file_has_a_header_and_a_line_a_row() {
        assert_eq!(
            written(Style::default()),
            "code,title_fr,number,share,current,earliest,recorded_at,absent\r\n\
             32-1,\"Dire «\u{a0}\"\"non\"\"\u{a0}» ;\nhop\u{a0}! 🚀\",-5,12.5,true,2026-02-28,2026-11-22T17:00:00+02:00,\
             \"title:not_named,axis:x\"\r\n\
             =1+1,,,,,,,\r\n"
        );
    }

    #[test]
    fn the_explore_style_has_semicolons_and_a_byte_order_mark() {
        let csv = Style { list_separator: "|".into(), ..Style::explore() };
        let options = Options { csv, use_labels: true, ..Options::default() };
        assert_eq!(
            text(Format::Csv, &options),
            "\u{feff}Code;Titre (français);Numéro;Part;En vigueur;Date;Relevé;Absences\r\n\
             32-1;\"Dire «\u{a0}\"\"non\"\"\u{a0}» ;\nhop\u{a0}! 🚀\";-5;12.5;true;2026-02-28;2026-11-22T17:00:00+02:00;\
             title:not_named|axis:x\r\n\
             =1+1;;;;;;;\r\n"
        );
    }

    #[test]
    fn quote_all_quotes_what_json_has_as_a_string() {
        assert_eq!(
            written(Style { quote_all: true, delimiter: b'|', ..Style::default() }),
            "\"code\"|\"title_fr\"|\"number\"|\"share\"|\"current\"|\"earliest\"|\"recorded_at\"|\"absent\"\r\n\
             \"32-1\"|\"Dire «\u{a0}\"\"non\"\"\u{a0}» ;\nhop\u{a0}! 🚀\"|-5|12.5|true|\"2026-02-28\"|\
             \"2026-11-22T17:00:00+02:00\"|\"title:not_named,axis:x\"\r\n\
             \"=1+1\"|||||||\r\n"
        );
    }

    #[test]
    fn a_table_without_rows_is_its_header() {
        let bytes = file(Format::Csv, &table(), &Options::default(), &[]).expect("writable");
        assert_eq!(bytes, b"code,title_fr,number,share,current,earliest,recorded_at,absent\r\n");
    }

    #[test]
    fn a_line_of_one_null_is_not_blank() {
        assert_eq!(line(&[Value::Null], Profile::Rfc4180), "\"\"\r\n");
    }

    #[test]
    fn cells_are_quoted_where_rfc_4180_asks_for_it() {
        let cells = [Value::Text("a,b".into()), Value::Text("say \"x\"\nend".into()), Value::Null, Value::Integer(-5)];
        assert_eq!(line(&cells, Profile::Rfc4180), "\"a,b\",\"say \"\"x\"\"\nend\",,-5\r\n");
    }

    #[test]
    fn a_spreadsheet_makes_no_date_of_a_code_or_fraction() {
        let cells = ["32-1", "4.2", "25/2", "65"].map(|text| Value::Text(text.into()));
        assert_eq!(line(&cells, Profile::ExcelFr), "'32-1;'4.2;'25/2;65\r\n");
        assert_eq!(line(&cells, Profile::Rfc4180), "32-1,4.2,25/2,65\r\n");
    }

    #[test]
    fn a_spreadsheet_runs_no_formula() {
        let cells = [Value::Text("=1+1".into()), Value::Boolean(true), Value::Text("a;b".into())];
        assert_eq!(line(&cells, Profile::ExcelFr), "'=1+1;VRAI;\"a;b\"\r\n");
        assert_eq!(line(&cells, Profile::Rfc4180), "=1+1,true,a;b\r\n");
    }

    #[test]
    fn a_french_spreadsheet_reads_decimals_with_a_comma() {
        let cells = [Value::Decimal(-1234.5), Value::Decimal(65.0), Value::Boolean(false)];
        assert_eq!(line(&cells, Profile::ExcelFr), "-1234,5;65;FAUX\r\n");
        assert_eq!(line(&cells, Profile::Rfc4180), "-1234.5,65,false\r\n");
    }

    #[test]
    fn a_time_in_utc_ends_in_z_where_that_is_asked_for() {
        let time = chrono::DateTime::parse_from_rfc3339("2026-11-22T17:00:00.25+00:00").expect("a time");
        assert_eq!(line(&[Value::Time(time)], Profile::Rfc4180), "2026-11-22T17:00:00.250Z\r\n");
    }
}
