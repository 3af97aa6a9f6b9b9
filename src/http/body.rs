//! JSON request bodies, read so that a refusal can name the member at fault.
//!
//! serde would keep the last of two members with the same name and tells of places, not of members. Here a body is read
//! as it was written; what it must hold is checked by the handler that takes it.

use std::{fmt, time::Duration};

use actix_web::{HttpRequest, http::header, web::Payload};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use super::problem::{ApiError, Kind, echo};

/// Most bytes in a body; a simulation of every objective of the plan takes less than one of these 16 KiB.
pub const MOST_BYTES: usize = 16 * 1024;

/// How long a body of that length may take to arrive.
const ARRIVAL_TIMEOUT: Duration = Duration::from_secs(10);

/// Waits for a body, and not for ever: whoever sends a byte now and then holds what others wait for.
///
/// # Errors
/// 408 if it does not arrive in time.
pub async fn arriving<T>(body: impl Future<Output = T>, within: Duration) -> Result<T, ApiError> {
    let expected = format!("the whole body within {} s", within.as_secs());
    tokio::time::timeout(within, body).await.map_err(|_| {
        ApiError::new(Kind::REQUEST_TIMEOUT, format!("the body arrives too slowly; expected {expected}"))
            .expecting(expected)
    })
}

/// A JSON value, as far as bodies are told apart.
#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    /// The members as written, those with the same name too.
    Object(Vec<(String, Json)>),
    /// A number without fraction or exponent.
    Whole(i64),
    Text(String),
    List(Vec<Json>),
    /// Anything else, as an error shows it.
    Other(String),
}

impl Json {
    /// The value as an error shows it.
    pub fn shown(&self) -> String {
        match self {
            Json::Object(_) => "{…}".to_owned(),
            Json::Whole(number) => number.to_string(),
            Json::Text(text) => format!("\"{text}\""),
            Json::List(_) => "[…]".to_owned(),
            Json::Other(text) => text.clone(),
        }
    }
}

/// Reads the body of a request as JSON.
///
/// # Errors
/// Another content type, an encoded, too long or too slow body, or bytes that are not JSON.
pub async fn read(request: &HttpRequest, payload: Payload) -> Result<Json, ApiError> {
    expect_json(request)?;
    let bytes = match arriving(payload.to_bytes_limited(MOST_BYTES), ARRIVAL_TIMEOUT).await? {
        Ok(Ok(bytes)) => bytes,
        Ok(Err(error)) => return Err(ApiError::new(Kind::INVALID_BODY, format!("the body cannot be read: {error}"))),
        Err(_) => {
            let expected = format!("at most {MOST_BYTES} bytes");
            return Err(ApiError::new(Kind::BODY_TOO_LARGE, format!("the body is too long; expected {expected}"))
                .expecting(expected));
        }
    };
    serde_json::from_slice(&bytes).map_err(|error| {
        let detail = format!("the body is not JSON in UTF-8: {error}");
        let beginning: String = String::from_utf8_lossy(&bytes).chars().take(200).collect();
        ApiError::new(Kind::INVALID_BODY, detail).at("body", beginning).expecting("a JSON object")
    })
}

fn expect_json(request: &HttpRequest) -> Result<(), ApiError> {
    let header = |name| request.headers().get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    let refusal = |name: &str, value: &str, expected: &str| {
        let detail = format!("the header `{name}` is `{}`; expected {expected}", echo(value));
        ApiError::new(Kind::UNSUPPORTED_MEDIA_TYPE, detail).at(name, value).expecting(expected)
    };
    let media = header(header::CONTENT_TYPE).unwrap_or_default();
    let name = media.split(';').next().unwrap_or_default().trim();
    if !name.eq_ignore_ascii_case("application/json") {
        return Err(refusal("Content-Type", &media, "application/json"));
    }
    match header(header::CONTENT_ENCODING) {
        Some(encoding) if !encoding.eq_ignore_ascii_case("identity") => {
            Err(refusal("Content-Encoding", &encoding, "a body as it is"))
        }
        _ => Ok(()),
    }
}

/// The members of an object, each with a name of its own.
///
/// # Errors
/// Something else than an object, or a name that is given twice; `param` is the path of the value within the body.
pub fn members(value: Json, param: &str) -> Result<Vec<(String, Json)>, ApiError> {
    let Json::Object(members) = value else {
        if !param.is_empty() {
            return Err(invalid(param, &value.shown(), "a JSON object"));
        }
        let detail = format!("the body is `{}`; expected a JSON object", echo(&value.shown()));
        return Err(ApiError::new(Kind::INVALID_BODY, detail).at("body", value.shown()).expecting("a JSON object"));
    };
    for (index, (name, value)) in members.iter().enumerate() {
        if members[..index].iter().any(|(known, _)| known == name) {
            return Err(invalid(&path(param, name), &value.shown(), "the member only once"));
        }
    }
    Ok(members)
}

/// The path of a member within the body, such as `objectives.34`.
pub fn path(param: &str, name: &str) -> String {
    if param.is_empty() { echo(name) } else { format!("{param}.{}", echo(name)) }
}

/// A member that the body does not take.
pub fn unknown_member(name: &str, value: &Json, known: &[&str]) -> ApiError {
    let member = path("", name);
    let detail = format!("the body has a member `{member}` that it does not take");
    let refusal = ApiError::new(Kind::INVALID_BODY, detail).at(&member, value.shown());
    refusal.expecting(known.join(", ")).suggesting(name, known.iter().copied())
}

/// A member that the body lacks.
pub fn missing(name: &str, expected: &str) -> ApiError {
    let detail = format!("the body has no member `{name}`; expected {expected}");
    let mut refusal = ApiError::new(Kind::INVALID_BODY, detail).expecting(expected);
    refusal.param = Some(name.to_owned());
    refusal
}

/// A member whose value is not one it takes.
pub fn invalid(param: &str, value: &str, expected: impl Into<String>) -> ApiError {
    let expected = expected.into();
    let detail = format!("`{param}` of the body is `{}`; expected {expected}", echo(value));
    ApiError::new(Kind::INVALID_BODY, detail).at(param, value).expecting(expected)
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AsWritten)
    }
}

struct AsWritten;

impl<'de> Visitor<'de> for AsWritten {
    type Value = Json;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Other(value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        Ok(Json::Whole(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(i64::try_from(value).map_or_else(|_| Json::Other(value.to_string()), Json::Whole))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Json, E> {
        Ok(Json::Other(format!("{value:?}")))
    }

    fn visit_str<E>(self, value: &str) -> Result<Json, E> {
        Ok(Json::Text(value.to_owned()))
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Other("null".to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Json, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element()? {
            values.push(value);
        }
        Ok(Json::List(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Json::Object(members))
    }
}
