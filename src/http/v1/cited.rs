//! What a request wants to cite, as an address of the two APIs; and how an address is named in a title.

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use super::{
    super::{
        addresses, catalogue,
        explore::BASE,
        links::joined,
        params::day,
        problem::{ApiError, Kind, echo},
    },
    cite::CiteParams,
    collection::parse_release,
};
use crate::domain::release::At;

/// An address to cite: its path and query without the choice of a release, and that choice.
pub struct Target {
    pub path: String,
    pub query: String,
    pub at: At,
    /// The parameter that gives it, and its value.
    given: (&'static str, String),
}

/// What can be cited, in words.
const CITABLE: &str = "an address of /api/v1 or of a dataset that takes `release`, such as /api/v1/objectives/34";

impl Target {
    /// Reads what is to be cited; `base` is what addresses of this service begin with.
    ///
    /// # Errors
    /// An address of another service or of what cannot be cited, or two choices of what is cited or of its release.
    pub fn of(asked: &CiteParams, at: At, base: &str) -> Result<Self, ApiError> {
        let given = [("url", &asked.url), ("path", &asked.path), ("dataset", &asked.dataset)];
        let mut given = given.into_iter().filter_map(|(name, value)| Some((name, value.clone()?)));
        let first = given.next().unwrap_or(("path", "/api/v1".to_owned()));
        if let Some((second, value)) = given.next() {
            let detail = format!("`{}` and `{second}` both say what is cited; expected one of them", first.0);
            let error = ApiError::new(Kind::CONFLICTING_PARAMETERS, detail).at(second, value);
            return Err(error.expecting("one of `url`, `path` and `dataset`"));
        }
        let address = match first.0 {
            "dataset" => csv_of(&catalogue::dataset("dataset", &first.1)?.id()),
            "url" => own(&first.1, base)?,
            _ if first.1.starts_with('/') => first.1.clone(),
            _ => return Err(ApiError::invalid("path", &first.1, "a path such as /api/v1/objectives/34")),
        };
        let address = address.split('#').next().unwrap_or_default();
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        // As routing reads it, so that no way to write an address leads around what is refused below.
        let path = addresses::plain(path).unwrap_or_else(|| path.to_owned());
        let mut target = Target { path: encoded(&path), query: query.to_owned(), at, given: first };
        if percent_decode_str(&target.query).decode_utf8().is_err() {
            return Err(target.refused("is not UTF-8 once decoded"));
        }
        let chosen = target.choice()?;
        target.choose(chosen)?;
        target.settle()
    }

    /// The release that the address itself chooses.
    fn choice(&self) -> Result<At, ApiError> {
        let pairs = form_urlencoded::parse(self.query.as_bytes());
        let chosen: Vec<(String, String)> = pairs
            .filter(|(name, _)| matches!(name.as_ref(), "release" | "as_of"))
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect();
        match chosen.as_slice() {
            [] => Ok(At::Current),
            [(name, value)] if name == "release" => parse_release(value),
            [(_, value)] => {
                day(value).map(At::Date).ok_or_else(|| ApiError::invalid("as_of", value, "a date such as 2026-03-31"))
            }
            _ => Err(self.conflicting()),
        }
    }

    /// Takes a choice of a release; there may be but one, or the same again.
    fn choose(&mut self, chosen: At) -> Result<(), ApiError> {
        if chosen == At::Current || chosen == self.at {
            return Ok(());
        }
        if self.at != At::Current {
            return Err(self.conflicting());
        }
        self.at = chosen;
        Ok(())
    }

    fn conflicting(&self) -> ApiError {
        let detail = "the address to cite chooses its release more than once, or `release` or `as_of` choose another; \
                      expected one choice";
        ApiError::new(Kind::CONFLICTING_PARAMETERS, detail).at(self.given.0, &self.given.1).expecting("one release")
    }

    /// The address that gives what is cited: a release by its index, a dataset by its file.
    fn settle(mut self) -> Result<Self, ApiError> {
        let of_dataset = ["/explore/dataset/", "/catalog/", &format!("{BASE}/catalog/datasets/")]
            .iter()
            .find_map(|folder| self.path.strip_prefix(folder).map(|id| id.trim_end_matches('/').to_owned()))
            .filter(|id| !id.contains(['/', '.']));
        if let Some(id) = of_dataset {
            (self.path, self.query) = (csv_of(&catalogue::dataset(self.given.0, &id)?.id()), String::new());
        } else if let Some(id) = self.path.strip_prefix("/api/v1/releases/") {
            self.choose(parse_release(id)?)?;
            "/api/v1".clone_into(&mut self.path);
        }
        let is_api = self.path == "/api/v1" || self.path.starts_with("/api/v1/") || self.path.starts_with(BASE);
        match is_api && self.path != "/api/v1/cite" {
            true => Ok(self),
            false => Err(self.refused("is not one of data")),
        }
    }

    /// Why it cannot be cited, from what it answers when it is asked.
    pub fn explained(&self, error: ApiError) -> ApiError {
        // That parameter is none of the request's own.
        let takes_none = error.kind == Kind::UNKNOWN_PARAMETER && error.param.as_deref() == Some("release");
        if takes_none { self.refused("gives an answer that no release pins") } else { error }
    }

    /// The refusal to cite it.
    pub fn refused(&self, why: &str) -> ApiError {
        let shown = echo(&joined(&self.path, &self.query));
        let error = ApiError::new(Kind::NOT_CITABLE, format!("`{shown}` {why}; expected {CITABLE}"));
        error.at(self.given.0, &self.given.1).expecting(CITABLE).seeing(vec!["/api/v1".to_owned()])
    }
}

/// The CSV file of a dataset.
fn csv_of(id: &str) -> String {
    format!("{BASE}/catalog/datasets/{id}/exports/csv")
}

/// An address of this service without scheme and host.
fn own(url: &str, base: &str) -> Result<String, ApiError> {
    let host = base.split_once("://").map_or(base, |(_, host)| host);
    let rest = match url.split_once("://") {
        None => Some(url),
        // Behind a proxy the same service may be read over HTTP and HTTPS.
        Some(("http" | "https", rest)) => rest.strip_prefix(host),
        Some(_) => None,
    };
    match rest {
        Some("") => Ok("/".to_owned()),
        Some(rest) if rest.starts_with('/') && !rest.starts_with("//") => Ok(rest.to_owned()),
        _ => Err(ApiError::invalid("url", url, format!("an address that begins with {base}"))),
    }
}

/// What a path cannot hold as it is; percent signs are those of the address itself.
const OUTSIDE: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'`').add(b'{').add(b'}').add(b'\\');

fn encoded(path: &str) -> String {
    utf8_percent_encode(path, OUTSIDE).to_string()
}

/// How a title names an address of the service: `objectives/34`, or `objectives, axis=4`; none for the whole record.
pub fn place(address: &str) -> Option<String> {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let datasets = format!("{BASE}/catalog/datasets/");
    let path = path.strip_prefix("/api/v1").or_else(|| path.strip_prefix(&datasets)).unwrap_or(path);
    let pairs = form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name != "release");
    let words = std::iter::once(path.trim_matches('/').to_owned())
        .chain(pairs.map(|(name, value)| format!("{name}={value}")))
        .filter(|word| !word.is_empty());
    let words: Vec<String> = words.collect();
    (!words.is_empty()).then(|| words.join(", "))
}
