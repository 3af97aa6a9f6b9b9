use super::{rivals::Rival, *};

/// The figures of release 2026, as the documents print them.
fn plan() -> Plan {
    let node = |code: &str, parent: Option<&str>, published: Option<i32>| Node {
        code: code.to_owned(),
        parent: parent.map(str::to_owned),
        published,
        whole: code.split_once('-').map(|(whole, _)| whole.to_owned()),
    };
    let rows = [
        ("14", vec![("30", 75), ("31", 50), ("32-1", 100), ("32-2", 60), ("33", 100), ("34", 5)]),
        ("15", vec![("35", 5), ("36", 15), ("37", 15), ("38", 15)]),
        ("16", vec![("39", 100), ("40", 50), ("41", 40), ("42", 40)]),
        ("17", vec![("43", 50), ("44", 25), ("45", 5)]),
    ];
    let objectives = rows.iter().flat_map(|(action, rows)| {
        rows.iter().map(move |(code, published)| node(code, Some(action), Some(*published)))
    });
    let published = [("14", 65), ("15", 13), ("16", 58), ("17", 27)];
    let mut actions = vec![node("1", Some("1"), None), node("11", None, None)];
    actions.extend(published.map(|(code, published)| node(code, Some("4"), Some(published))));
    Plan {
        axes: vec![node("1", None, Some(50)), node("4", None, Some(40))],
        actions,
        objectives: [node("1", None, None), node("2", None, None)].into_iter().chain(objectives).collect(),
    }
}

/// What the rivals of a figure give, and whether this figure rejects them: worked out by hand from the rows above.
fn judged(level: Level, code: &str) -> Vec<(&'static str, String, i32, &'static str)> {
    let receipt = plan().receipt(level, code).expect("it is in the plan");
    receipt
        .rivals
        .iter()
        .map(|judged| (judged.rival.as_str(), judged.figured.exact.to_string(), judged.figured.value, judged.state()))
        .collect()
}

#[test]
fn halves_to_even_are_rejected_by_action_15() {
    assert_eq!(
        judged(Level::Action, "15"),
        [
            ("half_even", "25/2".to_owned(), 12, "rejected"),
            ("down", "25/2".to_owned(), 12, "rejected"),
            ("up", "25/2".to_owned(), 13, "rejected_elsewhere"),
            ("merged_parts", "25/2".to_owned(), 13, "rejected_elsewhere"),
        ]
    );
}

#[test]
fn merged_parts_are_rejected_by_action_14() {
    assert_eq!(judged(Level::Action, "14")[3], ("merged_parts", "62".to_owned(), 62, "rejected"));
    assert_eq!(judged(Level::Action, "14")[0], ("half_even", "65".to_owned(), 65, "rejected_elsewhere"));
}

#[test]
fn an_axis_has_a_rival_that_nothing_rejects() {
    assert_eq!(
        judged(Level::Axis, "4"),
        [
            ("half_even", "485/12".to_owned(), 40, "rejected_elsewhere"),
            ("down", "485/12".to_owned(), 40, "rejected_elsewhere"),
            ("up", "485/12".to_owned(), 41, "rejected"),
            ("merged_parts", "119/3".to_owned(), 40, "rejected_elsewhere"),
            ("mean_of_rounded_actions", "163/4".to_owned(), 41, "rejected"),
            ("pooled_objectives", "750/17".to_owned(), 44, "rejected"),
            ("rounded_to_tens", "485/12".to_owned(), 40, "not_rejected"),
        ]
    );
}

#[test]
fn the_actions_are_proved_together_and_the_axis_is_not() {
    let state = |level, code: &str| plan().receipt(level, code).map(|receipt| receipt.state);
    for action in ["14", "15", "16", "17"] {
        assert_eq!(state(Level::Action, action), Some(State::Proved), "{action}");
    }
    assert_eq!(state(Level::Axis, "4"), Some(State::ConsistentNotProved));
    assert_eq!(state(Level::Axis, "1"), Some(State::NotComputed));
    assert_eq!(state(Level::Action, "11"), Some(State::NotComputed));
    assert_eq!(state(Level::Action, "12"), None);
}

/// Only the axis tells always rounding up from halves up: without it, nothing does.
#[test]
fn without_the_axis_always_rounding_up_is_open() {
    let mut plan = plan();
    plan.axes[1].published = None;
    let receipt = plan.receipt(Level::Action, "15").expect("it is in the plan");
    assert_eq!(receipt.state, State::ConsistentNotProved);
    let open: Vec<Rival> = receipt.rivals.iter().filter(|j| !j.is_rejected_somewhere()).map(|j| j.rival).collect();
    assert_eq!(open, [Rival::Up]);
    assert_eq!(plan.receipt(Level::Axis, "4").map(|receipt| receipt.state), Some(State::NotPublished));
}

#[test]
fn an_axis_figure_that_is_no_ten_would_prove_the_rule() {
    let mut plan = plan();
    // 100 in the place of 5 is 485/6 for action 14 and 355/8 for axis 4.
    plan.objectives.iter_mut().filter(|o| o.code == "34").for_each(|o| o.published = Some(100));
    plan.actions.iter_mut().filter(|a| a.code == "14").for_each(|a| a.published = Some(81));
    plan.axes[1].published = Some(44);
    let receipt = plan.receipt(Level::Axis, "4").expect("it is in the plan");
    assert_eq!(receipt.figured.as_ref().map(|figured| figured.exact), Some(Fraction::new(355, 8)));
    let tens = receipt.rivals.last().map(|judged| (judged.figured.value, judged.rejected));
    assert_eq!(tens, Some((40, true)));
}

#[test]
fn a_figure_that_the_rule_does_not_give_is_called_so() {
    let mut plan = plan();
    plan.actions.iter_mut().filter(|a| a.code == "15").for_each(|a| a.published = Some(12));
    let receipt = plan.receipt(Level::Action, "15").expect("it is in the plan");
    assert_eq!((receipt.state, receipt.agrees()), (State::Contradicted, Some(false)));
}

#[test]
fn a_simulation_changes_what_it_touches() {
    let figures = [("34".to_owned(), 100)].into();
    let effects: Vec<_> = plan()
        .effects(&figures)
        .into_iter()
        .map(|effect| {
            let shown = |outcome: Option<simulation::Outcome>| outcome.map(|o| (o.exact.to_string(), o.value));
            (effect.code, shown(effect.before), shown(effect.after))
        })
        .collect();
    let outcome = |exact: &str, value| Some((exact.to_owned(), value));
    assert_eq!(
        effects,
        [
            ("34".to_owned(), outcome("5", 5), outcome("100", 100)),
            ("14".to_owned(), outcome("65", 65), outcome("485/6", 81)),
            ("4".to_owned(), outcome("485/12", 40), outcome("355/8", 44)),
        ]
    );
}
