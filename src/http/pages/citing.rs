//! How to cite a page.

use super::page::Page;
use crate::{domain::citation::Citation, http::state::Context};

/// The citation of a page in the styles that are read, and where the others are.
pub struct Citing {
    pub iso690: String,
    pub apa: String,
    /// Each style for reference managers, with its address.
    pub styles: Vec<(&'static str, String)>,
}

/// How to cite a page whose data is at a path of the API; none where no release pins it.
pub fn of(context: &Context, page: &Page, path: &str) -> Option<Citing> {
    let url = context.cite_as()?;
    let cited = Citation::of(&context.release, Some(page.title.clone()), page.language, url);
    let styles = [("BibTeX", "bibtex"), ("RIS", "ris"), ("CSL-JSON", "csl-json")].map(|(name, style)| {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let pinned = format!("/api/v1{path}?release={}", context.release.pinned());
        query.append_pair("path", &pinned).append_pair("style", style).append_pair("lang", page.lang());
        (name, format!("/api/v1/cite?{}", query.finish()))
    });
    Some(Citing { iso690: cited.iso690(), apa: cited.apa(), styles: styles.into() })
}
