//! The few words that charts say by themselves, in French and in English.

use chrono::{Datelike, NaiveDate};

use crate::domain::text::Language;

/// A whole percentage as a text: `65 %` with a no-break space in French, `65%` in English.
pub fn percent(value: i32, language: Language) -> String {
    match language {
        Language::Fr => format!("{value}\u{a0}%"),
        Language::En => format!("{value}%"),
    }
}

/// A name and what is said of it: `Axe 4 : 40 %` in French, `Axis 4: 40%` in English.
pub fn pair(name: &str, said: &str, language: Language) -> String {
    match language {
        Language::Fr => format!("{name}\u{a0}: {said}"),
        Language::En => format!("{name}: {said}"),
    }
}

/// Sentences in one line, each with its full stop.
pub fn sentences(parts: &[String]) -> String {
    let ended = |part: &String| if part.ends_with(['.', '…']) { part.clone() } else { format!("{part}.") };
    parts.iter().map(ended).collect::<Vec<_>>().join(" ")
}

const MONTHS: [[&str; 12]; 2] = [
    [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
    [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
];

/// A day in words: `30 juin 2026`, `1er` in French for the first.
pub fn day(date: NaiveDate, language: Language) -> String {
    let month = MONTHS[language as usize][date.month0() as usize];
    let day = match (date.day(), language) {
        (1, Language::Fr) => "1er".to_owned(),
        (day, _) => day.to_string(),
    };
    format!("{day}\u{a0}{month}\u{a0}{}", date.year())
}
