//! `jalon check`: the shipped record holds, and each way to spoil it is found by name.

mod annexes;
mod figures;
mod files;
mod pairs;
mod sections;
mod texts;

use crate::support::cli::{DATA, RecordCopy, jalon};

#[test]
fn the_shipped_record_holds() {
    jalon(&["check"], &[]).expect(0, &["2023", "2025", "2026"]);
}

#[test]
fn the_record_in_a_directory_holds() {
    jalon(&["check", DATA], &[]).expect(0, &["2023", "2025", "2026"]);
    RecordCopy::new().check().expect(0, &[]);
}

#[test]
fn a_check_needs_no_setting_and_no_database() {
    jalon(&["check"], &[("DATABASE_URL", "nonsense"), ("BIND", "nonsense")]).expect(0, &[]);
}

#[test]
fn all_findings_are_told_at_once() {
    let copy = RecordCopy::new();
    copy.edit("releases/2026.toml", "An engaged ecosystem", "An encaged ecosystem");
    copy.edit("releases/2025.toml", "lancerle", "lancer le");
    copy.refused("2026.toml", "axes 1, title", "passage");
    copy.refused("2025.toml", "axes 3, next_steps 3", "passage");
    copy.check().expect(1, &["finding(s)"]);
}
