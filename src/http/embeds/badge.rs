//! A figure as a badge: a name and a figure with its release, in one line of twenty units. What does not fit on it is in
//! its description.

use askama::Template;

use super::{picture, subject::Subject};
use crate::{
    domain::text::Language,
    http::{
        pages::{
            self,
            charts::{Figure, Length, text},
        },
        problem::ApiError,
    },
};

/// The size of the letters.
const SIZE: f64 = 11.0;
/// The room around them.
const ROOM: f64 = 8.0;
/// Grounds on which white letters have a contrast of more than 4.5: the name, a figure, its absence.
const GROUNDS: [&str; 3] = ["#3f4a51", "#0b5a6b", "#666f75"];

#[derive(Template)]
#[template(path = "embed/badge.svg")]
struct Badge<'a> {
    language: Language,
    title: String,
    description: String,
    page: &'a str,
    name: &'a str,
    figure: String,
    ground: &'static str,
    name_ground: &'static str,
    /// Widths of the two parts.
    parts: [Length; 2],
    whole: Length,
    /// Where the middles of the texts are.
    middles: [Length; 2],
}

/// Draws the badge.
///
/// # Errors
/// None in practice: templates write to memory.
pub fn draw(subject: &Subject) -> Result<Vec<u8>, ApiError> {
    let language = subject.language;
    let figure = format!("{} · {}", subject.figure.told(language), subject.release.id);
    let wide = |told: &str| (text::width(told, SIZE, false) + ROOM * 2.0).ceil();
    let [left, right] = [wide(&subject.label.name), wide(&figure)];
    let said = picture::foot(subject).into_iter().flatten().map(|words| words.text);
    let reason = subject.reason.iter().cloned();
    let badge = Badge {
        language,
        title: subject.sentence(),
        description: reason.chain(said).chain([subject.service() + "."]).collect::<Vec<_>>().join(" "),
        page: &subject.page,
        name: &subject.label.name,
        ground: if matches!(subject.figure, Figure::Percent(_)) { GROUNDS[1] } else { GROUNDS[2] },
        name_ground: GROUNDS[0],
        parts: [left, right].map(Length),
        whole: Length(left + right),
        middles: [left / 2.0, left + right / 2.0].map(Length),
        figure,
    };
    pages::rendered(&badge)
}
