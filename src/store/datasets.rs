//! Rows of whole datasets, which stand across tables and releases.

use diesel::prelude::*;

use super::{connection::Db, schema, tables::each_table};
use crate::domain::{catalogue, dataset::Dataset, release::Releases};

macro_rules! counted {
    ($($table:ident: $row:ident, $dataset:ident;)+) => {
        /// How many rows a dataset has: those of the latest revision of each release.
        pub fn count(db: &mut Db, dataset: &Dataset, releases: &Releases) -> QueryResult<i64> {
            let read: Vec<i64> = releases.latest_revisions().iter().map(|release| release.sequence).collect();
            $(if dataset.name == catalogue::$dataset.name {
                let own = schema::$table::table.filter(schema::$table::release_seq.eq_any(read));
                return own.count().get_result(db);
            })+
            // The releases themselves are the one dataset that is not in the list of tables.
            Ok(i64::try_from(read.len()).unwrap_or(i64::MAX))
        }
    };
}
each_table!(counted);
