//! A change as answers show it.

use serde::Serialize;
use utoipa::ToSchema;

use super::super::{
    super::{links, state::Context},
    views::{texts, texts_or_null},
};
use crate::{
    domain::{
        absence::Absences,
        change::{ChangeKind, ChangeSubject, Incomparable, MatchedBy, PairRelation},
        crosswalk::{Basis, Confidence},
        diff::Piece,
        release::Release,
        strategy::Level,
        text::Texts,
    },
    publish::compare,
    store::changes::ChangeRow,
};

/// One side of a change: a row, text or value in one of the releases.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "code": "axis-3.achievement.4",
    "text": {"fr": null, "en": "The Cycle 3 P2IA was launched in September 2025."},
    "value": "achievement",
    "href": "http://127.0.0.1:8080/api/v1/statements/axis-3.achievement.4?release=2026.1"
}))]
pub struct SideView {
    /// Code of the axis, action, objective, statement or source; null for the release itself.
    pub code: Option<String>,
    /// What is stated, for a text.
    pub text: Option<Texts>,
    /// A figure, word, date or code, for a field without language.
    pub value: Option<String>,
    /// The row in the revision that is compared.
    pub href: String,
}

/// One change.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "id": "c12", "kind": "value_changed", "subject": "objective", "level": "objective", "code": "30", "axis": "4", "action": "14",
    "objective": "30", "field": "progress",
    "before": {"code": "30", "text": null, "value": "75", "href": "http://127.0.0.1:8080/api/v1/objectives/30?release=2026.1"},
    "after": {"code": "30", "text": null, "value": "80", "href": "http://127.0.0.1:8080/api/v1/objectives/30?release=2026-Q4.1"},
    "diff": null, "basis": "code", "similarity": null, "relation": null, "ground": null, "confidence": null, "reason": null,
    "note": null, "absent": {"diff": "not_applicable", "note": "not_applicable", "reason": "not_applicable"}
}))]
pub struct ChangeView {
    /// The place among all changes between the two revisions, such as `c7`; the same in both directions.
    pub id: String,
    #[schema(value_type = ChangeKind)]
    pub kind: String,
    #[schema(value_type = ChangeSubject)]
    pub subject: String,
    /// Where in the plan it belongs.
    #[schema(value_type = Level)]
    pub level: String,
    /// The code after the change, or else the one before.
    pub code: Option<String>,
    pub axis: Option<String>,
    pub action: Option<String>,
    pub objective: Option<String>,
    /// The flat name of the field that differs; null where the row as a whole was added, removed or not compared.
    pub field: Option<String>,
    /// Null where `from` has no such row.
    pub before: Option<SideView>,
    /// Null where `to` has no such row.
    pub after: Option<SideView>,
    /// The words that stayed, left and came, if both texts are in one language.
    pub diff: Option<Vec<Piece>>,
    /// What both sides were put together by.
    #[schema(value_type = Option<MatchedBy>)]
    pub basis: Option<String>,
    /// For `similar`: the share of common words, a whole percentage rounded down; case, accents, punctuation and order
    /// aside, so that 100 is not yet the same text.
    #[schema(minimum = 0, maximum = 100)]
    pub similarity: Option<i32>,
    /// For `by_hand`: how a person relates both sides.
    #[schema(value_type = Option<PairRelation>)]
    pub relation: Option<String>,
    /// Whether a document states the relation or it is inferred.
    #[schema(value_type = Option<Basis>)]
    pub ground: Option<String>,
    #[schema(value_type = Option<Confidence>)]
    pub confidence: Option<String>,
    /// Why nothing is put together, or no words compared.
    #[schema(value_type = Option<Incomparable>)]
    pub reason: Option<String>,
    /// What the person says of it, in the record's own words.
    pub note: Option<Texts>,
    /// Why each null is null, by the flat names of files.
    #[schema(value_type = Absences)]
    pub absent: Absences,
}

/// The view of a row; `from` is the release that is compared with.
pub fn of(row: ChangeRow, context: &Context, from: &Release) -> ChangeView {
    let diff = compare::difference(&texts(&row.before_fr, &row.before_en), &texts(&row.after_fr, &row.after_en));
    let side =
        |code: &Option<String>, fr: &Option<String>, en: &Option<String>, value: &Option<String>, release: &Release| {
            SideView {
                code: code.clone(),
                text: texts_or_null(fr, en),
                value: value.clone(),
                href: format!("{}{}", context.base, links::v1(&path(&row.subject, code.as_deref(), &release.pinned()))),
            }
        };
    // The release itself has no code, and is on both sides.
    let is_there = |code: &Option<String>| code.is_some() || row.code.is_none();
    let before = is_there(&row.before_code)
        .then(|| side(&row.before_code, &row.before_fr, &row.before_en, &row.before_value, from));
    let after = is_there(&row.after_code)
        .then(|| side(&row.after_code, &row.after_fr, &row.after_en, &row.after_value, &context.release));
    ChangeView {
        before,
        after,
        diff,
        note: texts_or_null(&row.note_fr, &row.note_en),
        absent: Absences::from_flat(&row.absent),
        id: row.id,
        kind: row.kind,
        subject: row.subject,
        level: row.level,
        code: row.code,
        axis: row.axis,
        action: row.action,
        objective: row.objective,
        field: row.field,
        basis: row.basis,
        similarity: row.similarity,
        relation: row.relation,
        ground: row.ground,
        confidence: row.confidence,
        reason: row.reason,
    }
}

/// Where a row is read in one revision of a release.
pub fn path(subject: &str, code: Option<&str>, pinned: &str) -> String {
    match (subject, code) {
        ("axis", Some(code)) => format!("/axes/{code}?release={pinned}"),
        (subject, Some(code)) => format!("/{subject}s/{code}?release={pinned}"),
        (_, None) => format!("/releases/{pinned}"),
    }
}
