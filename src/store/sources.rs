//! The source documents that a release rests on, and their texts.
use chrono::NaiveDate;
use diesel::prelude::*;

use super::{
    Slice,
    connection::{Db, MultiBackend},
    dialect::first_row,
    list::{containing_all, one_of, sortable},
    schema::{source_texts, sources},
};
use crate::domain::dataset::record;

/// One source document, as a release describes it.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = sources, check_for_backend(MultiBackend))]
pub struct SourceRow {
    pub release_seq: i64,
    pub position: i32,
    pub id: String,
    pub language: String,
    pub title_fr: Option<String>,
    pub title_en: Option<String>,
    pub about_fr: String,
    pub about_en: String,
    pub sha256: String,
    pub bytes: i32,
    pub characters: i32,
    pub release: String,
    pub earliest: Option<NaiveDate>,
    pub earliest_basis_fr: Option<String>,
    pub earliest_basis_en: Option<String>,
    pub latest: Option<NaiveDate>,
    pub latest_basis_fr: Option<String>,
    pub latest_basis_en: Option<String>,
    pub absent: String,
    pub folded: String,
}

record!(SourceRow { id, language, title_fr, title_en, about_fr, about_en, sha256, bytes, characters, release = "stated_in", earliest, earliest_basis_fr, earliest_basis_en, latest, latest_basis_fr, latest_basis_en, absent });

/// Conditions on a list; several values of one field mean "or".
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub language: Vec<String>,
    pub release: Vec<String>,
    pub words: Vec<String>,
}

sortable!(sources, { "id" => id, "language" => language, "stated_in" => release, "title_fr" => title_fr, "title_en" => title_en, "bytes" => bytes, "characters" => characters, "earliest" => earliest, "latest" => latest });

fn filtered<'a>(release_seq: i64, filter: &'a Filter) -> sources::BoxedQuery<'a, MultiBackend> {
    let mut query = sources::table.filter(sources::release_seq.eq(release_seq)).into_boxed();
    one_of!(query, sources::language, &filter.language);
    one_of!(query, sources::release, &filter.release);
    containing_all!(query, sources::folded, &filter.words);
    query
}

/// The rows of a release that the filter keeps, in the order and part that `slice` says.
pub fn list(db: &mut Db, release_seq: i64, filter: &Filter, slice: &Slice) -> QueryResult<Vec<SourceRow>> {
    sorted(filtered(release_seq, filter), slice).select(SourceRow::as_select()).load(db)
}

/// How many rows of a release the filter keeps.
pub fn count(db: &mut Db, release_seq: i64, filter: &Filter) -> QueryResult<i64> {
    filtered(release_seq, filter).count().get_result(db)
}

/// One row of a release, by its id.
pub fn by_id(db: &mut Db, release_seq: i64, id: &str) -> QueryResult<Option<SourceRow>> {
    first_row!(db, sources::table.find((release_seq, id)).select(SourceRow::as_select()))
}

/// The text of a document, by the SHA-256 of its bytes.
pub fn text(db: &mut Db, sha256: &str) -> QueryResult<String> {
    source_texts::table.find(sha256).select(source_texts::content).first(db)
}
