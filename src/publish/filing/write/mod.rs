//! A filing in each of its three forms, as [`super::read`] takes it back.

mod csv;
mod toml;
mod xlsx;

use super::{Cell, Filing, columns::Column, words};
use crate::domain::{closed::closed, progress::Status};

closed! {
    /// The form of a filing.
    Form {
        /// A workbook with a sheet a level, drop-downs, locked codes and notes.
        Xlsx = "xlsx",
        /// One table with the column `level`, for a spreadsheet set to French.
        Csv = "csv",
        /// The same by RFC 4180: comma, no byte order mark.
        CsvRfc4180 = "csv-rfc4180",
        /// Tables of TOML.
        Toml = "toml",
    }
}

impl Form {
    /// The media type, for HTTP.
    pub fn media(self) -> &'static str {
        match self {
            Form::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Form::Csv | Form::CsvRfc4180 => "text/csv; charset=utf-8",
            Form::Toml => "application/toml",
        }
    }

    /// What the name of a file ends in.
    pub fn extension(self) -> &'static str {
        match self {
            Form::Xlsx => "xlsx",
            Form::Csv | Form::CsvRfc4180 => "csv",
            Form::Toml => "toml",
        }
    }
}

/// Writes a filing.
///
/// # Errors
/// What the writer of the form says; a text that is too long for a cell, for one.
pub fn write(filing: &Filing, form: Form) -> Result<Vec<u8>, String> {
    match form {
        Form::Xlsx => xlsx::write(filing).map_err(|error| error.to_string()),
        Form::Csv => csv::write(filing, true).map_err(|error| error.to_string()),
        Form::CsvRfc4180 => csv::write(filing, false).map_err(|error| error.to_string()),
        Form::Toml => toml::write(filing).map(String::into_bytes).map_err(|error| error.to_string()),
    }
}

/// A cell as people read it.
fn shown(column: &Column, cell: &Cell) -> String {
    match cell {
        Cell::Absent(reason) => words::of_absence(*reason).to_owned(),
        Cell::Number(number) => number.to_string(),
        Cell::Text(text) if column.name == "status" => {
            Status::from_word(text).map_or_else(|| text.clone(), |status| words::of_status(status).to_owned())
        }
        Cell::Text(text) => text.clone(),
    }
}
