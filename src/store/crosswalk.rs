//! The crosswalk between the editions of the plan.

use diesel::prelude::*;

use super::{
    Slice,
    connection::{Db, MultiBackend},
    dialect::first_row,
    list::{has_one, one_of, sortable},
    schema::crosswalk,
};
use crate::domain::dataset::record;

/// How one action or objective of an edition relates to another edition.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = crosswalk, check_for_backend(MultiBackend))]
pub struct CrosswalkRow {
    pub release_seq: i64,
    pub position: i32,
    pub code: String,
    pub level: String,
    pub from_edition: String,
    pub from_code: Option<String>,
    pub to_edition: String,
    pub to_code: Option<String>,
    pub relations: String,
    pub basis: String,
    pub confidence: String,
    pub note_fr: String,
    pub note_en: String,
    pub sources: String,
    pub absent: String,
}

record!(CrosswalkRow {
    code,
    level,
    from_edition,
    from_code,
    to_edition,
    to_code,
    relations,
    basis,
    confidence,
    note_fr,
    note_en,
    sources,
    absent
});

/// Conditions on a list; several values of one field mean "or".
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub level: Vec<String>,
    pub from: Vec<String>,
    pub to: Vec<String>,
    pub basis: Vec<String>,
    pub confidence: Vec<String>,
    pub relation: Vec<String>,
}

sortable!(crosswalk, { "code" => position, "level" => level, "basis" => basis, "confidence" => confidence; "from_code" => from_code, "to_code" => to_code });

fn filtered<'a>(release_seq: i64, filter: &'a Filter) -> crosswalk::BoxedQuery<'a, MultiBackend> {
    let mut query = crosswalk::table.filter(crosswalk::release_seq.eq(release_seq)).into_boxed();
    one_of!(query, crosswalk::level, &filter.level);
    one_of!(query, crosswalk::from_code, &filter.from);
    one_of!(query, crosswalk::to_code, &filter.to);
    one_of!(query, crosswalk::basis, &filter.basis);
    one_of!(query, crosswalk::confidence, &filter.confidence);
    has_one!(query, crosswalk, relations, &filter.relation);
    query
}

/// The rows of a release that the filter keeps, in the order and part that `slice` says.
pub fn list(db: &mut Db, release_seq: i64, filter: &Filter, slice: &Slice) -> QueryResult<Vec<CrosswalkRow>> {
    sorted(filtered(release_seq, filter), slice).select(CrosswalkRow::as_select()).load(db)
}

/// How many rows of a release the filter keeps.
pub fn count(db: &mut Db, release_seq: i64, filter: &Filter) -> QueryResult<i64> {
    filtered(release_seq, filter).count().get_result(db)
}

/// One row of a release, by its code.
pub fn by_code(db: &mut Db, release_seq: i64, code: &str) -> QueryResult<Option<CrosswalkRow>> {
    first_row!(db, crosswalk::table.find((release_seq, code)).select(CrosswalkRow::as_select()))
}
