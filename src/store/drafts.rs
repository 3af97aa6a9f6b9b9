//! Filled-in files on their way to a release.
//!
//! A file has up to 20 MB: it is read where it is needed, and not with each [`DraftRow`].

use std::ops::Deref;

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::{
    connection::{Db, MultiBackend},
    schema::drafts,
};

/// A draft, without its file.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = drafts, check_for_backend(MultiBackend))]
pub struct DraftRow {
    pub id: String,
    pub release: String,
    pub revision: i32,
    /// The newest revision there was when the draft was made.
    pub base_seq: i64,
    pub file_name: String,
    /// Of the file, in hexadecimal digits.
    pub content_sha256: String,
    pub idempotency_key: Option<String>,
    pub state: String,
    /// The id of a key.
    pub made_by: String,
    pub made_at: NaiveDateTime,
    pub decided_by: Option<String>,
    pub decided_at: Option<NaiveDateTime>,
    /// The release that the draft became.
    pub release_seq: Option<i64>,
}

/// A draft, with the file as it was sent.
#[derive(Clone, Debug)]
pub struct DraftFile {
    pub row: DraftRow,
    pub content: Vec<u8>,
}

impl Deref for DraftFile {
    type Target = DraftRow;

    fn deref(&self) -> &DraftRow {
        &self.row
    }
}

/// Adds a draft.
pub fn insert(db: &mut Db, row: &DraftRow, content: &[u8]) -> QueryResult<()> {
    diesel::insert_into(drafts::table).values((row, drafts::content.eq(content))).execute(db).map(drop)
}

/// A draft by its id.
pub fn find(db: &mut Db, id: &str) -> QueryResult<Option<DraftRow>> {
    drafts::table.find(id).select(DraftRow::as_select()).first(db).optional()
}

/// A draft by its id, with its file.
pub fn find_file(db: &mut Db, id: &str) -> QueryResult<Option<DraftFile>> {
    let own = drafts::table.find(id).select((DraftRow::as_select(), drafts::content));
    let found: Option<(DraftRow, Vec<u8>)> = own.first(db).optional()?;
    Ok(found.map(|(row, content)| DraftFile { row, content }))
}

/// Every draft, newest first.
pub fn list(db: &mut Db) -> QueryResult<Vec<DraftRow>> {
    let all = drafts::table.order_by((drafts::made_at.desc(), drafts::id.desc()));
    all.select(DraftRow::as_select()).load(db)
}

/// The newest draft of a file.
pub fn of_content(db: &mut Db, sha256: &str) -> QueryResult<Option<DraftRow>> {
    let same = drafts::table.filter(drafts::content_sha256.eq(sha256)).order_by((drafts::made_at.desc(), drafts::id));
    same.select(DraftRow::as_select()).first(db).optional()
}

/// The draft that a key made with an idempotency key.
pub fn of_idempotency(db: &mut Db, made_by: &str, key: &str) -> QueryResult<Option<DraftRow>> {
    let same = drafts::table.filter(drafts::made_by.eq(made_by).and(drafts::idempotency_key.eq(key)));
    same.select(DraftRow::as_select()).first(db).optional()
}

/// Records what became of a draft.
pub fn decide(
    db: &mut Db,
    id: &str,
    state: &str,
    by: &str,
    at: NaiveDateTime,
    release_seq: Option<i64>,
) -> QueryResult<()> {
    diesel::update(drafts::table.find(id))
        .set((
            drafts::state.eq(state),
            drafts::decided_by.eq(by),
            drafts::decided_at.eq(at),
            drafts::release_seq.eq(release_seq),
        ))
        .execute(db)
        .map(drop)
}

/// How many drafts of a key are in a state on top of a revision.
pub fn count_of_key(db: &mut Db, made_by: &str, state: &str, base_seq: i64) -> QueryResult<i64> {
    let own = drafts::table.filter(drafts::made_by.eq(made_by).and(drafts::state.eq(state)));
    own.filter(drafts::base_seq.eq(base_seq)).count().get_result(db)
}

/// How many drafts are in a state.
pub fn count(db: &mut Db, state: &str) -> QueryResult<i64> {
    drafts::table.filter(drafts::state.eq(state)).count().get_result(db)
}
