//! `…/facets`: how many rows each value of a field has, for the rows that a query keeps.
//!
//! Dates, and texts that are paths, have levels: the first is always given, and below a value that is refined the next.

use actix_web::{
    HttpRequest, HttpResponse, get,
    web::{Data, Path},
};
use chrono::Datelike;
use serde_json::{Value as Json, json};
use utoipa::IntoParams;

use super::{
    super::{
        problem::ApiError,
        state::{Context, State},
    },
    catalogue::{self, CATALOGUE},
    context, dataset, datasets,
    params::{CommonParams, Reader},
    reading::{ReleaseParams, reading, source},
    records::DatasetPath,
    transport::PortalFailures,
    views::{answer, dataset_path, json, links},
};
use crate::{
    domain::dataset::{Dataset, FieldType, Value},
    odsql::{
        MOST_CLAUSES, MOST_GROUPS, PlanError, PlanErrorKind, Refusal,
        plan::{
            Aggregate, AggregateFunction, Column, Condition, Expr, Facet, Key, KeyBy, Node, Plan, Query, Refinement,
            Settings, Shape, Sort, conditions, facet, kept, of_field, refinements,
        },
    },
    store::{
        Db,
        records::{Asking, Page, Source},
    },
};

/// Which facets are counted over which rows.
#[derive(Clone, Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "the fields describe the parameters; `Facets` is what is read from them")]
pub struct FacetParams {
    /// A field, or `facet(name="field", sort="-count", limit=10)` with options `disjunctive`, `hierarchical`,
    /// `separator`, `sort` and `limit`. It may be repeated. Default: every field that is annotated as a facet.
    #[param(example = "status")]
    facet: Option<String>,
    /// The condition that rows must fulfil. It may be repeated; all of them must then hold.
    #[param(example = "current is true")]
    r#where: Option<String>,
    /// Keeps the rows of a facet's value, written `field:value`. It may be repeated.
    #[param(example = "release:2026")]
    refine: Option<String>,
    /// Leaves the rows of a facet's value out, written `field:value`. It may be repeated.
    #[param(example = "release:2023")]
    exclude: Option<String>,
}

/// Which facets are counted over which datasets.
#[derive(Clone, Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "the fields describe the parameters; `Facets` is what is read from them")]
pub struct CatalogFacetParams {
    /// A metadata, or `facet(name="keyword", sort="-count", limit=10)`. It may be repeated. Default: every facet.
    #[param(example = "keyword")]
    facet: Option<String>,
    /// The condition that datasets must fulfil. It may be repeated; all of them must then hold.
    #[param(example = "records_count > 10")]
    r#where: Option<String>,
    /// Keeps the datasets of a facet's value, written `name:value`. It may be repeated.
    #[param(example = "features:analyze")]
    refine: Option<String>,
    /// Leaves the datasets of a facet's value out, written `name:value`. It may be repeated.
    #[param(example = "features:timeserie")]
    exclude: Option<String>,
}

/// What is asked, planned.
#[derive(Clone)]
struct Facets {
    dataset: &'static Dataset,
    facets: Vec<Facet>,
    conditions: Vec<Condition>,
    refined: Vec<Refinement>,
    excluded: Vec<Refinement>,
    settings: Settings,
}

/// The values of a dataset's facets.
///
/// For each facet its values with the number of rows that have them, most first, at most 100 unless it says otherwise.
/// Dates are given by year, below a refined year by month, below a refined month by day.
#[utoipa::path(tag = "explore", params(DatasetPath, FacetParams, ReleaseParams, CommonParams), responses(
    (status = 200, description = "The facets", body = Object), PortalFailures))]
#[get("/catalog/datasets/{dataset_id}/facets")]
pub async fn list_facets(
    request: HttpRequest,
    state: Data<State>,
    path: Path<DatasetPath>,
) -> Result<HttpResponse, ApiError> {
    let dataset = dataset(&path.dataset_id)?;
    let mut reader = Reader::of(&request)?;
    let (common, at) = (reader.common()?, reader.at()?);
    let facets = Facets::read(dataset, &mut reader, common.settings())?;
    let mut asking = Asking::of(&facets.conditions)?;
    let mut context = reading(&state, &request, &at, reader.canonical())?;
    if facets.settings.reads_clock.get() {
        context.pass();
    }
    let work = move |db: &mut Db, context: &Context| {
        let here = dataset_path(&dataset.id());
        let own = format!("{here}/facets");
        let links = links(&context.base, &[("self", &own), ("dataset", &here)]);
        Ok(answer(&json!({"links": links, "facets": facets.count(db, &mut asking, &source(context))?})))
    };
    state.answer(&request, context, work).await
}

/// The values of the catalogue's facets.
///
/// As the facets of a dataset, over the metadata of the datasets.
#[utoipa::path(tag = "explore", params(CatalogFacetParams, CommonParams), responses(
    (status = 200, description = "The facets", body = Object), PortalFailures))]
#[get("/catalog/facets")]
pub async fn list_catalog_facets(request: HttpRequest, state: Data<State>) -> Result<HttpResponse, ApiError> {
    let mut reader = Reader::of(&request)?;
    let common = reader.common()?;
    let facets = Facets::read(&CATALOGUE, &mut reader, common.settings())?;
    let mut asking = Asking::of(&facets.conditions)?;
    let mut context = context(&state, &request, reader.canonical())?;
    if facets.settings.reads_clock.get() {
        context.pass();
    }
    let contact = state.config.contact.clone();
    let work = move |db: &mut Db, context: &Context| {
        let objects = datasets::objects(db, context, &contact, &common)?;
        let counted = facets.count(db, &mut asking, &catalogue::source(&objects))?;
        let links = links(&context.base, &[("self", "/catalog/facets"), ("source", "/catalog")]);
        Ok(answer(&json!({"links": links, "facets": counted})))
    };
    state.answer(&request, context, work).await
}

impl Facets {
    fn read(dataset: &'static Dataset, reader: &mut Reader, settings: Settings) -> Result<Self, ApiError> {
        let Query { conditions: written, refine, exclude, .. } = reader.conditions();
        let texts = reader.all("facet");
        if texts.len() > MOST_CLAUSES {
            return Err(too_many(texts.len()));
        }
        let mut facets = Vec::new();
        for text in texts {
            facets.push(facet(dataset, &text, &settings)?);
        }
        if facets.is_empty() {
            facets = dataset.fields.iter().filter(|field| field.facet).map(Facet::of).collect();
        }
        Ok(Facets {
            dataset,
            facets,
            conditions: conditions(dataset, &written, &settings)?,
            refined: refinements(dataset, "refine", &refine, &settings)?,
            excluded: refinements(dataset, "exclude", &exclude, &settings)?,
            settings,
        })
    }

    fn count(&self, db: &mut Db, asking: &mut Asking, source: &Source) -> Result<Vec<Json>, ApiError> {
        self.facets.iter().map(|facet| self.count_one(db, asking, source, facet)).collect()
    }

    fn count_one(&self, db: &mut Db, asking: &mut Asking, source: &Source, facet: &Facet) -> Result<Json, ApiError> {
        let own = |refinement: &&Refinement| refinement.field.name == facet.field.name;
        // The other values of a facet of which several may be chosen stay in sight.
        let counts = |refinement: &&Refinement| !(facet.disjunctive && own(refinement));
        let refined: Vec<Refinement> = self.refined.iter().filter(counts).cloned().collect();
        let mut filter = self.conditions.clone();
        filter.extend(kept(&refined));
        filter.extend(self.excluded.iter().map(|out| Condition::Not(Box::new(out.condition.clone()))));
        filter.push(Condition::Not(Box::new(Condition::IsNull(of_field(facet.field)))));
        let plan = Plan {
            dataset: self.dataset,
            zone: self.settings.zone,
            filter,
            shape: by_value(facet),
            order: Vec::new(),
            reads_clock: false,
        };
        let page = Page { limit: Some(MOST_GROUPS), offset: 0 };
        let mut tree = Level::default();
        for row in asking.page(db, &plan, source, &[], page)? {
            if let [key, Value::Integer(count)] = row.values.as_slice() {
                tree.add(&path(facet, key), *count, key);
            }
        }
        let refined: Vec<Vec<String>> = self.refined.iter().filter(own).map(|r| asked(facet, &r.value)).collect();
        let mut values = tree.shown(facet, &refined, &[]);
        for out in self.excluded.iter().filter(own) {
            let name = asked(facet, &out.value).pop().unwrap_or_default();
            values.push(json!({"name": name, "state": "excluded", "value": out.value}));
        }
        Ok(json!({"name": facet.field.short_name(), "facets": values}))
    }
}

/// The refusal of more facets than other clauses may be given: each is a query of its own.
fn too_many(count: usize) -> ApiError {
    let problem = format!("{count} clauses, of which {MOST_CLAUSES} are allowed");
    let (kind, text) = (PlanErrorKind::Malformed, String::new());
    Refusal::from(PlanError { kind, clause: "facet", text, problem, span: 0..0, hint: None }).into()
}

/// The plan that counts the rows of each value.
fn by_value(facet: &Facet) -> Shape {
    let by = match facet.field {
        field if field.multivalued => KeyBy::Each(field),
        field => KeyBy::Value(day(of_field(field))),
    };
    let count = Aggregate { function: AggregateFunction::Count, argument: None };
    let expr = Expr::new(Node::Aggregate(0), FieldType::Int);
    Shape::Groups {
        keys: vec![Key { name: facet.field.name.to_owned(), by }],
        aggregates: vec![count],
        columns: vec![Column { name: "count".to_owned(), expr }],
    }
}

/// Times are counted by the day that the clock of the zone shows.
fn day(field: Expr) -> Expr {
    match field.kind {
        FieldType::DateTime => {
            let clock = Expr::new(Node::Clock(Box::new(field)), FieldType::DateTime);
            Expr::new(Node::Day(Box::new(clock)), FieldType::Date)
        }
        _ => field,
    }
}

/// The levels of a value, highest first.
fn path(facet: &Facet, value: &Value) -> Vec<String> {
    match (value, &facet.separator) {
        (Value::Date(date), _) => {
            vec![date.year().to_string(), format!("{:02}", date.month()), format!("{:02}", date.day())]
        }
        (Value::Text(text), Some(separator)) => text.split(separator.as_str()).map(str::to_owned).collect(),
        (Value::Text(text), None) => vec![text.clone()],
        (value, _) => vec![json(value).to_string()],
    }
}

/// The levels of a value as a refinement gives it.
fn asked(facet: &Facet, value: &str) -> Vec<String> {
    match (facet.field.kind, &facet.separator) {
        (FieldType::Date | FieldType::DateTime, _) => value.split(['/', '-']).map(str::to_owned).collect(),
        (_, Some(separator)) => value.split(separator.as_str()).map(str::to_owned).collect(),
        _ => vec![value.to_owned()],
    }
}

/// The values of one level of a facet.
#[derive(Default)]
struct Level {
    nodes: Vec<Branch>,
}

struct Branch {
    name: String,
    count: i64,
    /// What the value is sorted by.
    rank: i64,
    below: Level,
}

impl Level {
    fn add(&mut self, path: &[String], count: i64, value: &Value) {
        let [name, rest @ ..] = path else { return };
        let at = self.nodes.iter().position(|node| node.name == *name).unwrap_or_else(|| {
            let rank = if let Value::Integer(number) = value { *number } else { 0 };
            self.nodes.push(Branch { name: name.clone(), count: 0, rank, below: Level::default() });
            self.nodes.len() - 1
        });
        self.nodes[at].count += count;
        self.nodes[at].below.add(rest, count, value);
    }

    /// The values as an answer shows them; those below only where the one above is refined.
    fn shown(&self, facet: &Facet, refined: &[Vec<String>], above: &[String]) -> Vec<Json> {
        let mut nodes: Vec<&Branch> = self.nodes.iter().collect();
        nodes.sort_by(|a, b| {
            let by_value = || a.rank.cmp(&b.rank).then_with(|| a.name.cmp(&b.name));
            match facet.sort {
                Sort::Value { falling: false } => by_value(),
                Sort::Value { falling: true } => by_value().reverse(),
                Sort::Count { falling } => {
                    let by_count = a.count.cmp(&b.count);
                    (if falling { by_count.reverse() } else { by_count }).then_with(by_value)
                }
            }
        });
        let limit = usize::try_from(facet.limit).unwrap_or(usize::MAX);
        let separator = facet.separator.as_deref().unwrap_or("/");
        let show = |node: &&Branch| {
            let path = [above, std::slice::from_ref(&node.name)].concat();
            let is_refined = refined.iter().any(|asked| asked.starts_with(&path));
            let state = if is_refined { "refined" } else { "displayed" };
            let mut shown =
                json!({"name": node.name, "count": node.count, "state": state, "value": path.join(separator)});
            if is_refined && !node.below.nodes.is_empty() {
                shown["facets"] = node.below.shown(facet, refined, &path).into();
            }
            shown
        };
        nodes.iter().take(limit).map(show).collect()
    }
}
