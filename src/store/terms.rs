//! The glossary: the terms that the documents of a release define.

use diesel::prelude::*;

use super::{
    Slice,
    connection::{Db, MultiBackend},
    dialect::first_row,
    list::{containing_all, has_one, one_of, sortable},
    schema::terms,
};
use crate::domain::dataset::record;

/// One term that the documents define.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = terms, check_for_backend(MultiBackend))]
pub struct TermRow {
    pub release_seq: i64,
    pub position: i32,
    pub code: String,
    pub language: String,
    pub term_fr: Option<String>,
    pub term_en: Option<String>,
    pub definitions: String,
    pub sources: String,
    pub absent: String,
    pub folded: String,
}

record!(TermRow { code, language, term_fr, term_en, definitions, sources, absent });

/// Conditions on a list; several values of one field mean "or".
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub language: Vec<String>,
    pub source: Vec<String>,
    pub words: Vec<String>,
}

sortable!(terms, { "code" => code, "language" => language, "term_fr" => term_fr, "term_en" => term_en });

fn filtered<'a>(release_seq: i64, filter: &'a Filter) -> terms::BoxedQuery<'a, MultiBackend> {
    let mut query = terms::table.filter(terms::release_seq.eq(release_seq)).into_boxed();
    one_of!(query, terms::language, &filter.language);
    has_one!(query, terms, sources, &filter.source);
    containing_all!(query, terms::folded, &filter.words);
    query
}

/// The rows of a release that the filter keeps, in the order and part that `slice` says.
pub fn list(db: &mut Db, release_seq: i64, filter: &Filter, slice: &Slice) -> QueryResult<Vec<TermRow>> {
    sorted(filtered(release_seq, filter), slice).select(TermRow::as_select()).load(db)
}

/// How many rows of a release the filter keeps.
pub fn count(db: &mut Db, release_seq: i64, filter: &Filter) -> QueryResult<i64> {
    filtered(release_seq, filter).count().get_result(db)
}

/// One row of a release, by its code.
pub fn by_code(db: &mut Db, release_seq: i64, code: &str) -> QueryResult<Option<TermRow>> {
    first_row!(db, terms::table.find((release_seq, code)).select(TermRow::as_select()))
}
