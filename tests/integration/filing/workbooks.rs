//! What only a workbook has: sheets, cells with formats, formulas, cells far away.

use rust_xlsxwriter::{ExcelDateTime, Format, Formula};

use super::{Desk, next_release, rules, today};

#[test]
fn numbers_and_dates_are_read_as_their_cells_show_them() {
    let desk = Desk::new();
    let mut table = desk.good();
    table.set("release", &next_release(), "date", "");
    table.set("objectives", "34", "progress", "");
    let date = ExcelDateTime::parse_from_str(&today().to_string()).expect("a day");
    for (number, format) in [(5.0, "General"), (5.0, "0.00"), (0.05, "0%"), (0.05, "0.0 %")] {
        let bytes = table.xlsx_with(|name, sheet| match name {
            "Publication" => {
                let day = Format::new().set_num_format("dd/mm/yyyy");
                sheet.write_datetime_with_format(1, 2, &date, &day).map(drop).expect("a cell");
            }
            "Objectifs" => {
                let format = Format::new().set_num_format(format);
                sheet.write_number_with_format(35, 5, number, &format).map(drop).expect("a cell");
            }
            _ => {}
        });
        let prepared = desk.prepare(&bytes);
        assert_eq!(rules(&prepared.report), Vec::<&str>::new(), "{number} as {format}");
        let ready = prepared.ready.expect("it can be published");
        assert_eq!(ready.snapshot.objectives.iter().find(|row| row.code == "34").and_then(|row| row.progress), Some(5));
    }
}

#[test]
fn a_percentage_that_is_not_whole_is_told_as_its_cell_shows_it() {
    let desk = Desk::new();
    let mut table = desk.good();
    table.set("objectives", "34", "progress", "");
    for (number, format, value) in
        [(0.655, "0.0%", "65.5 %"), (0.65, "General", "0.65"), (5.0, "0%", "500 %"), (1e300, "General", "1")]
    {
        let bytes = table.xlsx_with(|name, sheet| {
            if name == "Objectifs" {
                let format = Format::new().set_num_format(format);
                sheet.write_number_with_format(35, 5, number, &format).map(drop).expect("a cell");
            }
        });
        let remark = desk.remark(&bytes);
        let place = (remark.rule.as_str(), remark.sheet.as_deref(), remark.line, remark.column.as_deref());
        assert_eq!(place, ("percentage", Some("Objectifs"), Some(36), Some("F")), "{number} as {format}");
        assert!(remark.value.is_some_and(|told| told.starts_with(value)), "{number} as {format}");
    }
}

#[test]
fn all_of_a_hundred_percent_is_not_one_percent() {
    let desk = Desk::new();
    let mut table = desk.good();
    table.set("objectives", "33", "progress", "");
    let bytes = table.xlsx_with(|name, sheet| {
        if name == "Objectifs" {
            let format = Format::new().set_num_format("0%");
            sheet.write_number_with_format(34, 5, 1.0, &format).map(drop).expect("a cell");
        }
    });
    assert_eq!(desk.report(&bytes).remarks, []);
}

#[test]
fn a_formula_is_told_whatever_it_gives() {
    let desk = Desk::new();
    for formula in ["=5", "=A1", "=HYPERLINK(\"http://example.org\",\"5\")", "=1/0"] {
        let mut table = desk.good();
        table.set("objectives", "34", "progress", "");
        let bytes = table.xlsx_with(|name, sheet| {
            if name == "Objectifs" {
                sheet.write_formula(35, 5, Formula::new(formula).set_result("5")).map(drop).expect("a cell");
            }
        });
        let remark = desk.remark(&bytes);
        assert_eq!((remark.rule.as_str(), remark.line, remark.column.as_deref()), ("formula", Some(36), Some("F")));
    }
    for text in ["=5", " =cmd|' /C calc'!A0", "=HYPERLINK(1)"] {
        let mut table = desk.good();
        table.set("objectives", "34", "title_en", text);
        let remark = desk.remark(&table.csv());
        assert_eq!((remark.rule.as_str(), remark.column.as_deref()), ("formula", Some("title_en")));
        // The same as a text of a workbook is a text: nothing runs it.
        assert_eq!(desk.report(&table.xlsx()).remarks, []);
    }
}

#[test]
fn a_sheet_that_is_not_known_is_told_and_a_guide_is_not() {
    let desk = Desk::new();
    let good = desk.good();
    for (name, told) in [("Notes", Some("sheet")), ("Feuil1", Some("sheet")), ("Mode d’emploi", None), ("Guide", None)]
    {
        let bytes = good.xlsx_with(|own, sheet| {
            if own == "Axes" {
                sheet.set_name(name).map(drop).expect("a name");
            }
        });
        let report = desk.report(&bytes);
        let sheets: Vec<_> = report.remarks.iter().filter(|remark| remark.rule != "complete").collect();
        assert_eq!(sheets.first().map(|remark| remark.rule.as_str()), told, "{name}");
        assert_eq!(sheets.first().and_then(|remark| remark.sheet.as_deref()), told.map(|_| name));
        assert_eq!(report.remarks.len() - sheets.len(), 4, "the four axes are missing");
    }
}

#[test]
fn a_sheet_without_headings_is_told() {
    let desk = Desk::new();
    let bytes = desk.good().xlsx_with(|name, sheet| {
        if name == "Axes" {
            (0..9).for_each(|column| {
                sheet.write_string(0, column, "?").expect("a cell");
            });
        }
    });
    let report = desk.report(&bytes);
    let remark = report.remarks.iter().find(|remark| remark.rule == "column").expect("it is told");
    assert_eq!((remark.sheet.as_deref(), remark.line), (Some("Axes"), Some(1)));
}

#[test]
fn a_column_of_a_sheet_is_told_by_its_letter() {
    let desk = Desk::new();
    let headed = |column: u16, text: &'static str| {
        desk.good().xlsx_with(move |name, sheet| {
            if name == "Axes" {
                sheet.write_string(0, column, text).map(drop).expect("a cell");
            }
        })
    };
    for (column, text, letter) in [(9, "Avancment", "J"), (9, "progress", "J"), (26, "color", "AA"), (9, "status", "J")]
    {
        let bytes = headed(column, text);
        let report = desk.report(&bytes);
        if text == "status" {
            // Known elsewhere, and empty here: nothing is lost.
            assert_eq!(report.remarks, []);
            continue;
        }
        let place = (report.remarks[0].rule.as_str(), report.remarks[0].line, report.remarks[0].column.as_deref());
        assert_eq!(place, ("column", Some(1), Some(letter)), "{text}");
        assert_eq!(report.remarks.len(), 1);
    }
}

#[test]
fn a_cell_at_the_far_end_of_a_sheet_is_told() {
    let desk = Desk::new();
    let bytes = desk.good().xlsx_with(|name, sheet| {
        if name == "Actions" {
            sheet.write_string(1_048_575, 16_383, "here").map(drop).expect("a cell");
        }
    });
    let remark = desk.remark(&bytes);
    let place = (remark.rule.as_str(), remark.sheet.as_deref(), remark.line, remark.column.as_deref());
    assert_eq!(place, ("column", Some("Actions"), Some(1_048_576), Some("XFD")));
}
