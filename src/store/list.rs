//! What every list query shares: paging, ranges, search words, and an order that is total.

use diesel::sql_types::{Nullable, Text};

use crate::domain::dataset::Field;

#[diesel::declare_sql_function]
extern "SQL" {
    /// Number of characters of a text.
    fn length(text: Nullable<Text>) -> Nullable<Integer>;
}

/// A part of a list, in an order.
#[derive(Clone, Debug, Default)]
pub struct Slice {
    /// Keys in order of weight; the plan's own order decides between equals.
    pub sort: Vec<SortKey>,
    /// At most so many rows; all of them if absent.
    pub limit: Option<i64>,
    /// Rows to leave out before the first.
    pub offset: i64,
}

/// One key of an order. Nulls come last in both directions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SortKey {
    pub field: &'static str,
    pub descending: bool,
}

/// Bounds of a number, both included; rows without the number lie outside any bound.
#[derive(Clone, Copy, Debug, Default)]
pub struct Range {
    pub min: Option<i32>,
    pub max: Option<i32>,
}

/// A pattern that finds `word` anywhere in a folded text, whatever characters it holds.
pub(super) fn containing(word: &str) -> String {
    let mut pattern = String::with_capacity(word.len() + 2);
    pattern.push('%');
    for character in word.chars() {
        if matches!(character, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern.push('%');
    pattern
}

/// Patterns that together find `value` as one of several values in a text.
pub(super) fn among(value: &str) -> [String; 4] {
    let value = containing(&Field::inside(value));
    let value = &value[1..value.len() - 1];
    let separator = Field::SEPARATOR;
    [
        value.to_owned(),
        format!("{value}{separator}%"),
        format!("%{separator}{value}"),
        format!("%{separator}{value}{separator}%"),
    ]
}

/// Declares the fields by which a table may be sorted, and the function that does it.
///
/// Each field names its column; `position` is the plan's own order and breaks every tie.
///
/// Columns behind the semicolon hold numbers as text, which are sorted as numbers: by length, then by digits.
macro_rules! sortable {
    ($table:ident, { $($field:literal => $column:ident),+ $(; $($code:literal => $digits:ident),+)? $(,)? }) => {
        /// The fields that `sort` takes.
        pub const SORTABLE: &[&str] = &[$($field),+ $(, $($code),+)?];

        fn sorted<'a>(
            mut query: $table::BoxedQuery<'a, MultiBackend>,
            slice: &crate::store::Slice,
        ) -> $table::BoxedQuery<'a, MultiBackend> {
            for key in &slice.sort {
                query = match (key.field, key.descending) {
                    $(
                        ($field, false) => {
                            query.then_order_by($table::$column.is_null()).then_order_by($table::$column.asc())
                        }
                        ($field, true) => {
                            query.then_order_by($table::$column.is_null()).then_order_by($table::$column.desc())
                        }
                    )+
                    $($(
                        ($code, false) => query
                            .then_order_by($table::$digits.is_null())
                            .then_order_by(crate::store::list::length($table::$digits).asc())
                            .then_order_by($table::$digits.asc()),
                        ($code, true) => query
                            .then_order_by($table::$digits.is_null())
                            .then_order_by(crate::store::list::length($table::$digits).desc())
                            .then_order_by($table::$digits.desc()),
                    )+)?
                    _ => query,
                };
            }
            query = query.then_order_by($table::position.asc());
            if let Some(limit) = slice.limit {
                query = query.limit(limit).offset(slice.offset);
            }
            query
        }
    };
}

/// Keeps the rows whose column is one of the values; no value means no condition.
macro_rules! one_of {
    ($query:ident, $column:expr, $values:expr) => {
        match $values.as_slice() {
            [] => {}
            // By far the most frequent case, and unlike a list one that SQLite's connection keeps prepared.
            [one] => $query = $query.filter($column.eq(one)),
            _ => $query = $query.filter($column.eq_any($values)),
        }
    };
}

/// Keeps the rows whose number lies in the range.
macro_rules! within {
    ($query:ident, $column:expr, $range:expr) => {
        if let Some(min) = $range.min {
            $query = $query.filter($column.ge(min));
        }
        if let Some(max) = $range.max {
            $query = $query.filter($column.le(max));
        }
    };
}

/// Keeps the rows whose folded text contains each word.
macro_rules! containing_all {
    ($query:ident, $column:expr, $words:expr) => {
        for word in $words {
            $query = $query.filter($column.like(crate::store::list::containing(word)).escape('\\'));
        }
    };
}

/// Keeps the rows whose column of several values holds one of these; no value means no condition.
macro_rules! has_one {
    ($query:ident, $table:ident, $column:ident, $values:expr) => {
        let mut any: Option<
            Box<
                dyn diesel::BoxableExpression<
                        $table::table,
                        crate::store::connection::MultiBackend,
                        SqlType = diesel::sql_types::Bool,
                    > + 'a,
            >,
        > = None;
        for value in $values {
            for pattern in crate::store::list::among(value) {
                let one = $table::$column.like(pattern).escape('\\');
                any = Some(match any {
                    Some(any) => Box::new(any.or(one)),
                    None => Box::new(one),
                });
            }
        }
        if let Some(any) = any {
            $query = $query.filter(any);
        }
    };
}

pub(super) use {containing_all, has_one, one_of, sortable, within};
