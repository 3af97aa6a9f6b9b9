//! `/freshness`: what was promised of updates, when the next one is due by that promise, and how many days are past it.

use actix_web::{HttpRequest, HttpResponse, get, web::Data};
use chrono::{NaiveDate, Utc};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::{
    super::{
        accept,
        params::{FromQuery, Params, QueryString},
        problem::{self, ApiError},
        responses::Failures,
        state::{Context, State},
    },
    collection::AtParams,
    views::{CitedField, Item, texts_or_null, time},
};
use crate::{
    domain::{
        absence::{Absence, Absences},
        release::{At, Release},
        text::Texts,
    },
    store::{
        Db, citations,
        releases::{self, ReleaseRow},
    },
};

/// How old the data is, as far as the sources tell. The same on every day: see `/freshness` for the days since.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "promise": {"fr": null, "en": "The Ministry updates the dashboard information every three months."},
    "interval_months": 3, "earliest": "2025-12-05", "latest": "2026-03-31",
    "next_due": {"earliest": "2026-03-05", "latest": "2026-06-30"},
    "recorded_at": "2026-11-22T14:00:00Z", "note": {"fr": "…", "en": "…"}, "absent": {}
}))]
pub struct Freshness {
    /// What the ministry says of its updates; null if the sources of the release say nothing of them.
    pub promise: Option<Texts>,
    /// The months between two updates that the promise speaks of; null without a promise in known words.
    pub interval_months: Option<u32>,
    /// The last release was published on or after this day, as far as its sources tell.
    pub earliest: Option<NaiveDate>,
    /// The last release was published on or before this day, as far as its sources tell.
    pub latest: Option<NaiveDate>,
    /// When the next release is due by the promise.
    pub next_due: DueView,
    /// When the record took the last release in, RFC 3339, UTC.
    pub recorded_at: String,
    /// Why the days are bounds, in the record's own words.
    pub note: Texts,
    /// Why each null is null.
    #[schema(value_type = Absences)]
    pub absent: Absences,
}

/// The bounds of the day on which the next release is due: those of the last one and the promised months. A day that
/// the month does not have becomes its last.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"earliest": "2026-03-05", "latest": "2026-06-30"}))]
pub struct DueView {
    pub earliest: Option<NaiveDate>,
    pub latest: Option<NaiveDate>,
}

impl Freshness {
    /// How old a release is.
    pub fn of(row: &ReleaseRow) -> Self {
        let promise = texts_or_null(&row.promise_fr, &row.promise_en);
        let (interval_months, due) = (row.promised_months(), row.next_due());
        let mut absent = Absences::from_flat(&row.absent);
        absent.0.retain(|field, _| field.starts_with("promise") || field == "earliest" || field == "latest");
        for (field, is_missing) in [
            ("interval_months", interval_months.is_none()),
            ("next_due.earliest", due.earliest.is_none()),
            ("next_due.latest", due.latest.is_none()),
        ] {
            if is_missing {
                absent.insert(field, Absence::NotPublished);
            }
        }
        Freshness {
            promise,
            interval_months,
            earliest: row.earliest,
            latest: row.latest,
            next_due: DueView { earliest: due.earliest, latest: due.latest },
            recorded_at: time(row.recorded_at),
            note: note(row),
            absent,
        }
    }
}

/// What the due day rests on.
fn note(row: &ReleaseRow) -> Texts {
    let [fr, en] = match Release::from(row).date() {
        None => [
            "Le jour exact ne peut être connu : les sources ne sont pas datées. L’échéance suit les bornes de la dernière \
             publication",
            "The exact day cannot be known: the sources are undated. The due day follows the bounds of the last release",
        ],
        Some(_) => {
            ["L’échéance suit la date de la dernière publication", "The due day follows the date of the last release"]
        }
    };
    Texts {
        fr: Some(format!(
            "{fr} ; ajouter des mois est une convention : un jour que le mois n’a pas devient son dernier."
        )),
        en: Some(format!("{en}; adding months is a convention: a day that the month does not have becomes its last.")),
    }
}

/// How fresh the data is on a day.
#[derive(Serialize, ToSchema)]
pub struct FreshnessView {
    /// The last release, pinned.
    pub release: String,
    #[serde(flatten)]
    pub freshness: Freshness,
    /// The day on which the rest is true.
    pub on: NaiveDate,
    /// Whether the due day has passed; null where the bounds leave it open.
    pub due_has_passed: Option<bool>,
    /// The days since the due day.
    pub days_overdue: DaysView,
}

/// A number of days between two others; 0 as long as the due day may not have passed.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"least": 145, "greatest": 262}))]
pub struct DaysView {
    /// Counted from the last day on which the release may have been due.
    pub least: Option<i64>,
    /// Counted from the first day on which the release may have been due.
    pub greatest: Option<i64>,
}

/// On which day to look.
#[derive(Clone, Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OnParams {
    /// The day to count to. Default: today, UTC; the answer then changes every day.
    #[param(example = "2026-11-22", value_type = Option<String>, format = Date)]
    on: Option<NaiveDate>,
}

impl FromQuery for OnParams {
    fn from_query(query: &mut QueryString) -> Result<Self, ApiError> {
        Ok(OnParams { on: query.date("on")? })
    }
}

fn view(row: &ReleaseRow, context: &Context, on: NaiveDate) -> FreshnessView {
    let mut freshness = Freshness::of(row);
    let due = row.next_due();
    let (due_has_passed, days) = (due.has_passed(on), due.days_since(on));
    for (field, is_missing) in [
        ("due_has_passed", due_has_passed.is_none()),
        ("days_overdue.least", days.least.is_none()),
        ("days_overdue.greatest", days.greatest.is_none()),
    ] {
        if is_missing {
            freshness.absent.insert(field, Absence::NotPublished);
        }
    }
    FreshnessView {
        release: context.release.pinned(),
        freshness,
        on,
        due_has_passed,
        days_overdue: DaysView { least: days.least, greatest: days.greatest },
    }
}

/// How fresh the data is.
///
/// What the ministry promises of its updates, the last release, when the next one is due by the promise, and the days since
/// then on a day. No source prints its date, so these are bounds, and whether the due day has passed may not be known.
#[utoipa::path(tag = "index", params(OnParams, AtParams), responses(
    (status = 200, description = "The freshness, with the passages of the promise and of the bounds",
     body = Item<FreshnessView>), Failures))]
#[get("/freshness")]
pub async fn get_freshness(
    request: HttpRequest,
    state: Data<State>,
    params: Params<(OnParams, At)>,
) -> Result<HttpResponse, ApiError> {
    accept::json_only(&request)?;
    let (on, at) = params.value;
    let mut context = state.context(&request, &at, params.canonical)?;
    if on.on.is_none() {
        // Without its day the address gives another answer tomorrow: it is not to be kept or cited.
        context.pass();
    }
    let on = on.on.unwrap_or_else(|| Utc::now().date_naive());
    let work = move |db: &mut Db, context: &Context| {
        let row = releases::by_sequence(db, context.release.sequence)?.ok_or_else(problem::internal)?;
        let mut cited = citations::of(db, row.seq, "release", &row.id)?;
        cited.retain(|row| ["promise", "earliest", "latest"].iter().any(|field| row.field.starts_with(field)));
        let related = [("release", format!("/releases/{}", context.release.pinned()))];
        Ok(super::item(view(&row, context, on), context, &related, CitedField::list(&cited, context)))
    };
    state.answer(&request, context, work).await
}
