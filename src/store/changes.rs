//! What changed between a release and the one before it.

use diesel::prelude::*;

use super::{
    connection::{Db, MultiBackend},
    schema::changes,
};
use crate::domain::dataset::record;

/// One change, as `publish::compare` finds it. Each null has its reason in `absent`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = changes, check_for_backend(MultiBackend))]
pub struct ChangeRow {
    pub release_seq: i64,
    pub position: i32,
    /// `c1`, `c2` …: the place among all changes between the two revisions, the same in both directions.
    pub id: String,
    pub from_release: String,
    pub from_revision: i32,
    pub kind: String,
    pub subject: String,
    pub level: String,
    pub code: Option<String>,
    pub axis: Option<String>,
    pub action: Option<String>,
    pub objective: Option<String>,
    pub field: Option<String>,
    pub before_code: Option<String>,
    pub before_fr: Option<String>,
    pub before_en: Option<String>,
    pub before_value: Option<String>,
    pub after_code: Option<String>,
    pub after_fr: Option<String>,
    pub after_en: Option<String>,
    pub after_value: Option<String>,
    pub diff: Option<String>,
    pub basis: Option<String>,
    pub similarity: Option<i32>,
    pub relation: Option<String>,
    pub ground: Option<String>,
    pub confidence: Option<String>,
    pub reason: Option<String>,
    pub note_fr: Option<String>,
    pub note_en: Option<String>,
    pub absent: String,
}

record!(ChangeRow {
    id,
    from_release,
    from_revision,
    kind,
    subject,
    level,
    code,
    axis,
    action,
    objective,
    field,
    before_code,
    before_fr,
    before_en,
    before_value,
    after_code,
    after_fr,
    after_en,
    after_value,
    diff,
    basis,
    similarity,
    relation,
    ground,
    confidence,
    reason,
    note_fr,
    note_en,
    absent
});

/// What was found to have changed when a revision was published, in the order of the plan.
pub fn list(db: &mut Db, release_seq: i64) -> QueryResult<Vec<ChangeRow>> {
    let own = changes::table.filter(changes::release_seq.eq(release_seq)).order_by(changes::position);
    own.select(ChangeRow::as_select()).load(db)
}
