//! Statements, put together within what they are about: by hand, by the same words, by most of their words.

use std::collections::BTreeSet;

use super::{
    counterparts::Counterparts,
    fields::{ByLanguage, Pair, TEXT, shares_language, texts},
};
use crate::{
    domain::{
        change::{Change, ChangeKind, ChangeSubject, Incomparable, MatchedBy, PairRelation, Pairing, Place, Side},
        diff::similarity,
        strategy::{Level, StatementKind},
        text::Texts,
    },
    store::{pairs::PairRow, snapshot::Snapshot, statements::StatementRow},
};

/// Least likeness, as a percentage, of two texts that are taken for two wordings of one thing: half of their words. In
/// the reports of 2025 and 2026, two statements of one kind about one thing share at most 39 %, articles included (but
/// for the two halves of one commitment, in objective 34), while a changed figure or clause leaves more than half.
pub const LEAST_SIMILARITY: i32 = 50;
/// The same from next step to achievement, where more is asked: what was done and what comes next about one thing are
/// told in the same words, up to 59 % in the reports, and are two things all the same.
const LEAST_TO_MOVE: i32 = 70;

/// What differs between the statements of two releases.
pub fn changes(earlier: &Snapshot, later: &Snapshot, counterparts: &Counterparts) -> Vec<Change> {
    let by_hand = ByHand::between(earlier, later);
    let mut groups: Vec<Group> = Vec::new();
    for row in &later.statements {
        let place = group_at(&mut groups, about(row));
        groups[place].is_linked |= counterparts.reach(groups[place].about.0, &groups[place].about.1);
        groups[place].after.push(row);
    }
    for row in &earlier.statements {
        let (level, code) = about(row);
        let continued = counterparts.of(level, &code).into_iter().next();
        // What continues in nothing has a group of its own; no code of the later release has this form.
        let is_linked = continued.is_some();
        let code = continued.map_or_else(|| format!("-{code}"), |counterpart| counterpart.code);
        let place = group_at(&mut groups, (level, code));
        groups[place].is_linked |= is_linked;
        groups[place].before.push(row);
    }
    groups.iter().flat_map(|group| group.changes(&by_hand)).collect()
}

/// What a statement is about: the level and code of an axis or objective, or the strategy.
fn about(row: &StatementRow) -> (Level, String) {
    match (&row.objective, &row.axis) {
        (Some(objective), _) => (Level::Objective, objective.clone()),
        (None, Some(axis)) => (Level::Axis, axis.clone()),
        (None, None) => (Level::Strategy, String::new()),
    }
}

fn group_at(groups: &mut Vec<Group>, about: (Level, String)) -> usize {
    let found = groups.iter().position(|group| group.about == about);
    found.unwrap_or_else(|| {
        groups.push(Group { about, is_linked: false, before: Vec::new(), after: Vec::new() });
        groups.len() - 1
    })
}

/// The pairs that a person made between two releases, as places in their lists of statements.
struct ByHand<'a> {
    pairs: Vec<(&'a StatementRow, &'a StatementRow, &'a PairRow)>,
    /// Codes of later statements whose earlier one was corrected beyond recognition.
    lost: BTreeSet<&'a str>,
}

impl<'a> ByHand<'a> {
    fn between(earlier: &'a Snapshot, later: &'a Snapshot) -> Self {
        let mut by_hand = ByHand { pairs: Vec::new(), lost: BTreeSet::new() };
        for pair in later.pairs.iter().filter(|pair| pair.from_release == earlier.release.id) {
            let Some(to) = later.statements.iter().find(|row| row.code == pair.to_code) else { continue };
            match paired(pair, &earlier.statements) {
                Some(from) => by_hand.pairs.push((from, to, pair)),
                None => drop(by_hand.lost.insert(&to.code)),
            }
        }
        by_hand
    }
}

/// The earlier statement of a pair: the one that has its words, first of all under its code, or else, when a correction
/// changed them, most of its words.
fn paired<'a>(pair: &PairRow, statements: &'a [StatementRow]) -> Option<&'a StatementRow> {
    let words: ByLanguage = [pair.from_fr.clone(), pair.from_en.clone()];
    let same = |row: &&StatementRow| text(row) == words;
    let under_code = statements.iter().filter(same).find(|row| row.code == pair.from_code);
    under_code.or_else(|| statements.iter().find(same)).or_else(|| {
        let scored = statements.iter().filter_map(|row| Some((likeness(&text(row), &words)?, row)));
        let alike = scored.filter(|(likeness, _)| *likeness >= LEAST_SIMILARITY);
        alike.max_by_key(|(likeness, row)| (*likeness, -row.position)).map(|(_, row)| row)
    })
}

/// The statements of both releases about one thing.
struct Group<'a> {
    about: (Level, String),
    /// What the statements are about is known in both releases, so that only their words decide.
    is_linked: bool,
    before: Vec<&'a StatementRow>,
    after: Vec<&'a StatementRow>,
}

/// Two statements that were put together.
struct Together<'a> {
    before: &'a StatementRow,
    after: &'a StatementRow,
    basis: MatchedBy,
    similarity: Option<i32>,
    pairing: Option<Pairing>,
}

impl<'a> Group<'a> {
    /// The changes in the order of the later statements, then those that have no later one.
    fn changes(&self, by_hand: &ByHand) -> Vec<Change> {
        let has = |rows: &[&StatementRow], row: &StatementRow| rows.iter().any(|known| known.code == row.code);
        let own = by_hand.pairs.iter().filter(|(from, to, _)| has(&self.before, from) || has(&self.after, to));
        let hand: Vec<Together> = own.map(|(from, to, pair)| hand_pair(from, to, pair)).collect();
        // A person who read the statements about this thing left out what has no counterpart.
        let is_read = !hand.is_empty() && self.after.iter().all(|row| !by_hand.lost.contains(row.code.as_str()));
        let mut together = hand;
        let free = |rows: &[&'a StatementRow], paired: &[&str]| -> Vec<&'a StatementRow> {
            rows.iter().filter(|row| !paired.contains(&row.code.as_str())).copied().collect()
        };
        let paired: Vec<&str> = together.iter().map(|t| t.before.code.as_str()).collect();
        let mut before = free(&self.before, &paired);
        let paired: Vec<&str> = together.iter().map(|t| t.after.code.as_str()).collect();
        let mut after = free(&self.after, &paired);
        for same_kind in [true, false] {
            let found = alike(&before, &after, same_kind);
            before.retain(|row| found.iter().all(|t| t.before.code != row.code));
            after.retain(|row| found.iter().all(|t| t.after.code != row.code));
            together.extend(found);
        }
        let mut placed: Vec<(i32, i32, Vec<Change>)> = Vec::new();
        // A pair across two groups is told where its later statement is.
        for pair in together.iter().filter(|pair| has(&self.after, pair.after)) {
            placed.push((pair.after.position, pair.before.position, pair.changes()));
        }
        for row in &after {
            let change = alone(row, &before, ChangeKind::Added, is_read, self.is_linked);
            placed.push((row.position, 0, vec![change]));
        }
        for row in &before {
            let change = alone(row, &after, ChangeKind::Removed, is_read, self.is_linked);
            placed.push((i32::MAX, row.position, vec![change]));
        }
        placed.sort_by_key(|(after, before, _)| (*after, *before));
        placed.into_iter().flat_map(|(.., changes)| changes).collect()
    }
}

fn hand_pair<'a>(before: &'a StatementRow, after: &'a StatementRow, pair: &PairRow) -> Together<'a> {
    let pairing = Pairing {
        relation: pair.relation.clone(),
        ground: pair.ground.clone(),
        confidence: pair.confidence.clone(),
        note: Texts { fr: pair.note_fr.clone(), en: pair.note_en.clone() },
    };
    Together { before, after, basis: MatchedBy::ByHand, similarity: None, pairing: Some(pairing) }
}

/// Statements with the same words, then those most alike first, each in one pair at most.
///
/// Within a kind, or from next step to achievement and back.
fn alike<'a>(before: &[&'a StatementRow], after: &[&'a StatementRow], same_kind: bool) -> Vec<Together<'a>> {
    let steps = [StatementKind::NextStep.as_str(), StatementKind::Achievement.as_str()];
    let may = |one: &StatementRow, other: &StatementRow| match same_kind {
        true => one.kind == other.kind,
        false => one.kind != other.kind && steps.contains(&one.kind.as_str()) && steps.contains(&other.kind.as_str()),
    };
    let mut scored = Vec::new();
    for one in before {
        for other in after.iter().filter(|other| may(one, other)) {
            let words = (text(one), text(other));
            if let Some(likeness) = likeness(&words.0, &words.1) {
                scored.push((is_identical(&words.0, &words.1), likeness, *one, *other));
            }
        }
    }
    let least = if same_kind { LEAST_SIMILARITY } else { LEAST_TO_MOVE };
    scored.retain(|(identical, likeness, ..)| *identical || *likeness >= least);
    scored.sort_by_key(|(identical, likeness, one, other)| (!identical, -likeness, one.position, other.position));
    let mut found: Vec<Together> = Vec::new();
    for (identical, likeness, before, after) in scored {
        if found.iter().all(|pair| pair.before.code != before.code && pair.after.code != after.code) {
            let basis = if identical { MatchedBy::Identical } else { MatchedBy::Similar };
            found.push(Together { before, after, basis, similarity: (!identical).then_some(likeness), pairing: None });
        }
    }
    found
}

fn text(row: &StatementRow) -> ByLanguage {
    [row.text_fr.clone(), row.text_en.clone()]
}

/// Whether two texts say the same in every language that both have.
fn is_identical(one: &ByLanguage, other: &ByLanguage) -> bool {
    let differs = |(one, other): (&Option<String>, &Option<String>)| one.is_some() && other.is_some() && one != other;
    shares_language(one, other) && !one.iter().zip(other).any(differs)
}

/// How alike two texts are in the language in which they are most alike; nothing if they share none.
fn likeness(one: &ByLanguage, other: &ByLanguage) -> Option<i32> {
    let in_language = one.iter().zip(other).filter_map(|(one, other)| Some(similarity(one.as_ref()?, other.as_ref()?)));
    in_language.max()
}

fn place(row: &StatementRow) -> Place {
    let level = Level::ALL.into_iter().map(|(_, word)| word).find(|word| *word == row.level);
    let (axis, action, objective) = (row.axis.clone(), row.action.clone(), row.objective.clone());
    Place { level: level.unwrap_or_default(), axis, action, objective }
}

impl Together<'_> {
    fn changes(&self) -> Vec<Change> {
        let place = place(self.after);
        let pair = Pair {
            subject: ChangeSubject::Statement,
            place: &place,
            codes: [Some(&self.before.code), Some(&self.after.code)],
            basis: Some(self.basis),
            similarity: self.similarity,
            pairing: self.pairing.as_ref(),
        };
        let words = (text(self.before), text(self.after));
        let sides = |values: [Option<&str>; 2]| {
            let side = |text: &ByLanguage, value: Option<&str>| {
                Some(Side { text: texts(text), value: value.map(str::to_owned), ..Side::default() })
            };
            (side(&words.0, values[0]), side(&words.1, values[1]))
        };
        if self.before.kind != self.after.kind {
            let (before, after) = sides([Some(&self.before.kind), Some(&self.after.kind)]);
            return vec![pair.change(ChangeKind::Moved, Some("kind"), before, after, None)];
        }
        let is_changed = |pairing: &Pairing| pairing.relation == PairRelation::Changed.as_str();
        if self.pairing.as_ref().is_some_and(is_changed) && !shares_language(&words.0, &words.1) {
            let (before, after) = sides([None, None]);
            return vec![pair.change(
                ChangeKind::Reworded,
                Some(TEXT[0]),
                before,
                after,
                Some(Incomparable::OtherLanguage),
            )];
        }
        pair.texts(TEXT, &words.0, &words.1)
    }
}

/// A statement that was put together with none of the `others`.
///
/// It was added or removed if it could have been compared with all of them, or if a person read them.
fn alone(row: &StatementRow, others: &[&StatementRow], kind: ChangeKind, is_read: bool, is_linked: bool) -> Change {
    let is_new = kind == ChangeKind::Added;
    let code = Some(row.code.as_str());
    let words = text(row);
    let is_foreign = others.iter().any(|other| !shares_language(&words, &text(other)));
    let place = place(row);
    let (kind, basis, reason) = match (is_foreign, is_read) {
        (true, false) => (ChangeKind::NotComparable, None, Some(Incomparable::OtherLanguage)),
        (_, true) => (kind, Some(MatchedBy::ByHand), None),
        (false, false) => (kind, None, (!is_linked).then_some(Incomparable::OtherEdition)),
    };
    let pair = Pair {
        subject: ChangeSubject::Statement,
        place: &place,
        codes: if is_new { [None, code] } else { [code, None] },
        basis,
        similarity: None,
        pairing: None,
    };
    let side = Some(Side { text: texts(&words), ..Side::default() });
    let (before, after) = if is_new { (None, side) } else { (side, None) };
    pair.change(kind, None, before, after, reason)
}
