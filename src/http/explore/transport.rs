//! What is the portal's own around each answer: how addresses are written, headers, and the body of errors.

use actix_web::{
    HttpResponse,
    dev::ServiceRequest,
    http::{
        StatusCode,
        header::{
            ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
            ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ALLOW, CACHE_CONTROL, CONTENT_ENCODING,
            CONTENT_LANGUAGE, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER,
        },
    },
};
use serde::Serialize;
use utoipa::{IntoResponses, ToSchema};

use super::{
    super::{addresses, problem::ApiError},
    BASE,
};

/// Whether an address is of this surface.
pub fn is_here(path: &str) -> bool {
    path.trim_start_matches('/')
        .strip_prefix("api/explore")
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Takes the slash at the end and doubled slashes out of an address, which clients write in all these ways.
pub fn normalize(request: &mut ServiceRequest) {
    let path = request.path();
    if !is_here(path) || (!path.contains("//") && !path.ends_with('/')) {
        return;
    }
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    let path = format!("/{}", segments.join("/"));
    addresses::lead(request, &path);
}

/// Headers of every answer, as the portal was seen to send them.
const HEADERS: [(HeaderName, HeaderValue); 2] = [
    (ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
    (ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(EXPOSED)),
];

/// Headers of the answer to a preflight, as the portal was seen to send them; on other answers browsers pass them over.
const PREFLIGHT: [(HeaderName, HeaderValue); 3] = [
    (ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("POST, GET, OPTIONS")),
    (ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("1000")),
    (
        ACCESS_CONTROL_ALLOW_HEADERS,
        HeaderValue::from_static(
            "Authorization, X-Requested-With, Origin, ODS-API-Analytics-App, ODS-API-Analytics-Embed-Type, \
             ODS-API-Analytics-Embed-Referrer, ODS-Widgets-Version, Accept",
        ),
    ),
];

/// What scripts of other origins may read.
const EXPOSED: &str = "ODS-Explore-API-Deprecation, Link, X-RateLimit-Remaining, X-RateLimit-Limit, X-RateLimit-Reset, \
    X-RateLimit-dataset-Remaining, X-RateLimit-dataset-Limit, X-RateLimit-dataset-Reset, \
    ETag, Last-Modified, Content-Disposition, Retry-After, Allow, Jalon-Release, Jalon-Data-As-Of, Age, Warning, X-Request-Id, \
    RateLimit, RateLimit-Policy, Deprecation, Sunset";

/// Adds the headers of the surface.
pub fn decorate(headers: &mut HeaderMap) {
    for (name, value) in HEADERS {
        headers.insert(name, value);
    }
    // Errors are in English, and so is what is told beside the record's own texts.
    if !headers.contains_key(CONTENT_LANGUAGE) {
        headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static("en"));
    }
}

/// Adds what tells a browser that a script of another origin may ask.
pub fn allow(headers: &mut HeaderMap) {
    for (name, value) in PREFLIGHT {
        headers.insert(name, value);
    }
}

/// The body of an error on the Explore surface.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "error_code": "ODSQLError",
    "message": "ODSQL query is malformed: Unknown field: progres. Position 0: progres. The nearest field is progress. Clause(s) containing the error(s): where."
}))]
pub struct PortalError {
    /// The stable name of the error, for programs.
    pub error_code: &'static str,
    /// What is wrong, where, and what would be right.
    pub message: String,
}

/// An error as the portal tells it.
pub fn error(error: &ApiError) -> HttpResponse {
    let status = StatusCode::from_u16(error.kind.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let body = PortalError { error_code: error.kind.portal, message: error.detail.clone() };
    let mut response = HttpResponse::build(status)
        .content_type("application/json")
        .insert_header((CACHE_CONTROL, "no-store"))
        // Too short to gain from compression; `frame` drops the header.
        .insert_header((CONTENT_ENCODING, "identity"))
        .body(serde_json::to_vec(&body).unwrap_or_default());
    if let Some(allow) = error.allow.as_deref().and_then(|allow| HeaderValue::from_str(allow).ok()) {
        response.headers_mut().insert(ALLOW, allow);
    }
    if let Some(seconds) = error.retry_after {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// The address of a resource of the surface.
pub fn address(base: &str, path: &str) -> String {
    format!("{base}{BASE}{path}")
}

/// What an operation of the surface may answer instead.
#[derive(IntoResponses)]
#[allow(dead_code, reason = "the variants describe answers; `ApiError` makes them")]
pub enum PortalFailures {
    /// A clause does not parse or means nothing over the dataset, or a parameter is out of range.
    #[response(status = 400, content_type = "application/json")]
    BadRequest(PortalError),
    /// No such dataset, record, attachment or format.
    #[response(status = 404, content_type = "application/json")]
    NotFound(PortalError),
    /// The address does not take this method.
    #[response(status = 405, content_type = "application/json")]
    MethodNotAllowed(PortalError),
    /// The address is too long.
    #[response(status = 414, content_type = "application/json")]
    UriTooLong(PortalError),
    /// The client has made as many requests as it may make in a day, or in a minute.
    #[response(status = 429, content_type = "application/json")]
    QuotaExhausted(super::quota::Exhausted),
    /// The service failed.
    #[response(status = 500, content_type = "application/json")]
    Internal(PortalError),
    /// The database is busy or away; try again after `Retry-After` seconds.
    #[response(status = 503, content_type = "application/json")]
    Unavailable(PortalError),
}
