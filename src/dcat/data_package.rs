//! Data packages: the CSV files with their fields, as Frictionless tools read them (Data Package and Table Schema, v1).
//!
//! A field has the values it may take only where their list is closed.

use serde_json::{Map, Value, json};

use super::{Options, csvw::BOOLEANS, exports, text, time};
use crate::domain::{
    catalogue::{ABOUT, Metadata},
    dataset::{Field, FieldType},
    text::Language,
};

/// A package of some datasets, in one language: one dataset under its own name, or the whole catalogue.
pub fn package(datasets: &[Metadata], options: &Options, language: Language) -> Value {
    let (name, texts, homepage) = match datasets {
        [one] => (one.id.as_str(), [&one.dataset.title, &one.dataset.description], options.dataset(&one.id)),
        _ => (CATALOGUE, [&ABOUT.title, &ABOUT.description], options.catalogue()),
    };
    let place = |metadata: &Metadata| json!({ "path": options.export(&metadata.id, &exports::CSV) });
    let mut package = head(name, Some((&homepage, &homepage)), texts, language);
    dated(&mut package, datasets.first());
    package["resources"] = datasets.iter().map(|metadata| resource(metadata, place(metadata), language)).collect();
    package
}

/// A CSV file that stands beside the package that tells of it.
pub struct Beside {
    pub path: String,
    pub bytes: usize,
    /// In hexadecimal digits.
    pub sha256: String,
}

/// A package of all datasets as files beside it, in one language. What it says depends on no service, unless an address
/// names the package and another its homepage.
pub fn of_files(datasets: &[(Metadata, Beside)], address: Option<(&str, &str)>, language: Language) -> Value {
    let place =
        |file: &Beside| json!({ "path": file.path, "bytes": file.bytes, "hash": format!("sha256:{}", file.sha256) });
    let mut package = head(CATALOGUE, address, [&ABOUT.title, &ABOUT.description], language);
    dated(&mut package, datasets.first().map(|(metadata, _)| metadata));
    package["resources"] = datasets.iter().map(|(metadata, file)| resource(metadata, place(file), language)).collect();
    package
}

/// The name of a package of all datasets.
const CATALOGUE: &str = "fr-en-strategie-numerique";

/// What a package is; `address` is what names it, and its homepage.
fn head(
    name: &str,
    address: Option<(&str, &str)>,
    [title, description]: [&[&'static str; 2]; 2],
    language: Language,
) -> Value {
    let mut package = json!({ "profile": "tabular-data-package", "name": name });
    if let Some((id, _)) = address {
        package["id"] = json!(id);
    }
    package["title"] = json!(text(title, language));
    package["description"] = json!(text(description, language));
    if let Some((_, homepage)) = address {
        package["homepage"] = json!(homepage);
    }
    package
}

/// Adds what the release of a package's datasets says of it, and under which terms it is.
fn dated(package: &mut Value, first: Option<&Metadata>) {
    if let Some(first) = first {
        package["version"] = json!(first.version);
        package["created"] = json!(time(first.modified));
    }
    package["licenses"] = json!([{ "path": ABOUT.licence.url, "title": ABOUT.licence.name }]);
    package["contributors"] = json!([{ "title": ABOUT.publisher, "role": "author" }]);
}

/// A file of rows; `place` says where it is.
fn resource(metadata: &Metadata, place: Value, language: Language) -> Value {
    let dataset = metadata.dataset;
    let fields: Vec<Value> = dataset.fields.iter().map(|one| field(one, language)).collect();
    let mut schema = json!({ "fields": fields, "missingValues": [""] });
    let key = dataset.key();
    if !key.is_empty() {
        schema["primaryKey"] = json!(key);
    }
    let mut resource = json!({
        "profile": "tabular-data-resource",
        "name": metadata.id,
        "title": text(&dataset.title, language),
        "description": text(&dataset.description, language),
    });
    let read = json!({
        "format": "csv",
        "mediatype": "text/csv",
        // With a byte order mark, which readers of UTF-8 pass over.
        "encoding": "utf-8",
        "dialect": {
            "delimiter": ";",
            "lineTerminator": "\r\n",
            "quoteChar": "\"",
            "doubleQuote": true,
            "skipInitialSpace": false,
            "header": true,
        },
        "schema": schema,
    });
    for (name, value) in [place, read].iter().filter_map(Value::as_object).flatten() {
        resource[name] = value.clone();
    }
    resource
}

fn field(field: &Field, language: Language) -> Value {
    let mut object = Map::new();
    object.insert("name".to_owned(), json!(field.name));
    object.insert("title".to_owned(), json!(text(&field.label, language)));
    object.insert("description".to_owned(), json!(text(&field.description, language)));
    let kind = match field.kind {
        FieldType::Text => "string",
        FieldType::Int => "integer",
        FieldType::Double => "number",
        FieldType::Boolean => "boolean",
        FieldType::Date => "date",
        FieldType::DateTime => "datetime",
    };
    object.insert("type".to_owned(), json!(kind));
    if field.kind == FieldType::Boolean {
        object.insert("trueValues".to_owned(), json!([BOOLEANS.0]));
        object.insert("falseValues".to_owned(), json!([BOOLEANS.1]));
    }
    if field.kind == FieldType::DateTime {
        // Times have an offset from UTC, which the default format does not allow.
        object.insert("format".to_owned(), json!("%Y-%m-%dT%H:%M:%S%z"));
    }
    let mut constraints = Map::new();
    if field.required {
        constraints.insert("required".to_owned(), json!(true));
    }
    // A cell of several values is none of the list by itself.
    if !field.closed.is_empty() && !field.multivalued {
        constraints.insert("enum".to_owned(), json!(field.closed));
    }
    if !constraints.is_empty() {
        object.insert("constraints".to_owned(), Value::Object(constraints));
    }
    Value::Object(object)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dcat::sample;

    fn fields(language: Language, dataset: usize) -> Value {
        let package = package(&sample::metadata(), &Options::all("https://jalon.example"), language);
        package["resources"][dataset]["schema"].clone()
    }

    fn named<'a>(schema: &'a Value, name: &str) -> &'a Value {
        let fields = schema["fields"].as_array().expect("a list");
        fields.iter().find(|field| field["name"] == name).expect("the field")
    }

    #[test]
    fn a_package_of_one_dataset_has_its_name_and_that_of_all_the_catalogues() {
        let (metadata, options) = (sample::metadata(), Options::all("https://jalon.example"));
        assert_eq!(package(&metadata, &options, Language::Fr)["name"], "fr-en-strategie-numerique");
        let one = package(&metadata[1..], &options, Language::En);
        assert_eq!(one["name"], "fr-en-strategie-numerique-axes");
        assert_eq!(one["title"], "Axes of the digital strategy for education");
        assert_eq!(one["resources"][0]["dialect"]["delimiter"], ";");
    }

    #[test]
    fn types_keys_and_closed_lists_are_told() {
        let (versions, axes) = (fields(Language::Fr, 0), fields(Language::Fr, 1));
        assert_eq!((&versions["primaryKey"], &axes["primaryKey"]), (&json!(["release"]), &json!(["release", "code"])));
        assert_eq!(named(&versions, "recorded_at")["type"], "datetime");
        assert_eq!(named(&versions, "earliest")["type"], "date");
        assert_eq!(named(&axes, "progress")["type"], "integer");
        assert_eq!(
            named(&axes, "computed_method")["constraints"],
            json!({ "enum": ["mean_of_objectives", "mean_of_actions"] })
        );
        // Editions are an open list: the next one may come with any release.
        assert_eq!(named(&versions, "edition")["constraints"], json!({ "required": true }));
    }

    #[test]
    fn titles_are_in_the_language_asked_for() {
        assert_eq!(named(&fields(Language::En, 1), "progress")["title"], "Published progress");
        assert_eq!(named(&fields(Language::Fr, 1), "progress")["title"], "Avancement publié");
    }
}
