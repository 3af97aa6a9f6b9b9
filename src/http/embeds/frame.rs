//! What stands in a frame on another site: a small page of its own.

use askama::Template;

use super::subject::Subject;
use crate::{
    domain::{catalogue::ABOUT, text::Language},
    http::{
        pages::{
            self, assets,
            charts::{Figure, Words, bars::Bar},
            words,
        },
        problem::ApiError,
    },
};

#[derive(Template)]
#[template(path = "embed/frame.html")]
struct Frame<'a> {
    subject: &'a Subject,
    stylesheet: &'static str,
    licence: &'static str,
    licence_url: &'static str,
}

impl Frame<'_> {
    fn lang(&self) -> &'static str {
        self.subject.language.as_str()
    }

    fn say(&self, fr: &str, en: &str) -> String {
        words::say(self.subject.language, fr, en)
    }

    fn said(&self, words: &Words) -> words::Said {
        words::Said { text: words.text.clone(), foreign: words.language }
    }

    fn percent(&self, figure: &Figure) -> Option<String> {
        matches!(figure, Figure::Percent(_)).then(|| figure.told(self.subject.language))
    }

    fn bar(&self, figure: &Figure) -> Option<words::Bar> {
        if let Figure::Percent(value) = figure { Some(words::Bar(*value)) } else { None }
    }

    fn figure(&self) -> String {
        self.subject.figure.told(self.subject.language)
    }

    fn told(&self, row: &Bar) -> String {
        row.figure.told(self.subject.language)
    }
}

/// Writes the page.
///
/// # Errors
/// None in practice: templates write to memory.
pub fn write(subject: &Subject) -> Result<Vec<u8>, ApiError> {
    let licence = &ABOUT.licence;
    let frame =
        Frame { subject, stylesheet: assets::path("embed.css"), licence: licence.name, licence_url: licence.url };
    pages::rendered(&frame)
}

#[derive(Template)]
#[template(path = "embed/error.html")]
struct ErrorFrame<'a> {
    lang: &'static str,
    title: String,
    told: String,
    /// The English detail, where there is no French one.
    detail: Option<&'a str>,
    home: String,
    way: String,
    stylesheet: &'static str,
}

/// Writes an error as such a page.
pub fn write_error(title: String, told: String, detail: Option<&str>, language: Language, base: &str) -> Vec<u8> {
    let frame = ErrorFrame {
        lang: language.as_str(),
        title,
        told,
        detail,
        home: format!("{base}/{}", language.as_str()),
        way: words::say(language, "La vue d'ensemble", "The overview"),
        stylesheet: assets::path("embed.css"),
    };
    pages::rendered(&frame).unwrap_or_default()
}
