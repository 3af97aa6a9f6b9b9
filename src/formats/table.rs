//! What a file holds, apart from its rows, and how it is written.

use chrono::{DateTime, Utc};

use super::{csv, parquet};
use crate::domain::{
    catalogue::ABOUT,
    dataset::{Dataset, Field, FieldType},
    text::Language,
};

/// A column of a file.
#[derive(Clone, Debug)]
pub struct Column {
    pub name: String,
    /// What people read instead of the name.
    pub label: String,
    pub kind: FieldType,
    /// Its cells are [`crate::domain::dataset::Value::List`].
    pub multivalued: bool,
}

impl Column {
    /// The column of a field, labelled in a language: `en`, else French.
    pub fn of(field: &Field, language: &str) -> Self {
        let label = field.label[usize::from(language == "en")];
        let (name, label) = (field.name.to_owned(), label.to_owned());
        Column { name, label, kind: field.kind, multivalued: field.multivalued }
    }
}

/// What a file holds, apart from its rows.
#[derive(Clone, Debug)]
pub struct Table {
    /// The name of the sheet.
    pub name: String,
    /// What it is, in words.
    pub title: String,
    /// The language of title and labels, as a BCP 47 tag.
    pub language: String,
    /// The address of the licence.
    pub licence: Option<String>,
    /// When the rows last changed: the date of the document in XLSX, which is else the time of writing.
    pub modified: Option<DateTime<Utc>>,
    /// What the addresses of the columns begin with in RDF. It ends in `#` or `/`, behind which the name of the column
    /// stands: `https://jalon.example/explore/dataset/ID/#` makes `…/#title_fr`.
    pub vocabulary: String,
    pub columns: Vec<Column>,
}

impl Table {
    /// What a file of rows of a dataset holds, by the names, types and multiplicity of its columns; those that are no
    /// fields of the dataset are labelled by their names.
    pub fn of_dataset<'c>(
        dataset: &Dataset,
        columns: impl IntoIterator<Item = (&'c str, FieldType, bool)>,
        language: Language,
        modified: DateTime<Utc>,
        vocabulary: String,
    ) -> Self {
        let label = |name: &str| dataset.field(name).map(|field| field.label[language as usize]);
        let columns = columns.into_iter().map(|(name, kind, multivalued)| Column {
            name: name.to_owned(),
            label: label(name).unwrap_or(name).to_owned(),
            kind,
            multivalued,
        });
        Table {
            name: dataset.name.to_owned(),
            title: dataset.title[language as usize].to_owned(),
            language: language.as_str().to_owned(),
            licence: Some(ABOUT.licence.url.to_owned()),
            modified: Some(modified),
            vocabulary,
            columns: columns.collect(),
        }
    }
}

/// How a file is written.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The header row of CSV and XLSX holds labels instead of names.
    pub use_labels: bool,
    /// A time in UTC ends in `Z` in CSV and JSON; else in `+00:00`.
    pub utc_letter: bool,
    pub csv: csv::Style,
    pub parquet: parquet::Codec,
}

impl Options {
    /// The header of a column.
    pub(super) fn header<'a>(&self, column: &'a Column) -> &'a str {
        if self.use_labels { &column.label } else { &column.name }
    }

    /// A time as text, with as many digits behind the second as it has.
    pub(super) fn time(&self, time: &chrono::DateTime<chrono::FixedOffset>) -> String {
        time.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, self.utc_letter)
    }
}
