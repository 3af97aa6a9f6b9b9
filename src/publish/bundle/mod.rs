//! A release as one archive: the data in every format, a database, what explains them, and a signed manifest.
//!
//! [`read`] takes a release out of the store, [`files`] makes every file of it, [`manifest`] lists them with their
//! digests, [`archive`] puts them together, [`verify`] holds what came back against the manifest. The same release gives
//! the same bytes wherever it is built: nothing is taken from the clock, from the machine or from the request.

pub mod archive;
pub mod files;
pub mod manifest;
mod package;
pub mod read;
mod texts;
pub mod verify;

use std::io;

use thiserror::Error;

use super::signing::SigningError;
use crate::{
    domain::signature::{PrivateKey, SIGNATURE_BYTES},
    store::{QueryError, StoreError, records::RecordsError},
};
use archive::Entry;
use manifest::Manifest;
use read::Reading;

/// The manifest's name in an archive, and in addresses.
pub const MANIFEST: &str = "manifest.json";
/// The name of its signature, 64 bytes.
pub const SIGNATURE: &str = "manifest.sig";
/// The name of the public key that travels in an archive.
pub const PUBLIC_KEY: &str = "signing-key.pem";

/// Why a bundle is not built.
#[derive(Debug, Error)]
pub enum BundleError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the rows of the release cannot be read: {0}")]
    Records(#[from] RecordsError),
    #[error(transparent)]
    Signing(#[from] SigningError),
    #[error("a file of the bundle cannot be written: {0}")]
    File(#[from] io::Error),
}

impl From<QueryError> for BundleError {
    fn from(error: QueryError) -> Self {
        BundleError::Store(error.into())
    }
}

/// A release, ready to be given out.
pub struct Bundle {
    /// The bytes that are signed.
    pub manifest: Vec<u8>,
    pub signature: [u8; SIGNATURE_BYTES],
    /// Everything, as a ZIP archive.
    pub archive: Vec<u8>,
    /// Files that the manifest lists.
    pub files: usize,
}

/// Builds the bundle of a release that was read. Addresses in RDF begin with `base`; see [`files::base`].
///
/// # Errors
/// A file cannot be written.
pub fn build(reading: Reading, base: Option<&str>, key: &PrivateKey) -> Result<Bundle, BundleError> {
    let recorded = reading.release.recorded_at;
    let head = manifest::Head::of(&reading, base);
    let files = files::all(reading, base)?;
    let manifest = Manifest::new(head, &files).to_bytes();
    let signature = key.sign(&manifest);
    let public = key.public().to_pem();
    let mut entries = vec![
        Entry { path: MANIFEST, bytes: &manifest, is_compressed: false },
        Entry { path: SIGNATURE, bytes: &signature, is_compressed: true },
        Entry { path: PUBLIC_KEY, bytes: public.as_bytes(), is_compressed: false },
    ];
    entries.extend(files.iter().map(files::File::entry));
    let archive = archive::write(&entries, recorded)?;
    Ok(Bundle { files: files.len(), manifest, signature, archive })
}
