//! The key that signs releases, where it is kept in the database.

use diesel::prelude::*;

use super::{connection::Db, dialect::on_backend, schema::signing_key};

/// The key as PEM, if one was made.
pub fn pem(db: &mut Db) -> QueryResult<Option<String>> {
    signing_key::table.find(1).select(signing_key::pem).first(db).optional()
}

/// Keeps the first key. The caller owns the transaction, which no other writer shares.
pub fn insert(db: &mut Db, pem: &str) -> QueryResult<()> {
    on_backend!(db, |connection| {
        let key = (signing_key::id.eq(1), signing_key::pem.eq(pem));
        diesel::insert_into(signing_key::table).values(key).execute(connection)
    })?;
    Ok(())
}
