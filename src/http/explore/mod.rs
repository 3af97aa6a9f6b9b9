//! `/api/explore/v2.1`: the record for clients of the Opendatasoft Explore API, version 2.1.
//!
//! A request is read in [`params`], planned by [`crate::odsql`], run by `store::records` and shown by the resource it asks
//! for: [`datasets`], [`records`], [`facets`], [`exports`], [`attachments`]; which releases are read stands in `reading.rs`. The catalogue itself is a dataset too, see
//! [`catalogue`]. Addresses, headers, error bodies and quota, which are the portal's, are in [`transport`] and [`quota`].

pub mod attachments;
pub mod catalogue;
pub mod datasets;
pub mod exports;
pub mod facets;
pub mod params;
pub mod quota;
mod reading;
pub mod records;
pub mod transport;
mod views;

use super::{
    mount::Mount,
    problem::{ApiError, Kind},
};
use crate::{
    domain::{
        catalogue::{DATASETS, by_id},
        dataset::Dataset,
        text::nearest,
    },
    odsql::{PlanErrorKind, Refusal},
    store::records::RecordsError,
};
use reading::context;

/// Where the surface begins.
pub const BASE: &str = "/api/explore/v2.1";

/// Seconds after which a query that took too long may be asked again: a few times what it may take, since it is dear.
const RETRY_AFTER_SECONDS: u64 = 30;

/// Mounts every route; what is mounted is documented.
pub fn routes(config: &mut impl Mount) {
    config
        .service(datasets::get_catalog)
        .service(datasets::list_datasets)
        .service(datasets::describe_dataset)
        .service(records::list_records)
        .service(records::get_record)
        .service(facets::list_facets)
        .service(facets::list_catalog_facets)
        .service(exports::list_exports)
        .service(exports::export_records)
        .service(exports::list_catalog_exports)
        .service(exports::export_catalog)
        .service(attachments::list_attachments);
}

/// The dataset of an id.
///
/// # Errors
/// A 404 in the portal's words.
pub fn dataset(id: &str) -> Result<&'static Dataset, ApiError> {
    by_id(id).ok_or_else(|| {
        let shown = super::problem::echo(id);
        let mut error = ApiError::new(Kind::NOT_FOUND, format!("The requested dataset {shown} does not exist."));
        // The ids differ in their ends only: it is these that are compared.
        let end = id.strip_prefix(Dataset::PREFIX).unwrap_or(id);
        if let Some(near) = nearest(end, DATASETS.iter().map(|dataset| dataset.name)) {
            error.detail.push_str(&format!(" The nearest dataset is {}{near}.", Dataset::PREFIX));
        }
        error
    })
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        let kind = match &refusal {
            Refusal::Syntax(_) => Kind::ODSQL_SYNTAX,
            Refusal::Plan(error) => match error.kind {
                PlanErrorKind::Malformed => Kind::ODSQL_MEANING,
                PlanErrorKind::IncompatibleTypes => Kind::INCOMPATIBLE_TYPES,
            },
        };
        ApiError::new(kind, refusal.to_string())
    }
}

impl From<RecordsError> for ApiError {
    fn from(error: RecordsError) -> Self {
        match error {
            RecordsError::Query(error) => error.into(),
            RecordsError::UnknownZone(name) => {
                params::invalid("timezone", name, "a time zone that the database knows is expected")
            }
            // The query is one that may be asked: the same may be answered in time when there is less to do.
            RecordsError::OutOfTime | RecordsError::NoRow => {
                let detail = format!("ODSQL query is refused: {error}.");
                ApiError::new(Kind::UNAVAILABLE, detail).retrying_after(RETRY_AFTER_SECONDS)
            }
            error => ApiError::new(Kind::ODSQL_MEANING, format!("ODSQL query is refused: {error}.")),
        }
    }
}
