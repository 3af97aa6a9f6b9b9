//! Figures, statuses, counts, parents and reasons that do not hold.

use crate::support::cli::RecordCopy;

const R2023: &str = "releases/2023.toml";
const R2026: &str = "releases/2026.toml";

#[test]
fn a_changed_digit_of_a_figure_is_found_twice() {
    let copy = RecordCopy::new();
    copy.edit(R2026, "progress = { value = 65,", "progress = { value = 66,");
    copy.refused("2026.toml", "actions 14, progress", "passage");
    copy.refused("2026.toml", "actions 14, progress", "rule_of_progress");
}

#[test]
fn a_changed_figure_of_an_objective_breaks_the_mean_of_its_action() {
    let copy = RecordCopy::new();
    copy.edit_after(R2026, "number = 34\n", "progress = { value = 5,", "progress = { value = 50,");
    copy.refused("2026.toml", "objectives 34, progress", "passage");
    copy.refused("2026.toml", "actions 14, progress", "rule_of_progress");
}

#[test]
fn a_changed_figure_of_an_axis_is_found() {
    let copy = RecordCopy::new();
    copy.edit(R2026, "progress = { value = 30,", "progress = { value = 35,");
    copy.refused("2026.toml", "axes 2, progress", "passage");
}

#[test]
fn a_changed_digit_of_the_passage_of_a_figure_is_found() {
    let copy = RecordCopy::new();
    copy.edit(R2026, "detail-2026 641..644", "detail-2026 641..645");
    copy.refused("2026.toml", "actions 14, progress", "passage");
}

#[test]
fn a_figure_beyond_100_is_found() {
    let copy = RecordCopy::new();
    copy.edit(R2026, "progress = { value = 65,", "progress = { value = 101,");
    copy.refused("2026.toml", "actions 14, progress", "figure");
}

#[test]
fn a_number_beyond_what_double_precision_holds_exactly_is_found() {
    let told = "is beyond what double precision holds exactly; expected a number below 9007199254740992 (2^53)";
    for (file, place, from, to, row, value) in [
        // 2^53 + 1, which double precision takes for 2^53.
        (
            "indicators.toml",
            "id = \"O9\"",
            "value = 43.5",
            "value = 9007199254740993",
            "observations O9, value",
            "9007199254740992",
        ),
        (
            "targets.toml",
            "id = \"T4\"",
            "value_max = 500000",
            "value_max = 1.2e19",
            "targets T4, value_max",
            "12000000000000000000",
        ),
        (
            "targets.toml",
            "baselines = ",
            "value = 43.5",
            "value = -9007199254740992.0",
            "targets T7, baselines",
            "-9007199254740992",
        ),
    ] {
        let copy = RecordCopy::new();
        copy.edit_after(file, place, from, to);
        copy.check().expect(1, &[&format!("{row}: [printed_number] {value} {told}")]);
    }
}

#[test]
fn the_largest_number_that_double_precision_holds_exactly_is_looked_for_in_the_words() {
    let copy = RecordCopy::new();
    copy.edit_after("indicators.toml", "id = \"O9\"", "value = 43.5", "value = 9007199254740991");
    copy.check().expect(1, &["observations O9, value", "9007199254740991 is not printed in `"]);
}

#[test]
fn a_figure_that_is_no_whole_number_is_out_of_format() {
    let copy = RecordCopy::new();
    copy.edit(R2026, "progress = { value = 65,", "progress = { value = 65.5,");
    copy.refused("2026.toml", "line 302", "format");
}

#[test]
fn a_status_that_the_documents_do_not_use_is_out_of_format() {
    let copy = RecordCopy::new();
    copy.edit_after(R2026, "number = 45", "\"in_progress\"", "\"late\"");
    copy.refused("2026.toml", "line 691", "format");
}

#[test]
fn a_changed_status_is_found() {
    let copy = RecordCopy::new();
    copy.edit_after(R2026, "number = 45", "\"in_progress\"", "\"completed\"");
    copy.refused("2026.toml", "objectives 45, status", "passage");
    copy.refused("2026.toml", "objectives 45, status", "figure");
}

#[test]
fn a_deleted_objective_is_found() {
    let copy = RecordCopy::new();
    let text = std::fs::read_to_string(copy.path(R2026)).expect("the file is text");
    let start = text.find("[[objectives]]\nnumber = 45\n").expect("objective 45 is the last");
    copy.write(R2026, &text.as_bytes()[..start]);
    copy.refused("2026.toml", "release, announced.objectives", "counts");
    copy.refused("2026.toml", "objectives", "trap_02");
}

#[test]
fn a_deleted_objective_in_the_middle_leaves_a_gap() {
    let copy = RecordCopy::new();
    let text = std::fs::read_to_string(copy.path(R2026)).expect("the file is text");
    let place = |number: i32| text.find(&format!("[[objectives]]\nnumber = {number}\n")).expect("an objective");
    copy.write(R2026, (text[..place(40)].to_owned() + &text[place(41)..]).as_bytes());
    copy.refused("2026.toml", "objectives", "structure");
    copy.refused("2026.toml", "actions 16, progress", "rule_of_progress");
}

#[test]
fn a_deleted_statement_is_found() {
    let copy = RecordCopy::new();
    let last = "\n[[axes.next_steps]]\nen = \"Continue consultations on the reference frameworks, in particular those relating to \
                individual equipment.\"\nat = \"overview-2026 2021..2126\"\n";
    copy.edit(R2026, last, "");
    copy.refused("2026.toml", "next steps of axis 1", "counts");
}

#[test]
fn an_objective_under_another_action_breaks_both_means() {
    let copy = RecordCopy::new();
    copy.edit_after(R2026, "number = 34\n", "action = 14", "action = 15");
    copy.refused("2026.toml", "actions 14, progress", "rule_of_progress");
    copy.refused("2026.toml", "actions 15, progress", "rule_of_progress");
}

#[test]
fn an_objective_of_the_vision_under_another_action_leaves_its_box() {
    let copy = RecordCopy::new();
    let text = std::fs::read_to_string(copy.path(R2023)).expect("the file is text");
    let last = text.rfind("[[objectives]]\naction = 16\n").expect("action 16 has one objective");
    let moved = text[last..].replacen("action = 16", "action = 15", 1).replacen("ordinal = 1\n", "ordinal = 9\n", 1);
    copy.write(R2023, (text[..last].to_owned() + &moved).as_bytes());
    copy.refused("2023.toml", "actions 15", "trap_06");
    copy.refused("2023.toml", "actions 16", "trap_06");
}

#[test]
fn an_objective_of_no_action_is_found() {
    let copy = RecordCopy::new();
    copy.edit_after(R2026, "number = 34\n", "action = 14", "action = 18");
    copy.refused("2026.toml", "objectives 34, action", "structure");
}

#[test]
fn a_removed_absence_is_found() {
    let copy = RecordCopy::new();
    copy.edit(R2026, "absent = { axis = \"not_published\", title", "absent = { title");
    copy.refused("2026.toml", "actions 11", "absence");
}

#[test]
fn an_added_absence_is_found() {
    let copy = RecordCopy::new();
    copy.edit(
        R2026,
        "\nprogress = { value = 65,",
        "\nabsent = { progress = \"not_published\" }\nprogress = { value = 65,",
    );
    copy.refused("2026.toml", "actions 14", "absence");
}

#[test]
fn an_absence_of_an_unknown_field_is_found() {
    let copy = RecordCopy::new();
    copy.edit(
        R2026,
        "\nprogress = { value = 65,",
        "\nabsent = { colour = \"not_published\" }\nprogress = { value = 65,",
    );
    copy.refused("2026.toml", "actions 14", "absence");
}

#[test]
fn a_reason_outside_the_list_is_out_of_format() {
    let copy = RecordCopy::new();
    copy.edit(R2026, "title = \"not_named\"", "title = \"forgotten\"");
    copy.refused("2026.toml", "line 284", "format");
}

#[test]
fn an_announced_count_that_its_words_do_not_say_is_found() {
    let copy = RecordCopy::new();
    copy.edit(R2026, "announced.objectives = { count = 46", "announced.objectives = { count = 45");
    copy.refused("2026.toml", "release, announced.objectives", "passage");
    copy.refused("2026.toml", "release, announced.objectives", "counts");
}

#[test]
fn a_revision_without_a_reason_is_found() {
    let copy = RecordCopy::new();
    copy.edit(R2026, "revision = 1", "revision = 2");
    copy.refused("2026.toml", "release, reason", "structure");
}
