//! Pictures of figures as SVG: plain values in, text out; nothing is read here.
//!
//! [`bars`], [`steps`], [`pair`] and [`timeline`] lay one kind of chart each on a [`Sheet`]; [`text`] measures and wraps what
//! SVG does not wrap by itself; [`Sheet::svg`] writes it in one of three [`Setting`]s. What is absent is told in words and
//! never drawn as a zero, and no meaning is left to colour alone. Every chart also says itself in words, as its description.

pub mod bars;
pub mod pair;
mod sheet;
pub mod steps;
#[cfg(test)]
mod tests;
pub mod text;
pub mod timeline;
mod words;

pub use sheet::{Head, Length, NARROW, Setting, Sheet, Type};
pub use text::Words;

use super::words::percent;
use crate::domain::text::Language;

/// The stylesheet of pictures inside a page, whose own stylesheet it belongs to.
pub const STYLE: &str = include_str!("../templates/charts/inline.css");

/// The stylesheet within a picture that is a file of its own.
pub const FILE_STYLE: &str =
    concat!(include_str!("../templates/charts/file.css"), include_str!("../templates/charts/schemes.css"));

/// The same for pixels, in the light scheme alone.
const PIXEL_STYLE: &str = include_str!("../templates/charts/file.css");

/// A figure, or the words for why there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Figure {
    /// A whole percentage.
    Percent(i32),
    /// Such as `non publié`.
    Absent(String),
}

impl Figure {
    /// The figure, or the words that stand for it.
    pub fn of(value: Option<i32>, absence: impl Into<String>) -> Self {
        value.map_or_else(|| Figure::Absent(absence.into()), Figure::Percent)
    }

    /// The figure as a text, such as `65 %`, or the words that stand for it.
    pub fn told(&self, language: Language) -> String {
        match self {
            Figure::Percent(value) => percent(language, *value),
            Figure::Absent(words) => words.clone(),
        }
    }

    /// The part of a length that the figure takes; none if there is no figure.
    fn of_length(&self, length: f64) -> Option<f64> {
        match self {
            Figure::Percent(value) => Some(length * f64::from((*value).clamp(0, 100)) / 100.0),
            Figure::Absent(_) => None,
        }
    }
}

/// What a row is about: a name such as `Action 15`, and its title where a source gives one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Label {
    pub name: String,
    pub title: Option<Words>,
}

impl Label {
    /// A name alone.
    pub fn named(name: impl Into<String>) -> Self {
        Label { name: name.into(), title: None }
    }

    /// The name in bold, then the title in its own language.
    pub fn runs(&self) -> Vec<Words> {
        match &self.title {
            None => vec![Words::plain(&self.name).bold()],
            Some(title) => vec![Words::plain(format!("{} ·", self.name)).bold(), title.clone()],
        }
    }

    /// Name and title in one sentence.
    fn told(&self) -> String {
        match &self.title {
            None => self.name.clone(),
            Some(title) => format!("{} ({})", self.name, title.text),
        }
    }
}
