//! How rows and links are shown in JSON.

use std::sync::LazyLock;

use serde::{Serialize, Serializer, ser::SerializeMap};
use serde_json::{Value as Json, json};

use super::{super::state::Body, transport::address};
use crate::{
    domain::dataset::Value,
    formats::{Options, json::Cell},
};

/// How the portal writes times: with their offset, also that of UTC.
static OPTIONS: LazyLock<Options> = LazyLock::new(Options::default);

/// A value as the portal shows it.
pub fn cell(value: &Value) -> Cell<'_> {
    Cell { value, options: &OPTIONS }
}

/// A value in JSON.
pub fn json(value: &Value) -> Json {
    serde_json::to_value(cell(value)).unwrap_or_default()
}

/// A row as a flat object, with what is told beside its values.
pub struct Flat<'n> {
    pub names: &'n [String],
    pub values: Vec<Value>,
    pub beside: Vec<(&'static str, Json)>,
}

impl Serialize for Flat<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(Some(self.values.len() + self.beside.len()))?;
        for (name, value) in self.names.iter().zip(&self.values) {
            object.serialize_entry(name, &cell(value))?;
        }
        for (name, value) in &self.beside {
            object.serialize_entry(name, value)?;
        }
        object.end()
    }
}

/// A body as the portal types it.
pub fn answer(value: &impl serde::Serialize) -> Body {
    Body { media: "application/json; charset=utf-8", ..Body::json(value) }
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
