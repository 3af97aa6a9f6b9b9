//! JSON: a bare array of flat objects, or JSON Lines, an object a line.
//!
//! Spaces stand where Explore portals put them: `, ` and `: ` inside an object, nothing between objects.

use std::io;

use serde::{
    Serialize, Serializer,
    ser::{SerializeMap, SerializeSeq},
};
use serde_json::ser::Formatter;

use super::{Options, RowWriter, Sink, Table};
use crate::domain::dataset::Value;

/// Writes objects, whose keys keep the order of the columns.
pub(super) struct JsonWriter {
    sink: Sink,
    names: Vec<String>,
    options: Options,
    /// What stands before the next object, behind each, and at the end.
    before: &'static str,
    after: &'static str,
    end: &'static str,
    between: &'static str,
}

impl JsonWriter {
    pub(super) fn array(table: &Table, options: &Options, sink: Sink) -> io::Result<Self> {
        let mut writer = Self::lines(table, options, sink)?;
        writer.sink.write_all(b"[")?;
        (writer.after, writer.between, writer.end) = ("", ",", "]");
        Ok(writer)
    }

    pub(super) fn lines(table: &Table, options: &Options, sink: Sink) -> io::Result<Self> {
        let names = table.columns.iter().map(|column| column.name.clone()).collect();
        Ok(JsonWriter { sink, names, options: options.clone(), before: "", after: "\n", between: "", end: "" })
    }
}

impl RowWriter for JsonWriter {
    fn row(&mut self, _: Option<&str>, values: &[Value]) -> io::Result<()> {
        let mut object = self.before.as_bytes().to_vec();
        self.before = self.between;
        let mut serializer = serde_json::Serializer::with_formatter(&mut object, Spaced);
        Row { names: &self.names, values, options: &self.options }.serialize(&mut serializer)?;
        object.extend(self.after.as_bytes());
        self.sink.write_all(&object)
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.sink.write_all(self.end.as_bytes())
    }
}

struct Row<'a> {
    names: &'a [String],
    values: &'a [Value],
    options: &'a Options,
}

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(Some(self.values.len()))?;
        for (name, value) in self.names.iter().zip(self.values) {
            object.serialize_entry(name, &Cell { value, options: self.options })?;
        }
        object.end()
    }
}

/// A value as JSON shows it.
pub struct Cell<'a> {
    pub value: &'a Value,
    pub options: &'a Options,
}

impl Serialize for Cell<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.value {
            Value::Null => serializer.serialize_unit(),
            Value::Text(text) => serializer.serialize_str(text),
            Value::List(values) => {
                let mut list = serializer.serialize_seq(Some(values.len()))?;
                values.iter().try_for_each(|value| list.serialize_element(value))?;
                list.end()
            }
            Value::Integer(number) => serializer.serialize_i64(*number),
            Value::Decimal(number) => serializer.serialize_f64(*number),
            Value::Boolean(truth) => serializer.serialize_bool(*truth),
            Value::Date(date) => serializer.collect_str(date),
            Value::Time(time) => serializer.serialize_str(&self.options.time(time)),
        }
    }
}

/// A space behind each comma and colon.
struct Spaced;

impl Formatter for Spaced {
    fn begin_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        if first { Ok(()) } else { writer.write_all(b", ") }
    }

    fn begin_object_key<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        if first { Ok(()) } else { writer.write_all(b", ") }
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{
            Format,
            tests::{file, rows, table, text},
        },
        *,
    };

    const FULL: &str = "{\"code\": \"32-1\", \"title_fr\": \"Dire «\u{a0}\\\"non\\\"\u{a0}» ;\\nhop\u{a0}! 🚀\", \
        \"number\": -5, \"share\": 12.5, \"current\": true, \"earliest\": \"2026-02-28\", \
        \"recorded_at\": \"2026-11-22T17:00:00+02:00\", \"absent\": [\"title:not_named\", \"axis:x\"]}";
    const EMPTY: &str = "{\"code\": \"=1+1\", \"title_fr\": null, \"number\": null, \"share\": null, \
        \"current\": null, \"earliest\": null, \"recorded_at\": null, \"absent\": null}";

    #[test]
    fn json_is_a_bare_array_of_flat_objects() {
        assert_eq!(text(Format::Json, &Options::default()), format!("[{FULL},{EMPTY}]"));
    }

    #[test]
    fn json_lines_is_an_object_a_line() {
        assert_eq!(text(Format::JsonLines, &Options::default()), format!("{FULL}\n{EMPTY}\n"));
    }

    #[test]
    fn a_table_without_rows_is_an_empty_array_or_nothing() {
        let empty = |format| file(format, &table(), &Options::default(), &[]).expect("writable");
        assert_eq!(empty(Format::Json), b"[]");
        assert_eq!(empty(Format::JsonLines), b"");
    }

    #[test]
    fn a_time_in_utc_ends_in_its_offset_unless_the_letter_is_asked_for() {
        let mut row = rows().remove(0);
        let utc = chrono::DateTime::parse_from_rfc3339("2026-11-22T15:00:00Z").expect("a time");
        row.1[6] = Value::Time(utc);
        let written = |utc_letter| {
            let options = Options { utc_letter, ..Options::default() };
            String::from_utf8(file(Format::JsonLines, &table(), &options, &[row.clone()]).expect("writable"))
        };
        assert!(written(false).expect("UTF-8").contains("\"recorded_at\": \"2026-11-22T15:00:00+00:00\""));
        assert!(written(true).expect("UTF-8").contains("\"recorded_at\": \"2026-11-22T15:00:00Z\""));
    }
}
