//! A feed as JSON Feed 1.1.

use chrono::{NaiveDateTime, SecondsFormat};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Entry, Feed, text};

/// The media type of JSON Feed.
pub const MEDIA: &str = "application/feed+json";

const VERSION: &str = "https://jsonfeed.org/version/1.1";

/// A feed as [JSON Feed 1.1](https://www.jsonfeed.org/version/1.1/) describes it.
#[derive(Serialize, ToSchema)]
pub struct JsonFeed {
    /// The address of the format's version.
    #[schema(example = "https://jsonfeed.org/version/1.1")]
    pub version: &'static str,
    pub title: String,
    /// What the feed tells of, as data.
    pub home_page_url: String,
    pub feed_url: String,
    pub description: String,
    /// The language of the feed's own words; those of the record stay as they are.
    #[schema(example = "fr")]
    pub language: &'static str,
    pub authors: Vec<JsonFeedAuthor>,
    /// Newest first.
    pub items: Vec<JsonFeedItem>,
    /// What the format has no member for.
    #[serde(rename = "_jalon")]
    pub more: JsonFeedMore,
}

/// Who wrote a feed.
#[derive(Serialize, ToSchema)]
pub struct JsonFeedAuthor {
    pub name: &'static str,
}

/// Terms of reuse.
#[derive(Serialize, ToSchema)]
pub struct JsonFeedMore {
    /// Under which terms the items may be reused, and whom to name.
    pub rights: String,
    /// The address of the terms.
    pub licence_url: &'static str,
}

/// An entry of a feed.
#[derive(Serialize, ToSchema)]
pub struct JsonFeedItem {
    /// The same on every instance and in every language.
    pub id: String,
    /// What the item tells of, as data.
    pub url: String,
    pub title: String,
    /// The item in one line, where its title is not enough.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// A line a paragraph.
    pub content_text: String,
    /// When what it tells of was recorded, RFC 3339, UTC.
    pub date_published: String,
    pub tags: Vec<String>,
    /// What the format has no member for.
    #[serde(rename = "_jalon")]
    pub more: JsonFeedItemMore,
}

/// Addresses beside an entry.
#[derive(Serialize, ToSchema)]
pub struct JsonFeedItemMore {
    pub related: Vec<JsonFeedLink>,
}

/// An address, with what it is.
#[derive(Serialize, ToSchema)]
pub struct JsonFeedLink {
    pub title: String,
    pub url: String,
}

impl From<&Feed> for JsonFeed {
    fn from(feed: &Feed) -> Self {
        JsonFeed {
            version: VERSION,
            title: feed.title.clone(),
            home_page_url: feed.home.clone(),
            feed_url: feed.address.clone(),
            description: feed.description.clone(),
            language: feed.language.as_str(),
            authors: vec![JsonFeedAuthor { name: feed.author }],
            items: feed.entries.iter().map(JsonFeedItem::from).collect(),
            more: JsonFeedMore { rights: feed.rights.clone(), licence_url: feed.licence },
        }
    }
}

impl From<&Entry> for JsonFeedItem {
    fn from(entry: &Entry) -> Self {
        let link = |(title, url): &(String, String)| JsonFeedLink { title: title.clone(), url: url.clone() };
        JsonFeedItem {
            id: entry.id.clone(),
            url: entry.address.clone(),
            title: entry.title.clone(),
            summary: entry.summary.clone(),
            content_text: text(&entry.paragraphs),
            date_published: time(entry.recorded),
            tags: entry.tags.iter().map(|(term, _)| term.clone()).collect(),
            more: JsonFeedItemMore { related: entry.related.iter().map(link).collect() },
        }
    }
}

fn time(time: NaiveDateTime) -> String {
    time.and_utc().to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

/// The feed as a document.
pub fn write(feed: &Feed) -> Vec<u8> {
    serde_json::to_vec(&JsonFeed::from(feed)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{super::sample, *};

    #[test]
    fn the_document_has_the_members_of_the_format() {
        let feed: Value = serde_json::from_slice(&write(&sample::feed())).expect("the document is JSON");
        assert_eq!(feed["feed_url"], "https://jalon.example/feeds/changes.atom?lang=en");
        assert_eq!((&feed["language"], &feed["authors"]), (&json!("en"), &json!([{"name": "Jalon"}])));
        let item = &feed["items"][0];
        assert_eq!(item["date_published"], "2026-11-22T14:00:00Z");
        assert_eq!(item["content_text"], "Release 2026.1, since 2025.1.\nAfter: « a < b & c »\u{b} 50 %");
        assert_eq!((&item["summary"], &item["tags"]), (&json!(null), &json!(["value_changed"])));
        assert_eq!(item["_jalon"]["related"][0]["title"], "After");
    }
}
