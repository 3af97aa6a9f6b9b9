//! TOML: a table `[release]`, then `[[axes]]`, `[[actions]]` and `[[objectives]]`.

use serde::{
    Serialize, Serializer,
    ser::{SerializeMap, SerializeSeq},
};

use super::super::{Cell, Filing, Row, Sheet};

/// Writes a filing; words are those of data, so that a program reads them without a list of translations.
pub fn write(filing: &Filing) -> Result<String, toml::ser::Error> {
    toml::to_string_pretty(&Document(filing))
}

struct Document<'a>(&'a Filing);

impl Serialize for Document<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for sheet in Sheet::ALL {
            match (sheet, self.0.release()) {
                (Sheet::Release, Some(row)) => map.serialize_entry(sheet.as_str(), &Cells(row))?,
                (Sheet::Release, None) => {}
                // An empty list would stand as a value below the table before it, and be read as a part of that.
                _ => match self.0.of(sheet).collect::<Vec<_>>() {
                    rows if rows.is_empty() => {}
                    rows => map.serialize_entry(sheet.as_str(), &List(rows))?,
                },
            }
        }
        map.end()
    }
}

struct List<'a>(Vec<&'a Row>);

impl Serialize for List<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.0.len()))?;
        self.0.iter().try_for_each(|row| list.serialize_element(&Cells(row)))?;
        list.end()
    }
}

struct Cells<'a>(&'a Row);

impl Serialize for Cells<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("code", &self.0.code)?;
        for column in self.0.sheet.columns() {
            match self.0.cells.get(column.name) {
                Some(Cell::Number(number)) => map.serialize_entry(column.name, number)?,
                Some(Cell::Text(text)) => map.serialize_entry(column.name, text)?,
                Some(Cell::Absent(reason)) => map.serialize_entry(column.name, reason.as_str())?,
                None => {}
            }
        }
        map.end()
    }
}
