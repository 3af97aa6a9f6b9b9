//! Sources, passages, and the repairs between a passage and the text that was taken from it.
//!
//! A [`Citation`] is written `detail-2026 739..772 line_wrap`: the source, the span in characters (end excluded) and the
//! repairs that turn the raw words of the span into the text of the record. A repair that is not declared, or is declared
//! and does nothing, is an error: what was mended is always on record.

use std::{fmt, str::FromStr};

use thiserror::Error;

/// A mending of whitespace or of the layout's leftovers; the words themselves are never touched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Repair {
    /// A page number that stands alone on a line inside the span is dropped.
    PageNumber(u32),
    /// A word divided at the end of a line is joined and its hyphen dropped.
    HyphenBreak,
    /// The digits of a footnote mark, glued to the end of a word, are dropped.
    FootnoteMark(u32),
    /// A line break, with the blanks around it, becomes one space.
    LineWrap,
    /// A no-break space becomes a space.
    NoBreakSpace,
    /// A run of spaces becomes one space.
    RepeatedSpace,
}

impl fmt::Display for Repair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Repair::PageNumber(number) => write!(f, "page_number={number}"),
            Repair::HyphenBreak => f.write_str("hyphen_break"),
            Repair::FootnoteMark(number) => write!(f, "footnote_mark={number}"),
            Repair::LineWrap => f.write_str("line_wrap"),
            Repair::NoBreakSpace => f.write_str("no_break_space"),
            Repair::RepeatedSpace => f.write_str("repeated_space"),
        }
    }
}

impl FromStr for Repair {
    type Err = CitationError;

    fn from_str(word: &str) -> Result<Self, CitationError> {
        let unknown = || CitationError::Repair(word.to_owned());
        Ok(match word.split_once('=') {
            Some(("page_number", number)) => Repair::PageNumber(number.parse().map_err(|_| unknown())?),
            Some(("footnote_mark", number)) => Repair::FootnoteMark(number.parse().map_err(|_| unknown())?),
            None if word == "hyphen_break" => Repair::HyphenBreak,
            None if word == "line_wrap" => Repair::LineWrap,
            None if word == "no_break_space" => Repair::NoBreakSpace,
            None if word == "repeated_space" => Repair::RepeatedSpace,
            _ => return Err(unknown()),
        })
    }
}

impl Repair {
    /// Applies the repair; a text it does not change is returned as it was.
    fn apply(&self, text: &str) -> String {
        match self {
            Repair::PageNumber(number) => {
                let number = number.to_string();
                let lines: Vec<&str> = text.split('\n').filter(|line| line.trim() != number).collect();
                lines.join("\n")
            }
            Repair::HyphenBreak => text.replace("-\n", "").replace("- \n", ""),
            Repair::FootnoteMark(number) => without_mark(text, &number.to_string()),
            Repair::LineWrap => {
                let lines: Vec<&str> =
                    text.split('\n').map(|line| line.trim_matches(' ')).filter(|line| !line.is_empty()).collect();
                lines.join(" ")
            }
            Repair::NoBreakSpace => text.replace(NO_BREAK_SPACES, " "),
            Repair::RepeatedSpace => {
                let words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
                words.join(" ")
            }
        }
    }
}

const NO_BREAK_SPACES: [char; 2] = ['\u{a0}', '\u{202f}'];

/// Drops the first occurrence of `mark` that directly follows a letter and is not part of a longer number.
fn without_mark(text: &str, mark: &str) -> String {
    for (start, _) in text.match_indices(mark) {
        let end = start + mark.len();
        let follows_letter = text[..start].chars().next_back().is_some_and(char::is_alphabetic);
        let stands_alone = !text[end..].starts_with(|next: char| next.is_ascii_digit());
        if follows_letter && stands_alone {
            return format!("{}{}", &text[..start], &text[end..]);
        }
    }
    text.to_owned()
}

/// A span of a source, with the repairs between its raw words and the text of the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation {
    pub source: String,
    /// First character of the span, counted from 0 in Unicode scalar values.
    pub start: usize,
    /// One past the last character of the span.
    pub end: usize,
    pub repairs: Vec<Repair>,
}

/// What is wrong with a citation, or with a text cited by it.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum CitationError {
    #[error("`{0}` is not a citation; expected `source start..end`, such as `detail-2026 739..772`")]
    Form(String),
    #[error(
        "`{0}` is not a repair; expected line_wrap, no_break_space, repeated_space, hyphen_break, footnote_mark=N or page_number=N"
    )]
    Repair(String),
    #[error("the span {start}..{end} does not lie in the {length} characters of the source")]
    Span { start: usize, end: usize, length: usize },
    #[error("the repair {0} is declared and changes nothing")]
    IdleRepair(String),
    #[error("the span needs the repair {0}, which is not declared")]
    MissingRepair(&'static str),
    #[error("the span begins or ends with white space")]
    LooseSpan,
}

impl FromStr for Citation {
    type Err = CitationError;

    fn from_str(text: &str) -> Result<Self, CitationError> {
        let form = || CitationError::Form(text.to_owned());
        let mut words = text.split(' ');
        let source = words.next().filter(|word| !word.is_empty()).ok_or_else(form)?;
        let (start, end) = words.next().and_then(|span| span.split_once("..")).ok_or_else(form)?;
        // Tables keep places in 32 bits, which no document outgrows.
        let place = |digits: &str| digits.parse().ok().filter(|n: &usize| i32::try_from(*n).is_ok()).ok_or_else(form);
        let (start, end) = (place(start)?, place(end)?);
        let repairs = words.map(str::parse).collect::<Result<Vec<Repair>, _>>()?;
        Ok(Citation { source: source.to_owned(), start, end, repairs })
    }
}

impl fmt::Display for Citation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}..{}", self.source, self.start, self.end)?;
        self.repairs.iter().try_for_each(|repair| write!(f, " {repair}"))
    }
}

impl Citation {
    /// The words of the span after exactly the declared repairs.
    ///
    /// # Errors
    /// A span outside the source or with loose blanks, an idle repair, or a repair that is needed and not declared.
    pub fn words(&self, document: &Document) -> Result<String, CitationError> {
        let raw = document.slice(self.start, self.end).ok_or(CitationError::Span {
            start: self.start,
            end: self.end,
            length: document.length(),
        })?;
        if raw.is_empty() || raw != raw.trim() {
            return Err(CitationError::LooseSpan);
        }
        let mut words = raw.to_owned();
        for repair in &self.repairs {
            let repaired = repair.apply(&words);
            if repaired == words {
                return Err(CitationError::IdleRepair(repair.to_string()));
            }
            words = repaired;
        }
        if words.contains('\n') {
            return Err(CitationError::MissingRepair("line_wrap"));
        }
        if words.contains(NO_BREAK_SPACES) {
            return Err(CitationError::MissingRepair("no_break_space"));
        }
        if words.contains("  ") {
            return Err(CitationError::MissingRepair("repeated_space"));
        }
        Ok(words)
    }
}

/// The text of a source, addressed by character as citations are.
#[derive(Clone, Debug)]
pub struct Document {
    text: String,
    /// Byte offset of each character, and of the end.
    offsets: Vec<u32>,
}

impl Document {
    /// Indexes a text.
    pub fn new(text: String) -> Self {
        let position = |offset: usize| u32::try_from(offset).expect("a source is far smaller than 4 GiB");
        let mut offsets: Vec<u32> = text.char_indices().map(|(offset, _)| position(offset)).collect();
        offsets.push(position(text.len()));
        Document { text, offsets }
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Number of characters (Unicode scalar values).
    pub fn length(&self) -> usize {
        self.offsets.len() - 1
    }

    /// The characters `start..end`, if the span lies in the text.
    pub fn slice(&self, start: usize, end: usize) -> Option<&str> {
        let (first, last) = (*self.offsets.get(start)?, *self.offsets.get(end)?);
        self.text.get(first as usize..last as usize)
    }

    /// Where `words` stand in the text, white space aside, as spans in characters.
    pub fn find(&self, words: &str) -> Vec<(usize, usize)> {
        let wanted: Vec<char> = words.chars().filter(|c| !c.is_whitespace()).collect();
        let printed: Vec<(usize, char)> = self.text.chars().enumerate().filter(|(_, c)| !c.is_whitespace()).collect();
        if wanted.is_empty() {
            return Vec::new();
        }
        let stands = |window: &&[(usize, char)]| window.iter().zip(&wanted).all(|((_, have), want)| have == want);
        printed
            .windows(wanted.len())
            .filter(stands)
            .map(|window| (window[0].0, window[window.len() - 1].0 + 1))
            .collect()
    }
}

/// Bytes as lower-case hexadecimal digits.
pub fn hexadecimal(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        // Writing to a String cannot fail.
        let _ = fmt::Write::write_fmt(&mut text, format_args!("{byte:02x}"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str, repairs: &str) -> Result<String, CitationError> {
        let document = Document::new(text.to_owned());
        format!("s 0..{}{repairs}", document.length()).parse::<Citation>()?.words(&document)
    }

    #[test]
    fn each_repair_does_its_own_mending_and_no_other() {
        assert_eq!(words("une offre \n\net durable", " line_wrap").as_deref(), Ok("une offre et durable"));
        assert_eq!(words("inclusive18", " footnote_mark=18").as_deref(), Ok("inclusive"));
        assert_eq!(words("trans-\nforme", " hyphen_break").as_deref(), Ok("transforme"));
        assert_eq!(words("fin\n27\nsuite", " page_number=27 line_wrap").as_deref(), Ok("fin suite"));
        assert_eq!(words("« clé\u{a0}»", " no_break_space").as_deref(), Ok("« clé »"));
        assert_eq!(words("per  ception", " repeated_space").as_deref(), Ok("per ception"));
    }

    #[test]
    fn a_repair_is_declared_if_and_only_if_it_is_needed() {
        assert_eq!(words("a\nb", ""), Err(CitationError::MissingRepair("line_wrap")));
        assert_eq!(words("a b", " line_wrap"), Err(CitationError::IdleRepair("line_wrap".into())));
        assert_eq!(words("en 2018", " footnote_mark=18"), Err(CitationError::IdleRepair("footnote_mark=18".into())));
        assert_eq!(words("a b ", ""), Err(CitationError::LooseSpan));
    }
}
