//! `/releases`: the publications of the record.

use actix_web::{
    HttpRequest, HttpResponse, get,
    web::{Data, Path},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    super::{
        accept,
        links::{self, Pages},
        params::Params,
        problem::ApiError,
        responses::Failures,
        state::{Context, State},
    },
    bundles, collection,
    views::{CitedField, Item, List, texts, texts_or_null, time},
};
use crate::{
    domain::{
        absence::{Absence, Absences},
        release::{Approval, At, Release},
        text::Texts,
    },
    publish::bundle::{MANIFEST, SIGNATURE},
    store::{
        Db, citations,
        releases::{self, ReleaseRow},
    },
};

/// One revision of a release.
#[derive(Serialize, ToSchema)]
pub struct ReleaseView {
    /// Such as `2026` or `2026-Q4`.
    pub id: String,
    pub revision: i32,
    /// Id and revision: the form to cite.
    pub pinned: String,
    pub is_current: bool,
    /// A later revision of the same release exists.
    pub is_superseded: bool,
    /// The version of the plan whose numbering is used.
    pub edition: String,
    /// The title that the documents print.
    pub title: Option<Texts>,
    /// The printed publication date: the day that both bounds leave. No document of the first three releases prints one.
    pub date: Option<NaiveDate>,
    /// The publication date lies on or after `date`.
    pub earliest: Option<Bound>,
    /// The publication date lies on or before `date`.
    pub latest: Option<Bound>,
    /// The day from which `as_of` finds the release.
    pub counts_from: NaiveDate,
    /// When the revision was recorded, RFC 3339, UTC.
    pub recorded_at: String,
    /// Why a revision after the first was made.
    pub reason: Option<String>,
    /// How the release came to be published.
    #[schema(value_type = Approval)]
    pub approval: String,
    /// SHA-256 of the release file and its source documents, in hexadecimal digits.
    pub content_sha256: String,
    /// How many axes, actions and objectives the sources announce.
    pub announced: Announced,
    /// What the sources promise about updates.
    pub promise: Option<Texts>,
    /// Why each null is null.
    #[schema(value_type = Absences)]
    pub absent: Absences,
    pub href: String,
}

/// One release, with the history of its corrections.
#[derive(Serialize, ToSchema)]
pub struct ReleaseDetail {
    #[serde(flatten)]
    pub release: ReleaseView,
    /// Every revision of the release, oldest first: what was published stays, under its pinned address.
    pub revisions: Vec<RevisionView>,
}

/// A revision among those of its release.
#[derive(Serialize, ToSchema)]
pub struct RevisionView {
    pub revision: i32,
    pub pinned: String,
    /// When it was recorded, RFC 3339, UTC.
    pub recorded_at: String,
    /// Why it was made; the first one has no reason.
    pub reason: Option<String>,
    /// SHA-256 of the release file and its source documents, in hexadecimal digits.
    pub content_sha256: String,
    pub is_current: bool,
    /// Why each null is null.
    #[schema(value_type = Absences)]
    pub absent: Absences,
    /// The revision itself.
    pub href: String,
    /// The strategy at a glance in this revision; it never changes.
    pub index: String,
}

/// A revision among those of its release.
pub fn revision(row: &ReleaseRow, context: &Context) -> RevisionView {
    let pinned = row.pinned();
    let mut absent = Absences::default();
    if row.reason.is_none() {
        absent.insert("reason", Absence::NotApplicable);
    }
    RevisionView {
        revision: row.revision,
        recorded_at: time(row.recorded_at),
        reason: row.reason.clone(),
        content_sha256: row.content_sha256.clone(),
        is_current: row.seq == context.releases.current,
        absent,
        href: context.v1(&format!("/releases/{pinned}")),
        index: format!("{}{}?release={pinned}", context.base, links::v1("")),
        pinned,
    }
}

/// A bound of a date that is not printed.
#[derive(Serialize, ToSchema)]
pub struct Bound {
    pub date: NaiveDate,
    /// Why words of the source bound the date, in the record's own words; the passage is among the item's passages.
    pub basis: Texts,
}

impl Bound {
    /// A bound from its columns.
    pub fn of(date: Option<NaiveDate>, fr: &Option<String>, en: &Option<String>) -> Option<Self> {
        date.map(|date| Bound { date, basis: texts(fr, en) })
    }
}

/// Announced counts; null where the sources announce none.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"axes": 4, "actions": 17, "objectives": 46}))]
pub struct Announced {
    pub axes: Option<i32>,
    pub actions: Option<i32>,
    pub objectives: Option<i32>,
}

/// A revision as answers show it.
pub fn view(row: &ReleaseRow, context: &Context) -> ReleaseView {
    let later = context.releases.all.iter().any(|other| other.id == row.id && other.revision > row.revision);
    let pinned = row.pinned();
    ReleaseView {
        is_current: row.seq == context.releases.current,
        is_superseded: later,
        edition: row.edition.clone(),
        title: texts_or_null(&row.title_fr, &row.title_en),
        date: Release::from(row).date(),
        earliest: Bound::of(row.earliest, &row.earliest_basis_fr, &row.earliest_basis_en),
        latest: Bound::of(row.latest, &row.latest_basis_fr, &row.latest_basis_en),
        counts_from: Release::from(row).counts_from(),
        recorded_at: time(row.recorded_at),
        reason: row.reason.clone(),
        approval: row.approval.clone(),
        content_sha256: row.content_sha256.clone(),
        announced: Announced {
            axes: row.announced_axes,
            actions: row.announced_actions,
            objectives: row.announced_objectives,
        },
        promise: texts_or_null(&row.promise_fr, &row.promise_en),
        absent: Absences::from_flat(&row.absent),
        href: context.v1(&format!("/releases/{pinned}")),
        id: row.id.clone(),
        revision: row.revision,
        pinned,
    }
}

/// The release to show, from the path.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct ReleasePath {
    /// A release such as `2026`, for its latest revision, or a revision such as `2026.1`.
    #[param(example = "2026")]
    pub id: String,
}

/// The releases of the record.
///
/// Every revision of every release, oldest first. A release is a complete snapshot; a correction is a new revision, and
/// nothing published is ever changed or removed.
#[utoipa::path(tag = "releases", responses(
    (status = 200, description = "The releases, oldest first", body = List<ReleaseView>), Failures))]
#[get("/releases")]
pub async fn list_releases(
    request: HttpRequest,
    state: Data<State>,
    params: Params<()>,
) -> Result<HttpResponse, ApiError> {
    accept::json_only(&request)?;
    let mut context = state.context(&request, &At::Current, params.canonical)?;
    // The list changes with any revision, also with one of an earlier release.
    context.across_releases();
    let work = move |db: &mut Db, context: &Context| {
        let mut rows = releases::list(db)?;
        rows.retain(|row| context.releases.all.iter().any(|known| known.sequence == row.seq));
        rows.sort_by(|a, b| (&a.id, a.revision).cmp(&(&b.id, b.revision)));
        let total = i64::try_from(rows.len()).unwrap_or(i64::MAX);
        let views = rows.iter().map(|row| view(row, context)).collect();
        collection::page(views, &[], context, Pages { limit: total, offset: 0, total })
    };
    state.answer(&request, context, work).await
}

/// One release.
///
/// A release with the bounds of its date and the words they rest on, what its sources announce, its hash, and all its
/// revisions with their reasons.
#[utoipa::path(tag = "releases", params(ReleasePath), responses(
    (status = 200, description = "The release", body = Item<ReleaseDetail>), Failures))]
#[get("/releases/{id}")]
pub async fn get_release(
    request: HttpRequest,
    state: Data<State>,
    path: Path<ReleasePath>,
    params: Params<()>,
) -> Result<HttpResponse, ApiError> {
    accept::json_only(&request)?;
    let at = collection::parse_release(&path.into_inner().id)?;
    let mut context = state.context(&request, &at, params.canonical)?;
    context.across_releases();
    // What this address says changes when another revision is published; the release itself does not.
    context.cited_path = Some("/api/v1");
    let work = move |db: &mut Db, context: &Context| {
        let row = releases::by_sequence(db, context.release.sequence)?.ok_or_else(super::super::problem::internal)?;
        let passages = CitedField::list(&citations::of(db, row.seq, "release", &row.id)?, context);
        let folders = ["axes", "actions", "objectives", "statements", "progress", "sources"];
        let mut related = folders.map(|name| (name, format!("/{name}"))).to_vec();
        related.extend(context.changes().map(|path| ("changes", path)));
        let own_path = format!("/releases/{}", context.release.pinned());
        let signed = [("manifest", MANIFEST), ("manifest_signature", SIGNATURE), ("bundle", bundles::BUNDLE)];
        related.extend(signed.map(|(name, file)| (name, format!("{own_path}/{file}"))));
        let mut own = releases::list(db)?;
        own.retain(|other| other.id == row.id && context.releases.all.iter().any(|known| known.sequence == other.seq));
        own.sort_by_key(|other| other.revision);
        let revisions = own.iter().map(|other| revision(other, context)).collect();
        Ok(super::item(ReleaseDetail { release: view(&row, context), revisions }, context, &related, passages))
    };
    state.answer(&request, context, work).await
}
