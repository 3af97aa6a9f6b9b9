//! Where each text and figure of a release was taken from.

use diesel::prelude::*;

use super::{
    connection::{Db, MultiBackend},
    dialect::on_backend,
    schema::citations,
};

/// One place in a source on which one field of one row rests.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = citations, check_for_backend(MultiBackend))]
pub struct CitationRow {
    pub release_seq: i64,
    /// What the row is: `release`, `source`, `axis`, `action`, `objective` or `statement`.
    pub subject: String,
    pub code: String,
    /// The flat name of the field, such as `title_en`.
    pub field: String,
    /// 0 for the place the value was taken from, then the places that repeat it.
    pub rank: i32,
    pub source: String,
    /// The passage's number within its source, in the order of the text.
    pub number: i32,
    /// First character of the span.
    pub start_char: i32,
    /// One past its last character.
    pub end_char: i32,
    /// The repairs between the raw words and the value, separated by spaces.
    pub repairs: String,
}

/// The citations of one row, field by field.
pub fn of(db: &mut Db, release_seq: i64, subject: &str, code: &str) -> QueryResult<Vec<CitationRow>> {
    on_backend!(db, |connection| {
        citations::table
            .filter(citations::release_seq.eq(release_seq))
            .filter(citations::subject.eq(subject))
            .filter(citations::code.eq(code))
            .order_by((citations::field, citations::rank))
            .select(CitationRow::as_select())
            .load(connection)
    })
}

/// The citations of every row of a kind.
pub fn about(db: &mut Db, release_seq: i64, subject: &str) -> QueryResult<Vec<CitationRow>> {
    citations::table
        .filter(citations::release_seq.eq(release_seq))
        .filter(citations::subject.eq(subject))
        .order_by((citations::code, citations::field, citations::rank))
        .select(CitationRow::as_select())
        .load(db)
}

/// The citations of every published figure of a level, row by row.
pub fn of_figures(db: &mut Db, release_seq: i64, level: &str) -> QueryResult<Vec<CitationRow>> {
    citations::table
        .filter(citations::release_seq.eq(release_seq))
        .filter(citations::subject.eq(level))
        .filter(citations::field.eq("progress"))
        .order_by((citations::code, citations::rank))
        .select(CitationRow::as_select())
        .load(db)
}

/// The citations of one source, passage by passage; `number` keeps those of one passage.
pub fn in_source(db: &mut Db, release_seq: i64, source: &str, number: Option<i32>) -> QueryResult<Vec<CitationRow>> {
    let mut query = citations::table
        .filter(citations::release_seq.eq(release_seq))
        .filter(citations::source.eq(source))
        .into_boxed();
    if let Some(number) = number {
        query = query.filter(citations::number.eq(number));
    }
    query
        .order_by((citations::number, citations::subject, citations::code, citations::field, citations::rank))
        .select(CitationRow::as_select())
        .load(db)
}
