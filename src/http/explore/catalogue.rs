//! The catalogue as a dataset of its own: a row for each dataset, a field for each of its metadata.
//!
//! The rows are few and made from the dataset objects, so that a query sees what an answer shows.

use chrono::DateTime;
use serde_json::Value as Json;

use crate::{
    domain::{
        catalogue::AXES,
        dataset::{Dataset, Field, FieldType, Value},
    },
    store::records::Source,
};

const fn field(name: &'static str, kind: FieldType) -> Field {
    Field::new(name, kind, [name, name], ["", ""])
}

const fn text(name: &'static str) -> Field {
    field(name, FieldType::Text)
}

/// What is known of each dataset. Names without a template may leave `default.` out in a query.
pub const CATALOGUE: Dataset = Dataset {
    name: "catalog",
    title: ["Catalogue", "Catalogue"],
    description: ["Les jeux de données.", "The datasets."],
    keywords: &[],
    theme: AXES.theme,
    fields: &[
        text("dataset_id").id(),
        text("dataset_uid"),
        text("visibility"),
        field("has_records", FieldType::Boolean),
        field("data_visible", FieldType::Boolean),
        text("features").facet().multivalued(),
        text("fields"),
        text("default.title"),
        text("default.description"),
        text("default.theme").facet().multivalued(),
        text("default.keyword").facet().multivalued(),
        text("default.license").facet(),
        text("default.license_url"),
        text("default.language").facet(),
        text("default.metadata_languages").multivalued(),
        text("default.timezone"),
        field("default.modified", FieldType::DateTime).facet(),
        field("default.modified_updates_on_metadata_change", FieldType::Boolean),
        field("default.modified_updates_on_data_change", FieldType::Boolean),
        field("default.data_processed", FieldType::DateTime),
        field("default.metadata_processed", FieldType::DateTime),
        text("default.territory").facet().multivalued(),
        text("default.publisher").facet(),
        text("default.references"),
        field("default.records_count", FieldType::Int),
        text("default.attributions"),
        field("default.federated", FieldType::Boolean),
        text("default.update_frequency"),
        field("dcat.created", FieldType::DateTime),
        field("dcat.issued", FieldType::DateTime),
        text("dcat.creator"),
        text("dcat.contact_name"),
        text("dcat.contact_email"),
        text("dcat.accrualperiodicity"),
        text("dcat.spatial"),
        text("dcat.temporal"),
        text("dcat.temporal_coverage_start"),
        text("dcat.temporal_coverage_end"),
        text("dcat.accessRights"),
    ],
};

/// The rows of the catalogue.
pub fn source(objects: &[Json]) -> Source {
    Source::Rows(
        objects.iter().map(|object| CATALOGUE.fields.iter().map(|field| value(object, field)).collect()).collect(),
    )
}

/// What an object says of a field.
fn value(object: &Json, field: &Field) -> Value {
    let said = match field.name.split_once('.') {
        Some((template, name)) => &object["metas"][template][name],
        None => &object[field.name],
    };
    match (said, field.kind) {
        (Json::Null, _) => Value::Null,
        (Json::String(text), FieldType::DateTime) => {
            DateTime::parse_from_rfc3339(text).map_or(Value::Null, Value::Time)
        }
        (Json::String(text), _) => Value::Text(text.clone()),
        (Json::Bool(truth), _) => Value::Boolean(*truth),
        (Json::Number(number), _) => number.as_i64().map_or(Value::Null, Value::Integer),
        (Json::Array(values), _) if field.multivalued => {
            Value::List(values.iter().filter_map(Json::as_str).map(str::to_owned).collect())
        }
        (Json::Array(values), _) if values.iter().all(Json::is_string) => {
            Value::Text(values.iter().filter_map(Json::as_str).collect::<Vec<_>>().join(", "))
        }
        (schema, _) => Value::Text(schema.to_string()),
    }
}
