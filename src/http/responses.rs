//! The error answers of operations, as the contract describes them.

use utoipa::{IntoResponses, ToSchema};

use super::problem::Problem;

/// Bytes as they are.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
#[allow(dead_code, reason = "it describes bodies that are made elsewhere")]
pub struct Bytes(Vec<u8>);

/// What an operation on the record may answer instead.
#[derive(IntoResponses)]
#[allow(dead_code, reason = "the variants describe answers; `ApiError` makes them")]
pub enum Failures {
    /// A parameter is unknown, malformed or out of range, or the text is not UTF-8.
    #[response(status = 400, content_type = "application/problem+json")]
    BadRequest(Problem),
    /// No such release, or no such item in it; `detail` tells what is known.
    #[response(status = 404, content_type = "application/problem+json")]
    NotFound(Problem),
    /// The address does not take this method.
    #[response(status = 405, content_type = "application/problem+json")]
    MethodNotAllowed(Problem),
    /// `Accept` leaves no format that is offered.
    #[response(status = 406, content_type = "application/problem+json")]
    NotAcceptable(Problem),
    /// The address is too long.
    #[response(status = 414, content_type = "application/problem+json")]
    UriTooLong(Problem),
    /// The client has made too many requests in a minute; the next one is answered after `Retry-After` seconds.
    #[response(status = 429, content_type = "application/problem+json")]
    RateLimited(Problem),
    /// The service failed.
    #[response(status = 500, content_type = "application/problem+json")]
    Internal(Problem),
    /// The database is busy or away; try again after `Retry-After` seconds.
    #[response(status = 503, content_type = "application/problem+json")]
    Unavailable(Problem),
}

/// What an operation that reads nothing of the record may answer instead.
#[derive(IntoResponses)]
#[allow(dead_code, reason = "the variants describe answers; `ApiError` makes them")]
pub enum Refusals {
    /// A parameter is unknown, or the text is not UTF-8.
    #[response(status = 400, content_type = "application/problem+json")]
    BadRequest(Problem),
    /// The address does not take this method.
    #[response(status = 405, content_type = "application/problem+json")]
    MethodNotAllowed(Problem),
    /// The address is too long.
    #[response(status = 414, content_type = "application/problem+json")]
    UriTooLong(Problem),
    /// The client has made too many requests in a minute; the next one is answered after `Retry-After` seconds.
    #[response(status = 429, content_type = "application/problem+json")]
    RateLimited(Problem),
}

/// What an operation that reads a body may answer besides.
#[derive(IntoResponses)]
#[allow(dead_code, reason = "the variants describe answers; `ApiError` makes them")]
pub enum BodyFailures {
    /// The body arrives too slowly.
    #[response(status = 408, content_type = "application/problem+json")]
    RequestTimeout(Problem),
    /// The body is too long.
    #[response(status = 413, content_type = "application/problem+json")]
    BodyTooLarge(Problem),
    /// The body is not JSON as its headers tell it.
    #[response(status = 415, content_type = "application/problem+json")]
    UnsupportedMediaType(Problem),
}

/// What an operation for holders of keys may answer besides.
#[derive(IntoResponses)]
#[allow(dead_code, reason = "the variants describe answers; `ApiError` makes them")]
pub enum WriteFailures {
    /// No key, or one that is not known, has expired or was revoked.
    #[response(status = 401, content_type = "application/problem+json")]
    Unauthorized(Problem),
    /// The key does not have the scope, or made the draft itself.
    #[response(status = 403, content_type = "application/problem+json")]
    Forbidden(Problem),
    /// No such draft, key, webhook or event.
    #[response(status = 404, content_type = "application/problem+json")]
    NotFound(Problem),
    /// What is asked for does not fit what is there.
    #[response(status = 409, content_type = "application/problem+json")]
    Conflict(Problem),
    /// The service failed.
    #[response(status = 500, content_type = "application/problem+json")]
    Internal(Problem),
    /// The database is busy or away; try again after `Retry-After` seconds.
    #[response(status = 503, content_type = "application/problem+json")]
    Unavailable(Problem),
}

/// What an operation that computes a trend may answer besides.
#[derive(IntoResponses)]
#[allow(dead_code, reason = "the variants describe answers; `ApiError` makes them")]
pub enum TooFewPoints {
    /// One point is not a trend: fewer than three releases publish the figure.
    #[response(status = 409, content_type = "application/problem+json")]
    TooFewPoints(Problem),
}
