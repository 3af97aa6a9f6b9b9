//! First stage: bytes of any of the three forms into rows of cells, each with its place. Nothing is understood yet.

mod archive;
pub(super) mod csv;
mod places;
mod toml;
mod xlsx;

pub use places::Places;
pub use xlsx::GUIDE;

use super::{
    Rule, Sheet,
    columns::{COLUMNS, Column},
    report::{Remark, Report, Severity, excerpt},
};
use crate::domain::text::nearest;

/// Most bytes of a file; a template has thirty thousand.
pub const MOST_BYTES: usize = 20 * 1024 * 1024;
/// Most rows of a file; the plan has 68.
pub const MOST_ROWS: usize = 2_000;
/// Most columns of a table; a template in CSV has 22.
pub const MOST_COLUMNS: usize = 100;
/// Most characters of a cell: as many as a spreadsheet takes.
pub const LONGEST_CELL: usize = 32_767;

/// How a Compound File begins: workbooks before .xlsx, and those that are encrypted.
const OLD_WORKBOOK: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/// Most bytes of text in a file, of which a shared string of a workbook may be a hundred thousand times; the template has
/// thirty thousand.
const MOST_TEXT: usize = 4 * 1024 * 1024;

/// Where something stands in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The sheet as the file names it.
    pub sheet: Option<String>,
    /// From 1.
    pub line: usize,
}

/// A cell as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawCell {
    /// The column: its letter in a sheet, its name elsewhere.
    pub column: String,
    pub text: String,
    /// The cell is computed.
    pub is_formula: bool,
    /// The line, where it is not that of the row.
    pub line: Option<usize>,
}

/// A row as it was written.
#[derive(Clone, Debug)]
pub struct RawRow {
    pub sheet: Sheet,
    pub place: Place,
    pub cells: Vec<(&'static Column, RawCell)>,
}

impl RawRow {
    /// The cell of a column.
    pub fn cell(&self, column: &str) -> Option<&RawCell> {
        self.cells.iter().find(|(known, _)| known.name == column).map(|(_, cell)| cell)
    }

    /// The code as written, without white space around it.
    pub fn code(&self) -> &str {
        self.cell("code").map_or("", |cell| cell.text.trim())
    }
}

/// What was read, and what was wrong with the file itself.
#[derive(Debug, Default)]
pub struct Rows {
    pub rows: Vec<RawRow>,
    pub report: Report,
    /// Bytes of text in the rows.
    text: usize,
    /// There are more rows than are read.
    is_cut: bool,
}

/// Reads a file. Its form is told by its bytes: a ZIP archive is XLSX, a text that begins with a TOML table is TOML,
/// any other text is CSV.
pub fn read(bytes: &[u8]) -> Rows {
    let mut rows = Rows::default();
    if bytes.len() > MOST_BYTES {
        rows.refuse(
            [format!("le fichier a {} octets", bytes.len()), format!("the file has {} bytes", bytes.len())],
            [format!("au plus {MOST_BYTES} octets"), format!("at most {MOST_BYTES} bytes")],
        );
    } else if bytes.starts_with(b"PK\x03\x04") {
        xlsx::read(bytes, &mut rows);
    } else if bytes.starts_with(&OLD_WORKBOOK) {
        rows.refuse(
            [
                "le fichier est un classeur .xls, ou protégé par un mot de passe".to_owned(),
                "the file is an .xls workbook, or protected by a password".to_owned(),
            ],
            [
                "enregistrez-le au format .xlsx, sans mot de passe".to_owned(),
                "save it as .xlsx, without a password".to_owned(),
            ],
        );
    } else if let Some(text) = text_of(bytes, &mut rows) {
        if toml::is_toml(text) { toml::read(text, &mut rows) } else { csv::read(text, &mut rows) }
    }
    rows
}

impl Rows {
    /// The file as a whole cannot be read.
    fn refuse(&mut self, message: [String; 2], hint: [String; 2]) {
        self.report.add(Remark::new(Severity::Error, Rule::File, message, hint));
    }

    /// Adds a row, unless it is empty or one too many.
    fn add(&mut self, row: RawRow) {
        if row.cells.iter().all(|(_, cell)| cell.text.trim().is_empty()) {
            return;
        }
        self.text += row.cells.iter().map(|(_, cell)| cell.text.len()).sum::<usize>();
        if self.rows.len() == MOST_ROWS || self.text > MOST_TEXT {
            self.is_cut = true;
            return self.refuse(
                [
                    format!("le fichier a plus de {MOST_ROWS} lignes, ou plus de {MOST_TEXT} octets de texte"),
                    format!("the file has more than {MOST_ROWS} rows, or more than {MOST_TEXT} bytes of text"),
                ],
                ["gardez les lignes du modèle".to_owned(), "keep the rows of the template".to_owned()],
            );
        }
        self.rows.push(row);
    }

    /// Whether no more rows are wanted.
    fn is_full(&self) -> bool {
        self.is_cut || self.report.is_full()
    }

    /// A column that is not known.
    fn unknown_column(&mut self, place: &Place, column: &str, name: &str) {
        let name = &excerpt(name);
        let known = COLUMNS.iter().flat_map(|column| [column.name, column.labels[0], column.labels[1]]);
        let near = nearest(name, known);
        let message =
            [format!("la colonne « {name} » n’est pas connue"), format!("the column \"{name}\" is not known")];
        let hint = match near {
            Some(near) => [format!("la plus proche est « {near} »"), format!("the nearest is \"{near}\"")],
            None => ["gardez les colonnes du modèle".to_owned(), "keep the columns of the template".to_owned()],
        };
        let remark = Remark::new(Severity::Error, Rule::Column, message, hint);
        self.report.add(remark.at(place).in_column(column, "", name));
    }

    /// A line that no table of this kind has; nothing behind it is read.
    fn too_many_columns(&mut self, place: Place) {
        self.is_cut = true;
        let message = [
            format!("la ligne a plus de {MOST_COLUMNS} cellules"),
            format!("the line has more than {MOST_COLUMNS} cells"),
        ];
        let hint = ["gardez les colonnes du modèle".to_owned(), "keep the columns of the template".to_owned()];
        self.report.add(Remark::new(Severity::Error, Rule::File, message, hint).at(&place));
    }

    /// A column that stands twice.
    fn column_twice(&mut self, place: &Place, column: &str, name: &str) {
        let name = &excerpt(name);
        let message =
            [format!("la colonne « {name} » est là deux fois"), format!("the column \"{name}\" is there twice")];
        let hint = ["gardez-en une".to_owned(), "keep one of them".to_owned()];
        self.report
            .add(Remark::new(Severity::Error, Rule::Column, message, hint).at(place).in_column(column, "", name));
    }
}

/// A text, or as much of one that is too long as shows that it is.
fn clipped(text: &str) -> &str {
    match text.char_indices().nth(LONGEST_CELL + 1) {
        Some((end, _)) if text.len() > LONGEST_CELL => &text[..end],
        _ => text,
    }
}

/// The text of a file in UTF-8, with or without byte order mark.
fn text_of<'a>(bytes: &'a [u8], rows: &mut Rows) -> Option<&'a str> {
    let hint = [
        "enregistrez-le en UTF-8 (« CSV UTF-8 » dans Excel)".to_owned(),
        "save it as UTF-8 (\"CSV UTF-8\" in Excel)".to_owned(),
    ];
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        rows.refuse(["le fichier est en UTF-16".to_owned(), "the file is in UTF-16".to_owned()], hint);
        return None;
    }
    match str::from_utf8(bytes) {
        Ok(_) if bytes.contains(&0) => {
            let message = [
                "le fichier n’est pas un texte : il contient des octets nuls",
                "the file is no text: it has null bytes",
            ];
            rows.refuse(message.map(str::to_owned), hint);
            None
        }
        Ok(text) => Some(text.strip_prefix('\u{feff}').unwrap_or(text)),
        Err(error) => {
            let at = error.valid_up_to();
            let line = bytes[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
            let message = [
                format!("l’octet {at}, ligne {line}, n’est pas de l’UTF-8"),
                format!("byte {at}, on line {line}, is not UTF-8"),
            ];
            rows.refuse(message, hint);
            None
        }
    }
}
