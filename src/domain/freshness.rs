//! How fresh a release is: what was promised of updates, when the next one is due by that promise, and how many days are
//! past that day.
//!
//! The sources print no date, so all of these are bounds, which follow from the bounds of the release's date. A length is
//! read in the words of the promise; words that are not known give none.

use chrono::{Months, NaiveDate};

use super::text::{Texts, fold};

/// The words in which a promise may name its pace, folded, with the months that they mean.
const PACES: [(&str, u32); 2] = [("every three months", 3), ("tous les trois mois", 3)];

/// The months between two updates that a promise speaks of, if its words are known; both languages must agree.
pub fn months(promise: &Texts) -> Option<u32> {
    let stated = |text: &String| {
        let text = fold(text);
        PACES.iter().find(|(words, _)| text.contains(words)).map(|(_, months)| *months)
    };
    let mut lengths = [&promise.fr, &promise.en].into_iter().flatten().map(stated);
    let first = lengths.next()??;
    lengths.all(|other| other == Some(first)).then_some(first)
}

/// A day that lies between two others; a bound that is not known is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Between {
    pub earliest: Option<NaiveDate>,
    pub latest: Option<NaiveDate>,
}

impl Between {
    /// The same, some months later. A day that the month does not have becomes its last: 31 March is followed by 30 June.
    pub fn later(self, months: u32) -> Between {
        let add = |day: Option<NaiveDate>| day.and_then(|day| day.checked_add_months(Months::new(months)));
        Between { earliest: add(self.earliest), latest: add(self.latest) }
    }

    /// Whether the day has passed on another one: no as long as the earliest bound has not, yes once the latest has, and
    /// not known between them.
    pub fn has_passed(self, on: NaiveDate) -> Option<bool> {
        match (self.earliest, self.latest) {
            (Some(earliest), _) if on <= earliest => Some(false),
            (_, Some(latest)) if on > latest => Some(true),
            _ => None,
        }
    }

    /// The least and the greatest number of days by which the day has passed on another one; 0 if it has not.
    pub fn days_since(self, on: NaiveDate) -> Days {
        let since = |day: NaiveDate| (on - day).num_days().max(0);
        Days { least: self.latest.map(since), greatest: self.earliest.map(since) }
    }
}

/// A number of days between two others; a bound that is not known is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    pub least: Option<i64>,
    pub greatest: Option<i64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn between(earliest: &str, latest: &str) -> Between {
        Between { earliest: Some(day(earliest)), latest: Some(day(latest)) }
    }

    #[test]
    fn the_length_is_read_in_the_words_of_the_promise() {
        let en = "The Ministry updates the dashboard information every three months.";
        let promise = |fr: Option<&str>, en: Option<&str>| {
            months(&Texts { fr: fr.map(str::to_owned), en: en.map(str::to_owned) })
        };
        assert_eq!(promise(None, Some(en)), Some(3));
        assert_eq!(promise(Some("Mises à jour TOUS LES TROIS MOIS."), Some(en)), Some(3));
        assert_eq!(promise(Some("Mises à jour régulières."), Some(en)), None);
        assert_eq!(promise(None, Some("Updated now and then.")), None);
        assert_eq!(promise(None, None), None);
    }

    #[test]
    fn bounds_of_the_release_are_bounds_of_what_follows_it() {
        let due = between("2025-12-05", "2026-03-31").later(3);
        assert_eq!(due, between("2026-03-05", "2026-06-30"));
        // 26 days of March, 30, 31, 30, 31, 31, 30, 31 of the months to October, 22 of November; from July on it is 145.
        assert_eq!(due.days_since(day("2026-11-22")), Days { least: Some(145), greatest: Some(262) });
        assert_eq!(due.days_since(day("2026-04-01")), Days { least: Some(0), greatest: Some(27) });
    }

    #[test]
    fn between_the_bounds_it_cannot_be_known_whether_the_day_has_passed() {
        let due = between("2026-03-05", "2026-06-30");
        let known = |on: &str| due.has_passed(day(on));
        assert_eq!((known("2026-03-05"), known("2026-03-06")), (Some(false), None));
        assert_eq!((known("2026-06-30"), known("2026-07-01")), (None, Some(true)));
        let open = Between { earliest: None, latest: Some(day("2026-06-30")) };
        assert_eq!((open.has_passed(day("2000-01-01")), open.has_passed(day("2026-07-01"))), (None, Some(true)));
        assert_eq!(open.days_since(day("2026-07-01")), Days { least: Some(1), greatest: None });
    }

    #[test]
    fn without_bounds_nothing_is_known() {
        let open = Between::default();
        assert_eq!((open.later(3), open.has_passed(day("2026-07-01"))), (open, None));
    }
}
