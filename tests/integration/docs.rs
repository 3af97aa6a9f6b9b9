//! The README is true: every setting is named, every address answers, and every output shown is the real one.

use std::process::Command;

use jalon::{config::SETTINGS, http::openapi};
use serde_json::Value;

use crate::support::{Database, TestApp};

const README: &str = include_str!("../../README.md");
const SECURITY: &str = include_str!("../../SECURITY.md");
const BASE: &str = "http://127.0.0.1:8080";

fn app() -> TestApp {
    TestApp::with(Database::sqlite(), |config| config.public_url = Some(BASE.to_owned()))
}

#[test]
fn every_setting_is_named_with_its_default() {
    for setting in SETTINGS {
        let row = README.lines().find(|line| line.starts_with(&format!("| `{}` |", setting.name)));
        let row = row.unwrap_or_else(|| panic!("the README does not name {}", setting.name));
        assert!(setting.default.is_empty() || row.contains(&format!("`{}`", setting.default)), "{row}");
    }
    for line in README.lines().filter(|line| line.starts_with("| `") && line.contains("` | `")) {
        let name = line.split('`').nth(1).unwrap_or_default();
        let is_setting = name.chars().all(|c| c.is_ascii_uppercase() || c == '_');
        assert!(
            !is_setting || SETTINGS.iter().any(|s| s.name == name) || name == "TEST_DATABASE_URL",
            "{name} is no setting"
        );
    }
}

/// A test is named by its path, such as `limits::rate::each_answer_…`: a file of that module holds a function of that name.
#[test]
fn every_test_that_covers_a_risk_is_there() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/integration");
    let named: Vec<&str> = SECURITY.split('`').filter(|text| text.contains("::")).collect();
    assert!(named.len() >= 10, "{named:?}");
    for name in named {
        let (module, function) = name.rsplit_once("::").expect("a path");
        let path = root.join(module.replace("::", "/"));
        let files = [path.with_extension("rs"), path.join("mod.rs")];
        let holds = |file: &std::path::PathBuf| {
            std::fs::read_to_string(file).is_ok_and(|text| text.contains(&format!("#[test]\nfn {function}(")))
        };
        assert!(files.iter().any(holds), "{name} is no test");
    }
}

/// The part of an answer that a `jq` filter such as `.data[0].title` selects.
fn select(value: &Value, filter: &str) -> Value {
    let pointer = filter.replace(['.', '['], "/").replace(']', "");
    value.pointer(if pointer == "/" { "" } else { &pointer }).cloned().unwrap_or(Value::Null)
}

#[test]
fn every_output_shown_is_the_real_one() {
    let app = app();
    let mut shown = 0;
    for block in README.split("```console\n").skip(1).filter_map(|rest| rest.split("```").next()) {
        for command in block.split("$ ").skip(1).filter(|command| command.starts_with("curl -s '")) {
            let (line, output) = command.split_once('\n').expect("a command is followed by its output");
            let url = line.split('\'').nth(1).expect("the address is quoted");
            let path = url.strip_prefix(BASE).unwrap_or_else(|| panic!("{url} is elsewhere"));
            let answer = app.get(path);
            match line.split_once("| jq ") {
                Some((_, filter)) => {
                    let expected: Value = serde_json::from_str(output).unwrap_or_else(|e| panic!("{line}: {e}"));
                    assert_eq!(select(&answer.json(), filter.trim().trim_matches('\'')), expected, "{line}");
                }
                None => assert_eq!(answer.text().replace("\r\n", "\n").trim(), output.trim(), "{line}"),
            }
            shown += 1;
        }
    }
    assert!(shown >= 8, "the README shows {shown} outputs");
}

/// The addresses that the README names in words and tables, apart from the outputs above.
#[test]
fn every_address_of_the_readme_answers() {
    let (app, mut asked) = (app(), 0);
    let prose = README.split("```").step_by(2);
    for address in prose.flat_map(|text| text.split('`').skip(1).step_by(2)).filter(|code| code.starts_with('/')) {
        if address.ends_with('…') {
            continue;
        }
        let elsewhere = [
            "/api",
            "/catalog",
            "/feeds",
            "/health",
            "/version",
            "/.well-known",
            "/fr",
            "/embed",
            "/badge",
            "/og",
            "/sitemap.xml",
            "/robots.txt",
        ];
        let path = match elsewhere.iter().any(|known| address.starts_with(known)) {
            true => address.replace("<noun>", "axes"),
            false => format!("/api/v1{address}"),
        };
        let path = if path.ends_with('=') { format!("{path}education") } else { path };
        assert_eq!(app.get(&path).status, 200, "{address}");
        asked += 1;
    }
    assert!(asked >= 25, "the README names {asked} addresses");
}

#[test]
fn every_route_is_in_the_readme() {
    for path in openapi::describe().paths.paths.keys() {
        let noun = path.trim_start_matches("/api/v1").split('/').nth(1).unwrap_or_default();
        assert!(README.contains(&format!("/{noun}")), "the README does not tell of {path}");
    }
}

#[test]
fn every_command_is_in_the_readme() {
    let help = Command::new(env!("CARGO_BIN_EXE_jalon")).arg("--help").output().expect("jalon runs");
    let help = String::from_utf8(help.stdout).expect("UTF-8");
    let commands =
        help.lines().skip_while(|line| !line.starts_with("Commands:")).skip(1).take_while(|line| !line.is_empty());
    for command in commands.filter_map(|line| line.split_whitespace().next()).filter(|command| *command != "help") {
        assert!(README.contains(&format!("`jalon {command}")), "the README does not tell of `jalon {command}`");
    }
}

#[test]
fn the_schemas_of_the_record_are_what_the_code_says() {
    for kind in jalon::publish::format::KINDS {
        let file = format!("{}/data/{kind}.schema.json", env!("CARGO_MANIFEST_DIR"));
        let committed = std::fs::read_to_string(file).unwrap_or_default();
        let said = jalon::publish::format::schema(kind);
        assert!(said == Some(committed), "run `cargo run -- schema {kind} > data/{kind}.schema.json`");
    }
}

/// Every line of the format's examples stands in the shipped record.
#[test]
fn the_examples_of_the_format_are_of_the_record() {
    let format = include_str!("../../data/FORMAT.md");
    let record: Vec<&str> = jalon::record::FILES.iter().flat_map(|(_, text)| text.lines()).collect();
    let examples = format.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next());
    let lines: Vec<&str> = examples.flat_map(str::lines).filter(|line| !line.is_empty()).collect();
    assert!(lines.len() >= 12, "the format shows {} lines", lines.len());
    for line in lines {
        assert!(record.contains(&line), "{line}");
    }
}

/// Every rule that a finding may name is told.
#[test]
fn every_rule_is_in_the_format() {
    let format = include_str!("../../data/FORMAT.md");
    for rule in [
        "format",
        "readable",
        "source_digest",
        "passage",
        "list_agrees",
        "text",
        "absence",
        "structure",
        "figure",
        "counts",
        "rule_of_progress",
        "numbering",
        "section",
        "bounds",
        "recorded",
        "source_id",
        "audit",
        "quantity",
        "printed_number",
        "deadline",
        "finding",
        "crosswalk",
    ] {
        assert!(format.contains(&format!("| `{rule}` |")), "{rule} is not told");
    }
}
