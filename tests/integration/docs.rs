//! The README is true: every setting is named, every address answers, and every output shown is the real one.

use std::{collections::BTreeSet, process::Command};

use jalon::{config::SETTINGS, http::addresses};
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
        let path = whole(&address.replace("<noun>", "axes"));
        let path = if path.ends_with('=') { format!("{path}education") } else { path };
        let answer = app.get(&path);
        let answer = match (answer.status, answer.header("location")) {
            (302 | 307, Some(there)) => app.get(there),
            _ => answer,
        };
        // As is told beside it, of a rate there is too little to go by.
        let expected = if address.ends_with("/pace") { 409 } else { 200 };
        assert_eq!(answer.status, expected, "{address}");
        asked += 1;
    }
    assert!(asked >= 25, "the README names {asked} addresses");
}

/// The path of an address as the README writes it, without `/api/v1` where it has that before it.
fn whole(address: &str) -> String {
    fn first(path: &str) -> Option<&str> {
        path.split(['/', '?']).nth(1)
    }
    match addresses::templates().any(|template| first(template) == first(address)) {
        true => address.to_owned(),
        false => format!("/api/v1{address}"),
    }
}

/// The templates of which the README writes an address. `…` stands for the beginning of one before it on the line.
fn told() -> BTreeSet<&'static str> {
    let segments = addresses::templates().flat_map(|template| template.split('/'));
    let words: BTreeSet<&str> = segments.filter(|segment| !segment.starts_with('{')).collect();
    let fits = |template: &str, path: &str| {
        let [wanted, given]: [Vec<&str>; 2] =
            [template, path].map(|path| path.trim_end_matches('/').split('/').collect());
        let fit = |(wanted, given): (&&str, &&str)| match wanted.split_once('}') {
            // A value, and no word of another address.
            Some((_, ending)) => given.ends_with(ending) && !words.contains(given),
            None => wanted == given,
        };
        wanted.len() == given.len() && wanted.iter().zip(&given).all(fit)
    };
    let mut told = BTreeSet::new();
    for line in README.lines() {
        let mut before: Vec<String> = Vec::new();
        for code in line.split('`').skip(1).step_by(2) {
            // A method stands before it, and parameters behind it.
            let address = code.rsplit(' ').next().and_then(|address| address.split('?').next()).unwrap_or_default();
            let paths: Vec<String> = match address.strip_prefix('…') {
                Some(end) => {
                    before.iter().flat_map(|path| beginnings(path)).map(|path| format!("{path}{end}")).collect()
                }
                None if address.starts_with('/') => vec![whole(address)],
                None => continue,
            };
            for path in paths {
                let fitting: Vec<&str> = addresses::templates().filter(|template| fits(template, &path)).collect();
                if !fitting.is_empty() {
                    told.extend(fitting);
                    before.push(path);
                }
            }
        }
    }
    told
}

/// A path, and what is left of it without its last segments.
fn beginnings(path: &str) -> impl Iterator<Item = &str> {
    let ends = path.match_indices('/').map(|(end, _)| end).skip(1).chain([path.len()]);
    ends.map(move |end| &path[..end])
}

/// The template whose address stands for that of another, as the README says: French for both languages, and an axis for an action
/// and an objective where other sites show them.
fn shown_for(template: &str) -> String {
    let is_english = ["/en", "/og/en"].iter().any(|start| template.starts_with(start));
    let french = if is_english { template.replacen("/en", "/fr", 1) } else { template.to_owned() };
    french.replace("/action/", "/axis/").replace("/objective/", "/axis/")
}

#[test]
fn every_route_is_in_the_readme() {
    let told = told();
    for template in addresses::templates() {
        assert!(told.contains(shown_for(template).as_str()), "the README does not tell of {template}");
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
