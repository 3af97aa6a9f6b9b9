//! The releases themselves: which exist, and which one is current.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::{
    connection::{Db, MultiBackend},
    dialect::on_backend,
    schema::{current_release, releases},
};
use crate::domain::{
    dataset::record,
    freshness::{Between, months},
    release::{Release, Releases},
    text::Texts,
};

/// One revision of a release, without its rows.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = releases, check_for_backend(MultiBackend))]
pub struct ReleaseRow {
    pub seq: i64,
    pub id: String,
    pub revision: i32,
    pub edition: String,
    pub title_fr: Option<String>,
    pub title_en: Option<String>,
    pub recorded_at: NaiveDateTime,
    pub earliest: Option<NaiveDate>,
    pub earliest_basis_fr: Option<String>,
    pub earliest_basis_en: Option<String>,
    pub latest: Option<NaiveDate>,
    pub latest_basis_fr: Option<String>,
    pub latest_basis_en: Option<String>,
    pub reason: Option<String>,
    pub approval: String,
    pub content_sha256: String,
    pub announced_axes: Option<i32>,
    pub announced_actions: Option<i32>,
    pub announced_objectives: Option<i32>,
    pub promise_fr: Option<String>,
    pub promise_en: Option<String>,
    pub absent: String,
}

record!(ReleaseRow {
    edition,
    title_fr,
    title_en,
    recorded_at,
    earliest,
    earliest_basis_fr,
    earliest_basis_en,
    latest,
    latest_basis_fr,
    latest_basis_en,
    reason,
    approval,
    content_sha256,
    announced_axes,
    announced_actions,
    announced_objectives,
    promise_fr,
    promise_en,
    absent
});

impl ReleaseRow {
    /// The id with its revision, such as `2026.1`: the form to cite.
    pub fn pinned(&self) -> String {
        format!("{}.{}", self.id, self.revision)
    }

    /// The months between two updates that the release promises, if its words are known.
    pub fn promised_months(&self) -> Option<u32> {
        months(&Texts { fr: self.promise_fr.clone(), en: self.promise_en.clone() })
    }

    /// The bounds of the day on which the next release is due by the promise.
    pub fn next_due(&self) -> Between {
        let released = Between { earliest: self.earliest, latest: self.latest };
        self.promised_months().map(|months| released.later(months)).unwrap_or_default()
    }
}

impl From<&ReleaseRow> for Release {
    fn from(row: &ReleaseRow) -> Self {
        Release {
            sequence: row.seq,
            id: row.id.clone(),
            revision: row.revision,
            edition: row.edition.clone(),
            recorded_at: row.recorded_at,
            earliest: row.earliest,
            latest: row.latest,
            content_sha256: row.content_sha256.clone(),
        }
    }
}

/// Every revision of every release, in the order of recording.
pub fn list(db: &mut Db) -> QueryResult<Vec<ReleaseRow>> {
    releases::table.order_by(releases::seq).select(ReleaseRow::as_select()).load(db)
}

/// One revision, by its sequence.
pub fn by_sequence(db: &mut Db, seq: i64) -> QueryResult<Option<ReleaseRow>> {
    releases::table.find(seq).select(ReleaseRow::as_select()).first(db).optional()
}

/// The list of releases with the current one, or an empty list when there is none.
pub fn index(db: &mut Db) -> QueryResult<Releases> {
    let current = current(db)?.unwrap_or_default();
    Ok(Releases::new(list(db)?.iter().map(Release::from).collect(), current))
}

/// The sequence of the current release.
pub fn current(db: &mut Db) -> QueryResult<Option<i64>> {
    current_release::table.find(1).select(current_release::seq).first(db).optional()
}

/// The sequence that the next revision takes.
pub fn next_sequence(db: &mut Db) -> QueryResult<i64> {
    let last: Option<i64> = releases::table.select(diesel::dsl::max(releases::seq)).first(db)?;
    Ok(last.unwrap_or_default() + 1)
}

/// Makes a release the current one. Readers see the switch when the transaction ends.
pub fn switch(db: &mut Db, seq: i64) -> QueryResult<()> {
    on_backend!(db, |connection| {
        diesel::insert_into(current_release::table)
            .values((current_release::id.eq(1), current_release::seq.eq(seq)))
            .on_conflict(current_release::id)
            .do_update()
            .set(current_release::seq.eq(seq))
            .execute(connection)
    })?;
    Ok(())
}
