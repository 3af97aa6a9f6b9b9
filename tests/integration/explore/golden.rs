//! The golden queries of `tests/odsql`, on each database; the README there describes the format.

use std::{collections::BTreeSet, fmt::Write, fs, path::Path};

use serde_json::Value;

use super::address;
use crate::support::{Answer, TestApp, on_each_database};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/odsql");
const LEAST_CASES: usize = 500;
/// Runs only the cases whose file or title contains its value.
const CHOICE: &str = "ODSQL_CASE";

struct Case {
    file: String,
    title: String,
    dataset: String,
    parameters: Vec<(String, String)>,
    expected: Expected,
}

enum Expected {
    Rows { total: u64, rows: Vec<Value> },
    Refusal { status: u16, code: Option<String>, fragments: Vec<String> },
}

#[test]
fn golden_queries_answer_as_written() {
    let choice = std::env::var(CHOICE).ok();
    let all = cases();
    assert!(all.len() >= LEAST_CASES, "{} golden queries were read, of {LEAST_CASES} at least", all.len());
    let titles: BTreeSet<&str> = all.iter().map(|case| case.title.as_str()).collect();
    assert_eq!(titles.len(), all.len(), "two golden queries have the same title");
    let chosen = |case: &&Case| choice.as_ref().is_none_or(|c| case.title.contains(c) || case.file.contains(c));
    let cases: Vec<&Case> = all.iter().filter(chosen).collect();
    on_each_database(|app| {
        let failures: Vec<String> = cases.iter().filter_map(|case| case.failure(app)).collect();
        let (count, database) = (failures.len(), app.database.name());
        assert!(failures.is_empty(), "{count} of {} fail on {database}:\n\n{}", cases.len(), failures.join("\n"));
    });
}

fn cases() -> Vec<Case> {
    let mut paths: Vec<_> =
        fs::read_dir(FOLDER).expect("the folder is there").map(|entry| entry.expect("an entry").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "odsql"));
    paths.sort();
    paths.iter().flat_map(|path| read(path)).collect()
}

/// The cases of a file.
fn read(path: &Path) -> Vec<Case> {
    let file = path.file_stem().expect("a file has a name").to_string_lossy().into_owned();
    let text = fs::read_to_string(path).expect("the file is UTF-8");
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let mut blocks: Vec<Vec<&str>> = Vec::new();
    for line in lines {
        match line.strip_prefix("== ") {
            Some(title) => blocks.push(vec![title]),
            None => blocks.last_mut().unwrap_or_else(|| panic!("{file} begins with a title")).push(line),
        }
    }
    blocks.iter().map(|block| Case::read(&file, block)).collect()
}

impl Case {
    fn read(file: &str, lines: &[&str]) -> Self {
        let place = format!("{file}: {}", lines[0]);
        let split = |line: &str| {
            let (name, value) = line.split_once(':').unwrap_or_else(|| panic!("{place}: `{line}` has no colon"));
            (name.to_owned(), value.strip_prefix(' ').unwrap_or(value).to_owned())
        };
        let is_expectation = |line: &&str| line.starts_with("total: ") || line.starts_with("error: ");
        let end = lines.iter().position(is_expectation).unwrap_or_else(|| panic!("{place} expects nothing"));
        let mut parameters: Vec<(String, String)> = lines[1..end].iter().map(|line| split(line)).collect();
        let (name, dataset) = parameters.remove(0);
        assert_eq!(name, "dataset", "{place} names its dataset first");
        let (kind, value) = split(lines[end]);
        let below = lines[end + 1..].iter();
        let expected = if kind == "total" {
            let row = |line: &&str| serde_json::from_str(line).unwrap_or_else(|e| panic!("{place}: {line}: {e}"));
            Expected::Rows { total: value.parse().expect("a number"), rows: below.map(row).collect() }
        } else {
            let (status, code) = value.split_once(' ').map_or((value.as_str(), None), |(s, c)| (s, Some(c.to_owned())));
            let fragments = below.map(|line| (*line).to_owned()).collect();
            Expected::Refusal { status: status.parse().expect("a status"), code, fragments }
        };
        Case { file: file.to_owned(), title: lines[0].to_owned(), dataset, parameters, expected }
    }

    /// What is wrong with the answer, to be read by a person.
    fn failure(&self, app: &TestApp) -> Option<String> {
        let pairs: Vec<(&str, &str)> = self.parameters.iter().map(|(name, value)| (&**name, &**value)).collect();
        let path = address(&self.dataset, "/records", &pairs);
        let answer = app.get(&path);
        let difference = match &self.expected {
            Expected::Rows { total, rows } => rows_differ(&answer, *total, rows),
            Expected::Refusal { status, code, fragments } => refusal_differs(&answer, *status, code, fragments),
        }?;
        let mut told = format!("== {} ({})\n", self.title, self.file);
        for (name, value) in &self.parameters {
            let _ = writeln!(told, "   {name}: {value}");
        }
        let _ = writeln!(told, "   {path}");
        Some(told + &difference)
    }
}

fn rows_differ(answer: &Answer, total: u64, rows: &[Value]) -> Option<String> {
    let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let Some(found) = body["results"].as_array().filter(|_| answer.status == 200) else {
        return Some(format!("   {} {}\n", answer.status, shown(answer)));
    };
    let mut told = String::new();
    if body["total_count"] != total {
        let _ = writeln!(told, " - total: {total}\n + total: {}", body["total_count"]);
    }
    for place in 0..rows.len().max(found.len()) {
        match (rows.get(place), found.get(place)) {
            (Some(expected), Some(found)) if same(expected, found) => {}
            (expected, found) => {
                for (sign, row) in [('-', expected), ('+', found)] {
                    let _ = row.map_or(Ok(()), |row| writeln!(told, " {sign} {row}"));
                }
            }
        }
    }
    (!told.is_empty()).then_some(told)
}

fn refusal_differs(answer: &Answer, status: u16, code: &Option<String>, fragments: &[String]) -> Option<String> {
    let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let message = body["message"].as_str().unwrap_or_default();
    let mut told = String::new();
    if answer.status != status || code.as_ref().is_some_and(|code| body["error_code"] != *code) {
        let _ = writeln!(told, " - {status} {}", code.as_deref().unwrap_or("with any code"));
    }
    for fragment in fragments.iter().filter(|fragment| !message.contains(fragment.as_str())) {
        let _ = writeln!(told, " - says: {fragment}");
    }
    (!told.is_empty()).then(|| format!("{told} + {} {}\n", answer.status, shown(answer)))
}

fn shown(answer: &Answer) -> String {
    String::from_utf8_lossy(&answer.body).chars().take(400).collect()
}

/// Keys in order, integers as integers, other numbers by value.
fn same(expected: &Value, found: &Value) -> bool {
    match (expected, found) {
        (Value::Object(expected), Value::Object(found)) => {
            expected.len() == found.len() && expected.iter().zip(found).all(|((a, x), (b, y))| a == b && same(x, y))
        }
        (Value::Array(expected), Value::Array(found)) => {
            expected.len() == found.len() && expected.iter().zip(found).all(|(x, y)| same(x, y))
        }
        (Value::Number(expected), Value::Number(found)) if expected.is_f64() => expected.as_f64() == found.as_f64(),
        _ => expected == found,
    }
}

#[test]
fn numbers_are_compared_as_the_readme_says() {
    let value = |text: &str| serde_json::from_str::<Value>(text).expect("JSON");
    assert!(same(&value("40.0"), &value("40")) && same(&value("[40, null]"), &value("[40, null]")));
    assert!(!same(&value("40"), &value("40.0")) && !same(&value(r#"{"a":1,"b":2}"#), &value(r#"{"b":2,"a":1}"#)));
}
