//! True words on the wrong row.

use std::fs;

use crate::support::cli::RecordCopy;

const R2023: &str = "releases/2023.toml";
const R2025: &str = "releases/2025.toml";
const R2026: &str = "releases/2026.toml";

/// Exchanges two texts of a file.
fn swap(copy: &RecordCopy, file: &str, one: &str, other: &str) {
    let text = fs::read_to_string(copy.path(file)).expect("the copy is readable");
    assert!(text.contains(one) && text.contains(other), "{file} holds both");
    let text = text.replace(one, "\u{1}").replace(other, one).replace('\u{1}', other);
    copy.write(file, text.as_bytes());
}

#[test]
fn titles_that_change_places_are_found() {
    let copy = RecordCopy::new();
    swap(
        &copy,
        R2026,
        r#"{ en = "Share indicators for steering and evaluation purposes", at = "overview-2026 "#,
        r#"{ en = "Define digital equipment for education", at = "overview-2026 "#,
    );
    copy.refused("2026.toml", "actions 2, title", "passage");
    let copy = RecordCopy::new();
    let title = |file: &str, number: i32| {
        let text = fs::read_to_string(copy.path(file)).expect("readable");
        let place = text.find(&format!("[[actions]]\nnumber = {number}\n")).expect("an action");
        text[place..].lines().find(|line| line.starts_with("title")).expect("a title").to_owned()
    };
    let (five, thirteen) = (title(R2025, 5), title(R2025, 13));
    swap(&copy, R2025, &five, &thirteen);
    copy.refused("2025.toml", "actions 5, title", "numbering");
    copy.refused("2025.toml", "actions 13, title", "numbering");
}

#[test]
fn an_action_under_another_axis_is_found() {
    for file in [R2023, R2025, R2026] {
        let copy = RecordCopy::new();
        copy.edit_after(file, "[[actions]]\nnumber = 1\n", "axis = 1", "axis = 2");
        copy.refused(file.trim_start_matches("releases/"), "actions 1, axis", "section");
    }
}

#[test]
fn a_figure_or_status_of_another_row_is_found() {
    let copy = RecordCopy::new();
    copy.edit_after(
        R2026,
        "[[axes]]\nnumber = 1\n",
        "at = \"overview-2026 184..187\"",
        "at = \"overview-2026 4198..4201\"",
    );
    copy.refused("2026.toml", "axes 1, progress", "section");
    let copy = RecordCopy::new();
    // Objectives 34 and 35 both stand at 5 %.
    swap(&copy, R2026, "detail-2026 19227..19229", "detail-2026 20322..20324");
    copy.refused("2026.toml", "objectives 34, progress", "section");
    let copy = RecordCopy::new();
    swap(&copy, R2026, "detail-2026 14045..14056", "detail-2026 14989..15000");
    copy.refused("2026.toml", "objectives 30, status", "section");
}

#[test]
fn an_achievement_that_becomes_a_next_step_is_found() {
    let copy = RecordCopy::new();
    copy.edit_after(R2026, "[[axes]]\nnumber = 2\n", "[[axes.next_steps]]", "[[axes.achievements]]");
    copy.refused("2026.toml", "axes 2, achievements 5", "section");
}

#[test]
fn a_moved_bound_of_a_date_is_found() {
    let copy = RecordCopy::new();
    copy.edit_after(R2026, "[release]", "earliest = { date = 2025-12-05", "earliest = { date = 2024-01-05");
    copy.refused("2026.toml", "release, earliest", "bounds");
}

#[test]
fn a_reason_that_is_none_is_found() {
    let copy = RecordCopy::new();
    copy.edit_after(R2023, "[[objectives]]", "status = \"not_published\"", "status = \"not_applicable\"");
    copy.refused("2023.toml", "objectives 1.1", "absence");
}
