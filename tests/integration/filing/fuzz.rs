//! The bodies of the fuzz targets over their corpus: what libFuzzer found interesting is read or refused on any compiler.

use crate::support::corpus::{corpus, texts};

#[path = "../../../fuzz/filing.rs"]
mod filing;

#[test]
fn no_bytes_are_more_than_refused_as_a_file() {
    let accepted = corpus("filing_file", 15).iter().filter(|bytes| filing::file(bytes)).count();
    // The template of the next release, filled in.
    assert!(accepted > 0, "no file is accepted, so nothing was said of what is made of one");
}

#[test]
fn no_text_is_more_than_refused_as_a_sheet() {
    // A sheet alone is no release.
    assert!(!texts("filing_sheet", 15).iter().any(|text| filing::sheet(text)));
}
