//! Releases, their revisions, and the choice of the one that is read.
//!
//! A release is a complete snapshot of the record; a correction is a new revision of it. Reads choose one by id
//! (`2026`), pinned (`2026.1`) or by a date; the choice is made here, from the list of what exists.

use chrono::{NaiveDate, NaiveDateTime};
use thiserror::Error;

use super::closed::closed;

closed! {
    /// How a release came to be published.
    Approval {
        /// It was transcribed from documents into a release file, which was loaded.
        Transcribed = "transcribed",
        /// It was filed with one key and approved with another.
        FourEyes = "four_eyes",
        /// It was filed and approved with the same key, as the setting `FOUR_EYES` of its instance allowed.
        OnePerson = "one_person",
    }
}

/// One revision of a release, without its rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    /// Place in the order of recording; names the snapshot in the store.
    pub sequence: i64,
    /// Such as `2026` or `2026-Q4`.
    pub id: String,
    /// 1, then one more for each correction.
    pub revision: i32,
    /// The version of the plan whose numbering the release follows: `2023` or `2025`.
    pub edition: String,
    /// When the revision was recorded, UTC.
    pub recorded_at: NaiveDateTime,
    /// The publication date lies on or after this day.
    pub earliest: Option<NaiveDate>,
    /// The publication date lies on or before this day.
    pub latest: Option<NaiveDate>,
    /// SHA-256 of the release file and its sources, in hexadecimal digits.
    pub content_sha256: String,
}

impl Release {
    /// The id with its revision, such as `2026.1`: the form to cite.
    pub fn pinned(&self) -> String {
        format!("{}.{}", self.id, self.revision)
    }

    /// The publication date, where both bounds leave one day.
    pub fn date(&self) -> Option<NaiveDate> {
        self.earliest.filter(|earliest| self.latest == Some(*earliest))
    }

    /// What is known of the date, as an ISO 8601 interval: `2025-12-05/2026-03-31`, with `..` for a bound that no words
    /// give. None if there is no bound at all.
    pub fn date_interval(&self) -> Option<String> {
        let shown = |bound: Option<NaiveDate>| bound.map_or_else(|| "..".to_owned(), |date| date.to_string());
        let is_bounded = self.earliest.is_some() || self.latest.is_some();
        is_bounded.then(|| format!("{}/{}", shown(self.earliest), shown(self.latest)))
    }

    /// The day from which `as_of` finds the release: the upper bound of its date, or the day it was recorded.
    pub fn counts_from(&self) -> NaiveDate {
        self.latest.unwrap_or(self.recorded_at.date())
    }
}

/// Whether `id` has the form of a release id: a year, alone or with a quarter.
pub fn is_release_id(id: &str) -> bool {
    let (year, quarter) = id.split_once('-').map_or((id, None), |(year, quarter)| (year, Some(quarter)));
    let is_year = year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit());
    is_year && quarter.is_none_or(|q| matches!(q, "Q1" | "Q2" | "Q3" | "Q4"))
}

/// The year of a release id.
pub fn year(id: &str) -> Option<i32> {
    id.get(..4)?.parse().ok()
}

/// The first and the last quarter that a release stands for, counted from year 0: one, or those of its year.
fn quarters(id: &str) -> Option<(i32, i32)> {
    let first = year(id)? * 4;
    match id.split_once("-Q") {
        Some((_, quarter)) => quarter.parse::<i32>().ok().map(|quarter| (first + quarter - 1, first + quarter - 1)),
        None => Some((first, first + 3)),
    }
}

/// The quarters between two releases that neither of them stands for, oldest first.
pub fn quarters_between(before: &str, after: &str) -> Vec<String> {
    let (Some((_, last)), Some((first, _))) = (quarters(before), quarters(after)) else { return Vec::new() };
    (last + 1..first).map(|quarter| format!("{}-Q{}", quarter / 4, quarter % 4 + 1)).collect()
}

/// Which release a request asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum At {
    /// The current one.
    #[default]
    Current,
    /// The latest revision of a release.
    Release(String),
    /// One revision, for good.
    Pinned(String, i32),
    /// The last release published by a day.
    Date(NaiveDate),
}

impl At {
    /// The choice that a name makes: a release such as `2026` or `2026-Q4`, or a revision such as `2026.1`. None if it has
    /// neither form.
    pub fn named(text: &str) -> Option<Self> {
        let (id, revision) = text.split_once('.').map_or((text, None), |(id, revision)| (id, Some(revision)));
        let revision = revision.map(|digits| digits.parse::<i32>().ok().filter(|n| *n > 0 && n.to_string() == digits));
        match (is_release_id(id), revision) {
            (true, None) => Some(At::Release(id.to_owned())),
            (true, Some(Some(revision))) => Some(At::Pinned(id.to_owned(), revision)),
            _ => None,
        }
    }

    /// The choice as a query string; empty for the current release.
    pub fn to_query(&self) -> String {
        match self {
            At::Current => String::new(),
            At::Release(id) => format!("release={id}"),
            At::Pinned(id, revision) => format!("release={id}.{revision}"),
            At::Date(date) => format!("as_of={date}"),
        }
    }
}

/// Why no release fits.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum SelectError {
    #[error("the record holds no release")]
    Empty,
    #[error("no release `{asked}` exists; the releases are {known}")]
    Unknown { asked: String, known: String },
    #[error("no release was published by {asked}; the first, {first}, counts from {from}")]
    TooEarly { asked: NaiveDate, first: String, from: NaiveDate },
}

/// All revisions of all releases, in the order of recording, and which one is current.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Releases {
    pub all: Vec<Release>,
    /// Sequence of the current release.
    pub current: i64,
    /// Places of the latest revisions, in the order of the ids: nearly every request asks for them.
    latest: Vec<usize>,
    last: i64,
    recorded_at: Option<NaiveDateTime>,
}

impl Releases {
    /// The list of all revisions, and the sequence of the current one.
    pub fn new(all: Vec<Release>, current: i64) -> Self {
        let mut latest: Vec<usize> = (0..all.len()).collect();
        latest.sort_by_key(|place| (&all[*place].id, -all[*place].revision));
        latest.dedup_by_key(|place| &all[*place].id);
        let last = all.iter().map(|release| release.sequence).max().unwrap_or_default();
        let recorded_at = all.iter().map(|release| release.recorded_at).max();
        Releases { all, current, latest, last, recorded_at }
    }

    /// Sequence of the newest revision; 0 if there is none.
    pub fn last(&self) -> i64 {
        self.last
    }

    /// When the newest revision was recorded; none if there is none.
    pub fn recorded_at(&self) -> Option<NaiveDateTime> {
        self.recorded_at
    }

    /// The latest revision of each release, in the order of the ids, which is that of time.
    pub fn latest_revisions(&self) -> Vec<&Release> {
        self.latest.iter().map(|place| &self.all[*place]).collect()
    }

    /// The latest revision of the release with an id.
    pub fn latest_of(&self, id: &str) -> Option<&Release> {
        let found = self.latest.binary_search_by_key(&id, |place| &self.all[*place].id).ok()?;
        Some(&self.all[self.latest[found]])
    }

    /// Those that were there when a revision was recorded, with the one that was current then.
    pub fn known_with(&self, revision: &Release) -> Releases {
        let mut all = self.all.clone();
        all.retain(|release| release.sequence <= revision.sequence);
        let current = all.iter().max_by_key(|release| (release.id.clone(), release.revision)).map_or(0, |r| r.sequence);
        Releases::new(all, current)
    }

    /// The release that `at` names.
    ///
    /// # Errors
    /// [`SelectError`], which lists what exists.
    pub fn select(&self, at: &At) -> Result<&Release, SelectError> {
        let unknown = |asked: String, known: Vec<String>| SelectError::Unknown { asked, known: known.join(", ") };
        match at {
            At::Current => self.all.iter().find(|r| r.sequence == self.current).ok_or(SelectError::Empty),
            At::Release(id) => self
                .latest_of(id)
                .ok_or_else(|| unknown(id.clone(), self.latest_revisions().iter().map(|r| r.id.clone()).collect())),
            At::Pinned(id, revision) => self
                .all
                .iter()
                .find(|r| &r.id == id && r.revision == *revision)
                .ok_or_else(|| unknown(format!("{id}.{revision}"), self.all.iter().map(Release::pinned).collect())),
            At::Date(date) => {
                let latest = self.latest_revisions();
                let first = latest.iter().min_by_key(|r| r.counts_from()).ok_or(SelectError::Empty)?;
                let by_then = latest.iter().rev().find(|r| r.counts_from() <= *date);
                by_then.copied().ok_or_else(|| SelectError::TooEarly {
                    asked: *date,
                    first: first.id.clone(),
                    from: first.counts_from(),
                })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_release_of_a_year_stands_for_its_quarters() {
        for (before, after, between) in [
            ("2026", "2026-Q4", vec![]),
            ("2026", "2027", vec![]),
            ("2026", "2027-Q1", vec![]),
            ("2026", "2027-Q3", vec!["2027-Q1", "2027-Q2"]),
            ("2026-Q4", "2027-Q1", vec![]),
            ("2026-Q2", "2026-Q4", vec!["2026-Q3"]),
            ("2026-Q3", "2027", vec!["2026-Q4"]),
            ("2025", "2027", vec!["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"]),
            ("", "2026-Q4", vec![]),
        ] {
            assert_eq!(quarters_between(before, after), between, "{before} {after}");
        }
    }
}
