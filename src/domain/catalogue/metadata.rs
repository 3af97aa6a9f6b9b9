//! What is told of one dataset: what it is, what all share, and what the releases and the instance add.

use chrono::{NaiveDate, NaiveDateTime};
use sha2::{Digest, Sha256};

use super::about::ABOUT;
use crate::domain::{
    citation::Citation,
    dataset::Dataset,
    release::{At, Release, Releases},
    text::Language,
};

/// Whom to write to about an instance; nobody unless its settings say so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contact {
    pub name: Option<String>,
    pub email: Option<String>,
}

impl Contact {
    /// Whether nobody is named.
    pub fn is_empty(&self) -> bool {
        self.name.is_none() && self.email.is_none()
    }
}

/// The metadata of a dataset. What all datasets share is in [`super::ABOUT`].
#[derive(Clone, Debug)]
pub struct Metadata {
    pub dataset: &'static Dataset,
    pub id: String,
    /// Opaque and stable, such as `da_3k7x0q`.
    pub uid: String,
    /// When the first revision was recorded, UTC.
    pub created: NaiveDateTime,
    /// When the dataset was first given out: with the first revision, UTC.
    pub issued: NaiveDateTime,
    /// When the newest revision was recorded, UTC.
    pub modified: NaiveDateTime,
    /// When the rows were last written: with the newest revision, UTC.
    pub data_processed: NaiveDateTime,
    /// The current release, pinned, such as `2026.1`.
    pub version: String,
    /// Rows over the latest revision of each release.
    pub records_count: i64,
    /// How reuse names the author, with the release and the day of its recording; in French and in English.
    pub attribution: [String; 2],
    /// How the rows came to be, and what is known of the date of the current release; in French and in English.
    pub provenance: [String; 2],
    /// The current release.
    pub release: Release,
    /// Where the documents stand. No document states its address.
    pub references: Option<String>,
    pub contact: Contact,
}

impl Metadata {
    /// The metadata of a dataset; none where the record holds no release.
    pub fn of(dataset: &'static Dataset, releases: &Releases, records_count: i64, contact: &Contact) -> Option<Self> {
        let recorded = || releases.all.iter().map(|release| release.recorded_at);
        let (created, modified) = (recorded().min()?, recorded().max()?);
        let current = releases.select(&At::Current).ok()?;
        let id = dataset.id();
        Some(Metadata {
            dataset,
            uid: uid(&id),
            id,
            created,
            issued: created,
            modified,
            data_processed: modified,
            version: current.pinned(),
            records_count,
            attribution: attribution(current),
            provenance: provenance(current),
            release: current.clone(),
            references: None,
            contact: contact.clone(),
        })
    }

    /// How the dataset is cited, pinned to the current release; `base` is what addresses begin with.
    pub fn citation(&self, base: &str, language: Language) -> Citation {
        let url = format!(
            "{base}/api/explore/v2.1/catalog/datasets/{}/exports/csv?release={}",
            self.id,
            self.release.pinned()
        );
        let title = self.dataset.title[language as usize].to_owned();
        Citation::of(&self.release, Some(title), language, url)
    }

    /// How reuse names the author.
    pub fn attribution(&self, language: Language) -> &str {
        &self.attribution[language as usize]
    }
}

fn attribution(release: &Release) -> [String; 2] {
    let (pinned, day) = (release.pinned(), release.recorded_at.date());
    let [fr, en] = ABOUT.attribution;
    [format!("{fr}, publication {pinned}, enregistrée le {day}"), format!("{en}, release {pinned}, recorded on {day}")]
}

/// The words of [`ABOUT`], and the bounds of the release's date.
fn provenance(release: &Release) -> [String; 2] {
    let [fr, en] = ABOUT.provenance;
    let pinned = release.pinned();
    let bound = |words: &str, day: Option<NaiveDate>| day.map_or_else(String::new, |day| format!("{words} {day}"));
    let (earliest, latest) = (release.earliest, release.latest);
    [
        format!(
            "{fr} Publication {pinned} : sources non datées{}{}.",
            bound(" ; pas avant le", earliest),
            bound(" ; pas après le", latest)
        ),
        format!(
            "{en} Release {pinned}: sources undated{}{}.",
            bound("; not before", earliest),
            bound("; not after", latest)
        ),
    ]
}

/// A name without meaning: six digits of base 36 from the hash of the id.
fn uid(id: &str) -> String {
    const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let digits = Sha256::digest(id.as_bytes());
    let digits = digits.iter().take(6).map(|byte| char::from(DIGITS[usize::from(*byte) % DIGITS.len()]));
    format!("da_{}", digits.collect::<String>())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::catalogue::{AXES, DATASETS};

    fn release(sequence: i64, id: &str, revision: i32, day: u32) -> Release {
        let day = chrono::NaiveDate::from_ymd_opt(2026, 11, day).expect("a day");
        Release {
            sequence,
            id: id.to_owned(),
            revision,
            edition: "2025".to_owned(),
            recorded_at: day.and_hms_opt(14, 0, 0).expect("a time"),
            earliest: None,
            latest: None,
            content_sha256: String::new(),
        }
    }

    #[test]
    fn dates_span_all_revisions_and_the_version_is_the_current_one() {
        let all = vec![release(1, "2025", 1, 3), release(2, "2026", 1, 4), release(3, "2025", 2, 9)];
        let releases = Releases::new(all, 2);
        let metadata = Metadata::of(&AXES, &releases, 12, &Contact::default()).expect("a release exists");
        assert_eq!(metadata.created.to_string(), "2026-11-03 14:00:00");
        assert_eq!(metadata.modified.to_string(), "2026-11-09 14:00:00");
        assert_eq!((metadata.version.as_str(), metadata.records_count), ("2026.1", 12));
        assert!(metadata.attribution(Language::Fr).ends_with("publication 2026.1, enregistrée le 2026-11-04"));
        assert!(metadata.attribution(Language::En).ends_with("release 2026.1, recorded on 2026-11-04"));
    }

    #[test]
    fn nothing_is_told_of_an_empty_record() {
        assert!(Metadata::of(&AXES, &Releases::default(), 0, &Contact::default()).is_none());
    }

    /// `printf fr-en-strategie-numerique-axes | sha256sum`, its bytes modulo 36.
    #[test]
    fn a_uid_lasts_and_names_one_dataset() {
        assert_eq!(uid("fr-en-strategie-numerique-axes"), "da_q2gg78");
        let uids: BTreeSet<String> = DATASETS.iter().map(|dataset| uid(&dataset.id())).collect();
        assert_eq!(uids.len(), DATASETS.len());
    }
}
