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
        release::{At, Release},
        text::{Language, fold},
    },
    store::{
        Db, QueryResult, Slice, actions, axes, findings, indicators, objectives, sources, statements, targets, terms,
    },
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
    #[param(minimum = 0, maximum = 1_000_000_000, default = 0, example = 0, value_type = Option<i64>)]
    offset: Option<i64>,
}

/// What can be found, in the order of the hits.
pub const KINDS: [&str; 9] =
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
        let found = find(db, &context.release, &search.q, &search.kind)?;
        let (limit, offset) = (search.limit.unwrap_or(DEFAULT_LIMIT), search.offset.unwrap_or_default());
        let total = i64::try_from(found.len()).unwrap_or(i64::MAX);
        let (skip, take) = (usize::try_from(offset).unwrap_or(usize::MAX), usize::try_from(limit).unwrap_or_default());
        let shown = found.into_iter().skip(skip).take(take);
        let views: Vec<Hit> = shown.map(|found| Hit::of(found, context)).collect();
        collection::page(views, &[], context, Pages { limit, offset, total })
    };
    state.answer(&request, context, work).await
}

/// A field in which all words were found, in one language.
pub struct Found {
    pub kind: &'static str,
    pub code: String,
    pub field: &'static str,
    pub language: Language,
    pub text: String,
    /// Where the row is, as a path under `/api/v1`.
    pub path: String,
    /// What the row belongs to, as such a path: the axis, action or objective, else the source that states it. None for
    /// what stands for itself.
    pub under: Option<String>,
}

impl Hit {
    fn of(found: Found, context: &Context) -> Self {
        let Found { kind, code, field, language, text, path, .. } = found;
        Hit { kind, code, field, language: language.as_str(), text, href: context.v1(&path) }
    }
}

/// Where a release holds all the words, in rows of the given kinds; of all if none is given.
///
/// # Errors
/// Those of the database.
pub fn find(db: &mut Db, release: &Release, words: &[String], kinds: &[String]) -> QueryResult<Vec<Found>> {
    let mut search = Search { words, kinds, found: Vec::new() };
    let (sequence, all) = (release.sequence, Slice::default());
    if search.asks("axis") {
        let filter = axes::Filter { words: words.to_vec(), ..Default::default() };
        for row in axes::list(db, sequence, &filter, &all)? {
            search.add(("axis", "axes"), row.code, "title", [row.title_fr, row.title_en], None);
        }
    }
    if search.asks("action") {
        let filter = actions::Filter { words: words.to_vec(), ..Default::default() };
        for row in actions::list(db, sequence, &filter, &all)? {
            search.add(("action", "actions"), row.code, "title", [row.title_fr, row.title_en], None);
        }
    }
    if search.asks("objective") {
        let filter = objectives::Filter { words: words.to_vec(), ..Default::default() };
        for row in objectives::list(db, sequence, &filter, &all)? {
            search.add(("objective", "objectives"), row.code, "title", [row.title_fr, row.title_en], None);
        }
    }
    if search.asks("statement") {
        let filter = statements::Filter { words: words.to_vec(), ..Default::default() };
        for row in statements::list(db, sequence, &filter, &all)? {
            let under = part(row.axis, row.action, row.objective);
            search.add(("statement", "statements"), row.code, "text", [row.text_fr, row.text_en], under);
        }
    }
    if search.asks("source") {
        let filter = sources::Filter { words: words.to_vec(), ..Default::default() };
        for row in sources::list(db, sequence, &filter, &all)? {
            search.add(("source", "sources"), row.id, "title", [row.title_fr, row.title_en], None);
        }
    }
    // A code of another edition names another thing in this release.
    let stated = |edition: &str, source: &str, part: Option<String>| {
        part.filter(|_| edition == release.edition).or_else(|| Some(format!("/sources/{source}")))
    };
    if search.asks("target") {
        let filter = targets::Filter { words: words.to_vec(), ..Default::default() };
        for row in targets::list(db, sequence, &filter, &all)? {
            let under = stated(&row.edition, &row.source, part(row.axis, row.action, row.objective));
            search.add(("target", "targets"), row.code, "text", [row.text_fr, row.text_en], under);
        }
    }
    if search.asks("finding") {
        let filter = findings::Filter { words: words.to_vec(), ..Default::default() };
        for row in findings::list(db, sequence, &filter, &all)? {
            let (kind, code) = (("finding", "findings"), row.code);
            search.add(kind, code.clone(), "title", [Some(row.title_fr), Some(row.title_en)], None);
            search.add(kind, code, "wording", [Some(row.wording_fr), Some(row.wording_en)], None);
        }
    }
    if search.asks("term") {
        let filter = terms::Filter { words: words.to_vec(), ..Default::default() };
        for row in terms::list(db, sequence, &filter, &all)? {
            search.add(("term", "glossary"), row.code, "term", [row.term_fr, row.term_en], None);
        }
    }
    if search.asks("indicator") {
        let filter = indicators::Filter { words: words.to_vec(), ..Default::default() };
        for row in indicators::list(db, sequence, &filter, &all)? {
            let under = stated(&row.edition, &row.source, part(row.axis, row.action, row.objective));
            search.add(("indicator", "indicators"), row.code, "text", [row.text_fr, row.text_en], under);
        }
    }
    Ok(search.found)
}

/// A search under way.
struct Search<'s> {
    words: &'s [String],
    kinds: &'s [String],
    found: Vec<Found>,
}

impl Search<'_> {
    fn asks(&self, kind: &str) -> bool {
        self.kinds.is_empty() || self.kinds.iter().any(|asked| asked == kind)
    }

    /// Adds the languages in which a field holds all the words; `columns` are in the order of [`Language::ALL`].
    fn add(
        &mut self,
        (kind, folder): (&'static str, &str),
        code: String,
        field: &'static str,
        columns: [Option<String>; 2],
        under: Option<String>,
    ) {
        for (language, text) in Language::ALL.into_iter().zip(columns) {
            let Some(text) = text else { continue };
            let folded = fold(&text);
            if self.words.iter().all(|word| folded.contains(word.as_str())) {
                let (path, under) = (format!("/{folder}/{code}"), under.clone());
                self.found.push(Found { kind, code: code.clone(), field, language, text, path, under });
            }
        }
    }
}

/// The part of the plan that a row belongs to, most precisely.
fn part(axis: Option<String>, action: Option<String>, objective: Option<String>) -> Option<String> {
    let parts = [("objectives", objective), ("actions", action), ("axes", axis)];
    parts.into_iter().find_map(|(folder, code)| Some(format!("/{folder}/{}", code?)))
}
