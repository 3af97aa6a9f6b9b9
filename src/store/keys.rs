//! The keys of those who may write; of a secret only its SHA-256 is kept.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::{
    connection::{Db, MultiBackend},
    schema::api_keys,
};

/// A key, without its secret.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = api_keys, check_for_backend(MultiBackend))]
pub struct KeyRow {
    pub id: String,
    pub name: String,
    /// Joined by commas.
    pub scopes: String,
    /// SHA-256 of the secret, in hexadecimal digits.
    pub secret_sha256: String,
    pub created_at: NaiveDateTime,
    pub expires_at: NaiveDateTime,
    pub revoked_at: Option<NaiveDateTime>,
}

/// Adds a key.
pub fn insert(db: &mut Db, row: &KeyRow) -> QueryResult<()> {
    diesel::insert_into(api_keys::table).values(row).execute(db).map(drop)
}

/// A key by its id.
pub fn find(db: &mut Db, id: &str) -> QueryResult<Option<KeyRow>> {
    api_keys::table.find(id).select(KeyRow::as_select()).first(db).optional()
}

/// Every key, oldest first.
pub fn list(db: &mut Db) -> QueryResult<Vec<KeyRow>> {
    api_keys::table.order_by((api_keys::created_at, api_keys::id)).select(KeyRow::as_select()).load(db)
}

/// Ends a key. One that has ended keeps the time at which it did.
pub fn revoke(db: &mut Db, id: &str, now: NaiveDateTime) -> QueryResult<()> {
    let open = api_keys::table.filter(api_keys::id.eq(id).and(api_keys::revoked_at.is_null()));
    diesel::update(open).set(api_keys::revoked_at.eq(now)).execute(db).map(drop)
}
