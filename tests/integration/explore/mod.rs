//! `/api/explore/v2.1` as clients of the portal meet it; what is expected was read in the specification, not in the answers.

mod alike;
mod attachments;
mod bounds;
mod catalog;
mod datasets;
mod errors;
mod exports;
mod facets;
mod facts;
mod fuzz;
mod generated;
mod golden;
mod injection;
mod paging;
mod pinned;
mod records;
mod transport;

use serde_json::Value;

use crate::support::{Answer, TestApp};

const BASE: &str = "/api/explore/v2.1";

/// The ends of the ids of all datasets, sorted.
const NAMES: [&str; 15] = [
    "actions",
    "avancement",
    "axes",
    "bilans",
    "calculs",
    "changements",
    "cibles",
    "constats",
    "correspondances",
    "glossaire",
    "indicateurs",
    "objectifs",
    "passages",
    "sources",
    "versions",
];

/// The id of a dataset.
fn id(name: &str) -> String {
    format!("fr-en-strategie-numerique-{name}")
}

/// An address below a dataset, such as `/records`, with its parameters encoded.
fn address(name: &str, below: &str, parameters: &[(&str, &str)]) -> String {
    format!("{BASE}/catalog/datasets/{}{below}{}", id(name), query(parameters))
}

/// An address below the catalogue, such as `/datasets`.
fn catalog(below: &str, parameters: &[(&str, &str)]) -> String {
    format!("{BASE}/catalog{below}{}", query(parameters))
}

/// A query string, as a form writes it.
fn query(parameters: &[(&str, &str)]) -> String {
    if parameters.is_empty() {
        return String::new();
    }
    format!("?{}", form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish())
}

/// The whole answer to a query of records.
fn records(app: &TestApp, name: &str, parameters: &[(&str, &str)]) -> Value {
    app.json(&address(name, "/records", parameters))
}

/// The rows that a query of records gives.
fn rows(app: &TestApp, name: &str, parameters: &[(&str, &str)]) -> Vec<Value> {
    list(&records(app, name, parameters)["results"])
}

fn list(value: &Value) -> Vec<Value> {
    value.as_array().unwrap_or_else(|| panic!("a list, not {value}")).clone()
}

/// The keys of an object, in their order.
fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap_or_else(|| panic!("an object, not {value}")).keys().map(String::as_str).collect()
}

/// One text of every row.
fn column<'a>(rows: &'a [Value], field: &str) -> Vec<&'a str> {
    rows.iter().map(|row| row[field].as_str().unwrap_or_else(|| panic!("a text in {field} of {row}"))).collect()
}

/// The `rel` of each link.
fn rels(links: &Value) -> Vec<String> {
    column(&list(links), "rel").into_iter().map(str::to_owned).collect()
}

/// Checks the shape that every refusal has, and gives its message.
fn refusal(answer: &Answer, status: u16, code: &str) -> String {
    let text = String::from_utf8_lossy(&answer.body);
    assert_eq!(answer.status, status, "{text}");
    assert_eq!(answer.header("content-type"), Some("application/json"), "{text}");
    let body = answer.json();
    assert_eq!(keys(&body), ["error_code", "message"], "{text}");
    assert_eq!(body["error_code"], code, "{text}");
    body["message"].as_str().filter(|message| !message.is_empty()).expect("a message").to_owned()
}

/// The message of a query of records that must be refused.
fn refused(app: &TestApp, name: &str, parameters: &[(&str, &str)], code: &str) -> String {
    let path = address(name, "/records", parameters);
    let answer = app.get(&path);
    assert_eq!(answer.status, 400, "{path} on {}: {}", app.database.name(), answer.text());
    refusal(&answer, 400, code)
}

/// Follows an address that the service gave.
fn follow(app: &TestApp, link: &Value) -> Answer {
    let link = link.as_str().expect("an address");
    app.get(link.strip_prefix(&format!("http://{}", app.address)).unwrap_or_else(|| panic!("{link} is of the service")))
}
