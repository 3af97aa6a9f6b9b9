//! Other ways of writing the same, which change nothing.

use super::{Desk, today};

#[test]
fn a_table_is_read_with_any_delimiter_line_end_and_byte_order_mark() {
    let desk = Desk::new();
    let good = desk.good();
    for delimiter in [';', ',', '\t'] {
        for end in ["\n", "\r\n"] {
            for mark in ["", "\u{feff}"] {
                let text = format!("{mark}{}", good.text(delimiter, end));
                assert_eq!(desk.report(text.as_bytes()).remarks, [], "{delimiter:?} {end:?} {mark:?}");
            }
        }
    }
}

#[test]
fn figures_statuses_and_absences_are_read_as_people_write_them() {
    let desk = Desk::new();
    for (code, column, ways) in [
        ("34", "progress", ["5,0", "5.0", "5 %", "5%", " 5\u{a0}% ", "05"].as_slice()),
        ("34", "status", &["en cours", "En cours", "EN COURS", "in progress", "in_progress", " In Progress "]),
        ("33", "status", &["terminé", "termine", "Terminé", "completed"]),
        ("34", "title_fr", &["non publié", "Non publie", "not published", "not_published"]),
    ] {
        for way in ways {
            let mut table = desk.good();
            table.set("objectives", code, column, way);
            assert_eq!(desk.report(&table.csv()).remarks, [], "{column} = {way}");
        }
    }
}

#[test]
fn headings_are_read_in_french_and_in_english() {
    let desk = Desk::new();
    let mut table = desk.good();
    for (name, label) in
        [("progress", "Avancement (%)"), ("status", "STATUT"), ("title_en", "Title (English)"), ("level", "Niveau")]
    {
        let column = table.column(name);
        table.header[column] = label.to_owned();
    }
    for row in &mut table.rows {
        row[0] = match row[0].as_str() {
            "axes" => "axe".to_owned(),
            "objectives" => "Objectifs".to_owned(),
            level => level.to_owned(),
        };
    }
    assert_eq!(desk.report(&table.csv()).remarks, []);
}

#[test]
fn one_absence_of_two_languages_is_enough() {
    let desk = Desk::new();
    // The template has the reason in both cells; one of them says as much, and a text makes it void.
    let mut table = super::table::Table::of(&desk.template("2026", "csv-rfc4180"));
    table.set("objectives", "32-1", "next_steps_fr", "");
    table.set("actions", "11", "title_en", "");
    table.set("objectives", "34", "title_fr", "non publié");
    let prepared = desk.prepare(&table.csv());
    assert_eq!(prepared.same_as.as_deref(), Some("2026.1"), "{:#?}", prepared.report);
}

#[test]
fn a_reason_alone_changes_nothing() {
    let desk = Desk::new();
    let mut table = super::table::Table::of(&desk.template("2026", "csv-rfc4180"));
    table.set("objectives", "34", "reason", "Nothing has changed.");
    assert_eq!(desk.prepare(&table.csv()).same_as.as_deref(), Some("2026.1"));
}

#[test]
fn texts_that_a_spreadsheet_would_run_come_back_as_they_were() {
    use jalon::publish::filing::{Cell, read, template, write, write::Form};
    let desk = Desk::new();
    let mut filing = desk.store.read(|db| template::for_release(db, "2026", today())).expect("the release is there");
    let texts =
        ["=1+1", "'=1+1", "''=1", "+33 1", "-5 %", "@here", "'30 ans", "32-1", "2026.1", "'quoted'", "2026-12-15"];
    for text in texts {
        for row in filing.rows.iter_mut().filter(|row| row.code == "34") {
            row.cells.insert("title_en", Cell::Text(text.to_owned()));
        }
        for form in [Form::Xlsx, Form::Csv, Form::CsvRfc4180, Form::Toml] {
            let rows = read::read(&write::write(&filing, form).expect("it is written")).rows;
            let row = rows.iter().find(|row| row.code() == "34").expect("the row is there");
            let cell = row.cell("title_en").expect("the cell is there");
            assert_eq!((cell.text.as_str(), cell.is_formula), (text, false), "{form:?}");
        }
    }
    // In a table for a spreadsheet set to French, none begins as a formula does.
    let table = String::from_utf8(write::write(&filing, Form::Csv).expect("it is written")).expect("text");
    assert!(!table.contains(";=") && !table.contains("\n="));
}
