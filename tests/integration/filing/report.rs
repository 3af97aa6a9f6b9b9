//! The report as programs and people read it.

use serde_json::Value;

use super::{Desk, rules};

const COLUMNS: [(&str, &str); 4] =
    [("status", "fini"), ("progress", "abc"), ("achievements_en", "RÃ©alisation"), ("next_steps_en", "Ã©tape")];

/// A table with so many mistakes, one a cell.
fn spoiled(desk: &Desk, count: usize) -> super::table::Table {
    let mut table = desk.good();
    let codes: Vec<String> = table.rows.iter().filter(|row| row[0] == "objectives").map(|row| row[1].clone()).collect();
    let mut cells: Vec<(&str, String, &str, &str)> = Vec::new();
    for code in &codes {
        cells.extend(COLUMNS.map(|(column, value)| ("objectives", code.clone(), column, value)));
    }
    cells.extend((1..=17).map(|number| ("actions", number.to_string(), "progress", "101")));
    for (level, code, column, value) in &cells[cells.len() - count..] {
        table.set(level, code, column, value);
    }
    table
}

#[test]
fn two_hundred_mistakes_are_told_all_at_once() {
    let desk = Desk::new();
    let table = spoiled(&desk, 200);
    for bytes in [table.csv(), table.xlsx()] {
        let report = desk.report(&bytes);
        assert_eq!(report.remarks.len(), 200, "{:?}", rules(&report));
        let count = |rule: &str| report.remarks.iter().filter(|remark| remark.rule == rule).count();
        // 183 of the 184 cells of objectives, and the 17 actions.
        assert_eq!((count("status"), count("percentage"), count("encoding")), (45, 46 + 17, 92));
        let mut places: Vec<_> =
            report.remarks.iter().map(|remark| (&remark.sheet, remark.line, &remark.column)).collect();
        places.dedup();
        assert_eq!(places.len(), 200, "each at its own cell");
        let lines: Vec<_> =
            report.remarks.iter().map(|remark| (remark.sheet.as_deref() == Some("Objectifs"), remark.line)).collect();
        assert!(lines.is_sorted(), "in the order of the file");
    }
}

#[test]
fn a_file_that_is_all_mistakes_is_told_in_part_and_says_so() {
    let desk = Desk::new();
    let text = format!("level;code\n{}", "x;1\n".repeat(3_000));
    let report = desk.report(text.as_bytes());
    assert_eq!(report.remarks.len(), 2_000);
    assert_eq!(report.remarks[0].rule, "file");
    assert!(report.remarks[0].message.en.as_ref().is_some_and(|text| text.contains("2000 mistakes or more")));
}

#[test]
fn the_terminal_has_the_report_in_french_and_in_english() {
    let desk = Desk::new();
    let key = desk.key("draft");
    let directory = tempfile::tempdir().expect("a temporary directory");
    let path = directory.path().join("filed.xlsx");
    std::fs::write(&path, spoiled(&desk, 200).xlsx()).expect("the file is written");
    let publish = |more: &[&str]| {
        let arguments = [&["publish", path.to_str().expect("text")], more].concat();
        desk.run(&arguments, &[("JALON_KEY", &key)])
    };
    let french = publish(&[]);
    french.expect(
        1,
        &["ERREUR [percentage] Actions ligne 2, colonne E (actions 1) « 101 »", "200 erreur(s), 0 avertissement(s)"],
    );
    french.expect(1, &["    → Un nombre entier de 0 à 100"]);
    assert_eq!(french.stdout.lines().filter(|line| line.starts_with("ERREUR ")).count(), 200);
    let english = publish(&["--lang", "en"]);
    english
        .expect(1, &["ERROR [percentage] Actions line 2, column E (actions 1) « 101 »", "200 error(s), 0 warning(s)"]);
    english.expect(1, &["nothing was changed"]);
    let json: Value = serde_json::from_str(&publish(&["--json"]).stdout).expect("JSON");
    let remarks = json["remarks"].as_array().expect("remarks");
    assert_eq!(remarks.len(), 200);
    let first = &remarks[0];
    for (member, value) in [
        ("severity", "error"),
        ("rule", "percentage"),
        ("sheet", "Actions"),
        ("column", "E"),
        ("row", "actions 1"),
        ("field", "progress"),
        ("value", "101"),
    ] {
        assert_eq!(first[member], value, "{first}");
    }
    assert_eq!(first["line"], 2);
    for member in ["message", "hint"] {
        assert!(first[member]["fr"].is_string() && first[member]["en"].is_string(), "{first}");
    }
}

#[test]
fn the_service_has_the_same_report() {
    let desk = Desk::new();
    let key = desk.key("draft");
    let table = spoiled(&desk, 200);
    let headers = [("Authorization", format!("Bearer {key}")), ("Content-Type", "text/csv".to_owned())];
    let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let problem = desk.app.post("/api/v1/drafts", &headers, &table.csv()).problem(422, "filing_refused");
    let told = serde_json::to_value(desk.report(&table.csv())).expect("JSON");
    assert_eq!(problem["report"], told);
}

#[test]
fn what_a_file_holds_does_not_command_a_terminal() {
    let desk = Desk::new();
    let mut table = desk.good();
    table.header[1] = "co\u{1b}[31mde\n".to_owned();
    table.set("objectives", "34", "title_en", "\u{1b}]0;title\u{7}");
    let report = desk.report(&table.csv());
    assert!(!report.remarks.is_empty());
    for language in [jalon::domain::text::Language::Fr, jalon::domain::text::Language::En] {
        assert!(!report.told(language).chars().any(|c| c.is_control() && c != '\n'));
    }
}
