//! Texts by language, and the one way in which texts are compared without case and accents.

use std::ops::Range;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
use utoipa::ToSchema;

/// A language of the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    Fr,
    En,
}

impl Language {
    /// The languages of the record, in the order of its columns.
    pub const ALL: [Language; 2] = [Language::Fr, Language::En];

    /// The ISO 639-1 code.
    pub fn as_str(self) -> &'static str {
        match self {
            Language::Fr => "fr",
            Language::En => "en",
        }
    }
}

/// A text in French, in English or both; a language that no source states it in is null.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, ToSchema)]
#[schema(example = json!({"fr": "Mobiliser les données au service de l’École", "en": null}))]
pub struct Texts {
    pub fr: Option<String>,
    pub en: Option<String>,
}

impl Texts {
    /// The text in one language.
    pub fn get(&self, language: Language) -> Option<&str> {
        match language {
            Language::Fr => self.fr.as_deref(),
            Language::En => self.en.as_deref(),
        }
    }

    /// Replaces the text in one language.
    pub fn set(&mut self, language: Language, text: String) {
        match language {
            Language::Fr => self.fr = Some(text),
            Language::En => self.en = Some(text),
        }
    }
}

/// A text without case, accents and typographic variants, for comparison only.
///
/// `Éducation`, `education` and `EDUCATION` fold to the same text; so do `’` and `'`, a no-break space and a space,
/// `œ` and `oe`. The folded form is computed here, by one function, and stored beside the text, so that SQLite and
/// PostgreSQL compare the same bytes.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for character in text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        match character {
            'œ' => folded.push_str("oe"),
            'æ' => folded.push_str("ae"),
            'ß' => folded.push_str("ss"),
            '‘' | '’' => folded.push('\''),
            '“' | '”' | '«' | '»' => folded.push('"'),
            '–' | '—' | '‐' | '‑' => folded.push('-'),
            other => folded.push(other),
        }
    }
    folded
}

/// The words of a search, folded, each once; a text matches when it contains each of them.
pub fn search_words(query: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in fold(query).split_whitespace() {
        if !words.iter().any(|known| known == word) {
            words.push(word.to_owned());
        }
    }
    words
}

/// Where a text holds the words of a search, as ranges of its bytes: in order, apart, and whole characters with the accents
/// that follow them.
pub fn places(text: &str, words: &[String]) -> Vec<Range<usize>> {
    // A text folds character by character, so each byte of the folded one comes from one character.
    let (mut folded, mut from) = (String::with_capacity(text.len()), Vec::with_capacity(text.len()));
    let mut buffer = [0; 4];
    for (start, character) in text.char_indices() {
        folded.push_str(&fold(character.encode_utf8(&mut buffer)));
        from.resize(folded.len(), start);
    }
    let end = |last: usize| {
        let next = from.iter().skip(last).find(|start| **start > from[last]);
        next.copied().unwrap_or(text.len())
    };
    let words = words.iter().filter(|word| !word.is_empty());
    let found = words.flat_map(|word| folded.match_indices(word.as_str()));
    let mut found: Vec<Range<usize>> = found.map(|(start, word)| from[start]..end(start + word.len() - 1)).collect();
    found.sort_by_key(|range| range.start);
    let mut apart: Vec<Range<usize>> = Vec::new();
    for range in found {
        match apart.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => apart.push(range),
        }
    }
    apart
}

/// Names at least this alike (Jaro-Winkler, 0 to 1) are offered for each other.
const ALIKE: f64 = 0.75;

/// The known name nearest to a wrong one.
pub fn nearest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let wrong = wrong.to_lowercase();
    // A short word with one slip of the finger is near, whatever its measure of likeness.
    let likeness = |name: &str| match strsim::osa_distance(&wrong, name) {
        0 | 1 => 1.0,
        _ => strsim::jaro_winkler(&wrong, name),
    };
    let scored = known.into_iter().map(|name| (likeness(name), name));
    let best = scored.filter(|(score, _)| *score >= ALIKE).max_by(|a, b| a.0.total_cmp(&b.0));
    best.map(|(_, name)| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_accents_and_typography_fold_away() {
        assert_eq!(fold("ÉDUCATION"), "education");
        assert_eq!(fold("E\u{301}ducation"), "education");
        assert_eq!(fold("L’Œuvre\u{a0}«\u{202f}clé\u{202f}»"), "l'oeuvre \" cle \"");
        assert_eq!(fold("1\u{202f}200 – 50 %"), "1 200 - 50 %");
    }

    #[test]
    fn the_words_of_a_search_are_found_where_they_are_written() {
        let shown = |text: &str, query: &str| -> Vec<String> {
            places(text, &search_words(query)).into_iter().map(|place| text[place].to_owned()).collect()
        };
        assert_eq!(shown("Mobiliser les données au service de l’École", "donnees ecole"), ["données", "École"]);
        assert_eq!(shown("E\u{301}cole, une œuvre", "ecole oeuvre"), ["E\u{301}cole", "œuvre"]);
        // Half of a ligature is shown as the whole of it; what meets is one.
        assert_eq!(shown("cœur", "e"), ["œ"]);
        assert_eq!(shown("numérique", "nume meri"), ["numéri"]);
        assert_eq!(shown("numérique", "école"), Vec::<String>::new());
    }
}
