//! The headers that describe a representation: its media type, its validators, how long it may be reused, its name as a file
//! and the release that it speaks of (RFC 9110, section 8).

use std::time::SystemTime;

use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue, HttpDate};

use crate::domain::release::Release;

/// Names the release that an answer speaks of.
pub const JALON_RELEASE: HeaderName = HeaderName::from_static("jalon-release");

/// Bounds the date of the release that an answer speaks of.
pub const JALON_DATA_AS_OF: HeaderName = HeaderName::from_static("jalon-data-as-of");

/// How long an answer about the current release may be reused: the next release must be seen soon.
pub const CACHE_CURRENT: &str = "public, max-age=60, stale-while-revalidate=600";
/// How long an answer about a pinned revision may be reused: its data never changes.
const CACHE_PINNED: &str = "public, max-age=86400, stale-while-revalidate=604800";

/// How long an answer may be reused.
pub fn cache_control(pinned: bool) -> &'static str {
    if pinned { CACHE_PINNED } else { CACHE_CURRENT }
}

/// What every representation tells that may be kept.
pub fn headers(media: &'static str, modified: SystemTime, cache_control: &'static str) -> HeaderMap {
    // With those that every answer has besides.
    let mut headers = HeaderMap::with_capacity(24);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache_control));
    headers.insert(header::VARY, HeaderValue::from_static("Accept, Accept-Encoding"));
    tell(&mut headers, header::LAST_MODIFIED, &HttpDate::from(modified).to_string());
    headers
}

/// Adds a header; a text that cannot stand in one is left out.
pub fn tell(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

/// Adds the `ETag`; a weak one stands for other bytes of the same content, too.
pub fn tell_tag(headers: &mut HeaderMap, tag: &str, is_weak: bool) {
    tell(headers, header::ETAG, &format!("{}\"{tag}\"", if is_weak { "W/" } else { "" }));
}

/// Adds the name under which a client saves the file (RFC 6266).
pub fn tell_file(headers: &mut HeaderMap, name: &str) {
    tell(headers, header::CONTENT_DISPOSITION, &format!("attachment; filename=\"{name}\""));
}

/// What an answer tells of the release that it speaks of.
pub struct About {
    pub release: Release,
    pub modified: SystemTime,
    pub pinned: bool,
    /// The address that gives the same content for good, if there is one.
    pub cite_as: Option<String>,
}

impl About {
    /// The headers that name the release, the bounds of its date and the address to cite (RFC 8574), which joins the links
    /// that there are.
    pub fn tell(&self, headers: &mut HeaderMap, links: Option<String>) {
        tell(headers, JALON_RELEASE, &self.release.pinned());
        self.release.date_interval().iter().for_each(|interval| tell(headers, JALON_DATA_AS_OF, interval));
        let cited = self.cite_as.iter().map(|url| format!("<{url}>; rel=\"cite-as\""));
        let links: Vec<String> = links.into_iter().chain(cited).collect();
        if !links.is_empty() {
            tell(headers, header::LINK, &links.join(", "));
        }
    }
}
