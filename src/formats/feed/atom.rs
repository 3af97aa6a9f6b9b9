//! A feed as Atom (RFC 4287).

use atom_syndication::{Category, Content, Entry as AtomEntry, Feed as AtomFeed, Link, Person, Text};
use chrono::{DateTime, FixedOffset, NaiveDateTime};

use super::{Entry, Feed, Paragraph};
use crate::domain::text::Language;

/// The media type of Atom.
pub const MEDIA: &str = "application/atom+xml";

/// The feed as a document.
pub fn write(feed: &Feed) -> Vec<u8> {
    let mut links = vec![link("self", &feed.address, Some(MEDIA)), link("alternate", &feed.home, Some(JSON))];
    links[0].hreflang = Some(feed.language.as_str().to_owned());
    links.extend(feed.others.iter().map(|other| Link {
        hreflang: Some(other.language.as_str().to_owned()),
        ..link("alternate", &other.address, Some(other.media))
    }));
    // The relation that RFC 4946 adds.
    links.push(link("license", feed.licence, None));
    let atom = AtomFeed {
        id: feed.id.clone(),
        lang: Some(feed.language.as_str().to_owned()),
        title: plain(&feed.title),
        subtitle: Some(plain(&feed.description)),
        updated: time(feed.updated),
        authors: vec![Person { name: feed.author.to_owned(), ..Person::default() }],
        rights: Some(plain(&feed.rights)),
        links,
        entries: feed.entries.iter().map(entry).collect(),
        ..AtomFeed::default()
    };
    // Writing to memory does not fail.
    atom.write_to(Vec::new()).unwrap_or_default()
}

const JSON: &str = "application/json";

fn entry(entry: &Entry) -> AtomEntry {
    let mut links = vec![link("alternate", &entry.address, Some(JSON))];
    links.extend(
        entry
            .related
            .iter()
            .map(|(title, href)| Link { title: Some(legal(title)), ..link("related", href, Some(JSON)) }),
    );
    AtomEntry {
        id: entry.id.clone(),
        title: plain(&entry.title),
        updated: time(entry.recorded),
        links,
        categories: entry.tags.iter().map(category).collect(),
        summary: entry.summary.as_deref().map(plain),
        content: Some(Content {
            content_type: Some("html".to_owned()),
            value: Some(entry.paragraphs.iter().map(html).collect()),
            ..Content::default()
        }),
        ..AtomEntry::default()
    }
}

fn category((term, label): &(String, &'static str)) -> Category {
    Category { term: legal(term), label: Some((*label).to_owned()), scheme: None }
}

fn link(rel: &str, href: &str, media: Option<&str>) -> Link {
    Link { rel: rel.to_owned(), href: href.to_owned(), mime_type: media.map(str::to_owned), ..Link::default() }
}

fn time(time: NaiveDateTime) -> DateTime<FixedOffset> {
    time.and_utc().fixed_offset()
}

fn plain(text: &str) -> Text {
    Text::plain(legal(text))
}

/// A paragraph as HTML, since readers run the lines of plain text together; the document escapes it once more.
fn html(paragraph: &Paragraph) -> String {
    let said = escaped(&paragraph.said);
    match &paragraph.quoted {
        None => format!("<p>{said}</p>"),
        Some((quoted, None)) => format!("<p>{said} {}</p>", escaped(quoted)),
        Some((quoted, Some(language))) => format!("<p>{said} {}</p>", spoken(quoted, *language)),
    }
}

fn spoken(quoted: &str, language: Language) -> String {
    format!("<span lang=\"{}\">{}</span>", language.as_str(), escaped(quoted))
}

fn escaped(text: &str) -> String {
    legal(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A text without the characters that no XML document may hold, even escaped (XML 1.0, section 2.2).
fn legal(text: &str) -> String {
    let is_legal = |c: &char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..);
    text.chars().filter(is_legal).collect()
}

#[cfg(test)]
mod tests {
    use super::{super::sample, *};

    #[test]
    fn the_document_reads_back_as_the_feed() {
        let (feed, document) = (sample::feed(), write(&sample::feed()));
        let read = AtomFeed::read_from(document.as_slice()).expect("the document is Atom");
        assert_eq!((read.id.as_str(), read.lang.as_deref()), (feed.id.as_str(), Some("en")));
        let relations: Vec<_> = read.links.iter().map(|link| (link.rel.as_str(), link.hreflang.as_deref())).collect();
        assert_eq!(
            relations,
            [("self", Some("en")), ("alternate", None), ("alternate", Some("fr")), ("license", None)]
        );
        let entry = &read.entries[0];
        assert_eq!(entry.title.as_str(), "Axis 1: 30 → 50 & more");
        assert_eq!(entry.updated.to_rfc3339(), "2026-11-22T14:00:00+00:00");
        assert_eq!(entry.links[0].href, "https://jalon.example/api/v1/changes?limit=1&offset=0");
    }

    #[test]
    fn words_are_escaped_marked_with_their_language_and_free_of_what_xml_forbids() {
        let read = AtomFeed::read_from(write(&sample::feed()).as_slice()).expect("the document is Atom");
        let content = read.entries[0].content.as_ref().and_then(|content| content.value.as_deref());
        assert_eq!(
            content,
            Some(
                "<p>Release 2026.1, since 2025.1.</p>\
                 <p>After: <span lang=\"fr\">« a &lt; b &amp; c » 50 %</span></p>"
            )
        );
    }
}
