//! A release, taken out of the store at once: nothing more of the database is needed to build its bundle.

use super::BundleError;
use crate::{
    domain::{
        catalogue::DATASETS,
        dataset::{Dataset, FieldType, Value},
        release::{Release, Releases},
    },
    odsql::plan::{Plan, key_fields},
    store::{
        Db, QueryError, StoreError,
        records::{self, LONGEST_SILENCE, Page, RecordsError, Source},
        releases,
        snapshot::{self, Snapshot},
    },
};

/// A release with all its rows.
pub struct Reading {
    pub release: Release,
    /// As it was written.
    pub snapshot: Snapshot,
    /// As the catalogue names it, in its order.
    pub tables: Vec<Rows>,
}

/// The rows of a dataset in one release.
pub struct Rows {
    pub dataset: &'static Dataset,
    /// Name, type, and whether there are several values in a cell.
    pub columns: Vec<(String, FieldType, bool)>,
    /// Each with its id, which is the same in every revision of its release.
    pub rows: Vec<(String, Vec<Value>)>,
}

/// Reads a release.
///
/// # Errors
/// The database refuses, or has no such release.
pub fn release(db: &mut Db, release: &Release, releases: &Releases) -> Result<Reading, BundleError> {
    let row = releases::by_sequence(db, release.sequence)?.ok_or(QueryError::NotFound)?;
    let snapshot = snapshot::load(db, row)?;
    let tables = DATASETS.iter().map(|dataset| rows(db, dataset, release, releases)).collect::<Result<_, _>>()?;
    Ok(Reading { release: release.clone(), snapshot, tables })
}

fn rows(db: &mut Db, dataset: &'static Dataset, release: &Release, releases: &Releases) -> Result<Rows, BundleError> {
    let plan = Plan::whole(dataset);
    // Whether the release was the current one when it was recorded: what came later does not change what it says.
    let current = releases.known_with(release).current;
    let source = Source::Table(records::Releases { sequences: vec![release.sequence], current });
    let (mut rows, planned) = (Vec::new(), plan.columns().len());
    let mut take = |values: &mut Vec<Value>| {
        let key = values.split_off(planned);
        rows.push((dataset.record_id(&key), std::mem::take(values)));
        true
    };
    let read =
        records::each(db, &plan, &source, &key_fields(dataset), Page::default(), Some(LONGEST_SILENCE), &mut take);
    read.map_err(|error| match error {
        // Nobody's query is at fault: the database is at something else.
        RecordsError::OutOfTime => StoreError::Busy("it gave no rows in time".to_owned()).into(),
        error => BundleError::from(error),
    })?;
    let columns = plan.columns().into_iter().map(|(name, kind, several)| (name.to_owned(), kind, several)).collect();
    Ok(Rows { dataset, columns, rows })
}
