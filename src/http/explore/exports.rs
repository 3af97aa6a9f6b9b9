//! `…/exports`: the formats in which a dataset or the catalogue is given as a file, and the files, without a limit.

use actix_web::{
    HttpRequest, HttpResponse, get,
    web::{Data, Path},
};
use serde::Deserialize;
use serde_json::{Value as Json, json};
use utoipa::IntoParams;

use super::{
    super::{
        files::{self, Download, Validity},
        problem::{ApiError, Kind, echo},
        state::{Body, Context, State},
    },
    catalogue::{self, CATALOGUE},
    context, dataset, datasets,
    params::{CatalogQueryParams, Common, CommonParams, QueryParams, Reader, invalid},
    reading::{ReleaseParams, reading, source},
    records::DatasetPath,
    transport::{PortalFailures, address},
    views::{answer, dataset_path, links, record_path},
};
use crate::{
    dcat::{self, exports::Export, graph, serialise::Serialisation},
    domain::{
        catalogue::{DATASETS, Metadata},
        dataset::{Dataset, Value},
        text::{Language, nearest},
    },
    formats::{self, Format, Options, Table, csv::Style, parquet::Codec},
    odsql::plan::{Expr, Plan, Shape, key_fields, plan},
    store::{
        Db,
        datasets::count,
        records::{self, Asking},
    },
};

/// The formats of the catalogue: its datasets as rows, and the graph of DCAT.
const CATALOG_FORMATS: [&str; 5] = ["csv", "json", "dcat", "rdf", "ttl"];

/// The dataset and the format, from the path.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct ExportPath {
    /// The id of a dataset, as the catalogue lists it.
    #[param(example = "fr-en-strategie-numerique-axes")]
    dataset_id: String,
    /// One of `csv`, `json`, `jsonl`, `xlsx`, `parquet`, `jsonld`, `rdfxml`, `turtle`, `n3`.
    #[param(example = "json")]
    format: String,
}

/// The format, from the path.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct CatalogExportPath {
    /// One of `csv`, `json`, `dcat`, `rdf`, `ttl`.
    #[param(example = "json")]
    format: String,
}

/// How a file is written.
#[derive(Clone, Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "the fields describe the parameters; `Wanted` is what is read from them")]
pub struct FileParams {
    /// Most rows; -1 (the default) for all.
    #[param(example = 2, minimum = -1, maximum = 1_000_000_000)]
    limit: Option<i64>,
    /// Rows to leave out before the first.
    #[param(example = 0, minimum = 0, maximum = 1_000_000_000)]
    offset: Option<i64>,
    /// The header row of CSV and XLSX holds labels instead of names: `true` or `false` (the default).
    #[param(example = "true")]
    use_labels: Option<String>,
    /// The file is a gzip file: `true` or `false` (the default).
    #[param(example = "false")]
    compressed: Option<String>,
    /// What stands between the cells of CSV: `;` (the default), `,`, `|` or a tabulator.
    #[param(example = ";")]
    delimiter: Option<String>,
    /// What stands between the values of a list in a cell of CSV. Default: `,`.
    #[param(example = ",")]
    list_separator: Option<String>,
    /// All texts of CSV stand in quotes: `true` or `false` (the default).
    #[param(example = "false")]
    quote_all: Option<String>,
    /// CSV begins with a byte order mark: `true` (the default) or `false`.
    #[param(example = "true")]
    with_bom: Option<String>,
    /// How Parquet is compressed: `snappy` (the default) or `zstd`.
    #[param(example = "snappy")]
    parquet_compression: Option<String>,
}

/// How DCAT tells of the files of each dataset.
#[derive(Clone, Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "the fields describe the parameters")]
pub struct DcatParams {
    /// The formats that are told of, separated by commas. Default: all.
    #[param(example = "csv,json")]
    include_exports: Option<String>,
    /// The addresses of CSV and XLSX files ask for labels in the header row: `true` (the default) or `false`.
    #[param(example = "true")]
    use_labels_in_exports: Option<String>,
}

/// How a file is written, as a request asks.
struct Wanted {
    options: Options,
    gzip: bool,
}

impl Wanted {
    fn read(reader: &mut Reader) -> Result<Self, ApiError> {
        let mut csv = Style { with_bom: reader.flag("with_bom", true)?, ..Style::explore() };
        csv.quote_all = reader.flag("quote_all", false)?;
        if let Some(delimiter) = reader.raw("delimiter")? {
            csv.delimiter = match delimiter.as_str() {
                ";" | "," | "|" | "\t" => delimiter.as_bytes()[0],
                other => return Err(invalid("delimiter", other, "one of ; , | or a tabulator is expected")),
            };
        }
        if let Some(separator) = reader.raw("list_separator")? {
            csv.list_separator = separator;
        }
        let parquet = match reader.word("parquet_compression", &["snappy", "zstd"])? {
            Some("zstd") => Codec::Zstd,
            _ => Codec::Snappy,
        };
        let use_labels = reader.flag("use_labels", false)?;
        let gzip = reader.flag("compressed", false)?;
        // Coordinates are in no dataset, so how they would be projected changes nothing.
        reader.number("epsg")?;
        Ok(Wanted { options: Options { use_labels, utc_letter: false, csv, parquet }, gzip })
    }
}

/// The export formats of a dataset.
///
/// A link for each format; its relation is the format's name.
#[utoipa::path(tag = "explore", params(DatasetPath), responses(
    (status = 200, description = "The formats", body = Object), PortalFailures))]
#[get("/catalog/datasets/{dataset_id}/exports")]
pub async fn list_exports(
    request: HttpRequest,
    state: Data<State>,
    path: Path<DatasetPath>,
) -> Result<HttpResponse, ApiError> {
    let here = format!("{}/exports", dataset_path(&dataset(&path.dataset_id)?.id()));
    let formats = Format::ALL.map(Format::name);
    list(request, state, here, &formats).await
}

/// The export formats of the catalogue.
///
/// A link for each format; its relation is the format's name.
#[utoipa::path(tag = "explore", responses((status = 200, description = "The formats", body = Object), PortalFailures))]
#[get("/catalog/exports")]
pub async fn list_catalog_exports(request: HttpRequest, state: Data<State>) -> Result<HttpResponse, ApiError> {
    list(request, state, "/catalog/exports".to_owned(), &CATALOG_FORMATS).await
}

async fn list(
    request: HttpRequest,
    state: Data<State>,
    here: String,
    formats: &[&'static str],
) -> Result<HttpResponse, ApiError> {
    let mut found: Vec<(&str, String)> = vec![("self", here.clone())];
    found.extend(formats.iter().map(|format| (*format, format!("{here}/{format}"))));
    let context = context(&state, &request, Reader::of(&request)?.canonical())?;
    let work = move |_: &mut Db, context: &Context| {
        let found: Vec<(&str, &str)> = found.iter().map(|(rel, path)| (*rel, path.as_str())).collect();
        Ok(answer(&json!({"links": links(&context.base, &found)})))
    };
    state.answer(&request, context, work).await
}

/// The records of a dataset as a file.
///
/// Every row that matches, or every group, in one file that is sent as it is read; with `release` or `as_of` the rows of
/// one release.
#[utoipa::path(tag = "explore", params(ExportPath, QueryParams, FileParams, ReleaseParams, CommonParams), responses(
    (status = 200, description = "The file; in JSON an array of rows, other formats as their media type says", body = Vec<Object>), PortalFailures))]
#[get("/catalog/datasets/{dataset_id}/exports/{format}")]
pub async fn export_records(
    request: HttpRequest,
    state: Data<State>,
    path: Path<ExportPath>,
) -> Result<HttpResponse, ApiError> {
    let ExportPath { dataset_id, format: name } = path.into_inner();
    let dataset = dataset(&dataset_id)?;
    let format = Format::from_name(&name).ok_or_else(|| unknown_format(&name, &Format::ALL.map(Format::name)))?;
    let mut reader = Reader::of(&request)?;
    let (query, common, paging, at) = (reader.query()?, reader.common()?, reader.export_paging()?, reader.at()?);
    let wanted = Wanted::read(&mut reader)?;
    let plan = plan(dataset, &query, &common.settings())?;
    let page = paging.export(&plan)?;
    records::bounded(&plan.filter)?;
    let context = reading(&state, &request, &at, reader.canonical())?;
    let mut validity = Validity::of(&context);
    if plan.reads_clock {
        validity.pass();
    }
    let download = Download {
        name: dataset.id(),
        format,
        table: table(dataset, &plan, &context, common.language()),
        options: wanted.options,
        content_type: content_type(format),
        gzip: wanted.gzip,
    };
    let named = matches!(format, Format::JsonLd | Format::RdfXml | Format::Turtle | Format::N3);
    let rows = move |db: &mut Db, sink: &mut dyn files::RowSink| {
        let source = source(&context);
        let key: Vec<Expr> =
            if named && matches!(plan.shape, Shape::Rows(_)) { key_fields(dataset) } else { Vec::new() };
        let (mut stopped, planned) = (None, plan.columns().len());
        // `files` watches that rows come.
        records::each(db, &plan, &source, &key, page, None, &mut |values| {
            let id = (!key.is_empty()).then(|| {
                let id = dataset.record_id(&values.split_off(planned));
                address(&context.base, &record_path(&dataset.id(), &id))
            });
            stopped = sink.push(id, values).err();
            stopped.is_none()
        })?;
        stopped.map_or(Ok(()), |stopped| Err(stopped.into()))
    };
    files::send(&request, &state, validity, download, rows).await
}

/// The media type of a file as the portal names it.
fn content_type(format: Format) -> &'static str {
    match format {
        Format::Csv => "text/csv; charset=utf-8",
        format => format.content_type(),
    }
}

/// What a file of a plan's rows holds.
fn table(dataset: &Dataset, plan: &Plan, context: &Context, language: Language) -> Table {
    let vocabulary = format!("{}#", dcat::Options::all(&context.base).dataset(&dataset.id()));
    Table::of_dataset(dataset, plan.columns(), language, context.modified().into(), vocabulary)
}

fn unknown_format(name: &str, offered: &[&'static str]) -> ApiError {
    let near =
        nearest(name, offered.iter().copied()).map_or_else(String::new, |near| format!(" The nearest is {near}."));
    let detail =
        format!("The requested format {} does not exist; the formats are {}.{near}", echo(name), offered.join(", "));
    ApiError::new(Kind::NOT_FOUND, detail)
}

/// The catalogue as a file.
///
/// The datasets as JSON objects or rows of CSV, or as an RDF graph in the vocabulary DCAT: `dcat` and `rdf` in RDF/XML,
/// `ttl` in Turtle.
#[utoipa::path(tag = "explore", params(CatalogExportPath, CatalogQueryParams, FileParams, DcatParams, CommonParams), responses(
    (status = 200, description = "The file; in JSON an array of rows, other formats as their media type says", body = Vec<Object>), PortalFailures))]
#[get("/catalog/exports/{format}")]
pub async fn export_catalog(
    request: HttpRequest,
    state: Data<State>,
    path: Path<CatalogExportPath>,
) -> Result<HttpResponse, ApiError> {
    let Some(format) = CATALOG_FORMATS.into_iter().find(|format| *format == path.format) else {
        return Err(unknown_format(&path.format, &CATALOG_FORMATS));
    };
    let mut reader = Reader::of(&request)?;
    let (mut query, common, paging) = (reader.query()?, reader.common()?, reader.export_paging()?);
    let wanted = Wanted::read(&mut reader)?;
    let included = reader.one("include_exports")?;
    let use_labels = reader.flag("use_labels_in_exports", true)?;
    let file = match format {
        "csv" => "datasets.csv",
        "json" => "datasets.json",
        "ttl" => "datasets.ttl",
        _ => "datasets.rdf",
    };
    let is_rows = matches!(format, "csv" | "json");
    // A graph tells of whole datasets, and so does JSON unless it is asked for columns.
    let whole = !is_rows || (format == "json" && query.select.is_none() && query.group_by.is_none());
    if whole {
        (query.select, query.group_by) = (Some("dataset_id".to_owned()), None);
    } else if query.select.is_none() && query.group_by.is_none() {
        query.select = Some(csv_columns());
    }
    let plan = plan(&CATALOGUE, &query, &common.settings())?;
    let page = paging.export(&plan)?;
    let mut asking = Asking::of(&plan.filter)?;
    let mut context = context(&state, &request, reader.canonical())?;
    if plan.reads_clock {
        context.pass();
    }
    let contact = state.config.contact.clone();
    let work = move |db: &mut Db, context: &Context| {
        let objects = datasets::objects(db, context, &contact, &common)?;
        let source = catalogue::source(&objects);
        let rows = asking.page(db, &plan, &source, &[], page)?;
        if !whole {
            return rows_file(file, &plan, rows, &wanted.options, context, &common);
        }
        let ids: Vec<Value> = rows.into_iter().flat_map(|row| row.values).collect();
        let is_kept = |id: &str| ids.iter().any(|kept| matches!(kept, Value::Text(kept) if kept == id));
        if format == "json" {
            let in_order = |id: &Value| {
                objects.iter().find(|object| matches!(id, Value::Text(id) if object["dataset_id"] == **id))
            };
            let kept: Vec<&Json> = ids.iter().filter_map(in_order).collect();
            return Ok(Body { file: Some(file.into()), ..answer(&kept) });
        }
        let mut metadata = Vec::new();
        for dataset in DATASETS.iter().filter(|dataset| is_kept(&dataset.id())) {
            let rows = count(db, dataset, &context.releases)?;
            metadata.extend(Metadata::of(dataset, &context.releases, rows, &contact));
        }
        let exports: Vec<Export> = match &included {
            None => dcat::exports::ALL.to_vec(),
            Some(names) => dcat::exports::named(names.split(',').map(str::trim)),
        };
        let languages = [common.language()];
        let options = dcat::Options { base: &context.base, languages: &languages, exports: &exports, use_labels };
        let serialisation = if format == "ttl" { Serialisation::Turtle } else { Serialisation::RdfXml };
        let media = if format == "ttl" { "text/turtle; charset=utf-8" } else { "application/rdf+xml; charset=utf-8" };
        let bytes = serialisation.write(&graph::catalogue(&metadata, &options));
        Ok(Body { file: Some(file.into()), ..Body::new(bytes, media) })
    };
    state.answer(&request, context, work).await
}

/// The columns of the catalogue's CSV in the portal's order: templates first, the id last.
fn csv_columns() -> String {
    let of =
        |template: &'static str| CATALOGUE.fields.iter().map(|f| f.name).filter(move |name| name.starts_with(template));
    let columns: Vec<&str> = of("dcat.").chain(of("default.")).collect();
    format!("{}, dataset_id as datasetid", columns.join(", "))
}

/// The rows of a query over the catalogue as a file, which is short.
fn rows_file(
    file: &'static str,
    plan: &Plan,
    rows: Vec<records::Row>,
    options: &Options,
    context: &Context,
    common: &Common,
) -> Result<Body, ApiError> {
    let format = if file.ends_with(".csv") { Format::Csv } else { Format::Json };
    let table = table(plan.dataset, plan, context, common.language());
    let bytes = formats::to_bytes(format, &table, options, rows.iter().map(|row| row.values.as_slice()))
        .map_err(|_| super::super::problem::internal())?;
    Ok(Body { file: Some(file.into()), ..Body::new(bytes, content_type(format)) })
}
