//! Rows without their types: what files are written from.

/// A value of a flat row.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Null,
    Text(String),
    Integer(i64),
    Boolean(bool),
    /// ISO 8601, a day.
    Date(chrono::NaiveDate),
    /// RFC 3339, UTC.
    Time(chrono::NaiveDateTime),
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
        Value::Time(*self)
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
