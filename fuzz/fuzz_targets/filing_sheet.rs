//! Any text as the sheet of a workbook that is filed.
#![no_main]

#[path = "../filing.rs"]
mod filing;

libfuzzer_sys::fuzz_target!(
    // What the reader of workbooks does not expect is caught where it is called; libFuzzer would end at it.
    init: std::panic::set_hook(Box::new(|_| {})),
    |text: &str| {
        filing::sheet(text);
    }
);
