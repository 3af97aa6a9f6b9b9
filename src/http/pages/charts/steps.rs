//! A history as steps, one point a release.
//!
//! A figure holds until the next release says another, so two neighbours are joined by a horizontal line and a vertical
//! one; nothing is drawn through a release without a figure. Releases stand at equal distances, since their dates are
//! bounds and no documents print them.

use super::{Figure, Sheet, Words, sheet::Type, text, words};
use crate::{domain::text::Language, http::pages::words::percent};

/// What a release says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    pub release: String,
    /// What is known of its date, in words.
    pub date: Option<String>,
    pub figure: Figure,
}

/// More releases than this have columns too narrow for words, which are then turned.
const MOST_UPRIGHT: usize = 4;
/// The height from 0 to 100 %.
const TALL: f64 = 160.0;
/// The name of a release below its column.
const RELEASE: Type = Type { class: "c-ink", size: 13.0, anchor: "middle" };
/// Room for `100 %` before the first column.
const ROOM_OF_SCALE: f64 = 50.0;

/// Lays the history below what is on the sheet.
pub fn lay(sheet: &mut Sheet, points: &[Point], language: Language) {
    let top = sheet.height + 20.0;
    let bottom = top + TALL;
    let column = (sheet.width - ROOM_OF_SCALE) / points.len().max(1) as f64;
    let is_dense = points.len() > MOST_UPRIGHT;
    for value in [0, 50, 100] {
        let y = bottom - TALL * f64::from(value) / 100.0;
        sheet.line(if value == 0 { "c-axis" } else { "c-grid" }, [ROOM_OF_SCALE, y, sheet.width, y]);
        let told = Words::plain(percent(language, value));
        sheet.word(Type::QUIET.ending(), ROOM_OF_SCALE - 8.0, y + 4.5, told);
    }
    let middle = |index: usize| ROOM_OF_SCALE + column * (index as f64 + 0.5);
    let height = |figure: &Figure| figure.of_length(TALL).map(|part| bottom - part);
    for (index, both) in points.windows(2).enumerate() {
        if let (Some(from), Some(to)) = (height(&both[0].figure), height(&both[1].figure)) {
            let (start, end) = (middle(index), middle(index + 1));
            sheet.path("c-step", &[(start, from), (end, from), (end, to)], false);
        }
    }
    let mut below: f64 = 0.0;
    for (index, point) in points.iter().enumerate() {
        let x = middle(index);
        match height(&point.figure) {
            Some(y) => {
                sheet.circle("c-after", x, y, 5.0);
                let is_told = index == 0 || points[index - 1].figure != point.figure;
                if !is_dense || is_told {
                    value(sheet, &point.figure, (x, y - 10.0), (language, is_dense));
                }
            }
            None => gap(sheet, point, (x, column), (top, bottom), (language, is_dense)),
        }
        below = below.max(name(sheet, point, (x, column), bottom + 8.0, is_dense));
        let date = point.date.as_ref().map_or_else(String::new, |date| format!(" ({date})"));
        sheet.say(words::pair(&format!("{}{date}", point.release), &point.figure.told(language), language));
    }
    sheet.height = bottom + 8.0 + below;
}

/// A figure above its point. In narrow columns the sign is left to the scale, and a figure that stays to its first point.
fn value(sheet: &mut Sheet, figure: &Figure, (x, y): (f64, f64), (language, is_dense): (Language, bool)) {
    let (told, size) = match figure {
        Figure::Percent(value) if is_dense => (value.to_string(), 12.0),
        figure => (figure.told(language), Type::BODY.size),
    };
    let x = x.min(sheet.width - text::width(&told, size, true) / 2.0);
    sheet.word(Type { size, ..Type::BODY.centred() }, x, y, Words::plain(told).bold());
}

/// A release without a figure: a band with the words, from bottom to top, so that it is nowhere on the scale.
fn gap(
    sheet: &mut Sheet,
    point: &Point,
    (x, column): (f64, f64),
    (top, bottom): (f64, f64),
    (language, is_dense): (Language, bool),
) {
    let wide = (column - 6.0).min(88.0);
    sheet.rectangle("c-band", [x - wide / 2.0, top, wide, TALL], 0.0);
    let told = point.figure.told(language);
    let (setting, middle) = (Type::QUIET.centred(), f64::midpoint(top, bottom));
    if is_dense || text::width(&told, setting.size, false) > wide {
        sheet.turned(setting, x + 4.5, middle, Words::plain(text::cut(&told, setting.size, false, TALL - 8.0)));
    } else {
        sheet.word(setting, x, middle, Words::plain(told));
    }
}

/// The name of a release and what is known of its date, below its column; gives the height that they take.
fn name(sheet: &mut Sheet, point: &Point, (x, column): (f64, f64), top: f64, is_dense: bool) -> f64 {
    if is_dense {
        let setting = Type::QUIET.ending();
        sheet.turned(setting, x + 4.5, top, Words::plain(&point.release));
        return text::width(&point.release, setting.size, false);
    }
    let room = column - 6.0;
    let mut height = sheet.column(RELEASE, x, top, room, &[Words::plain(&point.release)]);
    if let Some(date) = &point.date {
        height += sheet.column(Type::QUIET.centred(), x, top + height, room, &[Words::plain(date)]);
    }
    height
}

/// A sheet with the history.
pub fn sheet(points: &[Point], language: Language, width: f64) -> Sheet {
    let mut sheet = Sheet::new(width);
    lay(&mut sheet, points, language);
    sheet
}
