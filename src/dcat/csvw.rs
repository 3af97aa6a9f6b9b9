//! Metadata of the CSV files: dialect, columns and their types, with titles in both languages (CSV on the Web,
//! <https://www.w3.org/TR/tabular-metadata/>).

use serde_json::{Map, Value, json};

use super::{Options, exports, time};
use crate::domain::{
    catalogue::{ABOUT, Metadata},
    dataset::{Field, FieldType},
    text::Language,
};

/// How CSV files write true and false.
pub const BOOLEANS: (&str, &str) = ("true", "false");

/// The media type of such metadata.
pub const MEDIA: &str = "application/csvm+json";

/// The metadata of a dataset's CSV file.
pub fn table(metadata: &Metadata, options: &Options) -> Value {
    let dataset = metadata.dataset;
    let columns: Vec<Value> = dataset.fields.iter().map(column).collect();
    let keywords = |language: Language| dataset.keywords.iter().map(move |keyword| keyword[language as usize]);
    let mut schema = json!({ "columns": columns });
    let key = dataset.key();
    if !key.is_empty() {
        schema["primaryKey"] = json!(key);
    }
    json!({
        "@context": ["http://www.w3.org/ns/csvw", { "@language": "fr" }],
        "@type": "Table",
        // Readers by URL take a byte order mark for a part of the first column's name.
        "url": format!("{}?with_bom=false", options.export(&metadata.id, &exports::CSV)),
        "dc:title": texts(dataset.title),
        "dc:description": texts(dataset.description),
        "dcat:keyword": Language::ALL
            .into_iter()
            .flat_map(|language| keywords(language).map(move |word| json!({ "@value": word, "@language": language.as_str() })))
            .collect::<Vec<Value>>(),
        "dc:license": { "@id": ABOUT.licence.url },
        "dc:publisher": ABOUT.publisher,
        "dc:modified": { "@value": time(metadata.modified), "@type": "xsd:dateTime" },
        "dialect": {
            "encoding": "utf-8",
            "delimiter": ";",
            "lineTerminators": ["\r\n"],
            "quoteChar": "\"",
            "doubleQuote": true,
            "header": true,
            "headerRowCount": 1,
        },
        "null": "",
        "tableSchema": schema,
    })
}

/// A text in both languages, as a list of values.
fn texts(pair: [&str; 2]) -> Value {
    Language::ALL.map(|language| json!({ "@value": pair[language as usize], "@language": language.as_str() })).into()
}

fn column(field: &Field) -> Value {
    let mut column = Map::new();
    column.insert("name".to_owned(), json!(field.name));
    // The name too, since that is what the first row of the file holds.
    column.insert(
        "titles".to_owned(),
        json!({ "und": field.name, "fr": field.label[Language::Fr as usize], "en": field.label[Language::En as usize] }),
    );
    column.insert("dc:description".to_owned(), texts(field.description));
    let datatype = match field.kind {
        FieldType::Text => json!("string"),
        FieldType::Int => json!("integer"),
        FieldType::Double => json!("double"),
        FieldType::Boolean => json!({ "base": "boolean", "format": format!("{}|{}", BOOLEANS.0, BOOLEANS.1) }),
        FieldType::Date => json!("date"),
        FieldType::DateTime => json!("dateTime"),
    };
    column.insert("datatype".to_owned(), datatype);
    // A column of texts in one language says so in its name.
    let language = Language::ALL.into_iter().find(|language| field.name.ends_with(&format!("_{}", language.as_str())));
    if let Some(language) = language {
        column.insert("lang".to_owned(), json!(language.as_str()));
    }
    if field.multivalued {
        column.insert("separator".to_owned(), json!(Field::SEPARATOR.to_string()));
    }
    if field.required {
        column.insert("required".to_owned(), json!(true));
    }
    Value::Object(column)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dcat::sample;

    fn column(table: &Value, name: &str) -> Value {
        let columns = table["tableSchema"]["columns"].as_array().expect("a list");
        columns.iter().find(|column| column["name"] == name).expect("the column").clone()
    }

    #[test]
    fn a_column_has_its_name_titles_type_and_language() {
        let table = table(&sample::metadata()[1], &Options::all("https://jalon.example"));
        assert!(table["url"].as_str().is_some_and(|url| url.ends_with("/exports/csv?with_bom=false")));
        let title = column(&table, "title_fr");
        assert_eq!(title["titles"], json!({ "und": "title_fr", "fr": "Titre (français)", "en": "Title (French)" }));
        assert_eq!((&title["datatype"], &title["lang"]), (&json!("string"), &json!("fr")));
        assert_eq!(column(&table, "current")["datatype"], json!({ "base": "boolean", "format": "true|false" }));
        assert_eq!(column(&table, "absent")["separator"], ",");
        assert_eq!(
            (&column(&table, "code")["required"], &column(&table, "progress")["required"]),
            (&json!(true), &Value::Null)
        );
        assert_eq!(table["tableSchema"]["primaryKey"], json!(["release", "code"]));
    }
}
