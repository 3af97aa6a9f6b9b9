//! A draft as answers show it.

use serde::Serialize;
use utoipa::ToSchema;

use super::super::views::time;
use crate::{
    publish::{
        draft::DraftState,
        filing::{Report, Severity},
    },
    store::drafts::DraftRow,
};

/// A draft: a file on its way to a release.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "id": "38d2ca0585fa64a0", "state": "open", "release": "2026-Q4", "revision": 1, "pinned": "2026-Q4.1",
    "file_name": "2026-Q4.xlsx", "content_sha256": "0b3f8c1a6c4f1d2f7f8a5f1e4a0d9c7b6e5d4c3b2a190807f6e5d4c3b2a19080",
    "made_by": "661473ac34e9", "made_at": "2026-11-28T11:36:47Z", "decided_by": null, "decided_at": null,
    "href": "http://127.0.0.1:8080/api/v1/drafts/38d2ca0585fa64a0",
    "changes": "http://127.0.0.1:8080/api/v1/drafts/38d2ca0585fa64a0/changes",
    "file": "http://127.0.0.1:8080/api/v1/drafts/38d2ca0585fa64a0/file"
}))]
pub struct DraftView {
    pub id: String,
    pub state: DraftState,
    /// The release that the draft is to become, such as `2026-Q4`.
    pub release: String,
    /// 1, or the number of the correction.
    pub revision: i32,
    pub pinned: String,
    /// The name of the file as it was sent; empty if it had none.
    pub file_name: String,
    /// SHA-256 of the file, in hexadecimal digits.
    pub content_sha256: String,
    /// The id of the key that made it.
    pub made_by: String,
    /// RFC 3339, UTC.
    pub made_at: String,
    /// The id of the key that approved or withdrew it; null until somebody did.
    pub decided_by: Option<String>,
    /// RFC 3339, UTC; null until somebody decided.
    pub decided_at: Option<String>,
    pub href: String,
    /// The changes that readers will see.
    pub changes: String,
    /// The file as it was sent.
    pub file: String,
}

impl DraftView {
    /// The view of a row; `base` begins the addresses.
    pub fn new(row: &DraftRow, state: DraftState, base: &str) -> Self {
        let href = format!("{base}/api/v1/drafts/{}", row.id);
        DraftView {
            id: row.id.clone(),
            state,
            release: row.release.clone(),
            revision: row.revision,
            pinned: format!("{}.{}", row.release, row.revision),
            file_name: row.file_name.clone(),
            content_sha256: row.content_sha256.clone(),
            made_by: row.made_by.clone(),
            made_at: time(row.made_at),
            decided_by: row.decided_by.clone(),
            decided_at: row.decided_at.map(time),
            changes: format!("{href}/changes"),
            file: format!("{href}/file"),
            href,
        }
    }
}

/// A report with its counts.
#[derive(Serialize, ToSchema)]
pub struct ReportView {
    pub errors: usize,
    pub warnings: usize,
    #[serde(flatten)]
    pub report: Report,
}

impl From<Report> for ReportView {
    fn from(report: Report) -> Self {
        ReportView { errors: report.count(Severity::Error), warnings: report.count(Severity::Warning), report }
    }
}

/// What became of a file that was sent.
#[derive(Serialize, ToSchema)]
pub struct SentView {
    /// `made`: it is a draft now. `repeated`: it was one already. `unchanged`: a release says the same already.
    #[schema(example = "made")]
    pub outcome: &'static str,
    pub draft: Option<DraftView>,
    /// For `unchanged`: the release that says the same.
    pub release: Option<String>,
    pub report: ReportView,
}

/// A draft with its report.
#[derive(Serialize, ToSchema)]
pub struct DraftDetail {
    #[serde(flatten)]
    pub draft: DraftView,
    pub report: ReportView,
}

/// What became of an approval.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"release": "2026-Q4.1", "is_current": true, "href": "http://127.0.0.1:8080/api/v1/releases/2026-Q4.1"}))]
pub struct ApprovedView {
    /// The release that readers see now.
    pub release: String,
    /// False if a later release is the current one.
    pub is_current: bool,
    pub href: String,
}
