//! What is not as it was signed is found and named, whatever was done to it.

use std::collections::BTreeMap;

use jalon::{
    domain::signature::PrivateKey,
    publish::bundle::verify::{self, Unverifiable},
};

use super::{made, openssl_verifies, unzipped, write, zipped};
use crate::support::cli::jalon;

const CSV: &str = "data/csv/fr-en-strategie-numerique-axes.csv";
const PARQUET: &str = "data/parquet/fr-en-strategie-numerique-axes.parquet";

type Files = BTreeMap<String, Vec<u8>>;

/// What is found in an archive of the files of the bundle, once something was done to them.
fn findings(spoil: impl FnOnce(&mut Files)) -> Vec<String> {
    let mut files = unzipped(&made().archive);
    spoil(&mut files);
    verify::archive(&zipped(&files), None).expect("a bundle").findings
}

fn names(findings: &[String], words: &[&str]) {
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert!(words.iter().all(|word| findings[0].contains(word)), "{words:?} in {findings:?}");
}

#[test]
fn the_files_alone_count_whoever_packs_them() {
    assert_eq!(findings(|_| {}), Vec::<String>::new());
}

#[test]
fn a_file_that_differs_is_missing_or_is_extra_is_named() {
    names(&findings(|files| files.get_mut(CSV).expect("a file")[100] ^= 1), &[CSV, "differs", "SHA-256"]);
    names(&findings(|files| files.get_mut(CSV).expect("a file").push(b'\n')), &[CSV, "differs", "more than the"]);
    names(&findings(|files| files.get_mut(CSV).expect("a file").truncate(9)), &[CSV, "differs"]);
    names(&findings(|files| drop(files.remove(CSV))), &[CSV, "is missing"]);
    names(&findings(|files| drop(files.insert("data/x.csv".into(), Vec::new()))), &["data/x.csv", "is extra"]);
}

#[test]
fn every_finding_is_told_and_the_command_ends_with_1() {
    let mut files = unzipped(&made().archive);
    files.remove(CSV);
    files.get_mut(PARQUET).expect("a file")[50] ^= 1;
    files.insert("x".to_owned(), Vec::new());
    let folder = tempfile::tempdir().expect("a temporary directory");
    let path = folder.path().join("bundle.zip");
    std::fs::write(&path, zipped(&files)).expect("a file can be written");
    let verify = |path: &std::path::Path| jalon(&["verify", path.to_str().expect("the path is text")], &[]);
    verify(&path).expect(1, &["3 finding(s)", CSV, "is missing", PARQUET, "differs", "x: is extra"]);
    // The same files in a folder, where others may lie too.
    write(folder.path(), &files);
    verify(&folder.path().join("manifest.json")).expect(1, &["2 finding(s)", CSV, "is missing", PARQUET, "differs"]);
}

/// Each byte of a file as it stands in the archive, one in a while, compressed or not.
#[test]
fn a_flipped_byte_of_an_archive_is_found() {
    let archive = &made().archive;
    let files = unzipped(archive);
    let parquet = &files[PARQUET];
    let place = archive.windows(parquet.len()).position(|part| part == parquet).expect("it is stored as it is");
    for offset in [0, parquet.len() / 2, parquet.len() - 1] {
        let mut spoiled = archive.clone();
        spoiled[place + offset] ^= 0x10;
        let findings = verify::archive(&spoiled, None).expect("a bundle").findings;
        names(&findings, &[PARQUET]);
    }
    for place in (0..archive.len()).step_by(archive.len() / 40) {
        let mut spoiled = archive.clone();
        spoiled[place] ^= 0x10;
        let is_found = verify::archive(&spoiled, None).map_or(true, |verdict| !verdict.findings.is_empty());
        // A few bytes of an archive say nothing of its files: the hour of an entry stands in it twice.
        assert!(is_found || unzipped(&spoiled) == files, "byte {place}");
    }
}

#[test]
fn a_manifest_that_was_changed_or_signed_by_another_is_refused() {
    let changed = |files: &mut Files| {
        let manifest = files.get_mut("manifest.json").expect("a manifest");
        let text = String::from_utf8(manifest.clone()).expect("UTF-8").replacen("\"2026.1\"", "\"2026.2\"", 1);
        *manifest = text.into_bytes();
    };
    names(&findings(changed), &["manifest.json", "differs from what was signed"]);
    names(&findings(|files| files.get_mut("manifest.sig").expect("a signature")[7] ^= 1), &["manifest.json"]);
    names(&findings(|files| files.get_mut("manifest.sig").expect("a signature").truncate(63)), &["manifest.json"]);
    let other = PrivateKey::from_seed(&[1; 32]);
    let pem = other.public().to_pem().into_bytes();
    names(&findings(|files| drop(files.insert("signing-key.pem".into(), pem))), &["another key"]);

    // Whoever signs anew brings a key of their own, which only the publisher's key tells from the right one.
    let mut files = unzipped(&made().archive);
    let own = verify::archive(&made().archive, None).expect("a bundle").key;
    files.insert("manifest.sig".to_owned(), other.sign(&files["manifest.json"]).to_vec());
    files.insert("signing-key.pem".to_owned(), other.public().to_pem().into_bytes());
    let forged = zipped(&files);
    assert!(verify::archive(&forged, None).expect("a bundle").findings.is_empty());
    let findings = verify::archive(&forged, Some(&own)).expect("a bundle").findings;
    assert!(findings.iter().any(|finding| finding.contains("another key")), "{findings:?}");
    assert!(findings.iter().any(|finding| finding.starts_with("signing-key.pem: ")), "{findings:?}");
}

#[test]
fn openssl_refuses_what_is_refused_here() {
    if !super::has_openssl() {
        return;
    }
    let mut files = unzipped(&made().archive);
    files.get_mut("manifest.json").expect("a manifest")[20] ^= 1;
    let folder = tempfile::tempdir().expect("a temporary directory");
    write(folder.path(), &files);
    assert!(!openssl_verifies(folder.path()));
}

#[test]
fn what_is_no_bundle_is_told_apart() {
    let refused = |spoil: fn(&mut Files)| {
        let mut files = unzipped(&made().archive);
        spoil(&mut files);
        verify::archive(&zipped(&files), None).expect_err("no bundle")
    };
    let missing =
        |name: &'static str| move |error: Unverifiable| matches!(error, Unverifiable::Missing(n) if n == name);
    assert!(missing("manifest.json")(refused(|files| drop(files.remove("manifest.json")))));
    assert!(missing("manifest.sig")(refused(|files| drop(files.remove("manifest.sig")))));
    assert!(missing("signing-key.pem")(refused(|files| drop(files.remove("signing-key.pem")))));
    let of_manifest = |text: &'static str| {
        let mut files = unzipped(&made().archive);
        files.insert("manifest.json".to_owned(), text.as_bytes().to_vec());
        verify::archive(&zipped(&files), None).expect_err("no manifest").to_string()
    };
    assert!(of_manifest("[").contains("manifest.json"));
    assert!(of_manifest("{\"manifest\": 2}").contains("its form is 2; expected 1"));
    let outside = r#"{"manifest": 1, "release": {"id": "", "revision": 1, "pinned": "", "edition": "", "recorded_at": "",
        "content_sha256": ""}, "program": {"name": "", "version": ""}, "base": null, "licence": {"name": "", "url": ""},
        "counts": {}, "files": [{"path": "../x", "bytes": 1, "sha256": "", "media_type": "", "served_at": null}]}"#;
    assert!(of_manifest(outside).contains("`../x` is no path"));
}
