//! How values become words on a page: percentages, days, statuses, absences, and texts with their language.

use std::fmt;

use askama::filters::HtmlSafe;
use chrono::{Datelike, NaiveDate};

use crate::{
    domain::{
        absence::Absence,
        progress::Status,
        release::Release,
        text::{Language, Texts},
    },
    odsql::plan::format::months,
};

/// Words of the interface in a language. In French the spaces before high punctuation and within quotation marks do not
/// break; they are written as plain ones in templates, where they would not be seen.
pub fn say(language: Language, fr: &str, en: &str) -> String {
    match language {
        Language::En => en.to_owned(),
        Language::Fr => {
            let narrow = [(" ;", "\u{202f};"), (" !", "\u{202f}!"), (" ?", "\u{202f}?")];
            let wide = [(" :", "\u{a0}:"), (" %", "\u{a0}%"), ("« ", "«\u{a0}"), (" »", "\u{a0}»")];
            let pairs = narrow.into_iter().chain(wide);
            pairs.fold(fr.replace('\'', "’"), |text, (plain, kept)| text.replace(plain, kept))
        }
    }
}

/// A whole percentage: `65 %` with a space that does not break, `65%`.
pub fn percent(language: Language, value: i32) -> String {
    match language {
        Language::Fr => format!("{value}\u{a0}%"),
        Language::En => format!("{value}%"),
    }
}

/// A count in groups of three digits: `1 426` with a space that does not break, `1,426`.
pub fn number(language: Language, value: i64) -> String {
    let separator = if language == Language::Fr { '\u{202f}' } else { ',' };
    let digits = value.to_string();
    let mut grouped = String::with_capacity(digits.len() + 4);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(separator);
        }
        grouped.push(digit);
    }
    grouped
}

/// A day in words: `1er juillet 2025`, `1 July 2025`.
pub fn date(language: Language, day: NaiveDate) -> String {
    let month = months(language)[day.month0() as usize];
    let first = if language == Language::Fr && day.day() == 1 { "er" } else { "" };
    format!("{}{first}\u{a0}{month} {}", day.day(), day.year())
}

/// What is known of the date of a release. No document of the first three releases prints one.
pub fn dated(language: Language, release: &Release) -> String {
    let shown = |day: NaiveDate| date(language, day);
    match (release.date(), release.earliest, release.latest) {
        (Some(day), ..) => shown(day),
        (_, Some(from), Some(to)) => {
            let (from, to) = (shown(from), shown(to));
            say(
                language,
                &format!("entre le {from} et le {to} (les documents ne sont pas datés)"),
                &format!("between {from} and {to} (the documents are undated)"),
            )
        }
        (_, Some(from), None) => {
            let from = shown(from);
            say(
                language,
                &format!("après le {from} (les documents ne sont pas datés)"),
                &format!("after {from} (the documents are undated)"),
            )
        }
        (_, None, Some(to)) => {
            let to = shown(to);
            say(
                language,
                &format!("avant le {to} (les documents ne sont pas datés)"),
                &format!("before {to} (the documents are undated)"),
            )
        }
        _ => {
            say(language, "date inconnue : les documents ne sont pas datés", "date unknown: the documents are undated")
        }
    }
}

/// Why there is nothing, in words.
pub fn absence(language: Language, absence: Absence) -> String {
    absence.label()[language as usize].to_owned()
}

/// The words of a status, as the documents print them.
pub fn status(language: Language, status: &str) -> String {
    Status::from_word(status).map_or(status, |status| status.printed_in(language)).to_owned()
}

/// A text of the record, in the language of the page where it is stated in it, else in the other one and marked so.
#[derive(Clone, Debug)]
pub struct Said {
    pub text: String,
    /// The language, where it is not that of the page.
    pub foreign: Option<Language>,
}

impl Said {
    /// What is stated; empty if nothing is.
    pub fn of(language: Language, texts: &Texts) -> Self {
        if let Some(text) = texts.get(language) {
            return Said { text: text.to_owned(), foreign: None };
        }
        let stated = Language::ALL.into_iter().find_map(|other| Some((other, texts.get(other)?)));
        match stated {
            Some((other, text)) => Said { text: text.to_owned(), foreign: Some(other) },
            None => Said { text: String::new(), foreign: None },
        }
    }
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = escaped(&self.text);
        match self.foreign {
            Some(language) => write!(f, "<span lang=\"{}\">{text}</span>", language.as_str()),
            None => f.write_str(&text),
        }
    }
}

/// Its text is escaped above.
impl HtmlSafe for Said {}

/// A text that stands in HTML, in an element or in quotes.
pub fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// A bar as long as a percentage. It stands beside the figure in words, so that nobody needs to see it.
pub struct Bar(pub i32);

impl fmt::Display for Bar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "<svg class=\"bar\" viewBox=\"0 0 100 4\" preserveAspectRatio=\"none\" aria-hidden=\"true\" \
             focusable=\"false\"><rect class=\"track\" width=\"100\" height=\"4\"/><rect class=\"fill\" \
             width=\"{}\" height=\"4\"/></svg>",
            self.0
        )
    }
}

/// It is made of a number.
impl HtmlSafe for Bar {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn french_punctuation_keeps_its_spaces() {
        assert_eq!(say(Language::Fr, "« Où en est-on ? »", ""), "«\u{a0}Où en est-on\u{202f}?\u{a0}»");
        assert_eq!(say(Language::En, "", "Where are we?"), "Where are we?");
    }

    #[test]
    fn days_and_percentages_are_said_as_each_language_says_them() {
        let day = NaiveDate::from_ymd_opt(2025, 7, 1).unwrap();
        assert_eq!(date(Language::Fr, day), "1er\u{a0}juillet 2025");
        assert_eq!(date(Language::En, day), "1\u{a0}July 2025");
        assert_eq!((percent(Language::Fr, 65), percent(Language::En, 65)), ("65\u{a0}%".into(), "65%".into()));
    }

    #[test]
    fn numbers_are_grouped_as_each_language_groups_them() {
        assert_eq!(number(Language::Fr, 1426), "1\u{202f}426");
        assert_eq!(number(Language::En, 1_234_567), "1,234,567");
        assert_eq!((number(Language::Fr, 85), number(Language::En, 0)), ("85".to_owned(), "0".to_owned()));
    }

    #[test]
    fn a_text_in_another_language_is_marked() {
        let texts = Texts { fr: Some("Données & <école>".into()), en: None };
        assert_eq!(Said::of(Language::Fr, &texts).to_string(), "Données &amp; &lt;école&gt;");
        assert_eq!(Said::of(Language::En, &texts).to_string(), "<span lang=\"fr\">Données &amp; &lt;école&gt;</span>");
    }
}
