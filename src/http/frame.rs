//! What is done to every request and answer: HEAD and OPTIONS, limits, errors as problems, headers.

use std::{net::IpAddr, panic::AssertUnwindSafe, sync::OnceLock};

use actix_web::{
    Error, HttpRequest, HttpResponse,
    body::{BoxBody, MessageBody},
    dev::{Service, ServiceRequest, ServiceResponse},
    http::{
        ConnectionType, Method, StatusCode,
        header::{self, HeaderMap, HeaderName, HeaderValue},
    },
    web::Data,
};
use chrono::Utc;
use futures_util::FutureExt;
use percent_encoding::percent_decode_str;

use super::{
    deprecation, embeds,
    explore::{quota::Left, transport},
    limits::{client, rate},
    links,
    metrics::{requests::Begun, routes::Route},
    openapi, pages,
    problem::{self, ApiError, Kind, Surface},
    state::State,
};

use crate::domain::text::nearest;

/// Longest address with its query string, in bytes.
const LONGEST_URI: usize = 4096;
/// The same on the Explore surface, where a clause of 10,000 characters has up to 12 bytes each once it is encoded.
const LONGEST_QUERY_URI: usize = 60_000;

/// Headers of every answer: no sniffing, no framing, no script, any origin may read.
const HEADERS: [(&str, &str); 7] = [
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("x-frame-options", "DENY"),
    ("content-security-policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"),
    ("cross-origin-resource-policy", "cross-origin"),
    ("access-control-allow-origin", "*"),
    (
        "access-control-expose-headers",
        "ETag, Last-Modified, Link, Content-Disposition, Retry-After, Allow, Age, Warning, X-Request-Id, RateLimit, \
         RateLimit-Policy, Jalon-Release, Jalon-Data-As-Of",
    ),
];

/// The explorer of the contract brings its own scripts and styles, and asks this service only.
const EXPLORER_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/// Pages bring one stylesheet and one script, nothing within them and nothing from elsewhere.
const PAGE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
    frame-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

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
    transport::normalize(&mut request);
    let begun = Begun::of(request.method());
    let surface = Surface::of(request.request());
    let path = request.path().to_owned();
    let portal = surface == Surface::Portal;
    let public_url =
        |state: &Data<State>| state.config.public_url.as_deref().is_some_and(|url| url.starts_with("https://"));
    let secure = request.app_data::<Data<State>>().is_some_and(public_url);
    let leaving = request.app_data::<Data<State>>().is_some_and(|state| state.standing.is_leaving());
    let client = request.app_data::<Data<State>>().and_then(|state| client::of_head(&state.config, request.head()));
    let rate = rated(&request, client);
    let too_fast = rate.as_ref().and_then(rate::Left::refusal).map(|error| shaped(error, request.request()));
    let deprecations = request.app_data::<Data<State>>().map_or(&[][..], |state| state.config.deprecations);
    let going = deprecation::of(deprecations, &path);
    let left = counted(&request, client.filter(|_| portal && too_fast.is_none()));
    let exhausted = too_fast.or_else(|| left.as_ref().and_then(Left::refusal));
    let refusal = exhausted.or_else(|| refused(&request)).map(|answer| (answer, Route::of(&path)));
    let answering = match refusal.or_else(|| kept(&request)) {
        Some((answer, route)) => {
            if let Some(state) = request.app_data::<Data<State>>() {
                begun.end(&state.metrics.requests, route, answer.status().as_u16());
            }
            Err(request.into_response(answer))
        }
        None => {
            let state = request.app_data::<Data<State>>().cloned();
            if request.method() == Method::HEAD {
                // Routes know GET alone; the server leaves the body out since it remembers what was asked.
                request.head_mut().method = Method::GET;
            }
            // Not a handler's way to fail, but a connection that just breaks would tell its client nothing.
            Ok((AssertUnwindSafe(service.call(request)).catch_unwind(), state))
        }
    };
    async move {
        let mut response = match answering {
            Err(answer) => answer,
            // Routing needs the request to itself, so a failure below has no request to answer: it is passed on as an
            // error, whose response is the same problem with the same headers.
            Ok((answering, state)) => {
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
                let requests = state.iter().map(|state| &state.metrics.requests);
                requests.for_each(|requests| begun.end(requests, Route::of(&path), status));
                answer.map_err(|error| error.on(surface))?
            }
        };
        let told = response.status().is_success() || response.status() == StatusCode::NOT_MODIFIED;
        let headers = response.headers_mut();
        // Kept answers bring the headers with them.
        if !headers.contains_key(header::X_CONTENT_TYPE_OPTIONS) {
            let policy = headers.get(header::CONTENT_SECURITY_POLICY).cloned();
            decorate(headers);
            guard(headers, &path);
            // A 304 brings that of the answer that it repeats.
            policy.into_iter().for_each(|policy| drop(headers.insert(header::CONTENT_SECURITY_POLICY, policy)));
        }
        rate.iter().for_each(|rate| rate.tell(headers));
        going.iter().for_each(|announced| deprecation::tell(announced, headers));
        if portal {
            transport::decorate(headers);
            left.filter(|_| told).iter().for_each(|left| left.tell(headers));
        }
        // Told by answers that are already in the form the client asked for; no such content coding goes out.
        if headers.get(header::CONTENT_ENCODING).is_some_and(|encoding| encoding == "identity") {
            headers.remove(header::CONTENT_ENCODING);
        }
        if secure {
            // Only behind an address that has TLS: a browser that came by plain HTTP must be able to come again.
            headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
        }
        if leaving {
            response.response_mut().head_mut().set_connection_type(ConnectionType::Close);
        }
        Ok(response)
    }
}

/// Counts a request, if they are limited. Those that ask whether the service is well are not.
fn rated(request: &ServiceRequest, client: Option<IpAddr>) -> Option<rate::Left> {
    let state = request.app_data::<Data<State>>().filter(|_| !request.path().starts_with("/health"))?;
    Some(state.rate.as_ref()?.count(client?))
}

/// Counts a request of the Explore surface, whose clients have a quota.
fn counted(request: &ServiceRequest, client: Option<IpAddr>) -> Option<Left> {
    Some(request.app_data::<Data<State>>()?.quota.count(client?, Utc::now()))
}

/// The kept answer to a request, which is found before it is routed.
fn kept(request: &ServiceRequest) -> Option<(HttpResponse, Route)> {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let state = request.app_data::<Data<State>>().filter(|_| reads)?;
    state.kept(request.request())
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
    if reads && !paths().without_get.iter().any(|template| fits(template, request.path())) {
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
            Some(response.finish())
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

/// Answers an address that no route serves.
pub async fn fallback(request: HttpRequest) -> Result<HttpResponse, ApiError> {
    Err(unknown_path(request.path()))
}

fn unknown_path(path: &str) -> ApiError {
    let mut error = ApiError::new(Kind::UNKNOWN_PATH, "nothing is served at this address").at("path", path);
    let trimmed = path.trim_end_matches('/');
    error.did_you_mean = if trimmed != path && paths().exist(trimmed) {
        Some(trimmed.to_owned())
    } else {
        let near = paths().like(path);
        nearest(path, near.iter().map(String::as_str))
    };
    error.seeing(vec!["/api/v1".to_owned()])
}

/// The methods that an address takes, beside OPTIONS.
#[derive(Clone, Copy, Debug, Default)]
struct Takes {
    get: bool,
    post: bool,
    delete: bool,
}

impl Takes {
    fn told(self) -> String {
        let methods = [(self.get, "GET, HEAD"), (self.post, "POST"), (self.delete, "DELETE"), (true, "OPTIONS")];
        methods.into_iter().filter(|(takes, _)| *takes).map(|(_, method)| method).collect::<Vec<_>>().join(", ")
    }
}

/// The addresses that are served, as templates such as `/api/v1/axes/{code}`: those of the contract, and the pages.
struct Paths {
    templates: Vec<(String, Takes)>,
    /// Those that cannot be read.
    without_get: Vec<String>,
}

/// Whether a path has the form of a template.
pub fn fits(template: &str, path: &str) -> bool {
    let (mut wanted, mut given) = (template.split('/'), path.split('/'));
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return true,
            (Some(wanted), Some(given)) if wanted == given || (wanted.starts_with('{') && !given.is_empty()) => {}
            _ => return false,
        }
    }
}

impl Paths {
    /// Addresses that exist and may be what was meant: those without placeholders, and those as long as the path, with
    /// the path's own segments in the places of the placeholders.
    fn like(&self, path: &str) -> Vec<String> {
        let given: Vec<&str> = path.split('/').collect();
        let filled = |(template, _): &(String, Takes)| {
            let wanted: Vec<&str> = template.split('/').collect();
            if !template.contains('{') {
                return Some(template.clone());
            }
            let fill =
                |(wanted, given): (&&str, &&str)| if wanted.starts_with('{') { *given } else { *wanted }.to_owned();
            (wanted.len() == given.len()).then(|| wanted.iter().zip(&given).map(fill).collect::<Vec<_>>().join("/"))
        };
        self.templates.iter().filter_map(filled).filter(|candidate| candidate != path).collect()
    }

    fn exist(&self, path: &str) -> bool {
        self.takes(path).is_some()
    }

    /// The methods that an address takes; none if nothing is served there. Of the templates that fit, one without a
    /// placeholder counts before the others.
    fn takes(&self, path: &str) -> Option<Takes> {
        let mut fitting = self.templates.iter().filter(|(template, _)| fits(template, path));
        let first = fitting.next()?;
        let exact = if first.0 == path { None } else { fitting.find(|(template, _)| template == path) };
        Some(exact.unwrap_or(first).1)
    }
}

/// The templates of all addresses.
pub fn templates() -> impl Iterator<Item = &'static str> {
    paths().templates.iter().map(|(template, _)| template.as_str())
}

fn paths() -> &'static Paths {
    static PATHS: OnceLock<Paths> = OnceLock::new();
    PATHS.get_or_init(|| {
        let documented = openapi::describe().paths.paths;
        let documented = documented.into_iter().map(|(path, item)| {
            let (get, post, delete) = (item.get.is_some(), item.post.is_some(), item.delete.is_some());
            (path, Takes { get, post, delete })
        });
        let docs = ["/api/v1/docs", "/api/v1/docs/", "/api/v1/docs/{asset}"];
        let others = ["/", "/explore/", "/explore/dataset/{id}/"].into_iter().chain(docs);
        let others = others.map(str::to_owned).chain(pages::addresses()).chain(embeds::addresses());
        let others = others.map(|path| (path, Takes { get: true, ..Takes::default() }));
        let templates: Vec<(String, Takes)> = documented.chain(others).collect();
        let without_get = templates.iter().filter(|(_, takes)| !takes.get).map(|(path, _)| path.clone()).collect();
        Paths { templates, without_get }
    })
}

/// Gives errors that carry none a problem as their body.
fn as_problem(response: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
    let bare = response.status() == StatusCode::NOT_FOUND && !response.headers().contains_key(header::CONTENT_TYPE);
    let error = match response.response().error() {
        Some(error) => problem_of(error),
        None if bare => unknown_path(response.request().path()),
        None => return response,
    };
    let answer = shaped(error, response.request());
    ServiceResponse::new(response.request().clone(), answer)
}

fn problem_of(error: &Error) -> ApiError {
    if let Some(error) = error.as_error::<ApiError>() {
        return error.clone();
    }
    match error.as_response_error().status_code() {
        StatusCode::NOT_FOUND => ApiError::new(Kind::UNKNOWN_PATH, "nothing is served at this address"),
        StatusCode::NOT_ACCEPTABLE => ApiError::new(Kind::NOT_ACCEPTABLE, error.to_string()),
        status if status.is_client_error() => ApiError::new(Kind::INVALID_ENCODING, error.to_string()),
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

/// Adds the headers of every answer.
pub fn decorate(headers: &mut HeaderMap) {
    for (name, value) in HEADERS {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
}

/// Says what an address may load and who may show it in a frame, where that is not nothing and nobody.
pub fn guard(headers: &mut HeaderMap, path: &str) {
    let policy = match path {
        _ if embeds::is_here(path) => embeds::policy(),
        _ if path.starts_with("/api/v1/docs") => EXPLORER_POLICY,
        _ if headers.get(header::CONTENT_TYPE).is_some_and(|media| media == pages::HTML) => PAGE_POLICY,
        _ => return,
    };
    if embeds::is_here(path) {
        headers.remove(header::X_FRAME_OPTIONS);
    }
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
}
