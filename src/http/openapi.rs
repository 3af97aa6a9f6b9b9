//! The contract: title, tags and shared schemas; the committed document, served.

use std::{collections::BTreeMap, sync::OnceLock};

use actix_web::{HttpRequest, HttpResponse, get, web::Bytes};
use serde::{Deserialize, de::IgnoredAny};
use utoipa::{
    Modify, OpenApi,
    openapi::{
        Content, KnownFormat, ObjectBuilder, OpenApi as Document, RefOr, SchemaFormat,
        schema::Type,
        security::{Http, HttpAuthScheme, SecurityScheme},
        server::Server,
    },
};

use super::{
    answers::Answer,
    explore::{quota::Exhausted, transport::PortalError},
    mount, ops,
    params::Params,
    problem::{ApiError, Problem},
    responses::Refusals,
    v1,
};
use crate::formats::Format;

/// The contract as committed; a test holds it to what the code says.
pub static COMMITTED: &str = include_str!("../../openapi/openapi.json");

/// The addresses of the committed contract, each with the names of its operations, which are those of methods.
pub fn committed() -> BTreeMap<String, Vec<String>> {
    #[derive(Default, Deserialize)]
    struct Addresses {
        paths: BTreeMap<String, BTreeMap<String, IgnoredAny>>,
    }
    // It is part of the program; a test reads it.
    let Addresses { paths } = serde_json::from_str(COMMITTED).unwrap_or_default();
    paths.into_iter().map(|(path, item)| (path, item.into_keys().collect())).collect()
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Jalon",
        version = env!("CARGO_PKG_VERSION"),
        description = "The progress of the French digital strategy for education 2023-2027 as open data. Every text and \
            figure is in a source document, or computed by a rule that is shown, or null with a reason.\n\nReading needs no key. \
            Every answer names the release it speaks of; `release=2026.1` pins it for good.",
        license(name = "Apache-2.0 (code); Licence Ouverte 2.0 (data)", url = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"),
    ),
    tags(
        (name = "index", description = "The strategy at a glance, and the table of errors"),
        (name = "releases", description = "The publications of the record: complete snapshots that never change"),
        (name = "plan", description = "Axes, actions and objectives"),
        (name = "statements", description = "Achievements, next steps and new objectives, in the words of the sources"),
        (name = "progress", description = "Figures, published and computed"),
        (name = "sources", description = "The documents, and the passages on which the record rests"),
        (name = "targets", description = "Quantified and dated aims, and the watch on their deadlines"),
        (name = "indicators", description = "What is or will be measured, and the figures that the documents state"),
        (name = "findings", description = "Contradictions and gaps of the sources"),
        (name = "glossary", description = "The terms that the documents define"),
        (name = "crosswalk", description = "How the editions of the plan relate"),
        (name = "changes", description = "What differs between two releases, in either direction"),
        (name = "publishing", description = "The work on the next release: templates, drafts, approval, keys and the journal"),
        (name = "webhooks", description = "To be told of releases: subscriptions of holders of keys, tests, the log of deliveries"),
        (name = "search", description = "Words across everything"),
        (name = "explore", description = "The record as datasets for clients of the Opendatasoft Explore API 2.1: queries in ODSQL, facets, exports"),
        (name = "catalogue", description = "The datasets as catalogues, search engines and tools read of them"),
        (name = "feeds", description = "Releases and changes as Atom and JSON Feed"),
        (name = "operations", description = "Health, version and this contract"),
    ),
    components(schemas(Problem, PortalError, Exhausted)),
    modifiers(&Keys),
)]
struct Contract;

/// Declares the keys of those who publish.
struct Keys;

impl Modify for Keys {
    fn modify(&self, document: &mut Document) {
        let mut bearer = Http::new(HttpAuthScheme::Bearer);
        bearer.description = Some("A key that `jalon keys create` or `POST /api/v1/keys` made.".to_owned());
        document.components.get_or_insert_default().add_security_scheme("key", SecurityScheme::Http(bearer));
    }
}

/// The contract as the mounted routes describe it, without examples of answers.
pub fn describe() -> Document {
    let mut document = mount::described(Contract::openapi());
    document.servers = Some(vec![Server::new("/")]);
    offer_formats(&mut document);
    document
}

/// Says of each list that is a CSV file that it is a file of the other formats too, which are the same for all.
fn offer_formats(document: &mut Document) {
    let operations = document.paths.paths.values_mut().filter_map(|item| item.get.as_mut());
    let answers = operations.filter_map(|operation| operation.responses.responses.get_mut("200"));
    for answer in answers {
        let RefOr::T(answer) = answer else { continue };
        // What is a file in any case, such as a template, has formats of its own.
        if !["application/json", Format::Csv.media_type()].iter().all(|media| answer.content.contains_key(*media)) {
            continue;
        }
        for format in v1::FORMATS {
            let mut schema = ObjectBuilder::new().schema_type(Type::String);
            if format.is_compressed() {
                schema = schema.format(Some(SchemaFormat::KnownFormat(KnownFormat::Binary)));
            }
            let file = || RefOr::T(Content::new(Some(schema.build())));
            // What the operation says itself is more precise.
            answer.content.entry(format.media_type().to_owned()).or_insert_with(file);
        }
    }
}

/// The OpenAPI description of the service.
///
/// OpenAPI 3.1, generated from the code, with real answers as examples. The same document is committed beside the code.
#[utoipa::path(tag = "operations", responses(
    (status = 200, description = "The contract", body = Object), Refusals))]
#[get("/openapi.json")]
pub async fn get_openapi(request: HttpRequest, _: Params<()>) -> Result<HttpResponse, ApiError> {
    static ANSWER: OnceLock<Answer> = OnceLock::new();
    let answer = || Answer::of_program(Bytes::from_static(COMMITTED.as_bytes()), "application/json", ops::started());
    Ok(ANSWER.get_or_init(answer).respond(&request))
}
