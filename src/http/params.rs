//! The query string, read by name, with errors that say which parameter, which value and what would be right.
//!
//! actix's own `web::Query` cannot read a repeated key, and its errors do not name the parameter. Here each parameter is
//! asked for by name and kind; what was asked for is what is known, so an unknown one can be refused with the nearest.

use std::{
    future::{Ready, ready},
    ops::RangeInclusive,
    str,
};

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use chrono::NaiveDate;
use percent_encoding::percent_decode;

use super::problem::{ApiError, Kind, echo};
use crate::domain::text::search_words;

/// Most words of a search: each is a condition of its own, and databases bound how many a query may have.
pub const MOST_WORDS: usize = 32;

/// Most parameters in one query string.
const MOST_PARAMETERS: usize = 100;

/// The decoded query string, and the names that were asked for.
pub struct QueryString {
    pairs: Vec<(String, String)>,
    known: Vec<&'static str>,
}

impl QueryString {
    /// Decodes the query string of a request.
    ///
    /// # Errors
    /// Bytes that are not UTF-8, null characters, or too many parameters.
    pub fn of(request: &HttpRequest) -> Result<Self, ApiError> {
        let mut pairs = Vec::new();
        for part in request.query_string().split('&').filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            pairs.push((decode(name)?, decode(value)?));
        }
        if pairs.len() > MOST_PARAMETERS {
            let detail =
                format!("the query string holds {} parameters; expected at most {MOST_PARAMETERS}", pairs.len());
            return Err(ApiError::new(Kind::INVALID_PARAMETER, detail));
        }
        Ok(QueryString { pairs, known: Vec::new() })
    }

    /// The one value of a parameter.
    ///
    /// # Errors
    /// An empty value, or the parameter given twice.
    pub fn text(&mut self, name: &'static str) -> Result<Option<String>, ApiError> {
        self.known.push(name);
        let mut values = self.pairs.iter().filter(|(key, _)| key == name).map(|(_, value)| value);
        match (values.next(), values.next()) {
            (None, _) => Ok(None),
            (Some(value), None) if value.is_empty() => Err(ApiError::invalid(name, "", "a value")),
            (Some(value), None) => Ok(Some(value.clone())),
            (Some(_), Some(second)) => Err(ApiError::invalid(name, second, "the parameter only once")),
        }
    }

    /// All values of a parameter as they were given, empty ones too.
    pub fn all(&mut self, name: &'static str) -> Vec<String> {
        self.known.push(name);
        self.pairs.iter().filter(|(key, _)| key == name).map(|(_, value)| value.clone()).collect()
    }

    /// All values of a parameter, repeated or separated by commas; they mean "or".
    ///
    /// # Errors
    /// An empty value.
    pub fn texts(&mut self, name: &'static str) -> Result<Vec<String>, ApiError> {
        self.known.push(name);
        let of_name = self.pairs.iter().filter(|(key, _)| key == name);
        let values: Vec<String> = of_name.flat_map(|(_, value)| value.split(',')).map(str::to_owned).collect();
        match values.iter().any(String::is_empty) {
            true => Err(ApiError::invalid(name, &values.join(","), "one value, or several separated by commas")),
            false => Ok(values),
        }
    }

    /// Values from a closed list.
    ///
    /// # Errors
    /// A value outside the list.
    pub fn words(&mut self, name: &'static str, list: &[&'static str]) -> Result<Vec<String>, ApiError> {
        let values = self.texts(name)?;
        for value in &values {
            if !list.contains(&value.as_str()) {
                let error = ApiError::invalid(name, value, format!("one of {}", list.join(", ")));
                return Err(error.suggesting(value, list.iter().copied()));
            }
        }
        Ok(values)
    }

    /// A whole number.
    ///
    /// # Errors
    /// Anything else, or a number out of the range.
    pub fn number(&mut self, name: &'static str, range: RangeInclusive<i64>) -> Result<Option<i64>, ApiError> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        let plain = text.bytes().all(|b| b.is_ascii_digit());
        let number = text.parse::<i64>().ok().filter(|number| plain && range.contains(number));
        let expected = || format!("a whole number from {} to {}", range.start(), range.end());
        number.map(Some).ok_or_else(|| ApiError::invalid(name, &text, expected()))
    }

    /// A percentage, or a depth: a number that a 32-bit column holds.
    ///
    /// # Errors
    /// As [`Self::number`].
    pub fn small_number(&mut self, name: &'static str, range: RangeInclusive<i32>) -> Result<Option<i32>, ApiError> {
        let number = self.number(name, i64::from(*range.start())..=i64::from(*range.end()))?;
        Ok(number.and_then(|number| i32::try_from(number).ok()))
    }

    /// A day.
    ///
    /// # Errors
    /// Anything that is not an ISO 8601 calendar date.
    pub fn date(&mut self, name: &'static str) -> Result<Option<NaiveDate>, ApiError> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        day(&text).map(Some).ok_or_else(|| ApiError::invalid(name, &text, "a date such as 2026-03-31"))
    }

    /// Words to search for, folded, each once.
    ///
    /// # Errors
    /// No word, or more than [`MOST_WORDS`].
    pub fn search(&mut self, name: &'static str) -> Result<Option<Vec<String>>, ApiError> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        let words = search_words(&text);
        match words.len() {
            1..=MOST_WORDS => Ok(Some(words)),
            _ => Err(ApiError::invalid(name, &text, format!("one to {MOST_WORDS} words"))),
        }
    }

    /// Bounds of a number, `…_min` and `…_max`.
    ///
    /// # Errors
    /// A bound out of the range, or a least number above the greatest.
    pub fn bounds(
        &mut self,
        (least, greatest): (&'static str, &'static str),
        range: RangeInclusive<i32>,
    ) -> Result<(Option<i32>, Option<i32>), ApiError> {
        let bounds = (self.small_number(least, range.clone())?, self.small_number(greatest, range)?);
        match bounds {
            (Some(min), Some(max)) if min > max => Err(ApiError::invalid(
                greatest,
                &max.to_string(),
                format!("a number not below `{least}`, which is {min}"),
            )),
            bounds => Ok(bounds),
        }
    }

    /// Refuses what nobody asked for.
    ///
    /// # Errors
    /// The first unknown parameter, with the nearest known one.
    pub fn finish(self) -> Result<(), ApiError> {
        let Some((name, value)) = self.pairs.iter().find(|(name, _)| !self.known.contains(&name.as_str())) else {
            return Ok(());
        };
        let expected = match self.known.as_slice() {
            [] => "no parameter".to_owned(),
            known => known.join(", "),
        };
        let shown = echo(name);
        let error = ApiError::new(Kind::UNKNOWN_PARAMETER, format!("this address takes no parameter `{shown}`"));
        let error = error.at(&shown, value).expecting(expected).suggesting(name, self.known.iter().copied());
        Err(error)
    }

    /// The pairs that somebody asked for in the order of their names: the canonical form of a request whose other
    /// parameters are ignored.
    pub fn canonical_of_known(mut self) -> String {
        self.pairs.retain(|(name, _)| self.known.contains(&name.as_str()));
        self.canonical()
    }

    /// The pairs in the order of their names: the canonical form of the request.
    pub fn canonical(&self) -> String {
        let mut pairs: Vec<&(String, String)> = self.pairs.iter().collect();
        pairs.sort_by(|a, b| a.0.cmp(&b.0));
        form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
    }
}

/// An ISO 8601 calendar date, four digits, two and two.
pub fn day(text: &str) -> Option<NaiveDate> {
    let shaped = text.len() == 10 && text.bytes().enumerate().all(|(i, b)| matches!(i, 4 | 7) || b.is_ascii_digit());
    NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|_| shaped)
}

/// Undoes percent-encoding and `+`, strictly.
fn decode(text: &str) -> Result<String, ApiError> {
    let spaced = text.replace('+', " ");
    let bytes: Vec<u8> = percent_decode(spaced.as_bytes()).collect();
    let wrong =
        |what: &str| ApiError::new(Kind::INVALID_ENCODING, format!("the query string part `{}` {what}", echo(text)));
    let decoded = String::from_utf8(bytes).map_err(|_| wrong("is not UTF-8 once decoded"))?;
    if decoded.contains('\0') { Err(wrong("holds a null character")) } else { Ok(decoded) }
}

/// What can be read from a query string.
pub trait FromQuery: Sized {
    /// Asks for each parameter by name.
    ///
    /// # Errors
    /// The first parameter whose value cannot be used.
    fn from_query(query: &mut QueryString) -> Result<Self, ApiError>;
}

impl FromQuery for () {
    fn from_query(_: &mut QueryString) -> Result<Self, ApiError> {
        Ok(())
    }
}

impl<A: FromQuery, B: FromQuery> FromQuery for (A, B) {
    fn from_query(query: &mut QueryString) -> Result<Self, ApiError> {
        Ok((A::from_query(query)?, B::from_query(query)?))
    }
}

/// The parameters of a request, and its canonical query string.
pub struct Params<T> {
    pub value: T,
    pub canonical: String,
}

impl<T: FromQuery> FromRequest for Params<T> {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let read = || {
            let mut query = QueryString::of(request)?;
            let canonical = if request.query_string().is_empty() { String::new() } else { query.canonical() };
            let value = T::from_query(&mut query)?;
            query.finish()?;
            Ok(Params { value, canonical })
        };
        ready(read())
    }
}
