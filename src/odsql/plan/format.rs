//! The patterns of `date_format`, cut into pieces.

use super::types::{Part, Piece};
use crate::{domain::text::Language, odsql::MOST_PIECES};

/// Names of days and months in a language.
struct Names {
    months: &'static [&'static str],
    short_months: &'static [&'static str],
    days: &'static [&'static str],
    short_days: &'static [&'static str],
}

/// As the Unicode CLDR has them.
const FRENCH: Names = Names {
    months: &[
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
    short_months: &["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."],
    days: &["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"],
    short_days: &["lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."],
};

/// As the Unicode CLDR has them.
const ENGLISH: Names = Names {
    months: &[
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
    short_months: &["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
    days: &["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    short_days: &["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
};

/// The names of the months in a language.
pub fn months(language: Language) -> &'static [&'static str] {
    match language {
        Language::Fr => FRENCH.months,
        Language::En => ENGLISH.months,
    }
}

/// Cuts a pattern into pieces; names of days and months are those of the language.
///
/// # Errors
/// What in the pattern is no symbol, or which language has no names here.
pub fn pieces(pattern: &str, language: &str) -> Result<Vec<Piece>, String> {
    let names = match language {
        "fr" => Some(&FRENCH),
        "en" => Some(&ENGLISH),
        _ => None,
    };
    let names = || names.ok_or_else(|| format!("Names of days and months are given in fr and en, not in {language}"));
    let mut pieces = Vec::new();
    let mut rest = pattern;
    while let Some(first) = rest.chars().next() {
        if pieces.len() == MOST_PIECES {
            return Err(format!("A date format has at most {MOST_PIECES} symbols and texts"));
        }
        if first == '\'' {
            let (text, after) = quoted(&rest[1..]).ok_or("A quote of the date format is not closed")?;
            pieces.push(Piece::Text(text));
            rest = after;
            continue;
        }
        let run = rest.len() - rest.trim_start_matches(first).len();
        let symbols = &rest[..run];
        pieces.push(match symbols {
            "yy" | "YY" => Piece::TwoDigits(Part::Year),
            "y" | "Y" | "yyyy" | "YYYY" => Piece::Number(Part::Year, 4),
            "xx" => Piece::TwoDigits(Part::WeekYear),
            "xxxx" => Piece::Number(Part::WeekYear, 4),
            "w" => Piece::Number(Part::Week, 1),
            "ww" => Piece::Number(Part::Week, 2),
            "e" => Piece::Number(Part::Weekday, 1),
            "E" | "EE" | "EEE" => Piece::Name(Part::Weekday, names()?.short_days),
            "EEEE" => Piece::Name(Part::Weekday, names()?.days),
            "D" => Piece::Number(Part::DayOfYear, 1),
            "DDD" => Piece::Number(Part::DayOfYear, 3),
            "M" => Piece::Number(Part::Month, 1),
            "MM" => Piece::Number(Part::Month, 2),
            "MMM" => Piece::Name(Part::Month, names()?.short_months),
            "MMMM" => Piece::Name(Part::Month, names()?.months),
            "d" => Piece::Number(Part::Day, 1),
            "dd" => Piece::Number(Part::Day, 2),
            "H" => Piece::Number(Part::Hour, 1),
            "HH" => Piece::Number(Part::Hour, 2),
            "m" => Piece::Number(Part::Minute, 1),
            "mm" => Piece::Number(Part::Minute, 2),
            "s" => Piece::Number(Part::Second, 1),
            "ss" => Piece::Number(Part::Second, 2),
            other if !first.is_alphabetic() => Piece::Text(other.to_owned()),
            other => return Err(format!("`{other}` is no symbol of a date format; text stands in single quotes")),
        });
        rest = &rest[run..];
    }
    Ok(pieces)
}

/// The text up to the closing quote, a doubled one standing for itself, and what follows.
fn quoted(text: &str) -> Option<(String, &str)> {
    if let Some(after) = text.strip_prefix('\'') {
        return Some(("'".to_owned(), after));
    }
    let (mut inside, mut rest) = (String::new(), text);
    loop {
        let at = rest.find('\'')?;
        inside.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        match rest.strip_prefix('\'') {
            Some(after) => {
                inside.push('\'');
                rest = after;
            }
            None => return Some((inside, rest)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_cut_into_symbols_and_text() {
        assert_eq!(
            pieces("yyyy-MM", "fr"),
            Ok(vec![Piece::Number(Part::Year, 4), Piece::Text("-".into()), Piece::Number(Part::Month, 2)])
        );
        assert_eq!(pieces("'le' d", "fr").map(|p| p.len()), Ok(3));
        assert_eq!(pieces("'l''an'", "en"), Ok(vec![Piece::Text("l'an".into())]));
        assert!(pieces("yyy", "fr").is_err());
        assert!(pieces("EEEE", "nl").is_err());
        assert!(pieces("'open", "fr").is_err());
        assert!(pieces(&"d-".repeat(50), "fr").is_ok());
        assert!(pieces(&"d-".repeat(51), "fr").is_err());
    }
}
