//! Parquet: typed columns, all of which may be null, in row groups of bounded size.
//!
//! A text is a UTF-8 string, `int` INT64, `double` DOUBLE, a date DATE, a time TIMESTAMP in microseconds of UTC, a list the
//! standard three-level LIST of strings. Rows wait in memory until their group is full; then its columns are written one
//! after the other. The metadata of the file hold its title with its language, and its licence.

mod beside;
mod group;

use std::{io, sync::Arc};

use parquet::{
    basic::{Compression, LogicalType, Repetition, TimeUnit, Type as Physical, ZstdLevel},
    errors::ParquetError,
    file::{metadata::KeyValue, properties::WriterProperties, writer::SerializedFileWriter},
    schema::types::{Type, TypePtr},
};

use super::{Column, Options, RowWriter, Sink, Table};
use crate::domain::dataset::{FieldType, Value};
use beside::Beside;
use group::Group;

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
    group: Group,
    /// An empty one, for the thread that writes them.
    spare: Option<Group>,
    writing: Option<Writing>,
}

/// Where groups are written.
enum Writing {
    /// Here, as long as there is one only.
    Here(Box<SerializedFileWriter<Sink>>),
    /// By a thread of its own, while rows of the next one come.
    Beside(Beside),
}

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
        let [group, spare] = [(); 2].map(|()| Group::of(&table.columns));
        Ok(ParquetWriter { group, spare: Some(spare), writing: Some(Writing::Here(Box::new(file))) })
    }

    /// Has a full group written, and goes on with an empty one.
    fn pass_on(&mut self) -> io::Result<()> {
        let beside = match (self.writing.take(), self.spare.take()) {
            (Some(Writing::Beside(beside)), _) => beside,
            (Some(Writing::Here(file)), Some(spare)) => Beside::new(*file, spare)?,
            _ => return Err(io::ErrorKind::BrokenPipe.into()),
        };
        let (beside, empty) = beside.exchange(std::mem::replace(&mut self.group, Group::of(&[])))?;
        (self.writing, self.group) = (Some(Writing::Beside(beside)), empty);
        Ok(())
    }
}

impl RowWriter for ParquetWriter {
    fn row(&mut self, _: Option<&str>, values: &[Value]) -> io::Result<()> {
        self.group.push(values)?;
        if self.group.is_full() { self.pass_on() } else { Ok(()) }
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        let file = match self.writing.take() {
            Some(Writing::Here(mut file)) => {
                self.group.write(&mut file)?;
                *file
            }
            Some(Writing::Beside(beside)) => beside.end(self.group)?,
            None => return Err(io::ErrorKind::BrokenPipe.into()),
        };
        file.into_inner()?.flush()
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
        let long = |letter: &str| (None, vec![Value::Text(letter.repeat(2 * 1024 * 1024))]);
        let rows: Vec<_> = ["a", "b", "c", "d", "e", "f", "g"].map(long).to_vec();
        let reader = read(&table, &Options::default(), &rows);
        let lengths: Vec<i64> = reader.metadata().row_groups().iter().map(|group| group.num_rows()).collect();
        assert_eq!(lengths, [2, 2, 2, 1], "two rows of 2 MiB are more than 4 MiB with what they need besides");
        let letters: String = cells(&reader).concat().iter().map(|cell| &cell[1..2]).collect();
        assert_eq!(letters, "abcdefg", "groups come one after the other");
    }

    /// Takes some bytes and then no more.
    struct Full(usize);

    impl io::Write for Full {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 = self.0.checked_sub(bytes.len()).ok_or(io::ErrorKind::StorageFull)?;
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn what_stops_a_group_is_told_by_a_later_row_or_the_end() {
        let table = Table { columns: table().columns[..1].to_vec(), ..table() };
        let long = [Value::Text("x".repeat(2 * 1024 * 1024))];
        for rows in [4, 40] {
            let mut writer =
                ParquetWriter::new(&table, &Options::default(), Box::new(Full(1_000))).expect("a head fits");
            let told = (0..rows).try_for_each(|_| writer.row(None, &long));
            let told = told.and_then(|()| Box::new(writer).finish()).expect_err("there is no room");
            let cause = std::error::Error::source(&told).and_then(|cause| cause.downcast_ref::<io::Error>());
            assert_eq!(cause.map(io::Error::kind), Some(io::ErrorKind::StorageFull), "{rows} rows: {told:?}");
        }
    }

    #[test]
    fn a_value_of_another_type_is_refused() {
        let row = (None, vec![Value::Integer(1), Value::Null]);
        assert!(file(Format::Parquet, &table(), &Options::default(), &[row]).is_err());
    }
}
