//! XLSX: a sheet that tells how to fill in the others, then one a level. Names of columns stand in the first row, labels
//! in French and in English below them; codes are locked, statuses are chosen from a list, headings have notes.

use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder,
    Formula, Note, ProtectionOptions, Workbook, Worksheet, XlsxError,
};

use super::{
    super::{
        Cell, Filing, Row, Sheet,
        columns::{ABSENT, Column, Takes},
        read::GUIDE,
        words,
    },
    shown,
};

/// The row in which data begins, from 0: below the names and two rows of labels.
const FIRST: u32 = 3;

/// How to fill in a template, in French and in English.
const GUIDE_LINES: &[&str] = &[
    "Mode d’emploi",
    "",
    "Une feuille par niveau : la publication, les axes, les actions, les objectifs. Tout ce qui est connu est déjà rempli.",
    "Corrigez ce qui a changé. Une cellule sans valeur dit pourquoi : « non publié », ou « sans nom » pour un titre.",
    "L’avancement est un nombre entier de 0 à 100. Un objectif terminé est à 100.",
    "Réalisations et prochaines étapes : une par ligne (Alt+Entrée) ; ce qu’une ligne introduit vient dessous, derrière « • ».",
    "Si un avancement recule, dites pourquoi dans « Motif ». Les codes ne changent pas ; aucune ligne n’est supprimée.",
    "Remplissez d’abord la feuille « Publication » : la date, les langues des textes.",
    "",
    "How to fill this in",
    "",
    "One sheet a level: the release, the axes, the actions, the objectives. All that is known is filled in already.",
    "Change what has changed. A cell without a value says why: \"not published\", or \"not named\" for a title.",
    "Progress is a whole number from 0 to 100. A completed objective stands at 100.",
    "Achievements and next steps: one a line (Alt+Enter); what a line introduces comes below it, behind \"•\".",
    "If progress falls back, say why in \"Reason\". Codes do not change; no row is removed.",
    "Fill in the sheet \"Publication\" first: the date, the languages of the texts.",
];

/// Writes a filing as a workbook; the same filing gives the same bytes.
pub fn write(filing: &Filing) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let title = format!("Jalon {}", filing.release().map_or("", |row| row.code.as_str()));
    // A workbook made at another time is the same workbook.
    let made = ExcelDateTime::from_ymd(2023, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_title(title).set_creation_datetime(&made));
    guide(workbook.add_worksheet())?;
    for sheet in Sheet::ALL {
        let rows: Vec<&Row> = filing.of(sheet).collect();
        let worksheet = workbook.add_worksheet();
        worksheet.set_name(sheet.names()[1])?;
        heading(worksheet, sheet)?;
        for (line, row) in (FIRST..).zip(&rows) {
            cells(worksheet, line, row)?;
        }
        validate(worksheet, sheet, FIRST + u32::try_from(rows.len()).unwrap_or_default())?;
        worksheet.set_freeze_panes(FIRST, 1)?;
        let options = ProtectionOptions {
            format_rows: true,
            format_columns: true,
            sort: true,
            use_autofilter: true,
            ..Default::default()
        };
        worksheet.protect_with_options(&options);
    }
    workbook.save_to_buffer()
}

fn guide(worksheet: &mut Worksheet) -> Result<(), XlsxError> {
    worksheet.set_name(GUIDE[0])?.set_column_width(0, 120)?;
    let (plain, bold) = (Format::new().set_text_wrap(), Format::new().set_bold());
    for (line, text) in (0..).zip(GUIDE_LINES) {
        let is_title = line == 0 || GUIDE_LINES[line as usize - 1].is_empty();
        worksheet.write_string_with_format(line, 0, *text, if is_title { &bold } else { &plain })?;
    }
    Ok(())
}

fn heading(worksheet: &mut Worksheet, sheet: Sheet) -> Result<(), XlsxError> {
    let name = Format::new().set_font_color(Color::RGB(0x59_59_59)).set_font_size(8);
    let label = Format::new().set_bold().set_text_wrap().set_background_color(Color::RGB(0xE8_ED_F3));
    let label = label.set_border_bottom(FormatBorder::Thin);
    for (at, column) in (0..).zip(sheet.columns()) {
        worksheet.write_string_with_format(0, at, column.name, &name)?;
        for (line, text) in (1..).zip(column.labels) {
            worksheet.write_string_with_format(line, at, text, &label)?;
        }
        worksheet.insert_note(1, at, &Note::new(note(column)).set_author("Jalon").set_width(320).set_height(140))?;
        worksheet.set_column_width(at, width(column))?;
    }
    Ok(())
}

/// What a cell takes, in both languages.
fn note(column: &Column) -> String {
    let told = |at: usize| match column.needs_reason() && column.field() != "title" {
        true => format!("{} {}", column.notes[at], ABSENT[at]),
        false => column.notes[at].to_owned(),
    };
    format!("{}\n\n{}", told(0), told(1))
}

fn width(column: &Column) -> f64 {
    match column.takes {
        Takes::Code | Takes::Parent | Takes::Count => 11.0,
        Takes::Percentage | Takes::Status | Takes::Languages | Takes::Date => 14.0,
        Takes::Text | Takes::Reason => 40.0,
        Takes::Statements => 60.0,
    }
}

fn cells(worksheet: &mut Worksheet, line: u32, row: &Row) -> Result<(), XlsxError> {
    let open = Format::new().set_unlocked().set_text_wrap().set_align(FormatAlign::Top);
    let text = open.clone().set_num_format("@");
    let day = open.clone().set_num_format("yyyy-mm-dd");
    let locked =
        Format::new().set_background_color(Color::RGB(0xF2_F2_F2)).set_align(FormatAlign::Top).set_num_format("@");
    for (at, column) in (0..).zip(row.sheet.columns()) {
        let cell = row.cells.get(column.name);
        match (column.takes, cell) {
            (Takes::Code, _) => worksheet.write_string_with_format(line, at, &row.code, &locked)?,
            (Takes::Parent, Some(Cell::Text(code))) => worksheet.write_string_with_format(line, at, code, &locked)?,
            (Takes::Percentage | Takes::Count, Some(Cell::Number(number))) => {
                worksheet.write_number_with_format(line, at, *number, &open)?
            }
            (Takes::Percentage | Takes::Count, None) => worksheet.write_blank(line, at, &open)?,
            (Takes::Date, Some(Cell::Text(date))) => {
                worksheet.write_datetime_with_format(line, at, ExcelDateTime::parse_from_str(date)?, &day)?
            }
            (Takes::Date, None) => worksheet.write_blank(line, at, &day)?,
            (_, Some(cell)) => worksheet.write_string_with_format(line, at, shown(column, cell), &text)?,
            (_, None) => worksheet.write_blank(line, at, &text)?,
        };
    }
    Ok(())
}

/// What a spreadsheet itself refuses or offers.
fn validate(worksheet: &mut Worksheet, sheet: Sheet, end: u32) -> Result<(), XlsxError> {
    let last = end.max(FIRST + 1) - 1;
    for (at, column) in (0..).zip(sheet.columns()) {
        let rule = match column.takes {
            Takes::Status => DataValidation::new().allow_list_strings(&words::offered_statuses())?,
            Takes::Percentage => percentage(at),
            Takes::Languages => DataValidation::new().allow_list_strings(&["fr", "en", "fr, en"])?,
            _ => continue,
        };
        let rule = rule.set_error_title("Jalon")?.set_error_message(column.notes[0])?;
        worksheet.add_data_validation(FIRST, at, last, at, &rule.set_error_style(DataValidationErrorStyle::Stop))?;
    }
    Ok(())
}

/// A whole number from 0 to 100, or the words for none.
fn percentage(at: u16) -> DataValidation {
    let cell = format!("{}{}", char::from(b'A' + at as u8), FIRST + 1);
    let none = words::offered_statuses()[2];
    let rule = format!("=OR(AND(ISNUMBER({cell}),{cell}>=0,{cell}<=100,INT({cell})={cell}),{cell}=\"{none}\")");
    DataValidation::new().allow_custom(Formula::new(rule))
}
