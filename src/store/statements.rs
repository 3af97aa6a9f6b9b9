//! The achievements, next steps and new objectives of a release, each node of each tree a row.
use diesel::prelude::*;

use super::{
    Range, Slice,
    connection::{Db, MultiBackend},
    dialect::{first_row, on_backend},
    list::{containing_all, one_of, sortable, within},
    schema::statements,
};
use crate::domain::{dataset::record, strategy::Level};

/// One node of a statement tree in one release.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = statements, check_for_backend(MultiBackend))]
pub struct StatementRow {
    pub release_seq: i64,
    pub position: i32,
    pub code: String,
    pub kind: String,
    pub level: String,
    pub axis: Option<String>,
    pub action: Option<String>,
    pub objective: Option<String>,
    pub parent: Option<String>,
    pub depth: i32,
    pub ordinal: i32,
    pub text_fr: Option<String>,
    pub text_en: Option<String>,
    pub absent: String,
    pub folded: String,
}

record!(StatementRow { code, kind, level, axis, action, objective, parent, depth, ordinal, text_fr, text_en, absent });

/// Conditions on a list; several values of one field mean "or".
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub kind: Vec<String>,
    pub level: Vec<String>,
    pub axis: Vec<String>,
    pub action: Vec<String>,
    pub objective: Vec<String>,
    pub parent: Vec<String>,
    pub depth: Range,
    pub words: Vec<String>,
}

sortable!(statements, { "code" => position, "kind" => kind, "level" => level, "depth" => depth, "ordinal" => ordinal, "text_fr" => text_fr, "text_en" => text_en; "axis" => axis, "action" => action });

fn filtered<'a>(release_seq: i64, filter: &'a Filter) -> statements::BoxedQuery<'a, MultiBackend> {
    let mut query = statements::table.filter(statements::release_seq.eq(release_seq)).into_boxed();
    one_of!(query, statements::kind, &filter.kind);
    one_of!(query, statements::level, &filter.level);
    one_of!(query, statements::axis, &filter.axis);
    one_of!(query, statements::action, &filter.action);
    one_of!(query, statements::objective, &filter.objective);
    one_of!(query, statements::parent, &filter.parent);
    within!(query, statements::depth, filter.depth);
    containing_all!(query, statements::folded, &filter.words);
    query
}

/// The rows of a release that the filter keeps, in the order and part that `slice` says.
pub fn list(db: &mut Db, release_seq: i64, filter: &Filter, slice: &Slice) -> QueryResult<Vec<StatementRow>> {
    sorted(filtered(release_seq, filter), slice).select(StatementRow::as_select()).load(db)
}

/// The rows of a release that are about one objective, in their order.
pub fn of_objective(db: &mut Db, release_seq: i64, code: &str) -> QueryResult<Vec<StatementRow>> {
    on_backend!(db, |connection| {
        statements::table
            .filter(statements::release_seq.eq(release_seq))
            .filter(statements::level.eq(Level::Objective.as_str()))
            .filter(statements::objective.eq(code))
            .order_by(statements::position)
            .select(StatementRow::as_select())
            .load(connection)
    })
}

/// How many rows of a release the filter keeps.
pub fn count(db: &mut Db, release_seq: i64, filter: &Filter) -> QueryResult<i64> {
    filtered(release_seq, filter).count().get_result(db)
}

/// One row of a release, by its code.
pub fn by_code(db: &mut Db, release_seq: i64, code: &str) -> QueryResult<Option<StatementRow>> {
    first_row!(db, statements::table.find((release_seq, code)).select(StatementRow::as_select()))
}
