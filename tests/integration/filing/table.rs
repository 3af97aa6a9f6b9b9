//! A template as a table that a test spoils, and writes as a spreadsheet would.

use rust_xlsxwriter::{Workbook, Worksheet};

/// The sheets: level, name, columns in their order, so that a test can tell the letter of a column.
const SHEETS: [(&str, &str, &[&str]); 4] = [
    (
        "release",
        "Publication",
        &[
            "code",
            "languages",
            "date",
            "title_fr",
            "title_en",
            "announced_axes",
            "announced_actions",
            "announced_objectives",
            "promise_fr",
            "promise_en",
            "reason",
        ],
    ),
    (
        "axes",
        "Axes",
        &[
            "code",
            "title_fr",
            "title_en",
            "progress",
            "achievements_fr",
            "achievements_en",
            "next_steps_fr",
            "next_steps_en",
            "reason",
        ],
    ),
    ("actions", "Actions", &["code", "axis", "title_fr", "title_en", "progress", "reason"]),
    (
        "objectives",
        "Objectifs",
        &[
            "code",
            "action",
            "title_fr",
            "title_en",
            "status",
            "progress",
            "achievements_fr",
            "achievements_en",
            "next_steps_fr",
            "next_steps_en",
            "reason",
        ],
    ),
];

#[derive(Clone)]
pub struct Table {
    pub header: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// The table of a file by RFC 4180.
    pub fn of(bytes: &[u8]) -> Self {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes);
        let line = |record: Result<csv::StringRecord, csv::Error>| {
            record.expect("the template is CSV").iter().map(str::to_owned).collect()
        };
        let mut lines: Vec<Vec<String>> = reader.records().map(line).collect();
        Table { header: lines.remove(0), rows: lines }
    }

    pub fn column(&self, name: &str) -> usize {
        self.header.iter().position(|column| column == name).unwrap_or_else(|| panic!("no column {name}"))
    }

    pub fn row(&self, level: &str, code: &str) -> usize {
        let row = self.rows.iter().position(|row| row[0] == level && row[1] == code);
        row.unwrap_or_else(|| panic!("no row {level} {code}"))
    }

    pub fn get(&self, level: &str, code: &str, column: &str) -> &str {
        &self.rows[self.row(level, code)][self.column(column)]
    }

    pub fn set(&mut self, level: &str, code: &str, column: &str, value: &str) {
        let (row, column) = (self.row(level, code), self.column(column));
        self.rows[row][column] = value.to_owned();
    }

    /// Says of each text that one language lacks that it is not published.
    pub fn settle(&mut self) {
        for field in ["title", "promise", "achievements", "next_steps"] {
            let columns = ["fr", "en"].map(|language| self.column(&format!("{field}_{language}")));
            for row in &mut self.rows {
                for (own, other) in [(columns[0], columns[1]), (columns[1], columns[0])] {
                    if row[own].is_empty() && !row[other].is_empty() {
                        row[own] = "non publié".to_owned();
                    }
                }
            }
        }
    }

    /// As text, with a delimiter and an end of line.
    pub fn text(&self, delimiter: char, end: &str) -> String {
        let quoted = |cell: &String| match cell.contains([delimiter, '"', '\n', '\r']) {
            true => format!("\"{}\"", cell.replace('"', "\"\"")),
            false => cell.clone(),
        };
        let line =
            |cells: &Vec<String>| cells.iter().map(quoted).collect::<Vec<_>>().join(&delimiter.to_string()) + end;
        std::iter::once(&self.header).chain(&self.rows).map(line).collect()
    }

    /// As bytes by RFC 4180, but for line feeds.
    pub fn csv(&self) -> Vec<u8> {
        self.text(',', "\n").into_bytes()
    }

    /// The line of a row in the text.
    pub fn line(&self, level: &str, code: &str) -> usize {
        let before = &self.rows[..self.row(level, code)];
        2 + before.iter().map(|row| 1 + row.iter().map(|cell| cell.matches('\n').count()).sum::<usize>()).sum::<usize>()
    }

    /// As a workbook with the names of the columns in the first line and the rows below, every cell a text.
    pub fn xlsx(&self) -> Vec<u8> {
        self.xlsx_with(|_, _| {})
    }

    /// As a workbook, of which a test changes sheets by their names.
    pub fn xlsx_with(&self, change: impl Fn(&str, &mut Worksheet)) -> Vec<u8> {
        let mut workbook = Workbook::new();
        for (level, name, columns) in SHEETS {
            let sheet = workbook.add_worksheet();
            sheet.set_name(name).expect("a name of a sheet");
            for (at, column) in (0..).zip(columns) {
                sheet.write_string(0, at, *column).expect("a cell");
            }
            let rows = self.rows.iter().filter(|row| row[0] == level);
            for (line, row) in (1..).zip(rows) {
                for (at, column) in (0..).zip(columns) {
                    let cell = &row[self.column(column)];
                    if !cell.is_empty() {
                        sheet.write_string(line, at, cell).expect("a cell");
                    }
                }
            }
            change(name, sheet);
        }
        workbook.save_to_buffer().expect("a workbook")
    }
}
