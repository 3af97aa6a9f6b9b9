//! One attempt over the network: to public addresses only, not through a proxy, not after a redirect, within ten seconds.

use std::{
    io,
    time::{Duration, Instant},
};

use chrono::NaiveDateTime;
use ureq::{
    Agent, Error,
    config::Config,
    http::{Uri, header::RETRY_AFTER},
    unversioned::{
        resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver},
        transport::{DefaultConnector, NextTimeout},
    },
};

use super::{address::is_public, retry};

/// How long an attempt may take, from the resolution of the name to the head of the answer.
pub const TIME_LIMIT: Duration = Duration::from_secs(10);
/// Longest head of an answer, in bytes. The body is not read: nothing in it matters.
const LONGEST_HEAD: usize = 16 * 1024;

/// What is sent.
pub struct Message<'a> {
    pub url: &'a str,
    /// The same for every attempt, so that a receiver knows what it has.
    pub id: &'a str,
    pub timestamp: i64,
    pub signature: &'a str,
    pub payload: &'a str,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status, or why there is none.
    pub outcome: Result<u16, String>,
    /// The wait that the receiver asks for.
    pub retry_after: Option<Duration>,
    pub duration: Duration,
}

/// Sends messages.
pub struct Sender {
    agent: Agent,
}

impl Sender {
    /// One that reaches public addresses; with `private` any, and http.
    pub fn new(private: bool) -> Self {
        let config = Config::builder()
            .timeout_global(Some(TIME_LIMIT))
            .https_only(!private)
            // A proxy would connect on its own, past the check of addresses.
            .proxy(None)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .max_response_header_size(LONGEST_HEAD)
            // Deliveries are rare: a connection that is kept would only be stale.
            .max_idle_connections(0)
            .user_agent(concat!("jalon/", env!("CARGO_PKG_VERSION"), " (webhooks)"))
            .build();
        Sender {
            agent: Agent::with_parts(config, DefaultConnector::default(), Careful { private, ..Default::default() }),
        }
    }

    /// Sends a message once.
    pub fn send(&self, message: &Message, now: NaiveDateTime) -> Answer {
        let started = Instant::now();
        let request = self.agent.post(message.url);
        let sent = request
            .header("content-type", "application/json")
            .header("webhook-id", message.id)
            .header("webhook-timestamp", message.timestamp.to_string())
            .header("webhook-signature", message.signature)
            .send(message.payload);
        let duration = started.elapsed();
        match sent {
            Ok(answer) => {
                let header = answer.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
                let retry_after = header.filter(|_| matches!(answer.status().as_u16(), 429 | 503));
                Answer {
                    outcome: Ok(answer.status().as_u16()),
                    retry_after: retry_after.and_then(|header| retry::asked(header, now)),
                    duration,
                }
            }
            Err(error) => Answer { outcome: Err(words(&error)), retry_after: None, duration },
        }
    }
}

/// Why there is no answer. The address is not repeated: it may hold a secret of the receiver's.
fn words(error: &Error) -> String {
    match error {
        Error::Timeout(_) => format!("no answer within {} seconds", TIME_LIMIT.as_secs()),
        Error::HostNotFound => "the name of the host is not known".to_owned(),
        Error::Io(error) if error.kind() == io::ErrorKind::PermissionDenied => PRIVATE.to_owned(),
        Error::Io(error) => format!("no connection: {}", error.kind()),
        Error::Tls(_) | Error::Rustls(_) => "the certificate or TLS of the receiver is not accepted".to_owned(),
        Error::RequireHttpsOnly(_) => "an address that begins with http:// is not taken any more".to_owned(),
        Error::Protocol(_) | Error::LargeResponseHeader(..) => "the answer is not HTTP as expected".to_owned(),
        _ => "the request failed".to_owned(),
    }
}

/// What is said of a name that leads to a private network.
const PRIVATE: &str = "the host is in a private network";

/// Resolves names, and leaves out what they may not lead to. The connection is made to what is left: the name is not
/// looked up again.
#[derive(Debug, Default)]
struct Careful {
    private: bool,
    resolver: DefaultResolver,
}

impl Resolver for Careful {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        let resolved = self.resolver.resolve(uri, config, timeout)?;
        let mut allowed = self.empty();
        for address in resolved.iter().filter(|address| self.private || is_public(address.ip())) {
            allowed.push(*address);
        }
        match allowed.is_empty() {
            true => Err(io::Error::new(io::ErrorKind::PermissionDenied, PRIVATE).into()),
            false => Ok(allowed),
        }
    }
}
