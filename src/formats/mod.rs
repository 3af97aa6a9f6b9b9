//! Rows to bytes, one file format a module.
//!
//! A [`RowWriter`] takes rows one by one and writes bytes as early as its format allows, so that a file of any length is
//! made in bounded memory.

pub mod csv;

use std::io;

use crate::domain::dataset::{FieldType, Value};

/// A column of a file.
#[derive(Clone, Debug)]
pub struct Column {
    pub name: String,
    /// What people read instead of the name.
    pub label: String,
    pub kind: FieldType,
    /// Its cells are [`Value::List`].
    pub multivalued: bool,
}

/// Rows to bytes in one format.
pub trait RowWriter {
    /// Writes a row, whose values stand in the order of the columns.
    ///
    /// `id` is the address of the row as a resource; a row of a grouped query has none.
    ///
    /// # Errors
    /// Those of the sink.
    fn row(&mut self, id: Option<&str>, values: &[Value]) -> io::Result<()>;

    /// Writes what comes after the last row.
    ///
    /// # Errors
    /// Those of the sink.
    fn finish(self: Box<Self>) -> io::Result<()>;
}
