//! Texts in pictures: how wide they are at most, and where they break.
//!
//! SVG does not wrap, and the font is that of whoever looks. Widths are those of DejaVu Sans, the widest of the usual
//! system fonts, so that a line fits in the others too.

use crate::domain::text::Language;

/// A text in one language and weight.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    pub text: String,
    /// The language, where it is not that of the picture.
    pub language: Option<Language>,
    pub is_bold: bool,
}

impl Words {
    /// A text in the language of the picture.
    pub fn plain(text: impl Into<String>) -> Self {
        Words { text: text.into(), language: None, is_bold: false }
    }

    /// A text in a language, which is told if it is not that of the picture.
    pub fn spoken(text: impl Into<String>, language: Language, around: Language) -> Self {
        Words { text: text.into(), language: Some(language).filter(|own| *own != around), is_bold: false }
    }

    /// The same text in bold.
    pub fn bold(mut self) -> Self {
        self.is_bold = true;
        self
    }

    /// The code of the language, where it is told.
    pub fn code(&self) -> Option<&'static str> {
        self.language.map(Language::as_str)
    }
}

/// How much wider bold letters are.
const BOLD: f64 = 1.12;

/// Upper bound of the width of a text, in units of a font size.
pub fn width(text: &str, size: f64, is_bold: bool) -> f64 {
    let ems: f64 = text.chars().map(em).sum();
    ems * size * if is_bold { BOLD } else { 1.0 }
}

fn em(character: char) -> f64 {
    match character {
        'i' | 'j' | 'l' | 'î' | 'ï' | '\'' | '’' | '|' => 0.29,
        'I' | ' ' | ',' | '.' | ':' | ';' | '!' | '·' | '\u{a0}' | '\u{202f}' => 0.34,
        'f' | 't' | 'r' | '(' | ')' | '/' | '-' | '‑' => 0.42,
        'm' | 'w' | 'M' | 'W' | '%' | '@' | 'Œ' | 'œ' | '—' | '→' | '…' => 1.0,
        'A'..='Z' | 'À'..='Þ' => 0.79,
        other if other >= '\u{1100}' => 1.0,
        _ => 0.64,
    }
}

/// Lines of runs, none wider than `room`.
///
/// A line breaks at spaces, then behind a hyphen, then within a word that is longer than a whole line.
pub fn wrap(runs: &[Words], size: f64, room: f64) -> Vec<Vec<Words>> {
    let mut lines: Vec<Vec<Words>> = Vec::new();
    let mut line: Vec<Words> = Vec::new();
    let mut used = 0.0;
    for run in runs {
        for word in run.text.split([' ', '\n', '\t']).filter(|word| !word.is_empty()) {
            for (index, part) in parts(word, size, room, run.is_bold).into_iter().enumerate() {
                let space = if index > 0 || line.is_empty() { "" } else { " " };
                let wide = width(space, size, run.is_bold) + width(&part, size, run.is_bold);
                if used + wide > room && !line.is_empty() {
                    lines.push(std::mem::take(&mut line));
                    used = width(&part, size, run.is_bold);
                    line.push(Words { text: part, ..run.clone() });
                    continue;
                }
                used += wide;
                match line.last_mut() {
                    Some(last) if last.language == run.language && last.is_bold == run.is_bold => {
                        last.text.push_str(space);
                        last.text.push_str(&part);
                    }
                    _ => line.push(Words { text: format!("{space}{part}"), ..run.clone() }),
                }
            }
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// A word as pieces that may stand on lines of their own; one piece, unless it is longer than a line.
fn parts(word: &str, size: f64, room: f64, is_bold: bool) -> Vec<String> {
    if width(word, size, is_bold) <= room {
        return vec![word.to_owned()];
    }
    let mut parts = vec![String::new()];
    for character in word.chars() {
        let last = parts.last().map_or("", String::as_str);
        let is_full = !last.is_empty() && width(last, size, is_bold) + width("m", size, is_bold) > room;
        if is_full || last.ends_with(['-', '/']) {
            parts.push(String::new());
        }
        if let Some(last) = parts.last_mut() {
            last.push(character);
        }
    }
    parts
}

/// The beginning of a text that fits, with an ellipsis if it is not the whole.
pub fn cut(text: &str, size: f64, is_bold: bool, room: f64) -> String {
    if width(text, size, is_bold) <= room {
        return text.to_owned();
    }
    let mut kept = String::new();
    for character in text.chars() {
        kept.push(character);
        if width(&kept, size, is_bold) + width("…", size, is_bold) > room {
            kept.pop();
            break;
        }
    }
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(lines: &[Vec<Words>]) -> Vec<String> {
        lines.iter().map(|line| line.iter().map(|run| run.text.as_str()).collect()).collect()
    }

    #[test]
    fn lines_break_at_spaces_and_never_at_a_no_break_space() {
        // At size 10: `aaaa` is 25.6 wide, a space 3.4.
        let lines = wrap(&[Words::plain("aaaa aaaa aaaa")], 10.0, 55.0);
        assert_eq!(told(&lines), ["aaaa aaaa", "aaaa"]);
        let lines = wrap(&[Words::plain("aa 65\u{a0}%")], 10.0, 30.0);
        assert_eq!(told(&lines), ["aa", "65\u{a0}%"]);
    }

    #[test]
    fn a_word_longer_than_a_line_is_divided() {
        let word = "constitutionnellement";
        let lines = wrap(&[Words::plain(word)], 14.0, 60.0);
        assert!(lines.len() > 1);
        assert_eq!(told(&lines).concat(), word);
        assert!(told(&lines).iter().all(|line| width(line, 14.0, false) <= 60.0));
    }

    #[test]
    fn runs_keep_their_language_and_weight() {
        let runs = [Words::plain("Axe 4 ·").bold(), Words::spoken("Support", Language::En, Language::Fr)];
        let lines = wrap(&runs, 10.0, 300.0);
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0][0], Words::plain("Axe 4 ·").bold());
        assert_eq!(lines[0][1], Words { text: " Support".into(), language: Some(Language::En), is_bold: false });
    }

    #[test]
    fn a_text_that_is_cut_says_so() {
        assert_eq!(cut("court", 10.0, false, 100.0), "court");
        let short = cut("une phrase qui est bien trop longue", 10.0, false, 100.0);
        assert!(short.ends_with('…') && width(&short, 10.0, false) <= 100.0, "{short}");
    }
}
