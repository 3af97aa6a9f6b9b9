//! A whole release as rows: what is written when one is published, and what a later one takes over from it.

use diesel::prelude::*;

use super::{
    actions::ActionRow, axes::AxisRow, citations::CitationRow, connection::Db, dialect::on_backend,
    objectives::ObjectiveRow, progress::ProgressRow, releases::ReleaseRow, schema, sources::SourceRow,
    statements::StatementRow,
};

/// Every row of one revision of a release.
#[derive(Clone, Debug)]
pub struct Snapshot {
    pub release: ReleaseRow,
    pub axes: Vec<AxisRow>,
    pub actions: Vec<ActionRow>,
    pub objectives: Vec<ObjectiveRow>,
    pub statements: Vec<StatementRow>,
    pub progress: Vec<ProgressRow>,
    pub sources: Vec<SourceRow>,
    pub citations: Vec<CitationRow>,
    /// The documents: SHA-256 of the bytes, and the text.
    pub texts: Vec<(String, String)>,
}

impl Snapshot {
    /// Gives every row the release's sequence.
    pub fn numbered(mut self, seq: i64) -> Self {
        self.release.seq = seq;
        self.axes.iter_mut().for_each(|row| row.release_seq = seq);
        self.actions.iter_mut().for_each(|row| row.release_seq = seq);
        self.objectives.iter_mut().for_each(|row| row.release_seq = seq);
        self.statements.iter_mut().for_each(|row| row.release_seq = seq);
        self.progress.iter_mut().for_each(|row| row.release_seq = seq);
        self.sources.iter_mut().for_each(|row| row.release_seq = seq);
        self.citations.iter_mut().for_each(|row| row.release_seq = seq);
        self
    }
}

/// Writes every row of a snapshot. The caller owns the transaction.
pub fn insert(db: &mut Db, snapshot: &Snapshot) -> QueryResult<()> {
    on_backend!(db, |connection| {
        diesel::insert_into(schema::releases::table).values(&snapshot.release).execute(connection)?;
        for (sha256, content) in &snapshot.texts {
            diesel::insert_into(schema::source_texts::table)
                .values((schema::source_texts::sha256.eq(sha256), schema::source_texts::content.eq(content)))
                .on_conflict_do_nothing()
                .execute(connection)?;
        }
        for rows in snapshot.axes.chunks(BATCH) {
            diesel::insert_into(schema::axes::table).values(rows).execute(connection)?;
        }
        for rows in snapshot.actions.chunks(BATCH) {
            diesel::insert_into(schema::actions::table).values(rows).execute(connection)?;
        }
        for rows in snapshot.objectives.chunks(BATCH) {
            diesel::insert_into(schema::objectives::table).values(rows).execute(connection)?;
        }
        for rows in snapshot.statements.chunks(BATCH) {
            diesel::insert_into(schema::statements::table).values(rows).execute(connection)?;
        }
        for rows in snapshot.progress.chunks(BATCH) {
            diesel::insert_into(schema::progress::table).values(rows).execute(connection)?;
        }
        for rows in snapshot.sources.chunks(BATCH) {
            diesel::insert_into(schema::sources::table).values(rows).execute(connection)?;
        }
        for rows in snapshot.citations.chunks(BATCH) {
            diesel::insert_into(schema::citations::table).values(rows).execute(connection)?;
        }
    });
    Ok(())
}

/// Rows in one insert: PostgreSQL takes 65,535 values in a statement, and no table has more than 32 columns.
const BATCH: usize = 1000;

/// A release as it was written, read back whole.
pub fn load(db: &mut Db, release: ReleaseRow) -> QueryResult<Snapshot> {
    let seq = release.seq;
    macro_rules! rows {
        ($table:ident, $row:ident, $order:expr) => {
            schema::$table::table
                .filter(schema::$table::release_seq.eq(seq))
                .order_by($order)
                .select($row::as_select())
                .load(db)?
        };
    }
    let sources: Vec<SourceRow> = rows!(sources, SourceRow, schema::sources::position);
    let digests: Vec<&String> = sources.iter().map(|source| &source.sha256).collect();
    let texts = schema::source_texts::table
        .filter(schema::source_texts::sha256.eq_any(digests))
        .select((schema::source_texts::sha256, schema::source_texts::content))
        .load(db)?;
    Ok(Snapshot {
        release,
        axes: rows!(axes, AxisRow, schema::axes::position),
        actions: rows!(actions, ActionRow, schema::actions::position),
        objectives: rows!(objectives, ObjectiveRow, schema::objectives::position),
        statements: rows!(statements, StatementRow, schema::statements::position),
        progress: rows!(progress, ProgressRow, schema::progress::position),
        citations: rows!(
            citations,
            CitationRow,
            (schema::citations::subject, schema::citations::code, schema::citations::field, schema::citations::rank)
        ),
        sources,
        texts,
    })
}
