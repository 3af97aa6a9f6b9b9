//! What can be queried, and rows without their types: what files are written from.

use sha2::{Digest, Sha256};

use super::source::hexadecimal;

/// A dataset of the catalogue: rows of all releases, under names that last.
#[derive(Debug, PartialEq)]
pub struct Dataset {
    /// The end of its id, which begins with [`Dataset::PREFIX`].
    pub name: &'static str,
    /// In French and in English.
    pub title: [&'static str; 2],
    /// In French and in English.
    pub description: [&'static str; 2],
    /// What it is found by, each in French and in English.
    pub keywords: &'static [[&'static str; 2]],
    pub theme: &'static Theme,
    /// In the order of files and answers.
    pub fields: &'static [Field],
}

/// A subject of a controlled vocabulary.
#[derive(Debug, PartialEq)]
pub struct Theme {
    /// Its address in the vocabulary.
    pub iri: &'static str,
    /// Its label there, in French and in English.
    pub label: [&'static str; 2],
}

impl Dataset {
    /// What the ids of the catalogue begin with; `fr-en` is *France, Éducation nationale*.
    pub const PREFIX: &'static str = "fr-en-strategie-numerique-";

    /// The template of metadata whose fields are also named without it: `title` is `default.title`.
    const DEFAULT: &'static str = "default.";

    /// What older clients call the field `dataset_id` of the catalogue.
    const LEGACY_ID: &'static str = "datasetid";

    /// The id by which the dataset is addressed.
    pub fn id(&self) -> String {
        format!("{}{}", Self::PREFIX, self.name)
    }

    /// A field by its name.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        let name = if name == Self::LEGACY_ID { "dataset_id" } else { name };
        let named = self.fields.iter().find(|field| field.name == name);
        named.or_else(|| self.fields.iter().find(|field| field.name.strip_prefix(Self::DEFAULT) == Some(name)))
    }

    /// The fields whose values together name one row; empty if none are marked as such.
    ///
    /// An id names a row within its release, so the release belongs to the key.
    pub fn key(&self) -> Vec<&'static str> {
        let ids = self.fields.iter().filter(|field| field.id).map(|field| field.name);
        let ids: Vec<&str> = ids.collect();
        match ids.as_slice() {
            [] | ["release"] => ids,
            _ => ["release"].into_iter().chain(ids).collect(),
        }
    }

    /// The id of a record: forty hexadecimal digits of a hash of its dataset, its release and what names it there, which
    /// are the values of [`Self::key`].
    pub fn record_id(&self, key: &[Value]) -> String {
        let mut hash = Sha256::new();
        hash.update(self.id());
        for value in key {
            hash.update("\n");
            match value {
                Value::Text(text) => hash.update(text),
                Value::Integer(number) => hash.update(number.to_string()),
                // Keys are texts and whole numbers.
                _ => {}
            }
        }
        hexadecimal(&hash.finalize()[..20])
    }
}

/// A column of a dataset.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Field {
    pub name: &'static str,
    pub kind: FieldType,
    /// In French and in English.
    pub label: [&'static str; 2],
    /// In French and in English.
    pub description: [&'static str; 2],
    /// Its values are offered for refinement.
    pub facet: bool,
    /// Its values have an order that makes sense to a reader.
    pub sortable: bool,
    /// It identifies the row within a release.
    pub id: bool,
    /// Rows with any of several values may be asked for at once.
    pub disjunctive: bool,
    /// A value is several, separated by [`Field::SEPARATOR`].
    pub multivalued: bool,
    /// Every row has a value.
    pub required: bool,
    /// The only values it takes, if the list is closed.
    pub closed: &'static [&'static str],
    pub unit: Option<&'static str>,
}

impl Field {
    /// What separates the values of a multivalued field.
    pub const SEPARATOR: char = ',';
    /// What stands for the separator inside a value, where values are one text.
    pub const SEPARATOR_INSIDE: char = '\u{1f}';

    /// A value as it stands among others in one text.
    pub fn inside(value: &str) -> String {
        value.replace(Self::SEPARATOR, Self::SEPARATOR_INSIDE.encode_utf8(&mut [0; 4]))
    }

    /// A value that stood in one text, itself again.
    pub fn outside(value: String) -> String {
        match value.contains(Self::SEPARATOR_INSIDE) {
            true => value.replace(Self::SEPARATOR_INSIDE, Self::SEPARATOR.encode_utf8(&mut [0; 4])),
            // Nearly always, and then it is not copied.
            false => value,
        }
    }

    /// The values that stand in one text.
    pub fn split(text: &str) -> Vec<String> {
        let mut values = Vec::new();
        Self::split_into(text, &mut values);
        values
    }

    /// As [`Self::split`], in the place of other values, whose memory is taken.
    pub fn split_into(text: &str, values: &mut Vec<String>) {
        let mut length = 0;
        for value in text.split(Self::SEPARATOR) {
            if length == values.len() {
                values.push(String::new());
            }
            let own = &mut values[length];
            own.clear();
            own.push_str(value);
            *own = Self::outside(std::mem::take(own));
            length += 1;
        }
        values.truncate(length);
    }

    /// A field without annotations.
    pub const fn new(
        name: &'static str,
        kind: FieldType,
        label: [&'static str; 2],
        description: [&'static str; 2],
    ) -> Self {
        Field {
            name,
            kind,
            label,
            description,
            facet: false,
            sortable: false,
            id: false,
            disjunctive: false,
            multivalued: false,
            required: false,
            closed: &[],
            unit: None,
        }
    }

    /// Its name without the template of metadata that may be left out.
    pub fn short_name(&self) -> &'static str {
        self.name.strip_prefix(Dataset::DEFAULT).unwrap_or(self.name)
    }

    /// Offered for refinement.
    pub const fn facet(mut self) -> Self {
        self.facet = true;
        self
    }

    /// Worth sorting by.
    pub const fn sortable(mut self) -> Self {
        self.sortable = true;
        self
    }

    /// Identifies the row, and so is never empty.
    pub const fn id(mut self) -> Self {
        (self.id, self.required) = (true, true);
        self
    }

    /// Offered for refinement by several values at once.
    pub const fn choices(mut self) -> Self {
        (self.facet, self.disjunctive) = (true, true);
        self
    }

    /// Never empty.
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// Takes no other values than these.
    pub const fn closed(mut self, values: &'static [&'static str]) -> Self {
        self.closed = values;
        self
    }

    /// Holds several values.
    pub const fn multivalued(mut self) -> Self {
        self.multivalued = true;
        self
    }

    /// Counted in a unit.
    pub const fn unit(mut self, unit: &'static str) -> Self {
        self.unit = Some(unit);
        self
    }
}

/// What the values of a field are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldType {
    Text,
    Int,
    /// Double precision.
    Double,
    Boolean,
    /// A day, ISO 8601.
    Date,
    /// A time in UTC, RFC 3339.
    DateTime,
}

/// A value of a flat row.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Null,
    Text(String),
    /// The values of a multivalued field.
    List(Vec<String>),
    Integer(i64),
    /// Finite.
    Decimal(f64),
    Boolean(bool),
    /// ISO 8601, a day.
    Date(chrono::NaiveDate),
    /// RFC 3339, in the time zone that was asked for; UTC unless one was.
    Time(chrono::DateTime<chrono::FixedOffset>),
}

/// What can stand in a column.
pub trait ToValue {
    /// The value without its type.
    fn to_value(&self) -> Value;
}

impl ToValue for String {
    fn to_value(&self) -> Value {
        Value::Text(self.clone())
    }
}

impl ToValue for i32 {
    fn to_value(&self) -> Value {
        Value::Integer(i64::from(*self))
    }
}

impl ToValue for f64 {
    fn to_value(&self) -> Value {
        Value::Decimal(*self)
    }
}

impl ToValue for bool {
    fn to_value(&self) -> Value {
        Value::Boolean(*self)
    }
}

impl ToValue for chrono::NaiveDate {
    fn to_value(&self) -> Value {
        Value::Date(*self)
    }
}

impl ToValue for chrono::NaiveDateTime {
    fn to_value(&self) -> Value {
        Value::Time(self.and_utc().fixed_offset())
    }
}

impl<T: ToValue> ToValue for Option<T> {
    fn to_value(&self) -> Value {
        self.as_ref().map_or(Value::Null, T::to_value)
    }
}

/// A row whose columns have names: the flat form of what an answer nests.
pub trait Record {
    /// The names of the columns, in order.
    const COLUMNS: &'static [&'static str];

    /// The values, in the order of the columns.
    fn values(&self) -> Vec<Value>;
}

/// Declares the columns of a row type, in order; a column takes the name of its field or the one given.
macro_rules! record {
    ($row:ty { $($column:ident $(= $name:literal)?),+ $(,)? }) => {
        impl crate::domain::dataset::Record for $row {
            const COLUMNS: &'static [&'static str] = &[$(crate::domain::dataset::column!($column $(= $name)?)),+];

            fn values(&self) -> Vec<crate::domain::dataset::Value> {
                vec![$(crate::domain::dataset::ToValue::to_value(&self.$column)),+]
            }
        }
    };
}
macro_rules! column {
    ($column:ident) => {
        stringify!($column)
    };
    ($column:ident = $name:literal) => {
        $name
    };
}
pub(crate) use {column, record};
