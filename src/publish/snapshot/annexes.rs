//! The rows of what stands beside the plan.

use super::{Builder, count, folded};
use crate::{
    domain::{
        absence::{Absence, Absences},
        crosswalk::EDITIONS,
        dataset::Field,
        source::Citation,
        strategy::Level,
        text::Language,
    },
    publish::format::annexes::{Citing, CrosswalkEntry, FindingEntry, Quote, TermEntry},
    store::{crosswalk::CrosswalkRow, findings::FindingRow, terms::TermRow},
};

impl Builder<'_> {
    /// Adds every entry that stands beside the plan.
    pub fn annexes(&mut self) {
        let annexes = self.annexes;
        annexes.targets.iter().for_each(|entry| self.target(entry));
        annexes.findings.iter().for_each(|entry| self.finding(entry));
        annexes.terms.iter().for_each(|entry| self.term(entry));
        annexes.indicators.iter().for_each(|entry| self.indicator(entry));
        annexes.observations.iter().for_each(|entry| self.observation(entry));
        annexes.crosswalk.iter().for_each(|(level, entry)| self.correspondence(*level, entry));
    }

    /// Cites the words of an entry, each under the name of its field.
    pub fn cite_entry(&mut self, subject: &str, code: &str, entry: &impl Citing) {
        for (field, _, at) in entry.quotes() {
            let language = at.first().map(|citation| self.language(citation));
            // Words that have a column a language are cited under the column's name.
            let field = match (field.as_str(), language) {
                ("text" | "term", Some(language)) => format!("{field}_{}", language.as_str()),
                _ => field,
            };
            self.cite(subject, code, &field, at);
        }
    }

    /// The language of the document that a citation names.
    pub fn language(&self, citation: &Citation) -> Language {
        let row = self.snapshot.sources.iter().find(|row| row.id == citation.source);
        Language::ALL.into_iter().find(|l| row.is_some_and(|row| row.language == l.as_str())).unwrap_or(Language::Fr)
    }

    /// Words in the column of their language; the other one is absent.
    pub fn in_language(&self, field: &str, words: &str, at: &[Citation], absent: &mut Absences) -> [Option<String>; 2] {
        let language = at.first().map_or(Language::Fr, |citation| self.language(citation));
        Language::ALL.map(|column| {
            let own = (column == language).then(|| words.to_owned());
            if own.is_none() {
                absent.insert(&format!("{field}_{}", column.as_str()), Absence::NotPublished);
            }
            own
        })
    }

    fn finding(&mut self, entry: &FindingEntry) {
        self.cite_entry("finding", &entry.id, entry);
        let mut absent = Absences::default();
        let said = |reply: &crate::publish::format::annexes::ReplyEntry| {
            let texts: Vec<&str> = Language::ALL.iter().filter_map(|language| reply.text.get(*language)).collect();
            format!("{}, {}: {}", reply.date, reply.by, texts.join(" / "))
        };
        let replies: Vec<String> = entry.replies.iter().map(said).collect();
        if replies.is_empty() {
            absent.insert("replies", Absence::NotPublished);
        }
        let text = |texts: &crate::domain::text::Texts, language| texts.get(language).unwrap_or_default().to_owned();
        let [title_fr, title_en] = Language::ALL.map(|language| text(&entry.title, language));
        let [wording_fr, wording_en] = Language::ALL.map(|language| text(&entry.wording, language));
        let searched = [&title_fr, &title_en, &wording_fr, &wording_en].map(|text| Some(text.clone()));
        self.snapshot.findings.push(FindingRow {
            release_seq: 0,
            position: count(self.snapshot.findings.len() + 1),
            code: entry.id.clone(),
            class: entry.class.as_str().to_owned(),
            folded: folded(&searched),
            title_fr,
            title_en,
            wording_fr,
            wording_en,
            subjects: several(entry.subjects.iter().map(String::as_str)),
            quotes: lines(entry.quotes.iter().map(|quote| quote.words.as_str())),
            sources: sources(&entry.quotes),
            state: entry.state.as_str().to_owned(),
            replies: (!replies.is_empty()).then(|| replies.join("\n")),
            absent: absent.to_flat(),
        });
    }

    fn term(&mut self, entry: &TermEntry) {
        self.cite_entry("term", &entry.id, entry);
        let mut absent = Absences::default();
        let [term_fr, term_en] = self.in_language("term", &entry.term.words, &entry.term.at.0, &mut absent);
        let definitions = entry.definitions.iter().map(|quote| Some(quote.words.clone()));
        let searched: Vec<_> = [term_fr.clone(), term_en.clone()].into_iter().chain(definitions).collect();
        let quotes: Vec<Quote> = std::iter::once(&entry.term).chain(&entry.definitions).cloned().collect();
        self.snapshot.terms.push(TermRow {
            release_seq: 0,
            position: count(self.snapshot.terms.len() + 1),
            code: entry.id.clone(),
            language: self.language(&entry.term.at.0[0]).as_str().to_owned(),
            folded: folded(&searched),
            term_fr,
            term_en,
            definitions: lines(entry.definitions.iter().map(|quote| quote.words.as_str())),
            sources: sources(&quotes),
            absent: absent.to_flat(),
        });
    }

    fn correspondence(&mut self, level: Level, entry: &CrosswalkEntry) {
        let side = |code: &Option<String>| code.clone().unwrap_or_else(|| "none".to_owned());
        let code = format!("{}_{}_{}", level.as_str(), side(&entry.from), side(&entry.to));
        self.cite_entry("crosswalk", &code, entry);
        let mut absent = Absences::default();
        for (field, missing) in [("from_code", entry.from.is_none()), ("to_code", entry.to.is_none())] {
            if missing {
                absent.insert(field, Absence::NotPublished);
            }
        }
        let note = |language| entry.note.get(language).unwrap_or_default().to_owned();
        self.snapshot.crosswalk.push(CrosswalkRow {
            release_seq: 0,
            position: count(self.snapshot.crosswalk.len() + 1),
            code,
            level: level.as_str().to_owned(),
            from_edition: EDITIONS[0].to_owned(),
            from_code: entry.from.clone(),
            to_edition: EDITIONS[1].to_owned(),
            to_code: entry.to.clone(),
            relations: several(entry.relations.iter().map(|relation| relation.as_str())),
            basis: entry.basis.as_str().to_owned(),
            confidence: entry.confidence.as_str().to_owned(),
            note_fr: note(Language::Fr),
            note_en: note(Language::En),
            sources: sources(&entry.quotes),
            absent: absent.to_flat(),
        });
    }
}

/// Several texts as one, a line each: no passage holds a line break once it is repaired.
pub fn lines<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    texts.collect::<Vec<_>>().join("\n")
}

/// Several values as one text.
pub fn several<'a>(values: impl Iterator<Item = &'a str>) -> String {
    let values: Vec<String> = values.map(Field::inside).collect();
    values.join(&Field::SEPARATOR.to_string())
}

/// The documents that quotes cite, each once.
fn sources(quotes: &[Quote]) -> String {
    let mut ids: Vec<&str> = Vec::new();
    for citation in quotes.iter().flat_map(|quote| &quote.at.0) {
        if !ids.contains(&citation.source.as_str()) {
            ids.push(&citation.source);
        }
    }
    several(ids.into_iter())
}
