//! The catalogue in the words of <https://schema.org/>, which search engines read: `DataCatalog` and `Dataset` as JSON-LD.

use serde_json::{Map, Value, json};

use super::{Options, text, time};
use crate::domain::{
    catalogue::{ABOUT, Metadata},
    text::Language,
};

/// The catalogue with its datasets, in one language.
pub fn catalogue(datasets: &[Metadata], options: &Options, language: Language) -> Value {
    let list: Vec<Value> = datasets.iter().map(|metadata| Value::Object(body(metadata, options, language))).collect();
    let mut catalogue = json!({
        "@context": "https://schema.org/",
        "@type": "DataCatalog",
        "@id": options.catalogue(),
        "url": options.catalogue(),
        "name": text(&ABOUT.title, language),
        "description": text(&ABOUT.description, language),
        "inLanguage": Language::ALL.map(Language::as_str),
        "license": ABOUT.licence.url,
        "publisher": publisher(),
    });
    if let Some(first) = datasets.first() {
        catalogue["dateModified"] = json!(time(first.modified));
    }
    catalogue["dataset"] = json!(list);
    catalogue
}

/// One dataset, in one language.
pub fn dataset(metadata: &Metadata, options: &Options, language: Language) -> Value {
    let mut object = Map::new();
    object.insert("@context".to_owned(), json!("https://schema.org/"));
    object.extend(body(metadata, options, language));
    Value::Object(object)
}

fn body(metadata: &Metadata, options: &Options, language: Language) -> Map<String, Value> {
    let (dataset, iri) = (metadata.dataset, options.dataset(&metadata.id));
    let keywords: Vec<&str> = dataset.keywords.iter().map(|keyword| text(keyword, language)).collect();
    let variables: Vec<Value> = dataset
        .fields
        .iter()
        .map(|field| {
            let mut variable = json!({
                "@type": "PropertyValue",
                "name": field.name,
                "description": text(&field.description, language),
            });
            if let Some(unit) = field.unit {
                variable["unitText"] = json!(unit);
            }
            variable
        })
        .collect();
    let files: Vec<Value> = options
        .exports
        .iter()
        .map(|export| {
            let mut file = json!({
                "@type": "DataDownload",
                "name": format!("{}.{}", metadata.id, export.extension),
                "contentUrl": options.export(&metadata.id, export),
            });
            if let Some(media) = export.media {
                file["encodingFormat"] = json!(media);
            }
            file
        })
        .collect();
    let object = json!({
        "@type": "Dataset",
        "@id": iri,
        "url": iri,
        "identifier": metadata.id,
        "name": text(&dataset.title, language),
        "description": text(&dataset.description, language),
        "keywords": keywords,
        "inLanguage": Language::ALL.map(Language::as_str),
        "license": ABOUT.licence.url,
        "creditText": metadata.attribution(language),
        "creator": publisher(),
        "publisher": publisher(),
        "isAccessibleForFree": true,
        "spatialCoverage": { "@type": "Place", "name": text(&ABOUT.spatial.0, language) },
        "temporalCoverage": format!("{}/{}", ABOUT.temporal.0.date(), ABOUT.temporal.1.date()),
        "dateCreated": time(metadata.created),
        "datePublished": time(metadata.issued),
        "dateModified": time(metadata.modified),
        "version": metadata.version,
        "includedInDataCatalog": { "@type": "DataCatalog", "@id": options.catalogue(), "url": options.catalogue() },
        "variableMeasured": variables,
        "distribution": files,
    });
    match object {
        Value::Object(object) => object,
        _ => Map::new(),
    }
}

fn publisher() -> Value {
    json!({ "@type": "GovernmentOrganization", "name": ABOUT.publisher })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dcat::sample;

    #[test]
    fn a_dataset_tells_what_search_engines_ask_for() {
        let options = Options::all("https://jalon.example");
        let told = dataset(&sample::metadata()[1], &options, Language::En);
        assert_eq!((&told["@context"], &told["@type"]), (&json!("https://schema.org/"), &json!("Dataset")));
        assert_eq!(told["temporalCoverage"], "2023-01-01/2027-12-31");
        // Google takes descriptions of 50 to 5000 characters.
        assert!(told["description"].as_str().is_some_and(|text| (50..=5000).contains(&text.chars().count())));
        let progress = told["variableMeasured"].as_array().and_then(|all| all.iter().find(|v| v["name"] == "progress"));
        assert_eq!(progress.map(|variable| &variable["unitText"]), Some(&json!("%")));
        assert_eq!(told["distribution"].as_array().map(Vec::len), Some(9));
    }

    #[test]
    fn the_catalogue_holds_its_datasets_under_one_context() {
        let told = catalogue(&sample::metadata(), &Options::all("https://jalon.example"), Language::Fr);
        assert_eq!(told["dataset"].as_array().map(Vec::len), Some(2));
        assert!(told["dataset"][0]["@context"].is_null());
        assert_eq!(told["dateModified"], "2026-11-22T14:00:00Z");
    }
}
