//! `…/history`: an axis, action or objective in each release of its edition, and in those of the other edition under the
//! code that the crosswalk gives it.

use actix_web::{HttpRequest, HttpResponse, web::Data};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    super::{
        accept,
        links::Pages,
        params::Params,
        problem::ApiError,
        state::{Context, State},
    },
    codes, collection,
    views::{ComputedView, ReleaseMeta, StatedIn, several, texts_or_null},
};
use crate::{
    domain::{
        absence::{Absence, Absences},
        crosswalk::{Basis, Confidence, Relation},
        progress::Status,
        release::{At, Release},
        strategy::Level,
        text::Texts,
    },
    store::{
        Db, Slice, actions, axes,
        crosswalk::{self, CrosswalkRow},
        objectives,
    },
};

/// What a release says of an axis, action or objective.
#[derive(Serialize, ToSchema)]
pub struct HistoryPoint {
    pub release: ReleaseMeta,
    /// The code in the release's edition.
    pub code: String,
    /// How a code of another edition was found; null in the edition that is read.
    pub correspondence: Option<Followed>,
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

/// The row of the crosswalk by which a history goes over to another edition.
#[derive(Clone, Serialize, ToSchema)]
#[schema(example = json!({
    "relations": ["reworded", "renumbered"], "basis": "inferred", "confidence": "high",
    "href": "http://127.0.0.1:8080/api/v1/crosswalk/action_11_12"
}))]
pub struct Followed {
    #[schema(value_type = Vec<Relation>)]
    pub relations: Vec<String>,
    #[schema(value_type = Basis)]
    pub basis: String,
    #[schema(value_type = Confidence)]
    pub confidence: String,
    /// The row, with the reason.
    pub href: String,
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
        let total = i64::try_from(points.len()).unwrap_or(i64::MAX);
        collection::page(points, &[], context, Pages { limit: total, offset: 0, total })
    };
    state.answer(&request, context, work).await
}

/// What each release up to the one that is read says of an axis, action or objective, oldest first.
///
/// # Errors
/// Those of the database.
pub fn points(db: &mut Db, context: &Context, level: Level, code: &str) -> Result<Vec<HistoryPoint>, ApiError> {
    let known = context.known_releases();
    let earlier = known.latest_revisions().into_iter().filter(|release| release.id < context.release.id);
    let mut points = Vec::new();
    for release in earlier.chain([&context.release]) {
        if release.edition == context.release.edition {
            points.push(point(db, release, level, code, None)?);
            continue;
        }
        for (code, followed) in counterparts(db, context, release, level, code)? {
            points.push(point(db, release, level, &code, Some(followed))?);
        }
    }
    Ok(points)
}

/// The codes under which a release of another edition has an action or objective, as far as the crosswalk knows.
fn counterparts(
    db: &mut Db,
    context: &Context,
    release: &Release,
    level: Level,
    code: &str,
) -> Result<Vec<(String, Followed)>, ApiError> {
    let filter = crosswalk::Filter { level: vec![level.as_str().to_owned()], ..crosswalk::Filter::default() };
    let rows = crosswalk::list(db, context.release.sequence, &filter, &Slice::default())?;
    let unknown = Relation::Unknown.as_str();
    let related = rows.into_iter().filter(|row| !several(&row.relations).iter().any(|word| word == unknown));
    let counterpart = |row: CrosswalkRow| {
        let backward = row.to_edition == context.release.edition && row.from_edition == release.edition;
        let (own, other) = if backward { (row.to_code, row.from_code) } else { (row.from_code, row.to_code) };
        let followed = Followed {
            relations: several(&row.relations),
            basis: row.basis,
            confidence: row.confidence,
            href: context.v1(&format!("/crosswalk/{}", row.code)),
        };
        (own.as_deref() == Some(code)).then(|| other.map(|other| (other, followed))).flatten()
    };
    Ok(related.filter_map(counterpart).collect())
}

fn point(
    db: &mut Db,
    release: &Release,
    level: Level,
    code: &str,
    correspondence: Option<Followed>,
) -> Result<HistoryPoint, ApiError> {
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
    if correspondence.is_none() {
        absent.insert("correspondence", Absence::NotApplicable);
    }
    Ok(HistoryPoint {
        release: release.into(),
        code: code.to_owned(),
        correspondence,
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
