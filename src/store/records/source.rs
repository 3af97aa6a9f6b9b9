//! Where the rows of a dataset are: the table, the columns behind its fields, and the releases that are read.

use super::fragment::{Bind, Fragment};
use crate::{
    domain::{
        catalogue,
        dataset::{Dataset, Field, FieldType, Value},
    },
    store::tables::each_table,
};

/// The rows that a query is over.
#[derive(Clone, Debug)]
pub enum Source {
    /// Those of a table, in some releases.
    Table(Releases),
    /// Given ones, in the order of the dataset's fields; they are few and written into the query.
    Rows(Vec<Vec<Value>>),
}

/// The releases whose rows are read.
#[derive(Clone, Debug)]
pub struct Releases {
    /// By sequence, in the order of rows.
    pub sequences: Vec<i64>,
    /// Which of them is the current one.
    pub current: i64,
}

/// A table behind a dataset.
struct Table {
    name: &'static str,
    /// The column of the release's sequence.
    sequence: &'static str,
    /// The place of a row in its release; the table of releases has none.
    position: Option<&'static str>,
}

/// Fields whose column has another name, by dataset.
const RENAMED: [(&str, &str, &str); 3] = [
    (catalogue::SOURCES.name, "stated_in", "release"),
    (catalogue::PASSAGES.name, "start", "start_char"),
    (catalogue::PASSAGES.name, "end", "end_char"),
];

macro_rules! table_of {
    ($($table:ident: $row:ident, $dataset:ident;)+) => {
        fn table_of(dataset: &Dataset) -> Table {
            $(if dataset.name == catalogue::$dataset.name {
                return Table { name: stringify!($table), sequence: "release_seq", position: Some("position") };
            })+
            Table { name: "releases", sequence: "seq", position: None }
        }
    };
}
each_table!(table_of);

/// The column of a field.
fn column(dataset: &Dataset, field: &'static str) -> &'static str {
    if dataset.name == catalogue::VERSIONS.name && field == "release" {
        return "id";
    }
    let renamed = RENAMED.iter().find(|(name, known, _)| *name == dataset.name && *known == field);
    renamed.map_or(field, |(.., column)| column)
}

impl Source {
    /// Adds what follows `FROM`, where rows are called `t` and their release `r`.
    pub fn from(&self, dataset: &Dataset, out: &mut Fragment) {
        match self {
            Source::Table(_) => {
                let table = table_of(dataset);
                out.name(table.name).sql(" t");
                if table.position.is_some() {
                    out.sql(" JOIN releases r ON r.seq = t.release_seq");
                }
            }
            Source::Rows(rows) => {
                out.sql("(");
                for (position, row) in rows.iter().enumerate() {
                    out.sql(if position > 0 { " UNION ALL SELECT " } else { "SELECT " });
                    out.sql(format!("{position} AS position"));
                    for (field, value) in dataset.fields.iter().zip(row) {
                        out.sql(", ");
                        given(field, value, out);
                        out.sql(" AS ").name(field.name);
                    }
                }
                out.sql(") t");
            }
        }
    }

    /// Adds the condition that a row is of the releases that are read.
    pub fn chosen(&self, dataset: &Dataset, out: &mut Fragment) {
        match self {
            Source::Table(releases) => {
                out.sql("t.").name(table_of(dataset).sequence).sql(" IN (");
                for (index, sequence) in releases.sequences.iter().enumerate() {
                    out.sql(if index > 0 { ", " } else { "" }).bind(Bind::Integer(*sequence));
                }
                out.sql(if releases.sequences.is_empty() { "NULL)" } else { ")" });
            }
            Source::Rows(_) => {
                out.sql("TRUE");
            }
        }
    }

    /// Adds a field of a row.
    pub fn field(&self, dataset: &Dataset, field: &'static Field, out: &mut Fragment) {
        let Source::Table(releases) = self else {
            plain(field, field.name, out);
            return;
        };
        let table = table_of(dataset);
        match (field.name, table.position) {
            ("release", Some(_)) => {
                out.sql("r.id");
            }
            ("revision", Some(_)) => {
                out.sql("r.revision");
            }
            ("current", _) => {
                out.sql("(t.").name(table.sequence).sql(" = ").bind(Bind::Integer(releases.current)).sql(")");
            }
            (name, _) => plain(field, column(dataset, name), out),
        }
    }

    /// Adds the keys that bring any rows into one order, each after a comma: release by release, each in its own order.
    pub fn natural_order(&self, dataset: &Dataset, out: &mut Fragment) {
        match self {
            Source::Rows(_) => out.sql("t.position"),
            Source::Table(_) if table_of(dataset).position.is_none() => out.sql("t.id"),
            // An index has the rows of one release in their order.
            Source::Table(releases) if releases.sequences.len() == 1 => out.sql("t.position"),
            Source::Table(_) => out.sql("r.id, t.position"),
        };
    }

    /// A column of whole numbers that is the rows' own and no field.
    pub fn own_column(&self, dataset: &Dataset) -> &'static str {
        match self {
            Source::Table(_) if table_of(dataset).position.is_none() => "t.seq",
            _ => "t.position",
        }
    }

    /// Adds a whole number that tells a row from all others.
    pub fn row_number(&self, dataset: &Dataset, out: &mut Fragment) {
        match self {
            Source::Rows(_) => out.sql("CAST(t.position AS BIGINT)"),
            Source::Table(_) if table_of(dataset).position.is_none() => out.sql("CAST(t.seq AS BIGINT)"),
            Source::Table(_) => out.sql("(CAST(t.release_seq AS BIGINT) * 1000003 + t.position)"),
        };
    }

    /// Adds the two columns by which the table of words names a row.
    pub fn word_key(&self, dataset: &Dataset, out: &mut Fragment) {
        match table_of(dataset).position {
            Some(_) => out.sql("(t.release_seq, t.position)"),
            None => out.sql("(t.seq, 0)"),
        };
    }
}

/// A column of the row; one of several values is null when it has none.
fn plain(field: &Field, column: &'static str, out: &mut Fragment) {
    if field.multivalued {
        out.sql("NULLIF(t.").name(column).sql(", '')");
    } else {
        out.sql("t.").name(column);
    }
}

/// A given value, with its type for the database that has no other way to know it.
fn given(field: &Field, value: &Value, out: &mut Fragment) {
    let bind = match value {
        Value::Null => None,
        Value::Text(text) => Some(Bind::Text(text.clone())),
        Value::List(values) => {
            let values: Vec<String> = values.iter().map(|value| Field::inside(value)).collect();
            Some(Bind::Text(values.join(&Field::SEPARATOR.to_string())))
        }
        Value::Integer(number) => Some(Bind::Integer(*number)),
        Value::Decimal(number) => Some(Bind::Decimal(*number)),
        Value::Boolean(truth) => Some(Bind::Boolean(*truth)),
        Value::Date(date) => Some(Bind::Date(*date)),
        Value::Time(time) => Some(Bind::Time(time.naive_utc())),
    };
    match bind {
        Some(bind) => out.bind(bind),
        None => out.sql(match field.kind {
            FieldType::Text => "CAST(NULL AS TEXT)",
            FieldType::Int => "CAST(NULL AS BIGINT)",
            FieldType::Double => "CAST(NULL AS DOUBLE PRECISION)",
            FieldType::Boolean => "CAST(NULL AS BOOLEAN)",
            FieldType::Date => "CAST(NULL AS DATE)",
            FieldType::DateTime => "CAST(NULL AS TIMESTAMP)",
        }),
    };
}
