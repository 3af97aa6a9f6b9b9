//! Two releases beside each other: a hollow point before, a full one after, row by row.

use super::{Figure, Label, Sheet, Words, sheet::Type, words};
use crate::domain::text::Language;

/// A row of the chart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub label: Label,
    pub before: Figure,
    pub after: Figure,
}

const BEFORE: f64 = 7.0;
const AFTER: f64 = 5.0;

/// Lays the rows and their legend below what is on the sheet. `releases` are the names of the two, the earlier first.
pub fn lay(sheet: &mut Sheet, releases: [&str; 2], rows: &[Row], language: Language) {
    legend(sheet, releases, language);
    // Points at 0 and 100 stay whole.
    let (left, length) = (8.0, sheet.width - 16.0);
    for row in rows {
        sheet.skip(16.0);
        sheet.paragraph(Type::BODY, &row.label.runs());
        sheet.skip(2.0);
        let told = [&row.before, &row.after].map(|figure| figure.told(language));
        let change = match (&row.before, &row.after) {
            (Figure::Absent(before), Figure::Absent(after)) if before == after => before.clone(),
            _ => told.join(" → "),
        };
        sheet.paragraph(Type::BODY, &[Words::plain(&change).bold()]);
        let places = [&row.before, &row.after].map(|figure| figure.of_length(length).map(|part| left + part));
        if places.iter().any(Option::is_some) {
            sheet.skip(10.0);
            let y = sheet.height;
            sheet.line("c-track", [left, y, left + length, y]);
            for end in [left, left + length] {
                sheet.line("c-track", [end, y - 4.0, end, y + 4.0]);
            }
            if let [Some(before), Some(after)] = places {
                sheet.line("c-between", [before, y, after, y]);
            }
            places[0].iter().for_each(|x| sheet.circle("c-before", *x, y, BEFORE));
            places[1].iter().for_each(|x| sheet.circle("c-after", *x, y, AFTER));
            sheet.skip(10.0);
        }
        let [before, after] = told;
        let said = format!("{} {before}, {} {after}", releases[0], releases[1]);
        sheet.say(words::pair(&row.label.told(), &said, language));
    }
}

fn legend(sheet: &mut Sheet, releases: [&str; 2], language: Language) {
    let scale = ["échelle de 0 à 100\u{a0}%", "scale from 0 to 100%"][language as usize];
    let top = sheet.height;
    sheet.circle("c-before", 8.0, top + 10.0, BEFORE);
    let before = sheet.column(Type::QUIET, 22.0, top, sheet.width / 2.0 - 30.0, &[Words::plain(releases[0])]);
    let middle = sheet.width / 2.0;
    sheet.circle("c-after", middle + 8.0, top + 10.0, AFTER);
    let after = sheet.column(Type::QUIET, middle + 22.0, top, middle - 22.0, &[Words::plain(releases[1])]);
    sheet.skip(before.max(after) + 2.0);
    sheet.paragraph(Type::QUIET, &[Words::plain(scale)]);
}

/// A sheet with the rows.
pub fn sheet(releases: [&str; 2], rows: &[Row], language: Language, width: f64) -> Sheet {
    let mut sheet = Sheet::new(width);
    lay(&mut sheet, releases, rows, language);
    sheet
}
