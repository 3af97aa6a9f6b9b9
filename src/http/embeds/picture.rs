//! The same as a picture: for pages and documents that take no frame.

use super::subject::Subject;
use crate::{
    domain::{catalogue::ABOUT, text::Language},
    http::{
        pages::{
            charts::{Figure, Head, Setting, Sheet, Type, Words, bars},
            words,
        },
        problem::ApiError,
    },
};

/// The width of the picture between its margins.
const WIDTH: f64 = 448.0;

const TITLE: Type = Type { class: "c-ink", size: 16.0, anchor: "start" };
const LARGE: Type = Type { class: "c-ink", size: 30.0, anchor: "start" };
const ABSENT: Type = Type { class: "c-quiet", size: 20.0, anchor: "start" };
const SMALL: Type = Type { class: "c-quiet", size: 12.0, anchor: "start" };

/// Draws the picture.
///
/// # Errors
/// None; frames and badges have the same form and may fail.
pub fn draw(subject: &Subject) -> Result<Vec<u8>, ApiError> {
    let language = subject.language;
    let mut sheet = Sheet::new(WIDTH);
    sheet.say(subject.sentence());
    sheet.paragraph(TITLE, &subject.label.runs());
    sheet.skip(8.0);
    let told = Words::plain(subject.figure.told(language));
    match subject.figure {
        Figure::Percent(_) => {
            sheet.paragraph(LARGE, &[told.bold()]);
            let status = subject.status.iter().map(|status| format!(", {}", status.to_lowercase()));
            let what = words::say(language, "avancement publié", "published progress");
            sheet.paragraph(Type::QUIET, &[Words::plain(what + &status.collect::<String>())]);
            sheet.skip(6.0);
            bars::track(&mut sheet, &subject.figure, WIDTH);
        }
        Figure::Absent(_) => sheet.paragraph(ABSENT, &[told]),
    }
    if let Some(reason) = &subject.reason {
        sheet.say(reason);
        sheet.skip(4.0);
        sheet.paragraph(Type::BODY, &[Words::plain(reason)]);
    }
    if !subject.below.is_empty() {
        sheet.skip(16.0);
        sheet.paragraph(Type::BODY, &[Words::plain(subject.heading()).bold()]);
        sheet.skip(8.0);
        bars::lay(&mut sheet, &subject.below, language);
        if let Some(more) = subject.more() {
            sheet.skip(8.0);
            sheet.paragraph(Type::QUIET, &[Words::plain(more)]);
        }
    }
    sheet.skip(14.0);
    let y = sheet.height;
    sheet.line("c-rule", [0.0, y, WIDTH, y]);
    sheet.skip(8.0);
    for line in foot(subject) {
        sheet.say(line.iter().map(|words| words.text.as_str()).collect::<Vec<_>>().join(" "));
        sheet.paragraph(SMALL, &line);
        sheet.skip(3.0);
    }
    sheet.linked(SMALL, &[Words::plain(subject.service() + " –"), Words::plain(&subject.page)], &subject.page);
    let title = subject.sentence();
    Ok(sheet.svg(Head { id: "jalon", title: &title, language, setting: Setting::File }).into_bytes())
}

/// The release, the documents, whose they are and under which licence.
pub fn foot(subject: &Subject) -> Vec<Vec<Words>> {
    let mut lines = vec![vec![Words::plain(subject.dated())]];
    if !subject.sources.is_empty() {
        let mut line = vec![Words::plain(words::say(subject.language, "Source :", "Source:"))];
        let last = subject.sources.len() - 1;
        line.extend(subject.sources.iter().enumerate().map(|(index, source)| {
            let ending = if index == last { "." } else { "," };
            Words { text: format!("{}{ending}", source.text), ..source.clone() }
        }));
        lines.push(line);
    }
    let whose = Words::plain(format!("{}.", subject.attribution()));
    let licence = Words::spoken(format!("{}.", ABOUT.licence.name), Language::Fr, subject.language);
    lines.push(vec![whose, licence]);
    lines
}

/// An error as a picture.
pub fn draw_error(title: &str, told: &str, language: Language) -> Vec<u8> {
    let mut sheet = Sheet::new(WIDTH);
    sheet.paragraph(TITLE, &[Words::plain(title).bold()]);
    sheet.skip(6.0);
    sheet.paragraph(Type::BODY, &[Words::plain(told)]);
    sheet.say(told);
    sheet.svg(Head { id: "jalon", title, language, setting: Setting::File }).into_bytes()
}
