//! Statements in two languages that a person put together: each way to do it wrong is found.

use crate::support::cli::RecordCopy;

const PAIRS: &str = "pairs.toml";
const LAUNCH: &str = "pairs axis-3.next_step.3 to axis-3.achievement.4";

/// The shipped pairs with another pair behind them.
fn with(pair: &str) -> RecordCopy {
    let copy = RecordCopy::new();
    let text = std::fs::read_to_string(copy.path(PAIRS)).expect("the pairs are text");
    copy.write(PAIRS, format!("{text}\n[[pairs]]\n{pair}\nbasis = \"inferred\"\nconfidence = \"low\"\n").as_bytes());
    copy
}

#[test]
fn a_pair_names_statements_that_exist() {
    let from = "from_release = \"2025\"\nfrom = \"axis-3.next_step.6\"";
    let to = "to_release = \"2026\"\nto = \"axis-3.next_step.5\"\nrelation = \"continued\"";
    with(&format!("{from}\n{to}")).refused(PAIRS, "pairs axis-3.next_step.6 to axis-3.next_step.5", "pairs");
    let copy = RecordCopy::new();
    copy.edit_after(PAIRS, "axis-3.next_step.3", "axis-3.achievement.4", "axis-3.achievement.6");
    copy.refused(PAIRS, "pairs axis-3.next_step.3 to axis-3.achievement.6", "pairs");
}

#[test]
fn a_pair_joins_a_release_to_the_one_before() {
    let pair = |from: &str, to: &str| {
        let from = format!("from_release = \"{from}\"\nfrom = \"axis-1.next_step.1\"");
        with(&format!("{from}\nto_release = \"{to}\"\nto = \"axis-1.next_step.2\"\nrelation = \"continued\""))
    };
    for (from, to) in [("2023", "2026"), ("2026", "2026"), ("2025", "2027"), ("2025", "2025")] {
        pair(from, to).refused(PAIRS, "pairs axis-1.next_step.1 to axis-1.next_step.2", "pairs");
    }
}

#[test]
fn only_statements_of_different_kinds_moved() {
    let copy = RecordCopy::new();
    copy.edit(PAIRS, "relation = \"moved\"", "relation = \"changed\"").refused(PAIRS, LAUNCH, "pairs");
    let copy = RecordCopy::new();
    copy.edit(PAIRS, "relation = \"changed\"", "relation = \"moved\"");
    copy.refused(PAIRS, "pairs axis-1.achievement.1.3 to axis-1.achievement.1.3", "pairs");
}

#[test]
fn what_differs_is_said_in_both_languages() {
    let copy = RecordCopy::new();
    copy.edit_after(PAIRS, "relation = \"moved\"", "note = { fr = ", "note = { en = \" \", fr = ");
    copy.edit_after(PAIRS, "relation = \"moved\"", ", en = \"The first half", ", not_en = \"The first half");
    copy.check().expect(1, &[LAUNCH, "`en`"]);
    let copy = RecordCopy::new();
    copy.edit_after(PAIRS, "relation = \"moved\"", "note = {", "# note = {").refused(PAIRS, LAUNCH, "pairs");
}

#[test]
fn a_pair_stands_once() {
    let from = "from_release = \"2025\"\nfrom = \"axis-1.next_step.1\"";
    let to = "to_release = \"2026\"\nto = \"axis-1.next_step.1\"\nrelation = \"continued\"";
    with(&format!("{from}\n{to}")).refused(PAIRS, "pairs axis-1.next_step.1 to axis-1.next_step.1", "pairs");
}

#[test]
fn a_word_outside_the_lists_is_told_with_its_line() {
    let copy = RecordCopy::new();
    copy.edit(PAIRS, "relation = \"continued\"", "relation = \"resumed\"").refused(PAIRS, "line 8", "format");
}

#[test]
fn a_record_may_have_no_pairs_if_it_says_so() {
    let copy = RecordCopy::new();
    copy.write(PAIRS, b"pairs = []");
    copy.check().expect(0, &["no finding", "pairs.toml: 0 entries"]);
    std::fs::remove_file(copy.path(PAIRS)).expect("the file can be removed");
    copy.refused(PAIRS, "file", "readable");
}
