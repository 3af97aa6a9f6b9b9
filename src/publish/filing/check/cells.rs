//! What one cell says.

use chrono::NaiveDate;

use super::{
    super::{
        Cell,
        columns::{Column, Takes},
        read::{LONGEST_CELL, RawCell, RawRow},
        words,
    },
    Checking,
};
use crate::domain::absence::Absence;

/// What a cell says; none if it is empty or not understood, which is told.
pub fn understand(row: &RawRow, column: &Column, cell: &RawCell, checking: &mut Checking) -> Option<Cell> {
    let text = words::tidy(&cell.text);
    if text.is_empty() {
        return None;
    }
    if cell.text.chars().count() > LONGEST_CELL {
        let message = [
            format!("la cellule a plus de {LONGEST_CELL} caractères"),
            format!("the cell has more than {LONGEST_CELL} characters"),
        ];
        checking.error(
            row,
            column.name,
            "text",
            message,
            ["un texte plus court".to_owned(), "a shorter text".to_owned()],
        );
        return None;
    }
    if column.needs_reason()
        && let Some(absence) = words::absence(&text)
    {
        return absent(row, column, absence, checking);
    }
    let understood = match column.takes {
        Takes::Code => return None,
        Takes::Parent | Takes::Text | Takes::Reason => Some(Cell::Text(text.clone())),
        Takes::Statements => return statements(row, column, cell, checking),
        Takes::Percentage => percentage(&text).map(Cell::Number),
        Takes::Status => words::status(&text).map(|status| Cell::Text(status.as_str().to_owned())),
        Takes::Count => text.parse().ok().filter(|count| (1..=10_000).contains(count)).map(Cell::Number),
        Takes::Date => date(&text).map(|date| Cell::Text(date.to_string())),
        Takes::Languages => languages(&text).map(|languages| Cell::Text(languages.join(", "))),
    };
    if understood.is_none() {
        not_understood(row, column, &text, checking);
    }
    understood
}

fn absent(row: &RawRow, column: &Column, absence: Absence, checking: &mut Checking) -> Option<Cell> {
    if absence == Absence::NotNamed && column.field() != "title" {
        let message =
            ["« sans nom » ne se dit que d’un titre".to_owned(), "only a title can be \"not named\"".to_owned()];
        checking.error(
            row,
            column.name,
            "absence",
            message,
            ["« non publié »".to_owned(), "\"not published\"".to_owned()],
        );
        return None;
    }
    Some(Cell::Absent(absence))
}

fn not_understood(row: &RawRow, column: &Column, text: &str, checking: &mut Checking) {
    let rule = match column.takes {
        Takes::Percentage => "percentage",
        Takes::Status => "status",
        Takes::Date => "date",
        Takes::Languages => "language",
        _ => "count",
    };
    let what = match column.takes {
        Takes::Percentage => ["un pourcentage entier de 0 à 100", "a whole percentage from 0 to 100"],
        Takes::Status => ["un statut", "a status"],
        Takes::Date => ["une date", "a date"],
        Takes::Languages => ["une liste de langues", "a list of languages"],
        _ => ["un nombre", "a number"],
    };
    let message = [format!("« {text} » n’est pas {}", what[0]), format!("\"{text}\" is not {}", what[1])];
    checking.error(row, column.name, rule, message, column.notes.map(str::to_owned));
}

/// A whole number from 0 to 100, as `65`, `65 %`, `65,0` or `65.0`.
fn percentage(text: &str) -> Option<i32> {
    let number = text.strip_suffix('%').unwrap_or(text).trim_end();
    let (whole, rest) = number.split_once([',', '.']).unwrap_or((number, ""));
    let is_whole =
        rest.bytes().all(|digit| digit == b'0') && !whole.is_empty() && whole.bytes().all(|b| b.is_ascii_digit());
    whole.parse().ok().filter(|value| is_whole && (0..=100).contains(value))
}

/// A day, as `2026-12-15` or `15/12/2026`.
fn date(text: &str) -> Option<NaiveDate> {
    let read = |form: &str| NaiveDate::parse_from_str(text, form).ok();
    let is_plain = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b"-/".contains(&b));
    read("%Y-%m-%d").or_else(|| read("%d/%m/%Y")).filter(|_| is_plain)
}

/// Languages of the record, each once, in its order.
pub fn languages(text: &str) -> Option<Vec<&'static str>> {
    let given: Vec<String> = text.split([',', ';']).map(|word| word.trim().to_lowercase()).collect();
    let known = ["fr", "en"];
    let is_known = !given.is_empty() && given.iter().all(|word| known.contains(&word.as_str()));
    is_known.then(|| known.into_iter().filter(|word| given.iter().any(|given| given == word)).collect())
}

/// Statements, each nested one below the one that introduces it.
fn statements(row: &RawRow, column: &Column, cell: &RawCell, checking: &mut Checking) -> Option<Cell> {
    let statements = words::statements(&cell.text);
    let mut above: Option<usize> = None;
    for (depth, text) in &statements {
        if *depth > above.map_or(0, |above| above + 1) {
            let message = [
                format!("« {text} » est derrière une puce, et aucune ligne au-dessus ne l’introduit"),
                format!("\"{text}\" stands behind a bullet, and no line above introduces it"),
            ];
            let hint = [
                "une réalisation par ligne, sans puce ; une puce « • » pour ce qu’elle introduit".to_owned(),
                "one statement a line, without a bullet; a bullet \"•\" for what it introduces".to_owned(),
            ];
            checking.error(row, column.name, "nesting", message, hint);
            return None;
        }
        above = Some(*depth);
    }
    (!statements.is_empty()).then(|| Cell::Text(words::joined(&statements)))
}
