//! Deadlines on an axis of time, which runs downwards so that words fit beside it.
//!
//! Each day is a dot at its place on the axis, joined to what is due on it. Nearly every day stands for words such as
//! "à la rentrée 2024" by a convention, which is told with it. What a day makes of an aim has a shape of its own.

use chrono::{Datelike, NaiveDate};

use super::{Sheet, Words, sheet::Type, words};
use crate::{
    domain::{deadline::DeadlineState, text::Language},
    http::pages::words::date,
};

/// A dated aim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aim {
    pub day: NaiveDate,
    /// The convention that makes a day of the words, where one does.
    pub convention: Option<String>,
    /// The words of the aim, or what stands for them.
    pub label: Words,
    pub state: DeadlineState,
}

/// Up to this many aims are named one by one; more of them are counted by day.
const MOST_NAMED: usize = 12;
/// The least height of a year.
const YEAR: f64 = 72.0;
/// Where the axis is, behind the years.
const AXIS: f64 = 46.0;
/// Where what is due begins.
const DUE: f64 = 72.0;
/// The distance between two marks.
const PITCH: f64 = 16.0;

/// The states that have a day, in the order of the legend.
const STATES: [DeadlineState; 3] =
    [DeadlineState::PassedWithPublishedState, DeadlineState::PassedWithoutPublishedState, DeadlineState::Upcoming];

const TODAY: [&str; 2] = ["jour de lecture", "day of reading"];
/// In either language.
const BY_CONVENTION: &str = "convention";

/// What stands at one place of the axis.
struct Place<'a> {
    day: NaiveDate,
    /// None for the day on which the deadlines are read.
    due: Option<Vec<&'a Aim>>,
}

/// Lays the deadlines below what is on the sheet, as the day `on` sees them.
pub fn lay(sheet: &mut Sheet, aims: &[Aim], on: NaiveDate, language: Language) {
    for state in STATES {
        let top = sheet.height;
        mark(sheet, state, 8.0, top + 9.0);
        let label = Words::plain(state.label()[language as usize]);
        let height = sheet.column(Type::QUIET, 22.0, top, sheet.width - 22.0, &[label]);
        sheet.skip(height.max(18.0));
    }
    sheet.skip(12.0);
    let places = places(aims, on);
    let is_named = aims.len() <= MOST_NAMED;
    let (Some(first), Some(last)) = (places.first(), places.last()) else { return };
    let (from, to) = (start_of_year(first.day.year()), start_of_year(last.day.year() + 1));
    let days = (to - from).num_days().max(1) as f64;
    // Laid once on a sheet of their own, to know how much room they take.
    let room = sheet.width - DUE;
    let blocks: Vec<Sheet> = places.iter().map(|place| block(place, room, language, is_named)).collect();
    let gap = 10.0;
    let needed: f64 = blocks.iter().map(|block| block.height + gap).sum();
    let years = f64::from(last.day.year() - first.day.year() + 1);
    let (top, tall) = (sheet.height, needed.max(years * YEAR));
    let at = |day: NaiveDate| top + tall * ((day - from).num_days() as f64) / days;
    sheet.line("c-axis", [AXIS, top, AXIS, top + tall]);
    for year in first.day.year()..=last.day.year() {
        let y = at(start_of_year(year));
        sheet.line("c-axis", [AXIS - 6.0, y, AXIS + 6.0, y]);
        sheet.word(Type::QUIET, 0.0, y + 13.0, Words::plain(year.to_string()));
    }
    let mut free = top;
    let mut below = needed;
    for (place, block) in places.iter().zip(blocks) {
        below -= block.height + gap;
        // As near to its place as those before and behind leave room for.
        let y = at(place.day);
        let start = (y - 10.0).min(top + tall - below - block.height - gap).max(free);
        sheet.line(if place.due.is_some() { "c-track" } else { "c-now" }, [AXIS, y, DUE - 6.0, start + 9.0]);
        if place.due.is_some() {
            sheet.circle("c-bar", AXIS, y, 3.5);
        } else {
            sheet.path("c-bar", &[(AXIS, y), (AXIS - 9.0, y - 5.0), (AXIS - 9.0, y + 5.0)], true);
        }
        free = start + block.height + gap;
        sheet.place(block, DUE, start);
    }
    // A dot on the last day is whole.
    sheet.height = free.max(top + tall + 4.0);
}

/// The days with what is due on each, and the day of reading among them.
fn places(aims: &[Aim], on: NaiveDate) -> Vec<Place<'_>> {
    let mut sorted: Vec<&Aim> = aims.iter().collect();
    sorted.sort_by_key(|aim| aim.day);
    let mut places: Vec<Place> = sorted
        .chunk_by(|one, other| one.day == other.day)
        .filter_map(|due| Some(Place { day: due.first()?.day, due: Some(due.to_vec()) }))
        .collect();
    let before = places.partition_point(|place| place.day < on);
    places.insert(before, Place { day: on, due: None });
    places
}

/// What is written beside a day.
fn block(place: &Place, width: f64, language: Language, is_named: bool) -> Sheet {
    let mut sheet = Sheet::new(width);
    let day = date(language, place.day);
    let Some(due) = &place.due else {
        let words = [Words::plain(&day).bold(), Words::plain(format!("– {}", TODAY[language as usize]))];
        sheet.paragraph(Type::QUIET, &words);
        sheet.say(words::pair(TODAY[language as usize], &day, language));
        return sheet;
    };
    let mut conventions: Vec<&str> = due.iter().filter_map(|aim| aim.convention.as_deref()).collect();
    conventions.sort_unstable();
    conventions.dedup();
    sheet.paragraph(Type::BODY, &[Words::plain(&day).bold()]);
    if !conventions.is_empty() {
        let told = words::pair(BY_CONVENTION, &conventions.join(", "), language);
        sheet.paragraph(Type::QUIET, &[Words::plain(told)]);
    }
    let counts = STATES.into_iter().filter_map(|state| {
        let count = due.iter().filter(|aim| aim.state == state).count();
        (count > 0).then(|| words::pair(state.label()[language as usize], &count.to_string(), language))
    });
    let counts = counts.collect::<Vec<_>>().join(", ");
    if is_named {
        for aim in due {
            let top = sheet.height + 3.0;
            mark(&mut sheet, aim.state, 6.0, top + 9.0);
            let height = sheet.column(Type::QUIET, 18.0, top, width - 18.0, std::slice::from_ref(&aim.label));
            sheet.skip(height + 3.0);
        }
    } else {
        let row = ((width / PITCH) as usize).max(1);
        let top = sheet.height + 3.0;
        let in_order = STATES.into_iter().flat_map(|state| due.iter().filter(move |aim| aim.state == state));
        for (index, aim) in in_order.enumerate() {
            let (column, line) = ((index % row) as f64, (index / row) as f64);
            mark(&mut sheet, aim.state, 6.0 + column * PITCH, top + 8.0 + line * PITCH);
        }
        sheet.skip(3.0 + PITCH * due.len().div_ceil(row) as f64);
        sheet.paragraph(Type::QUIET, &[Words::plain(&counts)]);
    }
    sheet.say(words::pair(&day, &counts, language));
    sheet
}

/// The shape of a state: a full circle, a cross or a hollow circle.
fn mark(sheet: &mut Sheet, state: DeadlineState, x: f64, y: f64) {
    match state {
        DeadlineState::PassedWithPublishedState => sheet.circle("c-after", x, y, 5.0),
        DeadlineState::PassedWithoutPublishedState => {
            sheet.path("c-step", &[(x - 4.5, y - 4.5), (x + 4.5, y + 4.5)], false);
            sheet.path("c-step", &[(x - 4.5, y + 4.5), (x + 4.5, y - 4.5)], false);
        }
        DeadlineState::Upcoming | DeadlineState::Undated => sheet.circle("c-open", x, y, 5.0),
    }
}

fn start_of_year(year: i32) -> NaiveDate {
    NaiveDate::from_yo_opt(year, 1).unwrap_or_default()
}

/// A sheet with the deadlines.
pub fn sheet(aims: &[Aim], on: NaiveDate, language: Language, width: f64) -> Sheet {
    let mut sheet = Sheet::new(width);
    lay(&mut sheet, aims, on, language);
    sheet
}
