//! `jalon verify FILE|URL [--key PEM]`: a bundle, or a manifest with what lies beside it, as it was signed.

use std::{
    fs::{self, File},
    io::{ErrorKind, Read},
    path::Path,
};

use super::{
    CliError,
    fetch::{self, MOST_BYTES},
    signed::SignedError,
};
use crate::{
    domain::signature::PublicKey,
    http::signing_key::PATH,
    publish::bundle::{
        MANIFEST, PUBLIC_KEY, SIGNATURE,
        manifest::Listed,
        verify::{self, Found, Unverifiable, Verdict},
    },
};

pub fn run(place: &str, key: Option<&Path>) -> Result<(), CliError> {
    let given = key.map(given_key).transpose()?;
    let verdict = match fetch::is_address(place) {
        true => of_address(place, given.as_ref())?,
        false => of_file(Path::new(place), given.as_ref())?,
    };
    if !verdict.findings.is_empty() {
        return Err(SignedError::Unverified { subject: place.to_owned(), findings: verdict.findings }.into());
    }
    super::print(&told(&verdict, given.is_some()))
}

fn given_key(path: &Path) -> Result<PublicKey, CliError> {
    let pem = read(path)?;
    let refused = |error| CliError::Usage(format!("--key is `{}`; {error}", path.display()));
    verify::public_key(&pem).map_err(refused)
}

fn of_file(path: &Path, key: Option<&PublicKey>) -> Result<Verdict, SignedError> {
    let bytes = read(path)?;
    let subject = path.display().to_string();
    if !is_manifest(&bytes) {
        return verify::archive(&bytes, key).map_err(|error| no_bundle(&subject, error));
    }
    let beside = |name: &str| read(&path.with_file_name(name));
    let key = match key {
        Some(key) => key.clone(),
        None => own_key(&subject, beside(PUBLIC_KEY)?)?,
    };
    let mut verdict = verify::manifest_alone(&bytes, &beside(SIGNATURE)?, key).map_err(|e| no_bundle(&subject, e))?;
    // A manifest may lie alone; if one of its files is there, it is an unpacked bundle, and all must be.
    let folder = path.parent().unwrap_or(Path::new(""));
    if verdict.manifest.files.iter().any(|file| folder.join(&file.path).exists()) {
        verdict.compare(|file| in_folder(folder, file));
    }
    Ok(verdict)
}

fn of_address(address: &str, key: Option<&PublicKey>) -> Result<Verdict, SignedError> {
    let bytes = fetch::get(address)?;
    if !is_manifest(&bytes) {
        return verify::archive(&bytes, key).map_err(|error| no_bundle(address, error));
    }
    let key = match key {
        Some(key) => key.clone(),
        None => own_key(address, fetch::get(&fetch::on_host(address, PATH))?)?,
    };
    let signature = fetch::get(&fetch::beside(address, SIGNATURE))?;
    verify::manifest_alone(&bytes, &signature, key).map_err(|error| no_bundle(address, error))
}

/// Whether bytes are JSON, and so no archive.
fn is_manifest(bytes: &[u8]) -> bool {
    bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{')
}

fn own_key(subject: &str, pem: Vec<u8>) -> Result<PublicKey, SignedError> {
    verify::public_key(&pem).map_err(|error| no_bundle(subject, error.into()))
}

fn no_bundle(subject: &str, error: Unverifiable) -> SignedError {
    SignedError::Unverifiable { subject: subject.to_owned(), cause: error }
}

fn in_folder(folder: &Path, file: &Listed) -> Found {
    match File::open(folder.join(&file.path)) {
        Ok(content) => Found::of(file, content),
        Err(error) if error.kind() == ErrorKind::NotFound => Found::Missing,
        Err(error) => Found::Unreadable(error.to_string()),
    }
}

fn read(path: &Path) -> Result<Vec<u8>, SignedError> {
    let refused = |error| SignedError::file(path, error);
    let length = fs::metadata(path).map_err(refused)?.len();
    if length > MOST_BYTES {
        return Err(SignedError::file(path, format!("it has {length} bytes; expected at most {MOST_BYTES}")));
    }
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(MOST_BYTES).read_to_end(&mut bytes)).map_err(refused)?;
    Ok(bytes)
}

fn told(verdict: &Verdict, is_given: bool) -> String {
    let (head, listed) = (&verdict.manifest.head, verdict.manifest.files.len());
    let (release, program, key) = (&head.release, &head.program, verdict.key.fingerprint());
    let files = match verdict.checked {
        0 => format!("{listed} files are listed in {MANIFEST}, and none was beside it: no file was checked"),
        checked => format!("{checked} files are as they were signed, and none is missing"),
    };
    let origin = match is_given {
        true => "the key is the one that was given with --key".to_owned(),
        false => {
            "the key is the one that came with it: this proves integrity, not origin; compare its fingerprint with \
                  the publisher's, or give the publisher's key with --key"
                .to_owned()
        }
    };
    format!(
        "release {}, recorded at {}, written by {} {}\nthe signature holds, by the key {key}\n{files}\n{origin}\n",
        release.pinned, release.recorded_at, program.name, program.version
    )
}
