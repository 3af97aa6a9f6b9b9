//! `/cite`: how to cite an answer or a dataset, and what each answer says of its own citation.
//!
//! The address is asked first: what it gives, and whether it can be pinned, is known from its answer alone.

use actix_web::{
    HttpRequest, HttpResponse, body, get,
    http::{
        Uri,
        header::{CONTENT_TYPE, LINK},
    },
    web::Data,
};
use chrono::NaiveDate;
use serde::Serialize;
use serde_json::Value as Json;
use utoipa::{IntoParams, ToSchema};

use super::{
    super::{
        accept, inside,
        links::{joined, with_release},
        params::{FromQuery, Params, QueryString},
        problem::ApiError,
        responses::Failures,
        state::{Body, Context, State},
    },
    LISTS,
    cited::{self, Target},
    collection::AtParams,
    views::Item,
};
use crate::{
    domain::{
        absence::{Absence, Absences},
        catalogue::{ABOUT, by_id},
        citation::{Citation, PUBLISHER, Style},
        release::At,
        text::{Language, Texts},
    },
    formats::citation,
    store::Db,
};

/// How to cite an answer.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "text": "MINISTÈRE DE L'ÉDUCATION NATIONALE. objectives/34 [jeu de données en ligne]. …",
    "url": "http://127.0.0.1:8080/api/v1/objectives/34?release=2026.1",
    "sha256": "0000000000000000000000000000000000000000000000000000000000000000",
    "styles": "http://127.0.0.1:8080/api/v1/cite?path=%2Fapi%2Fv1%2Fobjectives%2F34%3Frelease%3D2026.1"
}))]
pub struct CitationView {
    /// The citation by ISO 690, in French.
    pub text: String,
    /// The address that gives the same content for good.
    pub url: String,
    /// SHA-256 of the content of the revision, in hexadecimal digits.
    pub sha256: String,
    /// The citation in other styles, with the title of what is cited.
    pub styles: String,
}

impl CitationView {
    /// How to cite the answer to a request, if a release pins it.
    pub fn of(context: &Context) -> Option<Self> {
        let url = context.cite_as()?;
        let own = url.strip_prefix(&context.base).unwrap_or(&url);
        let styles: String = form_urlencoded::Serializer::new(String::new()).append_pair("path", own).finish();
        let citation = Citation::of(&context.release, cited::place(own), Language::Fr, url.clone());
        Some(CitationView {
            text: citation.iso690(),
            sha256: citation.sha256,
            styles: format!("{}/api/v1/cite?{styles}", context.base),
            url,
        })
    }
}

/// A citation, in every style.
#[derive(Serialize, ToSchema)]
pub struct CiteView {
    /// What is cited: its title or text, or the dataset it is of, with its place in the API.
    pub title: String,
    /// The whole that it is a part of.
    pub part_of: Option<&'static str>,
    /// The language of the words around the title.
    pub language: &'static str,
    /// Who published the sources.
    pub author: &'static str,
    /// Who keeps the record and gives it out.
    pub publisher: &'static str,
    /// The revision that is cited.
    pub version: String,
    /// The day on which the revision was recorded: the date that citations give.
    pub recorded_on: NaiveDate,
    /// Why it is that date, in the record's own words.
    pub date_basis: Texts,
    /// SHA-256 of the content of the revision, in hexadecimal digits.
    pub sha256: String,
    /// The address that gives the same content for good.
    pub url: String,
    /// The day on which the reader was there, as the request says.
    pub accessed: Option<NaiveDate>,
    pub styles: Styles,
    /// Why each null is null.
    #[schema(value_type = Absences)]
    pub absent: Absences,
}

/// A citation as each style has it.
#[derive(Serialize, ToSchema)]
pub struct Styles {
    /// ISO 690:2021.
    pub iso690: String,
    /// APA, 7th edition.
    pub apa: String,
    pub bibtex: String,
    pub ris: String,
    #[schema(value_type = Vec<Object>)]
    pub csl_json: Json,
}

/// Why the date of a citation is that of recording.
fn date_basis(published: Option<NaiveDate>) -> Texts {
    let [fr, en] = match published {
        None => ["Les sources ne sont pas datées".to_owned(), "The sources are undated".to_owned()],
        Some(day) => [format!("La publication est datée du {day}"), format!("The release is dated {day}")],
    };
    Texts {
        fr: Some(format!("{fr} ; la date est celle de l’enregistrement de la révision.")),
        en: Some(format!("{en}; the date is that on which the revision was recorded.")),
    }
}

/// What to cite, and how.
#[derive(Clone, Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CiteParams {
    /// The address to cite, of this service, absolute or from its first slash on. At most one of `url`, `path` and
    /// `dataset`; without any the record as a whole is cited.
    #[param(example = "/api/v1/objectives/34")]
    pub url: Option<String>,
    /// The same, without scheme and host.
    #[param(example = "/api/v1/objectives?axis=4")]
    pub path: Option<String>,
    /// The id of a dataset; what is cited is its CSV file.
    #[param(example = "fr-en-strategie-numerique-objectifs")]
    pub dataset: Option<String>,
    /// `iso690`, `apa`, `bibtex`, `ris` or `csl-json`, for an answer in its own media type. Default: all of them, in JSON.
    #[param(example = "bibtex", value_type = Option<String>)]
    style: Option<Style>,
    /// The language of the title, where it has several, and of the words around it: `fr` (the default) or `en`.
    #[param(example = "en", value_type = Option<String>)]
    lang: Language,
    /// The day on which the reader was there, which citations of what is online may give.
    #[param(example = "2026-12-01", value_type = Option<String>, format = Date)]
    accessed: Option<NaiveDate>,
}

impl FromQuery for CiteParams {
    fn from_query(query: &mut QueryString) -> Result<Self, ApiError> {
        let (url, path, dataset) = (query.text("url")?, query.text("path")?, query.text("dataset")?);
        let styles = query.words("style", &Style::ALL.map(|(_, name)| name))?;
        if let [_, second, ..] = styles.as_slice() {
            return Err(ApiError::invalid("style", second, "only one value"));
        }
        let style = styles.first().and_then(|name| Style::from_name(name));
        let (lang, accessed) = (Language::from_query(query)?, query.date("accessed")?);
        Ok(CiteParams { url, path, dataset, style, lang, accessed })
    }
}

/// How to cite an answer or a dataset.
///
/// The citation of an address of this service, pinned to the revision that is read and to the hash of its content, in ISO
/// 690, APA, BibTeX, RIS and CSL-JSON. The sources are undated: the date is that on which the revision was recorded.
#[utoipa::path(tag = "index", params(CiteParams, AtParams), responses(
    (status = 200, description = "The citation", content((Item<CiteView> = "application/json"),
     (String = "text/plain"), (String = "application/x-bibtex"), (String = "application/x-research-info-systems"),
     (Vec<Object> = "application/vnd.citationstyles.csl+json"))), Failures))]
#[get("/cite")]
pub async fn get_citation(
    request: HttpRequest,
    state: Data<State>,
    params: Params<(CiteParams, At)>,
) -> Result<HttpResponse, ApiError> {
    let (asked, at) = params.value;
    if asked.style.is_none() {
        accept::json_only(&request)?;
    }
    let target = Target::of(&asked, at, &state.context(&request, &At::Current, String::new())?.base)?;
    let mut context = state.context(&request, &target.at, params.canonical)?;
    // The address to cite is that of the target.
    context.pinnable = false;
    context.forget_choice();
    if let Some(day) = asked.accessed.filter(|day| *day < context.release.recorded_at.date()) {
        let recorded = context.release.recorded_at.date();
        let expected = format!("a date from {recorded} on, when release {} was recorded", context.release.pinned());
        return Err(ApiError::invalid("accessed", &day.to_string(), expected));
    }
    // A comparison names two releases, and its answer pins both.
    let query = match target.path.as_str() {
        "/api/v1/changes" => target.query.clone(),
        _ => with_release(&target.query, &context.release.pinned()),
    };
    let address = joined(&target.path, &query);
    let uri: Uri = address.parse().map_err(|_| target.refused("is no address"))?;
    let answer = inside::ask(&state, &request, uri).await.map_err(|error| target.explained(error))?;
    let answer = answer.ok_or_else(|| target.refused("is an address at which nothing is served"))?;
    let url = answer.headers().get(LINK).and_then(|links| cited_as(links.to_str().ok()?));
    let url = url.ok_or_else(|| target.refused("gives an answer that no release pins"))?;
    let title = title(answer, &target.path, &url, &context, asked.lang).await?;
    let mut citation = Citation::of(&context.release, title, asked.lang, url);
    citation.accessed = asked.accessed;
    let work = move |_: &mut Db, context: &Context| Ok(told(citation, asked.style, context));
    state.answer(&request, context, work).await
}

/// The address of the relation `cite-as` in a header `Link`.
fn cited_as(links: &str) -> Option<String> {
    let link = links.split(", <").find(|link| link.ends_with("rel=\"cite-as\""))?;
    link.trim_start_matches('<').split_once('>').map(|(url, _)| url.to_owned())
}

/// What an answer is called: the title or text of an item, else what its list or dataset is called; none for the record
/// as a whole.
async fn title(
    answer: HttpResponse,
    path: &str,
    url: &str,
    context: &Context,
    language: Language,
) -> Result<Option<String>, ApiError> {
    let Some(place) = cited::place(url.strip_prefix(&context.base).unwrap_or(url)) else { return Ok(None) };
    let of_item = match is_json(&answer) && path.starts_with("/api/v1/") {
        true => {
            let bytes = body::to_bytes(answer.into_body()).await.unwrap_or_default();
            let item: Json = serde_json::from_slice(&bytes).unwrap_or_default();
            ["title", "text"].iter().find_map(|field| stated(&item["data"][field], language))
        }
        false => None,
    };
    let segments: Vec<&str> = path.split('/').collect();
    let of_list = || {
        let named = |segment: &&str| LISTS.iter().find(|list| list.name == *segment).map(|list| list.dataset);
        let dataset = segments.iter().rev().find_map(|segment| by_id(segment).or_else(|| named(segment)));
        dataset.map(|dataset| dataset.title[language as usize].to_owned())
    };
    let words = of_item.or_else(of_list);
    Ok(Some(words.map_or_else(|| place.clone(), |words| format!("{words} ({place})"))))
}

fn is_json(answer: &HttpResponse) -> bool {
    answer.headers().get(CONTENT_TYPE).is_some_and(|media| media == "application/json")
}

/// A text of an answer in a language, or in the one that states it.
fn stated(texts: &Json, language: Language) -> Option<String> {
    let others = Language::ALL.into_iter().filter(|other| *other != language);
    [language].into_iter().chain(others).find_map(|language| texts[language.as_str()].as_str().map(str::to_owned))
}

/// The citation in one style, or in all of them.
fn told(cited: Citation, style: Option<Style>, context: &Context) -> Body {
    let text = |text: String, media| Body::new(text.into_bytes(), media);
    match style {
        Some(Style::Iso690) => text(cited.iso690(), "text/plain; charset=utf-8"),
        Some(Style::Apa) => text(cited.apa(), "text/plain; charset=utf-8"),
        Some(Style::Bibtex) => text(citation::bibtex(&cited), "application/x-bibtex; charset=utf-8"),
        Some(Style::Ris) => text(citation::ris(&cited), "application/x-research-info-systems; charset=utf-8"),
        Some(Style::CslJson) => {
            Body { media: "application/vnd.citationstyles.csl+json", ..Body::json(&citation::csl(&cited)) }
        }
        None => all_styles(cited, context),
    }
}

fn all_styles(cited: Citation, context: &Context) -> Body {
    let own = cited.url.strip_prefix(&context.base).unwrap_or(&cited.url).to_owned();
    let link = |style: &'static str| {
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("path", &own)
            .append_pair("style", style)
            .finish();
        (style, format!("/cite?{query}"))
    };
    let related = Style::ALL.map(|(_, name)| link(name));
    let mut absent = Absences::default();
    for (field, is_missing) in [("accessed", cited.accessed.is_none()), ("part_of", cited.container.is_none())] {
        if is_missing {
            absent.insert(field, Absence::NotApplicable);
        }
    }
    let view = CiteView {
        part_of: cited.container,
        language: cited.language.as_str(),
        author: ABOUT.publisher,
        publisher: PUBLISHER,
        recorded_on: cited.recorded,
        date_basis: date_basis(cited.published),
        accessed: cited.accessed,
        styles: Styles {
            iso690: cited.iso690(),
            apa: cited.apa(),
            bibtex: citation::bibtex(&cited),
            ris: citation::ris(&cited),
            csl_json: citation::csl(&cited),
        },
        absent,
        title: cited.title,
        version: cited.version,
        sha256: cited.sha256,
        url: cited.url,
    };
    super::item(view, context, &related, Vec::new())
}
