//! Errors as RFC 9457 problems: one table of codes, one type, one response.
//!
//! The table is `kinds.rs`. Inner errors that several handlers meet are turned into [`ApiError`] in `from.rs`. A 500 or 503
//! tells nothing of the inside; its cause is logged once, where it becomes a response.

mod from;
mod kinds;

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{ALLOW, CACHE_CONTROL, CONTENT_ENCODING, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE},
    },
};
use serde::Serialize;
use thiserror::Error;
use utoipa::ToSchema;

use super::{embeds, explore::transport, pages};
use crate::{
    domain::text::{Language, nearest},
    publish::filing::Report,
};
pub use kinds::Kind;

/// A refusal or failure, on its way to becoming a problem document. Small, since every `Result` makes room for it.
#[derive(Clone, Debug, Error)]
#[error("{}: {}", .0.kind.code, .0.detail)]
pub struct ApiError(Box<Fault>);

impl std::ops::Deref for ApiError {
    type Target = Fault;

    fn deref(&self) -> &Fault {
        &self.0
    }
}

impl std::ops::DerefMut for ApiError {
    fn deref_mut(&mut self) -> &mut Fault {
        &mut self.0
    }
}

/// What an [`ApiError`] tells.
#[derive(Clone, Debug)]
pub struct Fault {
    pub kind: Kind,
    pub detail: String,
    /// The same in French, where people meet the error on a page.
    pub detail_fr: Option<String>,
    pub param: Option<String>,
    pub value: Option<String>,
    pub expected: Option<String>,
    pub did_you_mean: Option<String>,
    /// Paths that help, without the base address.
    pub see: Vec<String>,
    /// For 405: the methods that the address takes.
    pub allow: Option<String>,
    /// Seconds after which the same request may be answered.
    pub retry_after: Option<u64>,
    /// What was asked, which gives errors their shape.
    pub surface: Surface,
    /// For a file with errors: what is wrong.
    pub report: Option<Report>,
}

/// What a request asks, which gives errors their shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Surface {
    /// A program: problems.
    Api,
    /// A client of the Explore API: the portal's errors.
    Portal,
    /// A reader: a page in their language.
    Page(Language),
    /// Another site: a page in a frame.
    Frame(Language),
    /// Another site or document: a picture.
    Picture(Language),
}

impl Surface {
    /// The surface of a request: that of its path and, at addresses of no surface, that of who asks.
    pub fn of(request: &HttpRequest) -> Self {
        let path = request.path();
        if transport::is_here(path) {
            return Surface::Portal;
        }
        if let Some(surface) = embeds::surface(request) {
            return surface;
        }
        if let Some(language) = pages::language_of(path) {
            return Surface::Page(language);
        }
        let for_programs =
            ["/api", "/catalog", "/feeds", "/health", "/version", "/.well-known", "/assets", "/oembed", "/og"];
        match for_programs.iter().any(|prefix| path.starts_with(prefix)) || !pages::reads_html(request) {
            true => Surface::Api,
            false => Surface::Page(pages::home::preferred(request)),
        }
    }
}

/// The body of an error answer: `application/problem+json` (RFC 9457).
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "type": "http://127.0.0.1:8080/api/v1/problems/invalid_parameter",
    "title": "Invalid parameter value",
    "status": 400,
    "detail": "the parameter `limit` is `1000`; expected a whole number from 0 to 500",
    "code": "invalid_parameter",
    "param": "limit",
    "value": "1000",
    "expected": "a whole number from 0 to 500"
}))]
pub struct Problem {
    /// Address of the page that explains the code.
    pub r#type: String,
    /// The code in words; the same for every occurrence.
    pub title: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// What happened this time.
    pub detail: String,
    /// The stable name of the error, for programs.
    pub code: &'static str,
    /// The parameter or path segment at fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub param: Option<String>,
    /// The value that was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// What would be right.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// The nearest name that exists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub did_you_mean: Option<String>,
    /// Addresses that help.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub see: Vec<String>,
    /// For a file with errors: what is wrong, cell by cell. For warnings without a reason: these.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub report: Option<Report>,
}

/// Longest value that an error repeats, in characters.
const LONGEST_ECHO: usize = 100;

/// Seconds after which a busy service may be tried again.
const RETRY_AFTER_SECONDS: u64 = 1;

impl ApiError {
    /// An error of a kind, with what happened this time.
    pub fn new(kind: Kind, detail: impl Into<String>) -> Self {
        let detail = detail.into();
        ApiError(Box::new(Fault {
            kind,
            detail,
            detail_fr: None,
            param: None,
            value: None,
            expected: None,
            did_you_mean: None,
            see: Vec::new(),
            allow: None,
            retry_after: (kind == Kind::UNAVAILABLE).then_some(RETRY_AFTER_SECONDS),
            surface: Surface::Api,
            report: None,
        }))
    }

    /// A parameter whose value is not one it takes.
    pub fn invalid(param: &str, value: &str, expected: impl Into<String>) -> Self {
        let (value, expected) = (echo(value), expected.into());
        let detail = format!("the parameter `{param}` is `{value}`; expected {expected}");
        ApiError::new(Kind::INVALID_PARAMETER, detail).at(param, value).expecting(expected)
    }

    /// The parameter or path segment at fault, with its value.
    pub fn at(mut self, param: &str, value: impl AsRef<str>) -> Self {
        self.param = Some(param.to_owned());
        self.value = Some(echo(value.as_ref()));
        self
    }

    /// What would be right.
    pub fn expecting(mut self, expected: impl Into<String>) -> Self {
        self.expected = Some(expected.into());
        self
    }

    /// The nearest of the names that exist, if one is near.
    pub fn suggesting<'a>(mut self, wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        self.did_you_mean = nearest(wrong, known);
        self
    }

    /// Paths that help.
    pub fn seeing(mut self, paths: Vec<String>) -> Self {
        self.see = paths;
        self
    }

    /// The same error with the time after which the request may be answered, in seconds.
    pub fn retrying_after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// The same error on a surface.
    pub fn on(mut self, surface: Surface) -> Self {
        self.surface = surface;
        self
    }

    /// The same error, told in French too: on pages, where people read it.
    pub fn in_french(mut self, detail: impl Into<String>) -> Self {
        self.detail_fr = Some(detail.into());
        self
    }

    /// The problem document, whose addresses begin with `base`, or the portal's error.
    pub fn response(&self, base: &str) -> HttpResponse {
        match self.surface {
            Surface::Api => {}
            Surface::Portal => return transport::error(self),
            Surface::Page(language) => return pages::error::response(self, language, base),
            Surface::Frame(language) => return embeds::error::in_frame(self, language, base),
            Surface::Picture(language) => return embeds::error::as_picture(self, language),
        }
        let problem = Problem {
            r#type: format!("{base}/api/v1/problems/{}", self.kind.code),
            title: self.kind.title,
            status: self.kind.status,
            detail: self.detail.clone(),
            code: self.kind.code,
            param: self.param.clone(),
            value: self.value.clone(),
            expected: self.expected.clone(),
            did_you_mean: self.did_you_mean.clone(),
            see: self.see.iter().map(|path| format!("{base}{path}")).collect(),
            report: self.report.clone(),
        };
        self.respond("application/problem+json", serde_json::to_vec(&problem).unwrap_or_default())
    }

    /// A response with the status of the error, the headers that it needs, and a body in the shape of its surface.
    pub fn respond(&self, media: &'static str, body: Vec<u8>) -> HttpResponse {
        let status = StatusCode::from_u16(self.kind.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = HttpResponse::build(status)
            .content_type(media)
            .insert_header((CACHE_CONTROL, "no-store"))
            // Nothing is compressed that is sent once; `frame` drops the header.
            .insert_header((CONTENT_ENCODING, "identity"))
            .body(body);
        if let Some(allow) = self.allow.as_deref().and_then(|allow| HeaderValue::from_str(allow).ok()) {
            response.headers_mut().insert(ALLOW, allow);
        }
        if self.kind == Kind::UNAUTHORIZED {
            response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"jalon\""));
        }
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// A value as an error repeats it: cut, and without control characters.
pub fn echo(value: &str) -> String {
    let shown = |c: char| if c.is_control() { '\u{fffd}' } else { c };
    let mut text: String = value.chars().take(LONGEST_ECHO).map(shown).collect();
    if value.chars().nth(LONGEST_ECHO).is_some() {
        text.push('…');
    }
    text
}

impl actix_web::ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.kind.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = self.response("");
        super::policy::decorate(response.headers_mut());
        super::policy::guard(response.headers_mut(), "");
        response.headers_mut().remove(CONTENT_ENCODING);
        response
    }
}

/// A database that cannot be asked now.
pub fn unavailable() -> ApiError {
    ApiError::new(Kind::UNAVAILABLE, "the database is busy or away; the same request may succeed in a moment")
}

/// The headers and the body of the refusal that an instance on its way out gives.
pub fn leaving() -> (String, String) {
    let Kind { code, status, title, .. } = Kind::UNAVAILABLE;
    let detail = "this instance is leaving; the same request may succeed in a moment";
    let body = serde_json::json!({
        "type": format!("/api/v1/problems/{code}"), "title": title, "status": status, "detail": detail, "code": code
    });
    let head = format!(
        "Content-Type: application/problem+json\r\nCache-Control: no-store\r\nRetry-After: {RETRY_AFTER_SECONDS}\r\n"
    );
    (head, body.to_string())
}

/// A failure of the service itself; the cause was logged.
pub fn internal() -> ApiError {
    ApiError::new(Kind::INTERNAL, "the service failed; the cause is in its log")
}
