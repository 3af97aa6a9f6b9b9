//! What is worth a second look, what needs a reason, and what follows once a release was filed.

use jalon::publish::filing::Severity;

use super::{Desk, next_release, rules, table::Table, today};

#[test]
fn progress_that_falls_back_is_withdrawn_or_reopened_needs_a_reason() {
    let desk = Desk::new();
    for (code, column, value, rule, line, letter, words) in [
        ("34", "progress", "4", "falls_back", 36, "F", "from 5 % to 4 %"),
        ("45", "progress", "non publié", "withdrawn", 47, "F", "5 % so far"),
        ("33", "status", "en cours", "reopened", 35, "E", "was completed"),
    ] {
        let mut table = desk.good();
        table.set("objectives", code, column, value);
        let remark = desk.remark(&table.xlsx());
        let place = (remark.rule.as_str(), remark.severity, remark.line, remark.column.as_deref());
        assert_eq!(place, (rule, Severity::Warning, Some(line), Some(letter)));
        assert!(remark.message.en.as_ref().is_some_and(|text| text.contains(words)), "{remark:#?}");
        assert_eq!((remark.needs_reason, &remark.acknowledged, remark.is_open()), (true, &None, true));
        table.set("objectives", code, "reason", "The figures were counted anew.");
        let remark = desk.remark(&table.xlsx());
        assert_eq!(remark.acknowledged.as_deref(), Some("The figures were counted anew."));
        assert!(!remark.is_open());
    }
}

#[test]
fn a_figure_that_cannot_be_read_is_not_told_as_withdrawn() {
    let desk = Desk::new();
    let mut table = desk.good();
    table.set("objectives", "34", "progress", "cinq");
    assert_eq!(rules(&desk.report(&table.csv())), ["percentage"]);
    table.set("objectives", "34", "progress", "");
    assert_eq!(rules(&desk.report(&table.csv())), ["empty"]);
}

#[test]
fn a_figure_that_the_rule_does_not_give_is_told_with_the_sum() {
    let desk = Desk::new();
    let mut table = desk.good();
    table.set("actions", "14", "progress", "66");
    let remark = desk.remark(&table.xlsx());
    let place = (remark.rule.as_str(), remark.severity, remark.line, remark.column.as_deref());
    assert_eq!(place, ("computed", Severity::Warning, Some(15), Some("E")));
    let sum =
        "66 % is published; the mean of (30: 75, 31: 50, 32-1: 100, 32-2: 60, 33: 100, 34: 5) is 65, which is 65 %";
    assert_eq!(remark.message.en.as_deref(), Some(sum));
    assert!(!remark.is_open(), "both figures are published; nobody has to give a reason");
    // The mean of an axis is that of the exact means of its actions.
    let mut table = desk.good();
    table.set("axes", "4", "progress", "41");
    let remark = desk.remark(&table.xlsx());
    let sum = "41 % is published; the mean of (14: 65, 15: 25/2, 16: 115/2, 17: 80/3) is 485/12, which is 40 %";
    assert_eq!(remark.message.en.as_deref(), Some(sum));
}

#[test]
fn a_transcribed_release_is_corrected_where_it_was_transcribed() {
    let desk = Desk::new();
    let mut table = Table::of(&desk.template("2026", "csv-rfc4180"));
    table.settle();
    table.set("objectives", "34", "progress", "6");
    assert_eq!(rules(&desk.report(&table.csv())), ["correction", "transcribed"]);
    table.set("release", "2026", "reason", "A figure was wrong.");
    let remark = desk.remark(&table.csv());
    assert_eq!(
        (remark.rule.as_str(), remark.line, remark.row.as_deref()),
        ("transcribed", Some(2), Some("release 2026"))
    );
}

/// Files a table and approves it with another key; the pinned release.
fn publish(desk: &Desk, table: &Table) {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let path = directory.path().join("filed.csv");
    std::fs::write(&path, table.csv()).expect("the file is written");
    let key = desk.key("draft");
    let made = desk.run(&["publish", path.to_str().expect("text"), "--lang", "en"], &[("JALON_KEY", &key)]);
    made.expect(0, &["draft "]);
    let said = made.said();
    let id = said.split("draft ").nth(1).and_then(|rest| rest.split(' ').next()).expect("the id of the draft");
    let key = desk.key("approve");
    desk.run(&["drafts", "approve", id], &[("JALON_KEY", &key)]).expect(0, &["is published"]);
}

#[test]
fn a_release_that_was_filed_is_corrected_with_a_reason() {
    Desk::on_each_database().for_each(|desk| correct(&desk));
}

fn correct(desk: &Desk) {
    let id = next_release();
    let mut table = desk.good();
    table.set("objectives", "34", "progress", "4");
    table.set("objectives", "34", "reason", "Counted anew.");
    publish(desk, &table);
    for form in ["xlsx", "csv", "csv-rfc4180", "toml"] {
        let prepared = desk.prepare(&desk.template(&id, form));
        assert_eq!((prepared.same_as, prepared.report.remarks.len()), (Some(format!("{id}.1")), 0), "{form}");
    }
    table.set("objectives", "34", "progress", "6");
    let remark = desk.remark(&table.csv());
    assert_eq!((remark.rule.as_str(), remark.column.as_deref()), ("correction", Some("reason")));
    table.set("release", &id, "reason", "A figure was wrong.");
    assert_eq!(desk.report(&table.csv()).remarks, []);
    publish(desk, &table);
    // The reason of one correction is not that of the next.
    table.set("objectives", "34", "achievements_en", "Another achievement.");
    assert_eq!(rules(&desk.report(&table.csv())), ["correction"]);
    table.set("release", &id, "reason", "It was wrong once more.");
    assert_eq!(desk.report(&table.csv()).remarks, []);
    // A release does not come before one that is there.
    let before = today().checked_sub_days(chrono::Days::new(1)).expect("a day");
    table.set("release", &id, "date", &before.to_string());
    let row = table.row("release", &id);
    table.rows[row][1] = format!("{}-Q1", id[..4].parse::<i32>().expect("a year") + 1);
    assert_eq!(rules(&desk.report(&table.csv())), ["date"]);
}
