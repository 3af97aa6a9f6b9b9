//! What the contract says beyond the code's own annotations: the fields that each list takes, and real answers as
//! examples, for which each operation is asked once over the shipped record.

use actix_web::{
    App,
    http::{
        Method, StatusCode,
        header::{ACCEPT, CONTENT_TYPE},
    },
    test,
    web::Data,
};
use serde_json::{Value, json};

use super::{mount, state::State, v1};

/// The media types whose answers are shown: whole texts and graphs would bury the rest.
const EXAMPLES: [&str; 5] =
    ["application/json", "text/csv", "application/x-ndjson", "application/atom+xml", "application/feed+json"];

/// Names the fields that `sort` and `fields` take, and fills the example of each successful answer that is text in with
/// the answer itself.
///
/// Path parameters, required ones and days take the value that they give as their own example; lists are asked for two rows.
pub async fn complete(mut contract: Value, state: Data<State>) -> Value {
    let service = test::init_service(App::new().app_data(state).configure(mount::operations)).await;
    offer_parts(&mut contract["components"]["schemas"]);
    let schemas = contract["components"]["schemas"].clone();
    for (path, item) in contract["paths"].as_object_mut().into_iter().flatten() {
        item.as_object_mut().into_iter().flatten().for_each(|(_, operation)| sample(operation, &schemas));
        // What takes a body is asked with the example of it.
        let sent = item.pointer("/post/requestBody/content/application~1json/example").cloned();
        let Some(operation) = item.get_mut(if sent.is_some() { "post" } else { "get" }) else { continue };
        if is_private(operation) {
            continue;
        }
        name_fields(operation);
        let address = address(path, operation);
        for (media, content) in operation["responses"]["200"]["content"].as_object_mut().into_iter().flatten() {
            if path.ends_with("/openapi.json") {
                // The contract within the contract would have no end.
                content["example"] = json!({"openapi": "3.1.0", "info": {"title": "Jalon"}, "paths": {}});
                continue;
            }
            if path.ends_with("/manifest.json") {
                // A whole one would bury the rest, and change with every file; its own example is short.
                continue;
            }
            if !EXAMPLES.contains(&media.as_str()) {
                continue;
            }
            let mut request = test::TestRequest::get().uri(&address).insert_header((ACCEPT, media.as_str()));
            if let Some(body) = &sent {
                request = request.method(Method::POST).set_json(body);
            }
            let response = test::call_service(&service, request.to_request()).await;
            // Some are given in another form unless a parameter asks for this one.
            let told = response.headers().get(CONTENT_TYPE).and_then(|told| told.to_str().ok()).unwrap_or_default();
            let is_answer = response.status() == StatusCode::OK && told.split(';').next() == Some(media.as_str());
            let body = test::read_body(response).await;
            match serde_json::from_slice::<Value>(&body) {
                Ok(answer) if is_answer => content["example"] = answer,
                Err(_) if is_answer => content["example"] = Value::String(String::from_utf8_lossy(&body).into_owned()),
                _ => {}
            }
        }
    }
    contract
}

/// Whether an operation is for holders of keys: there is no answer of the shipped record to show.
fn is_private(operation: &Value) -> bool {
    operation.get("security").is_some()
}

/// Gives the answers of an operation for holders of keys the examples of their schemas.
fn sample(operation: &mut Value, schemas: &Value) {
    if !is_private(operation) {
        return;
    }
    let successes =
        operation["responses"].as_object_mut().into_iter().flatten().filter(|(status, _)| status.starts_with('2'));
    for (_, response) in successes {
        if let Some(content) = response.pointer_mut("/content/application~1json") {
            content["example"] = example_of(&content["schema"], schemas);
        }
    }
}

/// The example that a schema gives, or that follows from those of its parts.
fn example_of(schema: &Value, schemas: &Value) -> Value {
    if let Some(name) = schema["$ref"].as_str().and_then(|reference| reference.rsplit('/').next()) {
        return example_of(&schemas[name], schemas);
    }
    if !schema["example"].is_null() {
        return schema["example"].clone();
    }
    if let Some(parts) = schema["allOf"].as_array() {
        let members = parts.iter().filter_map(|part| example_of(part, schemas).as_object().cloned()).flatten();
        return Value::Object(members.collect());
    }
    if let Some(one) = schema["oneOf"].as_array().and_then(|parts| parts.iter().find(|part| part["type"] != "null")) {
        return example_of(one, schemas);
    }
    if let Some(words) = schema["enum"].as_array() {
        return words.first().cloned().unwrap_or_default();
    }
    if let Some(properties) = schema["properties"].as_object() {
        return properties.iter().map(|(name, part)| (name.clone(), example_of(part, schemas))).collect();
    }
    match schema["type"].as_str() {
        Some("array") => json!([example_of(&schema["items"], schemas)]),
        Some("integer") => json!(0),
        Some("boolean") => json!(false),
        _ => Value::Null,
    }
}

/// Says of each list that takes `fields` that its rows then have the members that were asked for, and no others.
fn offer_parts(schemas: &mut Value) {
    for view in v1::LISTS.iter().map(|list| list.view) {
        let (mut part, whole) = (schemas[view].clone(), format!("#/components/schemas/{view}"));
        let Some(members) = part.as_object_mut() else { continue };
        members.remove("required");
        members.insert("description".to_owned(), json!("The members of a row that `fields` names."));
        schemas[format!("Fields_{view}")] = part;
        let rows = json!({"anyOf": [{"$ref": whole}, {"$ref": format!("#/components/schemas/Fields_{view}")}]});
        schemas[format!("List_{view}")]["properties"]["data"]["items"] = rows;
    }
}

/// Says of a list which fields its parameters take.
fn name_fields(operation: &mut Value) {
    let schema = &operation["responses"]["200"]["content"]["application/json"]["schema"]["$ref"];
    let view = schema.as_str().and_then(|reference| reference.rsplit_once("/List_")).map(|(_, view)| view.to_owned());
    let Some(list) = v1::LISTS.iter().find(|list| Some(list.view) == view.as_deref()) else { return };
    for parameter in operation["parameters"].as_array_mut().into_iter().flatten() {
        let taken = match parameter["name"].as_str() {
            Some("sort") => list.sortable,
            Some("fields") => list.fields,
            _ => continue,
        };
        let description = parameter["description"].as_str().unwrap_or_default();
        parameter["description"] = json!(format!("{description} Fields: {}.", taken.join(", ")));
        parameter["example"] = json!(taken[0]);
    }
}

/// The address of an operation with the examples of its parameters.
fn address(path: &str, operation: &Value) -> String {
    let (mut address, mut query) = (path.to_owned(), Vec::new());
    for parameter in operation["parameters"].as_array().into_iter().flatten() {
        let name = parameter["name"].as_str().unwrap_or_default();
        let value = match &parameter["example"] {
            Value::String(text) => text.clone(),
            value => value.to_string(),
        };
        match parameter["in"].as_str() {
            Some("path") => address = address.replace(&format!("{{{name}}}"), &value),
            // Without its day an answer would be another one tomorrow.
            _ if parameter["required"] == true || ["limit", "on"].contains(&name) => {
                query.push(form_urlencoded::Serializer::new(String::new()).append_pair(name, &value).finish())
            }
            _ => {}
        }
    }
    if query.is_empty() { address } else { format!("{address}?{}", query.join("&")) }
}
