//! Errors as RFC 9457 problems: one table of codes, one type, one response.
//!
//! Inner errors are turned into [`ApiError`] here and nowhere else. A 500 or 503 tells nothing of the inside; its cause
//! is logged once, where it becomes a response.

use actix_web::{
    HttpResponse,
    http::{
        StatusCode,
        header::{ALLOW, CACHE_CONTROL, CONTENT_ENCODING, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE},
    },
};
use serde::Serialize;
use thiserror::Error;
use utoipa::ToSchema;

use super::explore::transport;
use crate::{
    domain::{release::SelectError, text::nearest},
    publish::{draft::DraftError, filing::Report, keys::KeyError, switch::PublishError},
    store::{QueryError, StoreError},
};

/// What went wrong, as a stable code with its HTTP status, title and explanation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    pub code: &'static str,
    pub status: u16,
    pub title: &'static str,
    pub explanation: &'static str,
    /// The name of the error on the Explore surface.
    pub portal: &'static str,
}

macro_rules! kinds {
    ($($name:ident, $code:literal, $portal:literal, $status:literal, $title:literal, $explanation:literal;)+) => {
        impl Kind {
            $(
                #[doc = $title]
                pub const $name: Kind =
                    Kind { code: $code, status: $status, title: $title, explanation: $explanation, portal: $portal };
            )+
            /// Every code, in the order of the documentation.
            pub const ALL: &'static [Kind] = &[$(Kind::$name),+];
        }
    };
}

kinds! {
    UNKNOWN_PARAMETER, "unknown_parameter", "InvalidRESTParameterError", 400, "Unknown query parameter",
        "The query string holds a parameter that this address does not take. `expected` lists those it takes; `did_you_mean` is the nearest.";
    INVALID_PARAMETER, "invalid_parameter", "InvalidRESTParameterError", 400, "Invalid parameter value",
        "A parameter has a value that it does not take: not a number, out of range, not in its list, not a date, empty, or given twice. `param`, `value` and `expected` say which and what would be right.";
    CONFLICTING_PARAMETERS, "conflicting_parameters", "InvalidRESTParameterError", 400, "Parameters that exclude each other",
        "Two parameters were given of which only one may be: `release` and `as_of` both choose the release that is read; `profile` shapes a CSV file and no other format.";
    UNKNOWN_FIELD, "unknown_field", "ODSQLError", 400, "Unknown field",
        "`sort` or `fields` names a field that the collection does not have. `expected` lists those it has.";
    INVALID_CODE, "invalid_code", "InvalidRESTParameterError", 400, "Malformed code",
        "A code in the path does not have the form of a code: an axis or action is a number, an objective a number (`30`), a part (`32-1`), or action.place for edition 2023 (`4.2`).";
    INVALID_ENCODING, "invalid_encoding", "InvalidRESTParameterError", 400, "Text that is not UTF-8",
        "The query string or path holds bytes that are not UTF-8 once decoded, or a null character.";
    UNKNOWN_RELEASE, "unknown_release", "NotFoundResource", 404, "Unknown release",
        "No release of that name exists, or none was published by the day that `as_of` gives. The answer lists what exists.";
    NOT_FOUND, "not_found", "NotFoundResource", 404, "No such item",
        "The release that is read holds no item of that code. `detail` says what is known about it, and `see` where to go.";
    NOT_CITABLE, "not_citable", "InvalidRESTParameterError", 400, "Address that cannot be cited",
        "The address to cite is of this service, and what it gives is not pinned by a release: it may be different tomorrow. `expected` says what can be cited.";
    UNKNOWN_PATH, "unknown_path", "NotFoundResource", 404, "Unknown address",
        "Nothing is served at this address. `did_you_mean` is the nearest address that exists.";
    METHOD_NOT_ALLOWED, "method_not_allowed", "MethodNotAllowed", 405, "Method not allowed",
        "The address exists and does not take this method. The header `Allow` lists those it takes.";
    NOT_ACCEPTABLE, "not_acceptable", "NotAcceptable", 406, "No acceptable format",
        "The header `Accept` leaves none of the formats in which the answer can be given. `expected` lists them.";
    URI_TOO_LONG, "uri_too_long", "InvalidRESTParameterError", 414, "Address too long",
        "The address with its query string is longer than the limit that `expected` gives.";
    ODSQL_SYNTAX, "odsql_syntax", "ODSQLSyntaxError", 400, "Clause that is not of the query language",
        "A clause of a query on the Explore surface does not parse, or is longer or deeper than the limit. The message says at which position, in characters from 0, and what was expected.";
    ODSQL_MEANING, "odsql_meaning", "ODSQLError", 400, "Clause that means nothing over the dataset",
        "A clause of a query on the Explore surface names a field that the dataset does not have, gives a function what it does not take, or asks for more than the limit that the message names.";
    INCOMPATIBLE_TYPES, "incompatible_types", "IncompatibleTypesInComparisonFilter", 400, "Comparison of different types",
        "A condition on the Explore surface compares values whose types do not compare, such as a number with a text in quotes.";
    QUOTA_EXHAUSTED, "quota_exhausted", "TooManyRequests", 429, "Quota exhausted",
        "The client has made as many requests on the Explore surface as it may make in a day. `Retry-After` says when the next day begins, UTC.";
    INTERNAL, "internal", "InternalError", 500, "Internal error",
        "The service failed. The cause is in its log; nothing about the request is wrong.";
    UNAVAILABLE, "unavailable", "ServiceUnavailable", 503, "Temporarily unavailable",
        "The database is busy or away, or a bundle is asked for while another one is built. `Retry-After` says when to try again.";
    INVALID_BODY, "invalid_body", "InvalidRESTParameterError", 400, "Invalid request body",
        "The body is not JSON, or one of its members is unknown, missing, given twice, or has a value that it does not take. `param` is the path of the member, such as `objectives.34`; `expected` says what would be right.";
    BODY_TOO_LARGE, "body_too_large", "InvalidRESTParameterError", 413, "Request body too large",
        "The body is longer than the limit that `expected` gives.";
    UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", "InvalidRESTParameterError", 415, "Body of another media type",
        "The body is not JSON as the header `Content-Type` tells it, or is compressed. `expected` says what is taken.";
    UNAUTHORIZED, "unauthorized", "Unauthorized", 401, "Key needed",
        "The address takes a key, as `Authorization: Bearer jalon_…`, and none was given, or one that is not known, has expired or was revoked.";
    FORBIDDEN, "forbidden", "Forbidden", 403, "Key without the scope",
        "The key is known and may not do this. `detail` says which scopes it has and which this takes; a draft is approved by another key than the one that made it.";
    CONFLICT, "conflict", "Conflict", 409, "Not in this state",
        "What is asked for does not fit what is there: the draft was approved, withdrawn or overtaken by another release, or has warnings without a reason, or the Idempotency-Key was used for another file.";
    FILING_REFUSED, "filing_refused", "InvalidRESTParameterError", 422, "File with errors",
        "The file was read and cannot be published. `report` tells every cell at fault, the rule, and what would be right; nothing was kept.";
    TOO_FEW_POINTS, "too_few_points", "NotFoundResource", 409, "One point is not a trend",
        "A pace takes three releases that publish the figure, and fewer do. `detail` lists those that do; nothing is estimated from them.";
}

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
    pub param: Option<String>,
    pub value: Option<String>,
    pub expected: Option<String>,
    pub did_you_mean: Option<String>,
    /// Paths that help, without the base address.
    pub see: Vec<String>,
    /// For 405: the methods that the address takes.
    pub allow: Option<String>,
    /// The request was one of the Explore surface, whose errors have the portal's shape.
    pub portal: bool,
    /// For a file with errors: what is wrong.
    pub report: Option<Report>,
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
const RETRY_AFTER_SECONDS: &str = "1";

impl ApiError {
    /// An error of a kind, with what happened this time.
    pub fn new(kind: Kind, detail: impl Into<String>) -> Self {
        let detail = detail.into();
        ApiError(Box::new(Fault {
            kind,
            detail,
            param: None,
            value: None,
            expected: None,
            did_you_mean: None,
            see: Vec::new(),
            allow: None,
            portal: false,
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

    /// The same error on the surface of a path.
    pub fn on(self, path: &str) -> Self {
        self.of_portal(transport::is_here(path))
    }

    /// The same error on the Explore surface, or on the others.
    pub fn of_portal(mut self, portal: bool) -> Self {
        self.portal = portal;
        self
    }

    /// The problem document, whose addresses begin with `base`, or the portal's error.
    pub fn response(&self, base: &str) -> HttpResponse {
        if self.portal {
            return transport::error(self);
        }
        let status = StatusCode::from_u16(self.kind.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
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
        let mut response = HttpResponse::build(status)
            .content_type("application/problem+json")
            .insert_header((CACHE_CONTROL, "no-store"))
            // Too short to gain from compression; `frame` drops the header.
            .insert_header((CONTENT_ENCODING, "identity"))
            .body(serde_json::to_vec(&problem).unwrap_or_default());
        if let Some(allow) = self.allow.as_deref().and_then(|allow| HeaderValue::from_str(allow).ok()) {
            response.headers_mut().insert(ALLOW, allow);
        }
        if self.kind == Kind::UNAUTHORIZED {
            response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"jalon\""));
        }
        if self.kind == Kind::UNAVAILABLE {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static(RETRY_AFTER_SECONDS));
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
        super::frame::decorate(response.headers_mut(), false);
        response.headers_mut().remove(CONTENT_ENCODING);
        response
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        log::error!("{error}");
        if error.is_passing() { unavailable() } else { internal() }
    }
}

impl From<QueryError> for ApiError {
    fn from(error: QueryError) -> Self {
        StoreError::Query(error).into()
    }
}

impl From<SelectError> for ApiError {
    fn from(error: SelectError) -> Self {
        match error {
            SelectError::Empty => unavailable(),
            SelectError::Unknown { ref asked, ref known } => {
                let refusal = ApiError::new(Kind::UNKNOWN_RELEASE, error.to_string()).at("release", asked);
                refusal.expecting(format!("one of {known}")).seeing(vec!["/api/v1/releases".to_owned()])
            }
            SelectError::TooEarly { asked, from, .. } => {
                let refusal = ApiError::new(Kind::UNKNOWN_RELEASE, error.to_string()).at("as_of", asked.to_string());
                refusal.expecting(format!("{from} or later")).seeing(vec!["/api/v1/releases".to_owned()])
            }
        }
    }
}

impl From<KeyError> for ApiError {
    fn from(error: KeyError) -> Self {
        let detail = error.to_string();
        match error {
            KeyError::Unknown => ApiError::new(Kind::UNAUTHORIZED, detail).expecting("Authorization: Bearer jalon_…"),
            KeyError::Scope { needs, .. } => ApiError::new(Kind::FORBIDDEN, detail).expecting(needs),
            KeyError::NoSuchKey(id) => ApiError::new(Kind::NOT_FOUND, detail).at("id", id),
            KeyError::Store(error) => error.into(),
            KeyError::Random(_) => {
                log::error!("{detail}");
                internal()
            }
        }
    }
}

impl From<PublishError> for ApiError {
    fn from(error: PublishError) -> Self {
        match error {
            PublishError::Store(error) => error.into(),
            PublishError::Id { ref given, ref last } => {
                let refusal = ApiError::new(Kind::UNKNOWN_RELEASE, error.to_string()).at("id", given);
                refusal.expecting(format!("{last}, or a later year and quarter such as 2026-Q4"))
            }
            error => {
                log::error!("{error}");
                internal()
            }
        }
    }
}

impl From<DraftError> for ApiError {
    fn from(error: DraftError) -> Self {
        let detail = error.to_string();
        match error {
            DraftError::Key(error) => error.into(),
            DraftError::Publish(error) => error.into(),
            DraftError::NoSuchDraft(id) => {
                ApiError::new(Kind::NOT_FOUND, detail).at("id", id).seeing(vec!["/api/v1/drafts".to_owned()])
            }
            DraftError::SameKey => ApiError::new(Kind::FORBIDDEN, detail).expecting("another key"),
            DraftError::IdempotencyKey => {
                ApiError::new(Kind::CONFLICT, detail).expecting("a key of its own for each file")
            }
            DraftError::NotOpen { .. } => ApiError::new(Kind::CONFLICT, detail).expecting("an open draft"),
            DraftError::Unacknowledged(remarks) => {
                let mut refusal = ApiError::new(Kind::CONFLICT, detail).expecting("a file that gives the reasons");
                refusal.report = Some(Report { remarks });
                refusal
            }
        }
    }
}

fn unavailable() -> ApiError {
    ApiError::new(Kind::UNAVAILABLE, "the database is busy or away; the same request may succeed in a moment")
}

/// A failure of the service itself; the cause was logged.
pub fn internal() -> ApiError {
    ApiError::new(Kind::INTERNAL, "the service failed; the cause is in its log")
}
