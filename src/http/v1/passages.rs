//! `/passages` and `/sources/{id}/passages`: the words on which the record rests.

use std::{collections::BTreeMap, sync::Arc};

use actix_web::{
    HttpRequest, HttpResponse, get,
    web::{Data, Path},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    super::{
        params::{FromQuery, Params, QueryString},
        problem::{ApiError, Kind},
        responses::Failures,
        state::{Context, State},
    },
    codes,
    collection::{self, AtParams, Collection, Guard, ListParams, ListQuery},
    sources::{SourcePath, source},
    views::{Item, List, repairs},
};
use crate::{
    domain::{catalogue, dataset::Dataset, release::At, text::Language},
    store::{
        self, Db, QueryResult, Slice,
        citations::{self, CitationRow},
        passages::{Filter, PassageRow},
    },
};

/// A span of a source that something in the record was taken from.
#[derive(Serialize, ToSchema)]
pub struct PassageView {
    pub source: String,
    /// The passage's number in the release, in the order of the text.
    pub number: i32,
    #[schema(value_type = Language)]
    pub language: String,
    /// SHA-256 of the document's bytes, in hexadecimal digits.
    pub sha256: String,
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
    /// Such as `release`, `source`, `axis`, `action`, `objective`, `statement`, `target` or `finding`.
    pub kind: String,
    pub code: String,
    /// The flat name of the field, or of the quote.
    pub field: String,
    /// What was mended between the words and the value.
    pub repairs: Vec<String>,
}

/// Conditions on the list of all passages.
#[derive(Clone, Debug, Default, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PassageFilterParams {
    /// Ids of sources.
    #[param(example = "detail-2026", value_type = Option<String>)]
    source: Vec<String>,
    /// `fr` or `en`.
    #[param(example = "en", value_type = Option<String>)]
    language: Vec<String>,
    /// Words that the passage contains, case and accents aside.
    #[param(example = "schools", value_type = Option<String>)]
    q: Option<Vec<String>>,
}

impl FromQuery for PassageFilterParams {
    fn from_query(query: &mut QueryString) -> Result<Self, ApiError> {
        Ok(PassageFilterParams {
            source: query.texts("source")?,
            language: query.words("language", &Language::ALL.map(Language::as_str))?,
            q: query.search("q")?,
        })
    }
}

/// The collection of passages.
pub struct Passages;

impl Collection for Passages {
    type Row = PassageRow;
    type Filter = Filter;
    type View = PassageView;
    const NAME: &'static str = "passages";
    const DATASET: &'static Dataset = &catalogue::PASSAGES;
    const SUBJECT: &'static str = "passage";
    const SORTABLE: &'static [&'static str] = store::passages::SORTABLE;
    const FIELDS: &'static [&'static str] =
        &["source", "number", "language", "sha256", "start", "end", "text", "before", "after", "cited_by", "href"];

    fn list(db: &mut Db, sequence: i64, filter: &Filter, slice: &Slice) -> QueryResult<Vec<PassageRow>> {
        store::passages::list(db, sequence, filter, slice)
    }

    fn count(db: &mut Db, sequence: i64, filter: &Filter) -> QueryResult<i64> {
        store::passages::count(db, sequence, filter)
    }

    fn code(row: &PassageRow) -> &str {
        &row.code
    }

    fn views(db: &mut Db, context: &Context, rows: Vec<PassageRow>) -> Result<Vec<PassageView>, ApiError> {
        let mut sources: BTreeMap<String, Vec<CitationRow>> = BTreeMap::new();
        let view = |row: PassageRow| {
            if !sources.contains_key(&row.source) {
                let cited = citations::in_source(db, context.release.sequence, &row.source, None)?;
                sources.insert(row.source.clone(), cited);
            }
            let cited = &sources[&row.source];
            let first = cited.partition_point(|citation| citation.number < row.number);
            let own = cited[first..].iter().take_while(|citation| citation.number == row.number);
            let cited_by = own.map(|row| CitedBy {
                kind: row.subject.clone(),
                code: row.code.clone(),
                field: row.field.clone(),
                repairs: repairs(&row.repairs),
            });
            Ok(PassageView {
                cited_by: cited_by.collect(),
                href: context.v1(&format!("/sources/{}/passages/{}", row.source, row.number)),
                source: row.source,
                number: row.number,
                language: row.language,
                sha256: row.sha256,
                start: row.start_char,
                end: row.end_char,
                text: row.text,
                before: row.before,
                after: row.after,
            })
        };
        rows.into_iter().map(view).collect()
    }
}

/// A passage, from the path.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct PassagePath {
    /// The source.
    #[param(example = "detail-2026")]
    id: String,
    /// The passage's number.
    #[param(example = 1, minimum = 1, value_type = i32)]
    number: String,
}

/// The passages of the record.
///
/// The spans of all documents that texts and figures of the release were taken from, each with its words and what rests on
/// it.
#[utoipa::path(tag = "sources", params(PassageFilterParams, AtParams, ListParams), responses(
    (status = 200, description = "The passages, document by document in the order of the text",
     content((List<PassageView> = "application/json"), (String = "text/csv"))), Failures))]
#[get("/passages")]
pub async fn list_all_passages(
    request: HttpRequest,
    state: Data<State>,
    params: Params<(PassageFilterParams, ListQuery)>,
) -> Result<HttpResponse, ApiError> {
    let (of, list) = params.value;
    let filter = Filter { source: of.source, language: of.language, words: of.q.unwrap_or_default() };
    collection::answer::<Passages>(request, state, list, params.canonical, filter, codes::no_guard()).await
}

/// The passages of a source.
///
/// The spans of the document that texts and figures of the release were taken from, in the order of the text, each with
/// its words and what rests on it.
#[utoipa::path(tag = "sources", params(SourcePath, AtParams, ListParams), responses(
    (status = 200, description = "The passages, in the order of the text",
     content((List<PassageView> = "application/json"), (String = "text/csv"))), Failures))]
#[get("/sources/{id}/passages")]
pub async fn list_passages(
    request: HttpRequest,
    state: Data<State>,
    path: Path<SourcePath>,
    params: Params<ListQuery>,
) -> Result<HttpResponse, ApiError> {
    let id = path.into_inner().id;
    let filter = Filter { source: vec![id.clone()], ..Filter::default() };
    let guard: Guard = Arc::new(move |db, context| source(db, context, &id).map(drop));
    collection::answer::<Passages>(request, state, params.value, params.canonical, filter, guard).await
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
    let parsed = number.parse::<i32>().ok().filter(|n| *n > 0 && n.to_string() == number);
    let wanted = parsed.ok_or_else(|| ApiError::invalid("number", &number, "the number of a passage, such as 1"))?;
    let find = move |db: &mut Db, context: &Context| {
        source(db, context, &id)?;
        let code = format!("{id}/{wanted}");
        store::passages::by_code(db, context.release.sequence, &code)?.ok_or_else(|| {
            let detail = format!("release {} cites no passage {wanted} of {id}", context.release.pinned());
            let list = format!("/api/v1/sources/{id}/passages");
            ApiError::new(Kind::NOT_FOUND, detail).at("number", &number).seeing(vec![context.chosen(&list)])
        })
    };
    let related = |row: &PassageRow| {
        let source = format!("/sources/{}", row.source);
        vec![("passages", format!("{source}/passages")), ("source", source)]
    };
    collection::answer_item::<Passages>(request, state, params, find, related).await
}
