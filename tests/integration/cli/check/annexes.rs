//! What stands beside the releases: a number that is not printed, a quote that stands elsewhere, a word that judges.

use crate::support::cli::RecordCopy;

/// A copy with one edit behind a place is refused with a finding that names the row and the rule.
fn spoiled(file: &str, place: &str, from: &str, to: &str, row: &str, rule: &str) {
    let copy = RecordCopy::new();
    copy.edit_after(file, place, from, to);
    copy.refused(file, row, rule);
}

#[test]
fn words_that_stand_elsewhere_are_found() {
    spoiled("targets.toml", "id = \"T30\"", "100 % des élèves", "90 % des élèves", "targets T30, text", "passage");
    spoiled("findings.toml", "id = \"F1\"", "words = \"", "words = \"x", "findings F1, quote_1", "passage");
    spoiled("glossary.toml", "[[terms]]", "term = { words = \"", "term = { words = \"x", "terms ", "passage");
    spoiled("crosswalk.toml", "from = \"11\"", "words = \"", "words = \"x", "actions 11 to 12, quote_1", "passage");
}

#[test]
fn a_number_that_is_not_printed_is_found() {
    spoiled("targets.toml", "id = \"T30\"", "value = 100", "value = 99", "targets T30, value", "printed_number");
    spoiled("indicators.toml", "id = \"O9\"", "value = 43.5", "value = 43", "observations O9, value", "printed_number");
}

#[test]
fn a_number_made_of_words_is_found() {
    // "doublement" is no 2.
    spoiled(
        "targets.toml",
        "id = \"T22\"",
        "operator = \"in_words\"",
        "operator = \"in_words\"\nvalue = 2",
        "targets T22",
        "quantity",
    );
}

#[test]
fn a_part_that_does_not_stand_in_the_words_is_found() {
    let (from, to) = ("population = \"des élèves de collège\"", "population = \"des collégiens\"");
    spoiled("targets.toml", "id = \"T30\"", from, to, "targets T30, population", "passage");
    let (from, to) = ("deadline = \"d’ici à 2027\"", "deadline = \"d’ici à 2028\"");
    spoiled("targets.toml", "id = \"T30\"", from, to, "targets T30, deadline", "passage");
}

#[test]
fn a_word_that_judges_is_found() {
    spoiled("findings.toml", "id = \"F1\"", "en = \"", "en = \"It is late. ", "findings F1", "text");
    spoiled("findings.toml", "id = \"F1\"", "fr = \"", "fr = \"C’est un échec. ", "findings F1", "text");
}

#[test]
fn ids_states_and_relations_hold_together() {
    spoiled("targets.toml", "id = \"T2\"", "T2", "T1", "targets T1", "structure");
    spoiled("findings.toml", "id = \"F1\"", "state = \"open\"", "state = \"answered\"", "findings F1", "finding");
    let (from, to) = ("[\"reworded\", \"renumbered\"]", "[\"renumbered\", \"reworded\"]");
    spoiled("crosswalk.toml", "from = \"11\"", from, to, "actions 11 to 12", "crosswalk");
    spoiled(
        "indicators.toml",
        "id = \"O9\"",
        "indicator = \"I3\"",
        "indicator = \"I999\"",
        "observations O9",
        "structure",
    );
}

#[test]
fn an_unknown_word_of_a_closed_list_is_told_with_its_line() {
    let copy = RecordCopy::new();
    copy.edit_after("targets.toml", "id = \"T1\"", "nature = \"foreword\"", "nature = \"preface\"");
    copy.refused("targets.toml", "line 7", "format");
}

#[test]
fn a_place_that_no_document_has_is_told_and_not_fatal() {
    for (file, from, row) in [
        ("targets.toml", "at = \"vision-2023 1385..1502", "line 9"),
        ("releases/2026.toml", "at = \"overview-2026 115..166", "line "),
    ] {
        let copy = RecordCopy::new();
        let start = from.rsplit_once("..").expect("a span").0;
        copy.edit(file, from, &format!("{start}..99999999999"));
        copy.refused(file, row, "format");
        copy.edit(file, "..99999999999", "..999999999");
        assert_eq!(copy.check().code, Some(1), "a span beyond the document");
    }
}

#[test]
fn a_file_that_was_left_behind_is_found() {
    for file in ["targets.toml", "findings.toml", "glossary.toml", "indicators.toml", "crosswalk.toml"] {
        let copy = RecordCopy::new();
        std::fs::remove_file(copy.path(file)).expect("the file can be removed");
        copy.refused(file, "file", "readable");
    }
}

#[test]
fn codes_that_the_plan_does_not_have_are_found() {
    spoiled("targets.toml", "id = \"T30\"", "code = \"5.1\"", "code = \"5.9\"", "targets T30", "structure");
    spoiled("crosswalk.toml", "[[actions]]", "from = \"11\"", "from = \"18\"", "actions 18", "structure");
    spoiled("crosswalk.toml", "[[actions]]", "from = \"11\"", "from = \"10\"", "actions 11", "crosswalk");
    let (from, to) = ("subjects = [\"action 11\"]", "subjects = [\"action 18\"]");
    spoiled("findings.toml", "", from, to, "findings ", "finding");
}

#[test]
fn the_id_of_a_document_is_not_used_again() {
    let copy = RecordCopy::new();
    copy.edit("releases/2025.toml", "id = \"landing-2025\"", "id = \"vision-2023\"");
    copy.refused("2025.toml", "sources vision-2023, id", "source_id");
}
