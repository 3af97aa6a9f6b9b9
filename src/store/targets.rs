//! The quantified and dated aims of a release.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::{
    Slice,
    connection::{Db, MultiBackend},
    dialect::first_row,
    list::{containing_all, one_of, sortable},
    schema::targets,
};
use crate::domain::dataset::record;

/// One quantified or dated aim in one release.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = targets, check_for_backend(MultiBackend))]
pub struct TargetRow {
    pub release_seq: i64,
    pub position: i32,
    pub code: String,
    pub edition: String,
    pub level: String,
    pub axis: Option<String>,
    pub action: Option<String>,
    pub objective: Option<String>,
    pub nature: String,
    pub source: String,
    pub text_fr: Option<String>,
    pub text_en: Option<String>,
    pub operator: String,
    pub value: Option<f64>,
    pub value_max: Option<f64>,
    pub unit: Option<String>,
    pub population: Option<String>,
    pub deadline_words: Option<String>,
    pub deadline_kind: Option<String>,
    pub deadline_sense: Option<String>,
    pub deadline: Option<NaiveDate>,
    pub deadline_convention: Option<String>,
    pub baseline_words: Option<String>,
    pub baseline_values: Option<String>,
    pub baseline_units: Option<String>,
    pub baseline_dates: Option<String>,
    pub note_fr: Option<String>,
    pub note_en: Option<String>,
    pub absent: String,
    pub folded: String,
}

record!(TargetRow {
    code,
    edition,
    level,
    axis,
    action,
    objective,
    nature,
    source,
    text_fr,
    text_en,
    operator,
    value,
    value_max,
    unit,
    population,
    deadline_words,
    deadline_kind,
    deadline_sense,
    deadline,
    deadline_convention,
    baseline_words,
    baseline_values,
    baseline_units,
    baseline_dates,
    note_fr,
    note_en,
    absent
});

/// Conditions on a list; several values of one field mean "or".
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub edition: Vec<String>,
    pub level: Vec<String>,
    pub axis: Vec<String>,
    pub action: Vec<String>,
    pub objective: Vec<String>,
    pub nature: Vec<String>,
    pub operator: Vec<String>,
    pub unit: Vec<String>,
    pub source: Vec<String>,
    /// First and last day of the sortable date, both included.
    pub deadline: (Option<NaiveDate>, Option<NaiveDate>),
    pub words: Vec<String>,
}

sortable!(targets, { "code" => position, "edition" => edition, "level" => level, "nature" => nature, "operator" => operator, "value" => value, "unit" => unit, "deadline" => deadline; "axis" => axis, "action" => action });

fn filtered<'a>(release_seq: i64, filter: &'a Filter) -> targets::BoxedQuery<'a, MultiBackend> {
    let mut query = targets::table.filter(targets::release_seq.eq(release_seq)).into_boxed();
    one_of!(query, targets::edition, &filter.edition);
    one_of!(query, targets::level, &filter.level);
    one_of!(query, targets::axis, &filter.axis);
    one_of!(query, targets::action, &filter.action);
    one_of!(query, targets::objective, &filter.objective);
    one_of!(query, targets::nature, &filter.nature);
    one_of!(query, targets::operator, &filter.operator);
    one_of!(query, targets::unit, &filter.unit);
    one_of!(query, targets::source, &filter.source);
    if let Some(first) = filter.deadline.0 {
        query = query.filter(targets::deadline.ge(first));
    }
    if let Some(last) = filter.deadline.1 {
        query = query.filter(targets::deadline.le(last));
    }
    containing_all!(query, targets::folded, &filter.words);
    query
}

/// The rows of a release that the filter keeps, in the order and part that `slice` says.
pub fn list(db: &mut Db, release_seq: i64, filter: &Filter, slice: &Slice) -> QueryResult<Vec<TargetRow>> {
    sorted(filtered(release_seq, filter), slice).select(TargetRow::as_select()).load(db)
}

/// How many rows of a release the filter keeps.
pub fn count(db: &mut Db, release_seq: i64, filter: &Filter) -> QueryResult<i64> {
    filtered(release_seq, filter).count().get_result(db)
}

/// One row of a release, by its code.
pub fn by_code(db: &mut Db, release_seq: i64, code: &str) -> QueryResult<Option<TargetRow>> {
    first_row!(db, targets::table.find((release_seq, code)).select(TargetRow::as_select()))
}
