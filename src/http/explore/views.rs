//! How rows and links are shown in JSON.

use chrono::SecondsFormat;
use serde_json::{Map, Value as Json, json};

use super::{super::state::Body, transport::address};
use crate::domain::dataset::Value;

/// A value in JSON: times with their offset, as the portal writes them.
pub fn json(value: Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Text(text) => Json::String(text),
        Value::List(values) => Json::Array(values.into_iter().map(Json::String).collect()),
        Value::Integer(number) => number.into(),
        Value::Decimal(number) => number.into(),
        Value::Boolean(truth) => truth.into(),
        Value::Date(date) => date.to_string().into(),
        Value::Time(time) => time.to_rfc3339_opts(SecondsFormat::AutoSi, false).into(),
    }
}

/// A body as the portal types it.
pub fn answer(value: &impl serde::Serialize) -> Body {
    Body { media: "application/json; charset=utf-8", ..Body::json(value) }
}

/// A row as a flat object.
pub fn object<'n>(names: impl IntoIterator<Item = &'n str>, values: Vec<Value>) -> Map<String, Json> {
    names.into_iter().map(str::to_owned).zip(values.into_iter().map(json)).collect()
}

/// A list of links; each is a relation and a path under the surface.
pub fn links(base: &str, links: &[(&str, &str)]) -> Json {
    links.iter().map(|(rel, path)| json!({"rel": rel, "href": address(base, path)})).collect()
}

/// The path of a dataset.
pub fn dataset_path(id: &str) -> String {
    format!("/catalog/datasets/{id}")
}

/// The path of a record.
pub fn record_path(dataset: &str, id: &str) -> String {
    format!("{}/records/{id}", dataset_path(dataset))
}
