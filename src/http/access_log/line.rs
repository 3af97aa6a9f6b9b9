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

use super::ids;
use crate::{
    config::LogFormat,
    http::{limits::client, state::State},
    log::tell_request,
};

const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");
/// Longest text of a client in a line, in bytes.
const LONGEST_TEXT: usize = 4096;
/// Names of parameters whose values are secrets, of this service or of another one that a client takes it for.
const SECRETS: [&str; 5] = ["apikey", "api_key", "key", "token", "access_token"];

/// What is told of a request. It is taken before the request is routed, which needs it to itself, and copies no text.
pub struct Line {
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

    /// The milliseconds since the request came, with thousandths.
    fn duration(&self, out: &mut String) {
        let took = self.begun.elapsed().as_micros();
        number(out, took / 1_000);
        out.push('.');
        let rest = took % 1_000;
        out.push_str(["00", "0", ""][usize::from(rest >= 10) + usize::from(rest >= 100)]);
        number(out, rest);
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
            Some(IpAddr::V4(client)) => {
                let [first, rest @ ..] = client.octets();
                number(out, first);
                for octet in rest {
                    out.push('.');
                    number(out, octet);
                }
            }
            Some(IpAddr::V6(client)) => write!(out, "{client}")?,
            None => out.push('-'),
        }
        out.push_str(" \"");
        out.push_str(self.method.as_str());
        out.push(' ');
        self.address(&mut Quoted(out))?;
        match self.version {
            Version::HTTP_11 => out.push_str(" HTTP/1.1"),
            version => write!(out, " {version:?}")?,
        }
        out.push_str("\" ");
        out.push_str(self.status.as_ref().map_or("-", StatusCode::as_str));
        out.push(' ');
        number(out, self.bytes);
        out.push(' ');
        self.duration(out);
        out.push_str(" ms \"");
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
        write!(out, "\"status\":{status},\"bytes\":{},\"milliseconds\":", self.bytes)?;
        self.duration(out);
        out.push(',');
        let (id, trace) = (self.id.clone().unwrap_or_else(ids::request), ids::trace(self.traceparent.as_ref()));
        write!(out, "\"request_id\":\"{id}\",\"trace_id\":\"{trace}\"")
    }
}

impl Drop for Line {
    /// A line is written when its answer was sent, or its client has left.
    fn drop(&mut self) {
        tell_request(|out, format| match format {
            LogFormat::Text => self.text(out),
            LogFormat::Json => self.json(out),
        });
    }
}

/// Adds a number to a line: as text it takes a fraction of what `write!` takes.
fn number(out: &mut String, number: impl itoa::Integer) {
    out.push_str(itoa::Buffer::new().format(number));
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
