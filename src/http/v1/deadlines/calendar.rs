//! `/deadlines.ics`: the same deadlines as an iCalendar file (RFC 5545) that calendar programs subscribe to.

use actix_web::{HttpRequest, HttpResponse, get, web::Data};
use icalendar::{Calendar, Class, Component, Event, EventLike, Property};

use super::{
    super::{
        super::{
            accept,
            params::{FromQuery, Params, QueryString},
            problem::ApiError,
            responses::Failures,
            state::{Body, Context, State},
        },
        collection::AtParams,
    },
    DeadlineParams,
    watch::{self, DeadlineRow, Filter},
};
use crate::{
    domain::{catalogue, deadline::DeadlineState, release::At, text::Language, worded_date::DateKind},
    store::{Db, Slice},
};

/// The media type of iCalendar.
const MEDIA: &str = "text/calendar";
const CONTENT_TYPE: &str = "text/calendar; charset=utf-8";

/// In which language the calendar's own words are.
#[derive(Clone, Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CalendarParams {
    /// `fr` (the default) or `en`: the language of the calendar's own words. Those of the documents stay as they are.
    #[param(example = "fr", value_type = Option<String>)]
    lang: Language,
}

impl FromQuery for CalendarParams {
    fn from_query(query: &mut QueryString) -> Result<Self, ApiError> {
        let words = query.words("lang", &Language::ALL.map(Language::as_str))?;
        let lang = match words.as_slice() {
            [] => Language::Fr,
            [one] if one == "en" => Language::En,
            [_] => Language::Fr,
            _ => return Err(ApiError::invalid("lang", &words.join(","), "one language, fr or en")),
        };
        Ok(CalendarParams { lang })
    }
}

/// The deadlines as a calendar.
///
/// An iCalendar file (RFC 5545) with one all-day event a dated target, on its sortable date; the words, the convention and
/// the state are in the description. Targets whose words name no year are left out, since they have no day.
#[utoipa::path(tag = "targets", params(DeadlineParams, CalendarParams, AtParams), responses(
    (status = 200, description = "The calendar", body = String, content_type = "text/calendar"), Failures))]
#[get("/deadlines.ics")]
pub async fn get_calendar(
    request: HttpRequest,
    state: Data<State>,
    params: Params<(At, (DeadlineParams, CalendarParams))>,
) -> Result<HttpResponse, ApiError> {
    accept::accepted(&request, &[MEDIA])?;
    let (at, (deadlines, calendar)) = params.value;
    let filter = Filter::from(deadlines);
    let mut context = state.context(&request, &at, params.canonical)?;
    if filter.is_today {
        context.pass();
    }
    let work = move |db: &mut Db, context: &Context| {
        let rows = watch::all(db, context.release.sequence, &filter, &Slice::default())?;
        let text = written(&rows, calendar.lang, context);
        let mut body = Body::new(text.into_bytes(), CONTENT_TYPE);
        body.file = Some("jalon-deadlines.ics".into());
        Ok(body)
    };
    state.answer(&request, context, work).await
}

fn written(rows: &[DeadlineRow], language: Language, context: &Context) -> String {
    let mut calendar = Calendar::empty();
    calendar.append_property(Property::new("VERSION", "2.0"));
    calendar.append_property(Property::new("PRODID", "-//Jalon//Deadlines//EN"));
    calendar.append_property(Property::new("CALSCALE", "GREGORIAN"));
    calendar.append_property(Property::new("METHOD", "PUBLISH"));
    calendar.name(catalogue::DEADLINES.title[language as usize]);
    calendar.description(catalogue::DEADLINES.description[language as usize]);
    for row in rows {
        calendar.extend(event(row, language, context));
    }
    calendar.done().to_string()
}

fn event(row: &DeadlineRow, language: Language, context: &Context) -> Option<Event> {
    let day = row.deadline?;
    let state = DeadlineState::from_word(&row.state)?;
    let text = row.text_fr.as_deref().or(row.text_en.as_deref()).unwrap_or_default();
    let [words, convention, watched] = match language {
        Language::Fr => ["Échéance dans les mots du document", "Convention de date", "Au"],
        Language::En => ["Deadline in the words of the document", "Convention of the date", "On"],
    };
    let kind = row.target.deadline_kind.as_deref().and_then(DateKind::from_word);
    let meant = kind.and_then(DateKind::convention).map_or("", |words| words[language as usize]);
    let href = context.v1(&format!("/targets/{}", row.code));
    let description = format!(
        "{text}\n\n{words} : {}\n{convention} : {}\n{watched} {} : {}\n{href}",
        row.deadline_words,
        meant,
        row.on,
        state.label()[language as usize]
    );
    let mut event = Event::new();
    // The same target is the same event in every release, on every instance.
    event.uid(&format!("{}@jalon", row.code));
    event.timestamp(context.release.recorded_at.and_utc());
    // A date without an end lasts its day (RFC 5545, section 3.6.1).
    event.starts(day);
    event.summary(&format!("{} · {}", row.code, shortened(text)));
    event.description(&description);
    event.url(&href);
    event.class(Class::Public);
    event.append_property(Property::new("TRANSP", "TRANSPARENT"));
    Some(event.done())
}

/// The beginning of a text, cut between words.
fn shortened(text: &str) -> String {
    const LONGEST: usize = 80;
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    let cut: String = text.chars().take(LONGEST).collect();
    let whole = cut.rsplit_once(' ').map_or(cut.as_str(), |(whole, _)| whole);
    format!("{whole} …")
}
