//! `/.well-known/security.txt`: whom to tell of a weakness (RFC 9116).

use std::time::SystemTime;

use actix_web::{HttpRequest, HttpResponse, get, web::Data};
use chrono::{Days, NaiveDate, NaiveTime, Utc};

use super::{
    answers::Answer,
    ops,
    params::Params,
    problem::{ApiError, Kind},
    state::State,
};

/// Where it is.
pub const PATH: &str = "/.well-known/security.txt";

/// How long it holds from the day on which it is asked for: less than a year (RFC 9116, section 2.5.5), since an instance that
/// nobody looks after any more should not name anybody for long.
const HOLDS: Days = Days::new(180);

/// Names whom the setting `CONTACT_EMAIL` names.
///
/// # Errors
/// A parameter, of which it takes none; nobody to name.
#[get("/.well-known/security.txt")]
pub async fn get_security_txt(
    request: HttpRequest,
    state: Data<State>,
    _: Params<()>,
) -> Result<HttpResponse, ApiError> {
    let Some(email) = &state.config.contact.email else {
        let detail = "this instance names nobody to tell of a weakness: its setting CONTACT_EMAIL is empty";
        return Err(ApiError::new(Kind::NOT_FOUND, detail).at("path", PATH));
    };
    let today = Utc::now().date_naive();
    let midnight = SystemTime::from(today.and_time(NaiveTime::MIN).and_utc());
    let text = text(email, state.config.public_url.as_deref(), today);
    // Settings are read when the service starts; all else changes with the day.
    let modified = midnight.max(ops::started());
    Ok(Answer::of_program(text.into(), "text/plain; charset=utf-8", modified).at(PATH).respond(&request))
}

/// The file as it is on a day.
fn text(email: &str, public_url: Option<&str>, today: NaiveDate) -> String {
    let expires = today.checked_add_days(HOLDS).unwrap_or(today);
    let mut text = format!("Contact: mailto:{email}\nExpires: {expires}T00:00:00Z\nPreferred-Languages: fr, en\n");
    if let Some(base) = public_url {
        text.push_str(&format!("Canonical: {base}{PATH}\n"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_holds_for_half_a_year_from_the_day_on() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 29).expect("a day");
        let told = "Contact: mailto:data@jalon.example\nExpires: 2027-05-28T00:00:00Z\nPreferred-Languages: fr, en\n";
        assert_eq!(text("data@jalon.example", None, today), told);
        let canonical = "Canonical: https://jalon.example/.well-known/security.txt\n";
        assert_eq!(text("data@jalon.example", Some("https://jalon.example"), today), format!("{told}{canonical}"));
    }
}
