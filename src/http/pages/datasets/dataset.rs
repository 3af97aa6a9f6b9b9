//! `/fr/datasets/{id}`: one dataset with its files, some of its rows, its fields and metadata.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::{explore, files, metadata, named, path, preview, rows, snippets};
use crate::{
    dcat::{Options, schema_org},
    domain::{
        catalogue::{ABOUT, Contact, Metadata},
        dataset::{Dataset, Field, FieldType},
        release::At,
        text::Language,
    },
    http::{
        pages::{
            self, InLanguage,
            page::{DataLink, Page},
        },
        params::Params,
        problem::{ApiError, internal},
        state::{Context, State},
    },
    store::Db,
};

#[derive(Template)]
#[template(path = "dataset.html")]
struct DatasetPage {
    page: Page,
    title: &'static str,
    description: &'static str,
    id: String,
    rows: String,
    /// The release whose rows are shown.
    release: String,
    files: Vec<files::File>,
    preview: preview::Preview,
    fields: Vec<FieldLine>,
    snippets: Vec<snippets::Snippet>,
    about: AboutLines,
    /// What the catalogue says of it, in each vocabulary: label and path.
    described: Vec<(&'static str, String)>,
}

/// A field, in words.
struct FieldLine {
    name: &'static str,
    label: &'static str,
    kind: String,
    description: &'static str,
    /// The only values that it takes.
    closed: &'static [&'static str],
}

/// The metadata, in words.
struct AboutLines {
    publisher: &'static str,
    licence: (&'static str, &'static str),
    attribution: String,
    provenance: String,
    frequency: String,
    contact: Contact,
    issued: String,
    modified: String,
    version: String,
    period: String,
    place: &'static str,
    theme: &'static str,
    keywords: String,
    cite: String,
}

/// Shows a dataset.
///
/// # Errors
/// No such dataset or release, or no database.
pub async fn show(
    request: HttpRequest,
    state: web::Data<State>,
    address: InLanguage<String>,
    params: Params<At>,
) -> Result<HttpResponse, ApiError> {
    let (language, id) = address.into_inner();
    let dataset = named(&id, language)?;
    let mut context = state.context(&request, &params.value, params.canonical)?;
    // Rows are counted in every release.
    context.follow_corrections();
    let contact = state.config.contact.clone();
    let work = move |db: &mut Db, context: &Context| told(db, context, language, dataset, &contact);
    pages::answer_in(&request, &state, context, work).await
}

fn told(
    db: &mut Db,
    context: &Context,
    language: Language,
    dataset: &'static Dataset,
    contact: &Contact,
) -> Result<DatasetPage, ApiError> {
    // A context holds a release, so there is metadata.
    let metadata = metadata(db, context, dataset, contact)?.ok_or_else(internal)?;
    let mut page = page(context, language, &metadata);
    let preview = preview::of(db, context, &page, dataset)?;
    let data = [
        ("JSON", preview.href.clone()),
        ("CSV", context.chosen(&format!("{}/exports/csv", explore(dataset)))),
        ("XLSX", context.chosen(&format!("{}/exports/xlsx", explore(dataset)))),
    ];
    page.data.extend(data.map(|(label, href)| DataLink { label: label.to_owned(), href }));
    Ok(DatasetPage {
        title: dataset.title[language as usize],
        description: dataset.description[language as usize],
        id: metadata.id.clone(),
        rows: rows(&page, metadata.records_count),
        release: context.release.pinned(),
        files: files::all(&page, context, dataset),
        preview,
        fields: dataset.fields.iter().map(|field| FieldLine::of(&page, field)).collect(),
        snippets: snippets::of(&page, context, dataset),
        about: AboutLines::of(&page, context, &metadata),
        described: described(&metadata.id),
        page,
    })
}

fn page(context: &Context, language: Language, metadata: &Metadata) -> Page {
    let (title, description) = (metadata.dataset.title, metadata.dataset.description);
    let [title, description] = [title, description].map(|texts| texts[language as usize].to_owned());
    let about = schema_org::dataset(metadata, &Options::all(&context.base), language);
    let page = Page::new(context, language, &path(metadata.dataset), title, description);
    let catalogue = page.say("Les jeux de données", "The datasets");
    page.under(catalogue, "/datasets").with_structured(&about)
}

impl FieldLine {
    fn of(page: &Page, field: &'static Field) -> Self {
        let language = page.language as usize;
        let mut kind = match field.kind {
            FieldType::Text => page.say("texte", "text"),
            FieldType::Int => page.say("nombre entier", "whole number"),
            FieldType::Double => page.say("nombre décimal", "decimal number"),
            FieldType::Boolean => page.say("vrai ou faux", "true or false"),
            FieldType::Date => page.say("jour", "day"),
            FieldType::DateTime => page.say("date et heure", "date and time"),
        };
        let notes = [
            (field.multivalued, page.say("liste", "list")),
            (field.id, page.say("clé", "key")),
            (field.required && !field.id, page.say("jamais vide", "never empty")),
        ];
        for (_, note) in notes.into_iter().filter(|(holds, _)| *holds) {
            kind.push_str(&format!(", {note}"));
        }
        field.unit.iter().for_each(|unit| kind.push_str(&format!(", {unit}")));
        FieldLine {
            name: field.name,
            label: field.label[language],
            kind,
            description: field.description[language],
            closed: field.closed,
        }
    }
}

impl AboutLines {
    fn of(page: &Page, context: &Context, metadata: &Metadata) -> Self {
        let (dataset, language) = (metadata.dataset, page.language as usize);
        let keywords: Vec<&str> = dataset.keywords.iter().map(|keyword| keyword[language]).collect();
        let (first, last) = (ABOUT.temporal.0.date(), ABOUT.temporal.1.date());
        let (from, to) = (page.date(&first), page.date(&last));
        AboutLines {
            publisher: ABOUT.publisher,
            licence: (ABOUT.licence.name, ABOUT.licence.url),
            attribution: metadata.attribution[language].clone(),
            provenance: metadata.provenance[language].clone(),
            // The only frequency of the vocabulary that the sources promise.
            frequency: page
                .say("chaque trimestre, selon ce que promettent les sources", "every quarter, as the sources promise"),
            contact: metadata.contact.clone(),
            issued: page.date(&metadata.issued.date()),
            modified: page.date(&metadata.modified.date()),
            version: metadata.version.clone(),
            period: page.say(&format!("du {from} au {to}"), &format!("{from} to {to}")),
            place: ABOUT.spatial.0[language],
            theme: dataset.theme.label[language],
            keywords: keywords.join(", "),
            cite: context.chosen(&format!("/api/v1/cite?dataset={}&lang={}", metadata.id, page.lang())),
        }
    }
}

/// Where the catalogue tells of a dataset.
fn described(id: &str) -> Vec<(&'static str, String)> {
    let catalogue = format!("/catalog/{id}");
    vec![
        ("DCAT-AP 3, JSON-LD", format!("{catalogue}.jsonld")),
        ("DCAT-AP 3, Turtle", format!("{catalogue}.ttl")),
        ("DCAT-AP 3, RDF/XML", format!("{catalogue}.rdf")),
        ("schema.org", format!("{catalogue}/schema-org.jsonld")),
        ("Frictionless Data Package", format!("{catalogue}/datapackage.json")),
        ("CSV on the Web", format!("{catalogue}/csv-metadata.json")),
        ("Explore API 2.1", format!("{}/catalog/datasets/{id}", crate::http::explore::BASE)),
    ]
}
