//! The indicators that the documents announce, and the figures that they state.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::{
    Slice,
    connection::{Db, MultiBackend},
    dialect::first_row,
    list::{containing_all, one_of, sortable},
    schema::indicators,
};
use crate::domain::dataset::record;

/// One announced indicator, or one figure that a document states.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = indicators, check_for_backend(MultiBackend))]
pub struct IndicatorRow {
    pub release_seq: i64,
    pub position: i32,
    pub code: String,
    pub kind: String,
    pub indicator: Option<String>,
    pub dimension: String,
    pub edition: String,
    pub level: String,
    pub axis: Option<String>,
    pub action: Option<String>,
    pub objective: Option<String>,
    pub source: String,
    pub text_fr: Option<String>,
    pub text_en: Option<String>,
    pub operator: Option<String>,
    pub value: Option<f64>,
    pub value_max: Option<f64>,
    pub total: Option<f64>,
    pub unit: Option<String>,
    pub population: Option<String>,
    pub survey: Option<String>,
    pub date_words: Option<String>,
    pub date_kind: Option<String>,
    pub date: Option<NaiveDate>,
    pub date_convention: Option<String>,
    pub absent: String,
    pub folded: String,
}

record!(IndicatorRow {
    code,
    kind,
    indicator,
    dimension,
    edition,
    level,
    axis,
    action,
    objective,
    source,
    text_fr,
    text_en,
    operator,
    value,
    value_max,
    total,
    unit,
    population,
    survey,
    date_words,
    date_kind,
    date,
    date_convention,
    absent
});

/// Conditions on a list; several values of one field mean "or".
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub kind: Vec<String>,
    pub indicator: Vec<String>,
    pub dimension: Vec<String>,
    pub edition: Vec<String>,
    pub level: Vec<String>,
    pub axis: Vec<String>,
    pub action: Vec<String>,
    pub objective: Vec<String>,
    pub operator: Vec<String>,
    pub unit: Vec<String>,
    pub source: Vec<String>,
    pub words: Vec<String>,
}

sortable!(indicators, { "code" => position, "kind" => kind, "dimension" => dimension, "edition" => edition, "level" => level, "operator" => operator, "value" => value, "unit" => unit, "date" => date; "axis" => axis, "action" => action });

fn filtered<'a>(release_seq: i64, filter: &'a Filter) -> indicators::BoxedQuery<'a, MultiBackend> {
    let mut query = indicators::table.filter(indicators::release_seq.eq(release_seq)).into_boxed();
    one_of!(query, indicators::kind, &filter.kind);
    one_of!(query, indicators::indicator, &filter.indicator);
    one_of!(query, indicators::dimension, &filter.dimension);
    one_of!(query, indicators::edition, &filter.edition);
    one_of!(query, indicators::level, &filter.level);
    one_of!(query, indicators::axis, &filter.axis);
    one_of!(query, indicators::action, &filter.action);
    one_of!(query, indicators::objective, &filter.objective);
    one_of!(query, indicators::operator, &filter.operator);
    one_of!(query, indicators::unit, &filter.unit);
    one_of!(query, indicators::source, &filter.source);
    containing_all!(query, indicators::folded, &filter.words);
    query
}

/// The rows of a release that the filter keeps, in the order and part that `slice` says.
pub fn list(db: &mut Db, release_seq: i64, filter: &Filter, slice: &Slice) -> QueryResult<Vec<IndicatorRow>> {
    sorted(filtered(release_seq, filter), slice).select(IndicatorRow::as_select()).load(db)
}

/// How many rows of a release the filter keeps.
pub fn count(db: &mut Db, release_seq: i64, filter: &Filter) -> QueryResult<i64> {
    filtered(release_seq, filter).count().get_result(db)
}

/// One row of a release, by its code.
pub fn by_code(db: &mut Db, release_seq: i64, code: &str) -> QueryResult<Option<IndicatorRow>> {
    first_row!(db, indicators::table.find((release_seq, code)).select(IndicatorRow::as_select()))
}
