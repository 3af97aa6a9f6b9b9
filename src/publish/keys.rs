//! Keys of those who may write: made, shown once, recognised, ended.

use chrono::{Days, NaiveDateTime, SubsecRound};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use thiserror::Error;

use super::journal::{self, Event};
use crate::{
    domain::{closed::closed, source::hexadecimal},
    store::{
        Db, QueryError, StoreError,
        keys::{self, KeyRow},
    },
};

closed! {
    /// What a key may do.
    Scope {
        /// Make drafts, and read them.
        Draft = "draft",
        /// Approve and withdraw drafts that another key made, and read them.
        Approve = "approve",
        /// Make and end keys, read the journal, and manage the webhooks of every key.
        Admin = "admin",
    }
}

/// What every token begins with, so that one that was left somewhere is recognised.
const PREFIX: &str = "jalon_";
/// Bytes of an id and of a secret.
const ID_BYTES: usize = 6;
const SECRET_BYTES: usize = 32;
/// Longest name of a key, in characters.
pub const LONGEST_NAME: usize = 100;
/// How many days a key may be valid at most, and is by default.
pub const MOST_DAYS: u64 = 730;
pub const DEFAULT_DAYS: u64 = 365;

/// A key that was recognised.
#[derive(Clone, Debug)]
pub struct Holder {
    pub id: String,
    pub name: String,
    pub scopes: Vec<Scope>,
}

impl Holder {
    /// Whether the key has one of the scopes.
    pub fn may(&self, scopes: &[Scope]) -> bool {
        self.scopes.iter().any(|scope| scopes.contains(scope))
    }
}

/// Why a key is not made, or a token not recognised.
#[derive(Debug, Error)]
pub enum KeyError {
    #[error("no random bytes could be had: {0}")]
    Random(String),
    /// The same for every reason, so that a guess learns nothing.
    #[error("the key is not known, has expired or was revoked")]
    Unknown,
    #[error("the key has the scopes {has}; this takes {needs}")]
    Scope { has: String, needs: String },
    #[error("no key has the id {0}")]
    NoSuchKey(String),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<QueryError> for KeyError {
    fn from(error: QueryError) -> Self {
        KeyError::Store(error.into())
    }
}

/// What a key is made with.
#[derive(Clone, Debug)]
pub struct NewKey {
    /// Whose it is.
    pub name: String,
    pub scopes: Vec<Scope>,
    /// For how many days it is valid.
    pub days: u64,
}

/// Makes a key and gives its token, which nothing can show again.
///
/// # Errors
/// [`KeyError::Random`], or those of the database.
pub fn create(db: &mut Db, new: &NewKey, by: &str, now: NaiveDateTime) -> Result<(KeyRow, String), KeyError> {
    let (id, secret) = (random::<ID_BYTES>()?, random::<SECRET_BYTES>()?);
    let mut scopes = new.scopes.clone();
    scopes.sort();
    scopes.dedup();
    let row = KeyRow {
        id: id.clone(),
        name: new.name.clone(),
        scopes: words(&scopes),
        secret_sha256: digest(&secret),
        created_at: now.trunc_subsecs(6),
        expires_at: now.trunc_subsecs(0).checked_add_days(Days::new(new.days)).unwrap_or(now),
        revoked_at: None,
    };
    keys::insert(db, &row)?;
    let details = serde_json::json!({"name": row.name, "scopes": row.scopes, "expires_at": row.expires_at.to_string()});
    journal::append(db, now, by, Event::KeyCreated, &row.id, &details)?;
    Ok((row, format!("{PREFIX}{id}_{secret}")))
}

/// Ends a key for good.
///
/// # Errors
/// [`KeyError::NoSuchKey`], or those of the database.
pub fn revoke(db: &mut Db, id: &str, by: &str, now: NaiveDateTime) -> Result<KeyRow, KeyError> {
    let known = keys::find(db, id)?.ok_or_else(|| KeyError::NoSuchKey(id.to_owned()))?;
    if known.revoked_at.is_none() {
        keys::revoke(db, id, now.trunc_subsecs(6))?;
        journal::append(db, now, by, Event::KeyRevoked, id, &serde_json::json!({"name": known.name}))?;
    }
    keys::find(db, id)?.ok_or_else(|| KeyError::NoSuchKey(id.to_owned()))
}

/// Recognises a token that has one of the scopes.
///
/// # Errors
/// [`KeyError::Unknown`] or [`KeyError::Scope`], or those of the database.
pub fn recognise(db: &mut Db, token: &str, scopes: &[Scope], now: NaiveDateTime) -> Result<Holder, KeyError> {
    let (id, secret) = token.strip_prefix(PREFIX).and_then(|rest| rest.split_once('_')).ok_or(KeyError::Unknown)?;
    let row = keys::find(db, id)?;
    // A secret is compared even if there is no such key, so that both take the same time.
    let known = row.as_ref().map_or_else(|| digest(""), |row| row.secret_sha256.clone());
    let is_secret = bool::from(digest(secret).as_bytes().ct_eq(known.as_bytes()));
    let row =
        row.filter(|row| is_secret && row.revoked_at.is_none() && now < row.expires_at).ok_or(KeyError::Unknown)?;
    let holder =
        Holder { scopes: row.scopes.split(',').filter_map(Scope::from_word).collect(), id: row.id, name: row.name };
    if holder.may(scopes) {
        return Ok(holder);
    }
    let needs = scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(" or ");
    Err(KeyError::Scope { has: words(&holder.scopes), needs })
}

fn words(scopes: &[Scope]) -> String {
    scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(",")
}

/// A secret has 256 random bits, which no list of passwords holds: one round of SHA-256 keeps it.
fn digest(secret: &str) -> String {
    hexadecimal(&Sha256::digest(secret.as_bytes()))
}

/// Random bytes, in hexadecimal digits.
pub fn random<const N: usize>() -> Result<String, KeyError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| KeyError::Random(error.to_string()))?;
    Ok(hexadecimal(&bytes))
}
