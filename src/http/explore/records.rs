//! `…/records`: rows of a dataset, or groups of them, as a query asks; and one record by its id.

use actix_web::{
    HttpRequest, HttpResponse, get,
    web::{Data, Path},
};
use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json as object};
use utoipa::IntoParams;

use super::{
    super::{
        links::{Pages, joined, with_offset},
        problem::{ApiError, Kind},
        state::{Context, State},
    },
    dataset,
    params::{Common, CommonParams, PageParams, QueryParams, Reader},
    reading::{ReleaseParams, reading, source},
    transport::PortalFailures,
    views::{Flat, answer, dataset_path, json, links, record_path},
};
use crate::{
    domain::dataset::{Dataset, Value},
    odsql::{
        ast::CompareOp,
        plan::{Column, Condition, Expr, Node, Plan, Query, Shape, key_fields, plan},
    },
    store::{
        Db,
        records::{Asking, Page, Row, Source},
    },
};

/// The dataset, from the path.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct DatasetPath {
    /// The id of a dataset, as the catalogue lists it.
    #[param(example = "fr-en-strategie-numerique-objectifs")]
    pub dataset_id: String,
}

/// The record, from the path.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct RecordPath {
    /// The id of a dataset, as the catalogue lists it.
    #[param(example = "fr-en-strategie-numerique-objectifs")]
    dataset_id: String,
    /// The `_id` of a record, forty hexadecimal digits, which `include_app_metas=true` shows.
    #[param(example = "e1288615ef11bcbf36bc4395b2dd77cafa18742a")]
    record_id: String,
}

/// The records of a dataset.
///
/// Rows of the latest revision of every release, or of one that `release` or `as_of` chooses, or groups of them, as an
/// ODSQL query asks. `total_count` is the number
/// of rows that match, or of groups.
#[utoipa::path(tag = "explore", params(DatasetPath, QueryParams, PageParams, ReleaseParams, CommonParams), responses(
    (status = 200, description = "A page of records", body = Object), PortalFailures))]
#[get("/catalog/datasets/{dataset_id}/records")]
pub async fn list_records(
    request: HttpRequest,
    state: Data<State>,
    path: Path<DatasetPath>,
) -> Result<HttpResponse, ApiError> {
    let dataset = dataset(&path.dataset_id)?;
    let mut reader = Reader::of(&request)?;
    let (query, paging, common, at) = (reader.query()?, reader.paging()?, reader.common()?, reader.at()?);
    let plan = plan(dataset, &query, &common.settings())?;
    let page = paging.page(&plan)?;
    let mut asking = Asking::of(&plan.filter)?;
    let mut context = reading(&state, &request, &at, reader.canonical())?;
    if plan.reads_clock {
        context.pass();
    }
    let work = move |db: &mut Db, context: &Context| {
        let source = source(context);
        let names = names(&plan);
        let wanted = Wanted { plan: &plan, source: &source, page };
        let rows = results(db, &mut asking, context, wanted, &common, &names)?;
        let total = match ends_with(&rows, page).filter(|_| !plan.is_total()) {
            Some(total) => total,
            None => asking.count(db, &plan, &source)?,
        };
        let links = common.include_links.then(|| page_links(context, dataset, page, total));
        Ok(answer(&Records { total_count: total, links, results: rows }))
    };
    state.answer(&request, context, work).await
}

/// One record.
///
/// A record by its `_id`, which stays the same in every later revision of its release.
#[utoipa::path(tag = "explore", params(RecordPath, SelectParams, ReleaseParams, CommonParams), responses(
    (status = 200, description = "The record", body = Object), PortalFailures))]
#[get("/catalog/datasets/{dataset_id}/records/{record_id}")]
pub async fn get_record(
    request: HttpRequest,
    state: Data<State>,
    path: Path<RecordPath>,
) -> Result<HttpResponse, ApiError> {
    let RecordPath { dataset_id, record_id } = path.into_inner();
    let dataset = dataset(&dataset_id)?;
    let mut reader = Reader::of(&request)?;
    let (select, common, at) = (reader.one("select")?, reader.common()?, reader.at()?);
    let query = Query { select, ..Query::default() };
    let mut plan = plan(dataset, &query, &common.settings())?;
    if let Shape::Groups { .. } = plan.shape {
        let detail =
            "ODSQL query is malformed: one record has no aggregates. Clause(s) containing the error(s): select.";
        return Err(ApiError::new(Kind::ODSQL_MEANING, detail));
    }
    let mut asking = Asking::of(&plan.filter)?;
    let mut context = reading(&state, &request, &at, reader.canonical())?;
    if plan.reads_clock {
        context.pass();
    }
    let work = move |db: &mut Db, context: &Context| {
        let source = source(context);
        let unknown = || {
            let shown = super::super::problem::echo(&record_id);
            let detail = format!("The requested record {shown} does not exist in the dataset {dataset_id}.");
            ApiError::new(Kind::NOT_FOUND, detail)
        };
        let key = find(db, &mut asking, dataset, &source, &record_id)?.ok_or_else(unknown)?;
        plan.filter = key;
        let names = names(&plan);
        let wanted = Wanted { plan: &plan, source: &source, page: Page { limit: Some(1), offset: 0 } };
        let row = results(db, &mut asking, context, wanted, &common, &names)?.into_iter().next();
        Ok(answer(&row.ok_or_else(unknown)?))
    };
    state.answer(&request, context, work).await
}

/// The columns of one record.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "the field describes the parameter")]
pub struct SelectParams {
    /// The columns: fields and expressions, each with `as label` if it needs another name. Default: all fields.
    #[param(example = "*")]
    select: Option<String>,
}

/// A page of records.
#[derive(Serialize)]
struct Records<'n> {
    total_count: i64,
    #[serde(rename = "_links", skip_serializing_if = "Option::is_none")]
    links: Option<Json>,
    results: Vec<Flat<'n>>,
}

/// The rows that a request wants.
#[derive(Clone, Copy)]
struct Wanted<'w> {
    plan: &'w Plan,
    source: &'w Source,
    page: Page,
}

/// The names of a plan's columns.
fn names(plan: &Plan) -> Vec<String> {
    plan.columns().iter().map(|(name, ..)| (*name).to_owned()).collect()
}

/// How many rows there are, if the page shows where they end.
fn ends_with(rows: &[Flat], page: Page) -> Option<i64> {
    let read = i64::try_from(rows.len()).ok()?;
    let is_last = page.limit.is_some_and(|limit| read < limit) && (read > 0 || page.offset == 0);
    is_last.then_some(page.offset + read)
}

/// The rows of a page as objects, with what is told beside each.
fn results<'n>(
    db: &mut Db,
    asking: &mut Asking,
    context: &Context,
    Wanted { plan, source, page }: Wanted,
    common: &Common,
    names: &'n [String],
) -> Result<Vec<Flat<'n>>, ApiError> {
    // One row stands for all, and an empty page of it is empty.
    let page = match (plan.is_total(), page) {
        (true, Page { limit: Some(0), .. }) => return Ok(Vec::new()),
        (true, Page { offset, .. }) if offset > 0 => return Ok(Vec::new()),
        (true, _) => Page::default(),
        (false, page) => page,
    };
    let identified = matches!(plan.shape, Shape::Rows(_)) && (common.include_links || common.include_app_metas);
    let key = if identified { key_fields(plan.dataset) } else { Vec::new() };
    let shown = |row: Row| {
        let id = identified.then(|| plan.dataset.record_id(&row.extra));
        let release = row.extra.first().cloned();
        let mut shown = Flat { names, values: row.values, beside: Vec::new() };
        let Some(id) = id else { return shown };
        if common.include_app_metas {
            let size = serde_json::to_vec(&shown).map_or(0, |bytes| bytes.len());
            let recorded = recorded_at(context, release.as_ref());
            let recorded = recorded.map(|time| Value::Time(crate::odsql::plan::in_zone(common.zone, time)));
            shown.beside.push(("_id", id.clone().into()));
            shown.beside.push(("_timestamp", json(&recorded.unwrap_or(Value::Null))));
            shown.beside.push(("_size", size.into()));
        }
        if common.include_links {
            let (dataset, catalog) = (plan.dataset.id(), "/catalog");
            let own = context.chosen(&record_path(&dataset, &id));
            let found = [("self", own.as_str()), ("dataset", &dataset_path(&dataset)), ("catalog", catalog)];
            shown.beside.push(("_links", links(&context.base, &found)));
        }
        shown
    };
    Ok(asking.page(db, plan, source, &key, page)?.into_iter().map(shown).collect())
}

fn recorded_at(context: &Context, release: Option<&Value>) -> Option<NaiveDateTime> {
    if context.has_chosen() {
        return Some(context.release.recorded_at);
    }
    let Some(Value::Text(release)) = release else { return None };
    context.releases.latest_of(release).map(|known| known.recorded_at)
}

fn page_links(context: &Context, dataset: &Dataset, page: Page, total: i64) -> Json {
    let pages = Pages { limit: page.limit.unwrap_or_default(), offset: page.offset, total };
    let here = |offset| format!("{}{}", context.base, joined(&context.path, &with_offset(&context.query, offset)));
    let mut found =
        vec![object!({"rel": "self", "href": here(page.offset)}), object!({"rel": "first", "href": here(0)})];
    found.push(object!({"rel": "last", "href": here(pages.last())}));
    found.extend(pages.next().map(|offset| object!({"rel": "next", "href": here(offset)})));
    if let Json::Array(fixed) =
        links(&context.base, &[("dataset", &dataset_path(&dataset.id())), ("catalog", "/catalog")])
    {
        found.extend(fixed);
    }
    found.into()
}

/// The condition that names the record of an id.
fn find(
    db: &mut Db,
    asking: &mut Asking,
    dataset: &'static Dataset,
    source: &Source,
    id: &str,
) -> Result<Option<Vec<Condition>>, ApiError> {
    if id.len() != 40 || !id.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Ok(None);
    }
    let key = key_fields(dataset);
    let columns = key.iter().map(|expr| Column { name: String::new(), expr: expr.clone() }).collect();
    let (filter, order) = (Vec::new(), Vec::new());
    let plan = Plan { dataset, zone: chrono_tz::UTC, filter, shape: Shape::Rows(columns), order, reads_clock: false };
    let mut found = None;
    asking.each(db, &plan, source, &[], Page::default(), &mut |values| {
        if dataset.record_id(values) == id {
            found = Some(std::mem::take(values));
        }
        found.is_none()
    })?;
    let condition = |(expr, value): (&Expr, Value)| {
        let node = match value {
            Value::Text(text) => Node::Text(text),
            Value::Integer(number) => Node::Integer(number),
            _ => return Condition::IsNull(expr.clone()),
        };
        Condition::Compare(expr.clone(), CompareOp::Equal, Expr { node, ..expr.clone() })
    };
    Ok(found.map(|values| key.iter().zip(values).map(condition).collect()))
}
