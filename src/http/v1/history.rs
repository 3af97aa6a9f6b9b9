//! `…/history`: an axis, action or objective in each release of its edition.

use actix_web::{HttpRequest, HttpResponse, web::Data};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    super::{
        links::Pages,
        params::Params,
        problem::ApiError,
        state::{Context, State},
    },
    codes, collection,
    views::{ComputedView, ReleaseMeta, StatedIn, texts_or_null},
};
use crate::{
    domain::{
        absence::{Absence, Absences},
        progress::Status,
        release::{At, Release},
        strategy::Level,
        text::Texts,
    },
    store::{Db, actions, axes, objectives},
};

/// What a release says of an axis, action or objective.
#[derive(Serialize, ToSchema)]
pub struct HistoryPoint {
    pub release: ReleaseMeta,
    pub title: Option<Texts>,
    pub title_stated_in: StatedIn,
    #[schema(value_type = Option<Status>)]
    pub status: Option<String>,
    /// The published progress, a whole percentage.
    #[schema(minimum = 0, maximum = 100)]
    pub progress: Option<i32>,
    pub computed: Option<ComputedView>,
    /// Why each null is null.
    #[schema(value_type = Absences)]
    pub absent: Absences,
}

/// Answers a request for a history.
///
/// # Errors
/// A code that the release that is read does not have.
pub async fn answer(
    request: HttpRequest,
    state: Data<State>,
    params: Params<At>,
    level: Level,
    code: String,
) -> Result<HttpResponse, ApiError> {
    collection::json_only(&request)?;
    let mut context = state.context(&request, &params.value, params.canonical)?;
    context.follow_corrections();
    let work = move |db: &mut Db, context: &Context| {
        match level {
            Level::Axis => drop(codes::axis(db, context, &code)?),
            Level::Action => drop(codes::action(db, context, &code)?),
            _ => drop(codes::objective(db, context, codes::objective_code(&code)?)?),
        }
        let known = context.known_releases();
        let of_edition =
            |release: &&Release| release.edition == context.release.edition && release.id < context.release.id;
        let mut releases: Vec<&Release> = known.latest_revisions().into_iter().filter(of_edition).collect();
        releases.push(&context.release);
        let points =
            releases.into_iter().map(|release| point(db, release, level, &code)).collect::<Result<Vec<_>, _>>()?;
        let total = i64::try_from(points.len()).unwrap_or(i64::MAX);
        collection::page(points, &[], context, Pages { limit: total, offset: 0, total })
    };
    state.answer(&request, context, work).await
}

fn point(db: &mut Db, release: &Release, level: Level, code: &str) -> Result<HistoryPoint, ApiError> {
    let sequence = release.sequence;
    let found = match level {
        Level::Axis => axes::by_code(db, sequence, code)?.map(|row| Said {
            title: [row.title_fr, row.title_fr_release, row.title_en, row.title_en_release],
            status: None,
            progress: row.progress,
            computed: ComputedView::of(row.computed_value, row.computed_fraction, row.computed_method),
            absent: row.absent,
        }),
        Level::Action => actions::by_code(db, sequence, code)?.map(|row| Said {
            title: [row.title_fr, row.title_fr_release, row.title_en, row.title_en_release],
            status: None,
            progress: row.progress,
            computed: ComputedView::of(row.computed_value, row.computed_fraction, row.computed_method),
            absent: row.absent,
        }),
        _ => objectives::by_code(db, sequence, code)?.map(|row| Said {
            title: [row.title_fr, row.title_fr_release, row.title_en, row.title_en_release],
            status: row.status,
            progress: row.progress,
            computed: None,
            absent: row.absent,
        }),
    };
    let said = found.unwrap_or_else(Said::nothing);
    let mut absent = Absences::from_flat(&said.absent);
    let shown = ["title", "title_fr", "title_en", "status", "progress", "computed"];
    absent.0.retain(|field, _| shown.contains(&field.as_str()));
    let meaningless = if level == Level::Objective { "computed" } else { "status" };
    absent.insert(meaningless, Absence::NotApplicable);
    let [title_fr, fr, title_en, en] = said.title;
    Ok(HistoryPoint {
        release: release.into(),
        title: texts_or_null(&title_fr, &title_en),
        title_stated_in: StatedIn { fr, en },
        status: said.status,
        progress: said.progress,
        computed: said.computed,
        absent,
    })
}

/// What a release says of one row.
struct Said {
    /// French title and its release, English title and its release.
    title: [Option<String>; 4],
    status: Option<String>,
    progress: Option<i32>,
    computed: Option<ComputedView>,
    absent: String,
}

impl Said {
    /// A release that does not list the row at all.
    fn nothing() -> Self {
        let absent =
            ["title", "status", "progress", "computed"].map(|field| format!("{field}:not_published")).join(",");
        Said { title: [const { None }; 4], status: None, progress: None, computed: None, absent }
    }
}
