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
    let context = state.context(&request, &params.value, params.canonical)?;
    let work = move |db: &mut Db, context: &Context| {
        match level {
            Level::Axis => drop(codes::axis(db, context, &code)?),
            Level::Action => drop(codes::action(db, context, &code)?),
            _ => drop(codes::objective(db, context, codes::objective_code(&code)?)?),
        }
        let latest = context.releases.latest_revisions();
        let of_edition =
            |release: &&Release| release.edition == context.release.edition && release.id < context.release.id;
        let mut releases: Vec<&Release> = latest.into_iter().filter(of_edition).collect();
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
    let mut point = match level {
        Level::Axis => axes::by_code(db, sequence, code)?.map(|row| HistoryPoint {
            release: release.into(),
            title: texts_or_null(&row.title_fr, &row.title_en),
            title_stated_in: StatedIn { fr: row.title_fr_release, en: row.title_en_release },
            status: None,
            progress: row.progress,
            computed: ComputedView::of(row.computed_value, row.computed_fraction, row.computed_method),
            absent: Absences::from_flat(&row.absent),
        }),
        Level::Action => actions::by_code(db, sequence, code)?.map(|row| HistoryPoint {
            release: release.into(),
            title: texts_or_null(&row.title_fr, &row.title_en),
            title_stated_in: StatedIn { fr: row.title_fr_release, en: row.title_en_release },
            status: None,
            progress: row.progress,
            computed: ComputedView::of(row.computed_value, row.computed_fraction, row.computed_method),
            absent: Absences::from_flat(&row.absent),
        }),
        _ => objectives::by_code(db, sequence, code)?.map(|row| HistoryPoint {
            release: release.into(),
            title: texts_or_null(&row.title_fr, &row.title_en),
            title_stated_in: StatedIn { fr: row.title_fr_release, en: row.title_en_release },
            status: row.status,
            progress: row.progress,
            computed: None,
            absent: Absences::from_flat(&row.absent),
        }),
    }
    .unwrap_or_else(|| unlisted(release));
    let shown = ["title", "title_fr", "title_en", "status", "progress", "computed"];
    point.absent.0.retain(|field, _| shown.contains(&field.as_str()));
    if level == Level::Objective {
        point.absent.insert("computed", Absence::NotApplicable);
    } else {
        point.absent.insert("status", Absence::NotApplicable);
    }
    Ok(point)
}

/// A release that does not list the row at all.
fn unlisted(release: &Release) -> HistoryPoint {
    let mut absent = Absences::default();
    ["title", "status", "progress"].iter().for_each(|field| absent.insert(field, Absence::NotPublished));
    HistoryPoint {
        release: release.into(),
        title: None,
        title_stated_in: StatedIn { fr: None, en: None },
        status: None,
        progress: None,
        computed: None,
        absent,
    }
}
