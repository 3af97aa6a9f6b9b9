//! What is done to every request and answer: HEAD and OPTIONS, limits, errors as problems, what was kept.

use std::panic::AssertUnwindSafe;

use actix_web::{
    Error, HttpRequest, HttpResponse,
    body::{BoxBody, MessageBody},
    dev::{Service, ServiceRequest, ServiceResponse},
    http::{
        ConnectionType, Method, StatusCode,
        header::{self, AcceptEncoding, Encoding, Header, HeaderValue},
    },
    web::Data,
};
use chrono::Utc;
use futures_util::FutureExt;
use percent_encoding::percent_decode_str;

use super::{
    addresses::{self, Takes, paths, unknown_path},
    bodies::Untold,
    deprecation,
    explore::{quota::Left, transport},
    limits::{client, rate},
    links,
    metrics::{requests::Begun, routes::Route},
    policy,
    problem::{self, ApiError, Kind, Surface},
    state::State,
};

/// Longest address with its query string, in bytes.
const LONGEST_URI: usize = 4096;
/// The same on the Explore surface, where a clause of 10,000 characters has up to 12 bytes each once it is encoded.
const LONGEST_QUERY_URI: usize = 60_000;

/// Wraps the whole service.
pub fn frame<S, B>(
    mut request: ServiceRequest,
    service: &S,
) -> impl Future<Output = Result<ServiceResponse<BoxBody>, Error>> + use<S, B>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
    S::Future: 'static,
    B: MessageBody + 'static,
{
    // Before anything looks at the path.
    if let Some(path) = addresses::plain(request.path()) {
        addresses::lead(&mut request, &path);
    }
    transport::normalize(&mut request);
    let begun = Begun::of(request.method());
    let is_head = *request.method() == Method::HEAD;
    let state = request.app_data::<Data<State>>().cloned();
    let around = Around::of(&request, state.as_ref());
    // What cannot be read was never kept, so a kept answer is looked for before the request is looked into.
    let early = around.refusal(request.request()).map(|answer| (answer, Route::of(request.path())));
    let early = early.or_else(|| kept(&request, state.as_ref()));
    let early = early.or_else(|| {
        let answer = refused(&request).or_else(|| crowded_out(&request, state.as_ref()));
        answer.map(|answer| (answer, Route::of(request.path())))
    });
    let answering = match early {
        Some((answer, route)) => {
            state.iter().for_each(|state| begun.end(&state.metrics.requests, route, answer.status().as_u16()));
            Err(request.into_response(answer))
        }
        None => {
            let (surface, path) = (Surface::of(request.request()), request.path().to_owned());
            if is_head {
                // Routes know GET alone; the server leaves the body out since it remembers what was asked.
                request.head_mut().method = Method::GET;
            }
            forget_encodings(&mut request);
            // Not a handler's way to fail, but a connection that just breaks would tell its client nothing.
            Ok((AssertUnwindSafe(service.call(request)).catch_unwind(), surface, path))
        }
    };
    async move {
        let mut response = match answering {
            Err(answer) => answer,
            // Routing needs the request to itself, so a failure below has no request to answer: it is passed on as an
            // error, whose response is the same problem with the same headers.
            Ok((answering, surface, path)) => {
                let _in_flight = state.as_ref().map(|state| state.metrics.requests.enter());
                let answer = match answering.await {
                    Ok(Ok(response)) => Ok(as_problem(response.map_into_boxed_body())),
                    Ok(Err(error)) => Err(problem_of(&error)),
                    Err(_) => {
                        log::error!("a handler panicked");
                        Err(problem::internal())
                    }
                };
                let status = answer.as_ref().map_or_else(|e| e.kind.status, |response| response.status().as_u16());
                state.iter().for_each(|state| begun.end(&state.metrics.requests, Route::of(&path), status));
                answer.map_err(|error| error.on(surface))?
            }
        };
        around.finish(&mut response);
        Ok(if is_head { response.map_body(|_, body| BoxBody::new(Untold::of(&body))) } else { response })
    }
}

/// What is known of a request before it is answered, and told with the answer whatever it is.
struct Around {
    /// What its client has left of a minute, if requests are limited.
    rate: Option<rate::Left>,
    /// What its client has left of a day, on the Explore surface.
    quota: Option<Left>,
    /// The operation will go.
    going: Option<deprecation::Announced>,
    is_portal: bool,
    /// The service is behind an address that has TLS.
    is_secure: bool,
    /// The instance wants to be asked no more.
    is_leaving: bool,
}

impl Around {
    /// Counts a request.
    fn of(request: &ServiceRequest, state: Option<&Data<State>>) -> Self {
        let path = request.path();
        let is_portal = transport::is_here(path);
        let Some(state) = state else {
            return Around { rate: None, quota: None, going: None, is_portal, is_secure: false, is_leaving: false };
        };
        let client = client::of_head(&state.config, request.head());
        // Whoever asks whether the service is well is not held up.
        let counted = client.filter(|_| !path.starts_with("/health"));
        let rate = state.rate.as_ref().zip(counted).map(|(rate, client)| rate.count(client));
        let is_refused = rate.as_ref().is_some_and(|rate| rate.refused.is_some());
        let asks = client.filter(|_| is_portal && !is_refused);
        Around {
            rate,
            quota: asks.map(|client| state.quota.count(client, Utc::now())),
            going: deprecation::of(state.config.deprecations, path),
            is_portal,
            is_secure: state.config.public_url.as_deref().is_some_and(|url| url.starts_with("https://")),
            is_leaving: state.standing.is_leaving(),
        }
    }

    /// The answer, if the client has asked too much.
    fn refusal(&self, request: &HttpRequest) -> Option<HttpResponse> {
        let too_fast = self.rate.as_ref().and_then(rate::Left::refusal).map(|error| shaped(error, request));
        too_fast.or_else(|| self.quota.as_ref().and_then(Left::refusal))
    }

    /// Adds what every answer tells.
    fn finish(&self, response: &mut ServiceResponse<BoxBody>) {
        let is_told = response.status().is_success() || response.status() == StatusCode::NOT_MODIFIED;
        // Kept answers bring these headers with them.
        if !response.headers().contains_key(header::X_CONTENT_TYPE_OPTIONS) {
            let path = response.request().path().to_owned();
            let headers = response.headers_mut();
            let told = headers.get(header::CONTENT_SECURITY_POLICY).cloned();
            policy::decorate(headers);
            policy::guard(headers, &path);
            if self.is_portal {
                transport::decorate(headers);
            }
            // A 304 brings that of the answer that it repeats.
            told.into_iter().for_each(|policy| drop(headers.insert(header::CONTENT_SECURITY_POLICY, policy)));
        }
        let headers = response.headers_mut();
        self.rate.iter().for_each(|rate| rate.tell(headers));
        self.going.iter().for_each(|announced| announced.tell(headers));
        self.quota.iter().filter(|_| is_told).for_each(|left| left.tell(headers));
        // Told by answers that are already in the form the client asked for; no such content coding goes out.
        if headers.get(header::CONTENT_ENCODING).is_some_and(|encoding| encoding == "identity") {
            headers.remove(header::CONTENT_ENCODING);
        }
        if self.is_secure {
            // Only behind an address that has TLS: a browser that came by plain HTTP must be able to come again.
            headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
        }
        if self.is_leaving {
            response.response_mut().head_mut().set_connection_type(ConnectionType::Close);
        }
    }
}

/// The kept answer to a request, which is found before it is routed, and the template of its address.
fn kept(request: &ServiceRequest, state: Option<&Data<State>>) -> Option<(HttpResponse, Route)> {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    state.filter(|_| reads)?.kept(request.request())
}

/// The answer to a request that goes no further: preflights, other methods, too long addresses.
fn refused(request: &ServiceRequest) -> Option<HttpResponse> {
    let refusal = |error: ApiError| Some(shaped(error, request.request()));
    let length = request.uri().path_and_query().map_or(0, |address| address.as_str().len());
    let longest = if transport::is_here(request.path()) { LONGEST_QUERY_URI } else { LONGEST_URI };
    if length > longest {
        let detail = format!("the address has {length} bytes; expected at most {longest}");
        return refusal(ApiError::new(Kind::URI_TOO_LONG, detail).expecting(format!("at most {longest} bytes")));
    }
    let bytes: Vec<u8> = percent_decode_str(request.uri().path()).collect();
    if bytes.contains(&0) || str::from_utf8(&bytes).is_err() {
        let detail = "the path is not UTF-8 once decoded, or holds a null character";
        return refusal(ApiError::new(Kind::INVALID_ENCODING, detail).at("path", request.uri().path()));
    }
    // Nearly every request is one, and few addresses take none; routing tells of one that does not exist.
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if reads && paths().may_read(request.path()) {
        return None;
    }
    let takes = paths().takes(request.path());
    match *request.method() {
        _ if takes.is_none() => refusal(unknown_path(request.path())),
        Method::POST if takes.is_some_and(|takes| takes.post) => None,
        Method::DELETE if takes.is_some_and(|takes| takes.delete) => None,
        Method::OPTIONS => {
            let mut response = HttpResponse::NoContent();
            let methods = takes.map(Takes::told).unwrap_or_default();
            response.insert_header((header::ALLOW, methods.clone()));
            response.insert_header((header::ACCESS_CONTROL_ALLOW_METHODS, methods));
            response.insert_header((header::ACCESS_CONTROL_ALLOW_HEADERS, "*"));
            response.insert_header((header::ACCESS_CONTROL_MAX_AGE, "86400"));
            let mut response = response.finish();
            if transport::is_here(request.path()) {
                transport::allow(response.headers_mut());
            }
            Some(response)
        }
        ref method => {
            let methods = takes.map(Takes::told).unwrap_or_default();
            let detail = format!("{} is not taken here; expected one of {methods}", problem::echo(method.as_str()));
            let mut error = ApiError::new(Kind::METHOD_NOT_ALLOWED, detail)
                .at("method", method.as_str())
                .expecting(methods.clone());
            error.allow = Some(methods);
            refusal(error)
        }
    }
}

/// The refusal of a query that finds all connections taken and all places in their queue too, as it would find them once it
/// was read and planned: under more load than can be served, refusals are most of what is done. Files wait longer.
fn crowded_out(request: &ServiceRequest, state: Option<&Data<State>>) -> Option<HttpResponse> {
    let is_query = transport::is_here(request.path()) && !request.path().contains("/exports");
    let error = state.filter(|_| is_query)?.queues.connections.refusal()?;
    Some(shaped(error, request.request()))
}

/// Answers an address that no route serves.
pub async fn fallback(request: HttpRequest) -> Result<HttpResponse, ApiError> {
    Err(unknown_path(request.path()))
}

/// The encodings in which an answer may go out that was not kept.
const ENCODINGS: [Encoding; 5] =
    [Encoding::identity(), Encoding::brotli(), Encoding::zstd(), Encoding::gzip(), Encoding::deflate()];

/// Leaves out an `Accept-Encoding` that takes none of them, not even the content as it is, such as `identity;q=0`: it is then
/// given as it is, as RFC 9110, section 12.5.3, leaves it to the server, and as a kept answer is. An error would come in no
/// other encoding.
fn forget_encodings(request: &mut ServiceRequest) {
    let is_told = request.headers().contains_key(header::ACCEPT_ENCODING);
    let accepted = if is_told { AcceptEncoding::parse(request).ok() } else { None };
    if accepted.is_some_and(|accepted| accepted.negotiate(ENCODINGS.iter()).is_none()) {
        request.headers_mut().remove(header::ACCEPT_ENCODING);
    }
}

/// Gives errors that carry none a problem as their body.
fn as_problem(response: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
    let is_bare = response.status().is_client_error() && !response.headers().contains_key(header::CONTENT_TYPE);
    let error = match response.response().error() {
        Some(error) => Some(problem_of(error)),
        None if is_bare => problem_of_bare(&response),
        None => None,
    };
    let Some(error) = error else { return response };
    let answer = shaped(error, response.request());
    ServiceResponse::new(response.request().clone(), answer)
}

/// The problem of an answer that tells nothing but its status, as the framework may give it.
fn problem_of_bare(response: &ServiceResponse<BoxBody>) -> Option<ApiError> {
    let status = response.status();
    if status == StatusCode::NOT_FOUND {
        return Some(unknown_path(response.request().path()));
    }
    let mut error = ApiError::new(kind_of(status)?, format!("the request is answered with {status}"));
    error.allow = response.headers().get(header::ALLOW).and_then(|allow| allow.to_str().ok()).map(str::to_owned);
    Some(error)
}

/// The kind of an error that HTTP itself has a status for.
fn kind_of(status: StatusCode) -> Option<Kind> {
    let of_http = [
        Kind::METHOD_NOT_ALLOWED,
        Kind::NOT_ACCEPTABLE,
        Kind::REQUEST_TIMEOUT,
        Kind::BODY_TOO_LARGE,
        Kind::URI_TOO_LONG,
        Kind::UNSUPPORTED_MEDIA_TYPE,
    ];
    of_http.into_iter().find(|kind| kind.status == status.as_u16())
}

fn problem_of(error: &Error) -> ApiError {
    if let Some(error) = error.as_error::<ApiError>() {
        return error.clone();
    }
    match error.as_response_error().status_code() {
        StatusCode::NOT_FOUND => ApiError::new(Kind::UNKNOWN_PATH, "nothing is served at this address"),
        status if status.is_client_error() => {
            ApiError::new(kind_of(status).unwrap_or(Kind::INVALID_ENCODING), error.to_string())
        }
        _ => {
            log::error!("{error}");
            problem::internal()
        }
    }
}

/// An error in the shape of what was asked.
fn shaped(error: ApiError, request: &HttpRequest) -> HttpResponse {
    let base = request.app_data::<Data<State>>().map(|state| links::base(&state.config, request));
    error.on(Surface::of(request)).response(&base.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn an_error_that_tells_its_status_alone_becomes_a_problem_of_that_status() {
        for status in [404, 405, 406, 408, 413, 414, 415] {
            let status = StatusCode::from_u16(status).expect("a status");
            let request = TestRequest::with_uri("/api/v1/axes").to_http_request();
            let mut bare = HttpResponse::new(status);
            bare.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET"));
            let answer = as_problem(ServiceResponse::new(request, bare));
            assert_eq!(answer.status(), status);
            let told = |name| answer.headers().get(name).and_then(|value| value.to_str().ok());
            assert_eq!(told(header::CONTENT_TYPE), Some("application/problem+json"), "{status}");
            assert_eq!(told(header::ALLOW), Some("GET").filter(|_| status != StatusCode::NOT_FOUND), "{status}");
        }
    }
}
