//! Words looked for in rows that are given, not stored.

use super::near::is_near;
use crate::{
    domain::dataset::{Dataset, Field, Value},
    odsql::plan::{WordPattern, WordSearch, words::tokens},
};

/// Whether the words of a row fit a search, by the rules of the table of words.
pub fn fits(search: &WordSearch, dataset: &Dataset, row: &[Value]) -> bool {
    if search.words.is_empty() {
        return false;
    }
    let texts: Vec<Vec<String>> = dataset
        .fields
        .iter()
        .zip(row)
        .filter(|(field, _)| search.fields.iter().any(|wanted: &&Field| wanted.name == field.name))
        .flat_map(|(_, value)| match value {
            Value::Text(text) => vec![tokens(text)],
            Value::List(values) => values.iter().map(|text| tokens(text)).collect(),
            _ => Vec::new(),
        })
        .collect();
    let holds = |words: &[String], pattern: &WordPattern| words.iter().any(|word| pattern.fits(word));
    if search.together {
        return texts.iter().any(|words| search.words.iter().all(|pattern| holds(words, pattern)));
    }
    search.words.iter().all(|pattern| texts.iter().any(|words| holds(words, pattern)))
}

impl WordPattern {
    fn fits(&self, word: &str) -> bool {
        match self {
            WordPattern::Exact(exact) => word == exact,
            WordPattern::Prefix(start) => word.starts_with(start.as_str()),
            WordPattern::Suffix(end) => word.ends_with(end.as_str()),
            WordPattern::Infix(part) => word.contains(part.as_str()),
            WordPattern::Near(near, slips) => is_near(word, (near, *slips)),
        }
    }
}
