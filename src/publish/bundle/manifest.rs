//! The manifest of a release: every file of its bundle with its digest, what is counted, and which program wrote it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use super::{files::File, read::Reading};
use crate::domain::{catalogue::ABOUT, source::hexadecimal};

/// The form of manifests that this program writes and reads.
pub const FORM: u32 = 1;

/// What a bundle holds.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Manifest {
    #[serde(flatten)]
    pub head: Head,
    /// Every file but the manifest, its signature and the key, in the order of their paths.
    pub files: Vec<Listed>,
}

/// What a manifest says before its files.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = ManifestHead)]
pub struct Head {
    /// The form of the manifest: 1.
    pub manifest: u32,
    pub release: About,
    pub program: Program,
    /// What the names of rows and columns in RDF begin with: the address of the service that built the bundle, if its
    /// settings name one. With null they begin with `https://jalon.invalid`, which leads nowhere.
    pub base: Option<String>,
    pub licence: Licence,
    /// Rows by dataset, and source documents.
    #[schema(value_type = Object)]
    pub counts: Map<String, Value>,
}

/// The release that a manifest is about.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = ManifestRelease)]
pub struct About {
    pub id: String,
    pub revision: i32,
    /// Id and revision: the form to cite.
    pub pinned: String,
    /// The version of the plan whose numbering is used.
    pub edition: String,
    /// When the revision was recorded, RFC 3339, UTC.
    pub recorded_at: String,
    /// SHA-256 of the release file and its source documents, in hexadecimal digits.
    pub content_sha256: String,
}

/// The program that wrote the files. Another version may write other bytes of the same rows.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = ManifestProgram)]
pub struct Program {
    pub name: String,
    pub version: String,
}

/// Under which terms the data may be reused.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = ManifestLicence)]
pub struct Licence {
    pub name: String,
    pub url: String,
}

/// A file of a bundle.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = ManifestFile)]
pub struct Listed {
    /// Where it stands in the bundle.
    pub path: String,
    pub bytes: u64,
    /// In hexadecimal digits.
    pub sha256: String,
    pub media_type: String,
    /// The path at which the service gives the same bytes; null if it does not.
    pub served_at: Option<String>,
}

impl Head {
    /// What is said of a release.
    pub fn of(reading: &Reading, base: Option<&str>) -> Self {
        let release = &reading.release;
        let count = |rows: usize| Value::from(rows);
        let mut counts: Map<String, Value> =
            reading.tables.iter().map(|rows| (rows.dataset.id(), count(rows.rows.len()))).collect();
        counts.insert("documents".to_owned(), count(reading.snapshot.sources.len()));
        Head {
            manifest: FORM,
            release: About {
                id: release.id.clone(),
                revision: release.revision,
                pinned: release.pinned(),
                edition: release.edition.clone(),
                recorded_at: release.recorded_at.and_utc().to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true),
                content_sha256: release.content_sha256.clone(),
            },
            program: Program { name: env!("CARGO_PKG_NAME").to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() },
            base: base.map(str::to_owned),
            licence: Licence { name: ABOUT.licence.name.to_owned(), url: ABOUT.licence.url.to_owned() },
            counts,
        }
    }
}

impl Manifest {
    /// The manifest of files.
    pub fn new(head: Head, files: &[File]) -> Self {
        let listed = |file: &File| Listed {
            path: file.path.clone(),
            bytes: file.bytes.len() as u64,
            sha256: hexadecimal(&Sha256::digest(&file.bytes)),
            media_type: file.media_type.to_owned(),
            served_at: file.served_at.clone(),
        };
        Manifest { head, files: files.iter().map(listed).collect() }
    }

    /// The bytes that are signed.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec_pretty(self).expect("texts and numbers are always JSON");
        bytes.push(b'\n');
        bytes
    }
}
