//! The actions of a release.
use diesel::prelude::*;

use super::{
    Range, Slice,
    connection::{Db, MultiBackend},
    dialect::first_row,
    list::{containing_all, one_of, sortable, within},
    schema::actions,
};
use crate::domain::dataset::record;

/// One action in one release.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = actions, check_for_backend(MultiBackend))]
pub struct ActionRow {
    pub release_seq: i64,
    pub position: i32,
    pub code: String,
    pub number: i32,
    pub axis: Option<String>,
    pub title_fr: Option<String>,
    pub title_fr_release: Option<String>,
    pub title_en: Option<String>,
    pub title_en_release: Option<String>,
    pub progress: Option<i32>,
    pub computed_value: Option<i32>,
    pub computed_fraction: Option<String>,
    pub computed_method: Option<String>,
    pub absent: String,
    pub folded: String,
}

record!(ActionRow {
    code,
    number,
    axis,
    title_fr,
    title_fr_release,
    title_en,
    title_en_release,
    progress,
    computed_value,
    computed_fraction,
    computed_method,
    absent
});

/// Conditions on a list; several values of one field mean "or".
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub axis: Vec<String>,
    pub progress: Range,
    pub words: Vec<String>,
}

sortable!(actions, { "code" => position, "number" => number, "title_fr" => title_fr, "title_en" => title_en, "progress" => progress, "computed_value" => computed_value; "axis" => axis });

fn filtered<'a>(release_seq: i64, filter: &'a Filter) -> actions::BoxedQuery<'a, MultiBackend> {
    let mut query = actions::table.filter(actions::release_seq.eq(release_seq)).into_boxed();
    one_of!(query, actions::axis, &filter.axis);
    within!(query, actions::progress, filter.progress);
    containing_all!(query, actions::folded, &filter.words);
    query
}

/// The rows of a release that the filter keeps, in the order and part that `slice` says.
pub fn list(db: &mut Db, release_seq: i64, filter: &Filter, slice: &Slice) -> QueryResult<Vec<ActionRow>> {
    sorted(filtered(release_seq, filter), slice).select(ActionRow::as_select()).load(db)
}

/// How many rows of a release the filter keeps.
pub fn count(db: &mut Db, release_seq: i64, filter: &Filter) -> QueryResult<i64> {
    filtered(release_seq, filter).count().get_result(db)
}

/// One row of a release, by its code.
pub fn by_code(db: &mut Db, release_seq: i64, code: &str) -> QueryResult<Option<ActionRow>> {
    first_row!(db, actions::table.find((release_seq, code)).select(ActionRow::as_select()))
}
