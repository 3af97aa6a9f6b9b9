//! Each rule on cells and rows: one change of a good file, and the one place in which it is told.

use super::{Desk, next_release, today};

/// Level, code, column and what is written there; the rule, then line and column of the workbook.
type Case = (&'static str, &'static str, &'static str, &'static str, &'static str, usize, &'static str);

const CASES: &[Case] = &[
    ("objectives", "34", "progress", "101", "percentage", 36, "F"),
    ("objectives", "34", "progress", "-1", "percentage", 36, "F"),
    ("objectives", "34", "progress", "65.5", "percentage", 36, "F"),
    ("objectives", "34", "progress", "65,5", "percentage", 36, "F"),
    ("objectives", "34", "progress", "0.65", "percentage", 36, "F"),
    ("objectives", "34", "progress", "abc", "percentage", 36, "F"),
    ("objectives", "34", "progress", "1e1", "percentage", 36, "F"),
    ("objectives", "34", "progress", "12345678901234567890", "percentage", 36, "F"),
    ("axes", "2", "progress", "trente", "percentage", 3, "D"),
    ("actions", "14", "progress", "65 points", "percentage", 15, "E"),
    ("objectives", "34", "status", "fini", "status", 36, "E"),
    ("objectives", "34", "status", "late", "status", 36, "E"),
    ("objectives", "34", "status", "terminé", "status_progress", 36, "F"),
    ("release", "", "date", "31/02/2026", "date", 2, "C"),
    ("release", "", "date", "1/2/2026", "date", 2, "C"),
    ("release", "", "date", "bientôt", "date", 2, "C"),
    ("release", "", "date", "2020-01-01", "date", 2, "C"),
    ("release", "", "date", "0001-01-01", "date", 2, "C"),
    ("release", "", "date", "9999-12-31", "date", 2, "C"),
    ("release", "", "date", "", "empty", 2, "C"),
    ("release", "", "languages", "de", "language", 2, "B"),
    ("release", "", "languages", "fr, de", "language", 2, "B"),
    ("release", "", "languages", "", "language", 2, "B"),
    ("release", "", "announced_axes", "beaucoup", "count", 2, "F"),
    ("release", "", "announced_actions", "0", "count", 2, "G"),
    ("release", "", "announced_objectives", "10001", "count", 2, "H"),
    ("release", "", "announced_objectives", "", "empty", 2, "H"),
    ("axes", "1", "next_steps_fr", "Une seule étape", "language", 2, "H"),
    ("axes", "1", "achievements_en", "• Under nothing", "nesting", 2, "F"),
    ("objectives", "34", "achievements_en", "One\n•• Two levels at once", "nesting", 36, "H"),
    ("objectives", "34", "progress", "", "empty", 36, "F"),
    ("objectives", "34", "progress", "\u{a0} ", "empty", 36, "F"),
    ("objectives", "34", "status", "", "empty", 36, "E"),
    ("objectives", "34", "action", "", "empty", 36, "B"),
    ("objectives", "34", "next_steps_en", "•", "empty", 36, "J"),
    ("objectives", "34", "title_en", "non publié", "empty", 36, "C"),
    ("objectives", "32-1", "title_en", "non publié", "empty", 33, "C"),
    ("objectives", "34", "progress", "sans nom", "absence", 36, "F"),
    ("actions", "11", "axis", "not named", "absence", 12, "B"),
    ("actions", "1", "axis", "2", "parent", 2, "B"),
    ("actions", "1", "axis", "non publié", "parent", 2, "B"),
    ("objectives", "34", "action", "15", "parent", 36, "B"),
    ("objectives", "34", "action", "non publié", "parent", 36, "B"),
    ("objectives", "1", "title_en", "A title without an action", "parent", 2, "B"),
    ("actions", "11", "axis", "9", "known_code", 12, "B"),
    ("objectives", "34", "title_en", "Une Ã©cole", "encoding", 36, "D"),
    ("objectives", "34", "title_en", "lâ€™Ã©cole", "encoding", 36, "D"),
    ("objectives", "34", "title_en", "Two\u{fffd}words", "encoding", 36, "D"),
    ("objectives", "34", "reason", "Ã\u{a0} vÃ©rifier", "encoding", 36, "K"),
];

#[test]
fn every_mistake_is_told_once_at_its_cell() {
    let desk = Desk::new();
    let good = desk.good();
    assert_eq!(desk.report(&good.xlsx()).remarks, [], "the good file has none");
    for (level, code, column, value, rule, line, letter) in CASES {
        let code = if *level == "release" { next_release() } else { (*code).to_owned() };
        let mut table = good.clone();
        table.set(level, &code, column, value);
        let case = format!("{level} {code} {column} = {value}");
        let report = desk.report(&table.xlsx());
        let errors: Vec<_> = report.remarks.iter().filter(|remark| remark.severity.as_str() == "error").collect();
        assert_eq!(errors.len(), 1, "{case}: {report:#?}");
        let error = errors[0];
        assert_eq!(error.rule, *rule, "{case}: {error:#?}");
        let sheet = match *level {
            "release" => "Publication",
            "axes" => "Axes",
            "actions" => "Actions",
            _ => "Objectifs",
        };
        let place = (error.sheet.as_deref(), error.line, error.column.as_deref(), error.row.as_deref());
        assert_eq!(
            place,
            (Some(sheet), Some(*line), Some(*letter), Some(format!("{level} {code}").as_str())),
            "{case}"
        );
        for texts in [&error.message, &error.hint] {
            let (fr, en) = (texts.fr.as_deref().unwrap_or_default(), texts.en.as_deref().unwrap_or_default());
            assert!(!fr.is_empty() && !en.is_empty() && fr != en, "{case}: {error:#?}");
        }
    }
}

#[test]
fn the_same_mistake_in_csv_has_the_line_of_the_file_and_the_name_of_the_column() {
    let desk = Desk::new();
    let mut table = desk.good();
    table.set("objectives", "34", "progress", "abc");
    let line = table.line("objectives", "34");
    let remark = desk.remark(&table.csv());
    assert_eq!((remark.sheet, remark.line, remark.column.as_deref()), (None, Some(line), Some("progress")));
    assert_eq!(remark.value.as_deref(), Some("abc"));
    assert_eq!(remark.field.as_deref(), Some("progress"));
    let ended = table.text(';', "\r");
    assert_eq!(desk.remark(ended.as_bytes()).line, Some(line), "lines may end with a carriage return alone");
}

#[test]
fn control_characters_are_damage() {
    let desk = Desk::new();
    for control in ['\u{7}', '\u{1b}', '\u{7f}', '\u{85}'] {
        let mut table = desk.good();
        table.set("objectives", "34", "title_en", &format!("A{control}title"));
        let remark = desk.remark(&table.csv());
        assert_eq!((remark.rule.as_str(), remark.column.as_deref()), ("encoding", Some("title_en")));
        assert!(remark.message.en.is_some_and(|text| text.contains(&format!("U+{:04X}", u32::from(control)))));
    }
}

#[test]
fn damage_is_told_with_what_was_probably_meant() {
    let desk = Desk::new();
    let mut table = desk.good();
    table.set("objectives", "34", "title_en", "Une Ã©cole");
    assert_eq!(desk.remark(&table.csv()).hint.en.as_deref(), Some("probably: Une école"));
}

#[test]
fn a_text_longer_than_a_cell_is_told_and_quoted_in_part() {
    let desk = Desk::new();
    let mut table = desk.good();
    table.set("objectives", "34", "title_en", &"é".repeat(32_767));
    assert!(desk.report(&table.csv()).holds(), "as long as a cell may be");
    table.set("objectives", "34", "title_en", &"é".repeat(32_768));
    let remark = desk.remark(&table.csv());
    assert_eq!((remark.rule.as_str(), remark.column.as_deref()), ("text", Some("title_en")));
    assert_eq!(remark.value.map(|value| value.chars().count()), Some(121));
}

#[test]
fn a_text_in_a_language_that_is_not_declared_is_told() {
    let desk = Desk::new();
    let mut table = desk.good();
    table.set("release", &next_release(), "languages", "en");
    for column in ["title_fr", "promise_fr", "achievements_fr", "next_steps_fr"] {
        let column = table.column(column);
        table.rows.iter_mut().filter(|row| row[column] != "non publié").for_each(|row| row[column].clear());
    }
    assert_eq!(desk.report(&table.csv()).remarks, []);
    table.set("axes", "2", "title_fr", "Un titre");
    let remark = desk.remark(&table.csv());
    assert_eq!((remark.rule.as_str(), remark.column.as_deref()), ("language", Some("title_fr")));
    assert_eq!(remark.row.as_deref(), Some("axes 2"));
}

#[test]
fn a_declared_language_that_a_field_lacks_is_a_warning() {
    let desk = Desk::new();
    let mut table = desk.good();
    table.set("objectives", "34", "title_fr", "");
    let remark = desk.remark(&table.csv());
    assert_eq!((remark.rule.as_str(), remark.severity.as_str()), ("language", "warning"));
    assert!(!remark.is_open(), "nobody has to give a reason");
}

#[test]
fn a_date_is_neither_far_ahead_nor_of_another_year_without_a_word() {
    let desk = Desk::new();
    let dated = |days: u64| {
        let mut table = desk.good();
        let date = today().checked_add_days(chrono::Days::new(days)).expect("a day");
        table.set("release", &next_release(), "date", &date.format("%d/%m/%Y").to_string());
        desk.report(&table.csv())
    };
    assert_eq!(dated(92).remarks, []);
    assert_eq!(super::rules(&dated(93)), ["date"]);
    let mut table = desk.good();
    let row = table.row("release", &next_release());
    table.rows[row][1] = "2027-Q1".to_owned();
    let remark = desk.remark(&table.csv());
    assert_eq!((remark.rule.as_str(), remark.severity.as_str()), ("date", "warning"));
}
