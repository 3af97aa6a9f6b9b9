//! `/glossary`: the terms that the documents define.

use std::collections::BTreeMap;

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
    collection::{self, AtParams, Collection, ListParams, ListQuery},
    findings::{QuoteView, quotes},
    views::{Item, List, several, texts},
};
use crate::{
    domain::{
        absence::Absences,
        catalogue,
        dataset::Dataset,
        release::At,
        text::{Language, Texts},
    },
    store::{
        self, Db, QueryResult, Slice,
        citations::{self, CitationRow},
        terms::{Filter, TermRow},
    },
};

/// A term that the documents define.
#[derive(Serialize, ToSchema)]
pub struct TermView {
    /// Its name in addresses.
    pub code: String,
    #[schema(value_type = Language)]
    pub language: String,
    /// The term as printed.
    pub term: Texts,
    /// The definitions word for word, each with its passage.
    pub definitions: Vec<QuoteView>,
    /// Ids of the documents that state and define it.
    pub sources: Vec<String>,
    /// Why each null is null.
    #[schema(value_type = Absences)]
    pub absent: Absences,
    pub href: String,
}

/// Conditions on a list of terms.
#[derive(Clone, Debug, Default, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TermParams {
    /// `fr` or `en`.
    #[param(example = "fr", value_type = Option<String>)]
    language: Vec<String>,
    /// Ids of sources.
    #[param(example = "vision-2023", value_type = Option<String>)]
    source: Vec<String>,
    /// Words that the term or a definition contains, case and accents aside.
    #[param(example = "communs", value_type = Option<String>)]
    q: Option<Vec<String>>,
}

impl FromQuery for TermParams {
    fn from_query(query: &mut QueryString) -> Result<Self, ApiError> {
        Ok(TermParams {
            language: query.words("language", &Language::ALL.map(Language::as_str))?,
            source: query.texts("source")?,
            q: query.search("q")?,
        })
    }
}

impl From<TermParams> for Filter {
    fn from(params: TermParams) -> Self {
        Filter { language: params.language, source: params.source, words: params.q.unwrap_or_default() }
    }
}

/// The name of a term, from the path.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct TermPath {
    /// The term.
    #[param(example = "communs-numeriques")]
    code: String,
}

/// The collection of terms.
pub struct Terms;

impl Collection for Terms {
    type Row = TermRow;
    type Filter = Filter;
    type View = TermView;
    const NAME: &'static str = "glossary";
    const DATASET: &'static Dataset = &catalogue::TERMS;
    const SUBJECT: &'static str = "term";
    const SORTABLE: &'static [&'static str] = store::terms::SORTABLE;
    const FIELDS: &'static [&'static str] = &["code", "language", "term", "definitions", "sources", "absent", "href"];

    fn list(db: &mut Db, sequence: i64, filter: &Filter, slice: &Slice) -> QueryResult<Vec<TermRow>> {
        store::terms::list(db, sequence, filter, slice)
    }

    fn count(db: &mut Db, sequence: i64, filter: &Filter) -> QueryResult<i64> {
        store::terms::count(db, sequence, filter)
    }

    fn code(row: &TermRow) -> &str {
        &row.code
    }

    fn views(db: &mut Db, context: &Context, rows: Vec<TermRow>) -> Result<Vec<TermView>, ApiError> {
        let mut cited: BTreeMap<String, Vec<CitationRow>> = BTreeMap::new();
        for row in citations::about(db, context.release.sequence, Self::SUBJECT)? {
            cited.entry(row.code.clone()).or_default().push(row);
        }
        let view = |row: TermRow| TermView {
            definitions: quotes(
                &row.definitions,
                "definition",
                cited.get(&row.code).map_or(&[], Vec::as_slice),
                context,
            ),
            term: texts(&row.term_fr, &row.term_en),
            sources: several(&row.sources),
            absent: Absences::from_flat(&row.absent),
            href: context.v1(&format!("/glossary/{}", row.code)),
            code: row.code,
            language: row.language,
        };
        Ok(rows.into_iter().map(view).collect())
    }
}

fn term(db: &mut Db, context: &Context, code: &str) -> Result<TermRow, ApiError> {
    let sequence = context.release.sequence;
    if let Some(row) = store::terms::by_code(db, sequence, code)? {
        return Ok(row);
    }
    let all = store::terms::list(db, sequence, &Filter::default(), &Slice::default())?;
    let known: Vec<&str> = all.iter().map(|row| row.code.as_str()).collect();
    let detail = format!("release {} defines no such term", context.release.pinned());
    let error = ApiError::new(Kind::NOT_FOUND, detail).at("code", code).expecting(known.join(", "));
    Err(error.suggesting(code, known).seeing(vec![context.chosen("/api/v1/glossary")]))
}

/// The glossary.
///
/// The terms that the documents define, with each definition word for word. A term that the documents use and do not
/// define is not here.
#[utoipa::path(tag = "glossary", params(TermParams, AtParams, ListParams), responses(
    (status = 200, description = "The terms, in the order of the documents",
     content((List<TermView> = "application/json"), (String = "text/csv"))), Failures))]
#[get("/glossary")]
pub async fn list_terms(
    request: HttpRequest,
    state: Data<State>,
    params: Params<(TermParams, ListQuery)>,
) -> Result<HttpResponse, ApiError> {
    let (filter, list) = params.value;
    collection::answer::<Terms>(request, state, list, params.canonical, filter.into(), codes::no_guard()).await
}

/// One term.
///
/// By its name, with the passages of the term and of its definitions.
#[utoipa::path(tag = "glossary", params(TermPath, AtParams), responses(
    (status = 200, description = "The term", body = Item<TermView>), Failures))]
#[get("/glossary/{code}")]
pub async fn get_term(
    request: HttpRequest,
    state: Data<State>,
    path: Path<TermPath>,
    params: Params<At>,
) -> Result<HttpResponse, ApiError> {
    let code = path.into_inner().code;
    let find = move |db: &mut Db, context: &Context| term(db, context, &code);
    collection::answer_item::<Terms>(request, state, params, find, |_| Vec::new()).await
}
