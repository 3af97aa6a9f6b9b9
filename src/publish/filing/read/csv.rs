//! CSV: one table whose column `level` tells the sheet of a row; comma, semicolon or tabulator between cells.

use super::{
    super::{
        Rule,
        columns::{COLUMNS, Column},
        report::{Remark, Severity, excerpt},
    },
    LONGEST_CELL, MOST_COLUMNS, Place, RawCell, RawRow, Rows, Sheet, clipped,
};

/// The column that tells the sheet, by its names in data and in French.
const LEVEL: [&str; 2] = ["level", "niveau"];

/// What a column of the file is.
enum Heading {
    Level,
    Known(&'static Column),
    Unknown,
}

/// Most delimiters of a file, those within texts too: the reader keeps eight bytes for each cell of a line.
const MOST_DELIMITERS: usize = 200_000;

pub fn read(text: &str, rows: &mut Rows) {
    let delimiter = delimiter(text);
    if text.bytes().filter(|byte| *byte == delimiter).count() > MOST_DELIMITERS {
        return rows.refuse(
            [
                format!("le fichier a plus de {MOST_DELIMITERS} cellules"),
                format!("the file has more than {MOST_DELIMITERS} cells"),
            ],
            [
                "gardez les lignes et colonnes du modèle".to_owned(),
                "keep the rows and columns of the template".to_owned(),
            ],
        );
    }
    if let Some(line) = line_of_long_run(text, delimiter) {
        let message = [
            format!("la cellule a plus de {LONGEST_CELL} caractères"),
            format!("the cell has more than {LONGEST_CELL} characters"),
        ];
        let remark = Remark::new(
            Severity::Error,
            Rule::Text,
            message,
            ["un texte plus court".to_owned(), "a shorter text".to_owned()],
        );
        return rows.report.add(remark.at(&Place { sheet: None, line }));
    }
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
    // One record is filled again and again, with room for all there is: it would grow by copies of itself.
    let mut record = csv::StringRecord::with_capacity(text.len(), MOST_COLUMNS);
    if !matches!(reader.read_record(&mut record), Ok(true)) {
        return rows.refuse(
            ["le fichier est vide".to_owned(), "the file is empty".to_owned()],
            ["partez du modèle".to_owned(), "start from the template".to_owned()],
        );
    }
    if record.len() > MOST_COLUMNS {
        return rows.too_many_columns(Place { sheet: None, line: 1 });
    }
    let headings = headings(&record, rows);
    let is_table = |heading: &Heading| matches!(heading, Heading::Level);
    if !headings.iter().any(is_table) {
        return rows.refuse(
            [
                "la colonne « level » manque : elle dit de quoi parle chaque ligne".to_owned(),
                "the column \"level\" is missing: it tells what each row is about".to_owned(),
            ],
            [
                "une première ligne telle que « level;code;progress »".to_owned(),
                "a first line such as \"level;code;progress\"".to_owned(),
            ],
        );
    }
    let mut lines = Lines { text, at: 0, line: 1 };
    // The text is UTF-8 and lines may have any number of cells: nothing else is an error.
    while matches!(reader.read_record(&mut record), Ok(true)) {
        let line =
            record.position().map_or(0, |position| lines.of(usize::try_from(position.byte()).unwrap_or(usize::MAX)));
        row(&record, &headings, Place { sheet: None, line }, rows);
        if rows.is_full() {
            return;
        }
    }
}

/// Most bytes of a cell as it is written: each character has up to four, and a quote stands twice.
const LONGEST_WRITTEN: usize = 4 * LONGEST_CELL + 2;

/// The line of the first cell that is too long, quoted or not. It is looked for before cells are copied out of a text that may
/// have nothing else.
fn line_of_long_run(text: &str, delimiter: u8) -> Option<usize> {
    let bytes = text.as_bytes();
    let (mut start, mut is_quoted) = (0, false);
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'"' if at == start => is_quoted = true,
            // A doubled quote ends the cell and begins it again.
            b'"' if is_quoted || bytes[at - 1] == b'"' => is_quoted = !is_quoted,
            _ if !is_quoted && (*byte == delimiter || matches!(byte, b'\n' | b'\r')) => start = at + 1,
            _ if at - start > LONGEST_WRITTEN => return Some(Lines { text, at: 0, line: 1 }.of(start)),
            _ => {}
        }
    }
    None
}

/// Counts the lines of a text, forwards.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: usize,
}

impl Lines<'_> {
    /// The line of a record that begins at a byte, or behind the end of a line there, which the reader has not passed yet.
    fn of(&mut self, byte: usize) -> usize {
        let bytes = self.text.as_bytes();
        let ends = bytes.iter().skip(byte).take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let start = byte.saturating_add(ends).min(bytes.len());
        self.line += line_ends(&bytes[self.at.min(start)..start]);
        self.at = self.at.max(start);
        self.line
    }
}

/// How many lines end in some bytes: with a line feed, or with a carriage return alone.
fn line_ends(bytes: &[u8]) -> usize {
    let ends = |pair: &&[u8]| pair[0] == b'\n' || (pair[0] == b'\r' && pair.get(1) != Some(&b'\n'));
    (0..bytes.len()).map(|at| &bytes[at..bytes.len().min(at + 2)]).filter(ends).count()
}

/// The delimiter that stands most often in the first line.
fn delimiter(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    [b';', b',', b'\t']
        .into_iter()
        .max_by_key(|wanted| first.bytes().filter(|byte| byte == wanted).count())
        .unwrap_or(b';')
}

fn headings(header: &csv::StringRecord, rows: &mut Rows) -> Vec<Heading> {
    let place = Place { sheet: None, line: 1 };
    let mut seen: Vec<&str> = Vec::new();
    let mut heading = |name: &str| {
        if LEVEL.iter().any(|known| name.trim().eq_ignore_ascii_case(known)) {
            return Heading::Level;
        }
        match COLUMNS.iter().find(|column| column.is_named(name)) {
            Some(column) if seen.contains(&column.name) => {
                rows.column_twice(&place, name, name);
                Heading::Unknown
            }
            Some(column) => {
                seen.push(column.name);
                Heading::Known(column)
            }
            None => {
                rows.unknown_column(&place, name, name);
                Heading::Unknown
            }
        }
    };
    header.iter().map(&mut heading).collect()
}

fn row(record: &csv::StringRecord, headings: &[Heading], place: Place, rows: &mut Rows) {
    if record.iter().all(|cell| cell.trim().is_empty()) {
        return;
    }
    if record.len() != headings.len() {
        let (has, expected) = (record.len(), headings.len());
        let message = [
            format!("la ligne a {has} cellules et la première {expected}"),
            format!("the line has {has} cells and the first one {expected}"),
        ];
        let hint = [
            "un texte qui contient le séparateur ou un retour à la ligne se met entre guillemets".to_owned(),
            "a text that holds the delimiter or a line break stands in quotes".to_owned(),
        ];
        return rows.report.add(Remark::new(Severity::Error, Rule::Cells, message, hint).at(&place));
    }
    let level = headings.iter().zip(record).find(|(heading, _)| matches!(heading, Heading::Level));
    let level = level.map_or("", |(_, cell)| cell);
    let Some(sheet) = Sheet::named(level) else {
        let given = excerpt(level);
        let message = [format!("« {given} » n’est pas un niveau"), format!("\"{given}\" is not a level")];
        let hint =
            ["release, axes, actions ou objectives".to_owned(), "release, axes, actions or objectives".to_owned()];
        let remark = Remark::new(Severity::Error, Rule::Level, message, hint).at(&place);
        return rows.report.add(remark.in_column("level", "level", level));
    };
    let mut cells = Vec::new();
    for (heading, text) in headings.iter().zip(record) {
        let Heading::Known(column) = heading else { continue };
        let is_formula = text.trim_start().starts_with('=');
        let cell =
            RawCell { column: column.name.to_owned(), text: clipped(plain(text)).to_owned(), is_formula, line: None };
        if column.sheets.contains(&sheet) {
            cells.push((*column, cell));
        } else if !text.trim().is_empty() {
            misplaced(column, sheet, text, &place, rows);
        }
    }
    rows.add(RawRow { sheet, place, cells });
}

/// A text without the apostrophe that protects it in a spreadsheet.
fn plain(text: &str) -> &str {
    if is_marked(text) { &text[1..] } else { text }
}

/// Whether a text begins with the apostrophe that a spreadsheet, or the writer of templates, protects it with.
pub(in super::super) fn is_marked(text: &str) -> bool {
    let rest = text.strip_prefix('\'').map(|rest| rest.trim_start_matches('\''));
    rest.is_some_and(|rest| rest.starts_with(['=', '+', '-', '@']) || rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// A cell that has no meaning for its row.
pub(super) fn misplaced(column: &Column, sheet: Sheet, text: &str, place: &Place, rows: &mut Rows) {
    let [fr, en] = sheet.row_names();
    let message = [
        format!("une ligne de niveau « {fr} » n’a pas de colonne « {} »", column.name),
        format!("a row of the level \"{en}\" has no column \"{}\"", column.name),
    ];
    let hint = ["laissez la cellule vide".to_owned(), "leave the cell empty".to_owned()];
    let remark = Remark::new(Severity::Error, Rule::Column, message, hint).at(place);
    rows.report.add(remark.in_column(column.name, column.name, text));
}
