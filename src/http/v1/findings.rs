//! `/findings`: the contradictions and gaps of the sources, with both quotes and the publisher's reply.

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
    views::{Item, List, several},
};
use crate::{
    domain::{
        absence::Absences,
        catalogue,
        dataset::Dataset,
        editorial::{FindingClass, FindingState},
        release::At,
        text::Texts,
    },
    store::{
        self, Db, QueryResult, Slice,
        citations::{self, CitationRow},
        findings::{Filter, FindingRow},
    },
};

/// A contradiction or gap of the sources.
#[derive(Serialize, ToSchema)]
pub struct FindingView {
    /// A stable code, such as `F1`.
    pub code: String,
    #[schema(value_type = FindingClass)]
    pub class: String,
    /// One line, in the words of the record.
    pub title: Texts,
    /// What each place says and what follows, in the words of the record.
    pub wording: Texts,
    /// What it is about: `axis 4`, `objective 32-1`, `2023 action 4`, `source vision-2023` or `strategy`.
    #[schema(example = json!(["objective 35"]))]
    pub subjects: Vec<String>,
    /// The words of the documents, each with its passage.
    pub quotes: Vec<QuoteView>,
    #[schema(value_type = FindingState)]
    pub state: String,
    /// The publisher's replies: date, author and text, a line each. Replies are added and never changed.
    pub replies: Option<String>,
    /// Why each null is null.
    #[schema(value_type = Absences)]
    pub absent: Absences,
    pub href: String,
}

/// Words of a document.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "text": "46 objectives", "source": "detail-2026", "start": 146, "end": 159,
    "href": "http://127.0.0.1:8080/api/v1/sources/detail-2026/passages/4"
}))]
pub struct QuoteView {
    /// The words, after the repairs that the passage declares.
    pub text: String,
    pub source: String,
    /// First character of the passage, counted from 0.
    pub start: i32,
    /// One past its last character.
    pub end: i32,
    /// The passage, with the words around it.
    pub href: String,
}

/// The quotes of an entry: its words, in order, with the citations of the fields `{name}_1`, `{name}_2` …
pub fn quotes(words: &str, name: &str, cited: &[CitationRow], context: &Context) -> Vec<QuoteView> {
    let quote = |(index, text): (usize, String)| {
        let field = format!("{name}_{}", index + 1);
        let citation = cited.iter().find(|row| row.field == field && row.rank == 0)?;
        Some(QuoteView {
            text,
            source: citation.source.clone(),
            start: citation.start_char,
            end: citation.end_char,
            href: context.v1(&format!("/sources/{}/passages/{}", citation.source, citation.number)),
        })
    };
    words.lines().map(str::to_owned).enumerate().filter_map(quote).collect()
}

/// Conditions on a list of findings.
#[derive(Clone, Debug, Default, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FindingParams {
    /// What the finding is: `contradiction`, `gap`, `ambiguity`, `misprint`, `numbering`, `wording`, `layout`, `undated`
    /// or `arithmetic`.
    #[param(example = "contradiction", value_type = Option<String>)]
    class: Vec<String>,
    /// `open` or `answered`.
    #[param(example = "open", value_type = Option<String>)]
    state: Vec<String>,
    /// What it is about, such as `objective 35`.
    #[param(example = "objective 35", value_type = Option<String>)]
    subject: Vec<String>,
    /// Ids of sources that are quoted.
    #[param(example = "detail-2026", value_type = Option<String>)]
    source: Vec<String>,
    /// Words that the title or wording contains, case and accents aside.
    #[param(example = "objectif", value_type = Option<String>)]
    q: Option<Vec<String>>,
}

impl FromQuery for FindingParams {
    fn from_query(query: &mut QueryString) -> Result<Self, ApiError> {
        Ok(FindingParams {
            class: query.words("class", FindingClass::WORDS)?,
            state: query.words("state", FindingState::WORDS)?,
            subject: query.texts("subject")?,
            source: query.texts("source")?,
            q: query.search("q")?,
        })
    }
}

impl From<FindingParams> for Filter {
    fn from(params: FindingParams) -> Self {
        Filter {
            class: params.class,
            state: params.state,
            subject: params.subject,
            source: params.source,
            words: params.q.unwrap_or_default(),
        }
    }
}

/// The code of a finding, from the path.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct FindingPath {
    /// The finding.
    #[param(example = "F1")]
    code: String,
}

/// The collection of findings.
pub struct Findings;

impl Collection for Findings {
    type Row = FindingRow;
    type Filter = Filter;
    type View = FindingView;
    const NAME: &'static str = "findings";
    const DATASET: &'static Dataset = &catalogue::FINDINGS;
    const SUBJECT: &'static str = "finding";
    const SORTABLE: &'static [&'static str] = store::findings::SORTABLE;
    const FIELDS: &'static [&'static str] =
        &["code", "class", "title", "wording", "subjects", "quotes", "state", "replies", "absent", "href"];

    fn list(db: &mut Db, sequence: i64, filter: &Filter, slice: &Slice) -> QueryResult<Vec<FindingRow>> {
        store::findings::list(db, sequence, filter, slice)
    }

    fn count(db: &mut Db, sequence: i64, filter: &Filter) -> QueryResult<i64> {
        store::findings::count(db, sequence, filter)
    }

    fn code(row: &FindingRow) -> &str {
        &row.code
    }

    fn views(db: &mut Db, context: &Context, rows: Vec<FindingRow>) -> Result<Vec<FindingView>, ApiError> {
        let mut cited: BTreeMap<String, Vec<CitationRow>> = BTreeMap::new();
        for row in citations::about(db, context.release.sequence, Self::SUBJECT)? {
            cited.entry(row.code.clone()).or_default().push(row);
        }
        let view = |row: FindingRow| FindingView {
            title: Texts { fr: Some(row.title_fr), en: Some(row.title_en) },
            wording: Texts { fr: Some(row.wording_fr), en: Some(row.wording_en) },
            subjects: several(&row.subjects),
            quotes: quotes(&row.quotes, "quote", cited.get(&row.code).map_or(&[], Vec::as_slice), context),
            absent: Absences::from_flat(&row.absent),
            href: context.v1(&format!("/findings/{}", row.code)),
            code: row.code,
            class: row.class,
            state: row.state,
            replies: row.replies,
        };
        Ok(rows.into_iter().map(view).collect())
    }
}

/// A finding of the release that is read.
///
/// # Errors
/// A 404 that leads to the list.
pub fn finding(db: &mut Db, context: &Context, code: &str) -> Result<FindingRow, ApiError> {
    store::findings::by_code(db, context.release.sequence, code)?.ok_or_else(|| {
        let detail = format!("release {} holds no such finding", context.release.pinned());
        ApiError::new(Kind::NOT_FOUND, detail)
            .at("code", code)
            .expecting("a code that /api/v1/findings lists, such as F1")
            .seeing(vec![context.chosen("/api/v1/findings")])
    })
}

/// The findings about the sources.
///
/// Where the documents contradict each other or leave a gap: described without judgement in both languages, with the words
/// of each place and their passages. The record keeps each statement as it is and mends none.
#[utoipa::path(tag = "findings", params(FindingParams, AtParams, ListParams), responses(
    (status = 200, description = "The findings",
     content((List<FindingView> = "application/json"), (String = "text/csv"))), Failures))]
#[get("/findings")]
pub async fn list_findings(
    request: HttpRequest,
    state: Data<State>,
    params: Params<(FindingParams, ListQuery)>,
) -> Result<HttpResponse, ApiError> {
    let (filter, list) = params.value;
    collection::answer::<Findings>(request, state, list, params.canonical, filter.into(), codes::no_guard()).await
}

/// One finding.
///
/// By its code, with its quotes and their passages.
#[utoipa::path(tag = "findings", params(FindingPath, AtParams), responses(
    (status = 200, description = "The finding", body = Item<FindingView>), Failures))]
#[get("/findings/{code}")]
pub async fn get_finding(
    request: HttpRequest,
    state: Data<State>,
    path: Path<FindingPath>,
    params: Params<At>,
) -> Result<HttpResponse, ApiError> {
    let code = path.into_inner().code;
    let find = move |db: &mut Db, context: &Context| finding(db, context, &code);
    collection::answer_item::<Findings>(request, state, params, find, |_| Vec::new()).await
}
