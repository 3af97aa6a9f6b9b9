//! The bodies that webhooks are made and replayed with.

use serde::Deserialize;
use url::Url;
use utoipa::ToSchema;

use super::super::super::{
    body::{self, Json},
    problem::ApiError,
};
use crate::{
    domain::strategy::ObjectiveCode,
    publish::webhooks::{address, subscribe::NewWebhook},
};

/// Most codes in a condition; no edition of the plan has as many objectives.
const MOST_CODES: usize = 100;

/// What a webhook is made with. Codes in a list mean "or"; lists mean "and", for one and the same change.
#[derive(Deserialize, ToSchema)]
#[allow(dead_code, reason = "describes the body, which is read member by member")]
pub struct WebhookBody {
    /// Where events are sent: an address that begins with `https://`, of at most 2,000 characters, without user, password
    /// and `#`, and not in a private network.
    #[schema(max_length = 2000, pattern = r"^https://[^/?#@\s]+([/?][^#\s]*)?$")]
    url: String,
    /// Codes of axes; their actions and objectives count among them. Every release is sent if there is no condition.
    #[schema(inline, nullable = false, min_items = 1, max_items = 100)]
    axis: Option<Vec<Number>>,
    /// Codes of actions; their objectives count among them.
    #[schema(inline, nullable = false, min_items = 1, max_items = 100)]
    action: Option<Vec<Number>>,
    /// Codes of objectives.
    #[schema(inline, nullable = false, min_items = 1, max_items = 100)]
    objective: Option<Vec<Code>>,
}

/// The code of an axis or action.
#[derive(Deserialize, ToSchema)]
#[schema(pattern = r"^[1-9][0-9]{0,3}$", example = "4")]
#[allow(dead_code, reason = "describes a part of the body")]
pub struct Number(String);

/// The code of an objective.
#[derive(Deserialize, ToSchema)]
#[schema(pattern = r"^[1-9][0-9]{0,3}([-.][1-9][0-9]{0,3})?$", example = "32-1")]
#[allow(dead_code, reason = "describes a part of the body")]
pub struct Code(String);

/// Which event is sent again.
#[derive(Deserialize, ToSchema)]
#[allow(dead_code, reason = "describes the body, which is read member by member")]
pub struct ReplayBody {
    /// The id of an event: the header `webhook-id` of its deliveries.
    event: String,
}

/// Reads what a webhook is made with; `private` allows private addresses.
pub fn webhook(body: Json, private: bool) -> Result<NewWebhook, ApiError> {
    let (mut url, mut axis, mut action, mut objective) = (None, Vec::new(), Vec::new(), Vec::new());
    for (member, value) in body::members(body, "")? {
        match member.as_str() {
            "url" => url = Some(address(&value, private)?),
            "axis" => axis = codes("axis", &value, "\"4\"", is_number)?,
            "action" => action = codes("action", &value, "\"14\"", is_number)?,
            "objective" => objective = codes("objective", &value, "\"30\", \"32-1\"", is_objective)?,
            member => return Err(body::unknown_member(member, &value, &["url", "axis", "action", "objective"])),
        }
    }
    let url = url.ok_or_else(|| body::missing("url", "the address of a receiver"))?;
    Ok(NewWebhook { url, axis, action, objective })
}

/// Reads which event is sent again.
pub fn replay(body: Json) -> Result<String, ApiError> {
    let mut event = None;
    for (member, value) in body::members(body, "")? {
        match (member.as_str(), value) {
            ("event", Json::Text(id)) if !id.is_empty() => event = Some(id),
            ("event", value) => {
                return Err(body::invalid("event", &value.shown(), "the id of an event, such as msg_…"));
            }
            (member, value) => return Err(body::unknown_member(member, &value, &["event"])),
        }
    }
    event.ok_or_else(|| body::missing("event", "the id of an event, such as msg_…"))
}

fn address(value: &Json, private: bool) -> Result<Url, ApiError> {
    let Json::Text(text) = value else {
        return Err(body::invalid("url", &value.shown(), address::AddressError::Malformed.to_string()));
    };
    address::check(text, private).map_err(|error| {
        // A password that was given is not repeated.
        let shown = if error == address::AddressError::Userinfo { "…@…" } else { text };
        body::invalid("url", shown, error.to_string())
    })
}

/// A list of codes, each once.
fn codes(member: &str, value: &Json, such_as: &str, is_code: fn(&str) -> bool) -> Result<Vec<String>, ApiError> {
    let expected = format!("a list of 1 to {MOST_CODES} codes as text, such as [{such_as}]");
    let refusal = |shown: &str| body::invalid(member, shown, expected.clone());
    let Json::List(values) = value else { return Err(refusal(&value.shown())) };
    if !(1..=MOST_CODES).contains(&values.len()) {
        return Err(refusal(&format!("{} codes", values.len())));
    }
    let code = |value: &Json| match value {
        Json::Text(code) if is_code(code) => Ok(code.clone()),
        value => Err(refusal(&value.shown())),
    };
    let mut codes: Vec<String> = values.iter().map(code).collect::<Result<_, _>>()?;
    codes.sort();
    codes.dedup();
    Ok(codes)
}

fn is_number(code: &str) -> bool {
    matches!(ObjectiveCode::parse(code), Some(ObjectiveCode::Number(_)))
}

fn is_objective(code: &str) -> bool {
    ObjectiveCode::parse(code).is_some()
}
