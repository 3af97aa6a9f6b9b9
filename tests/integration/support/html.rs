//! Pages as tests read them: by what stands where, not by their markup.

use scraper::{ElementRef, Html, Selector};

use super::TestApp;

/// A page, parsed as browsers do.
pub struct Page {
    pub status: u16,
    document: Html,
}

impl TestApp {
    /// The page at an address.
    pub fn page(&self, path: &str) -> Page {
        let answer = self.get(path);
        assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"), "{path}");
        Page { status: answer.status, document: Html::parse_document(&answer.text()) }
    }
}

impl Page {
    fn all(&self, selector: &str) -> Vec<ElementRef<'_>> {
        let selector = Selector::parse(selector).expect("a selector");
        self.document.select(&selector).collect()
    }

    /// The text of each element that a selector finds.
    pub fn texts(&self, selector: &str) -> Vec<String> {
        self.all(selector).into_iter().map(said).collect()
    }

    /// The text of the first element that a selector finds.
    pub fn text(&self, selector: &str) -> String {
        self.texts(selector).into_iter().next().unwrap_or_else(|| panic!("nothing is `{selector}`"))
    }

    /// An attribute of each element that a selector finds.
    pub fn values(&self, selector: &str, attribute: &str) -> Vec<String> {
        self.all(selector)
            .into_iter()
            .filter_map(|element| element.value().attr(attribute))
            .map(str::to_owned)
            .collect()
    }

    /// Where the links of a text lead.
    pub fn links(&self, text: &str) -> Vec<String> {
        let links = self.all("a[href]").into_iter().filter(|link| said(*link) == text);
        links.filter_map(|link| link.value().attr("href")).map(str::to_owned).collect()
    }
}

/// The words of an element as they are read: each run of blanks one space, those that do not break too.
fn said(element: ElementRef) -> String {
    element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}
