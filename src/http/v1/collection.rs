//! What every collection does the same way: paging, sorting, picking fields, JSON or a file.

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use serde_json::Value as Json;
use utoipa::IntoParams;

use super::{
    super::{
        accept,
        links::{Pages, joined, with_offset},
        params::{FromQuery, Params, QueryString},
        problem::{self, ApiError, Kind},
        state::{Body, Context, State},
    },
    cite::CitationView,
    export::{self, FORMATS},
    views::{CitedField, ComparisonMeta, Item, List, ListLinks, ListMeta},
};
use crate::{
    domain::{
        dataset::{Dataset, Record},
        release::At,
    },
    formats::{Format, csv::Profile},
    store::{Db, QueryResult, Slice, SortKey, citations},
};

/// Rows on a page unless the request says otherwise.
pub const DEFAULT_LIMIT: i64 = 50;
/// Most rows on a page; a file has no limit.
pub const MOST_ON_A_PAGE: i64 = 500;
/// Largest offset; far beyond any collection, small enough for every database.
pub const LARGEST_OFFSET: i64 = 1_000_000_000;

/// Which release is read.
#[derive(Clone, Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "the fields describe the parameters; `At` is what is read from them")]
pub struct AtParams {
    /// The release to read, such as `2026`, or one revision of it for good, such as `2026.1`. Default: the current one.
    #[param(example = "2026")]
    release: Option<String>,
    /// The day as of which to read: the last release published by then. A release without a date counts from the upper
    /// bound of its date, or from the day it was recorded. Excludes `release`.
    #[param(example = "2026-03-31", value_type = Option<String>, format = Date)]
    as_of: Option<String>,
}

impl FromQuery for At {
    fn from_query(query: &mut QueryString) -> Result<Self, ApiError> {
        let (release, as_of) = (query.text("release")?, query.date("as_of")?);
        match (release, as_of) {
            (None, None) => Ok(At::Current),
            (None, Some(date)) => Ok(At::Date(date)),
            (Some(text), None) => parse_release(&text),
            (Some(release), Some(date)) => {
                let release = problem::echo(&release);
                let detail =
                    format!("`release={release}` and `as_of={date}` both choose the release; expected one of them");
                Err(ApiError::new(Kind::CONFLICTING_PARAMETERS, detail)
                    .at("as_of", date.to_string())
                    .expecting("`release` or `as_of`"))
            }
        }
    }
}

/// Reads a release as a request names it: `2026`, `2026-Q4`, `2026.1`.
pub fn parse_release(text: &str) -> Result<At, ApiError> {
    release_in("release", text)
}

/// Reads a release that a parameter names, as [`parse_release`] does.
pub fn release_in(param: &str, text: &str) -> Result<At, ApiError> {
    At::named(text).ok_or_else(|| {
        ApiError::invalid(param, text, "a release such as 2026 or 2026-Q4, or a revision such as 2026.1")
    })
}

/// How a list is given.
#[derive(Clone, Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "the fields describe the parameters; `ListQuery` is what is read from them")]
pub struct ListParams {
    /// Fields to sort by, separated by commas, each with a minus for descending order; nulls come last. Equal rows keep
    /// the order of the plan, so pages never overlap.
    sort: Option<String>,
    /// Fields to give, separated by commas; rows then hold these only. Default: all.
    fields: Option<String>,
    /// Rows on a page. A file has every row unless this is given.
    #[param(minimum = 0, maximum = 500, default = 50, example = 2, value_type = Option<i64>)]
    limit: Option<i64>,
    /// Rows to leave out before the first.
    #[param(minimum = 0, maximum = 1_000_000_000, default = 0, example = 0, value_type = Option<i64>)]
    offset: Option<i64>,
    /// `json` for a page, or a file with every row: `csv`, `jsonl` (JSON Lines), `xlsx` (a spreadsheet with typed cells) or
    /// `parquet`. Default: what the header `Accept` asks for, else `json`. An Excel sheet has at most 1,048,575 rows, and
    /// 32,767 characters a cell; what does not fit is refused, never cut.
    #[param(example = "json")]
    format: Option<String>,
    /// How a CSV file is written: `rfc4180` (the default), or `excel-fr` for a spreadsheet set to French.
    #[param(example = "excel-fr")]
    profile: Option<String>,
}

/// The parameters of every list, read.
#[derive(Clone, Debug)]
pub struct ListQuery {
    pub at: At,
    sort: Vec<String>,
    pub fields: Vec<String>,
    pub limit: Option<i64>,
    pub offset: i64,
    pub format: Option<Format>,
    pub profile: Option<Profile>,
}

impl FromQuery for ListQuery {
    fn from_query(query: &mut QueryString) -> Result<Self, ApiError> {
        let at = At::from_query(query)?;
        ListQuery::at(at, query)
    }
}

impl ListQuery {
    /// Reads all but the choice of the release, for a list that chooses it by parameters of its own.
    ///
    /// # Errors
    /// The first parameter whose value cannot be used.
    pub fn at(at: At, query: &mut QueryString) -> Result<Self, ApiError> {
        let (sort, fields) = (query.texts("sort")?, query.texts("fields")?);
        let limit = query.number("limit", 0..=MOST_ON_A_PAGE)?;
        let offset = query.number("offset", 0..=LARGEST_OFFSET)?.unwrap_or_default();
        let format = single(query.words("format", &FORMATS.map(Format::name))?, "format")?;
        let format = format.as_deref().and_then(Format::from_name);
        let profile = single(query.words("profile", &Profile::ALL.map(|(_, name)| name))?, "profile")?;
        let profile =
            profile.and_then(|name| Profile::ALL.into_iter().find(|(_, known)| *known == name).map(|(p, _)| p));
        Ok(ListQuery { at, sort, fields, limit, offset, format, profile })
    }
}

fn single(values: Vec<String>, name: &str) -> Result<Option<String>, ApiError> {
    match values.as_slice() {
        [] | [_] => Ok(values.into_iter().next()),
        [_, second, ..] => Err(ApiError::invalid(name, second, "only one value")),
    }
}

/// A kind of row that is served as a list.
pub trait Collection: 'static {
    type Row: Record + Send + 'static;
    type Filter: Clone + Send + 'static;
    type View: Serialize;
    /// The name of files.
    const NAME: &'static str;
    /// The same rows in the catalogue, which describes their columns.
    const DATASET: &'static Dataset;
    /// The name of one row, under which its citations are kept.
    const SUBJECT: &'static str;
    /// The fields that `sort` takes.
    const SORTABLE: &'static [&'static str];
    /// The fields of the view, which `fields` takes.
    const FIELDS: &'static [&'static str];

    /// One part of the list.
    fn list(db: &mut Db, sequence: i64, filter: &Self::Filter, slice: &Slice) -> QueryResult<Vec<Self::Row>>;
    /// The length of the list.
    fn count(db: &mut Db, sequence: i64, filter: &Self::Filter) -> QueryResult<i64>;
    /// The code of a row.
    fn code(row: &Self::Row) -> &str;
    /// Whether the answer depends on the day of the request, so that nobody keeps it.
    fn passes(_: &Self::Filter) -> bool {
        false
    }
    /// Addresses under `/api/v1` of what stands beside a row, by name.
    fn beside(_: &Self::Row, _: &Context) -> Vec<(&'static str, String)> {
        Vec::new()
    }
    /// What a list of changes compares.
    fn comparison(_filter: &Self::Filter) -> Option<ComparisonMeta> {
        None
    }
    /// Rows as answers show them.
    fn views(db: &mut Db, context: &Context, rows: Vec<Self::Row>) -> Result<Vec<Self::View>, ApiError>;
}

/// A check that runs before the list is read, such as that the axis of a nested list exists.
pub type Guard = Arc<dyn Fn(&mut Db, &Context) -> Result<(), ApiError> + Send + Sync>;

/// Answers a request for a list.
///
/// # Errors
/// Unknown fields, an unacceptable format, those of `guard`, or no database.
pub async fn answer<C: Collection>(
    request: HttpRequest,
    state: web::Data<State>,
    list: ListQuery,
    canonical: String,
    filter: C::Filter,
    guard: Guard,
) -> Result<HttpResponse, ApiError> {
    let mut context = state.context(&request, &list.at, canonical)?;
    if C::passes(&filter) {
        context.pass();
    }
    answer_in::<C>(&request, &state, list, context, filter, guard).await
}

/// As [`answer`], in a context that the caller made.
///
/// # Errors
/// As [`answer`].
pub async fn answer_in<C: Collection>(
    request: &HttpRequest,
    state: &web::Data<State>,
    list: ListQuery,
    context: Context,
    filter: C::Filter,
    guard: Guard,
) -> Result<HttpResponse, ApiError> {
    let sort = sort_keys(&list.sort, C::SORTABLE)?;
    let format = export::format(request, &list)?;
    match format {
        Format::Json => {
            let fields = picked(&list.fields, C::FIELDS)?;
            let (limit, offset) = (list.limit.unwrap_or(DEFAULT_LIMIT), list.offset);
            let slice = Slice { sort, limit: Some(limit), offset };
            let work = move |db: &mut Db, context: &Context| {
                guard(db, context)?;
                let total = C::count(db, context.release.sequence, &filter)?;
                let rows = C::list(db, context.release.sequence, &filter, &slice)?;
                let (views, pages) = (C::views(db, context, rows)?, Pages { limit, offset, total });
                page_of(views, &fields, context, pages, C::comparison(&filter))
            };
            state.answer(request, context, work).await
        }
        format => export::answer::<C>(request, state, context, format, list, (filter, sort), guard).await,
    }
}

/// Answers a request for one item: the row that `find` gives, with links to what is `related`, and its passages.
///
/// # Errors
/// An unacceptable format, those of `find`, or no database.
pub async fn answer_item<C: Collection>(
    request: HttpRequest,
    state: web::Data<State>,
    params: Params<At>,
    find: impl FnOnce(&mut Db, &Context) -> Result<C::Row, ApiError> + Clone + Send + 'static,
    related: impl FnOnce(&C::Row) -> Vec<(&'static str, String)> + Clone + Send + 'static,
) -> Result<HttpResponse, ApiError> {
    accept::json_only(&request)?;
    let context = state.context(&request, &params.value, params.canonical)?;
    let work = move |db: &mut Db, context: &Context| {
        let row = find(db, context)?;
        let cited = citations::of(db, context.release.sequence, C::SUBJECT, C::code(&row))?;
        let (mut related, passages) = (related(&row), CitedField::list(&cited, context));
        related.extend(C::beside(&row, context));
        let view = C::views(db, context, vec![row])?.into_iter().next().ok_or_else(problem::internal)?;
        Ok(Body::json(&Item::new(view, context, &related, passages)))
    };
    state.answer(&request, context, work).await
}

/// A page of views as a JSON body with its links.
///
/// # Errors
/// None in practice: views are plain data.
pub fn page<V: Serialize>(views: Vec<V>, fields: &[&str], context: &Context, pages: Pages) -> Result<Body, ApiError> {
    page_of(views, fields, context, pages, None)
}

fn page_of<V: Serialize>(
    views: Vec<V>,
    fields: &[&str],
    context: &Context,
    pages: Pages,
    comparison: Option<ComparisonMeta>,
) -> Result<Body, ApiError> {
    let here = |offset| format!("{}{}", context.base, joined(&context.path, &with_offset(&context.query, offset)));
    let links = ListLinks {
        this: here(pages.offset),
        next: pages.next().map(here),
        prev: pages.prev().map(here),
        first: here(0),
        last: here(pages.last()),
    };
    let mut header = vec![format!("<{}>; rel=\"first\"", links.first), format!("<{}>; rel=\"last\"", links.last)];
    header.extend(links.next.iter().map(|next| format!("<{next}>; rel=\"next\"")));
    header.extend(links.prev.iter().map(|prev| format!("<{prev}>; rel=\"prev\"")));
    let meta = ListMeta {
        total: pages.total,
        count: views.len(),
        release: (&context.release).into(),
        citation: CitationView::of(context),
        comparison,
    };
    let mut body = if fields.is_empty() {
        Body::json(&List { data: views, meta, links })
    } else {
        let data = views.iter().map(|view| pick(view, fields)).collect();
        Body::json(&List::<Json> { data, meta, links })
    };
    body.link = Some(header.join(", "));
    Ok(body)
}

/// A view with some of its fields.
fn pick<V: Serialize>(view: &V, fields: &[&str]) -> Json {
    match serde_json::to_value(view) {
        Ok(Json::Object(mut object)) => {
            object.retain(|name, _| fields.contains(&name.as_str()));
            Json::Object(object)
        }
        _ => Json::Null,
    }
}

fn sort_keys(texts: &[String], sortable: &'static [&'static str]) -> Result<Vec<SortKey>, ApiError> {
    let mut keys: Vec<SortKey> = Vec::new();
    for text in texts {
        let (name, descending) = text.strip_prefix('-').map_or((text.as_str(), false), |name| (name, true));
        let Some(field) = sortable.iter().find(|field| **field == name) else {
            return Err(unknown_field("sort", name, sortable));
        };
        if keys.iter().any(|key| key.field == *field) {
            return Err(ApiError::invalid("sort", text, "each field once"));
        }
        keys.push(SortKey { field, descending });
    }
    Ok(keys)
}

fn picked(texts: &[String], fields: &'static [&'static str]) -> Result<Vec<&'static str>, ApiError> {
    let find = |text: &String| fields.iter().find(|field| *field == text).copied();
    texts.iter().map(|text| find(text).ok_or_else(|| unknown_field("fields", text, fields))).collect()
}

/// A field that a list does not have.
pub fn unknown_field(param: &str, name: &str, known: &[&'static str]) -> ApiError {
    let mut error = ApiError::invalid(param, name, format!("one of {}", known.join(", ")));
    error.kind = Kind::UNKNOWN_FIELD;
    error.suggesting(name, known.iter().copied())
}
