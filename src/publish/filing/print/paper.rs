//! A document that a filing is printed as: words, and where each of them stands.

use sha2::{Digest, Sha256};

use crate::{
    domain::{
        absence::Absence,
        source::{Citation, hexadecimal},
        text::{Language, Texts},
    },
    publish::format::{BoundEntry, SourceEntry},
};

/// What the id of every printed filing begins with.
const PREFIX: &str = "filing-";

/// Whether a source is a printed filing.
pub fn is_filing(source: &str) -> bool {
    source.starts_with(PREFIX)
}

/// A document that is being printed.
pub struct Paper {
    pub id: String,
    pub language: Language,
    pub text: String,
    /// In characters.
    length: usize,
}

impl Paper {
    /// An empty document of a pinned release.
    pub fn new(pinned: &str, language: Language) -> Self {
        let id = format!("{PREFIX}{pinned}-{}", language.as_str());
        Paper { id, language, text: String::new(), length: 0 }
    }

    /// Prints a text that nothing cites.
    pub fn print(&mut self, text: &str) {
        self.text.push_str(text);
        self.length += text.chars().count();
    }

    /// Prints a text and says where it stands.
    pub fn cite(&mut self, text: &str) -> Citation {
        let start = self.length;
        self.print(text);
        Citation { source: self.id.clone(), start, end: self.length, repairs: Vec::new() }
    }

    /// The words of one of two languages.
    pub fn words(&self, words: [&'static str; 2]) -> &'static str {
        words[self.language as usize]
    }

    /// The document as a source of the release, dated as that is.
    pub fn source(&self, date: &Option<BoundEntry>) -> SourceEntry {
        let own = |bound: &BoundEntry| {
            let mut bound = bound.clone();
            bound.at.0.retain(|citation| citation.source == self.id);
            bound
        };
        let absent = |field: &str| (field.to_owned(), Absence::NotPublished);
        let mut missing = vec!["title", "url"];
        if date.is_none() {
            missing.push("date");
        }
        SourceEntry {
            id: self.id.clone(),
            file: self.id.clone(),
            language: self.language,
            sha256: hexadecimal(&Sha256::digest(self.text.as_bytes())),
            title: None,
            about: Texts {
                fr: Some(
                    "Le fichier de publication déposé par l’équipe du ministère, imprimé cellule par cellule."
                        .to_owned(),
                ),
                en: Some("The release file that the ministry's team filed, printed cell by cell.".to_owned()),
            },
            earliest: date.as_ref().map(own),
            latest: date.as_ref().map(own),
            absent: missing.into_iter().map(absent).collect(),
        }
    }
}
