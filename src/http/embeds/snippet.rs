//! What is pasted into another site: a frame, a picture or a badge, with its address.

use super::subject::Subject;
use crate::{
    domain::text::Language,
    http::{
        links::joined,
        pages::{
            charts::{Words, text},
            words::{self, escaped},
        },
    },
};

/// What a snippet makes on another site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Frame,
    Picture,
    Badge,
}

impl Form {
    /// Every form with its word in addresses.
    pub const ALL: [(Form, &'static str); 3] =
        [(Form::Frame, "iframe"), (Form::Picture, "picture"), (Form::Badge, "badge")];

    /// The form that a word names.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == word).map(|(form, _)| *form)
    }
}

/// The width of a frame, unless less is asked for.
pub const WIDTH: i64 = 480;

/// The path of an embed with what it chooses: the language unless it is French, and a release to stay with.
pub fn path(subject: &Subject, form: Form, choice: &str) -> String {
    let (folder, ending) = match form {
        Form::Frame => ("embed", ""),
        Form::Picture => ("embed", ".svg"),
        Form::Badge => ("badge", ".svg"),
    };
    let language = (subject.language == Language::En).then_some("lang=en");
    let query: Vec<&str> = language.into_iter().chain(Some(choice).filter(|choice| !choice.is_empty())).collect();
    joined(&format!("/{folder}/{}{ending}", subject.named.path()), &query.join("&"))
}

/// The lines to paste.
pub fn code(subject: &Subject, form: Form, choice: &str, base: &str) -> String {
    let address = escaped(&format!("{base}{}", path(subject, form, choice)));
    let title = escaped(&subject.sentence());
    match form {
        Form::Frame => frame(subject, &address, WIDTH, height(subject, WIDTH)),
        Form::Picture | Form::Badge => {
            let page = escaped(&subject.page);
            format!("<a href=\"{page}\"><img src=\"{address}\" alt=\"{title}\"></a>")
        }
    }
}

/// A frame of a size. `address` stands in quotes as it is.
pub fn frame(subject: &Subject, address: &str, width: i64, height: i64) -> String {
    // The title names what is shown and not the figure, which changes while the snippet stays.
    let what = format!("{}, avancement publié", subject.label.name);
    let title = words::say(subject.language, &what, &format!("{}, published progress", subject.label.name));
    format!(
        "<iframe src=\"{address}\" title=\"{}\" width=\"{width}\" height=\"{height}\" loading=\"lazy\" \
         style=\"border:0;max-width:100%\"></iframe>",
        escaped(&title)
    )
}

/// A height that a frame of a width does not exceed, from the sizes in its stylesheet.
pub fn height(subject: &Subject, width: i64) -> i64 {
    let room = (width as f64 - 36.0).max(120.0);
    let tall =
        |runs: &[Words], size: f64, room: f64, leading: f64| text::wrap(runs, size, room).len() as f64 * size * leading;
    let one = |told: &str, size: f64| tall(&[Words::plain(told)], size, room, 1.45);
    let mut height = 32.0 + tall(&subject.label.runs(), 17.0, room, 1.4) + 12.0;
    height += 70.0;
    height += subject.reason.as_ref().map_or(0.0, |reason| one(reason, 16.0) + 10.0);
    if !subject.below.is_empty() {
        height += 50.0;
    }
    for row in &subject.below {
        height += tall(&row.label.runs(), 15.2, room - 70.0, 1.45) + 27.0;
    }
    let foot = super::picture::foot(subject);
    let (dated, whose) = foot.split_at(1);
    for paragraph in [dated.concat(), whose.concat()] {
        height += tall(&paragraph, 13.6, room, 1.45) + 5.0;
    }
    ((height + 40.0) / 10.0).ceil() as i64 * 10
}

/// The snippet of a form, in words.
pub fn told(form: Form, language: Language) -> String {
    let (fr, en) = match form {
        Form::Frame => ("Cadre (iframe)", "Frame (iframe)"),
        Form::Picture => ("Image (SVG)", "Picture (SVG)"),
        Form::Badge => ("Badge (SVG)", "Badge (SVG)"),
    };
    words::say(language, fr, en)
}
