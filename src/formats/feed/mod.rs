//! A feed and its entries, told once and written as Atom ([`atom`]) or as JSON Feed ([`json_feed`]).
//!
//! Ids are names, not addresses: an entry has the same one on every instance and in every language, so that a reader knows
//! what it has shown. What the entries say is put together in `http/feeds`.

pub mod atom;
pub mod json_feed;

use chrono::NaiveDateTime;
use uuid::Uuid;

use crate::domain::text::Language;

/// Within which names have one id; drawn once, and never to be changed.
const NAMESPACE: Uuid = Uuid::from_u128(0xa4fb_adbd_5dcb_4cf5_9dfb_6b4d_8b5d_8320);

/// The id of a name such as `release/2026.1`: a UUID of version 5 (RFC 9562, section 5.5) as a URN.
pub fn id(name: &str) -> String {
    Uuid::new_v5(&NAMESPACE, name.as_bytes()).urn().to_string()
}

/// A feed, newest entries first.
#[derive(Clone, Debug)]
pub struct Feed {
    pub id: String,
    pub title: String,
    /// What the feed tells of.
    pub description: String,
    /// The language of the feed's own words.
    pub language: Language,
    /// When the newest entry was recorded, UTC.
    pub updated: NaiveDateTime,
    pub author: &'static str,
    /// Under which terms the entries may be reused, and whom to name.
    pub rights: String,
    /// The address of the terms.
    pub licence: &'static str,
    /// The address of the feed.
    pub address: String,
    /// The address of what the feed tells of, as data.
    pub home: String,
    /// The same feed in other languages and formats.
    pub others: Vec<Other>,
    pub entries: Vec<Entry>,
}

/// The same feed in another language or format.
#[derive(Clone, Debug)]
pub struct Other {
    pub address: String,
    pub media: &'static str,
    pub language: Language,
}

/// An entry of a feed.
#[derive(Clone, Debug)]
pub struct Entry {
    pub id: String,
    pub title: String,
    /// When what it tells of was recorded, UTC. An entry is never changed.
    pub recorded: NaiveDateTime,
    /// The address of what it tells of.
    pub address: String,
    /// Addresses beside it, with what each is.
    pub related: Vec<(String, String)>,
    /// The entry in one line, where its title is not enough.
    pub summary: Option<String>,
    pub paragraphs: Vec<Paragraph>,
    /// Words to sort it by, each with how it is shown.
    pub tags: Vec<(String, &'static str)>,
}

/// A paragraph: the feed's own words, words of the record, or the latter introduced by the former.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paragraph {
    /// In the language of the feed.
    pub said: String,
    /// Words of the record, with their language if they have one.
    pub quoted: Option<(String, Option<Language>)>,
}

impl Paragraph {
    /// The feed's own words.
    pub fn said(words: impl Into<String>) -> Self {
        Paragraph { said: words.into(), quoted: None }
    }

    /// Words of the record behind their introduction.
    pub fn quoting(said: impl Into<String>, quoted: impl Into<String>, language: Option<Language>) -> Self {
        Paragraph { said: said.into(), quoted: Some((quoted.into(), language)) }
    }

    /// The paragraph as one line of text.
    pub fn text(&self) -> String {
        match &self.quoted {
            None => self.said.clone(),
            Some((quoted, _)) => format!("{} {quoted}", self.said),
        }
    }
}

/// The paragraphs, a line each.
fn text(paragraphs: &[Paragraph]) -> String {
    paragraphs.iter().map(Paragraph::text).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod sample {
    //! A feed with all that an entry may hold, for the tests of the formats.

    use chrono::NaiveDate;

    use super::*;

    pub fn feed() -> Feed {
        let day = NaiveDate::from_ymd_opt(2026, 11, 22).expect("a day");
        let recorded = day.and_hms_opt(14, 0, 0).expect("a time");
        let paragraphs = vec![
            Paragraph::said("Release 2026.1, since 2025.1."),
            Paragraph::quoting("After:", "« a < b & c »\u{b} 50 %", Some(Language::Fr)),
        ];
        let entry = Entry {
            id: id("change/2026.1/c1"),
            title: "Axis 1: 30 → 50 & more".to_owned(),
            recorded,
            address: "https://jalon.example/api/v1/changes?limit=1&offset=0".to_owned(),
            related: vec![("After".to_owned(), "https://jalon.example/api/v1/axes/1".to_owned())],
            summary: None,
            paragraphs,
            tags: vec![("value_changed".to_owned(), "value changed")],
        };
        Feed {
            id: id("feed/changes/en"),
            title: "Changes".to_owned(),
            description: "What changed.".to_owned(),
            language: Language::En,
            updated: recorded,
            author: "Jalon",
            rights: "Licence".to_owned(),
            licence: "https://licence.example/",
            address: "https://jalon.example/feeds/changes.atom?lang=en".to_owned(),
            home: "https://jalon.example/api/v1/changes".to_owned(),
            others: vec![Other {
                address: "https://jalon.example/feeds/changes.atom?lang=fr".to_owned(),
                media: atom::MEDIA,
                language: Language::Fr,
            }],
            entries: vec![entry],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Computed with Python: `uuid.uuid5(uuid.UUID("a4fbadbd-5dcb-4cf5-9dfb-6b4d8b5d8320"), "release/2026.1")`.
    #[test]
    fn an_id_is_the_uuid_of_its_name() {
        assert_eq!(id("release/2026.1"), "urn:uuid:fd9d7c0a-c884-5f3a-b266-7dcd56210ea0");
        assert_ne!(id("release/2026.1"), id("release/2026.2"));
    }
}
