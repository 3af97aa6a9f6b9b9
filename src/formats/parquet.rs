//! Parquet: typed columns, all of which may be null, in row groups of bounded size.
//!
//! A text is a UTF-8 string, `int` INT64, `double` DOUBLE, a date DATE, a time TIMESTAMP in microseconds of UTC, a list the
//! standard three-level LIST of strings. Rows wait in memory until their group is full; then its columns are written one
//! after the other. The metadata of the file hold its title with its language, and its licence.

use std::{io, mem, ops::Range, sync::Arc};

use bytes::Bytes;
use chrono::NaiveDate;
use parquet::{
    basic::{Compression, LogicalType, Repetition, TimeUnit, Type as Physical, ZstdLevel},
    column::writer::ColumnWriter,
    data_type::ByteArray,
    errors::ParquetError,
    file::{metadata::KeyValue, properties::WriterProperties, writer::SerializedFileWriter},
    schema::types::{Type, TypePtr},
};

use super::{Column, Options, RowWriter, Sink, Table};
use crate::domain::dataset::{FieldType, Value};

/// Most rows of a group.
const GROUP_ROWS: usize = 50_000;
/// Most bytes of values that wait for their group, about.
const GROUP_BYTES: usize = 12 * 1024 * 1024;

/// How pages are compressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Codec {
    /// Read by every implementation.
    #[default]
    Snappy,
    /// Smaller.
    Zstd,
}

/// Writes row groups.
pub(super) struct ParquetWriter {
    file: SerializedFileWriter<Sink>,
    columns: Vec<Waiting>,
    rows: usize,
    bytes: usize,
}

/// The values of one column that wait for their group.
struct Waiting {
    name: String,
    values: Values,
    /// How much of each value is there; see the schema for what the numbers stand for.
    definition: Vec<i16>,
    /// For lists: 0 begins a row, 1 goes on with it.
    repetition: Vec<i16>,
}

enum Values {
    Text(Texts),
    List(Texts),
    Int(Vec<i64>),
    Double(Vec<f64>),
    Boolean(Vec<bool>),
    Date(Vec<i32>),
    Time(Vec<i64>),
}

/// Texts in one piece of memory, since one of its own for each would take longer than all else.
#[derive(Default)]
struct Texts {
    letters: Vec<u8>,
    places: Vec<Range<usize>>,
}

impl Texts {
    /// Adds a text. Rows that follow one another share much, such as their release: that is written down once.
    fn push(&mut self, text: &str) {
        let place = match self.places.last() {
            Some(last) if self.letters[last.clone()] == *text.as_bytes() => last.clone(),
            _ => {
                let begin = self.letters.len();
                self.letters.extend_from_slice(text.as_bytes());
                begin..self.letters.len()
            }
        };
        self.places.push(place);
    }

    /// The texts, which are forgotten.
    fn take(&mut self) -> Vec<ByteArray> {
        // The next group is about as long.
        let next = Vec::with_capacity(self.letters.len());
        let letters = Bytes::from(mem::replace(&mut self.letters, next));
        self.places.drain(..).map(|place| letters.slice(place).into()).collect()
    }
}

/// Definition levels of a list: null, without values, with a value.
const LIST_NULL: i16 = 0;
const LIST_EMPTY: i16 = 1;
const LIST_VALUE: i16 = 3;

impl ParquetWriter {
    pub(super) fn new(table: &Table, options: &Options, sink: Sink) -> io::Result<Self> {
        let fields = table.columns.iter().map(|column| field(column).map(Arc::new)).collect::<Result<Vec<_>, _>>()?;
        let schema = Type::group_type_builder("schema").with_fields(fields).build()?;
        let compression = match options.parquet {
            Codec::Snappy => Compression::SNAPPY,
            Codec::Zstd => Compression::ZSTD(ZstdLevel::default()),
        };
        let told = |key: &str, value: &str| KeyValue::new(key.to_owned(), value.to_owned());
        let mut metadata = vec![told("title", &table.title), told("language", &table.language)];
        metadata.extend(table.licence.iter().map(|licence| told("licence", licence)));
        let properties = WriterProperties::builder()
            .set_compression(compression)
            .set_created_by(concat!("jalon version ", env!("CARGO_PKG_VERSION")).to_owned())
            .set_key_value_metadata(Some(metadata))
            .build();
        let file = SerializedFileWriter::new(sink, TypePtr::new(schema), Arc::new(properties))?;
        let columns = table.columns.iter().map(Waiting::new).collect();
        Ok(ParquetWriter { file, columns, rows: 0, bytes: 0 })
    }

    /// Writes what waits as a row group.
    fn flush(&mut self) -> io::Result<()> {
        if self.rows == 0 {
            return Ok(());
        }
        let mut group = self.file.next_row_group()?;
        for waiting in &mut self.columns {
            // The schema was made of these very columns.
            let mut column = group.next_column()?.ok_or_else(|| mismatch(&waiting.name))?;
            waiting.write(column.untyped())?;
            column.close()?;
        }
        group.close()?;
        (self.rows, self.bytes) = (0, 0);
        Ok(())
    }
}

impl RowWriter for ParquetWriter {
    fn row(&mut self, _: Option<&str>, values: &[Value]) -> io::Result<()> {
        for (waiting, value) in self.columns.iter_mut().zip(values) {
            self.bytes += waiting.push(value)?;
        }
        self.rows += 1;
        if self.rows >= GROUP_ROWS || self.bytes >= GROUP_BYTES { self.flush() } else { Ok(()) }
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.flush()?;
        self.file.into_inner()?.flush()
    }
}

/// The schema of a column.
fn field(column: &Column) -> Result<Type, ParquetError> {
    let value = |name: &str, physical, logical| {
        Type::primitive_type_builder(name, physical)
            .with_repetition(Repetition::OPTIONAL)
            .with_logical_type(logical)
            .build()
    };
    let name = column.name.as_str();
    if column.multivalued {
        let element = value("element", Physical::BYTE_ARRAY, Some(LogicalType::String))?;
        let list = Type::group_type_builder("list")
            .with_repetition(Repetition::REPEATED)
            .with_fields(vec![Arc::new(element)])
            .build()?;
        return Type::group_type_builder(name)
            .with_repetition(Repetition::OPTIONAL)
            .with_logical_type(Some(LogicalType::List))
            .with_fields(vec![Arc::new(list)])
            .build();
    }
    match column.kind {
        FieldType::Text => value(name, Physical::BYTE_ARRAY, Some(LogicalType::String)),
        FieldType::Int => value(name, Physical::INT64, None),
        FieldType::Double => value(name, Physical::DOUBLE, None),
        FieldType::Boolean => value(name, Physical::BOOLEAN, None),
        FieldType::Date => value(name, Physical::INT32, Some(LogicalType::Date)),
        FieldType::DateTime => value(name, Physical::INT64, Some(LogicalType::timestamp(true, TimeUnit::MICROS))),
    }
}

impl Waiting {
    fn new(column: &Column) -> Self {
        let values = match column.kind {
            _ if column.multivalued => Values::List(Texts::default()),
            FieldType::Text => Values::Text(Texts::default()),
            FieldType::Int => Values::Int(Vec::new()),
            FieldType::Double => Values::Double(Vec::new()),
            FieldType::Boolean => Values::Boolean(Vec::new()),
            FieldType::Date => Values::Date(Vec::new()),
            FieldType::DateTime => Values::Time(Vec::new()),
        };
        Waiting { name: column.name.clone(), values, definition: Vec::new(), repetition: Vec::new() }
    }

    /// Adds a value and gives its size in bytes, about.
    fn push(&mut self, value: &Value) -> io::Result<usize> {
        match (&mut self.values, value) {
            (Values::List(_), Value::Null) => self.repetition.push(0),
            (Values::List(list), Value::List(values)) => {
                if values.is_empty() {
                    self.definition.push(LIST_EMPTY);
                    self.repetition.push(0);
                }
                for (place, value) in values.iter().enumerate() {
                    list.push(value);
                    self.definition.push(LIST_VALUE);
                    self.repetition.push(i16::from(place > 0));
                }
                return Ok(values.iter().map(|value| value.len() + TEXT_BYTES).sum());
            }
            (_, Value::Null) => {}
            (Values::Text(texts), Value::Text(text)) => texts.push(text),
            (Values::Int(numbers), Value::Integer(number)) => numbers.push(*number),
            (Values::Double(numbers), Value::Decimal(number)) => numbers.push(*number),
            (Values::Double(numbers), Value::Integer(number)) => numbers.push(*number as f64),
            (Values::Boolean(truths), Value::Boolean(truth)) => truths.push(*truth),
            (Values::Date(days), Value::Date(date)) => days.push(days_since_1970(*date)),
            (Values::Time(times), Value::Time(time)) => times.push(time.timestamp_micros()),
            _ => return Err(mismatch(&self.name)),
        }
        self.definition.push(if *value == Value::Null { LIST_NULL } else { 1 });
        Ok(match value {
            Value::Text(text) => text.len() + TEXT_BYTES,
            _ => VALUE_BYTES,
        })
    }

    /// Writes and forgets the values.
    fn write(&mut self, column: &mut ColumnWriter<'_>) -> io::Result<()> {
        let (definition, repetition) = (Some(&self.definition[..]), Some(&self.repetition[..]));
        match (&mut self.values, column) {
            (Values::Text(v), ColumnWriter::ByteArrayColumnWriter(w)) => w.write_batch(&v.take(), definition, None),
            (Values::List(v), ColumnWriter::ByteArrayColumnWriter(w)) => {
                w.write_batch(&v.take(), definition, repetition)
            }
            (Values::Int(v) | Values::Time(v), ColumnWriter::Int64ColumnWriter(w)) => {
                w.write_batch(v, definition, None)
            }
            (Values::Double(v), ColumnWriter::DoubleColumnWriter(w)) => w.write_batch(v, definition, None),
            (Values::Boolean(v), ColumnWriter::BoolColumnWriter(w)) => w.write_batch(v, definition, None),
            (Values::Date(v), ColumnWriter::Int32ColumnWriter(w)) => w.write_batch(v, definition, None),
            _ => return Err(mismatch(&self.name)),
        }?;
        self.definition.clear();
        self.repetition.clear();
        match &mut self.values {
            Values::Text(_) | Values::List(_) => {}
            Values::Int(values) | Values::Time(values) => values.clear(),
            Values::Double(values) => values.clear(),
            Values::Boolean(values) => values.clear(),
            Values::Date(values) => values.clear(),
        }
        Ok(())
    }
}

/// What a value costs in memory with its levels.
const VALUE_BYTES: usize = size_of::<i64>() + 2 * size_of::<i16>();
/// The same of a text, besides its letters.
const TEXT_BYTES: usize = size_of::<Range<usize>>() + 2 * size_of::<i16>();

fn days_since_1970(date: NaiveDate) -> i32 {
    // chrono's days fit in 32 bits, and so does their difference.
    i32::try_from(date.signed_duration_since(NaiveDate::default()).num_days()).unwrap_or_default()
}

fn mismatch(name: &str) -> io::Error {
    io::Error::other(format!("column `{name}` holds a value of another type than it was declared with"))
}
#[cfg(test)]
mod tests {
    use std::fs::File;

    use parquet::{
        file::reader::{FileReader, SerializedFileReader},
        record::Field,
        schema::printer::print_schema,
    };

    use super::{
        super::{
            Format,
            tests::{file, rows, table},
        },
        *,
    };

    fn read(table: &Table, options: &Options, rows: &[(Option<&str>, Vec<Value>)]) -> SerializedFileReader<File> {
        let bytes = file(Format::Parquet, table, options, rows).expect("the rows are writable");
        let mut kept = tempfile::tempfile().expect("a temporary file");
        io::Write::write_all(&mut kept, &bytes).expect("room for it");
        SerializedFileReader::new(kept).expect("a Parquet file")
    }

    /// The cells of each row as the reader shows them.
    fn cells(reader: &SerializedFileReader<File>) -> Vec<Vec<String>> {
        let rows = reader.get_row_iter(None).expect("rows");
        rows.map(|row| row.expect("a row").get_column_iter().map(|(_, field)| field.to_string()).collect()).collect()
    }

    #[test]
    fn columns_are_typed_and_may_be_null() {
        let reader = read(&table(), &Options::default(), &rows());
        let mut schema = Vec::new();
        print_schema(&mut schema, reader.metadata().file_metadata().schema());
        assert_eq!(
            String::from_utf8(schema).expect("UTF-8"),
            "message schema {\n  \
               OPTIONAL BYTE_ARRAY code (STRING);\n  \
               OPTIONAL BYTE_ARRAY title_fr (STRING);\n  \
               OPTIONAL INT64 number;\n  \
               OPTIONAL DOUBLE share;\n  \
               OPTIONAL BOOLEAN current;\n  \
               OPTIONAL INT32 earliest (DATE);\n  \
               OPTIONAL INT64 recorded_at (TIMESTAMP(MICROS,true));\n  \
               OPTIONAL group absent (LIST) {\n    \
                 REPEATED group list {\n      \
                   OPTIONAL BYTE_ARRAY element (STRING);\n    \
                 }\n  \
               }\n\
             }\n"
        );
    }

    #[test]
    fn values_are_read_back_in_their_types() {
        for parquet in [Codec::Snappy, Codec::Zstd] {
            let reader = read(&table(), &Options { parquet, ..Options::default() }, &rows());
            let row = reader.get_row_iter(None).expect("rows").next().expect("a row").expect("a whole row");
            let fields: Vec<&Field> = row.get_column_iter().map(|(_, field)| field).collect();
            assert_eq!(
                fields[..7],
                [
                    &Field::Str("32-1".into()),
                    &Field::Str("Dire «\u{a0}\"non\"\u{a0}» ;\nhop\u{a0}! 🚀".into()),
                    &Field::Long(-5),
                    &Field::Double(12.5),
                    &Field::Bool(true),
                    // 56 years with 14 leap days, January and 27 days.
                    &Field::Date(20_512),
                    // 20,779 days and 15 hours: the clock stood at 17:00 two hours east of UTC.
                    &Field::TimestampMicros(1_795_359_600_000_000),
                ]
            );
            assert_eq!(fields[7].to_string(), "[\"title:not_named\", \"axis:x\"]");
            assert_eq!(cells(&reader)[1][0], "\"=1+1\"");
            assert!(cells(&reader)[1][1..].iter().all(|cell| cell == "null"), "{:?}", cells(&reader)[1]);
        }
    }

    #[test]
    fn an_empty_list_is_not_null() {
        let table = Table { columns: table().columns.split_off(7), ..table() };
        let list = |values: &[&str]| Value::List(values.iter().map(|value| (*value).to_owned()).collect());
        let rows = [list(&["a", "b"]), Value::Null, list(&[]), list(&["c"])].map(|value| (None, vec![value]));
        assert_eq!(
            cells(&read(&table, &Options::default(), &rows)).concat(),
            ["[\"a\", \"b\"]", "null", "[]", "[\"c\"]"]
        );
    }

    #[test]
    fn a_file_without_rows_is_valid_and_tells_its_title_and_licence() {
        let reader = read(&table(), &Options::default(), &[]);
        let metadata = reader.metadata().file_metadata();
        assert_eq!((metadata.num_rows(), reader.num_row_groups()), (0, 0));
        let told = metadata.key_value_metadata().expect("metadata");
        let told: Vec<_> = told.iter().map(|pair| (pair.key.as_str(), pair.value.as_deref().unwrap_or(""))).collect();
        assert_eq!(
            told,
            [("title", "Une démonstration"), ("language", "fr"), ("licence", "https://example.org/licence")]
        );
    }

    #[test]
    fn a_group_ends_when_enough_bytes_wait() {
        let table = Table { columns: table().columns[..1].to_vec(), ..table() };
        let long = (None, vec![Value::Text("x".repeat(3 * 1024 * 1024))]);
        let reader = read(&table, &Options::default(), &vec![long; 7]);
        let lengths: Vec<i64> = reader.metadata().row_groups().iter().map(|group| group.num_rows()).collect();
        assert_eq!(lengths, [4, 3], "four rows of 3 MiB are more than 12 MiB with what they need besides");
    }

    #[test]
    fn a_value_of_another_type_is_refused() {
        let row = (None, vec![Value::Integer(1), Value::Null]);
        assert!(file(Format::Parquet, &table(), &Options::default(), &[row]).is_err());
    }
}
