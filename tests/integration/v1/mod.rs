//! `/api/v1`, a module a resource; what is expected was read in the sources, not in the answers.

mod actions;
mod as_of;
mod audit;
mod axes;
mod changes;
mod cite;
mod deadlines;
mod derivations;
mod editorial;
mod errors;
mod files;
mod formats;
mod freshness;
mod history;
mod indicators;
mod objectives;
mod objectives_of_2023;
mod pace;
mod pinned;
mod progress;
mod releases;
mod search;
mod simulations;
mod sorting;
mod sources;
mod statements;
mod targets;

use serde_json::Value;

use crate::support::{Answer, TestApp};

/// The rows of a list that fits on one page.
fn rows(app: &TestApp, path: &str) -> Vec<Value> {
    let list = app.json(path);
    let rows = list["data"].as_array().expect("a list has rows").clone();
    assert_eq!(list["meta"]["total"], rows.len(), "{path} has further pages");
    rows
}

/// One field of every row that has a text there.
fn column<'a>(rows: &'a [Value], field: &str) -> Vec<&'a str> {
    rows.iter().map(|row| row[field].as_str().expect("a text")).collect()
}

/// The codes of rows, in their order.
fn codes(rows: &[Value]) -> Vec<&str> {
    column(rows, "code")
}

/// The answer to a request that must be refused as not found.
fn not_found(app: &TestApp, path: &str) -> Value {
    let answer = app.get(path);
    assert_eq!(answer.status, 404, "{path} on {}: {}", app.database.name(), answer.text());
    answer.json()
}

/// The answer to a link that the service gave.
fn follow(app: &TestApp, link: &Value) -> Answer {
    let link = link.as_str().expect("a link");
    let base = format!("http://{}", app.address);
    app.get(link.strip_prefix(&base).expect("a link to the service itself"))
}
