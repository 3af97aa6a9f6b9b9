//! The release itself, its sources, and the rows of the plan: what was added, what was removed, which fields differ.

use std::collections::BTreeSet;

use super::{
    counterparts::{Counterpart, Counterparts},
    fields::{ByLanguage, Names, Pair, TITLE, texts},
};
use crate::{
    domain::{
        change::{Change, ChangeKind, ChangeSubject, Incomparable, MatchedBy, Place, Side},
        strategy::{Level, PublicationState},
        text::Language,
    },
    store::{
        actions::ActionRow, axes::AxisRow, objectives::ObjectiveRow, releases::ReleaseRow, snapshot::Snapshot,
        sources::SourceRow,
    },
};

const EARLIEST: Names = ["earliest_basis", "earliest_basis_fr", "earliest_basis_en"];
const LATEST: Names = ["latest_basis", "latest_basis_fr", "latest_basis_en"];
const PROMISE: Names = ["promise", "promise_fr", "promise_en"];
const ABOUT: Names = ["about", "about_fr", "about_en"];
const NOTE: Names = ["note", "note_fr", "note_en"];

/// A row of the plan, or a source, as it is compared.
pub struct Thing {
    subject: ChangeSubject,
    level: Level,
    pub code: String,
    place: Place,
    pub title: ByLanguage,
    /// The release that stated the title, by language.
    title_release: ByLanguage,
    texts: Vec<(Names, ByLanguage)>,
    /// Fields without language.
    values: Vec<(&'static str, Option<String>)>,
    /// How many of the values, from the first, are told of a row that is new.
    figures: usize,
}

impl Thing {
    /// Whether a release states the title itself, in a language.
    pub fn stated_by(&self, release: &str, language: Language) -> bool {
        self.title_release[language as usize].as_deref() == Some(release)
    }

    /// The title in the languages in which a test of the stating release holds.
    fn title_where(&self, holds: impl Fn(&str) -> bool) -> ByLanguage {
        let mut title = self.title.clone();
        for (text, release) in title.iter_mut().zip(&self.title_release) {
            text.take_if(|_| !release.as_deref().is_some_and(&holds));
        }
        title
    }
}

/// What differs between the releases themselves.
pub fn release(before: &ReleaseRow, after: &ReleaseRow) -> Vec<Change> {
    let place = Place { level: Level::Strategy.as_str(), ..Place::default() };
    let pair = Pair {
        subject: ChangeSubject::Release,
        place: &place,
        codes: [None, None],
        basis: None,
        similarity: None,
        pairing: None,
    };
    let both = |fr: &Option<String>, en: &Option<String>| [fr.clone(), en.clone()];
    let mut changes =
        pair.texts(TITLE, &both(&before.title_fr, &before.title_en), &both(&after.title_fr, &after.title_en));
    let values = |row: &ReleaseRow| {
        [
            ("edition", Some(row.edition.clone())),
            ("announced_axes", shown(row.announced_axes)),
            ("announced_actions", shown(row.announced_actions)),
            ("announced_objectives", shown(row.announced_objectives)),
            ("earliest", shown(row.earliest)),
            ("latest", shown(row.latest)),
        ]
    };
    let values = values(before).into_iter().zip(values(after));
    changes.extend(values.filter_map(|((field, before), (_, after))| pair.value(field, &before, &after)));
    // What a bound rests on changes with the bound; it is told where the bound stayed.
    let basis = [
        (
            EARLIEST,
            before.earliest == after.earliest,
            [
                both(&before.earliest_basis_fr, &before.earliest_basis_en),
                both(&after.earliest_basis_fr, &after.earliest_basis_en),
            ],
        ),
        (
            LATEST,
            before.latest == after.latest,
            [
                both(&before.latest_basis_fr, &before.latest_basis_en),
                both(&after.latest_basis_fr, &after.latest_basis_en),
            ],
        ),
    ];
    for (names, _, [before, after]) in basis.into_iter().filter(|(_, stayed, _)| *stayed) {
        changes.extend(pair.texts(names, &before, &after));
    }
    let promises = (both(&before.promise_fr, &before.promise_en), both(&after.promise_fr, &after.promise_en));
    changes.extend(pair.texts(PROMISE, &promises.0, &promises.1));
    changes
}

/// What differs between sources, axes, actions and objectives.
pub fn rows(earlier: &Snapshot, later: &Snapshot, counterparts: &Counterparts) -> Vec<Change> {
    let mut changes = Vec::new();
    for subject in [ChangeSubject::Source, ChangeSubject::Axis, ChangeSubject::Action, ChangeSubject::Objective] {
        let of_subject = |snapshot| things(snapshot).filter(|thing| thing.subject == subject).collect::<Vec<Thing>>();
        let (before, after) = (of_subject(earlier), of_subject(later));
        let mut continued = BTreeSet::new();
        for thing in &after {
            let mut is_new = true;
            for known in &before {
                let counterpart = counterparts_of(known, counterparts).into_iter().find(|c| c.code == thing.code);
                if let Some(counterpart) = counterpart {
                    is_new = false;
                    continued.insert(known.code.clone());
                    changes.extend(differences((known, &earlier.release), (thing, &later.release), &counterpart));
                }
            }
            if is_new {
                changes.extend(alone(thing, counterparts, ChangeKind::Added));
            }
        }
        let gone = before.iter().filter(|thing| !continued.contains(&thing.code));
        changes.extend(gone.flat_map(|thing| alone(thing, counterparts, ChangeKind::Removed)));
    }
    changes
}

/// The name of a document outlasts editions.
fn counterparts_of(thing: &Thing, counterparts: &Counterparts) -> Vec<Counterpart> {
    match thing.subject {
        ChangeSubject::Source => Counterparts::by_code(&thing.code),
        _ => counterparts.of(thing.level, &thing.code),
    }
}

/// What differs between two states of a row.
fn differences(
    (before, earlier): (&Thing, &ReleaseRow),
    (after, later): (&Thing, &ReleaseRow),
    counterpart: &Counterpart,
) -> Vec<Change> {
    let pair = Pair {
        subject: after.subject,
        place: &after.place,
        codes: [Some(&before.code), Some(&after.code)],
        basis: Some(counterpart.basis),
        similarity: counterpart.similarity,
        pairing: None,
    };
    // A title that was taken over says nothing: what counts is what was stated since, against what the earlier release
    // states, or for want of that gives.
    let since = after.title_where(|release| release == later.id || release > earlier.id.as_str());
    let mut known = before.title_where(|release| release == earlier.id);
    let has_own = known.iter().any(Option::is_some);
    // What it had taken over and the later one states is no news if it is the same.
    let follows = later.id > earlier.id;
    for ((known, since), given) in known.iter_mut().zip(&since).zip(&before.title) {
        if !has_own || (follows && known.is_none() && since.is_some()) {
            known.clone_from(given);
        }
    }
    let mut changes = Vec::new();
    if since.iter().any(Option::is_some) {
        changes
            .extend(pair.texts(TITLE, &known, &since).into_iter().filter(|change| change.kind != ChangeKind::Removed));
    }
    for ((names, before), (_, after)) in before.texts.iter().zip(&after.texts) {
        changes.extend(pair.texts(*names, before, after));
    }
    // Codes of another edition do not mean the same, so that a place cannot be said to differ.
    let is_told = |field: &str| counterpart.basis == MatchedBy::Code || !["axis", "action"].contains(&field);
    let values = before.values.iter().zip(&after.values).filter(|((field, _), _)| is_told(field));
    changes.extend(values.filter_map(|((field, before), (_, after))| pair.value(field, before, after)));
    changes
}

/// A row that only one of the releases has, and its figures.
fn alone(thing: &Thing, counterparts: &Counterparts, kind: ChangeKind) -> Vec<Change> {
    let is_new = kind == ChangeKind::Added;
    let code = Some(thing.code.as_str());
    let pair = Pair {
        subject: thing.subject,
        place: &thing.place,
        codes: if is_new { [None, code] } else { [code, None] },
        basis: None,
        similarity: None,
        pairing: None,
    };
    let of_plan = thing.subject != ChangeSubject::Source;
    let reason = (of_plan && !counterparts.same_edition).then_some(Incomparable::OtherEdition);
    let change = |kind, field, side: Side| {
        let (before, after) = if is_new { (None, Some(side)) } else { (Some(side), None) };
        pair.change(kind, field, before, after, reason)
    };
    let mut changes = vec![change(kind, None, Side { text: texts(&thing.title), ..Side::default() })];
    let figures = thing.values.iter().take(thing.figures).filter(|(_, value)| value.is_some());
    changes.extend(figures.map(|(field, value)| {
        change(ChangeKind::ValueChanged, Some(field), Side { value: value.clone(), ..Side::default() })
    }));
    changes
}

/// Every row that is compared. An objective that is only counted has nothing that could differ: the announced count
/// tells of it, and it is added when it is published.
pub fn things(snapshot: &Snapshot) -> impl Iterator<Item = Thing> {
    let published = |row: &&ObjectiveRow| row.publication_state == PublicationState::Published.as_str();
    let sources = snapshot.sources.iter().map(of_source);
    let actions = snapshot.actions.iter().map(of_action);
    let objectives = snapshot.objectives.iter().filter(published).map(of_objective);
    sources.chain(axes(snapshot)).chain(actions).chain(objectives)
}

/// The axes of a release.
pub fn axes(snapshot: &Snapshot) -> impl Iterator<Item = Thing> {
    snapshot.axes.iter().map(of_axis)
}

fn of_source(row: &SourceRow) -> Thing {
    let stated = |title: &Option<String>| title.as_ref().map(|_| row.release.clone());
    Thing {
        subject: ChangeSubject::Source,
        level: Level::Strategy,
        code: row.id.clone(),
        place: Place { level: Level::Strategy.as_str(), ..Place::default() },
        title: [row.title_fr.clone(), row.title_en.clone()],
        title_release: [stated(&row.title_fr), stated(&row.title_en)],
        texts: vec![(ABOUT, [Some(row.about_fr.clone()), Some(row.about_en.clone())])],
        values: vec![
            ("sha256", Some(row.sha256.clone())),
            ("language", Some(row.language.clone())),
            ("earliest", shown(row.earliest)),
            ("latest", shown(row.latest)),
        ],
        figures: 0,
    }
}

fn of_axis(row: &AxisRow) -> Thing {
    let place = Place { level: Level::Axis.as_str(), axis: Some(row.code.clone()), ..Place::default() };
    Thing {
        subject: ChangeSubject::Axis,
        level: Level::Axis,
        code: row.code.clone(),
        place,
        title: [row.title_fr.clone(), row.title_en.clone()],
        title_release: [row.title_fr_release.clone(), row.title_en_release.clone()],
        texts: Vec::new(),
        values: vec![
            ("progress", shown(row.progress)),
            ("computed_value", shown(row.computed_value)),
            ("computed_fraction", row.computed_fraction.clone()),
        ],
        figures: 3,
    }
}

fn of_action(row: &ActionRow) -> Thing {
    let (axis, action) = (row.axis.clone(), Some(row.code.clone()));
    Thing {
        subject: ChangeSubject::Action,
        level: Level::Action,
        code: row.code.clone(),
        place: Place { level: Level::Action.as_str(), axis: axis.clone(), action, objective: None },
        title: [row.title_fr.clone(), row.title_en.clone()],
        title_release: [row.title_fr_release.clone(), row.title_en_release.clone()],
        texts: Vec::new(),
        values: vec![
            ("progress", shown(row.progress)),
            ("computed_value", shown(row.computed_value)),
            ("computed_fraction", row.computed_fraction.clone()),
            ("axis", axis),
        ],
        figures: 3,
    }
}

fn of_objective(row: &ObjectiveRow) -> Thing {
    let (axis, action, objective) = (row.axis.clone(), row.action.clone(), Some(row.code.clone()));
    Thing {
        subject: ChangeSubject::Objective,
        level: Level::Objective,
        code: row.code.clone(),
        place: Place { level: Level::Objective.as_str(), axis: axis.clone(), action: action.clone(), objective },
        title: [row.title_fr.clone(), row.title_en.clone()],
        title_release: [row.title_fr_release.clone(), row.title_en_release.clone()],
        texts: vec![(NOTE, [row.note_fr.clone(), row.note_en.clone()])],
        values: vec![
            ("status", row.status.clone()),
            ("progress", shown(row.progress)),
            ("axis", axis),
            ("action", action),
            ("ambiguous", Some(row.ambiguous.to_string())),
        ],
        figures: 2,
    }
}

fn shown<T: ToString>(value: Option<T>) -> Option<String> {
    value.map(|value| value.to_string())
}
