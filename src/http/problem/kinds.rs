//! The table of errors: for each its code, status, title and explanation, and its name on the Explore surface.

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
    RATE_LIMITED, "rate_limited", "TooManyRequests", 429, "Too many requests",
        "The client has made as many requests as it may make in a minute, as `RateLimit-Policy` tells it, or has tried too many keys that are not known, or has as many files written at a time as one client may have. `Retry-After` says when the next request is answered.";
    REQUEST_TIMEOUT, "request_timeout", "InvalidRESTParameterError", 408, "Request too slow",
        "The body of the request did not arrive within the time that `expected` gives.";
    INTERNAL, "internal", "InternalError", 500, "Internal error",
        "The service failed. The cause is in its log; nothing about the request is wrong.";
    NOT_IMPLEMENTED, "not_implemented", "NotAcceptable", 501, "Format that is not written",
        "The answer of `/oembed` is asked for in a format that is neither JSON nor XML.";
    UNAVAILABLE, "unavailable", "ServiceUnavailable", 503, "Temporarily unavailable",
        "The service cannot answer now: the database is busy or away, the query ran out of time, another bundle is being built, or a draft is to be approved while the clock of the service is wrong. `Retry-After` says when to try again.";
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
        "What is asked for does not fit what is there: the draft was approved, withdrawn or overtaken by another release, or says what a release says already, or has warnings without a reason, or the Idempotency-Key was used for another file, or the key has as many open drafts as it may have, or the webhook is disabled, is being tested, or is one too many.";
    FILING_REFUSED, "filing_refused", "InvalidRESTParameterError", 422, "File with errors",
        "The file was read and cannot be published. `report` tells every cell at fault, the rule, and what would be right; nothing was kept, or, of a draft that is approved by a later version of the program, nothing was published.";
    TOO_FEW_POINTS, "too_few_points", "NotFoundResource", 409, "One point is not a trend",
        "A pace takes three releases that publish the figure, and fewer do. `detail` lists those that do; nothing is estimated from them.";
}
