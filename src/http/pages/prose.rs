//! `/about`, `/accessibility`, `/legal`, `/privacy`: what is said once, in a template for each language.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::page::Page;
use crate::{
    domain::{
        catalogue::{ABOUT, Contact},
        release::At,
        text::Language,
    },
    http::{
        params::Params,
        problem::ApiError,
        state::{Body, Context, State},
        v1::{
            collection::Collection,
            derivations::{DerivationView, Derivations},
        },
    },
    store::{Db, Slice, derivations},
};

/// Filters of the templates.
mod filters {
    use crate::{domain::text::Language, http::pages::words};

    /// The spaces and apostrophes of French prose, as [`words::say`] makes them. Attributes hold none of them.
    #[askama::filter_fn]
    pub fn french(prose: impl std::fmt::Display, _: &dyn askama::Values) -> askama::Result<String> {
        Ok(words::say(Language::Fr, &prose.to_string(), ""))
    }
}

#[derive(Template)]
#[template(path = "about.html")]
struct AboutPage {
    page: Page,
    contact: Contact,
    figures: Vec<Figure>,
    /// Why the rule is proved, or is not, each once.
    reasons: Vec<String>,
}

/// A figure that the rule explains, beside the one that is published.
struct Figure {
    label: String,
    path: String,
    inputs: String,
    fraction: String,
    value: String,
    published: String,
    state: String,
    reason: String,
}

impl Figure {
    fn of(page: &Page, view: &DerivationView) -> Option<Self> {
        let (kind, folder) = match view.level.as_str() {
            "axis" => (page.say("Axe", "Axis"), "axes"),
            _ => (page.say("Action", "Action"), "actions"),
        };
        let state = match view.state.as_str() {
            "proved" => page.say("prouvée par les chiffres publiés", "proved by the published figures"),
            "consistent_not_proved" => page.say("conforme, non prouvée", "consistent, not proved"),
            "contradicted" => page.say("contredite", "contradicted"),
            _ => page.say("rien à comparer", "nothing to compare"),
        };
        let input = |input: &String| {
            input
                .split_once('=')
                .map(|(code, figure)| page.say(&format!("{code} : {figure}"), &format!("{code}: {figure}")))
        };
        Some(Figure {
            label: format!("{kind}\u{a0}{}", view.code),
            path: format!("/{folder}/{}", view.code),
            inputs: view.inputs.as_ref()?.iter().filter_map(input).collect::<Vec<_>>().join(", "),
            fraction: view.fraction.clone()?,
            value: page.percent(&view.value?),
            published: view
                .published
                .map_or_else(|| page.say("non publié", "not published"), |value| page.percent(&value)),
            reason: [&view.reason.fr, &view.reason.en][page.language as usize].clone(),
            state,
        })
    }
}

#[derive(Template)]
#[template(path = "accessibility.html")]
struct AccessibilityPage {
    page: Page,
    contact: Contact,
    version: &'static str,
}

#[derive(Template)]
#[template(path = "legal.html")]
struct LegalPage {
    page: Page,
    contact: Contact,
    licence: &'static str,
    licence_url: &'static str,
    attribution: [&'static str; 2],
}

#[derive(Template)]
#[template(path = "privacy.html")]
struct PrivacyPage {
    page: Page,
    contact: Contact,
}

/// Says what Jalon is and how its figures come about.
///
/// # Errors
/// No such release, or no database.
pub async fn about(
    request: HttpRequest,
    state: web::Data<State>,
    language: web::Path<Language>,
    params: Params<At>,
) -> Result<HttpResponse, ApiError> {
    let (language, contact) = (language.into_inner(), state.config.contact.clone());
    super::answer(&request, &state, params, move |db, context| told(db, context, language, contact)).await
}

fn told(db: &mut Db, context: &Context, language: Language, contact: Contact) -> Result<AboutPage, ApiError> {
    let filter = derivations::Filter { role: vec!["rule".to_owned()], ..Default::default() };
    let rows = Derivations::list(db, context.release.sequence, &filter, &Slice::default())?;
    let mut views = Derivations::views(db, context, rows)?;
    // The mean of an axis is made of those of its actions, so it is read after them.
    views.sort_by_key(|view| view.level == "axis");
    let [title, description] = match language {
        Language::Fr => [
            "À propos de Jalon",
            "Ce qu’est Jalon, d’où viennent les chiffres, comment l’historique est tenu, qui exploite cette instance.",
        ],
        Language::En => {
            ["About Jalon", "What Jalon is, where the figures come from, how history is kept, who runs this instance."]
        }
    };
    let page = Page::new(context, language, "/about", title.to_owned(), description.to_owned())
        .with_list("/api/v1/derivations?role=rule");
    let figures: Vec<Figure> = views.iter().filter_map(|view| Figure::of(&page, view)).collect();
    let mut reasons: Vec<String> = figures.iter().map(|figure| figure.reason.clone()).collect();
    reasons.dedup();
    Ok(AboutPage { figures, reasons, contact, page })
}

/// States how accessible the pages are, what was tested and how.
///
/// # Errors
/// A parameter, of which the page takes none.
pub async fn accessibility(
    request: HttpRequest,
    state: web::Data<State>,
    language: web::Path<Language>,
    params: Params<()>,
) -> Result<HttpResponse, ApiError> {
    let title = ["Déclaration d’accessibilité", "Accessibility statement"];
    let description = [
        "L’état d’accessibilité des pages de Jalon selon le RGAA 4.1 : ce qui est testé et comment, ce qui ne l’est pas.",
        "How accessible the pages of Jalon are by RGAA 4.1 and WCAG 2.2: what is tested and how, and what is not.",
    ];
    let (language, contact) = (language.into_inner(), state.config.contact.clone());
    plain(&request, &state, params, "/accessibility", language, [title, description], |page| AccessibilityPage {
        page,
        contact,
        version: env!("CARGO_PKG_VERSION"),
    })
    .await
}

/// Says who publishes the pages and under which licences.
///
/// # Errors
/// As [`accessibility`].
pub async fn legal(
    request: HttpRequest,
    state: web::Data<State>,
    language: web::Path<Language>,
    params: Params<()>,
) -> Result<HttpResponse, ApiError> {
    let title = ["Mentions légales", "Legal notice"];
    let description = [
        "Qui édite ces pages, d’où viennent les données, sous quelles licences elles se réutilisent.",
        "Who publishes these pages, where the data come from, under which licences they may be reused.",
    ];
    let (language, contact) = (language.into_inner(), state.config.contact.clone());
    plain(&request, &state, params, "/legal", language, [title, description], |page| LegalPage {
        page,
        contact,
        licence: ABOUT.licence.name,
        licence_url: ABOUT.licence.url,
        attribution: ABOUT.attribution,
    })
    .await
}

/// Says what is kept of whom, and how long.
///
/// # Errors
/// As [`accessibility`].
pub async fn privacy(
    request: HttpRequest,
    state: web::Data<State>,
    language: web::Path<Language>,
    params: Params<()>,
) -> Result<HttpResponse, ApiError> {
    let title = ["Données personnelles", "Privacy"];
    let description = [
        "Ni cookie, ni compte, ni requête vers un tiers ; ce que le service note des demandes, et combien de temps.",
        "No cookie, no account, no request to anybody else; what the service notes of requests, and for how long.",
    ];
    let (language, contact) = (language.into_inner(), state.config.contact.clone());
    plain(&request, &state, params, "/privacy", language, [title, description], |page| PrivacyPage { page, contact })
        .await
}

/// Answers with a page that is about no release.
async fn plain<T: Template>(
    request: &HttpRequest,
    state: &web::Data<State>,
    params: Params<()>,
    path: &'static str,
    language: Language,
    [title, description]: [[&'static str; 2]; 2],
    of: impl FnOnce(Page) -> T,
) -> Result<HttpResponse, ApiError> {
    let mut context = state.context(request, &At::Current, params.canonical)?;
    context.across_releases();
    let [title, description] = [title, description].map(|words| words[language as usize].to_owned());
    let page = of(Page::plain(&context.base, language, path, title, description));
    Ok(state.give(request, &context, Body::new(super::rendered(&page)?, super::HTML)))
}
