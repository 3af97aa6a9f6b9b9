//! Templates: what is known is filled in, and an export of any release is a file that changes nothing.

use super::{Desk, next_release, rules, table::Table};

#[test]
fn an_export_of_any_release_in_any_form_changes_nothing() {
    Desk::on_each_database().for_each(|desk| export(&desk));
}

fn export(desk: &Desk) {
    for release in ["2023", "2025", "2026"] {
        for form in ["xlsx", "csv", "csv-rfc4180", "toml"] {
            let prepared = desk.prepare(&desk.template(release, form));
            let pinned = format!("{release}.1");
            assert_eq!(prepared.same_as.as_deref(), Some(pinned.as_str()), "{form}: {:#?}", prepared.report);
            assert_eq!(prepared.report.remarks, [], "{release} in {form}");
            assert!(prepared.ready.is_none());
        }
    }
}

#[test]
fn the_next_template_says_the_same_in_each_form_and_lacks_its_date() {
    let desk = Desk::new();
    let told = ["xlsx", "csv", "csv-rfc4180", "toml"].map(|form| {
        let report = desk.report(&desk.template(&next_release(), form));
        let errors: Vec<_> = report.remarks.iter().filter(|remark| remark.severity.as_str() == "error").collect();
        assert_eq!(errors.len(), 1, "{form}: {errors:#?}");
        assert_eq!((errors[0].rule.as_str(), errors[0].field.as_deref()), ("empty", Some("date")), "{form}");
        let rows = report.remarks.iter().map(|remark| (remark.rule.clone(), remark.row.clone(), remark.field.clone()));
        rows.collect::<Vec<_>>()
    });
    assert!(told.iter().all(|form| *form == told[0]), "{told:#?}");
}

#[test]
fn a_template_holds_what_is_known_and_says_what_is_not() {
    let desk = Desk::new();
    let table = Table::of(&desk.template(&next_release(), "csv-rfc4180"));
    assert_eq!(table.rows.len(), 1 + 4 + 17 + 46);
    assert_eq!(table.get("axes", "3", "progress"), "50");
    assert_eq!(table.get("actions", "11", "title_fr"), "sans nom");
    assert_eq!(table.get("objectives", "1", "progress"), "non publié");
    assert_eq!(table.get("objectives", "32-1", "status"), "terminé");
    assert_eq!(table.get("objectives", "34", "action"), "14");
    assert_eq!(table.get("release", &next_release(), "date"), "");
    // One introduction and five statements below it, then the others.
    let statements = table.get("axes", "1", "achievements_en");
    assert_eq!(statements.lines().filter(|line| line.starts_with("• ")).count(), 5);
}

#[test]
fn a_template_is_the_same_bytes_each_time() {
    let desk = Desk::new();
    for form in ["xlsx", "csv", "csv-rfc4180", "toml"] {
        assert_eq!(desk.template("2026", form), desk.template("2026", form), "{form}");
    }
}

#[test]
fn the_profiles_of_csv_are_what_they_are_called() {
    let desk = Desk::new();
    let french = desk.template("2023", "csv");
    assert!(french.starts_with("\u{feff}level;code;".as_bytes()));
    let plain = String::from_utf8(desk.template("2023", "csv-rfc4180")).expect("text");
    assert!(plain.starts_with("level,code,") && plain.contains("\r\n"));
    // A spreadsheet would make a date of the code 3.1.
    assert!(String::from_utf8(french).expect("text").contains("objectives;'3.1;"));
    assert!(plain.contains("objectives,3.1,"));
}

#[test]
fn a_template_of_a_release_that_cannot_come_is_refused() {
    let desk = Desk::new();
    for id in ["2024", "2026-Q5", "2062-Q4", "demain", ""] {
        let finished = desk.run(&["template", "--release", id], &[]);
        assert_ne!(finished.code, Some(0), "{id}");
        assert!(finished.said().contains("2026"), "the last release is named: {}", finished.said());
    }
}

#[test]
fn a_new_figure_makes_a_release_ready() {
    let desk = Desk::new();
    let mut table = desk.good();
    // The mean of action 14 stays 65, and that of axis 4 stays 40.
    table.set("objectives", "34", "progress", "6");
    table.set("objectives", "34", "achievements_fr", "Une réalisation\n• avec deux détails\n• dont celui-ci");
    table.set("objectives", "34", "achievements_en", "An achievement\n• with two details\n• of which this one");
    for bytes in [table.csv(), table.xlsx()] {
        let prepared = desk.prepare(&bytes);
        assert_eq!(rules(&prepared.report), Vec::<&str>::new());
        let ready = prepared.ready.expect("it can be published");
        assert_eq!(ready.snapshot.objectives.iter().find(|row| row.code == "34").and_then(|row| row.progress), Some(6));
        let own = ready
            .snapshot
            .statements
            .iter()
            .filter(|row| row.objective.as_deref() == Some("34") && row.kind == "achievement");
        let own: Vec<_> = own.map(|row| (row.depth, row.text_fr.as_deref(), row.text_en.as_deref())).collect();
        let expected = [
            (0, Some("Une réalisation"), Some("An achievement")),
            (1, Some("avec deux détails"), Some("with two details")),
            (1, Some("dont celui-ci"), Some("of which this one")),
        ];
        assert_eq!(own, expected);
    }
}
