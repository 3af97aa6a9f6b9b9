//! Any text as each clause of a query, over every dataset.
#![no_main]

#[path = "../bodies.rs"]
mod bodies;

libfuzzer_sys::fuzz_target!(|text: &str| bodies::clauses(text));
