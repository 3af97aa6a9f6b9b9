//! `/sources`: the documents of the record and their texts. Their passages are in [`super::passages`].

use actix_web::{
    HttpRequest, HttpResponse, get,
    web::{Data, Path},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    super::{
        accept,
        params::{FromQuery, Params, QueryString},
        problem::{ApiError, Kind},
        responses::Failures,
        state::{Body, Context, State},
    },
    codes,
    collection::{self, AtParams, Collection, ListParams, ListQuery},
    releases::Bound,
    views::{Item, List, texts, texts_or_null},
};
use crate::{
    domain::{
        absence::Absences,
        catalogue::{self, ABOUT},
        dataset::Dataset,
        release::At,
        text::{Language, Texts},
    },
    store::{
        self, Db, QueryResult, Slice,
        sources::{Filter, SourceRow},
    },
};

/// A source document.
#[derive(Serialize, ToSchema)]
pub struct SourceView {
    /// The name by which passages cite the document.
    pub id: String,
    #[schema(value_type = Language)]
    pub language: String,
    /// The title that the document prints.
    pub title: Option<Texts>,
    /// What the document is, in the record's own words: no source says them.
    pub about: Texts,
    /// The release that the document was transcribed for.
    pub stated_in: String,
    /// SHA-256 of the document's bytes, in hexadecimal digits.
    pub sha256: String,
    /// Length of the document in bytes.
    pub bytes: i32,
    /// Length of the document in characters (Unicode scalar values), in which passages are counted.
    pub characters: i32,
    /// The printed publication date: the day that both bounds leave. No document of the first three releases prints one.
    pub date: Option<chrono::NaiveDate>,
    pub earliest: Option<Bound>,
    pub latest: Option<Bound>,
    /// The address at which the document was published, where it is known.
    pub url: Option<String>,
    /// The licence of the document and of its transcription.
    pub licence: &'static str,
    /// Its text.
    pub licence_url: &'static str,
    /// To whom the document is to be attributed.
    pub attribution: &'static str,
    /// Why each null is null.
    #[schema(value_type = Absences)]
    pub absent: Absences,
    pub href: String,
}

/// Conditions on a list of sources.
#[derive(Clone, Debug, Default, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SourceParams {
    /// `fr` or `en`.
    #[param(example = "fr", value_type = Option<String>)]
    language: Vec<String>,
    /// The release that the document was transcribed for.
    #[param(example = "2026", value_type = Option<String>)]
    stated_in: Vec<String>,
    /// Words that the title contains, case and accents aside.
    #[param(example = "overview", value_type = Option<String>)]
    q: Option<Vec<String>>,
}

impl FromQuery for SourceParams {
    fn from_query(query: &mut QueryString) -> Result<Self, ApiError> {
        Ok(SourceParams {
            language: query.words("language", &Language::ALL.map(Language::as_str))?,
            stated_in: query.texts("stated_in")?,
            q: query.search("q")?,
        })
    }
}

impl From<SourceParams> for Filter {
    fn from(params: SourceParams) -> Self {
        Filter { language: params.language, release: params.stated_in, words: params.q.unwrap_or_default() }
    }
}

/// The id of a source, from the path.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct SourcePath {
    /// The source.
    #[param(example = "detail-2026")]
    pub id: String,
}

/// The licence of the documents and of the record.
pub const LICENCE: &str = ABOUT.licence.name;
/// Where its text is.
pub const LICENCE_URL: &str = ABOUT.licence.url;
/// To whom both are attributed.
pub const ATTRIBUTION: &str = ABOUT.publisher;

/// The collection of sources.
pub struct Sources;

impl Collection for Sources {
    type Row = SourceRow;
    type Filter = Filter;
    type View = SourceView;
    const NAME: &'static str = "sources";
    const DATASET: &'static Dataset = &catalogue::SOURCES;
    const SUBJECT: &'static str = "source";
    const SORTABLE: &'static [&'static str] = store::sources::SORTABLE;
    const FIELDS: &'static [&'static str] = &[
        "id",
        "language",
        "title",
        "about",
        "stated_in",
        "sha256",
        "bytes",
        "characters",
        "date",
        "earliest",
        "latest",
        "url",
        "licence",
        "licence_url",
        "attribution",
        "absent",
        "href",
    ];

    fn list(db: &mut Db, sequence: i64, filter: &Filter, slice: &Slice) -> QueryResult<Vec<SourceRow>> {
        store::sources::list(db, sequence, filter, slice)
    }

    fn count(db: &mut Db, sequence: i64, filter: &Filter) -> QueryResult<i64> {
        store::sources::count(db, sequence, filter)
    }

    fn code(row: &SourceRow) -> &str {
        &row.id
    }

    fn views(_: &mut Db, context: &Context, rows: Vec<SourceRow>) -> Result<Vec<SourceView>, ApiError> {
        let view = |row: SourceRow| SourceView {
            title: texts_or_null(&row.title_fr, &row.title_en),
            about: texts(&Some(row.about_fr), &Some(row.about_en)),
            date: row.earliest.filter(|earliest| row.latest == Some(*earliest)),
            earliest: Bound::of(row.earliest, &row.earliest_basis_fr, &row.earliest_basis_en),
            latest: Bound::of(row.latest, &row.latest_basis_fr, &row.latest_basis_en),
            url: None,
            licence: LICENCE,
            licence_url: LICENCE_URL,
            attribution: ATTRIBUTION,
            absent: Absences::from_flat(&row.absent),
            href: context.v1(&format!("/sources/{}", row.id)),
            language: row.language,
            stated_in: row.release,
            sha256: row.sha256,
            bytes: row.bytes,
            characters: row.characters,
            id: row.id,
        };
        Ok(rows.into_iter().map(view).collect())
    }
}

/// A source of the release that is read.
///
/// # Errors
/// A 404 that lists the sources.
pub fn source(db: &mut Db, context: &Context, id: &str) -> Result<SourceRow, ApiError> {
    if let Some(row) = store::sources::by_id(db, context.release.sequence, id)? {
        return Ok(row);
    }
    let all = store::sources::list(db, context.release.sequence, &Filter::default(), &Slice::default())?;
    let known: Vec<&str> = all.iter().map(|row| row.id.as_str()).collect();
    let detail =
        format!("release {} rests on no such source; its sources are {}", context.release.pinned(), known.join(", "));
    let error = ApiError::new(Kind::NOT_FOUND, detail).at("id", id).expecting(known.join(", "));
    Err(error.suggesting(id, known).seeing(vec![context.chosen("/api/v1/sources")]))
}

/// The sources of the record.
///
/// The documents on which the release rests: its own and those of earlier releases, from which titles are taken over.
#[utoipa::path(tag = "sources", params(SourceParams, AtParams, ListParams), responses(
    (status = 200, description = "The sources, oldest first",
     content((List<SourceView> = "application/json"), (String = "text/csv"))), Failures))]
#[get("/sources")]
pub async fn list_sources(
    request: HttpRequest,
    state: Data<State>,
    params: Params<(SourceParams, ListQuery)>,
) -> Result<HttpResponse, ApiError> {
    let (filter, list) = params.value;
    collection::answer::<Sources>(request, state, list, params.canonical, filter.into(), codes::no_guard()).await
}

/// One source.
///
/// A document with its digest, language and the bounds of its date, and the passages those bounds rest on.
#[utoipa::path(tag = "sources", params(SourcePath, AtParams), responses(
    (status = 200, description = "The source", body = Item<SourceView>), Failures))]
#[get("/sources/{id}")]
pub async fn get_source(
    request: HttpRequest,
    state: Data<State>,
    path: Path<SourcePath>,
    params: Params<At>,
) -> Result<HttpResponse, ApiError> {
    let id = path.into_inner().id;
    let find = move |db: &mut Db, context: &Context| source(db, context, &id);
    let related =
        |row: &SourceRow| ["text", "passages"].map(|name| (name, format!("/sources/{}/{name}", row.id))).to_vec();
    collection::answer_item::<Sources>(request, state, params, find, related).await
}

/// The text of a source.
///
/// The document as plain text, byte for byte: its SHA-256 is that of the source. Passages count its characters.
#[utoipa::path(tag = "sources", params(SourcePath, AtParams), responses(
    (status = 200, description = "The text", body = String, content_type = "text/plain"), Failures))]
#[get("/sources/{id}/text")]
pub async fn get_source_text(
    request: HttpRequest,
    state: Data<State>,
    path: Path<SourcePath>,
    params: Params<At>,
) -> Result<HttpResponse, ApiError> {
    let id = path.into_inner().id;
    accept::accepted(&request, &["text/plain"])?;
    let context = state.context(&request, &params.value, params.canonical)?;
    let work = move |db: &mut Db, context: &Context| {
        let row = source(db, context, &id)?;
        let text = store::sources::text(db, &row.sha256)?;
        Ok(Body::new(text.into_bytes(), "text/plain; charset=utf-8"))
    };
    state.answer(&request, context, work).await
}
