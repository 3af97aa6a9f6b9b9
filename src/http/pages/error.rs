//! Errors as pages: what happened, what would be right, and where to go.

use actix_web::HttpResponse;
use askama::Template;

use super::{HTML, page::Page, words};
use crate::{
    domain::text::Language,
    http::problem::{ApiError, Kind},
};

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage<'a> {
    page: Page,
    error: &'a ApiError,
    /// What happened, in the language of the page.
    told: String,
    /// The English detail stands beside it, since there is no other.
    only_english: bool,
    /// Addresses that help.
    see: Vec<String>,
}

/// The page of an error, with its status.
pub fn response(error: &ApiError, language: Language, base: &str) -> HttpResponse {
    let (title, told) = told(error, language);
    let mut page = Page::plain(base, language, "", title, told.clone());
    page.hidden = true;
    let only_english = language == Language::Fr && error.detail_fr.is_none();
    let see = see(error, language);
    let template = ErrorPage { page, error, told, only_english, see };
    error.respond(HTML, super::rendered(&template).unwrap_or_default())
}

/// The title of an error, and what happened.
pub fn told(error: &ApiError, language: Language) -> (String, String) {
    let (fr, en) = match error.kind.status {
        404 if error.kind == Kind::UNKNOWN_RELEASE => ("Cette publication n'existe pas", "There is no such release"),
        404 if error.kind == Kind::NOT_FOUND => ("Rien sous ce code", "Nothing of this code"),
        404 => ("Page introuvable", "Page not found"),
        405 => ("Cette adresse se lit seulement", "This address is only read"),
        414 => ("Adresse trop longue", "Address too long"),
        429 => ("Trop de requêtes", "Too many requests"),
        503 => ("Le service est momentanément indisponible", "The service is unavailable for a moment"),
        500.. => ("Le service a échoué", "The service failed"),
        _ => ("Cette adresse contient une valeur qui ne convient pas", "This address holds a value that does not fit"),
    };
    let fr_detail = error.detail_fr.clone().unwrap_or_else(|| in_french(error));
    (words::say(language, fr, en), words::say(language, &fr_detail, &sentence(&error.detail)))
}

/// What happened, in French, from what the error tells apart from its sentence.
fn in_french(error: &ApiError) -> String {
    match (&error.param, &error.value) {
        _ if error.kind == Kind::UNKNOWN_PATH => "Aucune page n'est servie à cette adresse.".to_owned(),
        _ if error.kind == Kind::UNAVAILABLE => {
            "La base de données est occupée ou absente ; la même page peut réussir dans un instant.".to_owned()
        }
        _ if error.kind == Kind::INTERNAL => {
            "La cause est dans le journal du service ; l'adresse n'est pas en cause.".to_owned()
        }
        (Some(param), _) if error.kind == Kind::UNKNOWN_PARAMETER => {
            format!("Cette page ne prend pas le paramètre « {param} ».")
        }
        (Some(param), Some(value)) if !value.is_empty() => {
            format!("Le paramètre « {param} » vaut « {value} », ce qui ne convient pas.")
        }
        (Some(param), _) => format!("Le paramètre « {param} » ne convient pas."),
        _ => "La demande ne convient pas.".to_owned(),
    }
}

/// A detail as a sentence of its own.
fn sentence(detail: &str) -> String {
    let mut letters = detail.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}

/// Where else to go: the pages that the error names, or those of the addresses, apart from those that every error page names.
fn see(error: &ApiError, language: Language) -> Vec<String> {
    let page = |path: &String| {
        let of_page = || path.strip_prefix('/')?.strip_prefix(language.as_str());
        let own =
            path.strip_prefix("/api/v1").or_else(of_page).filter(|rest| super::shows(rest) && !rest.is_empty())?;
        Some(format!("/{}{own}", language.as_str()))
    };
    error.see.iter().filter_map(page).collect()
}
