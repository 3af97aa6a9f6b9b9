//! A document's text with spans marked in it. Spans overlap and nest, elements of HTML only nest: a span that another one
//! cuts is closed and opened again around the cut.

use std::fmt;

use askama::filters::HtmlSafe;

use super::words::escaped;
use crate::domain::source::Document;

/// A text whose spans are marked as `p{number}`, each followed by a link to `c{number}`, what rests on it.
pub struct Marked(String);

impl Marked {
    /// Marks spans (number, first character, one past the last) in a text; those that lie outside are left out.
    pub fn new(text: String, spans: &[(i32, usize, usize)]) -> Self {
        let document = Document::new(text);
        let mut spans: Vec<(i32, usize, usize)> =
            spans.iter().copied().filter(|(_, start, end)| start < end && *end <= document.length()).collect();
        // Of two that begin together the longer one holds the other.
        spans.sort_by_key(|(number, start, end)| (*start, std::cmp::Reverse(*end), *number));
        let mut html = String::with_capacity(document.text().len() * 3 / 2);
        let (mut open, mut at): (Vec<(i32, usize)>, usize) = (Vec::new(), 0);
        for (number, start, end) in spans {
            while let Some(next) = open.iter().map(|(_, end)| *end).min().filter(|next| *next <= start) {
                push(&mut html, &document, at, next);
                close(&mut html, &mut open, next);
                at = next;
            }
            push(&mut html, &document, at, start);
            at = start;
            // One that ends within this one is closed before it by `close`, which opens this one again.
            html.push_str(&format!("<mark id=\"p{number}\">"));
            open.push((number, end));
        }
        while let Some(next) = open.iter().map(|(_, end)| *end).min() {
            push(&mut html, &document, at, next);
            close(&mut html, &mut open, next);
            at = next;
        }
        push(&mut html, &document, at, document.length());
        Marked(html)
    }
}

fn push(html: &mut String, document: &Document, from: usize, to: usize) {
    html.push_str(&escaped(document.slice(from, to).unwrap_or_default()));
}

/// Closes the spans that end at a place, and opens those again that do not.
fn close(html: &mut String, open: &mut Vec<(i32, usize)>, at: usize) {
    let outermost = open.iter().position(|(_, end)| *end == at).unwrap_or(open.len());
    let within = open.split_off(outermost);
    html.push_str(&"</mark>".repeat(within.len()));
    let (mut ended, cut): (Vec<_>, Vec<_>) = within.into_iter().partition(|(_, end)| *end == at);
    ended.sort_unstable();
    for (number, _) in ended {
        html.push_str(&format!("<a href=\"#c{number}\">{number}</a>"));
    }
    html.push_str(&"<mark>".repeat(cut.len()));
    open.extend(cut);
}

impl fmt::Display for Marked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Its text is escaped above.
impl HtmlSafe for Marked {}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(text: &str, spans: &[(i32, usize, usize)]) -> String {
        Marked::new(text.to_owned(), spans).to_string()
    }

    #[test]
    fn spans_are_counted_in_characters_and_escaped() {
        assert_eq!(marked("é<b>", &[(1, 1, 2)]), "é<mark id=\"p1\">&lt;</mark><a href=\"#c1\">1</a>b&gt;");
        assert_eq!(marked("a & b", &[]), "a &amp; b");
    }

    #[test]
    fn spans_nest_where_they_can() {
        let expected = "a<mark id=\"p1\">b<mark id=\"p2\">c</mark><a href=\"#c2\">2</a>d</mark><a href=\"#c1\">1</a>e";
        assert_eq!(marked("abcde", &[(1, 1, 4), (2, 2, 3)]), expected);
        let together = "<mark id=\"p2\"><mark id=\"p1\">a</mark><a href=\"#c1\">1</a>b</mark><a href=\"#c2\">2</a>";
        assert_eq!(marked("ab", &[(1, 0, 1), (2, 0, 2)]), together);
    }

    #[test]
    fn a_span_that_another_one_cuts_is_marked_in_two_parts() {
        let expected = "<mark id=\"p1\">ab<mark id=\"p2\">c</mark></mark><a href=\"#c1\">1</a><mark>d</mark>\
                        <a href=\"#c2\">2</a>";
        assert_eq!(marked("abcd", &[(1, 0, 3), (2, 2, 4)]), expected);
    }

    #[test]
    fn spans_that_touch_or_lie_outside_do_no_harm() {
        let expected = "<mark id=\"p1\">a</mark><a href=\"#c1\">1</a><mark id=\"p2\">b</mark><a href=\"#c2\">2</a>";
        assert_eq!(marked("ab", &[(1, 0, 1), (2, 1, 2), (3, 1, 9), (4, 1, 1)]), expected);
    }
}
