//! A change as a row, with the reason for each null.

use crate::{
    domain::{
        absence::{Absence, Absences},
        change::{Change, ChangeKind, ChangeSubject, Pairing, Side},
        diff,
        text::{Language, Texts},
    },
    store::{changes::ChangeRow, releases::ReleaseRow},
};

/// The row of a change between two revisions. Its place in the comparison gives it its id.
pub fn row(index: usize, change: Change, from: &ReleaseRow, to: &ReleaseRow) -> ChangeRow {
    let number = i32::try_from(index + 1).unwrap_or(i32::MAX);
    let nothing = Side::default();
    let (before, after) = (change.before.as_ref().unwrap_or(&nothing), change.after.as_ref().unwrap_or(&nothing));
    let pairing = change.pairing.as_ref();
    let said = |what: fn(&Pairing) -> &String| pairing.map(|pairing| what(pairing).clone());
    let note = |language| pairing.and_then(|pairing| pairing.note.get(language)).map(str::to_owned);
    let mut row = ChangeRow {
        release_seq: to.seq,
        position: number,
        id: format!("c{number}"),
        from_release: from.id.clone(),
        from_revision: from.revision,
        kind: change.kind.as_str().to_owned(),
        subject: change.subject.as_str().to_owned(),
        level: change.place.level.to_owned(),
        code: after.code.clone().or_else(|| before.code.clone()),
        axis: change.place.axis.clone(),
        action: change.place.action.clone(),
        objective: change.place.objective.clone(),
        field: change.field.map(str::to_owned),
        before_code: before.code.clone(),
        before_fr: before.text.fr.clone(),
        before_en: before.text.en.clone(),
        before_value: before.value.clone(),
        after_code: after.code.clone(),
        after_fr: after.text.fr.clone(),
        after_en: after.text.en.clone(),
        after_value: after.value.clone(),
        diff: difference(&before.text, &after.text).map(|pieces| diff::to_flat(&pieces)),
        basis: change.basis.map(|basis| basis.as_str().to_owned()),
        similarity: change.similarity,
        relation: said(|pairing| &pairing.relation),
        ground: said(|pairing| &pairing.ground),
        confidence: said(|pairing| &pairing.confidence),
        reason: change.reason.map(|reason| reason.as_str().to_owned()),
        note_fr: note(Language::Fr),
        note_en: note(Language::En),
        absent: String::new(),
    };
    row.absent = absences(&row, &change).to_flat();
    row
}

/// The pieces of two texts in the first language that both have, if they differ there.
pub fn difference(before: &Texts, after: &Texts) -> Option<Vec<diff::Piece>> {
    let both = |language| Some((before.get(language)?, after.get(language)?));
    let (one, other) = Language::ALL.into_iter().find_map(both)?;
    (one != other).then(|| diff::diff(one, other))
}

/// A text or value that a release could state and does not is not published; all else that is empty has no meaning for
/// the change.
fn absences(row: &ChangeRow, change: &Change) -> Absences {
    let is_value = change.kind == ChangeKind::ValueChanged;
    let unplaced =
        matches!(change.subject, ChangeSubject::Action | ChangeSubject::Statement) && row.objective.is_none();
    let mut absent = Absences::default();
    let mut tell = |field: &str, is_null: bool, could_be: bool| {
        if is_null {
            absent.insert(field, if could_be { Absence::NotPublished } else { Absence::NotApplicable });
        }
    };
    // Sources give action 11 and the new objectives of 2025 no axis.
    tell("axis", row.axis.is_none(), unplaced);
    tell("action", row.action.is_none(), unplaced && row.axis.is_none() && change.subject == ChangeSubject::Statement);
    for (side, is_there, [code, fr, en, value]) in [
        ("before", change.before.is_some(), [&row.before_code, &row.before_fr, &row.before_en, &row.before_value]),
        ("after", change.after.is_some(), [&row.after_code, &row.after_fr, &row.after_en, &row.after_value]),
    ] {
        let is_text = is_there && !is_value;
        tell(&format!("{side}_code"), code.is_none(), false);
        tell(&format!("{side}_fr"), fr.is_none(), is_text && speaks(change, Language::Fr));
        tell(&format!("{side}_en"), en.is_none(), is_text && speaks(change, Language::En));
        tell(&format!("{side}_value"), value.is_none(), is_value && is_there);
    }
    let others = [
        ("code", &row.code),
        ("objective", &row.objective),
        ("field", &row.field),
        ("diff", &row.diff),
        ("basis", &row.basis),
        ("relation", &row.relation),
        ("ground", &row.ground),
        ("confidence", &row.confidence),
        ("reason", &row.reason),
        ("note_fr", &row.note_fr),
        ("note_en", &row.note_en),
    ];
    others.into_iter().for_each(|(field, value)| tell(field, value.is_none(), false));
    tell("similarity", row.similarity.is_none(), false);
    absent
}

/// Whether the field of a change may be in a language: one that is told by language is in that one only.
fn speaks(change: &Change, language: Language) -> bool {
    let other = Language::ALL.into_iter().find(|known| *known != language);
    let ends = |known: Language| change.field.is_some_and(|field| field.ends_with(&format!("_{}", known.as_str())));
    !other.is_some_and(ends)
}
