//! Rows that wait until their row group is full, column by column.

use std::{io, mem, ops::Range};

use bytes::Bytes;
use chrono::NaiveDate;
use parquet::{column::writer::ColumnWriter, data_type::ByteArray, file::writer::SerializedFileWriter};

use super::super::{Column, Sink};
use crate::domain::dataset::{FieldType, Value};

/// Most rows of a group.
const GROUP_ROWS: usize = 50_000;
/// Most bytes of values that wait for their group, about.
const GROUP_BYTES: usize = 4 * 1024 * 1024;

/// The rows of one group.
pub(super) struct Group {
    columns: Vec<Waiting>,
    rows: usize,
    bytes: usize,
}

impl Group {
    /// A group of these columns that has no row yet.
    pub(super) fn of(columns: &[Column]) -> Self {
        Group { columns: columns.iter().map(Waiting::new).collect(), rows: 0, bytes: 0 }
    }

    /// Adds a row, whose values stand in the order of the columns.
    pub(super) fn push(&mut self, values: &[Value]) -> io::Result<()> {
        for (waiting, value) in self.columns.iter_mut().zip(values) {
            self.bytes += waiting.push(value)?;
        }
        self.rows += 1;
        Ok(())
    }

    pub(super) fn is_full(&self) -> bool {
        self.rows >= GROUP_ROWS || self.bytes >= GROUP_BYTES
    }

    /// Writes the rows, and forgets them.
    pub(super) fn write(&mut self, file: &mut SerializedFileWriter<Sink>) -> io::Result<()> {
        if self.rows == 0 {
            return Ok(());
        }
        let mut group = file.next_row_group()?;
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
