//! The key with which releases are signed: the one that a setting names, else the one that the database keeps, which is
//! made when it is first needed.

use thiserror::Error;

use crate::{
    domain::signature::{KeyError, PrivateKey},
    store::{Db, QueryError, Store, StoreError, signing},
};

/// Why there is no key to sign with.
#[derive(Debug, Error)]
pub enum SigningError {
    #[error("the system gives no random bytes to make a signing key of: {0}")]
    Random(String),
    #[error("the signing key in the database cannot be used: {0}")]
    Stored(KeyError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<QueryError> for SigningError {
    fn from(error: QueryError) -> Self {
        SigningError::Store(error.into())
    }
}

/// A new key.
///
/// # Errors
/// The system gives no random bytes.
pub fn generate() -> Result<PrivateKey, SigningError> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(|error| SigningError::Random(error.to_string()))?;
    Ok(PrivateKey::from_seed(&seed))
}

/// The key that signs: the one `given`, or that of the database.
///
/// # Errors
/// [`SigningError`]: the database is away or holds something else, or no key can be made.
pub fn key(given: Option<&PrivateKey>, store: &Store) -> Result<PrivateKey, SigningError> {
    if let Some(key) = given {
        return Ok(key.clone());
    }
    match store.read(stored)? {
        Some(key) => Ok(key),
        None => store.write(|db| {
            // Another instance may have made one while this one waited.
            if let Some(key) = stored(db)? {
                return Ok(key);
            }
            let key = generate()?;
            signing::insert(db, &key.to_pem())?;
            Ok(key)
        }),
    }
}

fn stored(db: &mut Db) -> Result<Option<PrivateKey>, SigningError> {
    let pem = signing::pem(db)?;
    pem.map(|pem| PrivateKey::from_pem(&pem).map_err(SigningError::Stored)).transpose()
}
