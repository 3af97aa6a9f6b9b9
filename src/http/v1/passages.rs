//! `/sources/{id}/passages`: the words on which the record rests.

use actix_web::{
    HttpRequest, HttpResponse, get,
    web::{Data, Path},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    super::{
        links::Pages,
        params::{FromQuery, Params, QueryString},
        problem::{ApiError, Kind},
        responses::Failures,
        state::{Context, State},
    },
    collection::{self, AtParams, DEFAULT_LIMIT, LARGEST_OFFSET, MOST_ON_A_PAGE},
    sources::{SourcePath, source},
    views::{Item, List, repairs},
};
use crate::{
    domain::{release::At, source::Document},
    store::{
        self, Db,
        citations::{self, CitationRow},
    },
};

/// A span of a source that something in the record was taken from.
#[derive(Serialize, ToSchema)]
pub struct PassageView {
    pub source: String,
    /// The passage's number in the release, in the order of the text.
    pub number: i32,
    /// First character, counted from 0.
    pub start: i32,
    /// One past the last character.
    pub end: i32,
    /// The words of the source, as they stand.
    pub text: String,
    /// Up to 80 characters before the passage.
    pub before: String,
    /// Up to 80 characters after it.
    pub after: String,
    /// What rests on the passage.
    pub cited_by: Vec<CitedBy>,
    pub href: String,
}

/// A field that rests on a passage.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"kind": "objective", "code": "34", "field": "progress", "repairs": []}))]
pub struct CitedBy {
    /// `release`, `source`, `axis`, `action`, `objective` or `statement`.
    pub kind: String,
    pub code: String,
    /// The flat name of the field.
    pub field: String,
    /// What was mended between the words and the value.
    pub repairs: Vec<String>,
}

/// A passage, from the path.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct PassagePath {
    /// The source.
    #[param(example = "detail-2026")]
    id: String,
    /// The passage's number.
    #[param(example = 1, value_type = i32)]
    number: String,
}

/// Which passages of a source to list.
#[derive(Clone, Debug, Default, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PassageParams {
    /// Passages on a page.
    #[param(minimum = 0, maximum = 500, default = 50, example = 2, value_type = Option<i64>)]
    limit: Option<i64>,
    /// Passages to leave out before the first.
    #[param(minimum = 0, default = 0, example = 0, value_type = Option<i64>)]
    offset: Option<i64>,
}

impl FromQuery for PassageParams {
    fn from_query(query: &mut QueryString) -> Result<Self, ApiError> {
        let (limit, offset) = (query.number("limit", 0..=MOST_ON_A_PAGE)?, query.number("offset", 0..=LARGEST_OFFSET)?);
        Ok(PassageParams { limit, offset })
    }
}

/// The passages of a source.
///
/// The spans of the document that texts and figures of the release were taken from, in the order of the text, each with
/// its words and what rests on it.
#[utoipa::path(tag = "sources", params(SourcePath, AtParams, PassageParams), responses(
    (status = 200, description = "The passages, in the order of the text", body = List<PassageView>), Failures))]
#[get("/sources/{id}/passages")]
pub async fn list_passages(
    request: HttpRequest,
    state: Data<State>,
    path: Path<SourcePath>,
    params: Params<(At, PassageParams)>,
) -> Result<HttpResponse, ApiError> {
    let id = path.into_inner().id;
    collection::json_only(&request)?;
    let (at, page) = params.value;
    let context = state.context(&request, &at, params.canonical)?;
    let work = move |db: &mut Db, context: &Context| {
        let row = source(db, context, &id)?;
        let cited = citations::in_source(db, context.release.sequence, &id, None)?;
        let groups: Vec<&[CitationRow]> = cited.chunk_by(|a, b| a.number == b.number).collect();
        let (limit, offset) = (page.limit.unwrap_or(DEFAULT_LIMIT), page.offset.unwrap_or_default());
        let total = i64::try_from(groups.len()).unwrap_or(i64::MAX);
        let (skip, take) = (usize::try_from(offset).unwrap_or(usize::MAX), usize::try_from(limit).unwrap_or_default());
        let document = Document::new(store::sources::text(db, &row.sha256)?);
        let views =
            groups.into_iter().skip(skip).take(take).filter_map(|group| passage(&document, group, context)).collect();
        collection::page(views, &[], context, Pages { limit, offset, total })
    };
    state.answer(&request, context, work).await
}

/// One passage.
///
/// The words of a source on which something rests, with the words around them.
#[utoipa::path(tag = "sources", params(PassagePath, AtParams), responses(
    (status = 200, description = "The passage", body = Item<PassageView>), Failures))]
#[get("/sources/{id}/passages/{number}")]
pub async fn get_passage(
    request: HttpRequest,
    state: Data<State>,
    path: Path<PassagePath>,
    params: Params<At>,
) -> Result<HttpResponse, ApiError> {
    let PassagePath { id, number } = path.into_inner();
    collection::json_only(&request)?;
    let parsed = number.parse::<i32>().ok().filter(|n| *n > 0 && n.to_string() == number);
    let wanted = parsed.ok_or_else(|| ApiError::invalid("number", &number, "the number of a passage, such as 1"))?;
    let context = state.context(&request, &params.value, params.canonical)?;
    let work = move |db: &mut Db, context: &Context| {
        let row = source(db, context, &id)?;
        let cited = citations::in_source(db, context.release.sequence, &id, Some(wanted))?;
        let document = Document::new(store::sources::text(db, &row.sha256)?);
        let view = passage(&document, &cited, context).ok_or_else(|| {
            let detail = format!("release {} cites no passage {wanted} of {id}", context.release.pinned());
            let list = format!("/api/v1/sources/{id}/passages");
            ApiError::new(Kind::NOT_FOUND, detail).at("number", &number).seeing(vec![context.chosen(&list)])
        })?;
        let related = [("source", format!("/sources/{id}")), ("passages", format!("/sources/{id}/passages"))];
        Ok(super::item(view, context, &related, Vec::new()))
    };
    state.answer(&request, context, work).await
}

/// Characters shown before and after a passage.
const AROUND: usize = 80;

fn passage(document: &Document, group: &[CitationRow], context: &Context) -> Option<PassageView> {
    let first = group.first()?;
    let (start, end) = (usize::try_from(first.start_char).ok()?, usize::try_from(first.end_char).ok()?);
    let cited_by = |row: &CitationRow| CitedBy {
        kind: row.subject.clone(),
        code: row.code.clone(),
        field: row.field.clone(),
        repairs: repairs(&row.repairs),
    };
    Some(PassageView {
        source: first.source.clone(),
        number: first.number,
        start: first.start_char,
        end: first.end_char,
        text: document.slice(start, end)?.to_owned(),
        before: document.slice(start.saturating_sub(AROUND), start)?.to_owned(),
        after: document.slice(end, document.length().min(end + AROUND))?.to_owned(),
        cited_by: group.iter().map(cited_by).collect(),
        href: context.v1(&format!("/sources/{}/passages/{}", first.source, first.number)),
    })
}
