//! What differs between two texts, word by word.
//!
//! A pure function of the two texts, without a clock: the same texts always give the same pieces. Texts are compared as
//! they are printed, case and punctuation included; only [`similarity`] looks past them.

use std::collections::BTreeMap;

use serde::Serialize;
use similar::{Algorithm, DiffOp, capture_diff_slices};
use utoipa::ToSchema;

use super::text::fold;

/// What became of a piece of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Op {
    /// It stands in both texts.
    Equal,
    /// It stands in the earlier text only.
    Delete,
    /// It stands in the later text only.
    Insert,
}

/// A piece of one text or of both. Equal and deleted pieces together are the earlier text, equal and inserted ones the
/// later text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({"op": "insert", "text": "online since October 2025"}))]
pub struct Piece {
    pub op: Op,
    pub text: String,
}

/// Most tokens of a text that is compared word by word; the time it takes grows with their square. A longer text, which
/// no statement comes near, is given as replaced.
const MOST_TOKENS: usize = 4000;

/// The pieces of two texts, in order; where both differ, what was deleted stands first.
pub fn diff(before: &str, after: &str) -> Vec<Piece> {
    let (old, new) = (tokens(before), tokens(after));
    let mut pieces = Pieces::default();
    if old.len().max(new.len()) > MOST_TOKENS {
        pieces.change(before, after);
        return pieces.all();
    }
    for op in capture_diff_slices(Algorithm::Myers, &old, &new) {
        let (before, after) = (old[op.old_range()].concat(), new[op.new_range()].concat());
        match op {
            // A space between two changed words would cut one change into two.
            DiffOp::Equal { .. } if !before.trim().is_empty() => pieces.keep(&before),
            DiffOp::Equal { .. } => pieces.space(&before),
            _ => pieces.change(&before, &after),
        }
    }
    pieces.all()
}

/// A diff as one line of text: `[-lost-] {+gained+}` among the words that stayed.
pub fn to_flat(pieces: &[Piece]) -> String {
    let shown = |piece: &Piece| match piece.op {
        Op::Equal => piece.text.clone(),
        Op::Delete => format!("[-{}-]", piece.text),
        Op::Insert => format!("{{+{}+}}", piece.text),
    };
    pieces.iter().map(shown).collect()
}

/// How alike two texts are, as a whole percentage, rounded down: twice the words they share, over the words of both
/// (Dice). Case, accents, punctuation and the order of words do not count, so both directions give the same.
pub fn similarity(one: &str, other: &str) -> i32 {
    let (one, other) = (word_counts(one), word_counts(other));
    let shared: usize = one.iter().map(|(word, count)| other.get(word).map_or(0, |known| *count.min(known))).sum();
    let all = one.values().sum::<usize>() + other.values().sum::<usize>();
    let percentage = (200 * shared).checked_div(all).unwrap_or_default();
    i32::try_from(percentage).unwrap_or_default()
}

fn word_counts(text: &str) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    let folded = fold(text);
    for word in tokens(&folded).into_iter().filter(|token| token.starts_with(char::is_alphanumeric)) {
        *counts.entry(word.to_owned()).or_insert(0) += 1;
    }
    counts
}

/// Words, runs of white space, and every other character by itself; together they are the text.
fn tokens(text: &str) -> Vec<&str> {
    let kind = |character: char| match character {
        c if c.is_alphanumeric() => 0,
        c if c.is_whitespace() => 1,
        _ => 2,
    };
    let (mut tokens, mut start, mut last) = (Vec::new(), 0, 2);
    for (index, character) in text.char_indices() {
        if index > 0 && (kind(character) != last || last == 2) {
            tokens.push(&text[start..index]);
            start = index;
        }
        last = kind(character);
    }
    if !text.is_empty() {
        tokens.push(&text[start..]);
    }
    tokens
}

/// Pieces as they are gathered. What changed, and spaces behind it, wait until a word stays.
#[derive(Default)]
struct Pieces {
    done: Vec<Piece>,
    deleted: String,
    inserted: String,
    space: String,
}

impl Pieces {
    fn change(&mut self, before: &str, after: &str) {
        let space = std::mem::take(&mut self.space);
        self.deleted.push_str(&space);
        self.inserted.push_str(&space);
        self.deleted.push_str(before);
        self.inserted.push_str(after);
    }

    fn space(&mut self, space: &str) {
        match self.deleted.is_empty() && self.inserted.is_empty() {
            true => self.keep(space),
            false => self.space.push_str(space),
        }
    }

    fn keep(&mut self, text: &str) {
        self.settle();
        match self.done.last_mut() {
            Some(Piece { op: Op::Equal, text: known }) => known.push_str(text),
            _ => self.done.push(Piece { op: Op::Equal, text: text.to_owned() }),
        }
    }

    fn settle(&mut self) {
        let (deleted, inserted) = (std::mem::take(&mut self.deleted), std::mem::take(&mut self.inserted));
        for (op, text) in [(Op::Delete, deleted), (Op::Insert, inserted)] {
            if !text.is_empty() {
                self.done.push(Piece { op, text });
            }
        }
        let space = std::mem::take(&mut self.space);
        if !space.is_empty() {
            self.done.push(Piece { op: Op::Equal, text: space });
        }
    }

    fn all(mut self) -> Vec<Piece> {
        self.settle();
        self.done
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flat(before: &str, after: &str) -> String {
        to_flat(&diff(before, after))
    }

    #[test]
    fn words_that_differ_are_shown_among_those_that_stay() {
        assert_eq!(flat("A review in 2026.", "A review in 2027."), "A review in [-2026-]{+2027+}.");
        assert_eq!(flat("A short review.", "A review."), "A [-short -]review.");
        assert_eq!(flat("l’école élémentaire", "l’école maternelle"), "l’école [-élémentaire-]{+maternelle+}");
        assert_eq!(flat("same", "same"), "same");
        assert_eq!(flat("", "all new"), "{+all new+}");
        assert_eq!(flat("", ""), "");
    }

    #[test]
    fn a_space_does_not_cut_a_change_into_two() {
        assert_eq!(
            flat("tested for one year here", "online since October here"),
            "[-tested for one year-]{+online since October+} here"
        );
    }

    #[test]
    fn both_texts_can_be_put_together_again() {
        let texts = ["", " ", "a", "a b", "b a", "a  b, c", "« œuvre » 50 %", "x y z x y", "y x y z"];
        for before in texts {
            for after in texts {
                let pieces = diff(before, after);
                let all_but = |op| pieces.iter().filter(|p| p.op != op).map(|p| p.text.as_str()).collect::<String>();
                assert_eq!((all_but(Op::Insert).as_str(), all_but(Op::Delete).as_str()), (before, after));
            }
        }
    }

    #[test]
    fn a_text_beyond_the_bound_is_replaced_whole() {
        let (before, after) = ("a ".repeat(MOST_TOKENS), "b ".repeat(MOST_TOKENS));
        assert_eq!(diff(&before, &after).len(), 2);
    }

    /// 4 of 5 words on each side are shared: 8 of 10. Half of three words, rounded down.
    #[test]
    fn likeness_counts_shared_words() {
        assert_eq!(similarity("Launch the P2IA teacher strand.", "launch the P2IA teacher, gesture"), 80);
        assert_eq!(similarity("one", "one two"), 66);
        assert_eq!(similarity("the the", "the"), 66);
        assert_eq!(similarity("one two", "two one"), 100);
        assert_eq!(similarity("", "…"), 0);
    }
}
