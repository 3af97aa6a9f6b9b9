//! A whole release as rows: what is written when one is published, and what a later one takes over from it.

use diesel::prelude::*;

use super::{
    citations::CitationRow,
    connection::Db,
    dialect::on_backend,
    pairs::{self, PairRow},
    releases::ReleaseRow,
    schema,
    tables::{each_table, rows_of},
};

macro_rules! snapshot {
    ($($table:ident: $row:ident, $dataset:ident;)+) => {
        /// Every row of one revision of a release.
        #[derive(Clone, Debug)]
        pub struct Snapshot {
            pub release: ReleaseRow,
            $(pub $table: Vec<rows_of::$row>,)+
            pub citations: Vec<CitationRow>,
            pub pairs: Vec<PairRow>,
            /// The documents: SHA-256 of the bytes, and the text.
            pub texts: Vec<(String, String)>,
        }

        impl Snapshot {
            /// A snapshot that holds the release and no row yet.
            pub fn empty(release: ReleaseRow) -> Self {
                Snapshot { release, $($table: Vec::new(),)+ citations: Vec::new(), pairs: Vec::new(), texts: Vec::new() }
            }

            /// Gives every row the release's sequence.
            pub fn numbered(mut self, seq: i64) -> Self {
                self.release.seq = seq;
                $(self.$table.iter_mut().for_each(|row| row.release_seq = seq);)+
                self.citations.iter_mut().for_each(|row| row.release_seq = seq);
                self.pairs.iter_mut().for_each(|row| row.release_seq = seq);
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
                $(for rows in snapshot.$table.chunks(BATCH) {
                    diesel::insert_into(schema::$table::table).values(rows).execute(connection)?;
                })+
                for rows in snapshot.citations.chunks(BATCH) {
                    diesel::insert_into(schema::citations::table).values(rows).execute(connection)?;
                }
                for rows in snapshot.pairs.chunks(BATCH) {
                    diesel::insert_into(schema::pairs::table).values(rows).execute(connection)?;
                }
            });
            Ok(())
        }

        /// A release as it was written, read back whole.
        pub fn load(db: &mut Db, release: ReleaseRow) -> QueryResult<Snapshot> {
            let seq = release.seq;
            let mut snapshot = Snapshot::empty(release);
            $(snapshot.$table = schema::$table::table
                .filter(schema::$table::release_seq.eq(seq))
                .order_by(schema::$table::position)
                .select(rows_of::$row::as_select())
                .load(db)?;)+
            snapshot.citations = {
                use schema::citations::{code, field, rank, release_seq, subject, table};
                let own = table.filter(release_seq.eq(seq)).order_by((subject, code, field, rank));
                own.select(CitationRow::as_select()).load(db)?
            };
            snapshot.pairs = pairs::list(db, seq)?;
            let digests: Vec<&String> = snapshot.sources.iter().map(|source| &source.sha256).collect();
            snapshot.texts = schema::source_texts::table
                .filter(schema::source_texts::sha256.eq_any(digests))
                .order_by(schema::source_texts::sha256)
                .select((schema::source_texts::sha256, schema::source_texts::content))
                .load(db)?;
            Ok(snapshot)
        }
    };
}
each_table!(snapshot);

/// Rows in one insert: SQLite takes 32,766 values in a statement, and no table has more than 32 columns.
const BATCH: usize = 1000;
