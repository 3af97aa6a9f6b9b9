//! The tables that hold the rows of a release, each with its type of row and its dataset: named here, once.
//!
//! What is done with every table (written, read back, counted, cut into words, queried) follows from this list.

use super::snapshot::Snapshot;
use crate::domain::{
    catalogue,
    dataset::{Dataset, Record, Value},
};

/// The rows, by the names that the list gives them.
pub mod rows_of {
    pub use crate::store::{
        actions::ActionRow, axes::AxisRow, changes::ChangeRow, crosswalk::CrosswalkRow, derivations::DerivationRow,
        findings::FindingRow, indicators::IndicatorRow, objectives::ObjectiveRow, passages::PassageRow,
        progress::ProgressRow, sources::SourceRow, statements::StatementRow, targets::TargetRow, terms::TermRow,
    };
}

/// Hands the list to a macro: a table, its row, its dataset in [`crate::domain::catalogue`]. Every table has
/// `release_seq` and `position`, the place of a row in its release.
macro_rules! each_table {
    ($do:ident) => {
        $do! {
            axes: AxisRow, AXES;
            actions: ActionRow, ACTIONS;
            objectives: ObjectiveRow, OBJECTIVES;
            statements: StatementRow, STATEMENTS;
            progress: ProgressRow, FIGURES;
            sources: SourceRow, SOURCES;
            targets: TargetRow, TARGETS;
            findings: FindingRow, FINDINGS;
            terms: TermRow, TERMS;
            indicators: IndicatorRow, INDICATORS;
            crosswalk: CrosswalkRow, CROSSWALK;
            passages: PassageRow, PASSAGES;
            changes: ChangeRow, CHANGES;
            derivations: DerivationRow, DERIVATIONS;
        }
    };
}
pub(super) use each_table;

/// A row of any table, without its type.
pub struct AnyRow {
    pub dataset: &'static Dataset,
    pub columns: &'static [&'static str],
    /// In the order of the columns.
    pub values: Vec<Value>,
}

macro_rules! any_rows {
    ($($table:ident: $row:ident, $dataset:ident;)+) => {
        /// Every row of a snapshot but that of the release itself, table by table.
        pub fn any_rows(snapshot: &Snapshot) -> Vec<AnyRow> {
            let mut rows = Vec::new();
            $(rows.extend(snapshot.$table.iter().map(|row| AnyRow {
                dataset: &catalogue::$dataset,
                columns: rows_of::$row::COLUMNS,
                values: row.values(),
            }));)+
            rows
        }
    };
}
each_table!(any_rows);
