//! How to cite a page.

use super::{page::Page, words::Said};
use crate::{domain::citation::Citation, http::state::Context};

/// The citation of a page in the styles that are read, and where the others are.
pub struct Citing {
    pub iso690: Cited,
    pub apa: Cited,
    /// Each style for reference managers, with its address.
    pub styles: Vec<(&'static str, String)>,
}

/// A citation around the title of what is cited, which may be in another language than the words around it.
pub struct Cited {
    pub before: String,
    pub title: Said,
    pub after: String,
}

impl Cited {
    fn of(citation: String, title: &Said) -> Self {
        // Citations end the title with a stop of their own.
        let words = title.text.trim_end_matches('.');
        match citation.split_once(words).filter(|_| !words.is_empty()) {
            Some((before, after)) => Cited {
                before: before.to_owned(),
                title: Said { text: words.to_owned(), foreign: title.foreign },
                after: after.to_owned(),
            },
            None => {
                Cited { before: citation, title: Said { text: String::new(), foreign: None }, after: String::new() }
            }
        }
    }
}

/// How to cite a page, and within its title what the documents call it, whose data is at the same path of the API; none where no release pins it.
pub fn of(context: &Context, page: &Page, title: &Said) -> Option<Citing> {
    let url = context.cite_as()?;
    let cited = Citation::of(&context.release, Some(page.title.clone()), page.language, url);
    let styles = [("BibTeX", "bibtex"), ("RIS", "ris"), ("CSL-JSON", "csl-json")].map(|(name, style)| {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let pinned = format!("/api/v1{}?release={}", page.path, context.release.pinned());
        query.append_pair("path", &pinned).append_pair("style", style).append_pair("lang", page.lang());
        (name, format!("/api/v1/cite?{}", query.finish()))
    });
    Some(Citing { iso690: Cited::of(cited.iso690(), title), apa: Cited::of(cited.apa(), title), styles: styles.into() })
}
