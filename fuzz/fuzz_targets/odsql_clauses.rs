//! Any text as each clause of a query, over every dataset.
#![no_main]

#[path = "../odsql.rs"]
mod odsql;

libfuzzer_sys::fuzz_target!(|text: &str| odsql::clauses(text));
