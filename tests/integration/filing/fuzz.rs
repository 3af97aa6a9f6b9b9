//! The bodies of the fuzz targets over their corpus: what libFuzzer found interesting is read or refused on any compiler.

use crate::support::corpus;

#[path = "../../../fuzz/filing.rs"]
mod filing;

#[test]
fn no_bytes_are_more_than_refused_as_a_file() {
    corpus("filing_file").iter().for_each(|bytes| filing::file(bytes));
}

#[test]
fn no_text_is_more_than_refused_as_a_sheet() {
    for bytes in corpus("filing_sheet") {
        filing::sheet(&String::from_utf8_lossy(&bytes));
    }
}
