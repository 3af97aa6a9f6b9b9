//! What fuzz targets begin with, and what they found worth keeping.

use std::{fs, path::Path};

/// What each file of a target's corpus holds, in the order of their names.
pub fn corpus(target: &str) -> Vec<Vec<u8>> {
    let directory = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz/corpus")).join(target);
    let entries = fs::read_dir(directory).expect("the corpus is there");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    assert!(paths.len() >= 10, "{} files of {target}", paths.len());
    paths.iter().map(|path| fs::read(path).expect("the file is read")).collect()
}
