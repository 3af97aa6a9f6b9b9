//! Words that are looked for: how many there may be, and which are near others.

use std::{collections::HashMap, ops::RangeInclusive};

use super::{
    super::{Db, QueryError, errands, words},
    RecordsError, condition,
};
use crate::{
    domain::dataset::Dataset,
    odsql::plan::{Condition, Plan},
};

/// Most words that a request looks for with slips, twice those of one text: each is compared with every word of the dataset
/// that is about as long.
pub const MOST_NEAR: usize = 64;

/// Most words that a request looks for, four times those of one text: each is a query of its own within the query, which reads
/// the words of the dataset again.
pub const MOST_PATTERNS: usize = 128;

/// A word that is looked for, and how many slips are forgiven.
pub type Pattern<'p> = (&'p str, usize);

/// Refuses conditions that look for too much; asks no database.
///
/// # Errors
/// [`RecordsError::TooManyNear`], [`RecordsError::TooManyWords`].
pub fn bounded(filter: &[Condition]) -> Result<(), RecordsError> {
    match (condition::near_patterns(filter).len(), patterns(filter)) {
        (near, _) if near > MOST_NEAR => Err(RecordsError::TooManyNear(near)),
        (_, all) if all > MOST_PATTERNS => Err(RecordsError::TooManyWords(all)),
        _ => Ok(()),
    }
}

/// How many words are looked for.
fn patterns(filter: &[Condition]) -> usize {
    let of = |condition: &Condition| match condition {
        Condition::Words(search) => search.words.len(),
        Condition::Not(inside) => patterns(std::slice::from_ref(inside)),
        Condition::All(parts) | Condition::Any(parts) => patterns(parts),
        _ => 0,
    };
    filter.iter().map(of).sum()
}

/// Whether a word is another one but for some slips. Lengths are looked at first: to compare the letters takes their product.
pub fn is_near(word: &str, (near, slips): Pattern) -> bool {
    length(word).abs_diff(length(near)) <= slips && strsim::levenshtein(word, near) <= slips
}

fn length(word: &str) -> usize {
    word.chars().count()
}

/// The lengths that words have which are near one of the patterns; none without a pattern.
pub fn lengths(patterns: &[Pattern]) -> Option<RangeInclusive<usize>> {
    let shortest = patterns.iter().map(|(word, slips)| length(word).saturating_sub(*slips)).min()?;
    let longest = patterns.iter().map(|(word, slips)| length(word) + slips).max()?;
    Some(shortest..=longest)
}

/// The words of a dataset that may be near a pattern, read once for all patterns.
///
/// # Errors
/// No time is left, or the database refuses.
pub fn candidates(db: &mut Db, dataset: &Dataset, lengths: RangeInclusive<usize>) -> Result<Vec<String>, RecordsError> {
    let bound = |length: &usize| i32::try_from(*length).unwrap_or(i32::MAX);
    words::of_length(db, dataset.name, bound(lengths.start()), bound(lengths.end())).map_err(|error| match &error {
        QueryError::DatabaseError(_, cause) if errands::is_left() || cause.message().contains("statement timeout") => {
            RecordsError::OutOfTime
        }
        _ => RecordsError::Query(error),
    })
}

/// What was found for a request, by dataset, word and slips.
#[derive(Clone, Debug, Default)]
pub struct Known(HashMap<(&'static str, String, usize), Vec<String>>);

impl Known {
    /// The patterns of a plan that were not looked for yet.
    pub fn unknown<'p>(&self, plan: &'p Plan) -> Vec<Pattern<'p>> {
        let mut patterns = condition::near_patterns(&plan.filter);
        patterns.retain(|pattern| !self.0.contains_key(&key(plan.dataset, *pattern)));
        patterns
    }

    /// Keeps those of the words that are near a pattern.
    pub fn learn(&mut self, dataset: &Dataset, pattern: Pattern, words: &[String]) {
        let near = || words.iter().filter(|word| is_near(word, pattern)).cloned().collect();
        self.0.entry(key(dataset, pattern)).or_insert_with(near);
    }

    /// The words near each pattern of a plan, in the order in which they are written.
    pub fn of(&self, plan: &Plan) -> Vec<Vec<String>> {
        let of = |pattern: Pattern| self.0.get(&key(plan.dataset, pattern)).cloned().unwrap_or_default();
        condition::near_patterns(&plan.filter).into_iter().map(of).collect()
    }
}

fn key(dataset: &Dataset, (word, slips): Pattern) -> (&'static str, String, usize) {
    (dataset.name, word.to_owned(), slips)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_counted_and_lengths_of_candidates_leave_none_out() {
        for (word, near, slips) in [("numerique", "numerik", 3), ("axe", "axes", 1), ("éa", "ea", 1)] {
            assert!(is_near(word, (near, slips)) && !is_near(word, (near, slips - 1)), "{word} {near}");
            assert!(lengths(&[(near, slips)]).is_some_and(|lengths| lengths.contains(&word.chars().count())));
        }
        assert_eq!(lengths(&[("abcdef", 2), ("abc", 1)]), Some(2..=8));
        assert_eq!(lengths(&[]), None);
    }
}
