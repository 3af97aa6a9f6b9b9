//! The files of a dataset, as catalogues tell of them.
//!
//! A media type or EU file type is named only where its register has one for the format: JSON lines have neither there, N3
//! has no file type.

/// A format in which a dataset is given as a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Export {
    /// Its name in addresses.
    pub name: &'static str,
    /// What file names end with.
    pub extension: &'static str,
    /// The media type, as registered with IANA.
    pub media: Option<&'static str>,
    /// The code in the EU's list of file types.
    pub file_type: Option<&'static str>,
    /// The first row may hold labels: the file takes `use_labels`.
    pub labels: bool,
}

const fn export(
    name: &'static str,
    extension: &'static str,
    media: Option<&'static str>,
    file_type: Option<&'static str>,
) -> Export {
    Export { name, extension, media, file_type, labels: false }
}

/// CSV, which the tables' own metadata describe.
pub const CSV: Export = Export { labels: true, ..export("csv", "csv", Some("text/csv"), Some("CSV")) };

/// Every format, in the order of catalogues.
pub const ALL: &[Export] = &[
    CSV,
    export("json", "json", Some("application/json"), Some("JSON")),
    export("jsonl", "jsonl", None, None),
    Export {
        labels: true,
        ..export(
            "xlsx",
            "xlsx",
            Some("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            Some("XLSX"),
        )
    },
    export("parquet", "parquet", Some("application/vnd.apache.parquet"), Some("PARQUET")),
    export("jsonld", "jsonld", Some("application/ld+json"), Some("JSON_LD")),
    export("rdfxml", "rdf", Some("application/rdf+xml"), Some("RDF_XML")),
    export("turtle", "ttl", Some("text/turtle"), Some("RDF_TURTLE")),
    export("n3", "n3", Some("text/n3"), None),
];

/// The formats of a list of names that are offered, in the order of catalogues; other names are left out.
pub fn named<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<Export> {
    let names: Vec<&str> = names.into_iter().collect();
    ALL.iter().filter(|export| names.contains(&export.name)).copied().collect()
}
