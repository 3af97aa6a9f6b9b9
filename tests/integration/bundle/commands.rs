//! `jalon bundle` and `jalon verify`, where all is as it should be, and where the command line is not.

use super::{made, sha256, unzipped, write};
use crate::support::{
    Database, TestApp,
    cli::{RecordCopy, jalon},
};

fn verify(path: &std::path::Path, more: &[&str]) -> crate::support::cli::Finished {
    jalon(&[&["verify", path.to_str().expect("the path is text")], more].concat(), &[])
}

/// The release that is bundled is the same after another one was corrected, and so is its bundle.
#[test]
fn a_bundle_is_the_same_before_and_after_a_correction_of_another_release() {
    let (made, database) = (made(), Database::sqlite());
    assert!(made.said.contains(&sha256(&made.archive)), "{}", made.said);
    let copy = RecordCopy::new();
    copy.edit("releases/2025.toml", "revision = 1", "revision = 2\nreason = \"A description was wrong.\"");
    copy.edit("releases/2025.toml", "recorded_at = 2026-11-22T14", "recorded_at = 2026-11-23T15");
    copy.edit("releases/2025.toml", "Premier bilan", "Bilan");
    let (settings, file) = ([("DATABASE_URL", database.url.as_str())], copy.path("releases/2025.toml"));
    jalon(&["load", file.to_str().expect("the path is text")], &settings).expect(0, &["2025.2"]);
    let folder = tempfile::tempdir().expect("a temporary directory");
    let output = folder.path().join("again.zip");
    let argument = output.to_str().expect("the path is text");
    jalon(&["bundle", "--release", "2026.1", "--output", argument], &settings).expect(0, &["2026.1"]);
    let (first, again) = (unzipped(&made.archive), unzipped(&std::fs::read(&output).expect("a bundle")));
    for (name, bytes) in &first {
        // Each of the two databases made a key of its own.
        let depends_on_key = name == "manifest.sig" || name == "signing-key.pem";
        assert_eq!(*bytes == again[name], !depends_on_key, "{name}");
    }
}

#[test]
fn what_is_as_it_was_signed_ends_with_0_and_says_by_whose_key() {
    let (made, folder) = (made(), tempfile::tempdir().expect("a temporary directory"));
    let archive = made.folder.path().join("bundle.zip");
    let words = ["release 2026.1", "signature holds", "101 files are as they were signed"];
    verify(&archive, &[]).expect(0, &words);
    verify(&archive, &[]).expect(0, &["integrity, not origin", "fingerprint"]);

    let files = unzipped(&made.archive);
    write(folder.path(), &files);
    let key = folder.path().join("signing-key.pem");
    let with_key = ["--key", key.to_str().expect("the path is text")];
    let finished = verify(&archive, &with_key);
    finished.expect(0, &words);
    finished.expect(0, &["the one that was given"]);
    assert!(!finished.said().contains("not origin"), "{}", finished.said());

    // Unpacked, and then the manifest alone.
    verify(&folder.path().join("manifest.json"), &[]).expect(0, &words);
    let alone = tempfile::tempdir().expect("a temporary directory");
    for name in ["manifest.json", "manifest.sig"] {
        std::fs::write(alone.path().join(name), &files[name]).expect("a file can be written");
    }
    verify(&alone.path().join("manifest.json"), &with_key).expect(0, &["101 files are listed", "no file was checked"]);
    verify(&alone.path().join("manifest.json"), &[]).expect(6, &["signing-key.pem"]);
}

#[test]
fn an_address_is_verified_like_a_file() {
    let app = TestApp::with(Database::sqlite(), |_| {});
    let url = |path: &str| format!("http://{}{path}", app.address);
    let verify = |path: &str| jalon(&["verify", &url(path)], &[]);
    verify("/api/v1/releases/2026/bundle.zip").expect(0, &["release 2026.1", "101 files are as they were signed"]);
    verify("/api/v1/releases/2026/manifest.json").expect(0, &["signature holds", "no file was checked", "not origin"]);
    verify("/api/v1/releases/2031/manifest.json").expect(6, &["/2031/manifest.json", "404"]);
    verify("/api/v1/axes").expect(6, &["/api/v1/manifest.sig", "404"]);
    jalon(&["verify", "http://127.0.0.1:1/bundle.zip"], &[]).expect(6, &["127.0.0.1:1"]);
}

#[test]
fn arguments_that_cannot_be_used_are_named() {
    let database = Database::sqlite();
    let settings = [("DATABASE_URL", database.url.as_str())];
    jalon(&["bundle", "--release", "x"], &settings).expect(2, &["--release", "`x`", "2026-Q4"]);
    jalon(&["bundle", "--release", "2031"], &settings).expect(2, &["--release", "`2031`", "2023, 2025, 2026"]);
    jalon(&["verify", "nowhere.zip"], &[]).expect(6, &["nowhere.zip"]);
    let text = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    jalon(&["verify", text], &[]).expect(1, &["README.md", "neither a manifest nor a ZIP archive"]);
    jalon(&["verify", text, "--key", text], &[]).expect(2, &["--key", "README.md", "BEGIN PUBLIC KEY"]);
}
