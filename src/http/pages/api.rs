//! `/fr/api`: what the APIs are, the rules that hold everywhere, and every address that is read, from the contract.

use std::{
    collections::{BTreeMap, HashMap},
    fmt,
    sync::LazyLock,
};

use actix_web::{HttpRequest, HttpResponse, web};
use askama::{Template, filters::HtmlSafe};
use serde_json::Value;

use super::{
    page::Page,
    words::{self, escaped},
};
use crate::{
    domain::{release::At, text::Language},
    http::{
        openapi,
        params::{MOST_WORDS, Params},
        problem::ApiError,
        state::{Context, State},
        v1::collection::{DEFAULT_LIMIT, MOST_ON_A_PAGE},
    },
};

/// Operations that take a parameter in the same words, from which on it is told once for all of them.
const SHARED_BY: usize = 6;

#[derive(Template)]
#[template(path = "api.html")]
struct ApiPage {
    page: Page,
    /// A release as addresses name it for good.
    pinned: String,
    version: &'static str,
    /// Requests that a client may make in a day on the Explore surface.
    quota: String,
    rows: (i64, i64),
    words: usize,
    reference: &'static Reference,
}

/// The contract as it is read.
struct Reference {
    operations: usize,
    shared: Vec<Parameter>,
    groups: Vec<Group>,
}

/// The addresses of one subject.
struct Group {
    name: String,
    about: Prose,
    operations: Vec<Operation>,
}

/// An address that is read.
struct Operation {
    id: String,
    path: String,
    summary: Prose,
    about: Vec<Prose>,
    own: Vec<Parameter>,
    /// Parameters that many take: place among those, and name.
    shared: Vec<(usize, String)>,
    needs_key: bool,
}

/// A parameter with its meaning.
#[derive(Clone)]
struct Parameter {
    name: String,
    place: String,
    is_required: bool,
    about: Prose,
}

/// A text of the contract, in which `code` stands between backticks.
#[derive(Clone)]
struct Prose(String);

impl fmt::Display for Prose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, part) in self.0.split('`').enumerate() {
            match place % 2 {
                0 => f.write_str(&escaped(part))?,
                _ => write!(f, "<code>{}</code>", escaped(part))?,
            }
        }
        Ok(())
    }
}

/// Its text is escaped above.
impl HtmlSafe for Prose {}

/// Shows the documentation.
///
/// # Errors
/// No such release, or no database.
pub async fn show(
    request: HttpRequest,
    state: web::Data<State>,
    language: web::Path<Language>,
    params: Params<()>,
) -> Result<HttpResponse, ApiError> {
    let language = language.into_inner();
    let mut context = state.context(&request, &At::Current, params.canonical)?;
    context.across_releases();
    let quota = state.config.explore_quota;
    super::answer_in(&request, &state, context, move |_, context| Ok(documentation(context, language, quota))).await
}

fn documentation(context: &Context, language: Language, quota: u64) -> ApiPage {
    let title = words::say(language, "L'API, pour les programmes", "The API, for programs");
    let description = words::say(
        language,
        "Les API de Jalon : REST et JSON, Explore 2.1 d'Opendatasoft, catalogue DCAT-AP, flux, archives signées et webhooks, sans clé ni inscription.",
        "The APIs of Jalon: REST and JSON, Explore 2.1 of Opendatasoft, DCAT-AP catalogue, feeds, signed archives and webhooks, without key or registration.",
    );
    ApiPage {
        page: Page::plain(&context.base, language, "/api", title, description),
        pinned: context.release.pinned(),
        version: env!("CARGO_PKG_VERSION"),
        quota: words::number(language, i64::try_from(quota).unwrap_or(i64::MAX)),
        rows: (DEFAULT_LIMIT, MOST_ON_A_PAGE),
        words: MOST_WORDS,
        reference: &REFERENCE,
    }
}

/// Read once: the contract is that of the program.
static REFERENCE: LazyLock<Reference> =
    LazyLock::new(|| Reference::of(&serde_json::from_str(openapi::COMMITTED).unwrap_or_default()));

impl Reference {
    /// What a contract says of the operations that read.
    fn of(contract: &Value) -> Self {
        let paths = contract["paths"].as_object().into_iter().flatten();
        let reading: Vec<(&String, &Value)> = paths.filter_map(|(path, item)| Some((path, item.get("get")?))).collect();
        let mut counts: HashMap<(&str, &str), usize> = HashMap::new();
        for parameter in reading.iter().flat_map(|(_, operation)| parameters(operation)) {
            *counts.entry(key(parameter)).or_default() += 1;
        }
        let mut shared: Vec<(&str, &str)> = Vec::new();
        let mut told = Vec::new();
        for parameter in reading.iter().flat_map(|(_, operation)| parameters(operation)) {
            let key = key(parameter);
            if counts.get(&key).is_some_and(|count| *count >= SHARED_BY) && !shared.contains(&key) {
                shared.push(key);
                told.push(Parameter::of(parameter));
            }
        }
        let mut by_tag: BTreeMap<&str, Vec<Operation>> = BTreeMap::new();
        for (path, operation) in &reading {
            let tag = operation["tags"][0].as_str().unwrap_or_default();
            by_tag.entry(tag).or_default().push(Operation::of(path, operation, &shared));
        }
        let groups = contract["tags"].as_array().into_iter().flatten().filter_map(|tag| {
            let name = tag["name"].as_str()?;
            let operations = by_tag.remove(name)?;
            Some(Group { name: name.to_owned(), about: Prose(text(&tag["description"])), operations })
        });
        Reference { operations: reading.len(), shared: told, groups: groups.collect() }
    }
}

fn parameters(operation: &Value) -> impl Iterator<Item = &Value> {
    operation["parameters"].as_array().into_iter().flatten()
}

/// What tells a parameter from others: its name, and what it means.
fn key(parameter: &Value) -> (&str, &str) {
    (parameter["name"].as_str().unwrap_or_default(), parameter["description"].as_str().unwrap_or_default())
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

impl Parameter {
    fn of(parameter: &Value) -> Self {
        Parameter {
            name: text(&parameter["name"]),
            place: text(&parameter["in"]),
            is_required: parameter["required"] == true,
            about: Prose(text(&parameter["description"])),
        }
    }
}

impl Operation {
    fn of(path: &str, operation: &Value, told: &[(&str, &str)]) -> Self {
        let (mut own, mut shared) = (Vec::new(), Vec::new());
        for parameter in parameters(operation) {
            match told.iter().position(|told| *told == key(parameter)) {
                Some(place) => shared.push((place, text(&parameter["name"]))),
                None => own.push(Parameter::of(parameter)),
            }
        }
        let about = text(&operation["description"]);
        let about = about.split("\n\n").filter(|text| !text.is_empty()).map(|text| Prose(text.to_owned()));
        Operation {
            id: text(&operation["operationId"]),
            path: path.to_owned(),
            summary: Prose(text(&operation["summary"]).trim_end_matches('.').to_owned()),
            about: about.collect(),
            own,
            shared,
            needs_key: operation.get("security").is_some(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_that_is_read_has_its_place() {
        let contract: Value = serde_json::from_str(openapi::COMMITTED).unwrap();
        let read = contract["paths"].as_object().unwrap().values().filter(|item| item.get("get").is_some()).count();
        let shown: usize = REFERENCE.groups.iter().map(|group| group.operations.len()).sum();
        assert_eq!((shown, REFERENCE.operations), (read, read));
    }

    #[test]
    fn what_many_take_is_told_once() {
        let shared: Vec<&str> = REFERENCE.shared.iter().map(|parameter| parameter.name.as_str()).collect();
        assert!(["release", "as_of", "limit", "offset"].iter().all(|name| shared.contains(name)), "{shared:?}");
        let operations = || REFERENCE.groups.iter().flat_map(|group| &group.operations);
        let axes = operations().find(|operation| operation.path == "/api/v1/axes").unwrap();
        assert!(axes.shared.iter().any(|(place, name)| name == "release" && shared[*place] == "release"));
        assert!(axes.own.iter().any(|parameter| parameter.name == "sort"), "what it sorts by is its own");
    }

    #[test]
    fn backticks_become_code_and_nothing_becomes_markup() {
        assert_eq!(Prose("`a<b` & c".to_owned()).to_string(), "<code>a&lt;b</code> &amp; c");
    }
}
