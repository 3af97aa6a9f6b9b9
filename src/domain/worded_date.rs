//! Dates as documents word them, and the day by which each is sorted.
//!
//! "À la rentrée 2024" is no day. So that dates can be put in order and watched, each wording stands for the last day that
//! it can mean, by a convention that is served beside it; the words stay what the document says.

use chrono::NaiveDate;

use super::{closed::closed, text::fold};

closed! {
    /// What a wording names.
    DateKind {
        /// The return to school in autumn.
        SchoolStart = "school_start",
        MidYear = "mid_year",
        YearEnd = "year_end",
        /// The beginning of a year.
        YearStart = "year_start",
        Quarter = "quarter",
        Summer = "summer",
        /// From September to August.
        SchoolYear = "school_year",
        /// From one year to another.
        Period = "period",
        Year = "year",
        /// A time without a year: it cannot be sorted.
        Undated = "undated",
    }
}

closed! {
    /// Which end of a time is meant.
    DateSense {
        /// Until then.
        By = "by",
        /// From then on.
        From = "from",
    }
}

impl DateKind {
    /// The convention that makes a day of the wording, in French and in English; none where no day is made.
    pub fn convention(self) -> Option<[&'static str; 2]> {
        Some(match self {
            DateKind::SchoolStart => ["rentrée = 30 septembre", "rentrée = 30 September"],
            DateKind::MidYear => ["mi- = 30 juin", "mi- = 30 June"],
            DateKind::YearEnd => ["fin = 31 décembre", "fin = 31 December"],
            DateKind::YearStart => ["début = 31 mars", "début = 31 March"],
            DateKind::Quarter => ["trimestre = son dernier jour", "quarter = its last day"],
            DateKind::Summer => ["été = 31 août", "summer = 31 August"],
            DateKind::SchoolYear => {
                ["année scolaire = 31 août de sa seconde année", "school year = 31 August of its second year"]
            }
            DateKind::Period => ["période = 31 décembre de sa dernière année", "period = 31 December of its last year"],
            DateKind::Year => ["année = 31 décembre", "year = 31 December"],
            DateKind::Undated => return None,
        })
    }
}

/// A wording, understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WordedDate {
    pub kind: DateKind,
    pub sense: DateSense,
    /// The day by which it is sorted; none without a year.
    pub day: Option<NaiveDate>,
}

/// Understands the words of a date, in French or English.
pub fn understand(words: &str) -> WordedDate {
    let folded = fold(words);
    let years = years(&folded);
    let says = |parts: &[&str]| parts.iter().any(|part| folded.contains(part));
    let from = ["des ", "a partir", "from "].iter().any(|start| folded.starts_with(start));
    let sense = if from { DateSense::From } else { DateSense::By };
    let Some(last) = years.last().copied() else {
        return WordedDate { kind: DateKind::Undated, sense, day: None };
    };
    let quarter = ["first", "second", "third", "fourth"].iter().position(|nth| says(&[&format!("{nth} quarter")]));
    let (kind, month, day) = if says(&["rentree"]) || (says(&["start of the"]) && says(&["school year"])) {
        (DateKind::SchoolStart, 9, 30)
    } else if says(&["annee scolaire", "school year"]) {
        (DateKind::SchoolYear, 8, 31)
    } else if says(&["mi-", "mid-"]) {
        (DateKind::MidYear, 6, 30)
    } else if says(&["fin ", "fin de", "end of"]) {
        (DateKind::YearEnd, 12, 31)
    } else if says(&["debut "]) {
        (DateKind::YearStart, 3, 31)
    } else if let Some(quarter) = quarter {
        let (month, day) = [(3, 31), (6, 30), (9, 30), (12, 31)][quarter];
        (DateKind::Quarter, month, day)
    } else if says(&["summer", " ete "]) {
        (DateKind::Summer, 8, 31)
    } else if years.len() > 1 {
        (DateKind::Period, 12, 31)
    } else {
        (DateKind::Year, 12, 31)
    };
    WordedDate { kind, sense, day: NaiveDate::from_ymd_opt(last, month, day) }
}

/// The years that stand in a text as numbers of four digits.
fn years(text: &str) -> Vec<i32> {
    let numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|digits| digits.len() == 4);
    numbers.filter_map(|digits| digits.parse().ok()).filter(|year| (1900..2100).contains(year)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The wordings are those of the documents; the days follow from the conventions by hand.
    #[test]
    fn each_wording_stands_for_the_last_day_it_can_mean() {
        let cases = [
            ("à la rentrée 2024", DateKind::SchoolStart, "2024-09-30"),
            ("from the start of the 2025 school year", DateKind::SchoolStart, "2025-09-30"),
            ("au cours de l’année scolaire 2025-2026", DateKind::SchoolYear, "2026-08-31"),
            ("during the 2025–2026 school year", DateKind::SchoolYear, "2026-08-31"),
            ("d’ici à mi-2023", DateKind::MidYear, "2023-06-30"),
            ("in mid-2026", DateKind::MidYear, "2026-06-30"),
            ("D’ici à la fin de l’année 2023", DateKind::YearEnd, "2023-12-31"),
            ("by the end of 2026", DateKind::YearEnd, "2026-12-31"),
            ("début 2023", DateKind::YearStart, "2023-03-31"),
            ("in the first quarter of 2026", DateKind::Quarter, "2026-03-31"),
            ("for summer 2026", DateKind::Summer, "2026-08-31"),
            ("au cours des années 2023-2027", DateKind::Period, "2027-12-31"),
            ("d’ici à 2027", DateKind::Year, "2027-12-31"),
        ];
        for (words, kind, day) in cases {
            let understood = understand(words);
            assert_eq!((understood.kind, understood.day.map(|day| day.to_string()).as_deref()), (kind, Some(day)));
        }
        assert_eq!(understand("dès la rentrée 2024").sense, DateSense::From);
        assert_eq!(understand("sur la durée du quinquennat").day, None);
    }
}
