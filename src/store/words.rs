//! The words of every text of a release, so that a search finds rows without reading them.

use diesel::prelude::*;

use super::{connection::Db, dialect::on_backend, schema::words, snapshot::Snapshot, tables::each_table};
use crate::{
    domain::{
        catalogue,
        dataset::{Dataset, Field, FieldType, Record, Value},
    },
    odsql::plan::words::kept,
};

/// One word of one value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Insertable)]
#[diesel(table_name = words)]
pub struct WordRow {
    dataset: &'static str,
    word: String,
    field: &'static str,
    release_seq: i64,
    position: i32,
    /// The place of the value within a field of several, else 0.
    element: i32,
}

/// Rows in one insert. Of many more, SQLite would take megabytes for the statement alone.
const BATCH: usize = 1000;

/// Writes the words of a release. The caller owns the transaction.
pub fn insert(db: &mut Db, snapshot: &Snapshot) -> QueryResult<()> {
    each_dataset(snapshot, |mut rows| {
        rows.sort_unstable();
        rows.dedup();
        on_backend!(db, |connection| {
            for rows in rows.chunks(BATCH) {
                diesel::insert_into(words::table).values(rows).execute(connection)?;
            }
        });
        Ok(())
    })
}

/// The words of a dataset whose length in characters lies within bounds.
pub fn of_length(db: &mut Db, dataset: &str, least: i32, greatest: i32) -> QueryResult<Vec<String>> {
    words::table
        .filter(words::dataset.eq(dataset))
        .filter(super::list::length(words::word.nullable()).between(least, greatest))
        .select(words::word)
        .distinct()
        .load(db)
}

macro_rules! words_of {
    ($($table:ident: $row:ident, $dataset:ident;)+) => {
        /// Gives the words of each dataset, of one after the other: of all together there are more than a hundred thousand.
        fn each_dataset(
            snapshot: &Snapshot,
            mut take: impl FnMut(Vec<WordRow>) -> QueryResult<()>,
        ) -> QueryResult<()> {
            let release = [(0, &snapshot.release)];
            take(of(&catalogue::VERSIONS, snapshot, release.into_iter()))?;
            $(
                let records = snapshot.$table.iter().map(|row| (row.position, row));
                take(of(&catalogue::$dataset, snapshot, records))?;
            )+
            Ok(())
        }
    };
}
each_table!(words_of);

fn of<'r, R: Record + 'r>(
    dataset: &'static Dataset,
    snapshot: &Snapshot,
    records: impl Iterator<Item = (i32, &'r R)>,
) -> Vec<WordRow> {
    let mut rows = Vec::new();
    let texts = |name: &str| dataset.field(name).filter(|field| field.kind == FieldType::Text);
    let fields: Vec<Option<&'static Field>> = R::COLUMNS.iter().map(|name| texts(name)).collect();
    for (position, record) in records {
        let mut add = |field: &'static Field, element: i32, text: &str| {
            rows.extend(kept(text).map(|word| WordRow {
                dataset: dataset.name,
                word,
                field: field.name,
                release_seq: snapshot.release.seq,
                position,
                element,
            }));
        };
        if let Some(release) = texts("release") {
            add(release, 0, &snapshot.release.id);
        }
        for (field, value) in fields.iter().zip(record.values()) {
            match (field, value) {
                (Some(field), Value::Text(text)) if field.multivalued => {
                    text.split(Field::SEPARATOR).zip(0..).for_each(|(value, element)| add(field, element, value));
                }
                (Some(field), Value::Text(text)) => add(field, 0, &text),
                _ => {}
            }
        }
    }
    rows
}
