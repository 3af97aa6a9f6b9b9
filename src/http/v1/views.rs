//! The shapes that several resources share: envelopes, texts, and what an answer says of its release.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::{super::state::Context, cite::CitationView};
use crate::{
    domain::{
        absence::{Absence, Absences},
        dataset::Field,
        release::Release,
        text::{Language, Texts},
    },
    store::citations::CitationRow,
};

/// What is about no release: data alone.
#[derive(Serialize, ToSchema)]
pub struct Data<T> {
    pub data: T,
}

/// One item.
#[derive(Serialize, ToSchema)]
pub struct Item<T> {
    pub data: T,
    pub meta: Meta,
    pub links: ItemLinks,
    /// Where each text and figure of the item stands in the sources.
    pub passages: Vec<CitedField>,
}

/// What an answer says of itself.
#[derive(Serialize, ToSchema)]
pub struct Meta {
    pub release: ReleaseMeta,
    /// How to cite the answer; left out where no release pins it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub citation: Option<CitationView>,
}

/// The release that an answer speaks of.
#[derive(Clone, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "2026", "revision": 1, "pinned": "2026.1", "edition": "2025", "date": null,
    "earliest": "2025-12-05", "latest": "2026-03-31", "recorded_at": "2026-11-22T14:00:00Z", "absent": {"date": "not_published"}
}))]
pub struct ReleaseMeta {
    /// Such as `2026` or `2026-Q4`.
    pub id: String,
    pub revision: i32,
    /// Id and revision: the form to cite, since its data never change.
    pub pinned: String,
    /// The version of the plan whose numbering is used.
    pub edition: String,
    /// The printed publication date: the day that both bounds leave. No document of the first three releases prints one.
    pub date: Option<NaiveDate>,
    /// The publication date lies on or after this day; null if no words of the sources bound it.
    pub earliest: Option<NaiveDate>,
    /// The publication date lies on or before this day; null if no words of the sources bound it.
    pub latest: Option<NaiveDate>,
    /// When the revision was recorded, RFC 3339, UTC.
    pub recorded_at: String,
    /// Why each null is null.
    #[schema(value_type = Absences)]
    pub absent: Absences,
}

impl From<&Release> for ReleaseMeta {
    fn from(release: &Release) -> Self {
        let mut absent = Absences::default();
        for (field, missing) in [
            ("date", release.date().is_none()),
            ("earliest", release.earliest.is_none()),
            ("latest", release.latest.is_none()),
        ] {
            if missing {
                absent.insert(field, Absence::NotPublished);
            }
        }
        ReleaseMeta {
            absent,
            id: release.id.clone(),
            revision: release.revision,
            pinned: release.pinned(),
            edition: release.edition.clone(),
            date: release.date(),
            earliest: release.earliest,
            latest: release.latest,
            recorded_at: time(release.recorded_at),
        }
    }
}

/// RFC 3339, UTC.
pub fn time(time: chrono::NaiveDateTime) -> String {
    time.and_utc().to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true)
}

/// Addresses of an item.
#[derive(Serialize, ToSchema)]
pub struct ItemLinks {
    #[serde(rename = "self")]
    pub this: String,
    /// The same in the revision that is read, for citation: its content never changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pinned: Option<String>,
    /// Addresses of what belongs to it, by name.
    #[serde(flatten)]
    pub related: std::collections::BTreeMap<&'static str, String>,
}

impl<T: Serialize> Item<T> {
    /// The envelope of an item at `path` under `/api/v1`.
    pub fn new(data: T, context: &Context, related: &[(&'static str, String)], passages: Vec<CitedField>) -> Self {
        let query = if context.query.is_empty() { String::new() } else { format!("?{}", context.query) };
        let here = format!("{}{}", context.base, context.path);
        Item {
            data,
            meta: Meta { release: (&context.release).into(), citation: CitationView::of(context) },
            links: ItemLinks {
                this: format!("{here}{query}"),
                pinned: context.cite_as(),
                related: related.iter().map(|(name, path)| (*name, context.v1(path))).collect(),
            },
            passages,
        }
    }
}

/// A list, or a page of one.
#[derive(Serialize, ToSchema)]
pub struct List<T> {
    pub data: Vec<T>,
    pub meta: ListMeta,
    pub links: ListLinks,
}

/// What a list says of itself.
#[derive(Serialize, ToSchema)]
pub struct ListMeta {
    /// Rows that the filters keep, on all pages.
    pub total: i64,
    /// Rows on this page.
    pub count: usize,
    pub release: ReleaseMeta,
    /// How to cite the answer; left out where no release pins it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub citation: Option<CitationView>,
    /// For a list of changes: what is compared, and how far it can be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comparison: Option<ComparisonMeta>,
}

/// What two releases are, between which changes are told.
#[derive(Clone, Serialize, ToSchema)]
pub struct ComparisonMeta {
    pub from: ReleaseMeta,
    pub to: ReleaseMeta,
    /// The languages in which the documents of `from` state anything.
    #[schema(value_type = Vec<Language>)]
    pub from_languages: Vec<Language>,
    /// The languages in which the documents of `to` state anything.
    #[schema(value_type = Vec<Language>)]
    pub to_languages: Vec<Language>,
    /// Both follow one edition of the plan, so that a code names the same axis, action or objective.
    pub codes_comparable: bool,
    /// They have a language in common, so that a program may compare words.
    pub texts_comparable: bool,
    /// How many pairs of statements a person made between the two.
    pub paired_by_hand: usize,
    /// Every change between the two by kind, whatever the filters keep.
    #[schema(value_type = std::collections::BTreeMap<String, usize>, example = json!({"added": 80, "moved": 1}))]
    pub kinds: std::collections::BTreeMap<&'static str, usize>,
}

/// Addresses of a list's pages; null where there is no such page.
#[derive(Serialize, ToSchema)]
pub struct ListLinks {
    #[serde(rename = "self")]
    pub this: String,
    pub next: Option<String>,
    pub prev: Option<String>,
    pub first: String,
    pub last: String,
}

/// By language, the release that stated a title; null where the title is, for the same reason.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"fr": "2025", "en": "2026"}))]
pub struct StatedIn {
    pub fr: Option<String>,
    pub en: Option<String>,
}

/// A figure that the rule computes from published ones.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"value": 13, "fraction": "25/2", "method": "mean_of_objectives"}))]
pub struct ComputedView {
    /// The whole percentage: the fraction, rounded half up.
    pub value: i32,
    /// The exact mean in percentage points, as a fraction in lowest terms.
    pub fraction: String,
    /// `mean_of_objectives` for an action, `mean_of_actions` (of their unrounded means) for an axis.
    pub method: String,
}

impl ComputedView {
    /// A computed figure from its columns.
    pub fn of(value: Option<i32>, fraction: Option<String>, method: Option<String>) -> Option<Self> {
        Some(ComputedView { value: value?, fraction: fraction?, method: method? })
    }
}

/// Where one field stands in a source.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "field": "progress", "source": "detail-2026", "start": 19227, "end": 19229, "repairs": [],
    "href": "http://127.0.0.1:8080/api/v1/sources/detail-2026/passages/99"
}))]
pub struct CitedField {
    /// The flat name of the field, such as `title_en`.
    pub field: String,
    pub source: String,
    /// First character of the passage, counted from 0.
    pub start: i32,
    /// One past its last character.
    pub end: i32,
    /// What was mended between the words of the source and the value: whitespace and layout, never words.
    pub repairs: Vec<String>,
    /// The passage, with its words.
    pub href: String,
}

impl CitedField {
    /// The citations of a row as an item shows them.
    pub fn list(rows: &[CitationRow], context: &Context) -> Vec<CitedField> {
        let cited = |row: &CitationRow| CitedField {
            field: row.field.clone(),
            source: row.source.clone(),
            start: row.start_char,
            end: row.end_char,
            repairs: repairs(&row.repairs),
            href: context.v1(&format!("/sources/{}/passages/{}", row.source, row.number)),
        };
        rows.iter().map(cited).collect()
    }
}

/// The repairs of a citation, one by one.
pub fn repairs(flat: &str) -> Vec<String> {
    flat.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// The values of a column of several.
pub fn several(column: &str) -> Vec<String> {
    if column.is_empty() { Vec::new() } else { Field::split(column) }
}

/// A text by language.
pub fn texts(fr: &Option<String>, en: &Option<String>) -> Texts {
    Texts { fr: fr.clone(), en: en.clone() }
}

/// A text by language, or null when no language has it.
pub fn texts_or_null(fr: &Option<String>, en: &Option<String>) -> Option<Texts> {
    (fr.is_some() || en.is_some()).then(|| texts(fr, en))
}
