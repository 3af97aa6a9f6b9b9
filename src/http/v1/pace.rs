//! `…/pace`: how fast a published figure moved between releases, once there are enough of them. Never a forecast.

use actix_web::{
    HttpRequest, HttpResponse, get,
    web::{Data, Path},
};
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    super::{
        accept,
        params::Params,
        problem::{ApiError, Kind},
        responses::{Failures, TooFewPoints},
        state::{Body, Context, State},
    },
    actions::ActionPath,
    axes::AxisPath,
    codes,
    collection::AtParams,
    objectives::ObjectivePath,
    receipts::href,
    views::Item,
};
use crate::{
    domain::{
        absence::{Absence, Absences},
        derivation::words::Words,
        pace::{self, Bounds, FEWEST_POINTS, Pace, Point},
        progress::Fraction,
        release::{At, Release},
        strategy::Level,
    },
    store::{Db, actions, axes, objectives},
};

/// How fast a published figure moved between the first and the last release that publishes it.
#[derive(Serialize, ToSchema)]
pub struct PaceView {
    pub level: Level,
    pub code: String,
    /// Every release of the edition that publishes the figure, oldest first, up to the one that is read.
    pub points: Vec<PointView>,
    /// From the first to the last, in percentage points.
    pub difference: i32,
    /// Days between the two publications, as far as the bounds of their dates tell.
    pub days: DaysView,
    /// Percentage points a day, as exact fractions.
    pub points_per_day: RateView,
    /// Percentage points a quarter of 365/4 days, as exact fractions.
    pub points_per_quarter: RateView,
    /// What the rate rests on, in the service's own words.
    pub assumptions: Vec<Words>,
    pub href: String,
}

/// A published figure in one release.
#[derive(Serialize, ToSchema)]
pub struct PointView {
    /// The release with its revision.
    pub release: String,
    /// The published whole percentage.
    #[schema(minimum = 0, maximum = 100)]
    pub progress: i32,
    /// The release was published on or after this day.
    pub earliest: Option<NaiveDate>,
    /// The release was published on or before this day.
    pub latest: NaiveDate,
    /// Why each null is null.
    #[schema(value_type = Absences)]
    pub absent: Absences,
    /// What the release says.
    pub href: String,
}

/// Bounds of a number of days.
#[derive(Serialize, ToSchema)]
pub struct DaysView {
    /// Null if the two dates may be the same, as far as the sources tell.
    pub least: Option<i64>,
    /// Null if the first release has no lower bound.
    pub greatest: Option<i64>,
    /// Why each null is null.
    #[schema(value_type = Absences)]
    pub absent: Absences,
}

/// Bounds of a rate, as exact fractions.
#[derive(Serialize, ToSchema)]
pub struct RateView {
    pub least: Option<String>,
    pub greatest: Option<String>,
    /// Why each null is null.
    #[schema(value_type = Absences)]
    pub absent: Absences,
}

/// The pace of an axis.
///
/// As for objectives: 409 until three releases of the edition publish the figure, then a rate between bounds.
#[utoipa::path(tag = "progress", params(AxisPath, AtParams), responses(
    (status = 200, description = "The rate, once there are three points", body = Item<PaceView>, example = json!(example())),
    TooFewPoints, Failures))]
#[get("/axes/{code}/pace")]
pub async fn get_axis_pace(
    request: HttpRequest,
    state: Data<State>,
    path: Path<AxisPath>,
    params: Params<At>,
) -> Result<HttpResponse, ApiError> {
    let code = codes::number("axis", path.into_inner().code)?;
    answer(request, state, params, Level::Axis, code).await
}

/// The pace of an action.
///
/// As for objectives: 409 until three releases of the edition publish the figure, then a rate between bounds.
#[utoipa::path(tag = "progress", params(ActionPath, AtParams), responses(
    (status = 200, description = "The rate, once there are three points", body = Item<PaceView>, example = json!(example())),
    TooFewPoints, Failures))]
#[get("/actions/{code}/pace")]
pub async fn get_action_pace(
    request: HttpRequest,
    state: Data<State>,
    path: Path<ActionPath>,
    params: Params<At>,
) -> Result<HttpResponse, ApiError> {
    let code = codes::number("action", path.into_inner().code)?;
    answer(request, state, params, Level::Action, code).await
}

/// The pace of an objective.
///
/// One point is not a trend: until three releases of the edition publish the objective's figure, the answer is 409 with
/// the points there are. Then it is the rate between the first and the last, as exact fractions within the bounds that the
/// undated releases leave, with its assumptions. Nothing is said of the future.
#[utoipa::path(tag = "progress", params(ObjectivePath, AtParams), responses(
    (status = 200, description = "The rate, once there are three points", body = Item<PaceView>, example = json!(example())),
    TooFewPoints, Failures))]
#[get("/objectives/{code}/pace")]
pub async fn get_objective_pace(
    request: HttpRequest,
    state: Data<State>,
    path: Path<ObjectivePath>,
    params: Params<At>,
) -> Result<HttpResponse, ApiError> {
    let code = codes::objective_code(&path.into_inner().code)?;
    answer(request, state, params, Level::Objective, code.to_string()).await
}

async fn answer(
    request: HttpRequest,
    state: Data<State>,
    params: Params<At>,
    level: Level,
    code: String,
) -> Result<HttpResponse, ApiError> {
    accept::json_only(&request)?;
    let mut context = state.context(&request, &params.value, params.canonical)?;
    context.follow_corrections();
    let work = move |db: &mut Db, context: &Context| {
        match level {
            Level::Axis => drop(codes::axis(db, context, &code)?),
            Level::Action => drop(codes::action(db, context, &code)?),
            _ => drop(codes::objective(db, context, codes::objective_code(&code)?)?),
        }
        let points = points(db, context, level, &code)?;
        let pace = pace::pace(&points).map_err(|few| refusal(&few.to_string(), &points, context, level, &code))?;
        let here = href(level, &code);
        let related = [(level.as_str(), here.clone()), ("history", format!("{here}/history"))];
        Ok(Body::json(&Item::new(view(level, code, points, pace, context), context, &related, Vec::new())))
    };
    state.answer(&request, context, work).await
}

/// The releases of the edition that publish the figure, up to the one that is read.
fn points(db: &mut Db, context: &Context, level: Level, code: &str) -> Result<Vec<Point>, ApiError> {
    let known = context.known_releases();
    let is_before = |release: &&Release| release.edition == context.release.edition && release.id < context.release.id;
    let mut releases: Vec<&Release> = known.latest_revisions().into_iter().filter(is_before).collect();
    releases.push(&context.release);
    let mut points = Vec::new();
    for release in releases {
        let progress = match level {
            Level::Axis => axes::by_code(db, release.sequence, code)?.and_then(|row| row.progress),
            Level::Action => actions::by_code(db, release.sequence, code)?.and_then(|row| row.progress),
            _ => objectives::by_code(db, release.sequence, code)?.and_then(|row| row.progress),
        };
        points.extend(progress.map(|progress| Point {
            release: release.pinned(),
            progress,
            earliest: release.earliest,
            latest: release.counts_from(),
        }));
    }
    Ok(points)
}

fn refusal(why: &str, points: &[Point], context: &Context, level: Level, code: &str) -> ApiError {
    let known: Vec<String> = points.iter().map(|point| format!("{} in {}", point.progress, point.release)).collect();
    let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
    let detail = format!(
        "{why}: a pace takes {FEWEST_POINTS} releases that publish a figure of {} {code}; up to {} there is {known}",
        level.as_str(),
        context.release.pinned()
    );
    let see = vec![context.chosen(&format!("/api/v1{}/history", href(level, code)))];
    ApiError::new(Kind::TOO_FEW_POINTS, detail)
        .at("code", code)
        .expecting(format!("{FEWEST_POINTS} releases that publish the figure"))
        .seeing(see)
}

fn view(level: Level, code: String, points: Vec<Point>, pace: Pace, context: &Context) -> PaceView {
    let point = |point: Point| {
        let mut absent = Absences::default();
        if point.earliest.is_none() {
            absent.insert("earliest", Absence::NotPublished);
        }
        PointView {
            href: format!("{}/api/v1{}?release={}", context.base, href(level, &code), point.release),
            release: point.release,
            progress: point.progress,
            earliest: point.earliest,
            latest: point.latest,
            absent,
        }
    };
    PaceView {
        points: points.into_iter().map(point).collect(),
        difference: pace.difference,
        days: DaysView { absent: absences(&pace.days), least: pace.days.least, greatest: pace.days.greatest },
        points_per_day: rate(pace.per_day),
        points_per_quarter: rate(pace.per_quarter),
        assumptions: assumptions(level),
        href: context.v1(&href(level, &code)),
        level,
        code,
    }
}

fn rate(bounds: Bounds<Fraction>) -> RateView {
    let text = |rate: Option<Fraction>| rate.map(|rate| rate.to_string());
    RateView { absent: absences(&bounds), least: text(bounds.least), greatest: text(bounds.greatest) }
}

fn absences<T>(bounds: &Bounds<T>) -> Absences {
    let mut absent = Absences::default();
    for (field, is_null) in [("least", bounds.least.is_none()), ("greatest", bounds.greatest.is_none())] {
        if is_null {
            absent.insert(field, Absence::NotPublished);
        }
    }
    absent
}

/// What a rate rests on, besides the published figures.
fn assumptions(level: Level) -> Vec<Words> {
    let mut words = vec![
        Words::new(
            "Seuls le premier et le dernier chiffre publiés comptent ; rien n’est dit de ce qui se passe entre eux ni après.",
            "Only the first and the last published figure count; nothing is said of what happens between them or later.",
        ),
        Words::new(
            "Aucun document n’imprime sa date : le nombre de jours va de la borne haute de la première publication à la borne basse de la dernière, et de la borne basse à la borne haute. Une publication sans borne haute compte au jour de son enregistrement.",
            "No document prints its date: the days are counted from the upper bound of the first release to the lower bound of the last, and from the lower bound to the upper bound. A release without upper bound counts from the day it was recorded.",
        ),
        Words::new("Un trimestre compte 365/4 jours, par convention.", "A quarter counts 365/4 days, by convention."),
    ];
    if level != Level::Objective {
        words.push(Words::new(
            "Les chiffres publiés sont arrondis au nombre entier : leur différence peut s’écarter d’un point de la différence exacte.",
            "Published figures are rounded to whole numbers: their difference may be up to one point off the exact one.",
        ));
    }
    words
}

/// An answer about made-up figures, since the shipped record has too few to give a real one.
fn example() -> serde_json::Value {
    let point = |release: &str, progress: i32, earliest: &str, latest: &str| {
        serde_json::json!({
            "release": release, "progress": progress, "earliest": earliest, "latest": latest, "absent": {},
            "href": format!("http://127.0.0.1:8080/api/v1/objectives/0?release={release}")
        })
    };
    serde_json::json!({
        "data": {
            "level": "objective", "code": "0",
            "points": [
                point("2099-Q1.1", 5, "2099-01-01", "2099-01-11"),
                point("2099-Q2.1", 10, "2099-01-20", "2099-02-01"),
                point("2099-Q3.1", 25, "2099-02-20", "2099-03-02")
            ],
            "difference": 20,
            "days": {"least": 40, "greatest": 60, "absent": {}},
            "points_per_day": {"least": "1/3", "greatest": "1/2", "absent": {}},
            "points_per_quarter": {"least": "365/12", "greatest": "365/8", "absent": {}},
            "assumptions": [{
                "fr": "Un trimestre compte 365/4 jours, par convention.",
                "en": "A quarter counts 365/4 days, by convention."
            }],
            "href": "http://127.0.0.1:8080/api/v1/objectives/0"
        },
        "meta": {"release": {
            "id": "2099-Q3", "revision": 1, "pinned": "2099-Q3.1", "edition": "2025", "date": null,
            "earliest": "2099-02-20", "latest": "2099-03-02", "recorded_at": "2099-03-02T12:00:00Z",
            "absent": {"date": "not_published"}
        }},
        "links": {"self": "http://127.0.0.1:8080/api/v1/objectives/0/pace"},
        "passages": []
    })
}
