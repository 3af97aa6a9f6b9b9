//! `/catalog`: the catalogue as data, for harvesters, search engines and readers of the CSV files.
//!
//! `/catalog` and `/catalog/{dataset_id}` give the RDF that `Accept` prefers; an address with an ending gives that format
//! whatever `Accept` says. What is told stands in [`crate::dcat`].

use actix_web::{
    HttpRequest, HttpResponse, get,
    web::{Data, Path},
};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{
    accept::accepted,
    mount::Mount,
    params::{FromQuery, Params, QueryString},
    problem::{ApiError, Kind},
    responses::Failures,
    state::{Body, State},
};
use crate::{
    dcat::{Options, csvw, data_package, graph, schema_org, serialise::Serialisation},
    domain::{
        catalogue::{DATASETS, Metadata, by_id},
        dataset::Dataset,
        release::At,
        text::{Language, nearest},
    },
    store::datasets,
};

/// Mounts the routes; those with an ending stand before those whose id could hold it.
pub fn routes(config: &mut impl Mount) {
    config
        .service(get_catalogue)
        .service(get_catalogue_jsonld)
        .service(get_catalogue_turtle)
        .service(get_catalogue_rdfxml)
        .service(get_catalogue_schema_org)
        .service(get_catalogue_data_package)
        .service(get_dataset_jsonld)
        .service(get_dataset_turtle)
        .service(get_dataset_rdfxml)
        .service(get_dataset_schema_org)
        .service(get_dataset_data_package)
        .service(get_dataset_csv_metadata)
        .service(get_dataset);
}

/// The dataset to tell of, from the path.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct DatasetPath {
    /// The id of a dataset, which begins with `fr-en-strategie-numerique-`.
    #[param(example = "fr-en-strategie-numerique-axes")]
    dataset_id: String,
}

impl DatasetPath {
    fn dataset(&self) -> Result<&'static Dataset, ApiError> {
        dataset("dataset_id", &self.dataset_id)
    }
}

/// The dataset of an id, which a parameter gives.
///
/// # Errors
/// A 404 that lists the ids.
pub fn dataset(param: &str, id: &str) -> Result<&'static Dataset, ApiError> {
    by_id(id).ok_or_else(|| {
        let known: Vec<String> = DATASETS.iter().map(|dataset| dataset.id()).collect();
        let error = ApiError::new(Kind::NOT_FOUND, "the catalogue has no dataset of this id");
        let mut error = error.at(param, id).expecting(format!("one of {}", known.join(", ")));
        // The ids differ in their ends only: it is these that are compared.
        let end = id.strip_prefix(Dataset::PREFIX).unwrap_or(id);
        let near = nearest(end, DATASETS.iter().map(|dataset| dataset.name));
        error.did_you_mean = near.map(|name| format!("{}{name}", Dataset::PREFIX));
        error.seeing(vec!["/catalog".to_owned()])
    })
}

/// The language of texts, where a format has but one.
#[derive(Clone, Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "the field describes the parameter; `Language` is what is read from it")]
pub struct LanguageParams {
    /// The language of titles, descriptions and labels: `fr` (the default) or `en`.
    #[param(example = "en")]
    lang: Option<String>,
}

impl FromQuery for Language {
    fn from_query(query: &mut QueryString) -> Result<Self, ApiError> {
        match query.text("lang")?.as_deref() {
            None | Some("fr") => Ok(Language::Fr),
            Some("en") => Ok(Language::En),
            Some(other) => Err(ApiError::invalid("lang", other, "one of fr, en")),
        }
    }
}

/// What is told: the catalogue, or one of its datasets.
#[derive(Clone, Copy)]
enum Subject {
    Catalogue,
    Dataset(&'static Dataset),
}

/// Answers with what `write` makes of the metadata. `ending` names the format within the path of the subject, so that a
/// negotiated answer is kept under the address that always gives it.
async fn tell<F>(
    request: &HttpRequest,
    state: &Data<State>,
    subject: Subject,
    (ending, query): (&str, String),
    media: &'static str,
    write: F,
) -> Result<HttpResponse, ApiError>
where
    F: FnOnce(&[Metadata], &Options) -> Vec<u8> + Clone + Send + 'static,
{
    let mut context = state.context(request, &At::Current, query)?;
    context.across_releases();
    context.path = match subject {
        Subject::Catalogue => format!("/catalog{ending}"),
        Subject::Dataset(dataset) => format!("/catalog/{}{ending}", dataset.id()),
    };
    let contact = state.config.contact.clone();
    let work = move |db: &mut crate::store::Db, context: &super::state::Context| {
        let told = match &subject {
            Subject::Catalogue => DATASETS,
            Subject::Dataset(dataset) => std::slice::from_ref(dataset),
        };
        let mut metadata = Vec::with_capacity(told.len());
        for dataset in told {
            let rows = datasets::count(db, dataset, &context.releases)?;
            metadata.extend(Metadata::of(dataset, &context.releases, rows, &contact));
        }
        let bytes = write(&metadata, &Options::all(&context.base));
        Ok(Body::new(bytes, media))
    };
    state.answer(request, context, work).await
}

/// Answers with a graph.
async fn tell_graph(
    request: &HttpRequest,
    state: &Data<State>,
    subject: Subject,
    serialisation: Serialisation,
    query: String,
) -> Result<HttpResponse, ApiError> {
    let (ending, media) = match serialisation {
        Serialisation::JsonLd => (".jsonld", "application/ld+json"),
        Serialisation::Turtle => (".ttl", "text/turtle; charset=utf-8"),
        Serialisation::RdfXml => (".rdf", "application/rdf+xml; charset=utf-8"),
    };
    let write = move |metadata: &[Metadata], options: &Options| {
        serialisation.write(&match (subject, metadata) {
            (Subject::Dataset(_), [one]) => graph::dataset(one, options),
            _ => graph::catalogue(metadata, options),
        })
    };
    tell(request, state, subject, (ending, query), media, write).await
}

/// The serialisation that `Accept` prefers.
fn negotiated(request: &HttpRequest) -> Result<Serialisation, ApiError> {
    let media = accepted(request, &Serialisation::ALL.map(Serialisation::media))?;
    Ok(Serialisation::ALL.into_iter().find(|known| known.media() == media).unwrap_or(Serialisation::JsonLd))
}

fn json(value: &serde_json::Value) -> Vec<u8> {
    serde_json::to_vec(value).unwrap_or_default()
}

/// The catalogue.
///
/// Datasets, files and APIs as DCAT-AP 3, in the serialisation that `Accept` prefers: JSON-LD, Turtle or RDF/XML.
#[utoipa::path(tag = "catalogue", responses(
    (status = 200, description = "The catalogue", content(
        (Object = "application/ld+json"), (String = "text/turtle"), (String = "application/rdf+xml"))), Failures))]
#[get("/catalog")]
pub async fn get_catalogue(
    request: HttpRequest,
    state: Data<State>,
    params: Params<()>,
) -> Result<HttpResponse, ApiError> {
    tell_graph(&request, &state, Subject::Catalogue, negotiated(&request)?, params.canonical).await
}

/// The catalogue as JSON-LD.
///
/// Datasets, files and APIs as DCAT-AP 3, whatever `Accept` says.
#[utoipa::path(tag = "catalogue", responses(
    (status = 200, description = "The catalogue", body = Object, content_type = "application/ld+json"), Failures))]
#[get("/catalog.jsonld")]
pub async fn get_catalogue_jsonld(
    request: HttpRequest,
    state: Data<State>,
    params: Params<()>,
) -> Result<HttpResponse, ApiError> {
    tell_graph(&request, &state, Subject::Catalogue, Serialisation::JsonLd, params.canonical).await
}

/// The catalogue as Turtle.
///
/// Datasets, files and APIs as DCAT-AP 3, whatever `Accept` says.
#[utoipa::path(tag = "catalogue", responses(
    (status = 200, description = "The catalogue", body = String, content_type = "text/turtle"), Failures))]
#[get("/catalog.ttl")]
pub async fn get_catalogue_turtle(
    request: HttpRequest,
    state: Data<State>,
    params: Params<()>,
) -> Result<HttpResponse, ApiError> {
    tell_graph(&request, &state, Subject::Catalogue, Serialisation::Turtle, params.canonical).await
}

/// The catalogue as RDF/XML.
///
/// Datasets, files and APIs as DCAT-AP 3, whatever `Accept` says.
#[utoipa::path(tag = "catalogue", responses(
    (status = 200, description = "The catalogue", body = String, content_type = "application/rdf+xml"), Failures))]
#[get("/catalog.rdf")]
pub async fn get_catalogue_rdfxml(
    request: HttpRequest,
    state: Data<State>,
    params: Params<()>,
) -> Result<HttpResponse, ApiError> {
    tell_graph(&request, &state, Subject::Catalogue, Serialisation::RdfXml, params.canonical).await
}

/// The catalogue for search engines.
///
/// A schema.org `DataCatalog` with its datasets, as JSON-LD.
#[utoipa::path(tag = "catalogue", params(LanguageParams), responses(
    (status = 200, description = "The catalogue", body = Object, content_type = "application/ld+json"), Failures))]
#[get("/catalog/schema-org.jsonld")]
pub async fn get_catalogue_schema_org(
    request: HttpRequest,
    state: Data<State>,
    params: Params<Language>,
) -> Result<HttpResponse, ApiError> {
    let (language, place) = (params.value, ("/schema-org.jsonld", params.canonical));
    let write =
        move |metadata: &[Metadata], options: &Options| json(&schema_org::catalogue(metadata, options, language));
    tell(&request, &state, Subject::Catalogue, place, "application/ld+json", write).await
}

/// All datasets as a data package.
///
/// The CSV files with their dialect, fields, types and closed lists of values, as Frictionless tools read them.
#[utoipa::path(tag = "catalogue", params(LanguageParams), responses(
    (status = 200, description = "The package", body = Object), Failures))]
#[get("/catalog/datapackage.json")]
pub async fn get_catalogue_data_package(
    request: HttpRequest,
    state: Data<State>,
    params: Params<Language>,
) -> Result<HttpResponse, ApiError> {
    let (language, place) = (params.value, ("/datapackage.json", params.canonical));
    let write =
        move |metadata: &[Metadata], options: &Options| json(&data_package::package(metadata, options, language));
    tell(&request, &state, Subject::Catalogue, place, "application/json", write).await
}

/// A dataset.
///
/// The dataset and its files as DCAT-AP 3, in the serialisation that `Accept` prefers: JSON-LD, Turtle or RDF/XML.
#[utoipa::path(tag = "catalogue", params(DatasetPath), responses(
    (status = 200, description = "The dataset", content(
        (Object = "application/ld+json"), (String = "text/turtle"), (String = "application/rdf+xml"))), Failures))]
#[get("/catalog/{dataset_id}")]
pub async fn get_dataset(
    request: HttpRequest,
    state: Data<State>,
    path: Path<DatasetPath>,
    params: Params<()>,
) -> Result<HttpResponse, ApiError> {
    let subject = Subject::Dataset(path.dataset()?);
    tell_graph(&request, &state, subject, negotiated(&request)?, params.canonical).await
}

/// A dataset as JSON-LD.
///
/// The dataset and its files as DCAT-AP 3, whatever `Accept` says.
#[utoipa::path(tag = "catalogue", params(DatasetPath), responses(
    (status = 200, description = "The dataset", body = Object, content_type = "application/ld+json"), Failures))]
#[get("/catalog/{dataset_id}.jsonld")]
pub async fn get_dataset_jsonld(
    request: HttpRequest,
    state: Data<State>,
    path: Path<DatasetPath>,
    params: Params<()>,
) -> Result<HttpResponse, ApiError> {
    let subject = Subject::Dataset(path.dataset()?);
    tell_graph(&request, &state, subject, Serialisation::JsonLd, params.canonical).await
}

/// A dataset as Turtle.
///
/// The dataset and its files as DCAT-AP 3, whatever `Accept` says.
#[utoipa::path(tag = "catalogue", params(DatasetPath), responses(
    (status = 200, description = "The dataset", body = String, content_type = "text/turtle"), Failures))]
#[get("/catalog/{dataset_id}.ttl")]
pub async fn get_dataset_turtle(
    request: HttpRequest,
    state: Data<State>,
    path: Path<DatasetPath>,
    params: Params<()>,
) -> Result<HttpResponse, ApiError> {
    let subject = Subject::Dataset(path.dataset()?);
    tell_graph(&request, &state, subject, Serialisation::Turtle, params.canonical).await
}

/// A dataset as RDF/XML.
///
/// The dataset and its files as DCAT-AP 3, whatever `Accept` says.
#[utoipa::path(tag = "catalogue", params(DatasetPath), responses(
    (status = 200, description = "The dataset", body = String, content_type = "application/rdf+xml"), Failures))]
#[get("/catalog/{dataset_id}.rdf")]
pub async fn get_dataset_rdfxml(
    request: HttpRequest,
    state: Data<State>,
    path: Path<DatasetPath>,
    params: Params<()>,
) -> Result<HttpResponse, ApiError> {
    let subject = Subject::Dataset(path.dataset()?);
    tell_graph(&request, &state, subject, Serialisation::RdfXml, params.canonical).await
}

/// A dataset for search engines.
///
/// A schema.org `Dataset` with its columns and files, as JSON-LD.
#[utoipa::path(tag = "catalogue", params(DatasetPath, LanguageParams), responses(
    (status = 200, description = "The dataset", body = Object, content_type = "application/ld+json"), Failures))]
#[get("/catalog/{dataset_id}/schema-org.jsonld")]
pub async fn get_dataset_schema_org(
    request: HttpRequest,
    state: Data<State>,
    path: Path<DatasetPath>,
    params: Params<Language>,
) -> Result<HttpResponse, ApiError> {
    let (language, place) = (params.value, ("/schema-org.jsonld", params.canonical));
    let write = move |metadata: &[Metadata], options: &Options| {
        let told = metadata.first().map(|one| schema_org::dataset(one, options, language));
        json(&told.unwrap_or_default())
    };
    tell(&request, &state, Subject::Dataset(path.dataset()?), place, "application/ld+json", write).await
}

/// A dataset as a data package.
///
/// The CSV file with its dialect, fields, types and closed lists of values, as Frictionless tools read it.
#[utoipa::path(tag = "catalogue", params(DatasetPath, LanguageParams), responses(
    (status = 200, description = "The package", body = Object), Failures))]
#[get("/catalog/{dataset_id}/datapackage.json")]
pub async fn get_dataset_data_package(
    request: HttpRequest,
    state: Data<State>,
    path: Path<DatasetPath>,
    params: Params<Language>,
) -> Result<HttpResponse, ApiError> {
    let (language, place) = (params.value, ("/datapackage.json", params.canonical));
    let write =
        move |metadata: &[Metadata], options: &Options| json(&data_package::package(metadata, options, language));
    tell(&request, &state, Subject::Dataset(path.dataset()?), place, "application/json", write).await
}

/// The metadata of a dataset's CSV file.
///
/// Its dialect, and its columns with types and titles in both languages, as CSV on the Web defines them.
#[utoipa::path(tag = "catalogue", params(DatasetPath), responses(
    (status = 200, description = "The metadata", body = Object, content_type = "application/csvm+json"), Failures))]
#[get("/catalog/{dataset_id}/csv-metadata.json")]
pub async fn get_dataset_csv_metadata(
    request: HttpRequest,
    state: Data<State>,
    path: Path<DatasetPath>,
    params: Params<()>,
) -> Result<HttpResponse, ApiError> {
    let place = ("/csv-metadata.json", params.canonical);
    let write = |metadata: &[Metadata], options: &Options| {
        let told = metadata.first().map(|one| csvw::table(one, options));
        json(&told.unwrap_or_default())
    };
    tell(&request, &state, Subject::Dataset(path.dataset()?), place, csvw::MEDIA, write).await
}
