//! Texts that are not what their passage says.

use crate::support::cli::RecordCopy;

const R2023: &str = "releases/2023.toml";
const R2025: &str = "releases/2025.toml";
const R2026: &str = "releases/2026.toml";

#[test]
fn a_changed_letter_of_a_title_is_found() {
    let copy = RecordCopy::new();
    copy.edit(R2026, "An engaged ecosystem", "An engaged ecosystfm");
    copy.refused("2026.toml", "axes 1, title", "passage");
}

#[test]
fn a_changed_letter_of_an_objective_is_found() {
    let copy = RecordCopy::new();
    copy.edit_after(R2026, "number = 45", "frugal use", "frugal uze");
    copy.refused("2026.toml", "objectives 45, title", "passage");
}

#[test]
fn a_changed_letter_of_a_statement_is_found() {
    let copy = RecordCopy::new();
    copy.edit(R2026, "50% of essential procedures", "60% of essential procedures");
    copy.refused("2026.toml", "objectives 34, achievements 2 1", "passage");
}

#[test]
fn a_changed_passage_is_found() {
    let copy = RecordCopy::new();
    copy.edit(R2026, "overview-2026 115..166", "overview-2026 116..166");
    copy.refused("2026.toml", "axes 1, title", "passage");
}

#[test]
fn a_passage_outside_its_source_is_found() {
    let copy = RecordCopy::new();
    copy.edit(R2026, "overview-2026 115..166", "overview-2026 115..999999");
    copy.refused("2026.toml", "axes 1, title", "passage");
}

#[test]
fn a_passage_of_an_unknown_source_is_found() {
    let copy = RecordCopy::new();
    copy.edit(R2026, "overview-2026 115..166", "overview-2027 115..166");
    copy.refused("2026.toml", "axes 1, title", "passage");
}

#[test]
fn a_swapped_repair_is_found() {
    for repair in ["hyphen_break", "no_break_space"] {
        let copy = RecordCopy::new();
        copy.edit(R2023, "31504..31570 line_wrap", &format!("31504..31570 {repair}"));
        copy.refused("2023.toml", "axes 1, title", "passage");
    }
}

#[test]
fn a_repair_that_is_missing_or_idle_is_found() {
    let copy = RecordCopy::new();
    copy.edit(R2023, "31504..31570 line_wrap", "31504..31570");
    copy.refused("2023.toml", "axes 1, title", "passage");
    let copy = RecordCopy::new();
    copy.edit(R2026, "overview-2026 115..166", "overview-2026 115..166 line_wrap");
    copy.refused("2026.toml", "axes 1, title", "passage");
}

#[test]
fn a_mended_typo_is_found() {
    let copy = RecordCopy::new();
    copy.edit(R2025, "lancerle", "lancer le");
    copy.refused("2025.toml", "axes 3, next_steps 3", "passage");
    copy.refused("2025.toml", "axes 3, next_steps 3", "trap_15");
}

#[test]
fn a_translated_title_is_found() {
    let copy = RecordCopy::new();
    copy.edit(
        R2026,
        r#"title = { en = "An engaged ecosystem"#,
        r#"title = { fr = "Un écosystème engagé", en = "An engaged ecosystem"#,
    );
    copy.refused("2026.toml", "axes 1, title", "passage");
    copy.refused("2026.toml", "2026: axes 1, title", "trap_09");
}

#[test]
fn a_translated_statement_is_found() {
    let copy = RecordCopy::new();
    copy.edit(
        R2026,
        "en = \"Promote data.education.gouv.fr to partners.\"",
        "fr = \"Promouvoir data.education.gouv.fr.\"\nen = \"Promote data.education.gouv.fr to partners.\"",
    );
    copy.refused("2026.toml", "axes 1, next_steps 2", "passage");
}

#[test]
fn loose_white_space_is_found() {
    let copy = RecordCopy::new();
    copy.edit(R2026, r#""An engaged ecosystem"#, r#"" An engaged ecosystem"#);
    copy.refused("2026.toml", "axes 1, title", "text");
}

#[test]
fn two_statements_from_one_passage_are_found() {
    let copy = RecordCopy::new();
    copy.edit(R2026, "overview-2026 1526..1569", "overview-2026 1388..1521");
    copy.refused("2026.toml", "axes 1, next_steps 2", "structure");
}

#[test]
fn parity_without_its_mark_is_found() {
    let copy = RecordCopy::new();
    copy.edit(R2023, "\nambiguous = ", "\n# ambiguous = ");
    copy.refused("2023.toml", "objectives 4.1", "trap_07");
}

#[test]
fn a_name_for_action_11_is_found() {
    let copy = RecordCopy::new();
    copy.edit_after(
        R2026,
        "[[actions]]\nnumber = 11",
        "absent = { axis = \"not_published\", title = \"not_named\", progress",
        "title = { en = \"Promote environmental responsibility\", at = \"overview-2026 6911..6947\" }\n\
         absent = { axis = \"not_published\", progress",
    );
    copy.refused("2026.toml", "actions 11", "trap_01");
}
