//! What fuzz targets begin with, and what they found worth keeping.

use std::{fs, path::Path};

/// What each file of a target's corpus holds, in the order of their names; there are `least` of them or more.
pub fn corpus(target: &str, least: usize) -> Vec<Vec<u8>> {
    let directory = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz/corpus")).join(target);
    let entries = fs::read_dir(directory).expect("the corpus is there");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    assert!(paths.len() >= least, "{} files of {target}", paths.len());
    paths.iter().map(|path| fs::read(path).expect("the file is read")).collect()
}

/// As [`corpus`], of a target that takes texts.
pub fn texts(target: &str, least: usize) -> Vec<String> {
    let text = |bytes| String::from_utf8(bytes).expect("the text is UTF-8");
    corpus(target, least).into_iter().map(text).collect()
}
