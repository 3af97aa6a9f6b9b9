//! What a person said of two statements in different languages: kept with the later release, so that changes can be
//! computed from the database alone.

use diesel::prelude::*;

use super::{
    connection::{Db, MultiBackend},
    schema::pairs,
};

/// A statement of an earlier release, and the one of this release that takes it up.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = pairs, check_for_backend(MultiBackend))]
pub struct PairRow {
    pub release_seq: i64,
    pub position: i32,
    pub from_release: String,
    pub from_code: String,
    /// The words of the earlier statement when it was paired.
    pub from_fr: Option<String>,
    pub from_en: Option<String>,
    pub to_code: String,
    pub relation: String,
    pub ground: String,
    pub confidence: String,
    pub note_fr: Option<String>,
    pub note_en: Option<String>,
}

/// The pairs that a release keeps, in their order.
pub fn list(db: &mut Db, release_seq: i64) -> QueryResult<Vec<PairRow>> {
    let own = pairs::table.filter(pairs::release_seq.eq(release_seq)).order_by(pairs::position);
    own.select(PairRow::as_select()).load(db)
}
