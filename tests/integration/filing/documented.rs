//! The table of rules for those who fill in files, and the rules of the program.

use jalon::publish::filing::Rule;

#[test]
fn the_documented_rules_are_those_of_the_program() {
    let text =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/data/FILING.md")).expect("the page is there");
    let rows: Vec<Vec<&str>> = text
        .lines()
        .filter(|line| line.starts_with("| `"))
        .map(|line| line.trim_matches('|').split(" | ").map(str::trim).collect())
        .collect();
    let named: Vec<&str> = rows.iter().map(|row| row[0].trim_matches('`')).collect();
    assert_eq!(named, Rule::WORDS);
    for row in rows {
        assert_eq!(row.len(), 4, "rule, severity, what holds, what to do: {row:?}");
        assert!(["error", "warning", "error, warning"].contains(&row[1]), "{row:?}");
    }
}
