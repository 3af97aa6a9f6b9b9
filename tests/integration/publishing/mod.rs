//! The quarterly work as the ministry's team does it: from a template to what readers see. What is filed here is test data,
//! made of the last release by changing a few cells; none of it is part of the record.

mod approval;
mod away;
mod drafts;
mod faults;
mod journal;
mod keys;
mod quarters;

use serde_json::Value;

use crate::support::{Answer, TestApp, cli::jalon};

/// Keys of people who work on one instance, made on the command line.
pub struct Team {
    pub drafter: String,
    pub approver: String,
    pub admin: String,
}

impl Team {
    pub fn of(app: &TestApp) -> Self {
        let key = |scope| key(&app.database.url, "Test", &[scope]);
        Team { drafter: key("draft"), approver: key("approve"), admin: key("admin") }
    }
}

/// A new key.
pub fn key(database: &str, name: &str, scopes: &[&str]) -> String {
    let mut arguments = vec!["keys", "create", "--name", name];
    scopes.iter().for_each(|scope| arguments.extend(["--scope", scope]));
    let made = jalon(&arguments, &[("DATABASE_URL", database), ("RUST_LOG", "error")]);
    assert_eq!(made.code, Some(0), "{}", made.said());
    made.stdout.trim().to_owned()
}

/// The value of `Authorization` for a key.
pub fn bearer(key: &str) -> String {
    format!("Bearer {key}")
}

/// The TOML template of a release, in English alone and dated, with further replacements, each of which must fit.
pub fn filled(app: &TestApp, release: &str, changes: &[(&str, &str)]) -> String {
    let template = app.get(&format!("/api/v1/releases/{release}/template?format=toml"));
    assert_eq!(template.status, 200, "{}", template.text());
    let text = template.text();
    let declared = text.lines().find(|line| line.starts_with("languages = ")).expect("the languages are declared");
    let mut text = text.replacen(declared, "languages = \"en\"", 1);
    if !text.contains("\ndate = ") {
        text = text.replacen("languages = \"en\"", "languages = \"en\"\ndate = \"not_published\"", 1);
    }
    // Titles in French were carried from 2025; they are carried on.
    let mut text: String =
        text.lines().filter(|line| !line.starts_with("title_fr = ")).map(|line| format!("{line}\n")).collect();
    for (from, to) in changes {
        assert!(text.contains(from), "`{from}` is in the template");
        text = text.replacen(from, to, 1);
    }
    text
}

/// Replaces a text behind the row of a code.
pub fn in_row(text: &str, table: &str, code: &str, from: &str, to: &str) -> String {
    let row = format!("[[{table}]]\ncode = \"{code}\"");
    let start = text.find(&row).unwrap_or_else(|| panic!("{table} {code} is there"));
    let (before, behind) = text.split_at(start);
    assert!(behind.contains(from), "`{from}` is behind {table} {code}");
    format!("{before}{}", behind.replacen(from, to, 1))
}

/// Sends a file as TOML.
pub fn file(app: &TestApp, key: &str, text: &str) -> Answer {
    let headers = [("Authorization", &*bearer(key)), ("Content-Type", "application/toml")];
    app.post("/api/v1/drafts", &headers, text.as_bytes())
}

/// The id of the draft that a file becomes.
pub fn draft(app: &TestApp, key: &str, text: &str) -> String {
    let sent = file(app, key, text);
    assert_eq!(sent.status, 201, "{}", sent.text());
    sent.json()["data"]["draft"]["id"].as_str().expect("a draft has an id").to_owned()
}

/// Asks for a decision on a draft.
pub fn decide(app: &TestApp, key: &str, draft: &str, decision: &str) -> Answer {
    app.post(&format!("/api/v1/drafts/{draft}/{decision}"), &[("Authorization", &bearer(key))], b"")
}

/// Files and approves a release.
pub fn publish(app: &TestApp, team: &Team, text: &str) -> Value {
    let approved = decide(app, &team.approver, &draft(app, &team.drafter, text), "approve");
    assert_eq!(approved.status, 200, "{}", approved.text());
    approved.json()["data"].clone()
}

/// What a holder of a key reads.
pub fn read(app: &TestApp, key: &str, path: &str) -> Answer {
    app.request("GET", path, &[("Authorization", &bearer(key))])
}
