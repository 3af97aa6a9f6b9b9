//! What can be typed, and what cannot.

use jalon::config::SETTINGS;
use serde_json::Value;

use crate::support::cli::{command, finish, jalon};

#[test]
fn help_lists_commands_and_exit_codes() {
    for argument in ["--help", "help", "-h"] {
        let finished = jalon(&[argument], &[]);
        finished.expect(0, &["serve", "migrate", "check", "load", "openapi", "schema", "Exit codes"]);
        for code in 0..=5 {
            let listed = finished.stdout.lines().any(|line| line.trim_start().starts_with(&format!("{code}  ")));
            assert!(listed, "{code} in {}", finished.stdout);
        }
    }
}

#[test]
fn help_names_the_settings() {
    let help = jalon(&["--help"], &[]).stdout;
    let words: Vec<&str> = help.split([' ', ',', '\n']).collect();
    for setting in SETTINGS {
        assert!(words.contains(&setting.name), "{} is not named: {help}", setting.name);
    }
}

#[test]
fn the_version_is_told() {
    jalon(&["--version"], &[]).expect(0, &["jalon", env!("CARGO_PKG_VERSION")]);
}

#[test]
fn what_is_no_command_ends_with_2() {
    jalon(&["sreve"], &[]).expect(2, &["sreve", "serve"]);
    jalon(&["serve", "--port", "80"], &[]).expect(2, &["--port"]);
    jalon(&["check", "one", "two"], &[]).expect(2, &["two"]);
}

#[test]
fn load_without_a_file_ends_with_2() {
    jalon(&["load"], &[]).expect(2, &["FILE"]);
}

#[test]
fn the_contract_and_the_schema_are_json() {
    for command in ["openapi", "schema"] {
        let finished = jalon(&[command], &[]);
        finished.expect(0, &[]);
        assert!(serde_json::from_str::<Value>(&finished.stdout).is_ok_and(|json| json.is_object()), "{command}");
    }
}

#[test]
fn a_reader_that_leaves_early_causes_no_panic() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    for name in ["openapi", "schema", "check"] {
        let mut child = command(&[name], &[], directory.path()).spawn().expect("the program starts");
        drop(child.stdout.take());
        let finished = finish(child);
        assert!(!finished.stderr.contains("panicked"), "{name}: {}", finished.stderr);
    }
}
