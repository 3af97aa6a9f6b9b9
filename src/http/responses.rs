//! The error answers of operations, as the contract describes them.

use utoipa::IntoResponses;

use super::problem::Problem;

/// What a list may answer instead.
#[derive(IntoResponses)]
#[allow(dead_code, reason = "the variants describe answers; `ApiError` makes them")]
pub enum Failures {
    /// A parameter is unknown, malformed or out of range, or the text is not UTF-8.
    #[response(status = 400, content_type = "application/problem+json")]
    BadRequest(#[to_schema] Problem),
    /// No such release, or no such item in it; `detail` tells what is known.
    #[response(status = 404, content_type = "application/problem+json")]
    NotFound(#[to_schema] Problem),
    /// The address does not take this method.
    #[response(status = 405, content_type = "application/problem+json")]
    MethodNotAllowed(#[to_schema] Problem),
    /// `Accept` leaves no format that is offered.
    #[response(status = 406, content_type = "application/problem+json")]
    NotAcceptable(#[to_schema] Problem),
    /// The address is too long.
    #[response(status = 414, content_type = "application/problem+json")]
    UriTooLong(#[to_schema] Problem),
    /// The service failed.
    #[response(status = 500, content_type = "application/problem+json")]
    Internal(#[to_schema] Problem),
    /// The database is busy or away; try again after `Retry-After` seconds.
    #[response(status = 503, content_type = "application/problem+json")]
    Unavailable(#[to_schema] Problem),
}
