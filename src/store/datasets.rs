//! Rows of whole datasets, which stand across tables and releases.

use diesel::prelude::*;

use super::{
    connection::Db,
    schema::{actions, axes, objectives, progress, sources, statements},
};
use crate::domain::{
    catalogue::{ACTIONS, AXES, FIGURES, OBJECTIVES, SOURCES, STATEMENTS, VERSIONS},
    dataset::Dataset,
    release::Releases,
};

/// How many rows a dataset has: those of the latest revision of each release.
pub fn count(db: &mut Db, dataset: &Dataset, releases: &Releases) -> QueryResult<i64> {
    let read: Vec<i64> = releases.latest_revisions().iter().map(|release| release.sequence).collect();
    macro_rules! rows {
        ($table:ident) => {
            $table::table.filter($table::release_seq.eq_any(read)).count().get_result(db)
        };
    }
    match dataset.name {
        name if name == AXES.name => rows!(axes),
        name if name == ACTIONS.name => rows!(actions),
        name if name == OBJECTIVES.name => rows!(objectives),
        name if name == STATEMENTS.name => rows!(statements),
        name if name == FIGURES.name => rows!(progress),
        name if name == SOURCES.name => rows!(sources),
        name if name == VERSIONS.name => Ok(i64::try_from(read.len()).unwrap_or(i64::MAX)),
        // A dataset without a table has no rows; the test of the catalogue asks for each.
        _ => Ok(0),
    }
}
