//! What two statements in one language are to each other; the record itself is compared through HTTP.

use super::*;
use crate::{
    domain::strategy::StatementKind,
    store::{pairs::PairRow, releases::ReleaseRow},
};

fn release(id: &str, revision: i32, statements: &[(&str, &str, &str)]) -> Snapshot {
    let mut snapshot = Snapshot::empty(ReleaseRow {
        seq: 0,
        id: id.to_owned(),
        revision,
        edition: "2025".to_owned(),
        title_fr: None,
        title_en: None,
        recorded_at: chrono::NaiveDateTime::default(),
        earliest: None,
        earliest_basis_fr: None,
        earliest_basis_en: None,
        latest: None,
        latest_basis_fr: None,
        latest_basis_en: None,
        reason: None,
        approval: "transcribed".to_owned(),
        content_sha256: String::new(),
        announced_axes: None,
        announced_actions: None,
        announced_objectives: None,
        promise_fr: None,
        promise_en: None,
        absent: String::new(),
    });
    for (index, (code, fr, en)) in statements.iter().enumerate() {
        let of = |kind: &StatementKind| code.contains(kind.as_str());
        let kind = StatementKind::ALL.into_iter().map(|(kind, _)| kind).find(of).expect("a code tells the kind");
        let said = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        snapshot.statements.push(StatementRow {
            release_seq: 0,
            position: i32::try_from(index + 1).expect("few"),
            code: (*code).to_owned(),
            kind: kind.as_str().to_owned(),
            level: "axis".to_owned(),
            axis: Some(code["axis-".len()..].chars().take(1).collect()),
            action: None,
            objective: None,
            parent: None,
            depth: 0,
            ordinal: 1,
            text_fr: said(fr),
            text_en: said(en),
            absent: String::new(),
            folded: String::new(),
        });
    }
    snapshot
}

/// ChangeKind, field, codes, basis and likeness of every change.
fn told(from: &Snapshot, to: &Snapshot) -> Vec<String> {
    let or = |text: &Option<String>| text.clone().unwrap_or("-".to_owned());
    let line = |row: ChangeRow| {
        let likeness = row.similarity.map_or("-".to_owned(), |likeness| likeness.to_string());
        let (field, before, after) = (or(&row.field), or(&row.before_code), or(&row.after_code));
        format!("{} {field} {before} {after} {} {likeness}", row.kind, or(&row.basis))
    };
    compare(from, to).into_iter().map(line).collect()
}

#[test]
fn the_same_words_elsewhere_in_the_list_are_no_change() {
    let from =
        release("2026", 1, &[("axis-1.next_step.1", "", "One step."), ("axis-1.next_step.2", "", "Another thing.")]);
    let to =
        release("2026-Q4", 1, &[("axis-1.next_step.1", "", "Another thing."), ("axis-1.next_step.2", "", "One step.")]);
    assert!(told(&from, &to).is_empty());
}

#[test]
fn a_step_that_is_done_in_the_same_words_moved() {
    let from = release("2026", 1, &[("axis-1.next_step.1", "", "A guide for schools.")]);
    let to = release("2026-Q4", 1, &[("axis-1.achievement.1", "", "A guide for schools.")]);
    assert_eq!(told(&from, &to), ["moved kind axis-1.next_step.1 axis-1.achievement.1 identical -"]);
    assert_eq!(told(&to, &from), ["moved kind axis-1.achievement.1 axis-1.next_step.1 identical -"]);
}

/// 4 of 5 words are shared: 80 %. Of "Prepare a guide for all schools" only 3 of 6 and 5 are: 54 %.
#[test]
fn more_is_asked_of_a_move_than_of_another_wording() {
    let to = release("2026-Q4", 1, &[("axis-1.achievement.1", "", "Published a guide for schools.")]);
    let near = release("2026", 1, &[("axis-1.next_step.1", "", "Publish a guide for schools.")]);
    assert_eq!(told(&near, &to), ["moved kind axis-1.next_step.1 axis-1.achievement.1 similar 80"]);
    let far = release("2026", 1, &[("axis-1.next_step.1", "", "Prepare the guide for all schools.")]);
    assert_eq!(told(&far, &to), ["added - - axis-1.achievement.1 - -", "removed - axis-1.next_step.1 - - -"]);
    let wording = release("2026", 1, &[("axis-1.achievement.1", "", "Prepare the guide for all schools.")]);
    assert_eq!(told(&wording, &to), ["reworded text_en axis-1.achievement.1 axis-1.achievement.1 similar 54"]);
}

/// The two halves of a commitment are alike; what stayed word for word is put together first.
#[test]
fn identical_words_go_before_similar_ones() {
    let half = ("axis-1.achievement.1", "", "50% of procedures accessible by 2025,");
    let from = release("2026", 1, &[half, ("axis-1.achievement.2", "", "100% of procedures accessible by 2026.")]);
    let to = release(
        "2026-Q4",
        1,
        &[
            ("axis-1.achievement.1", "", "100% of procedures accessible by 2026."),
            ("axis-1.achievement.2", "", "80% of procedures accessible by 2025,"),
        ],
    );
    assert_eq!(told(&from, &to), ["reworded text_en axis-1.achievement.1 axis-1.achievement.2 similar 83"]);
}

#[test]
fn statements_about_another_axis_are_not_put_together() {
    let from = release("2026", 1, &[("axis-1.achievement.1", "", "A guide.")]);
    let to = release("2026-Q4", 1, &[("axis-2.achievement.1", "", "A guide.")]);
    assert_eq!(told(&from, &to), ["added - - axis-2.achievement.1 - -", "removed - axis-1.achievement.1 - - -"]);
}

#[test]
fn a_language_that_is_added_is_told_as_such() {
    let from = release("2026", 1, &[("axis-1.achievement.1", "", "A guide.")]);
    let to = release("2026", 2, &[("axis-1.achievement.1", "Un guide.", "A guide.")]);
    assert_eq!(told(&from, &to), ["added text_fr axis-1.achievement.1 axis-1.achievement.1 identical -"]);
    assert_eq!(told(&to, &from), ["removed text_fr axis-1.achievement.1 axis-1.achievement.1 identical -"]);
}

/// What a person paired goes before what a program would pair; a corrected statement that has none of the paired words
/// takes the reading of its axis with it.
#[test]
fn a_pair_by_hand_holds_as_long_as_its_words_do() {
    let pair = |from: &str| PairRow {
        release_seq: 0,
        position: 1,
        from_release: "2025".to_owned(),
        from_code: "axis-1.next_step.1".to_owned(),
        from_fr: Some(from.to_owned()),
        from_en: None,
        to_code: "axis-1.next_step.1".to_owned(),
        relation: "continued".to_owned(),
        ground: "inferred".to_owned(),
        confidence: "high".to_owned(),
        note_fr: None,
        note_en: None,
    };
    let from =
        release("2025", 1, &[("axis-1.next_step.1", "Publier un guide.", ""), ("axis-1.next_step.2", "Former.", "")]);
    let mut to = release("2026", 1, &[("axis-1.next_step.1", "", "Publish a guide.")]);
    let apart = [
        "not_comparable - - axis-1.next_step.1 - -",
        "not_comparable - axis-1.next_step.1 - - -",
        "not_comparable - axis-1.next_step.2 - - -",
    ];
    assert_eq!(told(&from, &to), apart);
    to.pairs = vec![pair("Publier un guide.")];
    let paired = [
        "not_comparable text axis-1.next_step.1 axis-1.next_step.1 by_hand -",
        "removed - axis-1.next_step.2 - by_hand -",
    ];
    assert_eq!(told(&from, &to), paired);
    to.pairs = vec![pair("Publier un bon guide.")];
    assert_eq!(told(&from, &to), paired);
    to.pairs = vec![pair("Autre chose.")];
    assert_eq!(told(&from, &to), apart);
}
