//! `/keys`: who may write. A key is shown once, when it is made.

use actix_web::{
    HttpRequest, HttpResponse, delete, get,
    http::header::CACHE_CONTROL,
    post,
    web::{Data, Path, Payload},
};
use chrono::{NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    super::{
        authority::authorise,
        body::{self, Json},
        params::Params,
        problem::ApiError,
        responses::{BodyFailures, Refusals, WriteFailures},
        state::State,
    },
    drafts::private,
    views::{Data as Envelope, time},
};
use crate::{
    publish::keys::{self, DEFAULT_DAYS, LONGEST_NAME, MOST_DAYS, NewKey, Scope},
    store::keys::{self as rows, KeyRow},
};

/// What a key is made with.
#[derive(Deserialize, ToSchema)]
#[allow(dead_code, reason = "describes the body, which is read member by member")]
pub struct KeyBody {
    /// Whose it is: 1 to 100 characters on one line.
    #[schema(min_length = 1, max_length = 100, pattern = r"^\S(.*\S)?$")]
    name: String,
    /// What it may do.
    #[schema(min_items = 1)]
    scopes: Vec<Scope>,
    /// For how many days it is valid: 1 to 730, 365 if it is missing.
    #[schema(minimum = 1, maximum = 730, nullable = false)]
    days: Option<u64>,
}

/// A key, without its secret.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "id": "661473ac34e9", "name": "DNE, bureau du pilotage", "scopes": ["draft"], "created_at": "2026-11-28T11:30:00Z",
    "expires_at": "2027-11-28T11:30:00Z", "revoked_at": null, "is_valid": true
}))]
pub struct KeyView {
    pub id: String,
    pub name: String,
    #[schema(value_type = Vec<Scope>)]
    pub scopes: Vec<String>,
    /// RFC 3339, UTC.
    pub created_at: String,
    /// RFC 3339, UTC.
    pub expires_at: String,
    /// RFC 3339, UTC; null unless somebody ended it.
    pub revoked_at: Option<String>,
    /// Neither expired nor revoked.
    pub is_valid: bool,
}

impl KeyView {
    fn new(row: &KeyRow, now: NaiveDateTime) -> Self {
        KeyView {
            id: row.id.clone(),
            name: row.name.clone(),
            scopes: row.scopes.split(',').map(str::to_owned).collect(),
            created_at: time(row.created_at),
            expires_at: time(row.expires_at),
            revoked_at: row.revoked_at.map(time),
            is_valid: row.revoked_at.is_none() && now < row.expires_at,
        }
    }
}

/// A key that was made, with its token.
#[derive(Serialize, ToSchema)]
pub struct NewKeyView {
    #[serde(flatten)]
    pub key: KeyView,
    /// What `Authorization: Bearer` takes; nothing shows it again.
    #[schema(example = "jalon_661473ac34e9_…")]
    pub token: String,
}

/// The key, from the path.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct KeyPath {
    /// The id of a key.
    #[param(example = "661473ac34e9")]
    id: String,
}

/// Makes a key.
///
/// A key with scopes and an expiry, for somebody who files (`draft`), approves (`approve`) or manages keys (`admin`). Its
/// token is in this answer and nowhere else.
#[utoipa::path(tag = "publishing", security(("key" = [])),
    request_body(content = KeyBody, example = json!({"name": "DNE, bureau du pilotage", "scopes": ["draft"], "days": 365})),
    responses((status = 201, description = "The key", body = Envelope<NewKeyView>), WriteFailures, BodyFailures, Refusals))]
#[post("/keys")]
pub async fn make_key(
    request: HttpRequest,
    state: Data<State>,
    _: Params<()>,
    payload: Payload,
) -> Result<HttpResponse, ApiError> {
    let by = authorise(&request, &state, &[Scope::Admin]).await?;
    let new = new_key(body::read(&request, payload).await?)?;
    let now = Utc::now().naive_utc();
    let (row, token) = state.write(move |db| keys::create(db, &new, &by.id, now)).await?;
    let view = NewKeyView { key: KeyView::new(&row, now), token };
    Ok(HttpResponse::Created().insert_header((CACHE_CONTROL, "no-store")).json(Envelope { data: view }))
}

fn new_key(body: Json) -> Result<NewKey, ApiError> {
    let (mut name, mut scopes, mut days) = (None, None, DEFAULT_DAYS);
    for (member, value) in body::members(body, "")? {
        match (member.as_str(), value) {
            ("name", Json::Text(text)) if is_name(&text) => name = Some(text.trim().to_owned()),
            ("name", value) => {
                return Err(body::invalid(
                    "name",
                    &value.shown(),
                    format!("1 to {LONGEST_NAME} characters on one line"),
                ));
            }
            ("scopes", value) => scopes = Some(self::scopes(&value)?),
            ("days", Json::Whole(given)) if u64::try_from(given).is_ok_and(|days| (1..=MOST_DAYS).contains(&days)) => {
                days = given.unsigned_abs();
            }
            ("days", value) => {
                return Err(body::invalid("days", &value.shown(), format!("a whole number from 1 to {MOST_DAYS}")));
            }
            (member, value) => return Err(body::unknown_member(member, &value, &["name", "scopes", "days"])),
        }
    }
    let name = name.ok_or_else(|| body::missing("name", "whose the key is"))?;
    let scopes = scopes.ok_or_else(|| body::missing("scopes", "a list of draft, approve and admin"))?;
    Ok(NewKey { name, scopes, days })
}

fn is_name(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty() && text.chars().count() <= LONGEST_NAME && !text.chars().any(char::is_control)
}

fn scopes(value: &Json) -> Result<Vec<Scope>, ApiError> {
    let expected = "a list of draft, approve and admin";
    let Json::List(values) = value else { return Err(body::invalid("scopes", &value.shown(), expected)) };
    let scope = |value: &Json| match value {
        Json::Text(word) => Scope::from_word(word).ok_or_else(|| body::invalid("scopes", word, expected)),
        value => Err(body::invalid("scopes", &value.shown(), expected)),
    };
    let scopes: Vec<Scope> = values.iter().map(scope).collect::<Result<_, _>>()?;
    if scopes.is_empty() { Err(body::invalid("scopes", "[]", expected)) } else { Ok(scopes) }
}

/// The keys.
///
/// Every key, oldest first, without its secret.
#[utoipa::path(tag = "publishing", security(("key" = [])), responses(
    (status = 200, description = "The keys", body = Envelope<Vec<KeyView>>), WriteFailures, Refusals))]
#[get("/keys")]
pub async fn list_keys(request: HttpRequest, state: Data<State>, _: Params<()>) -> Result<HttpResponse, ApiError> {
    authorise(&request, &state, &[Scope::Admin]).await?;
    let now = Utc::now().naive_utc();
    let rows = state.read_latest(|db| Ok(rows::list(db)?)).await?;
    Ok(private(&rows.iter().map(|row| KeyView::new(row, now)).collect::<Vec<_>>()))
}

/// Revokes a key.
///
/// Ends a key for good; what it made stays.
#[utoipa::path(tag = "publishing", security(("key" = [])), params(KeyPath), responses(
    (status = 200, description = "The key, revoked", body = Envelope<KeyView>), WriteFailures, Refusals))]
#[delete("/keys/{id}")]
pub async fn revoke_key(
    request: HttpRequest,
    state: Data<State>,
    path: Path<KeyPath>,
    _: Params<()>,
) -> Result<HttpResponse, ApiError> {
    let by = authorise(&request, &state, &[Scope::Admin]).await?;
    let now = Utc::now().naive_utc();
    let row = state.write(move |db| keys::revoke(db, &path.id, &by.id, now)).await?;
    Ok(private(&KeyView::new(&row, now)))
}
