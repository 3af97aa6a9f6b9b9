//! Every address that the service emits.

use actix_web::{HttpRequest, http::header::HOST};

use crate::config::Config;

/// The address that links begin with: `PUBLIC_URL`, or that of the request.
pub fn base(config: &Config, request: &HttpRequest) -> String {
    if let Some(url) = &config.public_url {
        return url.clone();
    }
    let named = request.headers().get(HOST).and_then(|host| host.to_str().ok());
    let plain = |host: &&str| {
        !host.is_empty()
            && host.len() <= 255
            && host.bytes().all(|b| b.is_ascii_alphanumeric() || b".-:[]_".contains(&b))
    };
    match named.filter(plain) {
        Some(host) => format!("http://{host}"),
        None => format!("http://{}", config.bind),
    }
}

/// An address under `/api/v1`, relative to the base.
pub fn v1(path: &str) -> String {
    format!("/api/v1{path}")
}

/// The pages of a list: query strings for each.
pub struct Pages {
    pub limit: i64,
    pub offset: i64,
    pub total: i64,
}

impl Pages {
    /// Offset of the next page, if there is one.
    pub fn next(&self) -> Option<i64> {
        let next = self.offset + self.limit;
        (self.limit > 0 && next < self.total).then_some(next)
    }

    /// Offset of the page before, if there is one.
    pub fn prev(&self) -> Option<i64> {
        (self.limit > 0 && self.offset > 0).then(|| (self.offset - self.limit).clamp(0, self.total.max(1) - 1))
    }

    /// Offset of the last page that begins a whole number of pages after the first.
    pub fn last(&self) -> i64 {
        if self.limit == 0 || self.total == 0 { 0 } else { (self.total - 1) / self.limit * self.limit }
    }
}

/// The canonical query string with another offset.
pub fn with_offset(canonical: &str, offset: i64) -> String {
    let offset = (offset > 0).then(|| offset.to_string());
    replaced(canonical, &["offset"], offset.map(|offset| ("offset", offset)))
}

/// The canonical query string that reads one revision, whatever release it chose.
pub fn with_release(canonical: &str, pinned: &str) -> String {
    replaced(canonical, &["release", "as_of"], Some(("release", pinned.to_owned())))
}

/// The canonical query string that compares two revisions, whatever releases it chose.
pub fn with_releases(canonical: &str, from: &str, to: &str) -> String {
    let query = replaced(canonical, &["from"], Some(("from", from.to_owned())));
    replaced(&query, &["to"], Some(("to", to.to_owned())))
}

/// The canonical query string that asks for a format, whatever it asked for.
pub fn with_format(canonical: &str, format: &str) -> String {
    replaced(canonical, &["format"], Some(("format", format.to_owned())))
}

/// The canonical query string that asks for a language, whatever it asked for.
pub fn with_language(canonical: &str, language: &str) -> String {
    replaced(canonical, &["lang"], Some(("lang", language.to_owned())))
}

/// The canonical query string without some parameters.
pub fn without(canonical: &str, out: &[&str]) -> String {
    replaced(canonical, out, None)
}

/// A query string without some parameters and with another one, in the order of their names.
fn replaced(query: &str, out: &[&str], with: Option<(&str, String)>) -> String {
    let pairs = form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| !out.contains(&name.as_ref()));
    let mut pairs: Vec<(String, String)> = pairs.map(|(name, value)| (name.into_owned(), value.into_owned())).collect();
    pairs.extend(with.map(|(name, value)| (name.to_owned(), value)));
    pairs.sort_by(|a, b| a.0.cmp(&b.0));
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

/// A path with its query string, if any.
pub fn joined(path: &str, query: &str) -> String {
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}
