//! The axes of a release.
use diesel::prelude::*;

use super::{
    Range, Slice,
    connection::{Db, MultiBackend},
    dialect::first_row,
    list::{containing_all, sortable, within},
    schema::axes,
};
use crate::domain::dataset::record;

/// One axis in one release.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = axes, check_for_backend(MultiBackend))]
pub struct AxisRow {
    pub release_seq: i64,
    pub position: i32,
    pub code: String,
    pub number: i32,
    pub title_fr: Option<String>,
    pub title_fr_release: Option<String>,
    pub title_en: Option<String>,
    pub title_en_release: Option<String>,
    pub progress: Option<i32>,
    pub computed_value: Option<i32>,
    pub computed_fraction: Option<String>,
    pub computed_method: Option<String>,
    pub achievements_fr: Option<String>,
    pub achievements_en: Option<String>,
    pub next_steps_fr: Option<String>,
    pub next_steps_en: Option<String>,
    pub absent: String,
    pub folded: String,
}

record!(AxisRow {
    code,
    number,
    title_fr,
    title_fr_release,
    title_en,
    title_en_release,
    progress,
    computed_value,
    computed_fraction,
    computed_method,
    achievements_fr,
    achievements_en,
    next_steps_fr,
    next_steps_en,
    absent
});

/// Conditions on a list; several values of one field mean "or".
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub progress: Range,
    pub words: Vec<String>,
}

sortable!(axes, { "code" => position, "number" => number, "title_fr" => title_fr, "title_en" => title_en, "progress" => progress, "computed_value" => computed_value });

fn filtered<'a>(release_seq: i64, filter: &'a Filter) -> axes::BoxedQuery<'a, MultiBackend> {
    let mut query = axes::table.filter(axes::release_seq.eq(release_seq)).into_boxed();
    within!(query, axes::progress, filter.progress);
    containing_all!(query, axes::folded, &filter.words);
    query
}

/// The rows of a release that the filter keeps, in the order and part that `slice` says.
pub fn list(db: &mut Db, release_seq: i64, filter: &Filter, slice: &Slice) -> QueryResult<Vec<AxisRow>> {
    sorted(filtered(release_seq, filter), slice).select(AxisRow::as_select()).load(db)
}

/// How many rows of a release the filter keeps.
pub fn count(db: &mut Db, release_seq: i64, filter: &Filter) -> QueryResult<i64> {
    filtered(release_seq, filter).count().get_result(db)
}

/// One row of a release, by its code.
pub fn by_code(db: &mut Db, release_seq: i64, code: &str) -> QueryResult<Option<AxisRow>> {
    first_row!(db, axes::table.find((release_seq, code)).select(AxisRow::as_select()))
}
