//! The rest of a file, when the replica that it is read from breaks off.
//!
//! The rows of known revisions are the same in every database that holds them, and their order is total: whoever has given
//! the first of them can be followed by another one.

use super::{ApiError, Kind, RowSink, Stopped};
use crate::{
    domain::dataset::Value,
    store::{Db, Store},
};

/// Reads the rows of a file from a replica that holds the revision `last`, or from the database. What a replica leaves
/// unread is read elsewhere, unless the rows depend on when they are read.
///
/// # Errors
/// Those of `rows`; no database in reach.
pub fn read<F>(store: &Store, last: i64, passing: bool, rows: &F, sink: &mut dyn RowSink) -> Result<(), ApiError>
where
    F: Fn(&mut Db, &mut dyn RowSink) -> Result<(), ApiError>,
{
    let mut given = 0;
    let mut left = if passing { 1 } else { store.replicas().0 + 1 };
    loop {
        let mut rest = Rest { sink: &mut *sink, known: given, seen: 0 };
        let read = store.read_shared(last, |db| rows(db, &mut rest));
        given = given.max(rest.seen);
        left -= 1;
        match read {
            // The replica was set aside: the next one is asked, and after the last of them the database.
            Err(error) if left > 0 && error.kind == Kind::UNAVAILABLE => {}
            read => return read,
        }
    }
}

/// Passes on the rows that were not given yet.
struct Rest<'a> {
    sink: &'a mut dyn RowSink,
    /// How many were given before.
    known: u64,
    /// How many came this time.
    seen: u64,
}

impl RowSink for Rest<'_> {
    fn push(&mut self, id: Option<String>, values: &mut Vec<Value>) -> Result<(), Stopped> {
        if self.seen >= self.known {
            self.sink.push(id, values)?;
        }
        self.seen += 1;
        Ok(())
    }
}
