//! Who asked what and how it was answered: ids by which an answer is found in the log, and the line a request in its JSON form.
//!
//! A request has the trace id that its `traceparent` names (W3C Trace Context), or one of its own. An answer that is an error
//! tells the request's id in `X-Request-Id`, so that whoever got it can quote it; others stay the same bytes for everybody.

use std::{
    fmt::Write,
    pin::Pin,
    task::{Context, Poll},
    time::Instant,
};

use actix_web::{
    Error,
    body::{BodySize, BoxBody, MessageBody},
    dev::{Service, ServiceRequest, ServiceResponse},
    error::InternalError,
    http::{
        Method,
        header::{HeaderMap, HeaderName, HeaderValue, USER_AGENT},
    },
    web::{Bytes, Data},
};

use super::{limits::client, state::State};
use crate::config::LogFormat;

/// Tells the id of a request.
const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");
/// The target of the lines.
const TARGET: &str = "access";
/// Longest text of a client in a line, in characters.
const LONGEST_TEXT: usize = 4096;

/// The ids of a request, in hexadecimal digits: that of the trace that it is part of, and its own.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Ids {
    trace: String,
    request: String,
}

impl Ids {
    fn of(headers: &HeaderMap) -> Self {
        let mut lines = headers.get_all(TRACEPARENT);
        // Of several none can be trusted to be the right one.
        let given = lines.next().filter(|_| lines.next().is_none()).and_then(|line| line.to_str().ok());
        let trace = given.and_then(trace_id).map_or_else(random::<16>, str::to_owned);
        Ids { trace, request: random::<8>() }
    }
}

/// The trace id of a `traceparent`, if it is valid (W3C Trace Context, section 3.2).
fn trace_id(given: &str) -> Option<&str> {
    let is_hexadecimal = |part: &str, digits: usize| {
        part.len() == digits && part.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    };
    let mut parts = given.splitn(5, '-');
    let (version, trace) = (parts.next()?, parts.next()?);
    let (parent, flags, rest) = (parts.next()?, parts.next()?, parts.next());
    let is_zero = |part: &str| part.bytes().all(|byte| byte == b'0');
    let holds = is_hexadecimal(version, 2)
        && version != "ff"
        && (version != "00" || rest.is_none())
        && is_hexadecimal(trace, 32)
        && !is_zero(trace)
        && is_hexadecimal(parent, 16)
        && !is_zero(parent)
        && is_hexadecimal(flags, 2);
    holds.then_some(trace)
}

/// Random bytes in hexadecimal digits; zeros if the system gives none, since an answer matters more than its id.
fn random<const N: usize>() -> String {
    let mut bytes = [0; N];
    let _ = getrandom::fill(&mut bytes);
    crate::domain::source::hexadecimal(&bytes)
}

/// A request that is to be told in the log.
struct Begun {
    at: Instant,
    method: Method,
    path: String,
    client: String,
    agent: String,
    ids: Ids,
}

impl Begun {
    fn of(request: &ServiceRequest) -> Self {
        let agent = request.headers().get(USER_AGENT).map_or(&b""[..], HeaderValue::as_bytes);
        Begun {
            at: Instant::now(),
            method: request.method().clone(),
            path: address(request).chars().take(LONGEST_TEXT).collect(),
            client: client(request),
            agent: String::from_utf8_lossy(agent).chars().take(LONGEST_TEXT).collect(),
            ids: Ids::of(request.headers()),
        }
    }
}

/// Names of parameters whose values are secrets, of this service or of another one that a client takes it for.
const SECRETS: [&str; 5] = ["apikey", "api_key", "key", "token", "access_token"];

/// The address that was asked for, without secrets.
fn address(request: &ServiceRequest) -> String {
    let (path, query) = (request.path(), request.query_string());
    let may_hold_secret = query.contains("key=") || query.contains("token=");
    match (query.is_empty(), may_hold_secret) {
        (true, _) => path.to_owned(),
        (false, false) => format!("{path}?{query}"),
        (false, true) => {
            let told = |pair: &str| match pair.split_once('=') {
                Some((name, _)) if SECRETS.contains(&name.to_ascii_lowercase().as_str()) => format!("{name}=…"),
                _ => pair.to_owned(),
            };
            format!("{path}?{}", query.split('&').map(told).collect::<Vec<_>>().join("&"))
        }
    }
}

/// The address of who asks.
pub fn client(request: &ServiceRequest) -> String {
    let state = request.app_data::<Data<State>>();
    let address = state.and_then(|state| client::of_head(&state.config, request.head()));
    address.map_or_else(|| "-".to_owned(), |address| address.to_string())
}

/// The request line for the log as text, in which a quotation mark ends it.
pub fn request_line(request: &ServiceRequest) -> String {
    quotable(format!("{} {} {:?}", request.method(), address(request), request.version()))
}

/// The agent for the log as text.
pub fn agent(request: &ServiceRequest) -> String {
    let agent = request.headers().get(USER_AGENT).and_then(|agent| agent.to_str().ok());
    quotable(agent.unwrap_or("-").to_owned())
}

fn quotable(text: String) -> String {
    if text.contains(['"', '\\']) { text.replace('\\', "\\\\").replace('"', "\\\"") } else { text }
}

/// Gives each request its ids, and tells it in the log if that is JSON.
pub fn identify<S>(
    request: ServiceRequest,
    service: &S,
) -> impl Future<Output = Result<ServiceResponse<Told>, Error>> + use<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<BoxBody>, Error = Error>,
    S::Future: 'static,
{
    let is_json = request.app_data::<Data<State>>().is_some_and(|state| state.config.log_format == LogFormat::Json);
    let is_told = is_json && log::log_enabled!(target: TARGET, log::Level::Info);
    let begun = is_told.then(|| Begun::of(&request));
    let answering = service.call(request);
    async move {
        let id = |begun: &Option<Begun>| begun.as_ref().map_or_else(random::<8>, |begun| begun.ids.request.clone());
        match answering.await {
            Ok(mut response) => {
                let status = response.status();
                if status.is_client_error() || status.is_server_error() {
                    tell(response.headers_mut(), &id(&begun));
                }
                let line = begun.map(|begun| Line { begun, status: status.as_u16(), bytes: 0 });
                Ok(response.map_body(|_, body| Told { body, line }))
            }
            // The request is gone, and with it what its answer would be made of.
            Err(error) => {
                let (mut response, id) = (error.error_response(), id(&begun));
                tell(response.headers_mut(), &id);
                let status = response.status().as_u16();
                match begun {
                    Some(begun) => drop(Line { begun, status, bytes: 0 }),
                    None => log::info!(target: TARGET, "request {id} was answered with {status}"),
                }
                Err(InternalError::from_response(error, response).into())
            }
        }
    }
}

fn tell(headers: &mut HeaderMap, id: &str) {
    if let Ok(id) = HeaderValue::from_str(id) {
        headers.insert(X_REQUEST_ID, id);
    }
}

/// A body that is told in the log once it was sent, or its client has left.
pub struct Told {
    body: BoxBody,
    line: Option<Line>,
}

impl MessageBody for Told {
    type Error = Box<dyn std::error::Error>;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        let polled = Pin::new(&mut self.body).poll_next(context);
        if let (Poll::Ready(Some(Ok(chunk))), Some(line)) = (&polled, &mut self.line) {
            line.bytes += chunk.len() as u64;
        }
        polled
    }

    fn try_into_bytes(mut self) -> Result<Bytes, Self> {
        match self.body.try_into_bytes() {
            Ok(bytes) => {
                if let Some(line) = &mut self.line {
                    line.bytes += bytes.len() as u64;
                }
                Ok(bytes)
            }
            Err(body) => Err(Told { body, line: self.line }),
        }
    }
}

/// The line of a request, written when it is dropped.
struct Line {
    begun: Begun,
    status: u16,
    bytes: u64,
}

impl Drop for Line {
    /// The members of a JSON object without its braces: the log puts time and level before them.
    fn drop(&mut self) {
        let Begun { at, method, path, client, agent, ids } = &self.begun;
        let mut members = String::with_capacity(256);
        for (name, text) in [("method", method.as_str()), ("path", path), ("client", client), ("agent", agent)] {
            // JSON strings escape quotation marks and control characters.
            let _ = write!(members, "\"{name}\":{},", serde_json::Value::from(text));
        }
        let milliseconds = at.elapsed().as_secs_f64() * 1000.0;
        let _ = write!(
            members,
            "\"status\":{},\"bytes\":{},\"milliseconds\":{milliseconds:.3},\"request_id\":\"{}\",\"trace_id\":\"{}\"",
            self.status, self.bytes, ids.request, ids.trace
        );
        log::info!(target: TARGET, "{members}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_traceparent_is_taken_if_it_is_valid() {
        let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        let valid = [
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what-the-future-brings",
        ];
        valid.iter().for_each(|given| assert_eq!(trace_id(given), Some(trace), "{given}"));
        for given in [
            "",
            "00",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0g",
        ] {
            assert_eq!(trace_id(given), None, "{given}");
        }
    }
}
