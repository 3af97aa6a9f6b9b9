//! What one cell says.

use std::ops::RangeInclusive;

use chrono::NaiveDate;

use super::{
    super::{
        Cell, Rule,
        columns::{Column, Takes},
        read::{RawCell, RawRow},
        report::excerpt,
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
    if column.needs_reason()
        && let Some(absence) = words::absence(&text)
    {
        return absent(row, column, absence, checking);
    }
    let understood = match column.takes {
        Takes::Code => return None,
        Takes::Parent | Takes::Text | Takes::Reason => Some(Cell::Text(text.clone())),
        Takes::Statements => return statements(row, column, cell, checking),
        Takes::Percentage => whole(&text, 0..=100).map(Cell::Number),
        Takes::Status => words::status(&text).map(|status| Cell::Text(status.as_str().to_owned())),
        Takes::Count => whole(&text, 1..=MOST_ANNOUNCED).map(Cell::Number),
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
            Rule::Absence,
            message,
            ["« non publié »".to_owned(), "\"not published\"".to_owned()],
        );
        return None;
    }
    Some(Cell::Absent(absence))
}

fn not_understood(row: &RawRow, column: &Column, text: &str, checking: &mut Checking) {
    let rule = match column.takes {
        Takes::Percentage => Rule::Percentage,
        Takes::Status => Rule::Status,
        Takes::Date => Rule::Date,
        Takes::Languages => Rule::Language,
        _ => Rule::Count,
    };
    let what = match column.takes {
        Takes::Percentage => ["un pourcentage entier de 0 à 100", "a whole percentage from 0 to 100"],
        Takes::Status => ["un statut", "a status"],
        Takes::Date => ["une date", "a date"],
        Takes::Languages => ["une liste de langues", "a list of languages"],
        _ => ["un nombre", "a number"],
    };
    let text = excerpt(text);
    let message = [format!("« {text} » n’est pas {}", what[0]), format!("\"{text}\" is not {}", what[1])];
    checking.error(row, column.name, rule, message, column.notes.map(str::to_owned));
}

/// Most axes, actions or objectives that a strategy announces.
const MOST_ANNOUNCED: i32 = 10_000;

/// A whole number within bounds, as `65`, `65 %`, `65,0` or `65.0`.
fn whole(text: &str, bounds: RangeInclusive<i32>) -> Option<i32> {
    let number = text.strip_suffix('%').unwrap_or(text).trim_end();
    let (whole, rest) = number.split_once([',', '.']).unwrap_or((number, ""));
    let is_whole =
        rest.bytes().all(|digit| digit == b'0') && !whole.is_empty() && whole.bytes().all(|b| b.is_ascii_digit());
    whole.parse().ok().filter(|value| is_whole && bounds.contains(value))
}

/// A day, as `2026-12-15` or `15/12/2026`.
fn date(text: &str) -> Option<NaiveDate> {
    let read = |form: &str| NaiveDate::parse_from_str(text, form).ok();
    let is_plain = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b"-/".contains(&b));
    read("%Y-%m-%d").or_else(|| read("%d/%m/%Y")).filter(|_| is_plain)
}

/// Longest list of languages, in bytes.
const LONGEST_LIST: usize = 100;

/// Languages of the record, each once, in its order.
pub fn languages(text: &str) -> Option<Vec<&'static str>> {
    if text.len() > LONGEST_LIST {
        return None;
    }
    let given: Vec<String> = text.split([',', ';']).map(|word| word.trim().to_lowercase()).collect();
    let known = ["fr", "en"];
    let is_known = !given.is_empty() && given.iter().all(|word| known.contains(&word.as_str()));
    is_known.then(|| known.into_iter().filter(|word| given.iter().any(|given| given == word)).collect())
}

/// Statements, each nested one below the one that introduces it.
fn statements(row: &RawRow, column: &Column, cell: &RawCell, checking: &mut Checking) -> Option<Cell> {
    let statements = words::statements(&cell.text);
    if statements.is_empty() {
        let message = ["la cellule n’a que des puces".to_owned(), "the cell holds bullets alone".to_owned()];
        checking.error(row, column.name, Rule::Empty, message, column.notes.map(str::to_owned));
        return None;
    }
    let mut above: Option<usize> = None;
    for (depth, text) in &statements {
        if *depth > above.map_or(0, |above| above + 1) {
            let text = excerpt(text);
            let message = [
                format!("« {text} » est derrière une puce, et aucune ligne au-dessus ne l’introduit"),
                format!("\"{text}\" stands behind a bullet, and no line above introduces it"),
            ];
            let hint = [
                "une réalisation par ligne, sans puce ; une puce « • » pour ce qu’elle introduit".to_owned(),
                "one statement a line, without a bullet; a bullet \"•\" for what it introduces".to_owned(),
            ];
            checking.error(row, column.name, Rule::Nesting, message, hint);
            return None;
        }
        above = Some(*depth);
    }
    Some(Cell::Text(words::joined(&statements)))
}
