//! The objectives of a release, published or only counted.
use diesel::prelude::*;

use super::{
    Range, Slice,
    connection::{Db, MultiBackend},
    dialect::first_row,
    list::{containing_all, one_of, sortable, within},
    schema::objectives,
};
use crate::domain::dataset::record;

/// One objective, or one part of one, in one release.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = objectives, check_for_backend(MultiBackend))]
pub struct ObjectiveRow {
    pub release_seq: i64,
    pub position: i32,
    pub code: String,
    pub number: Option<i32>,
    pub part: Option<i32>,
    pub ordinal: Option<i32>,
    pub axis: Option<String>,
    pub action: Option<String>,
    pub title_fr: Option<String>,
    pub title_fr_release: Option<String>,
    pub title_en: Option<String>,
    pub title_en_release: Option<String>,
    pub publication_state: String,
    pub status: Option<String>,
    pub progress: Option<i32>,
    pub achievements_fr: Option<String>,
    pub achievements_en: Option<String>,
    pub next_steps_fr: Option<String>,
    pub next_steps_en: Option<String>,
    pub ambiguous: bool,
    pub note_fr: Option<String>,
    pub note_en: Option<String>,
    pub absent: String,
    pub folded: String,
}

record!(ObjectiveRow {
    code,
    number,
    part,
    ordinal,
    axis,
    action,
    title_fr,
    title_fr_release,
    title_en,
    title_en_release,
    publication_state,
    status,
    progress,
    achievements_fr,
    achievements_en,
    next_steps_fr,
    next_steps_en,
    ambiguous,
    note_fr,
    note_en,
    absent
});

/// Conditions on a list; several values of one field mean "or".
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub axis: Vec<String>,
    pub action: Vec<String>,
    pub status: Vec<String>,
    pub publication_state: Vec<String>,
    pub progress: Range,
    pub words: Vec<String>,
}

sortable!(objectives, { "code" => position, "number" => number, "title_fr" => title_fr, "title_en" => title_en, "status" => status, "publication_state" => publication_state, "progress" => progress; "axis" => axis, "action" => action });

fn filtered<'a>(release_seq: i64, filter: &'a Filter) -> objectives::BoxedQuery<'a, MultiBackend> {
    let mut query = objectives::table.filter(objectives::release_seq.eq(release_seq)).into_boxed();
    one_of!(query, objectives::axis, &filter.axis);
    one_of!(query, objectives::action, &filter.action);
    one_of!(query, objectives::status, &filter.status);
    one_of!(query, objectives::publication_state, &filter.publication_state);
    within!(query, objectives::progress, filter.progress);
    containing_all!(query, objectives::folded, &filter.words);
    query
}

/// The rows of a release that the filter keeps, in the order and part that `slice` says.
pub fn list(db: &mut Db, release_seq: i64, filter: &Filter, slice: &Slice) -> QueryResult<Vec<ObjectiveRow>> {
    sorted(filtered(release_seq, filter), slice).select(ObjectiveRow::as_select()).load(db)
}

/// How many rows of a release the filter keeps.
pub fn count(db: &mut Db, release_seq: i64, filter: &Filter) -> QueryResult<i64> {
    filtered(release_seq, filter).count().get_result(db)
}

/// One row of a release, by its code.
pub fn by_code(db: &mut Db, release_seq: i64, code: &str) -> QueryResult<Option<ObjectiveRow>> {
    first_row!(db, objectives::table.find((release_seq, code)).select(ObjectiveRow::as_select()))
}
