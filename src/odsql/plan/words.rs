//! Texts to look for, cut into patterns for single words.
//!
//! A word is a run of letters and digits, folded: without case and accents. The store keeps the words of every text, cut
//! the same way by [`kept`], so that both databases compare the same bytes.

use super::types::WordPattern;
use crate::{
    domain::text::fold,
    odsql::{LONGEST_WORD, MOST_WORDS},
};

/// The words of a text, folded, in order.
pub fn tokens(text: &str) -> Vec<String> {
    let folded = fold(text);
    folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// The words of a text that are worth keeping: all but those that are longer than any word that is looked for. An index of
/// PostgreSQL takes no more than 2,704 bytes, and a text that was filed may have any.
pub fn kept(text: &str) -> impl Iterator<Item = String> {
    tokens(text).into_iter().filter(|word| word.len() <= LONGEST_WORD)
}

/// What is wrong with the patterns of a text, if they are more or longer than a query may hold.
pub fn excess(patterns: &[WordPattern]) -> Option<String> {
    let is_long = |pattern: &WordPattern| match pattern {
        WordPattern::Exact(word) | WordPattern::Prefix(word) | WordPattern::Suffix(word) => word.len() > LONGEST_WORD,
        WordPattern::Infix(word) | WordPattern::Near(word, _) => word.len() > LONGEST_WORD,
    };
    match patterns.len() {
        count if count > MOST_WORDS => Some(format!("A text of {count} words, of which {MOST_WORDS} are looked for")),
        _ if patterns.iter().any(is_long) => Some(format!("A word of more than {LONGEST_WORD} bytes")),
        _ => None,
    }
}

/// The patterns of `like`: whole words, with `*` or `%` at an end for any letters. Nothing fits a text without a word.
pub fn like(text: &str) -> Vec<WordPattern> {
    let folded = fold(text);
    let is_wild = |c: char| matches!(c, '*' | '%');
    let runs = folded.split(|c: char| !c.is_alphanumeric() && !is_wild(c));
    // A wildcard inside a run ends a word and begins the next: `a*b` is a word that begins and one that ends.
    let mut patterns = Vec::new();
    for run in runs {
        let mut rest = run;
        while let Some(start) = rest.find(|c| !is_wild(c)) {
            let (open_before, after) = (start > 0 || rest.len() < run.len(), &rest[start..]);
            let end = after.find(is_wild).unwrap_or(after.len());
            let (word, tail) = (after[..end].to_owned(), &after[end..]);
            patterns.push(match (open_before, !tail.is_empty()) {
                (false, false) => WordPattern::Exact(word),
                (false, true) => WordPattern::Prefix(word),
                (true, false) => WordPattern::Suffix(word),
                (true, true) => WordPattern::Infix(word),
            });
            rest = tail;
        }
    }
    patterns
}

/// The patterns of `search`: the last word begins a word, the others forgive a slip above two letters and two above five.
pub fn search(text: &str) -> Vec<WordPattern> {
    let mut words = tokens(text);
    let last = words.pop();
    let near = words.into_iter().map(|word| match word.chars().count() {
        0..=2 => WordPattern::Exact(word),
        3..=5 => WordPattern::Near(word, 1),
        _ => WordPattern::Near(word, 2),
    });
    near.chain(last.map(WordPattern::Prefix)).collect()
}

/// The patterns of `suggest`: the last word begins a word, those before it are whole.
pub fn suggest(text: &str) -> Vec<WordPattern> {
    let mut words = tokens(text);
    let last = words.pop();
    words.into_iter().map(WordPattern::Exact).chain(last.map(WordPattern::Prefix)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_runs_of_letters_and_digits_without_case_and_accents() {
        assert_eq!(tokens("L’École, 2026 : « œuvre »"), ["l", "ecole", "2026", "oeuvre"]);
        assert_eq!(tokens("…"), Vec::<String>::new());
    }

    #[test]
    fn a_word_is_kept_if_it_can_be_looked_for() {
        let of = |letters: usize| "é".repeat(letters);
        let text = format!("a {} b {}", of(LONGEST_WORD), of(LONGEST_WORD + 1));
        assert_eq!(kept(&text).map(|word| word.len()).collect::<Vec<_>>(), [1, LONGEST_WORD, 1]);
        assert_eq!(excess(&search(&of(LONGEST_WORD))), None);
        assert!(excess(&search(&of(LONGEST_WORD + 1))).is_some());
    }

    #[test]
    fn like_takes_wildcards_at_the_ends_of_words() {
        assert_eq!(like("school"), [WordPattern::Exact("school".into())]);
        assert_eq!(like("%Élèves%"), [WordPattern::Infix("eleves".into())]);
        assert_eq!(like("Militaire%"), [WordPattern::Prefix("militaire".into())]);
        assert_eq!(like("*tion star"), [WordPattern::Suffix("tion".into()), WordPattern::Exact("star".into())]);
        assert_eq!(like("a*b"), [WordPattern::Prefix("a".into()), WordPattern::Suffix("b".into())]);
        assert_eq!(like("%"), []);
    }

    #[test]
    fn search_forgives_by_length_and_completes_the_last_word() {
        assert_eq!(
            search("de écol numériqe pla"),
            [
                WordPattern::Exact("de".into()),
                WordPattern::Near("ecol".into(), 1),
                WordPattern::Near("numeriqe".into(), 2),
                WordPattern::Prefix("pla".into())
            ]
        );
    }
}
