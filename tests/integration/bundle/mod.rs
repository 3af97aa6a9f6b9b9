//! Signed releases: over HTTP, on the command line, and read by other programs.

mod address;
mod archive;
mod commands;
mod keys;
mod tampered;

use std::{
    collections::BTreeMap,
    io::{Cursor, Read, Write},
    path::Path,
    process::Command,
    sync::OnceLock,
};

use serde_json::Value;
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use crate::support::cli::jalon;

/// The names of what the manifest does not list.
const UNLISTED: [&str; 3] = ["manifest.json", "manifest.sig", "signing-key.pem"];

/// The files of an archive.
fn unzipped(archive: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(archive)).expect("an archive");
    let mut files = BTreeMap::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).expect("a file");
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).expect("the file is whole");
        files.insert(file.name().expect("UTF-8").into_owned(), bytes);
    }
    files
}

/// An archive of files, made by another hand than the program's.
fn zipped(files: &BTreeMap<String, Vec<u8>>) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).expect("a name");
        writer.write_all(bytes).expect("memory takes it");
    }
    writer.finish().expect("an archive").into_inner()
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The files that a manifest lists.
fn listed(manifest: &Value) -> Vec<&Value> {
    manifest["files"].as_array().expect("a list of files").iter().collect()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("a text: {value}"))
}

/// Writes files into a folder.
fn write(folder: &Path, files: &BTreeMap<String, Vec<u8>>) {
    for (name, bytes) in files {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder can be made");
        std::fs::write(path, bytes).expect("a file can be written");
    }
}

/// Whether OpenSSL is there to verify; with `CI=true` it must be.
fn has_openssl() -> bool {
    let found = Command::new("openssl").arg("version").output().is_ok_and(|output| output.status.success());
    assert!(found || std::env::var("CI").as_deref() != Ok("true"), "CI=true and there is no openssl");
    found
}

/// What OpenSSL says of the signature in a folder.
fn openssl_verifies(folder: &Path) -> bool {
    let arguments = ["pkeyutl", "-verify", "-pubin", "-inkey", "signing-key.pem", "-rawin", "-in", "manifest.json"];
    let mut command = Command::new("openssl");
    let output = command.args(arguments).args(["-sigfile", "manifest.sig"]).current_dir(folder).output();
    output.expect("openssl runs").status.success()
}

/// A bundle that the program wrote, once for all tests of a process.
struct Made {
    folder: TempDir,
    archive: Vec<u8>,
    /// What was said.
    said: String,
}

fn made() -> &'static Made {
    static MADE: OnceLock<Made> = OnceLock::new();
    MADE.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a temporary directory");
        let database = format!("sqlite://{}", folder.path().join("record.db").display());
        let path = folder.path().join("bundle.zip");
        let output = path.to_str().expect("the path is text");
        let finished = jalon(&["bundle", "--release", "2026", "--output", output], &[("DATABASE_URL", &database)]);
        finished.expect(0, &["release 2026.1", "bundle.zip", "signed by the key"]);
        let archive = std::fs::read(path).expect("the bundle is there");
        Made { folder, archive, said: finished.stdout }
    })
}
