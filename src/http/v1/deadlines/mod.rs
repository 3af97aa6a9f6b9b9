//! `/deadlines`: the dated targets as a day sees them. As a calendar: [`calendar`].

pub mod calendar;
mod watch;

use actix_web::{HttpRequest, HttpResponse, get, web::Data};
use chrono::{NaiveDate, Utc};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::{
    super::{
        params::{FromQuery, Params, QueryString},
        problem::ApiError,
        responses::Failures,
        state::{Context, State},
    },
    codes,
    collection::{self, AtParams, Collection, ListParams, ListQuery},
    targets::Deadline,
    views::{List, texts},
};
use crate::{
    domain::{
        absence::Absences, aim::Nature, catalogue, crosswalk::EDITIONS, dataset::Dataset, deadline::DeadlineState,
        progress::Status, strategy::Level, text::Texts,
    },
    store::{Db, QueryResult, Slice, targets},
};
use watch::{DeadlineRow, Filter};

/// A dated target on a day.
#[derive(Serialize, ToSchema)]
pub struct DeadlineView {
    /// Code of the target.
    pub code: String,
    /// The day of the watch.
    pub on: NaiveDate,
    #[schema(value_type = DeadlineState)]
    pub state: String,
    pub deadline: Deadline,
    /// Days until the sortable date; negative if it has passed.
    pub days: Option<i32>,
    pub edition: String,
    #[schema(value_type = Level)]
    pub level: String,
    pub axis: Option<String>,
    pub action: Option<String>,
    pub objective: Option<String>,
    #[schema(value_type = Nature)]
    pub nature: String,
    pub source: String,
    /// The words of the document.
    pub text: Texts,
    /// What the release publishes of the objective that the target belongs to.
    pub published_state: Option<PublishedState>,
    /// Why each null is null.
    #[schema(value_type = Absences)]
    pub absent: Absences,
    /// The target.
    pub href: String,
}

/// The published state of an objective. It is that of the objective as a whole: the sources give targets no state.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "objective": "39", "status": "completed", "progress": 100, "release": "2026.1", "published": "2025-12-05/2026-03-31",
    "through": "http://127.0.0.1:8080/api/v1/crosswalk/objective_15.1_39",
    "href": "http://127.0.0.1:8080/api/v1/objectives/39"
}))]
pub struct PublishedState {
    pub objective: String,
    #[schema(value_type = Option<Status>)]
    pub status: Option<String>,
    #[schema(minimum = 0, maximum = 100)]
    pub progress: Option<i32>,
    /// The release that publishes it, and the bounds of its date as an ISO 8601 interval.
    pub release: String,
    pub published: Option<String>,
    /// The row of the crosswalk by which an objective of the earlier edition was followed to this one, where it was.
    pub through: Option<String>,
    pub href: String,
}

/// Which deadlines are watched, and on which day.
#[derive(Clone, Debug, Default, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DeadlineParams {
    /// The day of the watch. Default: today (UTC); the answer then changes with the day.
    #[param(example = "2026-11-22", value_type = Option<String>, format = Date)]
    on: Option<NaiveDate>,
    /// `upcoming`, `deadline_passed_with_published_state`, `deadline_passed_without_published_state` or `undated`.
    #[param(example = "upcoming", value_type = Option<String>)]
    state: Vec<String>,
    /// Editions of the plan.
    #[param(example = "2025", value_type = Option<String>)]
    edition: Vec<String>,
    /// Codes of axes; deadlines of their actions and objectives count among them.
    #[param(example = "4", value_type = Option<String>)]
    axis: Vec<String>,
    /// Codes of actions, in the numbering of the target's edition.
    #[param(example = "14", value_type = Option<String>)]
    action: Vec<String>,
    /// Codes of objectives, in the numbering of the target's edition.
    #[param(example = "35", value_type = Option<String>)]
    objective: Vec<String>,
    /// Where the document sets the target.
    #[param(example = "next_step", value_type = Option<String>)]
    nature: Vec<String>,
    /// Ids of sources.
    #[param(example = "detail-2026", value_type = Option<String>)]
    source: Vec<String>,
}

impl FromQuery for DeadlineParams {
    fn from_query(query: &mut QueryString) -> Result<Self, ApiError> {
        Ok(DeadlineParams {
            on: query.date("on")?,
            state: query.words("state", DeadlineState::WORDS)?,
            edition: query.words("edition", &EDITIONS)?,
            axis: codes::numbers(query, "axis")?,
            action: codes::numbers(query, "action")?,
            objective: codes::objective_codes(query, "objective")?,
            nature: query.words("nature", Nature::WORDS)?,
            source: query.texts("source")?,
        })
    }
}

impl From<DeadlineParams> for Filter {
    fn from(params: DeadlineParams) -> Self {
        Filter {
            on: params.on.unwrap_or_else(|| Utc::now().date_naive()),
            is_today: params.on.is_none(),
            state: params.state,
            targets: targets::Filter {
                edition: params.edition,
                axis: params.axis,
                action: params.action,
                objective: params.objective,
                nature: params.nature,
                source: params.source,
                ..targets::Filter::default()
            },
        }
    }
}

/// The collection of deadlines.
pub struct Deadlines;

impl Collection for Deadlines {
    type Row = DeadlineRow;
    type Filter = Filter;
    type View = DeadlineView;
    const NAME: &'static str = "deadlines";
    const DATASET: &'static Dataset = &catalogue::DEADLINES;
    const SUBJECT: &'static str = "target";
    const SORTABLE: &'static [&'static str] = watch::SORTABLE;
    const FIELDS: &'static [&'static str] = &[
        "code",
        "on",
        "state",
        "deadline",
        "days",
        "edition",
        "level",
        "axis",
        "action",
        "objective",
        "nature",
        "source",
        "text",
        "published_state",
        "absent",
        "href",
    ];

    fn list(db: &mut Db, sequence: i64, filter: &Filter, slice: &Slice) -> QueryResult<Vec<DeadlineRow>> {
        let rows = watch::all(db, sequence, filter, slice)?.into_iter();
        let skipped = rows.skip(usize::try_from(slice.offset).unwrap_or(usize::MAX));
        let limit = slice.limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(usize::MAX);
        Ok(skipped.take(limit).collect())
    }

    fn count(db: &mut Db, sequence: i64, filter: &Filter) -> QueryResult<i64> {
        let rows = watch::all(db, sequence, filter, &Slice::default())?;
        Ok(i64::try_from(rows.len()).unwrap_or(i64::MAX))
    }

    fn code(row: &DeadlineRow) -> &str {
        &row.code
    }

    fn views(_: &mut Db, context: &Context, rows: Vec<DeadlineRow>) -> Result<Vec<DeadlineView>, ApiError> {
        let view = |row: DeadlineRow| {
            let mut absent = Absences::from_flat(&row.absent);
            if row.published_objective.is_none() {
                let parts = ["published_status", "published_progress", "published_through"];
                absent.nest("published_state", "published_objective", &parts);
            }
            let state = |objective: String| PublishedState {
                href: context.v1(&format!("/objectives/{objective}")),
                release: context.release.pinned(),
                published: context.release.date_interval(),
                through: row.published_through.as_ref().map(|code| context.v1(&format!("/crosswalk/{code}"))),
                objective,
                status: row.published_status.clone(),
                progress: row.published_progress,
            };
            Some(DeadlineView {
                deadline: Deadline::of(&row.target)?,
                published_state: row.published_objective.clone().map(state),
                text: texts(&row.text_fr, &row.text_en),
                absent,
                href: context.v1(&format!("/targets/{}", row.code)),
                code: row.code,
                on: row.on,
                state: row.state,
                days: row.days,
                edition: row.edition,
                level: row.level,
                axis: row.axis,
                action: row.action,
                objective: row.objective,
                nature: row.nature,
                source: row.source,
            })
        };
        Ok(rows.into_iter().filter_map(view).collect())
    }

    fn passes(filter: &Filter) -> bool {
        filter.is_today
    }
}

/// The deadlines on a day.
///
/// Every target with a deadline, by its date, and what the day makes of it: to come, passed with a published state of its
/// objective, or `deadline_passed_without_published_state`, which says just that. A state that was published before the
/// deadline counts only if it is `completed`; it is given either way, with its release. The date is the last day that the words
/// of the document can mean, by a convention that is given. Without `on` the answer is of today and is kept by nobody.
#[utoipa::path(tag = "targets", params(DeadlineParams, AtParams, ListParams), responses(
    (status = 200, description = "The deadlines, by date",
     content((List<DeadlineView> = "application/json"), (String = "text/csv"))), Failures))]
#[get("/deadlines")]
pub async fn list_deadlines(
    request: HttpRequest,
    state: Data<State>,
    params: Params<(DeadlineParams, ListQuery)>,
) -> Result<HttpResponse, ApiError> {
    let (filter, list) = params.value;
    collection::answer::<Deadlines>(request, state, list, params.canonical, filter.into(), codes::no_guard()).await
}
