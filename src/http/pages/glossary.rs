//! `/glossary`: the terms that the documents define, word for word.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde_json::json;

use super::{
    page::Page,
    quotes::{Languages, Quote},
    words::Said,
};
use crate::{
    domain::{release::At, text::Language},
    http::{
        params::Params,
        problem::ApiError,
        state::{Context, State},
        v1::{
            collection::Collection,
            glossary::{TermView, Terms},
        },
    },
    store::{
        Db, Slice,
        citations::{self, CitationRow},
    },
};

#[derive(Template)]
#[template(path = "glossary.html")]
struct GlossaryPage {
    page: Page,
    terms: Vec<Term>,
}

/// A term with its definitions.
struct Term {
    code: String,
    term: Said,
    definitions: Vec<Quote>,
}

/// Shows the glossary.
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

fn listed(db: &mut Db, context: &Context, language: Language) -> Result<GlossaryPage, ApiError> {
    let sequence = context.release.sequence;
    let rows = Terms::list(db, sequence, &Default::default(), &Slice::default())?;
    let views = Terms::views(db, context, rows)?;
    let cited = citations::about(db, sequence, Terms::SUBJECT)?;
    let languages = Languages::of(db, context)?;
    let (title, description) = match language {
        Language::Fr => ("Glossaire", "Les termes que les documents définissent, avec leurs définitions mot pour mot."),
        Language::En => ("Glossary", "The terms that the documents define, with their definitions word for word."),
    };
    let page = Page::new(context, language, "/glossary", title.to_owned(), description.to_owned());
    let page = page.with_list("/api/v1/glossary").with_structured(&structured(&views, title));
    let term = |view: &TermView| {
        let own: Vec<CitationRow> = cited.iter().filter(|row| row.code == view.code).cloned().collect();
        Term {
            code: view.code.clone(),
            term: page.said(&view.term),
            definitions: languages.quotes(&page, context, &view.definitions, &own),
        }
    };
    Ok(GlossaryPage { terms: views.iter().map(term).collect(), page })
}

/// The terms as schema.org describes them.
fn structured(views: &[TermView], title: &str) -> serde_json::Value {
    let term = |view: &TermView| {
        let printed = Language::ALL.into_iter().find_map(|language| view.term.get(language)).unwrap_or_default();
        let definitions: Vec<&str> = view.definitions.iter().map(|quote| quote.text.as_str()).collect();
        json!({
            "@type": "DefinedTerm", "termCode": view.code, "name": printed,
            "inLanguage": view.language, "description": definitions,
        })
    };
    let terms: Vec<serde_json::Value> = views.iter().map(term).collect();
    json!({"@context": "https://schema.org", "@type": "DefinedTermSet", "name": title, "hasDefinedTerm": terms})
}
