//! Progress as bars, one row an axis, action or objective.

use super::{Figure, Label, Sheet, Words, sheet::Type, words};
use crate::domain::text::Language;

/// A row of the chart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    pub label: Label,
    pub figure: Figure,
}

/// The height of a bar.
const THICK: f64 = 14.0;
/// Room for `100 %` at the end of a bar.
const ROOM_OF_VALUE: f64 = 62.0;

/// Lays the rows below what is on the sheet. An absent figure has its words and no bar; 0 has an empty one.
pub fn lay(sheet: &mut Sheet, rows: &[Bar], language: Language) {
    let length = sheet.width - ROOM_OF_VALUE;
    for (index, row) in rows.iter().enumerate() {
        if index > 0 {
            sheet.skip(14.0);
        }
        sheet.paragraph(Type::BODY, &row.label.runs());
        sheet.skip(5.0);
        let (top, told) = (sheet.height, row.figure.told(language));
        if track(sheet, &row.figure, length) {
            sheet.word(Type::BODY.ending(), sheet.width, top + 12.0, Words::plain(&told).bold());
        } else {
            sheet.paragraph(Type::QUIET, &[Words::plain(&told)]);
        }
        sheet.say(words::pair(&row.label.told(), &told, language));
    }
}

/// Draws the bar of a figure in a track of a length; nothing, and false, if there is no figure.
pub fn track(sheet: &mut Sheet, figure: &Figure, length: f64) -> bool {
    let (top, part) = (sheet.height, figure.of_length(length));
    if let Some(part) = part {
        sheet.rectangle("c-track", [0.5, top + 0.5, length - 1.0, THICK - 1.0], 0.0);
        if part > 0.0 {
            sheet.rectangle("c-bar", [0.0, top, part, THICK], 0.0);
        }
        sheet.skip(THICK);
    }
    part.is_some()
}

/// A sheet with the rows.
pub fn sheet(rows: &[Bar], language: Language, width: f64) -> Sheet {
    let mut sheet = Sheet::new(width);
    lay(&mut sheet, rows, language);
    sheet
}
