//! The passages of a release: the words of the documents on which it rests.

use diesel::prelude::*;

use super::{
    Slice,
    connection::{Db, MultiBackend},
    dialect::first_row,
    list::{containing_all, one_of, sortable},
    schema::passages,
};
use crate::domain::dataset::record;

/// One span of a document on which something of a release rests.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = passages, check_for_backend(MultiBackend))]
pub struct PassageRow {
    pub release_seq: i64,
    pub position: i32,
    pub code: String,
    pub source: String,
    pub number: i32,
    pub language: String,
    pub sha256: String,
    pub start_char: i32,
    pub end_char: i32,
    pub text: String,
    pub before: String,
    pub after: String,
    pub cited_by: String,
    pub absent: String,
    pub folded: String,
}

record!(PassageRow { code, source, number, language, sha256, start_char = "start", end_char = "end", text, before, after, cited_by, absent });

/// Conditions on a list; several values of one field mean "or".
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub source: Vec<String>,
    pub language: Vec<String>,
    pub words: Vec<String>,
}

sortable!(passages, { "code" => position, "source" => source, "number" => number });

fn filtered<'a>(release_seq: i64, filter: &'a Filter) -> passages::BoxedQuery<'a, MultiBackend> {
    let mut query = passages::table.filter(passages::release_seq.eq(release_seq)).into_boxed();
    one_of!(query, passages::source, &filter.source);
    one_of!(query, passages::language, &filter.language);
    containing_all!(query, passages::folded, &filter.words);
    query
}

/// The rows of a release that the filter keeps, in the order and part that `slice` says.
pub fn list(db: &mut Db, release_seq: i64, filter: &Filter, slice: &Slice) -> QueryResult<Vec<PassageRow>> {
    sorted(filtered(release_seq, filter), slice).select(PassageRow::as_select()).load(db)
}

/// How many rows of a release the filter keeps.
pub fn count(db: &mut Db, release_seq: i64, filter: &Filter) -> QueryResult<i64> {
    filtered(release_seq, filter).count().get_result(db)
}

/// One row of a release, by its code.
pub fn by_code(db: &mut Db, release_seq: i64, code: &str) -> QueryResult<Option<PassageRow>> {
    first_row!(db, passages::table.find((release_seq, code)).select(PassageRow::as_select()))
}
