//! The rows of passages: the spans of documents on which something rests, each with its words.

use std::collections::BTreeMap;

use super::{Builder, annexes::several, count};
use crate::{
    domain::{source::Document, text::fold},
    store::{citations::CitationRow, passages::PassageRow},
};

/// Characters shown before and after a passage.
const AROUND: usize = 80;

impl Builder<'_> {
    /// Adds each passage that is cited, in the order of the sources and of their texts.
    pub fn passages(&mut self) {
        let mut spans: BTreeMap<(&str, i32), Vec<&CitationRow>> = BTreeMap::new();
        for citation in &self.snapshot.citations {
            spans.entry((&citation.source, citation.number)).or_default().push(citation);
        }
        let mut rows = Vec::new();
        for source in &self.snapshot.sources {
            let text = self.snapshot.texts.iter().find(|(sha256, _)| *sha256 == source.sha256);
            let Some((sha256, text)) = text else { continue };
            let document = Document::new(text.clone());
            for ((_, number), cited) in spans.range((source.id.as_str(), 0)..=(source.id.as_str(), i32::MAX)) {
                let (start, end) = (place(cited[0].start_char), place(cited[0].end_char));
                let slice = |from: usize, to: usize| document.slice(from, to).unwrap_or_default().to_owned();
                let mut by: Vec<String> =
                    cited.iter().map(|row| format!("{} {} {}", row.subject, row.code, row.field)).collect();
                by.sort();
                by.dedup();
                let text = slice(start, end);
                rows.push(PassageRow {
                    release_seq: 0,
                    position: count(rows.len() + 1),
                    code: format!("{}/{number}", source.id),
                    source: source.id.clone(),
                    number: *number,
                    language: source.language.clone(),
                    sha256: sha256.clone(),
                    start_char: cited[0].start_char,
                    end_char: cited[0].end_char,
                    folded: fold(&text),
                    text,
                    before: slice(start.saturating_sub(AROUND), start),
                    after: slice(end, document.length().min(end + AROUND)),
                    cited_by: several(by.iter().map(String::as_str)),
                    absent: String::new(),
                });
            }
        }
        self.snapshot.passages = rows;
    }
}

fn place(character: i32) -> usize {
    usize::try_from(character).unwrap_or_default()
}
