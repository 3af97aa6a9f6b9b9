//! The sheet that charts are laid on, from top to bottom, and its writing as SVG.
//!
//! Geometry stands in attributes and colours in classes, since pages allow no style of an element's own.

use std::fmt;

use askama::Template;

use super::text::{self, Words};
use crate::domain::text::Language;

/// Where a picture stands, which decides what it brings with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// In a page, whose stylesheet has [`super::STYLE`].
    Inline,
    /// A file of its own, which follows the scheme of whoever looks at it.
    File,
    /// As a file, in the light scheme: for what is made into pixels.
    Pixels,
}

/// What a picture is, for those who do not see it.
#[derive(Clone, Copy, Debug)]
pub struct Head<'a> {
    /// What the ids in the picture begin with; unique in a page.
    pub id: &'a str,
    pub title: &'a str,
    pub language: Language,
    pub setting: Setting,
}

/// A length or place, written with two decimals at most.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Length(pub f64);

impl fmt::Display for Length {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Adding zero makes a negative zero positive.
        write!(formatter, "{}", (self.0 * 100.0).round() / 100.0 + 0.0)
    }
}

/// What is drawn, each with a class that gives it its colour.
#[derive(Clone, Debug, PartialEq)]
pub enum Mark {
    Rectangle {
        class: &'static str,
        x: Length,
        y: Length,
        width: Length,
        height: Length,
        radius: Length,
    },
    Line {
        class: &'static str,
        x1: Length,
        y1: Length,
        x2: Length,
        y2: Length,
    },
    Circle {
        class: &'static str,
        x: Length,
        y: Length,
        r: Length,
    },
    /// Lines through points.
    Path {
        class: &'static str,
        d: Way,
    },
    Text(Lines),
}

/// Straight lines through points; a closed one returns to the first.
#[derive(Clone, Debug, PartialEq)]
pub struct Way {
    points: Vec<(Length, Length)>,
    is_closed: bool,
}

impl fmt::Display for Way {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (x, y)) in self.points.iter().enumerate() {
            write!(formatter, "{}{x} {y}", if index == 0 { "M" } else { "L" })?;
        }
        formatter.write_str(if self.is_closed { "Z" } else { "" })
    }
}

impl Mark {
    fn moved(self, x: f64, y: f64) -> Self {
        let (across, down) = (|at: Length| Length(at.0 + x), |at: Length| Length(at.0 + y));
        match self {
            Mark::Rectangle { class, x, y, width, height, radius } => {
                Mark::Rectangle { class, x: across(x), y: down(y), width, height, radius }
            }
            Mark::Line { class, x1, y1, x2, y2 } => {
                Mark::Line { class, x1: across(x1), y1: down(y1), x2: across(x2), y2: down(y2) }
            }
            Mark::Circle { class, x, y, r } => Mark::Circle { class, x: across(x), y: down(y), r },
            Mark::Path { class, d } => {
                let points = d.points.into_iter().map(|(x, y)| (across(x), down(y))).collect();
                Mark::Path { class, d: Way { points, is_closed: d.is_closed } }
            }
            Mark::Text(mut text) => {
                for line in &mut text.lines {
                    (line.x, line.y) = (across(line.x), down(line.y));
                }
                Mark::Text(text)
            }
        }
    }
}

/// Lines of text, one below the other.
#[derive(Clone, Debug, PartialEq)]
pub struct Lines {
    pub class: &'static str,
    pub size: Length,
    /// `start`, `middle` or `end`.
    pub anchor: &'static str,
    /// Runs from bottom to top around its place, for columns too narrow for words.
    pub is_turned: bool,
    pub lines: Vec<Line>,
    /// Where the text leads.
    pub href: Option<String>,
}

impl Lines {
    /// The turn of a text that runs from bottom to top.
    fn turn(&self) -> String {
        let place = self.lines.first().map_or_else(String::new, |line| format!("{} {}", line.x, line.y));
        format!("rotate(-90 {place})")
    }
}

/// A line of text with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    pub x: Length,
    pub y: Length,
    pub runs: Vec<Words>,
}

/// How text is set.
#[derive(Clone, Copy, Debug)]
pub struct Type {
    pub class: &'static str,
    pub size: f64,
    pub anchor: &'static str,
}

impl Type {
    /// Text of the first importance.
    pub const BODY: Type = Type { class: "c-ink", size: 14.0, anchor: "start" };
    /// Text beside it.
    pub const QUIET: Type = Type { class: "c-quiet", size: 13.0, anchor: "start" };

    /// The same, centred on its place.
    pub fn centred(mut self) -> Self {
        self.anchor = "middle";
        self
    }

    /// The same, ending at its place.
    pub fn ending(mut self) -> Self {
        self.anchor = "end";
        self
    }

    /// The distance between two lines.
    pub fn leading(self) -> f64 {
        self.size * 1.35
    }
}

/// A picture in the making: its width is given, its height grows.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    pub width: f64,
    pub height: f64,
    marks: Vec<Mark>,
    /// What has been said of it, sentence by sentence.
    pub said: Vec<String>,
}

/// The width of a chart in a page: narrow, so that its letters stay legible on a small screen.
pub const NARROW: f64 = 340.0;

impl Sheet {
    /// An empty sheet.
    pub fn new(width: f64) -> Self {
        Sheet { width, ..Sheet::default() }
    }

    /// Leaves room below.
    pub fn skip(&mut self, height: f64) {
        self.height += height;
    }

    /// Tells a sentence of the description.
    pub fn say(&mut self, sentence: impl Into<String>) {
        self.said.push(sentence.into());
    }

    /// Draws a mark where it is.
    pub fn draw(&mut self, mark: Mark) {
        self.marks.push(mark);
    }

    /// Draws a rectangle.
    pub fn rectangle(&mut self, class: &'static str, [x, y, width, height]: [f64; 4], radius: f64) {
        let [x, y, width, height, radius] = [x, y, width, height, radius].map(Length);
        self.draw(Mark::Rectangle { class, x, y, width, height, radius });
    }

    /// Draws a line between two points.
    pub fn line(&mut self, class: &'static str, [x1, y1, x2, y2]: [f64; 4]) {
        let [x1, y1, x2, y2] = [x1, y1, x2, y2].map(Length);
        self.draw(Mark::Line { class, x1, y1, x2, y2 });
    }

    /// Draws a circle.
    pub fn circle(&mut self, class: &'static str, x: f64, y: f64, r: f64) {
        self.draw(Mark::Circle { class, x: Length(x), y: Length(y), r: Length(r) });
    }

    /// Draws lines through points; `is_closed` returns to the first.
    pub fn path(&mut self, class: &'static str, points: &[(f64, f64)], is_closed: bool) {
        let points = points.iter().map(|(x, y)| (Length(*x), Length(*y))).collect();
        self.draw(Mark::Path { class, d: Way { points, is_closed } });
    }

    /// Writes one line with its base at a place.
    pub fn word(&mut self, setting: Type, x: f64, y: f64, words: Words) {
        let line = Line { x: Length(x), y: Length(y), runs: vec![words] };
        self.text(setting, vec![line], false);
    }

    /// Writes one line from bottom to top, ending at a place.
    pub fn turned(&mut self, setting: Type, x: f64, y: f64, words: Words) {
        let line = Line { x: Length(x), y: Length(y), runs: vec![words] };
        self.text(setting, vec![line], true);
    }

    fn text(&mut self, setting: Type, lines: Vec<Line>, is_turned: bool) {
        let (class, anchor) = (setting.class, setting.anchor);
        self.draw(Mark::Text(Lines { class, size: Length(setting.size), anchor, is_turned, lines, href: None }));
    }

    /// Writes runs in a column below a place, and gives the height that they take.
    pub fn column(&mut self, setting: Type, x: f64, top: f64, room: f64, runs: &[Words]) -> f64 {
        let lines = text::wrap(runs, setting.size, room);
        let height = setting.leading() * lines.len() as f64;
        let placed = lines.into_iter().enumerate().map(|(index, runs)| {
            let y = top + setting.size + setting.leading() * index as f64;
            Line { x: Length(x), y: Length(y), runs }
        });
        let placed: Vec<Line> = placed.collect();
        if !placed.is_empty() {
            self.text(setting, placed, false);
        }
        height
    }

    /// Puts all that is on another sheet at a place of this one.
    pub fn place(&mut self, other: Sheet, x: f64, y: f64) {
        self.marks.extend(other.marks.into_iter().map(|mark| mark.moved(x, y)));
        self.said.extend(other.said);
    }

    /// Writes runs below all that is there, across the whole width.
    pub fn paragraph(&mut self, setting: Type, runs: &[Words]) {
        self.height += self.column(setting, 0.0, self.height, self.width, runs);
    }

    /// Writes runs that lead to an address.
    pub fn linked(&mut self, setting: Type, runs: &[Words], href: &str) {
        self.paragraph(setting, runs);
        if let Some(Mark::Text(text)) = self.marks.last_mut() {
            text.href = Some(href.to_owned());
        }
    }

    /// The picture as SVG.
    pub fn svg(&self, head: Head) -> String {
        let margin = if head.setting == Setting::Inline { 2.0 } else { 16.0 };
        let drawing = Drawing {
            head,
            description: super::words::sentences(&self.said),
            left: Length(-margin),
            width: Length(self.width + margin * 2.0),
            height: Length(self.height + margin * 2.0),
            marks: &self.marks,
        };
        // Writing to memory does not fail; should it ever, there would be no picture and not half of one.
        drawing.render().unwrap_or_default()
    }
}

#[derive(Template)]
#[template(path = "charts/drawing.svg")]
struct Drawing<'a> {
    head: Head<'a>,
    description: String,
    left: Length,
    width: Length,
    height: Length,
    marks: &'a [Mark],
}

impl Drawing<'_> {
    fn is_inline(&self) -> bool {
        self.head.setting == Setting::Inline
    }

    fn is_file(&self) -> bool {
        self.head.setting == Setting::File
    }

    fn view(&self) -> String {
        let Drawing { left, width, height, .. } = self;
        format!("{left} {left} {width} {height}")
    }

    fn style(&self) -> &'static str {
        if self.is_file() { super::FILE_STYLE } else { super::PIXEL_STYLE }
    }

    fn language(&self) -> &'static str {
        self.head.language.as_str()
    }
}
