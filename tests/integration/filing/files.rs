//! Rules on the file as a whole: sheets, columns, lines, codes.

use super::{Desk, next_release, rules};

#[test]
fn a_code_that_is_missing_unknown_or_there_twice_is_told() {
    let desk = Desk::new();
    let good = desk.good();
    for (code, told, hint) in [
        ("", ["code", "complete"], "take the code from the template"),
        // One slip away from this code, and from no other.
        ("934", ["known_code", "complete"], "the nearest is 34"),
        ("33", ["duplicate", "complete"], "keep one of the two rows"),
    ] {
        let mut table = good.clone();
        let (row, line) = (table.row("objectives", "34"), table.line("objectives", "34"));
        table.rows[row][1] = code.to_owned();
        let report = desk.report(&table.csv());
        assert_eq!(rules(&report), told, "{report:#?}");
        assert_eq!((report.remarks[0].line, report.remarks[0].column.as_deref()), (Some(line), Some("code")));
        assert_eq!(report.remarks[0].hint.en.as_deref(), Some(hint), "{code}");
        assert_eq!((report.remarks[1].line, report.remarks[1].row.as_deref()), (None, Some("objectives 34")));
    }
}

#[test]
fn a_row_that_is_left_out_is_told() {
    let desk = Desk::new();
    for (level, code) in [("axes", "2"), ("actions", "11"), ("objectives", "32-2"), ("release", "")] {
        let mut table = desk.good();
        let code = if level == "release" { next_release() } else { code.to_owned() };
        table.rows.remove(table.row(level, &code));
        let remark = desk.remark(&table.csv());
        assert_eq!((remark.rule.as_str(), remark.line), ("complete", None));
        let row = (level != "release").then(|| format!("{level} {code}"));
        assert_eq!(remark.row, row);
    }
}

#[test]
fn a_release_has_an_id_in_its_turn_and_one_row() {
    let desk = Desk::new();
    for id in ["2026-Q5", "2026-q4", "26-Q4", "2024", "2025-Q4", "demain", "2028", "2062-Q4", "9999-Q4"] {
        let mut table = desk.good();
        let row = table.row("release", &next_release());
        table.rows[row][1] = id.to_owned();
        let remark = desk.remark(&table.csv());
        assert_eq!(
            (remark.rule.as_str(), remark.line, remark.column.as_deref()),
            ("release", Some(2), Some("code")),
            "{id}"
        );
    }
    let mut table = desk.good();
    let mut second = table.rows[0].clone();
    second[1] = "2099-Q1".to_owned();
    table.rows.insert(1, second);
    let remark = desk.remark(&table.csv());
    assert_eq!((remark.rule.as_str(), remark.line), ("duplicate", Some(3)));
}

#[test]
fn quarters_that_a_release_skips_are_told_and_need_a_reason() {
    let desk = Desk::new();
    let named = |id: &str| {
        let mut table = desk.good();
        let row = table.row("release", &next_release());
        table.rows[row][1] = id.to_owned();
        // Its date is of another year than it.
        table.set("release", id, "date", "non publié");
        table
    };
    // A release of a year stands for its quarters.
    for id in ["2026-Q1", "2026-Q4", "2027", "2027-Q1"] {
        assert_eq!(desk.report(&named(id).csv()).remarks, [], "{id}");
    }
    let mut table = named("2027-Q4");
    let remark = desk.remark(&table.xlsx());
    let place = (remark.rule.as_str(), remark.severity.as_str(), remark.line, remark.column.as_deref());
    assert_eq!(place, ("release", "warning", Some(2), Some("A")));
    assert!(remark.message.en.as_ref().is_some_and(|text| text.contains("2027-Q1, 2027-Q2, 2027-Q3")), "{remark:#?}");
    assert!(remark.is_open());
    table.set("release", "2027-Q4", "reason", "Nothing was counted.");
    let remark = desk.remark(&table.csv());
    assert_eq!((remark.acknowledged.as_deref(), remark.is_open()), (Some("Nothing was counted."), false));
}

#[test]
fn a_column_that_is_unknown_or_there_twice_is_told_with_the_nearest() {
    let desk = Desk::new();
    let mut table = desk.good();
    table.header.push("progres".to_owned());
    table.rows.iter_mut().for_each(|row| row.push(String::new()));
    let remark = desk.remark(&table.csv());
    assert_eq!((remark.rule.as_str(), remark.line, remark.column.as_deref()), ("column", Some(1), Some("progres")));
    assert_eq!(remark.hint.en.as_deref(), Some("the nearest is \"progress\""));
    let last = table.header.len() - 1;
    table.header[last] = "Avancement (%)".to_owned();
    let remark = desk.remark(&table.csv());
    assert_eq!((remark.rule.as_str(), remark.column.as_deref()), ("column", Some("Avancement (%)")));
    assert_eq!(remark.hint.en.as_deref(), Some("keep one of them"));
}

#[test]
fn a_cell_that_has_no_meaning_in_its_row_is_told() {
    let desk = Desk::new();
    let mut table = desk.good();
    table.set("actions", "14", "status", "en cours");
    let remark = desk.remark(&table.csv());
    assert_eq!((remark.rule.as_str(), remark.column.as_deref()), ("column", Some("status")));
    assert_eq!(remark.line, Some(table.line("actions", "14")));
}

#[test]
fn a_line_without_a_level_or_with_too_few_cells_is_told() {
    let desk = Desk::new();
    let mut table = desk.good();
    let (row, line) = (table.row("objectives", "34"), table.line("objectives", "34"));
    table.rows[row][0] = "objectif(s)".to_owned();
    let report = desk.report(&table.csv());
    assert_eq!(rules(&report), ["level", "complete"]);
    assert_eq!((report.remarks[0].line, report.remarks[0].column.as_deref()), (Some(line), Some("level")));
    table.rows[row][0] = "objectives".to_owned();
    table.rows[row].pop();
    let report = desk.report(&table.csv());
    assert_eq!(rules(&report), ["cells", "complete"]);
    assert_eq!(report.remarks[0].line, Some(line));
}

#[test]
fn a_value_of_toml_that_is_none_of_a_cell_is_told_at_its_line() {
    let desk = Desk::new();
    let text = String::from_utf8(desk.template("2026", "toml")).expect("the template is text");
    let place = text.find("progress = 50").expect("axis 1 has a figure");
    let line = text[..place].matches('\n').count() + 1;
    let report = desk.report(text.replacen("progress = 50", "progress = [50]", 1).as_bytes());
    let remark = report.remarks.iter().find(|remark| remark.rule == "cells").expect("it is told");
    assert_eq!((remark.line, remark.column.as_deref()), (Some(line), Some("progress")));
    let report = desk.report(text.replacen("progress = 50", "progress = 500", 1).as_bytes());
    let remark = report.remarks.iter().find(|remark| remark.rule == "percentage").expect("it is told");
    assert_eq!((remark.line, remark.row.as_deref()), (Some(line), Some("axes 1")));
    let remark = desk.remark(text.replacen("progress = 50", "progress = \"50", 1).as_bytes());
    assert_eq!((remark.rule.as_str(), remark.line), ("file", Some(line)));
    // A table that is not understood may be what is different: the file does not pass for what is published already.
    let report = desk.report(format!("[axis]\n{text}").as_bytes());
    assert_eq!((report.remarks[0].rule.as_str(), report.remarks[0].line), ("file", Some(1)));
}

#[test]
fn what_is_no_file_of_this_kind_is_told_in_one_remark() {
    let desk = Desk::new();
    let utf16: Vec<u8> = "level;code".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let marked = [&[0xff, 0xfe], utf16.as_slice()].concat();
    for (bytes, words) in [
        (b"".as_slice(), "the file is empty"),
        (b"code;progress\n1;50\n", "the column \"level\" is missing"),
        (&marked, "UTF-16"),
        (&utf16, "null bytes"),
        (
            "level;code;title_fr\naxes;1;\u{e9}".chars().map(|c| c as u8).collect::<Vec<u8>>().as_slice(),
            "byte 27, on line 2",
        ),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and so on", "protected by a password"),
        (b"PK\x03\x04 and so on", "the archive cannot be read"),
    ] {
        let remark = desk.remark(bytes);
        assert_eq!(remark.rule, "file", "{words}");
        assert!(remark.message.en.as_ref().is_some_and(|text| text.contains(words)), "{words}: {remark:#?}");
    }
}
