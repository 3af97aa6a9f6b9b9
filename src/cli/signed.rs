//! What can go wrong with signed releases and keys on the command line.

use std::path::Path;

use thiserror::Error;

use super::CliError;
use crate::{
    publish::{
        bundle::{BundleError, verify::Unverifiable},
        signing::SigningError,
    },
    store::records::RecordsError,
};

/// Why a bundle or key is not written, or is not as it was signed.
#[derive(Debug, Error)]
pub enum SignedError {
    #[error("{} finding(s): {subject} is not as it was signed\n{}", .findings.len(), .findings.join("\n"))]
    Unverified { subject: String, findings: Vec<String> },
    #[error("{subject} cannot be verified: {cause}")]
    Unverifiable { subject: String, cause: Unverifiable },
    /// A file that cannot be read or written, or an address that gives none.
    #[error("{place}: {cause}")]
    Place { place: String, cause: String },
    #[error(transparent)]
    Signing(SigningError),
}

impl SignedError {
    /// A file that cannot be read or written.
    pub fn file(path: &Path, cause: impl ToString) -> Self {
        SignedError::Place { place: path.display().to_string(), cause: cause.to_string() }
    }

    /// The exit code of the program.
    pub fn exit_code(&self) -> u8 {
        match self {
            SignedError::Unverified { .. } | SignedError::Unverifiable { .. } => 1,
            SignedError::Signing(_) => 4,
            SignedError::Place { .. } => 6,
        }
    }
}

impl From<SigningError> for CliError {
    fn from(error: SigningError) -> Self {
        match error {
            SigningError::Store(error) => CliError::Store(error),
            error => SignedError::Signing(error).into(),
        }
    }
}

impl From<BundleError> for CliError {
    fn from(error: BundleError) -> Self {
        match error {
            BundleError::Store(error) => CliError::Store(error),
            BundleError::Signing(error) => error.into(),
            BundleError::Records(RecordsError::Query(error)) => CliError::Store(error.into()),
            error => SignedError::Place { place: "the bundle".to_owned(), cause: error.to_string() }.into(),
        }
    }
}
