//! What was done: entries are only ever added.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::{
    connection::{Db, MultiBackend},
    schema::journal,
};

/// An entry of the journal.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = journal, check_for_backend(MultiBackend))]
pub struct EntryRow {
    /// 1, 2, 3 … without gap.
    pub seq: i64,
    pub at: NaiveDateTime,
    /// The id of a key, `operator` for what was done on the command line without one, or `service` for what nobody asked for.
    pub actor: String,
    pub event: String,
    pub subject: String,
    /// A JSON object.
    pub details: String,
    /// The hash of the entry before.
    pub previous: String,
    pub hash: String,
}

/// Adds an entry.
pub fn insert(db: &mut Db, row: &EntryRow) -> QueryResult<()> {
    diesel::insert_into(journal::table).values(row).execute(db).map(drop)
}

/// The last entry.
pub fn last(db: &mut Db) -> QueryResult<Option<EntryRow>> {
    journal::table.order_by(journal::seq.desc()).select(EntryRow::as_select()).first(db).optional()
}

/// Entries after a number, oldest first.
pub fn after(db: &mut Db, seq: i64, limit: i64) -> QueryResult<Vec<EntryRow>> {
    let rows = journal::table.filter(journal::seq.gt(seq)).order_by(journal::seq).limit(limit);
    rows.select(EntryRow::as_select()).load(db)
}

/// How many entries there are.
pub fn count(db: &mut Db) -> QueryResult<i64> {
    journal::table.count().get_result(db)
}

/// Everybody who did something.
pub fn actors(db: &mut Db) -> QueryResult<Vec<String>> {
    journal::table.select(journal::actor).distinct().load(db)
}
