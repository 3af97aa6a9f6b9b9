//! Who asks: the key of `Authorization: Bearer`, and the patience with those who guess.

use std::{net::IpAddr, time::Duration};

use actix_web::{HttpRequest, http::header::AUTHORIZATION, web::Data};
use chrono::Utc;
use quick_cache::sync::Cache;

use super::{
    problem::{ApiError, Kind},
    state::State,
};
use crate::publish::keys::{self, Holder, KeyError, Scope};

/// Clients whose failures are remembered at a time.
const MOST_CLIENTS: usize = 10_000;
/// The wait after the first failure; it doubles with each that follows.
const FIRST_WAIT: Duration = Duration::from_millis(100);
/// The longest wait.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// Failed attempts by client address, since its last success.
pub struct Failures(Cache<IpAddr, u32>);

impl Default for Failures {
    fn default() -> Self {
        Failures(Cache::new(MOST_CLIENTS))
    }
}

impl Failures {
    fn wait(&self, client: Option<IpAddr>) -> Duration {
        let failures = client.and_then(|client| self.0.get(&client)).unwrap_or_default();
        match failures {
            0 => Duration::ZERO,
            failures => (FIRST_WAIT * 2_u32.saturating_pow(failures.min(16) - 1)).min(LONGEST_WAIT),
        }
    }

    fn failed(&self, client: Option<IpAddr>) -> u32 {
        let Some(client) = client else { return 0 };
        let failures = self.0.get(&client).unwrap_or_default().saturating_add(1);
        self.0.insert(client, failures);
        failures
    }

    fn succeeded(&self, client: Option<IpAddr>) {
        if let Some(client) = client {
            self.0.remove(&client);
        }
    }
}

/// The holder of the key of a request, if it has one of the scopes.
///
/// # Errors
/// 401 without a key that is known and valid, after a wait that grows with each failure; 403 for one without the scope.
pub async fn authorise(
    request: &HttpRequest,
    state: &Data<State>,
    scopes: &'static [Scope],
) -> Result<Holder, ApiError> {
    let token = token(request)?;
    let client = request.peer_addr().map(|address| address.ip());
    tokio::time::sleep(state.failures.wait(client)).await;
    let recognised = state
        .read_latest(move |db| match keys::recognise(db, &token, scopes, Utc::now().naive_utc()) {
            Err(KeyError::Store(error)) => Err(error.into()),
            recognised => Ok(recognised),
        })
        .await?;
    match recognised {
        Ok(holder) => {
            state.failures.succeeded(client);
            Ok(holder)
        }
        Err(error) => {
            if matches!(error, KeyError::Unknown) {
                let failures = state.failures.failed(client);
                let client = client.map_or_else(|| "?".to_owned(), |client| client.to_string());
                log::warn!("a key was not recognised: {client}, {failures} time(s) since its last success");
            }
            Err(error.into())
        }
    }
}

fn token(request: &HttpRequest) -> Result<String, ApiError> {
    let given = request.headers().get(AUTHORIZATION).map(|value| value.to_str().unwrap_or_default());
    let bearer =
        given.and_then(|value| value.split_once(' ')).filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    match bearer {
        Some((_, token)) if !token.trim().is_empty() => Ok(token.trim().to_owned()),
        _ => {
            let detail = match given {
                None => "the request has no key",
                Some(_) => "the header `Authorization` is not of the scheme Bearer",
            };
            Err(ApiError::new(Kind::UNAUTHORIZED, detail).expecting("Authorization: Bearer jalon_…"))
        }
    }
}
