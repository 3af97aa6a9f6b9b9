//! Rows to bytes, one file format a module.
//!
//! A [`RowWriter`] takes rows one by one and writes bytes as early as its format allows, so that a file of any length is
//! made in bounded memory; [`writer`] makes the one of a [`Format`]. What the file holds is told by a [`Table`], how it is
//! written by [`Options`]. How files are sent is in [`crate::http::files`].

pub mod citation;
pub mod csv;
pub mod feed;
pub mod json;
pub mod parquet;
mod rdf;
mod table;
mod xlsx;

use std::{
    io::{self, Write},
    sync::{Arc, Mutex, PoisonError},
};

use thiserror::Error;

use crate::domain::dataset::Value;

pub use table::{Column, Options, Table};

/// Where the bytes of a file go.
pub type Sink = Box<dyn Write + Send>;

/// A file format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    Csv,
    Json,
    JsonLines,
    Xlsx,
    Parquet,
    JsonLd,
    RdfXml,
    Turtle,
    N3,
}

impl Format {
    /// Every format.
    pub const ALL: [Format; 9] = [
        Format::Csv,
        Format::Json,
        Format::JsonLines,
        Format::Xlsx,
        Format::Parquet,
        Format::JsonLd,
        Format::RdfXml,
        Format::Turtle,
        Format::N3,
    ];

    /// The name that requests give.
    pub const fn name(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Json => "json",
            Format::JsonLines => "jsonl",
            Format::Xlsx => "xlsx",
            Format::Parquet => "parquet",
            Format::JsonLd => "jsonld",
            Format::RdfXml => "rdfxml",
            Format::Turtle => "turtle",
            Format::N3 => "n3",
        }
    }

    /// The format of a name.
    pub fn from_name(name: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.name() == name)
    }

    /// The media type without parameters. JSON Lines has none that is registered; its most common one is taken.
    pub const fn media_type(self) -> &'static str {
        match self {
            Format::Csv => "text/csv",
            Format::Json => "application/json",
            Format::JsonLines => "application/x-ndjson",
            Format::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Format::Parquet => "application/vnd.apache.parquet",
            Format::JsonLd => "application/ld+json",
            Format::RdfXml => "application/rdf+xml",
            Format::Turtle => "text/turtle",
            Format::N3 => "text/n3",
        }
    }

    /// The value of `Content-Type`.
    pub const fn content_type(self) -> &'static str {
        match self {
            Format::Csv => "text/csv; charset=utf-8; header=present",
            Format::Json => "application/json; charset=utf-8",
            Format::Turtle => "text/turtle; charset=utf-8",
            Format::N3 => "text/n3; charset=utf-8",
            _ => self.media_type(),
        }
    }

    /// How file names end, without the point.
    pub const fn extension(self) -> &'static str {
        match self {
            Format::RdfXml => "rdf",
            Format::Turtle => "ttl",
            _ => self.name(),
        }
    }

    /// Its bytes are compressed already, so that compressing them again gains nothing.
    pub const fn is_compressed(self) -> bool {
        matches!(self, Format::Xlsx | Format::Parquet)
    }
}

/// Rows to bytes in one format.
pub trait RowWriter: Send {
    /// Writes a row, whose values stand in the order of the columns.
    ///
    /// `id` is the address of the row as a resource; a row of a grouped query has none.
    ///
    /// # Errors
    /// Those of the sink, and [`Unwritable`] inside an error of kind `InvalidData`.
    fn row(&mut self, id: Option<&str>, values: &[Value]) -> io::Result<()>;

    /// Writes what comes after the last row.
    ///
    /// # Errors
    /// Those of the sink.
    fn finish(self: Box<Self>) -> io::Result<()>;
}

/// What a format has no way to hold. A file is never cut instead.
///
/// [`Format::Xlsx`] sends its first byte after its last row, so that its limits can always be told to the client; the
/// others may fail midway, and then the file must be broken off.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Unwritable {
    #[error("the rows are more than the {most} that fit below the header of an Excel sheet")]
    TooManyRows { most: u32 },
    #[error("the columns are {columns}, and an Excel sheet has at most {most}")]
    TooManyColumns { columns: usize, most: usize },
    /// Rows are counted from 1; lengths are in UTF-16 units, as Excel counts them.
    #[error("column `{column}` of row {row} has {length} characters, and an Excel cell holds at most {most}")]
    CellTooLong { column: String, row: u32, length: usize, most: usize },
    #[error("column `{column}` holds the character U+{code:04X}, which XML has no way to write")]
    Character { column: String, code: u32 },
    #[error("the address `{0}` is not an IRI")]
    Address(String),
}

impl Unwritable {
    /// The cause of a writer's error, if it is one of these.
    pub fn of(error: &io::Error) -> Option<&Unwritable> {
        error.get_ref().and_then(|inner| inner.downcast_ref())
    }
}

impl From<Unwritable> for io::Error {
    fn from(error: Unwritable) -> Self {
        io::Error::new(io::ErrorKind::InvalidData, error)
    }
}

/// A writer of a format. It may write at once what comes before the first row.
///
/// # Errors
/// Those of the sink; a table that the format cannot hold.
pub fn writer(format: Format, table: &Table, options: &Options, sink: Sink) -> io::Result<Box<dyn RowWriter>> {
    Ok(match format {
        Format::Csv => Box::new(csv::CsvWriter::new(table, options, sink)?),
        Format::Json => Box::new(json::JsonWriter::array(table, options, sink)?),
        Format::JsonLines => Box::new(json::JsonWriter::lines(table, options, sink)?),
        Format::Xlsx => Box::new(xlsx::XlsxWriter::new(table, options, sink)?),
        Format::Parquet => Box::new(parquet::ParquetWriter::new(table, options, sink)?),
        Format::JsonLd => Box::new(rdf::RdfWriter::new(table, rdf::json_ld(sink))?),
        Format::RdfXml => Box::new(rdf::RdfWriter::new(table, rdf::rdf_xml(table, sink)?)?),
        // Every Turtle document is an N3 document of the same meaning.
        Format::Turtle | Format::N3 => Box::new(rdf::RdfWriter::new(table, rdf::turtle(table, sink)?)?),
    })
}

/// A short file as a whole.
///
/// # Errors
/// A table or value that the format cannot hold.
pub fn to_bytes<'r>(
    format: Format,
    table: &Table,
    options: &Options,
    rows: impl IntoIterator<Item = &'r [Value]>,
) -> io::Result<Vec<u8>> {
    named_to_bytes(format, table, options, rows.into_iter().map(|values| (None, values)))
}

/// A short file as a whole, of rows with their addresses as resources.
///
/// # Errors
/// As [`to_bytes`].
pub fn named_to_bytes<'r>(
    format: Format,
    table: &Table,
    options: &Options,
    rows: impl IntoIterator<Item = (Option<&'r str>, &'r [Value])>,
) -> io::Result<Vec<u8>> {
    let sink = Memory::default();
    let mut writer = writer(format, table, options, Box::new(sink.clone()))?;
    for (id, values) in rows {
        writer.row(id, values)?;
    }
    writer.finish()?;
    Ok(std::mem::take(&mut *sink.0.lock().unwrap_or_else(PoisonError::into_inner)))
}

/// Bytes that are kept.
#[derive(Clone, Default)]
struct Memory(Arc<Mutex<Vec<u8>>>);

impl Write for Memory {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
pub mod tests {
    //! The table that the tests of all formats write, and a sink that they can read back.

    use chrono::{DateTime, NaiveDate};

    use super::*;
    use crate::domain::dataset::FieldType;

    /// A column of each type, and one of lists.
    pub fn table() -> Table {
        let column = |name: &str, label: &str, kind| Column {
            name: name.to_owned(),
            label: label.to_owned(),
            kind,
            multivalued: name == "absent",
        };
        Table {
            name: "demo".into(),
            title: "Une démonstration".into(),
            language: "fr".into(),
            licence: Some("https://example.org/licence".into()),
            modified: None,
            vocabulary: "https://example.org/fields#".into(),
            columns: vec![
                column("code", "Code", FieldType::Text),
                column("title_fr", "Titre (français)", FieldType::Text),
                column("number", "Numéro", FieldType::Int),
                column("share", "Part", FieldType::Double),
                column("current", "En vigueur", FieldType::Boolean),
                column("earliest", "Date", FieldType::Date),
                column("recorded_at", "Relevé", FieldType::DateTime),
                column("absent", "Absences", FieldType::Text),
            ],
        }
    }

    /// A full row, and one of nulls behind its code.
    pub fn rows() -> Vec<(Option<&'static str>, Vec<Value>)> {
        let time = DateTime::parse_from_rfc3339("2026-11-22T17:00:00+02:00").expect("a time");
        let full = vec![
            Value::Text("32-1".into()),
            // A no-break space before the exclamation mark, as French sets it.
            Value::Text("Dire «\u{a0}\"non\"\u{a0}» ;\nhop\u{a0}! 🚀".into()),
            Value::Integer(-5),
            Value::Decimal(12.5),
            Value::Boolean(true),
            Value::Date(NaiveDate::from_ymd_opt(2026, 2, 28).expect("a day")),
            Value::Time(time),
            Value::List(vec!["title:not_named".into(), "axis:x".into()]),
        ];
        let mut empty = vec![Value::Null; 8];
        empty[0] = Value::Text("=1+1".into());
        vec![(Some("https://example.org/32-1"), full), (None, empty)]
    }

    /// The file that a format makes of rows.
    pub fn file(
        format: Format,
        table: &Table,
        options: &Options,
        rows: &[(Option<&str>, Vec<Value>)],
    ) -> io::Result<Vec<u8>> {
        let sink = Memory::default();
        let mut writer = writer(format, table, options, Box::new(sink.clone()))?;
        for (id, values) in rows {
            writer.row(*id, values)?;
        }
        writer.finish()?;
        let bytes = sink.0.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(bytes.clone())
    }

    /// As [`file`], of the rows above, as text.
    pub fn text(format: Format, options: &Options) -> String {
        String::from_utf8(file(format, &table(), options, &rows()).expect("the rows are writable")).expect("UTF-8")
    }

    #[test]
    fn every_format_is_found_by_its_name() {
        for format in Format::ALL {
            assert_eq!(Format::from_name(format.name()), Some(format));
        }
        assert_eq!(Format::from_name("CSV"), None);
    }

    #[test]
    fn every_format_writes_before_its_end_or_says_that_it_is_compressed() {
        for format in Format::ALL {
            let sink = Memory::default();
            let mut writer =
                writer(format, &table(), &Options::default(), Box::new(sink.clone())).expect("the table is writable");
            let (id, values) = &rows()[0];
            writer.row(*id, values).expect("the row is writable");
            let written = sink.0.lock().unwrap_or_else(PoisonError::into_inner).len();
            assert_eq!(written > 40, !format.is_compressed(), "{format:?} wrote {written} bytes after one row");
        }
    }
}
