//! How answers of an operation that will go say so.

use std::time::SystemTime;

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue, HttpDate, LINK};
use chrono::{NaiveDate, NaiveTime};

use super::addresses;
use crate::domain::deprecation::Deprecation;

/// The announcement for an address, if there is one.
pub fn of<'a>(all: &'a [Deprecation], path: &str) -> Option<&'a Deprecation> {
    all.iter().find(|announced| addresses::fits(announced.template, path))
}

/// Adds `Deprecation` (RFC 9745), `Sunset` (RFC 8594) and the link to what takes its place (RFC 5829).
pub fn tell(announced: &Deprecation, headers: &mut HeaderMap) {
    let midnight = |day: NaiveDate| day.and_time(NaiveTime::MIN).and_utc();
    let sunset = HttpDate::from(SystemTime::from(midnight(announced.sunset))).to_string();
    let link = announced.successor.map(|address| (LINK, format!("<{address}>; rel=\"successor-version\"")));
    let told = [
        (HeaderName::from_static("deprecation"), format!("@{}", midnight(announced.since).timestamp())),
        (HeaderName::from_static("sunset"), sunset),
    ];
    for (name, value) in told.into_iter().chain(link) {
        if let Ok(value) = HeaderValue::try_from(value) {
            headers.append(name, value);
        }
    }
}
