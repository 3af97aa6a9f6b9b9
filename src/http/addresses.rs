//! The addresses that are served, and the methods that each takes; what was meant by one that is not.

use std::sync::OnceLock;

use actix_web::{dev::ServiceRequest, http::Uri};

use super::{
    embeds, openapi, pages,
    problem::{ApiError, Kind},
    security_txt,
};
use crate::domain::text::nearest;

/// The methods that an address takes, beside OPTIONS.
#[derive(Clone, Copy, Debug, Default)]
pub struct Takes {
    pub get: bool,
    pub post: bool,
    pub delete: bool,
}

impl Takes {
    /// The methods, as the header `Allow` tells them.
    pub fn told(self) -> String {
        let methods = [(self.get, "GET, HEAD"), (self.post, "POST"), (self.delete, "DELETE"), (true, "OPTIONS")];
        methods.into_iter().filter(|(takes, _)| *takes).map(|(_, method)| method).collect::<Vec<_>>().join(", ")
    }
}

/// The addresses that are served, as templates such as `/api/v1/axes/{code}`: those of the contract, and the pages.
pub struct Paths {
    templates: Vec<(String, Takes)>,
    /// Those that cannot be read.
    without_get: Vec<String>,
}

/// A path whose encoded letters, digits and `-._~` stand for themselves (RFC 3986, section 6.2.2.2); none if all do. Routing
/// takes both for the same address, so what else looks at an address must not tell them apart.
pub fn plain(path: &str) -> Option<String> {
    if !path.contains('%') {
        return None;
    }
    let mut plain = Vec::with_capacity(path.len());
    for byte in path.bytes() {
        plain.push(byte);
        // Again as long as one makes another, as in `%%36%31`: nothing is left that routing would read as such a character.
        while let Some(octet) = encoded_at_the_end(&plain) {
            plain.truncate(plain.len() - 3);
            plain.push(octet);
        }
    }
    String::from_utf8(plain).ok().filter(|plain| plain != path)
}

/// The character that the last three bytes of a path stand for, if it needs no encoding.
fn encoded_at_the_end(path: &[u8]) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let [.., b'%', high, low] = path else { return None };
    let octet = digit(*high)? * 16 + digit(*low)?;
    (octet.is_ascii_alphanumeric() || b"-._~".contains(&octet)).then_some(octet)
}

/// Gives a request another path, and leaves its query string.
pub fn lead(request: &mut ServiceRequest, path: &str) {
    let address = match request.uri().query() {
        Some(query) => format!("{path}?{query}"),
        None => path.to_owned(),
    };
    let mut parts = request.uri().clone().into_parts();
    parts.path_and_query = address.parse().ok();
    if let Ok(uri) = Uri::from_parts(parts) {
        request.match_info_mut().get_mut().update(&uri);
        request.head_mut().uri = uri;
    }
}

/// Whether a path has the form of a template.
pub fn fits(template: &str, path: &str) -> bool {
    let (mut wanted, mut given) = (template.split('/'), path.split('/'));
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return true,
            (Some(wanted), Some(given)) if wanted == given || (wanted.starts_with('{') && !given.is_empty()) => {}
            _ => return false,
        }
    }
}

impl Paths {
    /// Addresses that exist and may be what was meant: those without placeholders, and those as long as the path, with
    /// the path's own segments in the places of the placeholders.
    fn like(&self, path: &str) -> Vec<String> {
        let given: Vec<&str> = path.split('/').collect();
        let filled = |(template, _): &(String, Takes)| {
            let wanted: Vec<&str> = template.split('/').collect();
            if !template.contains('{') {
                return Some(template.clone());
            }
            let fill =
                |(wanted, given): (&&str, &&str)| if wanted.starts_with('{') { *given } else { *wanted }.to_owned();
            (wanted.len() == given.len()).then(|| wanted.iter().zip(&given).map(fill).collect::<Vec<_>>().join("/"))
        };
        self.templates.iter().filter_map(filled).filter(|candidate| candidate != path).collect()
    }

    /// Whether a path can be read, as far as its form tells.
    pub fn may_read(&self, path: &str) -> bool {
        !self.without_get.iter().any(|template| fits(template, path))
    }

    fn exist(&self, path: &str) -> bool {
        self.takes(path).is_some()
    }

    /// The methods that an address takes; none if nothing is served there. Of the templates that fit, one without a
    /// placeholder counts before the others.
    pub fn takes(&self, path: &str) -> Option<Takes> {
        let mut fitting = self.templates.iter().filter(|(template, _)| fits(template, path));
        let first = fitting.next()?;
        let exact = if first.0 == path { None } else { fitting.find(|(template, _)| template == path) };
        Some(exact.unwrap_or(first).1)
    }
}

/// The templates of all addresses.
pub fn templates() -> impl Iterator<Item = &'static str> {
    paths().templates.iter().map(|(template, _)| template.as_str())
}

/// All addresses.
///
/// Those of the contract are read in the committed document, which a test holds to what the code says: to have the code say it
/// takes memory and pages of the program that are needed for nothing else.
pub fn paths() -> &'static Paths {
    static PATHS: OnceLock<Paths> = OnceLock::new();
    PATHS.get_or_init(|| {
        let documented = openapi::committed().into_iter().map(|(path, operations)| {
            let takes = |method: &str| operations.iter().any(|operation| operation == method);
            (path, Takes { get: takes("get"), post: takes("post"), delete: takes("delete") })
        });
        let docs = ["/api/v1/docs", "/api/v1/docs/", "/api/v1/docs/{asset}"];
        let others = ["/", "/explore/", "/explore/dataset/{id}/", security_txt::PATH].into_iter().chain(docs);
        let others = others.map(str::to_owned).chain(pages::addresses()).chain(embeds::addresses());
        let others = others.map(|path| (path, Takes { get: true, ..Takes::default() }));
        let templates: Vec<(String, Takes)> = documented.chain(others).collect();
        let without_get = templates.iter().filter(|(_, takes)| !takes.get).map(|(path, _)| path.clone()).collect();
        Paths { templates, without_get }
    })
}

/// The refusal of an address at which nothing is served.
pub fn unknown_path(path: &str) -> ApiError {
    let mut error = ApiError::new(Kind::UNKNOWN_PATH, "nothing is served at this address").at("path", path);
    let trimmed = path.trim_end_matches('/');
    error.did_you_mean = if trimmed != path && paths().exist(trimmed) {
        Some(trimmed.to_owned())
    } else {
        let near = paths().like(path);
        nearest(path, near.iter().map(String::as_str))
    };
    error.seeing(vec!["/api/v1".to_owned()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_needs_no_encoding_stands_for_itself() {
        for (path, expected) in [
            ("/%61pi/%65xplore", Some("/api/explore")),
            ("/api/v1/objectives/32%2D1%7E%5f%2e", Some("/api/v1/objectives/32-1~_.")),
            // A percent sign that is encoded begins nothing.
            ("/%2561pi", None),
            ("/%25%36%31pi", Some("/%2561pi")),
            ("/%2%361pi", Some("/%261pi")),
            ("/%%36%31pi", Some("/api")),
            ("/a%2Fb%3F%20%C3%A9%25", None),
            ("/%", None),
            ("/%6", None),
            ("/%+1/%6g/%é1", None),
            ("/api/v1", None),
        ] {
            assert_eq!(plain(path).as_deref(), expected, "{path}");
        }
    }
}
