//! One release as a SQLite database of its own, whose bytes depend on nothing but the release and the program.

use std::path::Path;

use chrono::NaiveDateTime;
use diesel::{connection::SimpleConnection, prelude::*, sql_query, sql_types};

use super::{
    Db, StoreError, Url, dialect, migrations, releases,
    snapshot::{self, Snapshot},
    words,
};

/// The only release of a copy is its first, whatever its number where it comes from.
const SEQUENCE: i64 = 1;

/// Writes a release into a new database in an empty directory, and gives the bytes of its file.
///
/// # Errors
/// The directory cannot be written, or the database refuses.
pub fn of_release(snapshot: Snapshot, directory: &Path) -> Result<Vec<u8>, StoreError> {
    let (draft, file) = (directory.join("draft.db"), directory.join("jalon.db"));
    let mut db = Url::Sqlite(draft.display().to_string()).open()?;
    // Whatever becomes of the draft, it is thrown away: nothing waits for a disk.
    db.batch_execute("PRAGMA synchronous = OFF")?;
    migrations::run(&mut db)?;
    let recorded = snapshot.release.recorded_at;
    dialect::write_transaction(&mut db, |db| fill(db, &snapshot.numbered(SEQUENCE)))?;
    dialect::write_transaction(&mut db, |db| date_migrations(db, recorded))?;
    compact(&mut db, &file)?;
    std::fs::read(&file).map_err(|error| StoreError::File(error.to_string()))
}

fn fill(db: &mut Db, snapshot: &Snapshot) -> Result<(), StoreError> {
    snapshot::insert(db, snapshot)?;
    words::insert(db, snapshot)?;
    Ok(releases::switch(db, SEQUENCE)?)
}

/// diesel notes when it ran each step of the schema, which is another time in each copy.
fn date_migrations(db: &mut Db, at: NaiveDateTime) -> Result<(), StoreError> {
    let query = sql_query("UPDATE __diesel_schema_migrations SET run_on = ?");
    if let Db::Sqlite(connection) = db {
        query.bind::<sql_types::Timestamp, _>(at).execute(connection)?;
    }
    Ok(())
}

/// Writes the database anew: without the traces of how it was filled, and without a log beside it.
fn compact(db: &mut Db, file: &Path) -> Result<(), StoreError> {
    let path = file.display().to_string().replace('\'', "''");
    Ok(db.batch_execute(&format!("VACUUM INTO '{path}'"))?)
}
