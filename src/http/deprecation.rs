//! How answers of an operation that will go say so.

use std::time::SystemTime;

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue, HttpDate, LINK};
use chrono::{NaiveDate, NaiveTime};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use super::addresses;
use crate::domain::deprecation::Deprecation;

/// What clients send in a path as it is, and a URI must not hold so (RFC 3986). A value that is encoded already stays so.
const NOT_IN_A_URI: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// What is announced for the address of a request.
#[derive(Clone, Debug)]
pub struct Announced {
    deprecation: &'static Deprecation,
    /// The address that takes its place, with the values of the request.
    successor: Option<String>,
}

/// The announcement for an address, if there is one.
pub fn of(all: &'static [Deprecation], path: &str) -> Option<Announced> {
    let deprecation = all.iter().find(|announced| addresses::fits(announced.template, path))?;
    let successor = deprecation.successor.map(|successor| filled(successor, deprecation.template, path));
    Some(Announced { deprecation, successor })
}

/// A template with the values that another one, which the path fits, has in its placeholders of the same names.
fn filled(successor: &str, template: &str, path: &str) -> String {
    let value = |segment: &str| {
        let named = || template.split('/').zip(path.split('/')).find(|(placeholder, _)| *placeholder == segment);
        let given = if segment.starts_with('{') { named() } else { None };
        given.map_or_else(|| segment.to_owned(), |(_, value)| utf8_percent_encode(value, NOT_IN_A_URI).to_string())
    };
    successor.split('/').map(value).collect::<Vec<_>>().join("/")
}

impl Announced {
    /// Adds `Deprecation` (RFC 9745), `Sunset` (RFC 8594) and the link to what takes its place (RFC 5829).
    pub fn tell(&self, headers: &mut HeaderMap) {
        let midnight = |day: NaiveDate| day.and_time(NaiveTime::MIN).and_utc();
        let Deprecation { since, sunset, .. } = self.deprecation;
        let sunset = HttpDate::from(SystemTime::from(midnight(*sunset))).to_string();
        let link = self.successor.iter().map(|address| (LINK, format!("<{address}>; rel=\"successor-version\"")));
        let told = [
            (HeaderName::from_static("deprecation"), format!("@{}", midnight(*since).timestamp())),
            (HeaderName::from_static("sunset"), sunset),
        ];
        for (name, value) in told.into_iter().chain(link) {
            if let Ok(value) = HeaderValue::try_from(value) {
                headers.append(name, value);
            }
        }
    }
}
