//! The contract: as committed, complete, and true of the running service.

use std::{collections::BTreeSet, process::Command};

use serde_json::{Map, Value};

use crate::support::{TestApp, cli::jalon, clock};

fn committed() -> Value {
    serde_json::from_str(include_str!("../../openapi/openapi.json")).expect("the contract is JSON")
}

/// Every operation with its path.
fn operations(contract: &Value) -> Vec<(&String, &Map<String, Value>)> {
    let paths = contract["paths"].as_object().expect("the contract has paths");
    paths
        .iter()
        .flat_map(|(path, methods)| {
            methods
                .as_object()
                .into_iter()
                .flatten()
                .filter_map(move |(_, operation)| Some((path, operation.as_object()?)))
        })
        .collect()
}

#[test]
fn the_committed_contract_is_what_the_code_says() {
    let printed = Command::new(env!("CARGO_BIN_EXE_jalon")).arg("openapi").output().expect("jalon runs");
    let printed = String::from_utf8(printed.stdout).expect("the contract is UTF-8");
    let committed = include_str!("../../openapi/openapi.json");
    assert!(printed == committed, "openapi/openapi.json is stale: run `cargo run -- openapi > openapi/openapi.json`");
}

/// Else it would be stale tomorrow, with nothing changed.
#[test]
fn the_contract_is_the_same_on_any_day() {
    let Some(library) = clock::library() else { return };
    let printed = jalon(&["openapi"], &[("LD_PRELOAD", library), ("FAKETIME", "+400d")]).stdout;
    assert!(printed == include_str!("../../openapi/openapi.json"), "an example is of the day on which it was made");
}

#[test]
fn the_service_gives_the_committed_contract() {
    assert_eq!(TestApp::on_sqlite().json("/api/v1/openapi.json"), committed());
}

#[test]
fn every_operation_is_documented_with_its_errors() {
    let contract = committed();
    let mut ids = BTreeSet::new();
    for (path, operation) in operations(&contract) {
        let text = |name: &str| operation.get(name).and_then(Value::as_str).unwrap_or_default();
        assert!(ids.insert(text("operationId").to_owned()) && !text("operationId").is_empty(), "{path}: operation id");
        assert!(text("summary").len() > 3, "{path} has no summary");
        assert!(text("description").len() > 20, "{path} has no description");
        let responses = operation["responses"].as_object().expect("an operation has responses");
        assert!(responses.keys().any(|status| status.starts_with('4')), "{path} has no error answer");
        for (status, response) in responses {
            assert!(
                !response["description"].as_str().unwrap_or_default().is_empty(),
                "{path} {status}: no description"
            );
            let json = &response["content"]["application/json"];
            assert!(
                json.is_null() || !status.starts_with('2') || !json["example"].is_null(),
                "{path} {status}: no example"
            );
        }
        for parameter in operation.get("parameters").and_then(Value::as_array).into_iter().flatten() {
            let name = parameter["name"].as_str().unwrap_or_default();
            assert!(
                parameter["description"].as_str().is_some_and(|d| d.len() > 5),
                "{path}: `{name}` has no description"
            );
            assert!(!parameter["example"].is_null(), "{path}: `{name}` has no example");
        }
    }
}

/// An address that gives a workbook whatever is accepted has no CSV to show.
#[test]
fn examples_are_what_their_media_types_say() {
    let contract = committed();
    let mut seen = 0;
    for (path, operation) in operations(&contract) {
        for (status, answer) in operation["responses"].as_object().into_iter().flatten() {
            for (media, content) in answer["content"].as_object().into_iter().flatten() {
                let Some(example) = content.get("example") else { continue };
                // One line of JSON Lines is JSON, several are text.
                let fits = media == "application/x-ndjson" || media.ends_with("json") != example.is_string();
                assert!(fits, "{path} {status} {media}");
                let text = example.as_str().unwrap_or_default();
                assert!(!text.contains(['\0', '\u{fffd}']), "{path} {status} {media} is no text");
                seen += 1;
            }
        }
    }
    assert!(seen > 100, "{seen} examples");
}

#[test]
fn every_reference_leads_to_a_schema() {
    fn references<'a>(value: &'a Value, found: &mut BTreeSet<&'a str>) {
        match value {
            Value::Object(object) => {
                found.extend(object.get("$ref").and_then(Value::as_str));
                object.values().for_each(|value| references(value, found));
            }
            Value::Array(list) => list.iter().for_each(|value| references(value, found)),
            _ => {}
        }
    }
    let contract = committed();
    let mut found = BTreeSet::new();
    references(&contract, &mut found);
    assert!(found.len() > 20, "the contract is made of shared schemas");
    for reference in found {
        assert!(contract.pointer(reference.trim_start_matches('#')).is_some(), "{reference} leads nowhere");
    }
}

fn encoded(value: &str) -> String {
    form_urlencoded::byte_serialize(value.as_bytes()).collect()
}

/// What is documented is taken: each parameter with its own example gives a 200, alone.
#[test]
fn every_documented_parameter_is_taken() {
    let (app, contract) = (TestApp::on_sqlite(), committed());
    let mut asked = 0;
    // What is for holders of keys is asked in `publishing`.
    let is_open = |operation: &Map<String, Value>| !operation.contains_key("security");
    for (path, operation) in operations(&contract).into_iter().filter(|(_, operation)| is_open(operation)) {
        let parameters: Vec<&Value> =
            operation.get("parameters").and_then(Value::as_array).into_iter().flatten().collect();
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let mut address = path.clone();
        let mut required = Vec::new();
        for parameter in &parameters {
            let (name, example) = (text(&parameter["name"]), text(&parameter["example"]));
            match parameter["in"].as_str() {
                Some("path") => address = address.replace(&format!("{{{name}}}"), &example),
                _ if parameter["required"] == true => required.push(format!("{name}={}", encoded(&example))),
                _ => {}
            }
        }
        let mut queries = vec![required.join("&")];
        for parameter in parameters.iter().filter(|p| p["in"] == "query" && p["required"] != true) {
            let (name, example) = (text(&parameter["name"]), text(&parameter["example"]));
            let with_csv = if name == "profile" { "&format=csv" } else { "" };
            queries.push(
                format!("{}&{name}={}{with_csv}", required.join("&"), encoded(&example))
                    .trim_start_matches('&')
                    .to_owned(),
            );
        }
        let body = operation.get("requestBody").map(|body| body["content"]["application/json"]["example"].to_string());
        // The record has too few points for a trend, and the contract says that it may be so.
        let expected = if path.ends_with("/pace") { 409 } else { 200 };
        for query in queries {
            let address = format!("{address}?{query}");
            let answer = match &body {
                Some(body) => app.post(&address, &[("Content-Type", "application/json")], body.as_bytes()),
                None => app.get(&address),
            };
            assert_eq!(answer.status, expected, "{address}: {}", answer.text());
            assert!(!operation["responses"][&expected.to_string()].is_null(), "{address}: {expected}");
            asked += 1;
        }
    }
    assert!(asked > 150, "only {asked} requests were made");
}

#[test]
fn the_explorer_is_in_the_binary() {
    let app = TestApp::on_sqlite();
    let page = app.get("/api/v1/docs/");
    let text = page.text();
    let asked =
        text.split(['"']).filter(|name| name.ends_with(".css") || name.ends_with(".js") || name.ends_with(".png"));
    let asked: Vec<&str> = asked.collect();
    assert_eq!(asked.len(), 5, "{text}");
    for asset in [""].iter().chain(&asked) {
        let address = format!("/api/v1/docs/{asset}");
        let answer = app.get(&address);
        assert_eq!(answer.status, 200, "{asset}");
        let text = String::from_utf8_lossy(&answer.body);
        assert!(!text.contains("https://unpkg") && !text.contains("//cdn."), "{asset} asks elsewhere");
        let tag = answer.header("etag").expect("a validator").to_owned();
        assert_eq!(app.request("GET", &address, &[("If-None-Match", &tag)]).status, 304, "{asset}");
    }
    let policy = page.header("content-security-policy").expect("a policy");
    assert!(policy.contains("script-src 'self'"), "{policy}");
    let script = app.request("GET", "/api/v1/docs/swagger-ui-bundle.js", &[("Accept-Encoding", "gzip")]);
    assert_eq!(script.header("content-encoding"), Some("gzip"));
    assert_eq!(app.get("/api/v1/docs").header("location"), Some("/api/v1/docs/"));
    for missing in ["nope.js", "dist/swagger-ui.css"] {
        let missing = app.get(&format!("/api/v1/docs/{missing}"));
        assert_eq!((missing.status, missing.header("content-type")), (404, Some("application/problem+json")));
    }
}

/// Closed lists are the words that are served, such as `at_least`, and not names of the code.
#[test]
fn closed_lists_are_words_of_the_data() {
    let contract = committed();
    let schemas = contract["components"]["schemas"].as_object().expect("schemas");
    let lists = schemas.iter().filter_map(|(name, schema)| Some((name, schema["enum"].as_array()?)));
    let mut count = 0;
    for (name, words) in lists {
        let is_word = |word: &Value| {
            word.as_str()
                .is_some_and(|word| word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'))
        };
        assert!(words.iter().all(is_word), "{name}: {words:?}");
        count += 1;
    }
    assert!(count >= 16, "{count} lists");
    let states = schemas["DeadlineState"]["enum"].as_array().expect("a list");
    assert!(states.contains(&Value::from("deadline_passed_without_published_state")), "{states:?}");
}
