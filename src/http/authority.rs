//! Who may: the key of `Authorization: Bearer`.

use actix_web::{HttpRequest, http::header::AUTHORIZATION, web::Data};
use chrono::Utc;

use super::{
    limits::client,
    problem::{ApiError, Kind},
    state::State,
};
use crate::publish::keys::{self, Holder, KeyError, Scope};

/// The holder of the key of a request, if it has one of the scopes.
///
/// # Errors
/// 401 without a key that is known and valid; 403 for one without the scope; 429 after too many that were not known.
pub async fn authorise(
    request: &HttpRequest,
    state: &Data<State>,
    scopes: &'static [Scope],
) -> Result<Holder, ApiError> {
    let token = token(request)?;
    let client = client::of(request);
    state.failures.admit(client)?;
    let recognised = state
        .read_latest(move |db| match keys::recognise(db, &token, scopes, Utc::now().naive_utc()) {
            Err(KeyError::Store(error)) => Err(error.into()),
            recognised => Ok(recognised),
        })
        .await?;
    recognised.map_err(|error| {
        if matches!(error, KeyError::Unknown) {
            state.failures.failed(client);
            log::warn!("a key was not recognised: {}", client.map_or("?".to_owned(), |client| client.to_string()));
        }
        error.into()
    })
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
