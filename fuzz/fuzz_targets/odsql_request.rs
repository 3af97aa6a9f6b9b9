//! Any lines `parameter: value` as one request.
#![no_main]

#[path = "../odsql.rs"]
mod odsql;

libfuzzer_sys::fuzz_target!(|text: &str| odsql::request(text));
