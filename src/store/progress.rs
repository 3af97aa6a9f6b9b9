//! The figures of a release, published and computed.
use diesel::prelude::*;

use super::{
    Range, Slice,
    connection::{Db, MultiBackend},
    list::{one_of, sortable, within},
    schema::progress,
};
use crate::domain::dataset::record;

/// One figure of one axis, action or objective in one release.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = progress, check_for_backend(MultiBackend))]
pub struct ProgressRow {
    pub release_seq: i64,
    pub position: i32,
    pub level: String,
    pub code: String,
    pub axis: Option<String>,
    pub action: Option<String>,
    pub objective: Option<String>,
    pub method: String,
    pub value: i32,
    pub fraction: Option<String>,
    pub rule: Option<String>,
    pub absent: String,
}

record!(ProgressRow { level, code, axis, action, objective, method, value, fraction, rule, absent });

/// Conditions on a list; several values of one field mean "or".
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub level: Vec<String>,
    pub code: Vec<String>,
    pub axis: Vec<String>,
    pub action: Vec<String>,
    pub method: Vec<String>,
    pub value: Range,
}

sortable!(progress, { "level" => level, "method" => method, "value" => value; "axis" => axis, "action" => action });

fn filtered<'a>(release_seq: i64, filter: &'a Filter) -> progress::BoxedQuery<'a, MultiBackend> {
    let mut query = progress::table.filter(progress::release_seq.eq(release_seq)).into_boxed();
    one_of!(query, progress::level, &filter.level);
    one_of!(query, progress::code, &filter.code);
    one_of!(query, progress::axis, &filter.axis);
    one_of!(query, progress::action, &filter.action);
    one_of!(query, progress::method, &filter.method);
    within!(query, progress::value, filter.value);
    query
}

/// The rows of a release that the filter keeps, in the order and part that `slice` says.
pub fn list(db: &mut Db, release_seq: i64, filter: &Filter, slice: &Slice) -> QueryResult<Vec<ProgressRow>> {
    sorted(filtered(release_seq, filter), slice).select(ProgressRow::as_select()).load(db)
}

/// How many rows of a release the filter keeps.
pub fn count(db: &mut Db, release_seq: i64, filter: &Filter) -> QueryResult<i64> {
    filtered(release_seq, filter).count().get_result(db)
}
