//! The history of an axis, action or objective: one row a release, as far as each says anything.

use super::{
    charts::{Figure, NARROW, steps},
    page::Page,
    words::Said,
};
use crate::{
    domain::strategy::Level,
    http::{
        problem::ApiError,
        state::Context,
        v1::history::{self, HistoryPoint},
    },
    store::{Db, actions, axes, objectives},
};

/// What a release says.
pub struct Point {
    /// The release, such as `2026`.
    pub release: String,
    /// The code in the numbering of the release.
    pub code: String,
    /// The page of the same thing in that release; none if the release does not have it.
    pub href: Option<String>,
    /// The release follows another edition of the plan, so the code was found by the crosswalk.
    pub is_followed: bool,
    pub title: Said,
    /// Why there is no title.
    pub untitled: String,
    pub progress: Option<i32>,
    /// Why there is no progress.
    pub absent: String,
}

/// The history, as a table and as a picture.
pub struct Past {
    pub points: Vec<Point>,
    /// The figures as steps; none if no release has one.
    pub chart: Option<String>,
}

/// The history as a page shows it, oldest first.
///
/// # Errors
/// Those of the database.
pub fn of(db: &mut Db, context: &Context, page: &Page, level: Level, code: &str) -> Result<Past, ApiError> {
    let folder = if level == Level::Axis { "axes" } else { &format!("{}s", level.as_str()) };
    let mut known = Vec::new();
    let points = history::points(db, context, level, code)?;
    for point in &points {
        let release = context.releases.all.iter().find(|release| release.pinned() == point.release.pinned);
        let sequence = release.map_or(0, |release| release.sequence);
        known.push(match level {
            Level::Axis => axes::by_code(db, sequence, &point.code)?.is_some(),
            Level::Action => actions::by_code(db, sequence, &point.code)?.is_some(),
            _ => objectives::by_code(db, sequence, &point.code)?.is_some(),
        });
    }
    let point = |(point, is_known): (HistoryPoint, bool)| Point {
        href: is_known
            .then(|| format!("{}?release={}", page.at(&format!("/{folder}/{}", point.code)), point.release.id)),
        untitled: page.absent(&point.absent, "title"),
        is_followed: point.correspondence.is_some(),
        title: super::lines::title(page, &point.title),
        progress: point.progress,
        absent: page.absent(&point.absent, "progress"),
        release: point.release.id,
        code: point.code,
    };
    let points: Vec<Point> = points.into_iter().zip(known).map(point).collect();
    Ok(Past { chart: chart(page, &points), points })
}

/// The figures as steps, with the releases on the points.
fn chart(page: &Page, points: &[Point]) -> Option<String> {
    points.iter().find(|point| point.progress.is_some())?;
    let step = |point: &Point| steps::Point {
        release: point.release.clone(),
        date: None,
        figure: Figure::of(point.progress, point.absent.clone()),
    };
    let steps: Vec<steps::Point> = points.iter().map(step).collect();
    let title = page.say("Avancement publié, publication par publication", "Published progress, release by release");
    Some(page.drawn("history-chart", &title, &steps::sheet(&steps, page.language, NARROW)))
}
