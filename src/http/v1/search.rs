//! `/search`: words across the plan, its statements and sources, and what stands beside it.

use actix_web::{HttpRequest, HttpResponse, get, web::Data};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::{
    super::{
        accept,
        links::Pages,
        params::{FromQuery, Params, QueryString},
        problem::ApiError,
        responses::Failures,
        state::{Context, State},
    },
    collection::{self, AtParams, DEFAULT_LIMIT, LARGEST_OFFSET, MOST_ON_A_PAGE},
    views::List,
};
use crate::{
    domain::{
        release::At,
        text::{Language, fold},
    },
    store::{Db, Slice, actions, axes, findings, indicators, objectives, sources, statements, targets, terms},
};

/// A row in which all words were found.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "kind": "action", "code": "13", "field": "title", "language": "fr",
    "text": "Mobiliser les données au service de l’École",
    "href": "http://127.0.0.1:8080/api/v1/actions/13"
}))]
pub struct Hit {
    /// `axis`, `action`, `objective`, `statement`, `source`, `target`, `finding`, `term` or `indicator`.
    pub kind: &'static str,
    pub code: String,
    /// The field that holds the words: `title`, `text` or `term`; of a finding `title` or `wording`, which are the record's
    /// own words.
    pub field: &'static str,
    #[schema(value_type = Language)]
    pub language: &'static str,
    /// The field's text.
    pub text: String,
    pub href: String,
}

/// What to search for.
#[derive(Clone, Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SearchParams {
    /// Words that one field contains, all of them, case and accents aside.
    #[param(example = "education", value_type = String)]
    q: Vec<String>,
    /// `axis`, `action`, `objective`, `statement`, `source`, `target`, `finding`, `term` or `indicator`.
    #[param(example = "action", value_type = Option<String>)]
    kind: Vec<String>,
    /// Hits on a page.
    #[param(minimum = 0, maximum = 500, default = 50, example = 2, value_type = Option<i64>)]
    limit: Option<i64>,
    /// Hits to leave out before the first.
    #[param(minimum = 0, default = 0, example = 0, value_type = Option<i64>)]
    offset: Option<i64>,
}

const KINDS: [&str; 9] =
    ["axis", "action", "objective", "statement", "source", "target", "finding", "term", "indicator"];

impl FromQuery for SearchParams {
    fn from_query(query: &mut QueryString) -> Result<Self, ApiError> {
        let q = query.search("q")?;
        Ok(SearchParams {
            q: q.ok_or_else(|| ApiError::invalid("q", "", "one or more words"))?,
            kind: query.words("kind", &KINDS)?,
            limit: query.number("limit", 0..=MOST_ON_A_PAGE)?,
            offset: query.number("offset", 0..=LARGEST_OFFSET)?,
        })
    }
}

/// Search in everything.
///
/// Rows with a field that contains all the words, in the order axes, actions, objectives, statements, sources, targets,
/// findings, terms, indicators, and in each in its own order. A row is given once for each field and language that matches.
#[utoipa::path(tag = "search", params(SearchParams, AtParams), responses(
    (status = 200, description = "The hits", body = List<Hit>), Failures))]
#[get("/search")]
pub async fn search_record(
    request: HttpRequest,
    state: Data<State>,
    params: Params<(At, SearchParams)>,
) -> Result<HttpResponse, ApiError> {
    accept::json_only(&request)?;
    let (at, search) = params.value;
    let context = state.context(&request, &at, params.canonical)?;
    let work = move |db: &mut Db, context: &Context| {
        let hits = hits(db, context, &search)?;
        let (limit, offset) = (search.limit.unwrap_or(DEFAULT_LIMIT), search.offset.unwrap_or_default());
        let total = i64::try_from(hits.len()).unwrap_or(i64::MAX);
        let (skip, take) = (usize::try_from(offset).unwrap_or(usize::MAX), usize::try_from(limit).unwrap_or_default());
        let views: Vec<Hit> = hits.into_iter().skip(skip).take(take).collect();
        collection::page(views, &[], context, Pages { limit, offset, total })
    };
    state.answer(&request, context, work).await
}

/// Columns of a row in the order of [`Language::ALL`].
type Columns = [Option<String>; 2];

fn hits(db: &mut Db, context: &Context, search: &SearchParams) -> Result<Vec<Hit>, ApiError> {
    let (sequence, words, all) = (context.release.sequence, search.q.clone(), Slice::default());
    let asked = |kind: &str| search.kind.is_empty() || search.kind.iter().any(|asked| asked == kind);
    let mut found: Vec<(&'static str, String, &'static str, Columns)> = Vec::new();
    if asked("axis") {
        let filter = axes::Filter { words: words.clone(), ..Default::default() };
        let rows = axes::list(db, sequence, &filter, &all)?;
        found.extend(rows.into_iter().map(|row| ("axis", row.code, "title", [row.title_fr, row.title_en])));
    }
    if asked("action") {
        let filter = actions::Filter { words: words.clone(), ..Default::default() };
        let rows = actions::list(db, sequence, &filter, &all)?;
        found.extend(rows.into_iter().map(|row| ("action", row.code, "title", [row.title_fr, row.title_en])));
    }
    if asked("objective") {
        let filter = objectives::Filter { words: words.clone(), ..Default::default() };
        let rows = objectives::list(db, sequence, &filter, &all)?;
        found.extend(rows.into_iter().map(|row| ("objective", row.code, "title", [row.title_fr, row.title_en])));
    }
    if asked("statement") {
        let filter = statements::Filter { words: words.clone(), ..Default::default() };
        let rows = statements::list(db, sequence, &filter, &all)?;
        found.extend(rows.into_iter().map(|row| ("statement", row.code, "text", [row.text_fr, row.text_en])));
    }
    if asked("source") {
        let filter = sources::Filter { words: words.clone(), ..Default::default() };
        let rows = sources::list(db, sequence, &filter, &all)?;
        found.extend(rows.into_iter().map(|row| ("source", row.id, "title", [row.title_fr, row.title_en])));
    }
    if asked("target") {
        let filter = targets::Filter { words: words.clone(), ..Default::default() };
        let rows = targets::list(db, sequence, &filter, &all)?;
        found.extend(rows.into_iter().map(|row| ("target", row.code, "text", [row.text_fr, row.text_en])));
    }
    if asked("finding") {
        let filter = findings::Filter { words: words.clone(), ..Default::default() };
        for row in findings::list(db, sequence, &filter, &all)? {
            found.push(("finding", row.code.clone(), "title", [Some(row.title_fr), Some(row.title_en)]));
            found.push(("finding", row.code, "wording", [Some(row.wording_fr), Some(row.wording_en)]));
        }
    }
    if asked("term") {
        let filter = terms::Filter { words: words.clone(), ..Default::default() };
        let rows = terms::list(db, sequence, &filter, &all)?;
        found.extend(rows.into_iter().map(|row| ("term", row.code, "term", [row.term_fr, row.term_en])));
    }
    if asked("indicator") {
        let filter = indicators::Filter { words: words.clone(), ..Default::default() };
        let rows = indicators::list(db, sequence, &filter, &all)?;
        found.extend(rows.into_iter().map(|row| ("indicator", row.code, "text", [row.text_fr, row.text_en])));
    }
    let mut hits = Vec::new();
    for (kind, code, field, columns) in found {
        for (language, text) in Language::ALL.into_iter().zip(columns) {
            let Some(text) = text else { continue };
            let folded = fold(&text);
            if words.iter().all(|word| folded.contains(word.as_str())) {
                let folder = match kind {
                    "axis" => "axes".to_owned(),
                    "term" => "glossary".to_owned(),
                    kind => format!("{kind}s"),
                };
                let href = context.v1(&format!("/{folder}/{code}"));
                hits.push(Hit { kind, code: code.clone(), field, language: language.as_str(), text, href });
            }
        }
    }
    Ok(hits)
}
