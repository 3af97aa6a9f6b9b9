//! The catalogue as data: what exists, told in the vocabularies that catalogues and tools read.
//!
//! [`graph`] builds the one RDF graph (DCAT-AP 3) behind every RDF answer, [`serialise`] writes it as Turtle, RDF/XML or
//! JSON-LD. [`metas`], [`schema_org`], [`data_package`] and [`csvw`] tell the same [`Metadata`](crate::domain::catalogue::Metadata)
//! to the Explore API, to search engines and to readers of the CSV files. All are pure functions; no request, no store.

pub mod csvw;
pub mod data_package;
pub mod exports;
pub mod graph;
pub mod metas;
pub mod schema_org;
pub mod serialise;
mod triples;
mod vocabulary;

use chrono::{NaiveDateTime, SecondsFormat};

use crate::domain::text::Language;
use exports::Export;

/// How the catalogue is told.
#[derive(Clone, Copy, Debug)]
pub struct Options<'a> {
    /// What every address begins with, without a slash at the end.
    pub base: &'a str,
    /// The languages of titles, descriptions and labels.
    pub languages: &'a [Language],
    /// The files that are told of; [`exports::ALL`] unless a request limits them.
    pub exports: &'a [Export],
    /// CSV and XLSX files have labels in their first row.
    pub use_labels: bool,
}

impl<'a> Options<'a> {
    /// Everything, in every language.
    pub fn all(base: &'a str) -> Self {
        Options { base, languages: &Language::ALL, exports: exports::ALL, use_labels: false }
    }

    /// The address of the catalogue, and its name as a resource.
    pub fn catalogue(&self) -> String {
        format!("{}/explore/", self.base)
    }

    /// The address of a dataset's page, and its name as a resource.
    ///
    /// One name on every surface, so that a harvester that reads two of them finds the same dataset.
    pub fn dataset(&self, id: &str) -> String {
        format!("{}/explore/dataset/{id}/", self.base)
    }

    /// The address of an API.
    pub fn api(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// What the catalogue serves about a dataset, such as `datapackage.json`.
    pub fn about(&self, id: &str, name: &str) -> String {
        format!("{}/catalog/{id}/{name}", self.base)
    }

    /// The address of a file.
    pub fn export(&self, id: &str, export: &Export) -> String {
        format!("{}/api/explore/v2.1/catalog/datasets/{id}/exports/{}", self.base, export.name)
    }
}

/// The pair's text in a language.
fn text<'a>(pair: &[&'a str; 2], language: Language) -> &'a str {
    pair[language as usize]
}

/// A time as RDF and JSON write it: RFC 3339, UTC.
fn time(time: NaiveDateTime) -> String {
    time.and_utc().to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

#[cfg(test)]
mod sample {
    //! Metadata as the shipped record gives it, for the tests of the formats.

    use chrono::NaiveDate;

    use crate::domain::{
        catalogue::{AXES, Contact, Metadata, VERSIONS},
        release::{Release, Releases},
    };

    /// The datasets of releases and of axes, with release 2026.1 current and twelve rows each.
    pub fn metadata() -> Vec<Metadata> {
        let day = NaiveDate::from_ymd_opt(2026, 11, 22).expect("a day");
        let release = Release {
            sequence: 3,
            id: "2026".to_owned(),
            revision: 1,
            edition: "2025".to_owned(),
            recorded_at: day.and_hms_opt(14, 0, 0).expect("a time"),
            earliest: None,
            latest: None,
            content_sha256: String::new(),
        };
        let releases = Releases::new(vec![release], 3);
        let contact = Contact { name: None, email: Some("data@jalon.example".to_owned()) };
        let of = |dataset| Metadata::of(dataset, &releases, 12, &contact).expect("a release exists");
        vec![of(&VERSIONS), of(&AXES)]
    }
}
