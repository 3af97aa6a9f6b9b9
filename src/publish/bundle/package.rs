//! `datapackage.json`: the CSV files of a bundle with their columns and types, as Frictionless tools read them.

use sha2::{Digest, Sha256};

use super::{files::File, read::Reading};
use crate::{
    dcat::{
        Options,
        data_package::{self, Beside},
    },
    domain::{
        catalogue::{Contact, Metadata},
        release::Releases,
        source::hexadecimal,
        text::Language,
    },
    formats::Format,
};

/// The package of the CSV files among `files`.
pub fn describe(reading: &Reading, base: Option<&str>, files: &[File]) -> String {
    // In a bundle there is one release, and it is the one that is meant.
    let releases = Releases::new(vec![reading.release.clone()], reading.release.sequence);
    let described = reading.tables.iter().filter_map(|rows| {
        let count = i64::try_from(rows.rows.len()).unwrap_or(i64::MAX);
        let metadata = Metadata::of(rows.dataset, &releases, count, &Contact::default())?;
        let is_csv = |file: &&File| file.dataset == Some(rows.dataset) && file.media_type == Format::Csv.media_type();
        let file = files.iter().find(is_csv)?;
        let sha256 = hexadecimal(&Sha256::digest(&file.bytes));
        Some((metadata, Beside { path: file.path.clone(), bytes: file.bytes.len(), sha256 }))
    });
    let pinned = reading.release.pinned();
    let address =
        base.map(|base| (format!("{base}/api/v1/releases/{pinned}/bundle.zip"), Options::all(base).catalogue()));
    let address = address.as_ref().map(|(id, homepage)| (id.as_str(), homepage.as_str()));
    let package = data_package::of_files(&described.collect::<Vec<_>>(), address, Language::Fr);
    format!("{package:#}\n")
}
