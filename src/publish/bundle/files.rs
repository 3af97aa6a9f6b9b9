//! Every file of a release, as its path and its bytes, in the order of the paths.
//!
//! A file of rows has the very bytes that the service gives at the address that the manifest names.

use std::io;

use super::{
    BundleError,
    archive::Entry,
    package,
    read::{Reading, Rows},
    texts,
};
use crate::{
    dcat,
    domain::{catalogue::ABOUT, citation::Citation, dataset::Dataset, release::Release, text::Language},
    formats::{self, Format, Options, Table, citation, csv::Style},
    store::{copy, sources::SourceRow},
};

/// The formats in which each dataset is given.
pub const FORMATS: [Format; 6] =
    [Format::Csv, Format::Json, Format::JsonLines, Format::Xlsx, Format::Parquet, Format::Turtle];

/// What addresses begin with where no setting gives them: a name that is sure to lead nowhere (RFC 6761, section 6.4).
const NOWHERE: &str = "https://jalon.invalid";

/// The language of labels and titles in the files.
const LANGUAGE: Language = Language::Fr;

/// A file of a release.
pub struct File {
    pub path: String,
    pub bytes: Vec<u8>,
    /// Without parameters.
    pub media_type: &'static str,
    /// The dataset whose rows it holds, if any.
    pub dataset: Option<&'static Dataset>,
    /// The path at which a service gives the same bytes, if it does.
    pub served_at: Option<String>,
}

impl File {
    fn text(path: &str, media_type: &'static str, text: String) -> Self {
        File { path: path.to_owned(), bytes: text.into_bytes(), media_type, dataset: None, served_at: None }
    }

    /// The file as an archive takes it.
    pub fn entry(&self) -> Entry<'_> {
        let is_compressed = [Format::Xlsx, Format::Parquet].iter().any(|format| format.media_type() == self.media_type);
        Entry { path: &self.path, bytes: &self.bytes, is_compressed }
    }
}

/// What the addresses of rows and columns begin with in RDF, the one format whose names are addresses.
pub fn base(given: Option<&str>) -> &str {
    given.unwrap_or(NOWHERE)
}

/// Every file that a manifest lists.
///
/// # Errors
/// A file cannot be written.
pub fn all(reading: Reading, base: Option<&str>) -> Result<Vec<File>, BundleError> {
    let mut files = Vec::new();
    for rows in &reading.tables {
        for format in FORMATS {
            files.push(rows_file(rows, format, &reading.release, base)?);
        }
    }
    files.extend(documents(&reading));
    let package = package::describe(&reading, base, &files);
    files.push(File::text("datapackage.json", Format::Json.media_type(), package));
    files.push(File::text("CITATION.cff", "application/yaml", cited(&reading.release, base)));
    files.push(File::text("LICENCE.txt", "text/plain", texts::licence(&reading)));
    files.push(File::text("LISEZMOI.md", "text/markdown", texts::readme(&reading, base, Language::Fr)));
    files.push(File::text("README.md", "text/markdown", texts::readme(&reading, base, Language::En)));
    let directory = tempfile::tempdir()?;
    let database = copy::of_release(reading.snapshot, directory.path())?;
    let (path, media_type) = ("jalon.db".to_owned(), "application/vnd.sqlite3");
    files.push(File { path, bytes: database, media_type, dataset: None, served_at: None });
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

/// Where the rows of a dataset stand in a format.
pub fn path(dataset: &Dataset, format: Format) -> String {
    format!("data/{}/{}.{}", format.name(), dataset.id(), format.extension())
}

fn rows_file(rows: &Rows, format: Format, release: &Release, given: Option<&str>) -> io::Result<File> {
    let (id, base) = (rows.dataset.id(), base(given));
    let columns = rows.columns.iter().map(|(name, kind, several)| (name.as_str(), *kind, *several));
    let vocabulary = format!("{}#", dcat::Options::all(base).dataset(&id));
    let table = Table::of_dataset(rows.dataset, columns, LANGUAGE, release.recorded_at.and_utc(), vocabulary);
    let options = Options { csv: Style::explore(), ..Options::default() };
    let exports = format!("/api/explore/v2.1/catalog/datasets/{id}");
    let addresses: Vec<String> = rows.rows.iter().map(|(row, _)| format!("{base}{exports}/records/{row}")).collect();
    let named = addresses.iter().zip(&rows.rows).map(|(address, (_, values))| (Some(address.as_str()), &values[..]));
    // Names in RDF are those of the service that has this base, so without one no service gives the same.
    let is_served = format != Format::Turtle || given.is_some();
    Ok(File {
        path: path(rows.dataset, format),
        bytes: formats::named_to_bytes(format, &table, &options, named)?,
        media_type: format.media_type(),
        dataset: Some(rows.dataset),
        served_at: is_served.then(|| format!("{exports}/exports/{}?release={}", format.name(), release.pinned())),
    })
}

/// The documents on which the release rests, as the passages count their characters.
fn documents(reading: &Reading) -> Vec<File> {
    let snapshot = &reading.snapshot;
    let text = |sha256: &str| snapshot.texts.iter().find(|(known, _)| known == sha256).map(|(_, text)| text.clone());
    let file = |row: &SourceRow| {
        let path = format!("sources/{}.{}.txt", row.id, row.language);
        let served_at = format!("/api/v1/sources/{}/text?release={}", row.id, reading.release.pinned());
        let file = text(&row.sha256).map(|text| File::text(&path, "text/plain", text))?;
        Some(File { served_at: Some(served_at), ..file })
    };
    snapshot.sources.iter().filter_map(file).collect()
}

/// How the release as a whole is cited.
fn cited(release: &Release, base: Option<&str>) -> String {
    let url = base.map(|base| format!("{base}/api/v1?release={}", release.pinned()));
    citation::cff(&Citation::of(release, None, LANGUAGE, url.unwrap_or_default()), ABOUT.licence.spdx)
}
