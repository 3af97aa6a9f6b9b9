//! PocketBase: collections of records over SQLite, filled through its own API.

use std::{
    net::SocketAddr,
    path::Path,
    process::{Command, Stdio},
};

use serde_json::{Value, json};

use super::Peer;
use crate::{
    process::{Process, free},
    question::Question,
    request::Request,
    rows::{Rows, TABLES},
};

const EMAIL: &str = "bench@example.com";
const PASSWORD: &str = "only-for-this-run";
/// Records that are sent at a time.
const BATCH: usize = 200;
/// Characters that a text may have; the default is fewer than the record has.
const LONGEST: u32 = 1_000_000;

/// A running PocketBase.
pub struct PocketBase {
    process: Process,
    address: SocketAddr,
    /// The record that is asked for.
    item: String,
}

impl PocketBase {
    /// Makes a superuser on the command line, serves, makes the collections and fills them.
    pub fn start(rows: &Rows, directory: &Path) -> Self {
        let data = directory.join("pocketbase");
        let made = Command::new("pocketbase")
            .args(["superuser", "upsert", EMAIL, PASSWORD, "--dir"])
            .arg(&data)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .expect("PocketBase runs");
        assert!(made.success(), "PocketBase makes no superuser");
        let address = free();
        let mut command = Command::new("pocketbase");
        command.args(["serve", "--http", &address.to_string(), "--dir"]).arg(&data);
        let process = Process::serve(&mut command, address);
        let login = json!({"identity": EMAIL, "password": PASSWORD});
        let answer = post(address, "/api/collections/_superusers/auth-with-password", &login, "");
        let token = answer["token"].as_str().expect("a token").to_owned();
        let batches = json!({"batch": {"enabled": true, "maxRequests": BATCH, "timeout": 60, "maxBodySize": 1 << 25}});
        send("PATCH", address, "/api/settings", &batches, &token);
        for (table, _) in TABLES {
            fill(rows, table, address, &token);
        }
        let item = rows.table("objectives").iter().position(|row| row["release"] == "2026" && row["code"] == "34");
        PocketBase { process, address, item: id(item.expect("the objective is in the rows")) }
    }
}

/// Ids of PocketBase have 15 characters.
fn id(index: usize) -> String {
    format!("row{index:012}")
}

fn fill(rows: &Rows, table: &str, address: SocketAddr, token: &str) {
    let fields: Vec<Value> = rows
        .fields(table)
        .iter()
        .map(|(name, number)| match number {
            true => json!({"name": name, "type": "number"}),
            false => json!({"name": name, "type": "text", "max": LONGEST}),
        })
        .collect();
    let keys: &[&str] = match table {
        "statements" => &["release, axis", "axis, ordinal"],
        "progress" => &["level"],
        _ => &["release, code"],
    };
    let indexes: Vec<String> = (keys.iter().enumerate())
        .map(|(number, key)| format!("CREATE INDEX {table}_{number} ON {table} ({key})"))
        .collect();
    let collection =
        json!({"name": table, "type": "base", "listRule": "", "viewRule": "", "fields": fields, "indexes": indexes});
    post(address, "/api/collections", &collection, token);
    let url = format!("/api/collections/{table}/records");
    for (batch, rows) in rows.table(table).chunks(BATCH).enumerate() {
        let create = |(place, row): (usize, &crate::rows::Row)| {
            let mut body = row.clone();
            for value in body.values_mut().filter(|value| value.is_boolean() || value.is_array()) {
                *value = Value::String(value.to_string());
            }
            body.insert("id".to_owned(), id(batch * BATCH + place).into());
            json!({"method": "POST", "url": url, "body": body})
        };
        let requests: Vec<Value> = rows.iter().enumerate().map(create).collect();
        post(address, "/api/batch", &json!({"requests": requests}), token);
    }
}

fn post(address: SocketAddr, path: &str, body: &Value, token: &str) -> Value {
    send("POST", address, path, body, token)
}

fn send(method: &str, address: SocketAddr, path: &str, body: &Value, token: &str) -> Value {
    let request = Request::post(path, body.to_string()).method(method);
    let request = request.with("Content-Type", "application/json").with("Authorization", token);
    serde_json::from_slice(&request.succeed(address).body).expect("JSON")
}

impl Peer for PocketBase {
    fn name(&self) -> &'static str {
        "PocketBase"
    }

    fn process(&self) -> &Process {
        &self.process
    }

    fn address(&self) -> SocketAddr {
        self.address
    }

    /// It has no words of a text; what comes nearest is `~`, its `LIKE`. Groups are offered as views alone, which no request
    /// can narrow.
    fn request(&self, question: Question) -> Option<Request> {
        let filtered = |filter: &str| {
            let filter = filter.replace("&&", "%26%26").replace("||", "%7C%7C").replace('<', "%3C").replace(' ', "");
            Some(Request::get(format!("/api/collections/statements/records?perPage=20&filter={filter}")))
        };
        match question {
            Question::Item => Some(Request::get(format!("/api/collections/objectives/records/{}", self.item))),
            Question::List => filtered("axis='4' && release='2026'"),
            Question::Records => filtered("axis='4' && ordinal<{n}"),
            Question::Search => filtered("(text_fr~'plateforme' || text_en~'plateforme') && ordinal<{n}"),
            Question::Group | Question::NotModified | Question::Page | Question::History => None,
        }
    }
}
