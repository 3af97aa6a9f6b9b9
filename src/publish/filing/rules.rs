//! The rules of filings by their names; `data/FILING.md` tells what each asks, and a test compares the two.

use crate::domain::closed::closed;

closed! {
    /// A rule that a filing follows, or a reader is told why it does not.
    Rule {
        /// The file can be read as a whole.
        File = "file",
        /// Its sheets are those of the template.
        Sheet = "sheet",
        /// Its columns are those of the template, each once.
        Column = "column",
        /// A line tells which level it is of.
        Level = "level",
        /// A line has a cell for each column, and each holds one value.
        Cells = "cells",
        /// A row has a code.
        Code = "code",
        /// A code is one of the plan.
        KnownCode = "known_code",
        /// No code stands twice.
        Duplicate = "duplicate",
        /// The id is that of a release in its turn; no quarter is skipped without a reason.
        Release = "release",
        /// No row is left out.
        Complete = "complete",
        /// No cell is computed by the spreadsheet.
        Formula = "formula",
        /// No letter was lost between two encodings.
        Encoding = "encoding",
        /// A text fits in a cell.
        Text = "text",
        /// Progress is a whole percentage.
        Percentage = "percentage",
        /// A status is one of the closed list.
        Status = "status",
        /// A completed objective stands at 100.
        StatusProgress = "status_progress",
        /// A date is a day that can be.
        Date = "date",
        /// Texts are in the languages that are declared, and say the same in each.
        Language = "language",
        /// A nested statement has one above it.
        Nesting = "nesting",
        /// A cell has a value or says why not.
        Empty = "empty",
        /// Only a title can be not named.
        Absence = "absence",
        /// What is announced is a whole number.
        Count = "count",
        /// A row stays below the parent that it was published with.
        Parent = "parent",
        /// A correction says why it is made.
        Correction = "correction",
        /// A release that was transcribed is corrected where it was transcribed.
        Transcribed = "transcribed",
        /// Progress does not fall back without a reason.
        FallsBack = "falls_back",
        /// A value is not withdrawn without a reason.
        Withdrawn = "withdrawn",
        /// A completed objective is not reopened without a reason.
        Reopened = "reopened",
        /// A figure is the mean of those below it.
        Computed = "computed",
    }
}
