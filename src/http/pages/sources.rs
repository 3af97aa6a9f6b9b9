//! `/sources`: the documents on which the record rests. One of them with its text: [`super::document`].

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde_json::json;

use super::{page::Page, words::Said};
use crate::{
    domain::{
        release::At,
        text::{Language, Texts},
    },
    http::{
        params::Params,
        problem::ApiError,
        state::{Context, State},
        v1::{
            collection::Collection,
            releases::Bound,
            sources::{LICENCE, LICENCE_URL, SourceView, Sources},
        },
    },
    store::{self, Db, Slice, passages, sources::SourceRow},
};

#[derive(Template)]
#[template(path = "sources.html")]
struct SourcesPage {
    page: Page,
    sources: Vec<SourcePart>,
}

/// What is known of a document.
pub struct SourcePart {
    pub id: String,
    pub path: String,
    /// The printed title; empty if the document prints none.
    pub title: Said,
    /// Why there is no title.
    pub untitled: String,
    pub about: Said,
    pub language: &'static str,
    /// The language in the words of the page.
    pub language_said: String,
    pub release: String,
    pub release_path: String,
    pub earliest: Option<BoundPart>,
    pub latest: Option<BoundPart>,
    pub sha256: String,
    pub characters: String,
    pub bytes: String,
    pub passages: String,
}

/// A bound of a date that no document prints, with what it rests on.
pub struct BoundPart {
    pub day: String,
    pub basis: Said,
}

impl SourcePart {
    /// The parts of documents, in their order.
    ///
    /// # Errors
    /// Those of the database.
    pub fn of(db: &mut Db, context: &Context, page: &Page, rows: Vec<SourceRow>) -> Result<Vec<Self>, ApiError> {
        let views = Sources::views(db, context, rows)?;
        let mut parts = Vec::with_capacity(views.len());
        for view in views {
            let filter = passages::Filter { source: vec![view.id.clone()], ..Default::default() };
            let passages = passages::count(db, context.release.sequence, &filter)?;
            parts.push(SourcePart::shown(page, view, passages));
        }
        Ok(parts)
    }

    fn shown(page: &Page, view: SourceView, passages: i64) -> Self {
        let bound = |bound: Option<Bound>| {
            bound.map(|bound| BoundPart { day: page.date(&bound.date), basis: page.said(&bound.basis) })
        };
        let (language, language_said) = match view.language.as_str() {
            "fr" => ("fr", page.say("français", "French")),
            _ => ("en", page.say("anglais", "English")),
        };
        SourcePart {
            path: format!("/sources/{}", view.id),
            title: page.said(view.title.as_ref().unwrap_or(&Texts::default())),
            untitled: page.absent(&view.absent, "title"),
            about: page.said(&view.about),
            earliest: bound(view.earliest),
            latest: bound(view.latest),
            characters: grouped(page.language, i64::from(view.characters)),
            bytes: grouped(page.language, i64::from(view.bytes)),
            passages: grouped(page.language, passages),
            release_path: format!("/releases/{}", view.stated_in),
            release: view.stated_in,
            sha256: view.sha256,
            id: view.id,
            language,
            language_said,
        }
    }

    /// The document as schema.org describes it, at an address.
    pub fn structured(&self, url: &str) -> serde_json::Value {
        let name = if self.title.text.is_empty() { &self.id } else { &self.title.text };
        json!({
            "@context": "https://schema.org",
            "@type": "CreativeWork",
            "identifier": self.id,
            "name": name,
            "description": self.about.text,
            "inLanguage": self.language,
            "license": LICENCE_URL,
            "url": url,
            "publisher": {"@type": "GovernmentOrganization", "name": crate::http::v1::sources::ATTRIBUTION},
        })
    }

    /// The licence of the document.
    pub fn licence(&self) -> &'static str {
        LICENCE
    }

    /// Where the text of the licence is.
    pub fn licence_url(&self) -> &'static str {
        LICENCE_URL
    }
}

/// A number with its thousands apart: `105 840`, `105,840`.
fn grouped(language: Language, number: i64) -> String {
    let separator = if language == Language::Fr { '\u{202f}' } else { ',' };
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + 4);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(separator);
        }
        grouped.push(digit);
    }
    grouped
}

/// Shows the documents.
///
/// # Errors
/// No such release, or no database.
pub async fn show(
    request: HttpRequest,
    state: web::Data<State>,
    language: web::Path<Language>,
    params: Params<At>,
) -> Result<HttpResponse, ApiError> {
    let language = language.into_inner();
    super::answer(&request, &state, params, move |db, context| listed(db, context, language)).await
}

fn listed(db: &mut Db, context: &Context, language: Language) -> Result<SourcesPage, ApiError> {
    let rows = store::sources::list(db, context.release.sequence, &Default::default(), &Slice::default())?;
    let (title, description) = match language {
        Language::Fr => (
            "Les documents sources",
            "Les documents du ministère sur lesquels repose chaque mot et chaque chiffre, avec leur empreinte et les bornes de leur date.",
        ),
        Language::En => (
            "The source documents",
            "The ministry’s documents on which each word and figure rests, with their digest and the bounds of their date.",
        ),
    };
    let page = Page::new(context, language, "/sources", title.to_owned(), description.to_owned());
    let page = page.with_list("/api/v1/sources");
    let sources = SourcePart::of(db, context, &page, rows)?;
    Ok(SourcesPage { sources, page })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_apart() {
        assert_eq!(grouped(Language::Fr, 105_840), "105\u{202f}840");
        assert_eq!(grouped(Language::En, 1_105_840), "1,105,840");
        assert_eq!((grouped(Language::En, 999), grouped(Language::En, 0)), ("999".into(), "0".into()));
    }
}
