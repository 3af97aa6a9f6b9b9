//! What came back of a bundle, held against its manifest: the signature, and the digest of every file. Offline.

use std::{
    collections::BTreeSet,
    io::{Cursor, ErrorKind, Read},
};

use sha2::{Digest, Sha256};
use thiserror::Error;
use zip::{ZipArchive, result::ZipError};

use super::{
    MANIFEST, PUBLIC_KEY, SIGNATURE,
    manifest::{FORM, Listed, Manifest},
};
use crate::domain::{
    signature::{KeyError, PublicKey},
    source::hexadecimal,
};

/// Most bytes of a manifest, a signature or a key: what is longer is something else.
const MOST_BYTES: u64 = 16 * 1024 * 1024;

/// What was found.
#[derive(Debug)]
pub struct Verdict {
    pub manifest: Manifest,
    /// The key that the signature was held against.
    pub key: PublicKey,
    /// Files whose digest was computed.
    pub checked: usize,
    /// What does not hold, each with the name of the file; none if all is as it was signed.
    pub findings: Vec<String>,
}

/// Why there is nothing to verify.
#[derive(Debug, Error)]
pub enum Unverifiable {
    #[error("it is neither a manifest nor a ZIP archive that can be read: {0}")]
    Archive(String),
    #[error("`{0}` is missing in it; expected a bundle as `jalon bundle` writes it")]
    Missing(&'static str),
    #[error("its `{MANIFEST}` is none that this program reads: {0}")]
    Manifest(String),
    #[error("its `{PUBLIC_KEY}` is no key: {0}")]
    Key(#[from] KeyError),
}

/// Verifies a bundle, by the key given or else by the one that travels in it.
///
/// # Errors
/// [`Unverifiable`]: it is no bundle.
pub fn archive(bytes: &[u8], key: Option<&PublicKey>) -> Result<Verdict, Unverifiable> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(unreadable)?;
    let mut findings = Vec::new();
    // Programs that go by one of the two lists of an archive must not find other files than those that go by the other.
    if let Err(error) = archive.validate_header_consistency() {
        findings.push(format!("the archive contradicts itself: {error}"));
    }
    let manifest = whole(&mut archive, MANIFEST)?;
    let signature = whole(&mut archive, SIGNATURE)?;
    let own = whole(&mut archive, PUBLIC_KEY).and_then(|pem| Ok(public_key(&pem)?));
    let key = match (key, own) {
        (None, own) => own?,
        (Some(key), own) => {
            // No digest covers it, and whoever unpacks the archive would find it there.
            if own.is_ok_and(|own| own != *key) {
                findings.push(format!("{PUBLIC_KEY}: is not the key that was given"));
            }
            key.clone()
        }
    };
    let mut verdict = manifest_alone(&manifest, &signature, key)?;
    verdict.findings.extend(findings);
    verdict.compare(|file| by_name(&mut archive, file));
    let known: BTreeSet<&[u8]> = verdict.manifest.files.iter().map(|file| file.path.as_bytes()).collect();
    let own_names = [MANIFEST, SIGNATURE, PUBLIC_KEY].map(str::as_bytes);
    for name in archive.file_names_raw().filter(|name| !known.contains(name) && !own_names.contains(name)) {
        let name = String::from_utf8_lossy(name);
        verdict.findings.push(format!("{}: is extra: the manifest does not list it", name.escape_debug()));
    }
    Ok(verdict)
}

/// Verifies a manifest by its signature, and no file.
///
/// # Errors
/// [`Unverifiable`]: it is no manifest.
pub fn manifest_alone(manifest: &[u8], signature: &[u8], key: PublicKey) -> Result<Verdict, Unverifiable> {
    let mut findings = Vec::new();
    if !key.verifies(manifest, signature) {
        let by = key.fingerprint();
        findings.push(format!("{MANIFEST}: differs from what was signed, or was signed by another key than {by}"));
    }
    Ok(Verdict { manifest: parsed(manifest)?, key, checked: 0, findings })
}

/// The key of a file that should hold one.
///
/// # Errors
/// It holds none.
pub fn public_key(bytes: &[u8]) -> Result<PublicKey, KeyError> {
    str::from_utf8(bytes).map_err(|_| KeyError::Public).and_then(PublicKey::from_pem)
}

/// A file that should be there.
pub enum Found {
    /// How many bytes were read, and their SHA-256.
    Read {
        bytes: u64,
        sha256: String,
    },
    Missing,
    Unreadable(String),
}

impl Found {
    /// Reads a file, and one byte more than the manifest says if there are more: an archive may pretend to hold any number.
    pub fn of(file: &Listed, content: impl Read) -> Self {
        let mut content = content.take(file.bytes.saturating_add(1));
        let (mut digest, mut chunk, mut bytes) = (Sha256::new(), [0; 64 * 1024], 0);
        loop {
            match content.read(&mut chunk) {
                Ok(0) => return Found::Read { bytes, sha256: hexadecimal(&digest.finalize()) },
                Ok(read) => {
                    digest.update(&chunk[..read]);
                    bytes += read as u64;
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Found::Unreadable(error.to_string()),
            }
        }
    }
}

impl Verdict {
    /// Holds the files that the manifest lists against their digests.
    pub fn compare(&mut self, mut find: impl FnMut(&Listed) -> Found) {
        for file in &self.manifest.files {
            let path = file.path.escape_debug();
            let finding = match find(file) {
                Found::Missing => format!("{path}: is missing"),
                Found::Unreadable(cause) => format!("{path}: cannot be read: {cause}"),
                Found::Read { bytes, sha256 } => {
                    self.checked += 1;
                    match differs(file, bytes, &sha256) {
                        Some(how) => format!("{path}: differs: {how}"),
                        None => continue,
                    }
                }
            };
            self.findings.push(finding);
        }
    }
}

fn differs(file: &Listed, bytes: u64, sha256: &str) -> Option<String> {
    if bytes > file.bytes {
        return Some(format!("it has more than the {} bytes of the manifest", file.bytes));
    }
    (sha256 != file.sha256).then(|| format!("its SHA-256 is {sha256}, and the manifest says {}", file.sha256))
}

fn parsed(bytes: &[u8]) -> Result<Manifest, Unverifiable> {
    let refused = |error: serde_json::Error| Unverifiable::Manifest(error.to_string());
    let value: serde_json::Value = serde_json::from_slice(bytes).map_err(refused)?;
    match value["manifest"].as_u64() {
        Some(form) if form == u64::from(FORM) => {}
        Some(form) => return Err(Unverifiable::Manifest(format!("its form is {form}; expected {FORM}"))),
        None => return Err(Unverifiable::Manifest("it has no member `manifest`".to_owned())),
    }
    let manifest: Manifest = serde_json::from_value(value).map_err(refused)?;
    match manifest.files.iter().find(|file| !is_inside(&file.path)) {
        Some(file) => Err(Unverifiable::Manifest(format!("`{}` is no path in a bundle", file.path.escape_debug()))),
        None => Ok(manifest),
    }
}

/// Whether a path stays in its folder on every system.
fn is_inside(path: &str) -> bool {
    let is_name = |part: &str| !part.is_empty() && part != "." && part != ".." && !part.contains(['\\', ':', '\0']);
    path.split('/').all(is_name)
}

type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// A short file of the archive.
fn whole(archive: &mut Archive, name: &'static str) -> Result<Vec<u8>, Unverifiable> {
    let mut bytes = Vec::new();
    let refused = |cause: String| Unverifiable::Archive(format!("{name}: {cause}"));
    match archive.by_name(name) {
        Err(ZipError::FileNotFound) => return Err(Unverifiable::Missing(name)),
        Err(error) => return Err(refused(error.to_string())),
        Ok(file) => file.take(MOST_BYTES).read_to_end(&mut bytes).map_err(|error| refused(error.to_string()))?,
    };
    Ok(bytes)
}

fn by_name(archive: &mut Archive, file: &Listed) -> Found {
    match archive.by_name(&file.path) {
        Err(ZipError::FileNotFound) => Found::Missing,
        Err(error) => Found::Unreadable(error.to_string()),
        Ok(content) => Found::of(file, content),
    }
}

fn unreadable(error: ZipError) -> Unverifiable {
    Unverifiable::Archive(error.to_string())
}
