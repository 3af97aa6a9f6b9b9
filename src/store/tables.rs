//! The tables that hold the rows of a release, each with its type of row and its dataset: named here, once.
//!
//! What is done with every table (written, read back, counted, cut into words, queried) follows from this list.

/// The rows, by the names that the list gives them.
pub mod rows_of {
    pub use crate::store::{
        actions::ActionRow, axes::AxisRow, derivations::DerivationRow, objectives::ObjectiveRow, progress::ProgressRow,
        sources::SourceRow, statements::StatementRow,
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
            derivations: DerivationRow, DERIVATIONS;
        }
    };
}
pub(super) use each_table;
