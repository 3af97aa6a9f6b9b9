//! The line of a request, as text and as JSON.

use std::{
    fmt::{self, Write},
    net::IpAddr,
    time::Instant,
};

use actix_web::{
    dev::ServiceRequest,
    http::{
        Method, StatusCode, Uri, Version,
        header::{HeaderName, HeaderValue, USER_AGENT},
    },
    web::Data,
};

use super::{TARGET, ids};
use crate::{
    config::LogFormat,
    http::{limits::client, state::State},
};

const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");
/// Longest text of a client in a line, in bytes.
const LONGEST_TEXT: usize = 4096;
/// How long a line is at most, usually, in bytes.
const USUAL_BYTES: usize = 384;
/// Names of parameters whose values are secrets, of this service or of another one that a client takes it for.
const SECRETS: [&str; 5] = ["apikey", "api_key", "key", "token", "access_token"];

/// What is told of a request. It is taken before the request is routed, which needs it to itself, and copies no text.
pub struct Line {
    format: LogFormat,
    begun: Instant,
    method: Method,
    uri: Uri,
    version: Version,
    client: Option<IpAddr>,
    agent: Option<HeaderValue>,
    traceparent: Option<HeaderValue>,
    /// The id of the request, if its answer told it.
    pub id: Option<String>,
    /// None if the client left before its answer was there.
    pub status: Option<StatusCode>,
    pub bytes: u64,
}

impl Line {
    /// That of a request which has just come.
    pub fn of(request: &ServiceRequest, state: &Data<State>) -> Self {
        let headers = request.headers();
        let mut parents = headers.get_all(TRACEPARENT);
        Line {
            format: state.config.log_format,
            begun: Instant::now(),
            method: request.method().clone(),
            uri: request.uri().clone(),
            version: request.version(),
            client: client::of_head(&state.config, request.head()),
            agent: headers.get(USER_AGENT).cloned(),
            // Of several none can be trusted to be the right one.
            traceparent: parents.next().filter(|_| parents.next().is_none()).cloned(),
            id: None,
            status: None,
            bytes: 0,
        }
    }

    /// Since the request came: milliseconds, and thousandths of one.
    fn took(&self) -> (u128, u128) {
        let took = self.begun.elapsed().as_micros();
        (took / 1_000, took % 1_000)
    }

    /// The address that was asked for, without secrets, written to what takes text.
    fn address(&self, out: &mut impl Write) -> fmt::Result {
        let (path, query) = (self.uri.path(), self.uri.query().unwrap_or_default());
        out.write_str(bounded(path))?;
        let query = bounded(query);
        for (place, pair) in query.split('&').filter(|_| !query.is_empty()).enumerate() {
            out.write_char(if place == 0 { '?' } else { '&' })?;
            match pair.split_once('=') {
                Some((name, _)) if SECRETS.iter().any(|secret| secret.eq_ignore_ascii_case(name)) => {
                    write!(out, "{name}=…")?;
                }
                _ => out.write_str(pair)?,
            }
        }
        Ok(())
    }

    /// Client, request line, status, bytes, milliseconds, agent, and of an error the id that its answer tells.
    fn text(&self, out: &mut String) -> fmt::Result {
        match self.client {
            Some(client) => write!(out, "{client}")?,
            None => out.push('-'),
        }
        out.push_str(" \"");
        out.push_str(self.method.as_str());
        out.push(' ');
        self.address(&mut Quoted(out))?;
        let status = self.status.as_ref().map_or("-", StatusCode::as_str);
        let (milliseconds, rest) = self.took();
        write!(out, " {:?}\" {status} {} {milliseconds}.{rest:03} ms \"", self.version, self.bytes)?;
        let agent = self.agent.as_ref().and_then(|agent| agent.to_str().ok()).unwrap_or("-");
        Quoted(out).write_str(bounded(agent))?;
        out.push_str("\" ");
        out.push_str(self.id.as_deref().unwrap_or("-"));
        Ok(())
    }

    /// The members of a JSON object without its braces: the log puts time and level before them.
    fn json(&self, out: &mut String) -> fmt::Result {
        let mut address = String::new();
        self.address(&mut address)?;
        let agent = self.agent.as_ref().map_or(&b""[..], HeaderValue::as_bytes);
        let agent = String::from_utf8_lossy(agent);
        let client = self.client.map_or_else(|| "-".to_owned(), |client| client.to_string());
        let texts =
            [("method", self.method.as_str()), ("path", &address), ("client", &client), ("agent", bounded(&agent))];
        for (name, text) in texts {
            // JSON strings escape quotation marks and control characters.
            write!(out, "\"{name}\":{},", serde_json::Value::from(text))?;
        }
        let status = self.status.as_ref().map_or("null", StatusCode::as_str);
        let (milliseconds, rest) = self.took();
        write!(out, "\"status\":{status},\"bytes\":{},\"milliseconds\":{milliseconds}.{rest:03},", self.bytes)?;
        let (id, trace) = (self.id.clone().unwrap_or_else(ids::request), ids::trace(self.traceparent.as_ref()));
        write!(out, "\"request_id\":\"{id}\",\"trace_id\":\"{trace}\"")
    }
}

impl Drop for Line {
    /// A line is written when its answer was sent, or its client has left. It comes to the log in one piece: each piece is
    /// looked through there for what would begin another line.
    fn drop(&mut self) {
        let mut line = String::with_capacity(USUAL_BYTES);
        // Writing to memory does not fail.
        let _ = match self.format {
            LogFormat::Text => self.text(&mut line),
            LogFormat::Json => self.json(&mut line),
        };
        log::info!(target: TARGET, "{line}");
    }
}

/// As much of a client's text as a line holds.
fn bounded(text: &str) -> &str {
    &text[..text.floor_char_boundary(LONGEST_TEXT)]
}

/// Text between quotation marks, in which one of its own does not end it.
struct Quoted<'a>(&'a mut String);

impl Write for Quoted<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if !text.bytes().fold(false, |is_found, byte| is_found | matches!(byte, b'"' | b'\\')) {
            return self.0.write_str(text);
        }
        for part in text.split_inclusive(['"', '\\']) {
            match part.strip_suffix(['"', '\\']) {
                Some(plain) => write!(self.0, "{plain}\\{}", &part[plain.len()..])?,
                None => self.0.write_str(part)?,
            }
        }
        Ok(())
    }
}
