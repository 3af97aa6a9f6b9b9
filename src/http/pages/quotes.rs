//! Words of the documents as pages quote them, each with the passage where it stands.

use std::collections::BTreeMap;

use super::{
    page::Page,
    subjects::{Subject, Subjects},
    words::Said,
};
use crate::{
    domain::text::{Language, Texts},
    http::{problem::ApiError, state::Context, v1::findings::QuoteView},
    store::{self, Db, Slice, citations::CitationRow},
};

/// Words of a document.
pub struct Quote {
    pub words: Said,
    /// The passage in the text of the document.
    pub passage: Subject,
}

/// The languages of the documents of a release.
pub struct Languages(BTreeMap<String, Language>);

impl Languages {
    /// Those of the release that is read.
    ///
    /// # Errors
    /// Those of the database.
    pub fn of(db: &mut Db, context: &Context) -> Result<Self, ApiError> {
        let rows = store::sources::list(db, context.release.sequence, &Default::default(), &Slice::default())?;
        let language = |word: &str| Language::ALL.into_iter().find(|language| language.as_str() == word);
        Ok(Languages(rows.into_iter().filter_map(|row| Some((row.id, language(&row.language)?))).collect()))
    }

    /// Words of a document, in its language.
    pub fn said(&self, page: &Page, source: &str, words: &str) -> Said {
        let mut texts = Texts::default();
        texts.set(self.0.get(source).copied().unwrap_or(page.language), words.to_owned());
        page.said(&texts)
    }

    /// Quotes with their passages, whose numbers the citations tell.
    pub fn quotes(&self, page: &Page, context: &Context, quotes: &[QuoteView], cited: &[CitationRow]) -> Vec<Quote> {
        let subjects = Subjects::of(page, context);
        let stands = |quote: &QuoteView| {
            let here = |row: &&CitationRow| {
                row.source == quote.source && row.start_char == quote.start && row.end_char == quote.end
            };
            cited.iter().find(here).map(|row| row.number)
        };
        let quote = |quote: &QuoteView| Quote {
            words: self.said(page, &quote.source, &quote.text),
            passage: subjects.passage(&quote.source, stands(quote)),
        };
        quotes.iter().map(quote).collect()
    }
}
