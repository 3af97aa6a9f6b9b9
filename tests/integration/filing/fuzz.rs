//! The bodies of the fuzz targets over their corpus: what libFuzzer found interesting is read or refused on any compiler.

use crate::support::corpus::{corpus, texts};

#[path = "../../../fuzz/filing.rs"]
mod filing;

#[test]
fn no_bytes_are_more_than_refused_as_a_file() {
    corpus("filing_file", 15).iter().for_each(|bytes| filing::file(bytes));
}

#[test]
fn no_text_is_more_than_refused_as_a_sheet() {
    texts("filing_sheet", 15).iter().for_each(|text| filing::sheet(text));
}
