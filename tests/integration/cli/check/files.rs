//! Files that are missing, broken, or not text.

use crate::support::cli::{RecordCopy, jalon};

const R2026: &str = "releases/2026.toml";
const OVERVIEW: &str = "sources/2026-overview.en.txt";

#[test]
fn a_changed_byte_of_a_source_is_found() {
    let copy = RecordCopy::new();
    copy.edit(OVERVIEW, "Overview", "Overvieu");
    copy.refused("2026.toml", "sources overview-2026, sha256", "source_digest");
}

#[test]
fn a_byte_added_to_a_source_is_found() {
    let copy = RecordCopy::new();
    let text = std::fs::read(copy.path(OVERVIEW)).expect("the source is readable");
    copy.write(OVERVIEW, &[text.as_slice(), b"\n"].concat());
    copy.refused("2026.toml", "sources overview-2026, sha256", "source_digest");
}

#[test]
fn a_broken_file_is_told_with_its_line() {
    let copy = RecordCopy::new();
    copy.edit(R2026, "edition = \"2025\"", "edition = \"2025");
    copy.refused("2026.toml", "line 6", "format");
}

#[test]
fn an_unknown_key_is_told_with_its_line() {
    let copy = RecordCopy::new();
    copy.edit(R2026, "edition = \"2025\"", "edition = \"2025\"\ncolour = \"blue\"");
    copy.refused("2026.toml", "line 7", "format");
}

#[test]
fn a_missing_source_is_told() {
    let copy = RecordCopy::new();
    std::fs::remove_file(copy.path(OVERVIEW)).expect("the source can be removed");
    copy.refused("2026.toml", "sources overview-2026, file", "readable");
}

#[test]
fn a_source_outside_the_record_is_refused() {
    for file in ["../../../../etc/hostname", "/etc/hostname"] {
        let copy = RecordCopy::new();
        copy.edit(R2026, "../sources/2026-overview.en.txt", file);
        copy.refused("2026.toml", "sources overview-2026, file", "readable");
    }
}

#[test]
fn a_release_file_that_is_not_utf_8_is_told() {
    let copy = RecordCopy::new();
    copy.write(R2026, b"[release]\nid = \"\xff\"\n");
    copy.refused("2026.toml", "file", "readable");
}

#[test]
fn a_source_that_is_not_utf_8_is_told() {
    let copy = RecordCopy::new();
    copy.write(OVERVIEW, b"Overview \xff");
    copy.refused("2026.toml", "sources overview-2026, file", "readable");
}

#[test]
fn a_missing_release_is_told() {
    let copy = RecordCopy::new();
    std::fs::remove_file(copy.path("releases/2025.toml")).expect("the release can be removed");
    copy.refused("record", "release 2025", "counts");
}

#[test]
fn an_empty_release_file_is_out_of_format() {
    let copy = RecordCopy::new();
    copy.write(R2026, b"");
    copy.refused("2026.toml", "line 1", "format");
}

#[test]
fn an_empty_directory_is_told() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let path = directory.path().to_str().expect("the path is text");
    jalon(&["check", path], &[]).expect(1, &["[readable]", path]);
    std::fs::create_dir(directory.path().join("releases")).expect("a folder can be made");
    jalon(&["check", path], &[]).expect(1, &["[readable]", path, "releases"]);
}

#[test]
fn a_missing_directory_is_told() {
    jalon(&["check", "/nowhere/at/all"], &[]).expect(1, &["[readable]", "/nowhere/at/all"]);
}

#[test]
fn a_file_in_place_of_a_directory_is_told() {
    let copy = RecordCopy::new();
    let path = copy.path(R2026);
    jalon(&["check", path.to_str().expect("the path is text")], &[]).expect(1, &["[readable]", "2026.toml"]);
}
