//! The findings about the sources of a release.

use diesel::prelude::*;

use super::{
    Slice,
    connection::{Db, MultiBackend},
    dialect::first_row,
    list::{containing_all, has_one, one_of, sortable},
    schema::findings,
};
use crate::domain::dataset::record;

/// One contradiction or gap of the sources.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = findings, check_for_backend(MultiBackend))]
pub struct FindingRow {
    pub release_seq: i64,
    pub position: i32,
    pub code: String,
    pub class: String,
    pub title_fr: String,
    pub title_en: String,
    pub wording_fr: String,
    pub wording_en: String,
    pub subjects: String,
    pub quotes: String,
    pub sources: String,
    pub state: String,
    pub replies: Option<String>,
    pub absent: String,
    pub folded: String,
}

record!(FindingRow {
    code,
    class,
    title_fr,
    title_en,
    wording_fr,
    wording_en,
    subjects,
    quotes,
    sources,
    state,
    replies,
    absent
});

/// Conditions on a list; several values of one field mean "or".
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub class: Vec<String>,
    pub state: Vec<String>,
    pub subject: Vec<String>,
    pub source: Vec<String>,
    pub words: Vec<String>,
}

sortable!(findings, { "code" => position, "class" => class, "state" => state, "title_fr" => title_fr, "title_en" => title_en });

fn filtered<'a>(release_seq: i64, filter: &'a Filter) -> findings::BoxedQuery<'a, MultiBackend> {
    let mut query = findings::table.filter(findings::release_seq.eq(release_seq)).into_boxed();
    one_of!(query, findings::class, &filter.class);
    one_of!(query, findings::state, &filter.state);
    has_one!(query, findings, subjects, &filter.subject);
    has_one!(query, findings, sources, &filter.source);
    containing_all!(query, findings::folded, &filter.words);
    query
}

/// The rows of a release that the filter keeps, in the order and part that `slice` says.
pub fn list(db: &mut Db, release_seq: i64, filter: &Filter, slice: &Slice) -> QueryResult<Vec<FindingRow>> {
    sorted(filtered(release_seq, filter), slice).select(FindingRow::as_select()).load(db)
}

/// How many rows of a release the filter keeps.
pub fn count(db: &mut Db, release_seq: i64, filter: &Filter) -> QueryResult<i64> {
    filtered(release_seq, filter).count().get_result(db)
}

/// One row of a release, by its code.
pub fn by_code(db: &mut Db, release_seq: i64, code: &str) -> QueryResult<Option<FindingRow>> {
    first_row!(db, findings::table.find((release_seq, code)).select(FindingRow::as_select()))
}
