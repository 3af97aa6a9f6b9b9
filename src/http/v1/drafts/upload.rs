//! A file that is sent: the body as it is, or the part `file` of a form.

use std::time::Duration;

use actix_multipart::Multipart;
use actix_web::{
    HttpRequest,
    http::header::{CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_TYPE, ContentDisposition, Header, HeaderName},
    web::{Bytes, Payload},
};
use futures_util::{Stream, StreamExt};

use super::super::super::{
    body::arriving,
    problem::{ApiError, Kind, echo},
};
use crate::publish::filing::read::MOST_BYTES;

/// A file with its name.
pub struct File {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// How long a file may take to arrive: the longest one that is taken at 3 Mbit/s.
const ARRIVAL_TIMEOUT: Duration = Duration::from_secs(60);

/// Longest name of a file, in characters.
const LONGEST_NAME: usize = 200;

/// The media types of filings, and of a body that does not tell.
const MEDIA: [&str; 5] = [
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "text/csv",
    "application/toml",
    "application/octet-stream",
    "multipart/form-data",
];

/// Reads the file of a request, chunk by chunk, and no more of it than a filing may have.
///
/// # Errors
/// Another media type, a body that is compressed, too long, too slow, empty, or no form as it says it is.
pub async fn read(request: &HttpRequest, payload: Payload) -> Result<File, ApiError> {
    let media = media(request)?;
    let length = header(request, actix_web::http::header::CONTENT_LENGTH).and_then(|text| text.parse::<usize>().ok());
    let length = length.unwrap_or_default();
    if length > MOST_BYTES + 4096 {
        return Err(too_large());
    }
    let file = arriving(
        async {
            match media {
                "multipart/form-data" => of_form(request, payload, length).await,
                _ => Ok(File { name: name_of(request), bytes: gather(payload, length).await? }),
            }
        },
        ARRIVAL_TIMEOUT,
    );
    let file = file.await??;
    if file.bytes.is_empty() {
        return Err(ApiError::new(Kind::INVALID_BODY, "the body has no file").expecting("a file in XLSX, CSV or TOML"));
    }
    Ok(file)
}

fn header(request: &HttpRequest, name: HeaderName) -> Option<String> {
    request.headers().get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
}

fn media(request: &HttpRequest) -> Result<&'static str, ApiError> {
    let refusal = |name: &str, value: &str, expected: String| {
        let detail = format!("the header `{name}` is `{}`; expected {expected}", echo(value));
        ApiError::new(Kind::UNSUPPORTED_MEDIA_TYPE, detail).at(name, value).expecting(expected)
    };
    if let Some(encoding) = header(request, CONTENT_ENCODING).filter(|text| !text.eq_ignore_ascii_case("identity")) {
        return Err(refusal("Content-Encoding", &encoding, "a body as it is".to_owned()));
    }
    let given = header(request, CONTENT_TYPE).unwrap_or_default();
    let name = given.split(';').next().unwrap_or_default().trim().to_lowercase();
    let known = MEDIA.into_iter().find(|media| *media == name);
    known.ok_or_else(|| refusal("Content-Type", &given, format!("one of {}", MEDIA.join(", "))))
}

/// The name that `Content-Disposition` gives; none is needed.
fn name_of(request: &HttpRequest) -> String {
    let disposition = request.headers().contains_key(CONTENT_DISPOSITION).then(|| ContentDisposition::parse(request));
    plain(disposition.and_then(Result::ok).as_ref().and_then(|disposition| disposition.get_filename()))
}

/// A name without folders and control characters, for people to recognise the file by.
fn plain(name: Option<&str>) -> String {
    let name = name.unwrap_or_default().rsplit(['/', '\\']).next().unwrap_or_default();
    name.chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect()
}

async fn of_form(request: &HttpRequest, payload: Payload, length: usize) -> Result<File, ApiError> {
    let mut form = Multipart::new(request.headers(), payload);
    while let Some(part) = form.next().await {
        let part = part.map_err(|error| unreadable(&error))?;
        if part.name() == Some("file") {
            let name = plain(part.content_disposition().and_then(|disposition| disposition.get_filename()));
            return Ok(File { name, bytes: gather(part, length).await? });
        }
    }
    let mut refusal = ApiError::new(Kind::INVALID_BODY, "the form has no part `file`").expecting("a part named `file`");
    refusal.param = Some("file".to_owned());
    Err(refusal)
}

/// Joins the chunks of a file; memory is taken at once for as many bytes as are announced.
async fn gather<E: std::fmt::Display>(
    mut chunks: impl Stream<Item = Result<Bytes, E>> + Unpin,
    announced: usize,
) -> Result<Vec<u8>, ApiError> {
    let mut bytes = Vec::with_capacity(announced.min(MOST_BYTES));
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|error| unreadable(&error))?;
        if bytes.len() + chunk.len() > MOST_BYTES {
            return Err(too_large());
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

fn unreadable(error: &dyn std::fmt::Display) -> ApiError {
    ApiError::new(Kind::INVALID_BODY, format!("the body cannot be read: {error}"))
}

fn too_large() -> ApiError {
    let expected = format!("at most {MOST_BYTES} bytes");
    ApiError::new(Kind::BODY_TOO_LARGE, format!("the file is too long; expected {expected}")).expecting(expected)
}
