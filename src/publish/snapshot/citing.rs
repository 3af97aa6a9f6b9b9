//! The rows of figures and of citations: what a value is, and where it stands.

use std::collections::BTreeMap;

use super::{Builder, Subject, count};
use crate::{
    domain::{
        absence::{Absence, Absences},
        progress::Computed,
        source::Citation,
        text::Language,
    },
    publish::format::{BoundEntry, FigureEntry, TextEntry},
    store::{citations::CitationRow, progress::ProgressRow},
};

impl Builder<'_> {
    /// Records the published and the computed figure of a row.
    pub fn figures(&mut self, subject: &Subject, published: Option<&FigureEntry>, computed: Option<&Computed>) {
        let row = |position: usize| ProgressRow {
            release_seq: 0,
            position: count(position),
            level: subject.level.as_str().to_owned(),
            code: subject.code.clone(),
            axis: subject.axis.clone(),
            action: subject.action.clone(),
            objective: subject.objective(),
            method: String::new(),
            value: 0,
            fraction: None,
            rule: None,
            absent: String::new(),
        };
        let absent = |mut fields: Vec<&str>| {
            let places = [
                ("axis", subject.axis.is_none()),
                ("action", subject.action.is_none()),
                ("objective", subject.objective().is_none()),
            ];
            fields.extend(places.iter().filter(|(_, missing)| *missing).map(|(field, _)| *field));
            let mut absences = Absences::default();
            fields.iter().for_each(|field| absences.insert(field, Absence::NotApplicable));
            absences.to_flat()
        };
        if let Some(figure) = published {
            self.cite(subject.level.as_str(), &subject.code, "progress", &figure.at.0);
            self.snapshot.progress.push(ProgressRow {
                method: "published".to_owned(),
                value: figure.value,
                absent: absent(vec!["fraction", "rule"]),
                ..row(self.snapshot.progress.len() + 1)
            });
        }
        if let Some(computed) = computed {
            self.snapshot.progress.push(ProgressRow {
                method: "computed".to_owned(),
                value: computed.whole(),
                fraction: Some(computed.fraction()),
                rule: Some(computed.rule.as_str().to_owned()),
                absent: absent(Vec::new()),
                ..row(self.snapshot.progress.len() + 1)
            });
        }
    }

    /// Cites a text: each citation under the field of its source's language.
    pub fn cite_text(&mut self, subject: &str, code: &str, field: &str, text: &Option<TextEntry>) {
        let Some(text) = text else { return };
        for language in Language::ALL {
            let in_language = |citation: &&Citation| {
                self.entry.sources.iter().any(|source| source.id == citation.source && source.language == language)
            };
            let citations: Vec<Citation> = text.at.0.iter().filter(in_language).cloned().collect();
            self.cite(subject, code, &format!("{field}_{}", language.as_str()), &citations);
        }
    }

    /// Cites the words that bound a date.
    pub fn cite_bounds(
        &mut self,
        subject: &str,
        code: &str,
        earliest: &Option<BoundEntry>,
        latest: &Option<BoundEntry>,
    ) {
        for (field, bound) in [("earliest", earliest), ("latest", latest)] {
            bound.iter().for_each(|bound| self.cite(subject, code, field, &bound.at.0));
        }
    }

    /// Cites a value: first where it was taken from, then where it is repeated.
    pub fn cite(&mut self, subject: &str, code: &str, field: &str, citations: &[Citation]) {
        for (rank, citation) in citations.iter().enumerate() {
            let repairs: Vec<String> = citation.repairs.iter().map(ToString::to_string).collect();
            self.snapshot.citations.push(CitationRow {
                release_seq: 0,
                subject: subject.to_owned(),
                code: code.to_owned(),
                field: field.to_owned(),
                rank: count(rank),
                source: citation.source.clone(),
                number: 0,
                start_char: count(citation.start),
                end_char: count(citation.end),
                repairs: repairs.join(" "),
            });
        }
    }

    /// Numbers the passages of each source in the order of its text.
    pub fn number_passages(&mut self) {
        let mut numbers: BTreeMap<(String, i32, i32), i32> = BTreeMap::new();
        for citation in &self.snapshot.citations {
            numbers.insert((citation.source.clone(), citation.start_char, citation.end_char), 0);
        }
        let (mut source, mut last) = (String::new(), 0);
        for ((of, ..), number) in &mut numbers {
            last = if *of == source { last + 1 } else { 1 };
            source.clone_from(of);
            *number = last;
        }
        for citation in &mut self.snapshot.citations {
            let key = (citation.source.clone(), citation.start_char, citation.end_char);
            citation.number = numbers.get(&key).copied().unwrap_or_default();
        }
    }
}
