//! `/catalog`, `/catalog/datasets` and one dataset: what can be queried, with its fields and metadata.

use actix_web::{
    HttpRequest, HttpResponse, get,
    web::{Data, Path},
};
use serde_json::{Map, Value as Json, json};
use utoipa::IntoParams;

use super::{
    super::{
        problem::{self, ApiError},
        state::{Context, State},
    },
    catalogue::{self, CATALOGUE},
    context, dataset,
    params::{CatalogQueryParams, Common, CommonParams, PageParams, Reader},
    records::DatasetPath,
    transport::PortalFailures,
    views::{answer, dataset_path, json, links},
};
use crate::{
    domain::{
        catalogue::{DATASETS, Metadata},
        dataset::{Dataset, Field, FieldType, Value},
        text::Language,
    },
    odsql::plan::{Node, Plan, Shape, plan},
    store::{
        Db,
        datasets::count,
        records::{Asking, Page, Source},
    },
};

/// The catalogue.
///
/// Links to what it holds.
#[utoipa::path(tag = "explore", responses((status = 200, description = "The links", body = Object), PortalFailures))]
#[get("/catalog")]
pub async fn get_catalog(request: HttpRequest, state: Data<State>) -> Result<HttpResponse, ApiError> {
    let context = context(&state, &request, Reader::of(&request)?.canonical())?;
    let work = |_: &mut Db, context: &Context| {
        let found = [
            ("self", "/catalog"),
            ("datasets", "/catalog/datasets"),
            ("exports", "/catalog/exports"),
            ("facets", "/catalog/facets"),
        ];
        Ok(answer(&json!({"links": links(&context.base, &found)})))
    };
    state.answer(&request, context, work).await
}

/// The datasets.
///
/// Every dataset with its fields and metadata. Clauses query the metadata as if they were the fields of a dataset:
/// `dataset_id`, `features`, and each metadata by its name or with its template (`title`, `default.title`).
#[utoipa::path(tag = "explore", params(CatalogQueryParams, PageParams, CommonParams), responses(
    (status = 200, description = "A page of datasets", body = Object), PortalFailures))]
#[get("/catalog/datasets")]
pub async fn list_datasets(request: HttpRequest, state: Data<State>) -> Result<HttpResponse, ApiError> {
    let mut reader = Reader::of(&request)?;
    let (mut query, paging, common) = (reader.query()?, reader.paging()?, reader.common()?);
    // Without columns of its own the answer holds the datasets themselves, which their ids name.
    let whole = query.select.is_none() && query.group_by.is_none();
    if whole {
        query.select = Some("dataset_id".to_owned());
    }
    let plan = plan(&CATALOGUE, &query, &common.settings())?;
    let page = paging.page(&plan)?;
    let mut asking = Asking::of(&plan.filter)?;
    let mut context = context(&state, &request, reader.canonical())?;
    if plan.reads_clock {
        context.pass();
    }
    let config = state.config.contact.clone();
    let work = move |db: &mut Db, context: &Context| {
        let objects = objects(db, context, &config, &common)?;
        let source = catalogue::source(&objects);
        let total = asking.count(db, &plan, &source)?;
        let results = match whole {
            true => {
                let rows = asking.page(db, &plan, &source, &[], page)?;
                let ids: Vec<Value> = rows.into_iter().flat_map(|row| row.values).collect();
                let of_id = |id: &Value| {
                    objects.iter().find(|object| matches!(id, Value::Text(id) if object["dataset_id"] == **id))
                };
                ids.iter().filter_map(of_id).cloned().collect()
            }
            false => flat(db, &mut asking, &plan, &source, page)?,
        };
        let mut body = Map::new();
        body.insert("total_count".to_owned(), total.into());
        if common.include_links {
            body.insert(
                "_links".to_owned(),
                links(&context.base, &[("self", "/catalog/datasets"), ("catalog", "/catalog")]),
            );
        }
        body.insert("results".to_owned(), results.into());
        Ok(answer(&body))
    };
    state.answer(&request, context, work).await
}

/// What is told of one dataset.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "the field describes the parameter")]
pub struct CatalogSelectParams {
    /// The metadata to give, each with `as label` if it needs another name. Default: the whole dataset.
    #[param(example = "dataset_id, title")]
    select: Option<String>,
}

/// One dataset.
///
/// A dataset with its fields and metadata; with `select` the chosen metadata only, as a flat object.
#[utoipa::path(tag = "explore", params(DatasetPath, CatalogSelectParams, CommonParams), responses(
    (status = 200, description = "The dataset", body = Object), PortalFailures))]
#[get("/catalog/datasets/{dataset_id}")]
pub async fn describe_dataset(
    request: HttpRequest,
    state: Data<State>,
    path: Path<DatasetPath>,
) -> Result<HttpResponse, ApiError> {
    let dataset = dataset(&path.dataset_id)?;
    let mut reader = Reader::of(&request)?;
    let (select, common) = (reader.one("select")?, reader.common()?);
    let query = crate::odsql::plan::Query {
        conditions: vec![format!("dataset_id = \"{}\"", dataset.id())],
        select,
        ..Default::default()
    };
    let plan = plan(&CATALOGUE, &query, &common.settings())?;
    let mut asking = Asking::of(&plan.filter)?;
    let context = context(&state, &request, reader.canonical())?;
    let contact = state.config.contact.clone();
    let work = move |db: &mut Db, context: &Context| {
        let objects = objects(db, context, &contact, &common)?;
        let found = match query.select {
            None => objects.into_iter().find(|object| object["dataset_id"] == dataset.id()),
            Some(_) => {
                let page = Page { limit: Some(1), offset: 0 };
                flat(db, &mut asking, &plan, &catalogue::source(&objects), page)?.into_iter().next()
            }
        };
        Ok(answer(&found.ok_or_else(problem::internal)?))
    };
    state.answer(&request, context, work).await
}

/// The rows of a query over the catalogue as flat objects.
fn flat(db: &mut Db, asking: &mut Asking, plan: &Plan, source: &Source, page: Page) -> Result<Vec<Json>, ApiError> {
    let page = if plan.is_total() && page.limit != Some(0) { Page::default() } else { page };
    let names: Vec<&str> = plan.columns().into_iter().map(|(name, ..)| name).collect();
    let rows = asking.page(db, plan, source, &[], page)?;
    // The schema of a dataset is a value of its row, kept as text.
    let schema = |name: &str| match &plan.shape {
        Shape::Rows(columns) => columns.iter().any(|column| {
            column.name == name && matches!(column.expr.node, Node::Field(field) if field.name == "fields")
        }),
        Shape::Groups { .. } => false,
    };
    let shown = rows.into_iter().map(|row| {
        let cell = |(name, value): (&&str, &Value)| {
            let shown = match value {
                Value::Text(text) if schema(name) => serde_json::from_str(text).unwrap_or_default(),
                value => json(value),
            };
            ((*name).to_owned(), shown)
        };
        Json::Object(names.iter().zip(&row.values).map(cell).collect())
    });
    Ok(shown.collect())
}

/// Every dataset as the portal shows it.
///
/// # Errors
/// No database.
pub fn objects(
    db: &mut Db,
    context: &Context,
    contact: &crate::domain::catalogue::Contact,
    common: &Common,
) -> Result<Vec<Json>, ApiError> {
    let mut objects = Vec::with_capacity(DATASETS.len());
    for dataset in DATASETS {
        let count = count(db, dataset, &context.releases)?;
        let metadata = Metadata::of(dataset, &context.releases, count, contact).ok_or_else(problem::internal)?;
        let mut shown = shown(&metadata, common);
        if common.include_links {
            let id = dataset.id();
            let (own, catalog) = (dataset_path(&id), "/catalog");
            shown.insert("_links".to_owned(), links(&context.base, &[("self", &own), ("catalog", catalog)]));
        }
        objects.push(Json::Object(shown));
    }
    Ok(objects)
}

fn shown(metadata: &Metadata, common: &Common) -> Map<String, Json> {
    let (dataset, language) = (metadata.dataset, common.language());
    let mut metas = crate::dcat::metas::metas(metadata, language);
    if common.include_app_metas {
        // Nobody's reading is counted here.
        metas["explore"] = json!({"download_count": null, "api_call_count": null});
    }
    let object = json!({
        "visibility": "domain",
        "fields": dataset.fields.iter().map(|field| schema(field, language)).collect::<Vec<_>>(),
        "dataset_id": metadata.id,
        "dataset_uid": metadata.uid,
        "has_records": metadata.records_count > 0,
        "features": features(dataset),
        "attachments": [],
        "alternative_exports": [],
        "data_visible": true,
        "metas": metas,
    });
    match object {
        Json::Object(object) => object,
        _ => Map::new(),
    }
}

/// What clients may offer to do with a dataset.
fn features(dataset: &Dataset) -> Vec<&'static str> {
    let has = |what: fn(&Field) -> bool| dataset.fields.iter().any(what);
    let mut features = Vec::new();
    if has(|field| field.facet) {
        features.push("analyze");
    }
    if has(|field| matches!(field.kind, FieldType::Date | FieldType::DateTime)) {
        features.push("timeserie");
    }
    features
}

fn schema(field: &Field, language: Language) -> Json {
    let mut annotations = Map::new();
    let flags = [
        ("facet", field.facet),
        ("disjunctive", field.disjunctive),
        ("sortable", field.sortable && field.kind == FieldType::Text),
        ("id", field.id),
    ];
    for (name, _) in flags.into_iter().filter(|(_, set)| *set) {
        annotations.insert(name.to_owned(), true.into());
    }
    if field.multivalued {
        annotations.insert("multivalued".to_owned(), Field::SEPARATOR.to_string().into());
    }
    if let Some(unit) = field.unit {
        annotations.insert("unit".to_owned(), unit.into());
    }
    match field.kind {
        FieldType::Date => annotations.insert("timeserie_precision".to_owned(), "day".into()),
        FieldType::DateTime => annotations.insert("timeserie_precision".to_owned(), "minute".into()),
        _ => None,
    };
    json!({
        "name": field.name,
        "description": field.description[language as usize],
        "annotations": annotations,
        "label": field.label[language as usize],
        "type": match field.kind {
            FieldType::Text => "text",
            FieldType::Int => "int",
            FieldType::Double => "double",
            FieldType::Boolean => "boolean",
            FieldType::Date => "date",
            FieldType::DateTime => "datetime",
        },
    })
}
