//! `/fr/datasets`: every dataset of the catalogue.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::{files, metadata, path, rows};
use crate::{
    dcat::{Options, schema_org},
    domain::{
        catalogue::{ABOUT, Contact, DATASETS, Metadata},
        release::At,
        text::Language,
    },
    http::{
        explore::BASE,
        pages::{
            self,
            page::{DataLink, Page},
            words,
        },
        params::Params,
        problem::ApiError,
        state::{Context, State},
    },
    store::Db,
};

#[derive(Template)]
#[template(path = "datasets.html")]
struct Catalogue {
    page: Page,
    about: &'static str,
    datasets: Vec<Entry>,
}

/// A dataset among the others.
struct Entry {
    id: String,
    path: String,
    title: &'static str,
    description: &'static str,
    rows: String,
    fields: usize,
    /// The files that most readers want.
    files: Vec<files::File>,
}

/// Shows the catalogue.
///
/// # Errors
/// No such release, or no database.
pub async fn show(
    request: HttpRequest,
    state: web::Data<State>,
    language: web::Path<Language>,
    params: Params<At>,
) -> Result<HttpResponse, ApiError> {
    let language = language.into_inner();
    let mut context = state.context(&request, &params.value, params.canonical)?;
    // Rows are counted in every release.
    context.follow_corrections();
    let contact = state.config.contact.clone();
    pages::answer_in(&request, &state, context, move |db, context| catalogue(db, context, language, &contact)).await
}

fn catalogue(db: &mut Db, context: &Context, language: Language, contact: &Contact) -> Result<Catalogue, ApiError> {
    let mut told = Vec::with_capacity(DATASETS.len());
    for dataset in DATASETS {
        told.extend(metadata(db, context, dataset, contact)?);
    }
    let page = page(context, language);
    let entry = |metadata: &Metadata| Entry {
        id: metadata.id.clone(),
        path: path(metadata.dataset),
        title: metadata.dataset.title[language as usize],
        description: metadata.dataset.description[language as usize],
        rows: rows(&page, metadata.records_count),
        fields: metadata.dataset.fields.len(),
        files: files::first(&page, context, metadata.dataset),
    };
    let datasets = told.iter().map(entry).collect();
    Ok(Catalogue { about: ABOUT.description[language as usize], datasets, page })
}

fn page(context: &Context, language: Language) -> Page {
    let title = words::say(language, "Les jeux de données", "The datasets");
    let description = words::say(
        language,
        "Quinze jeux de données ouvertes sur la stratégie du numérique pour l'éducation : CSV pour tableur, XLSX, JSON, Parquet, RDF, avec leurs champs et des extraits de code.",
        "Fifteen open datasets on the French digital strategy for education: CSV for spreadsheets, XLSX, JSON, Parquet, RDF, with their fields and ready-made code.",
    );
    // Their files and columns are on the page of each.
    let about = schema_org::catalogue(&[], &Options::all(&context.base), language);
    let mut page = Page::new(context, language, "/datasets", title, description).with_structured(&about);
    // The catalogue is that of all releases, so its addresses take none.
    for (label, href) in [
        ("JSON", format!("{BASE}/catalog/datasets?limit=100")),
        ("CSV", format!("{BASE}/catalog/exports/csv")),
        ("DCAT-AP (Turtle)", "/catalog.ttl".to_owned()),
        ("DCAT-AP (RDF/XML)", "/catalog.rdf".to_owned()),
        ("DCAT-AP (JSON-LD)", "/catalog.jsonld".to_owned()),
        ("Frictionless", "/catalog/datapackage.json".to_owned()),
    ] {
        page.data.push(DataLink { label: label.to_owned(), href });
    }
    page
}
