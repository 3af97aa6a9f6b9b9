//! CSV: RFC 4180, and the profile that opens right in a French spreadsheet.

use crate::domain::dataset::Value;

/// How a CSV file is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Profile {
    /// RFC 4180: comma, CRLF, UTF-8 without a byte order mark, numbers with a point, cells as they are.
    #[default]
    Rfc4180,
    /// For a spreadsheet set to French: semicolon, byte order mark, VRAI and FAUX, and an apostrophe before
    /// texts that a spreadsheet would run as a formula (`=1+1`) or turn into a date (`25/2`, `32-1`, `4.2`).
    ExcelFr,
}

impl Profile {
    /// Every profile with the name that requests give.
    pub const ALL: [(Profile, &str); 2] = [(Profile::Rfc4180, "rfc4180"), (Profile::ExcelFr, "excel-fr")];

    /// What comes before the first line.
    pub fn preamble(self) -> &'static [u8] {
        match self {
            Profile::Rfc4180 => b"",
            Profile::ExcelFr => b"\xef\xbb\xbf",
        }
    }
}

/// One line of a file, with its line end.
pub fn line<'a>(cells: impl IntoIterator<Item = &'a Value>, profile: Profile) -> Vec<u8> {
    let mut builder = csv::WriterBuilder::new();
    builder.terminator(csv::Terminator::CRLF);
    if profile == Profile::ExcelFr {
        builder.delimiter(b';');
    }
    let mut writer = builder.from_writer(Vec::new());
    let cells: Vec<String> = cells.into_iter().map(|value| cell(value, profile)).collect();
    // Writing to memory does not fail.
    let _ = writer.write_record(&cells);
    writer.into_inner().unwrap_or_default()
}

fn cell(value: &Value, profile: Profile) -> String {
    match (value, profile) {
        (Value::Null, _) => String::new(),
        (Value::Text(text), Profile::Rfc4180) => text.clone(),
        (Value::Text(text), Profile::ExcelFr) => harmless(text),
        (Value::List(values), _) => values.join(","),
        (Value::Integer(number), _) => number.to_string(),
        (Value::Decimal(number), _) => number.to_string(),
        (Value::Boolean(truth), Profile::Rfc4180) => truth.to_string(),
        (Value::Boolean(true), Profile::ExcelFr) => "VRAI".to_owned(),
        (Value::Boolean(false), Profile::ExcelFr) => "FAUX".to_owned(),
        (Value::Date(date), _) => date.to_string(),
        (Value::Time(time), _) => time.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true),
    }
}

/// A text that a spreadsheet shows as it is: neither run nor turned into a date.
fn harmless(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let is_datelike = text.contains(['.', '/', '-']) && text.bytes().all(|b| b.is_ascii_digit() || b"./-".contains(&b));
    if is_formula || is_datelike { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(cells: &[Value], profile: Profile) -> String {
        String::from_utf8(line(cells, profile)).unwrap_or_default()
    }

    #[test]
    fn cells_are_quoted_where_rfc_4180_asks_for_it() {
        let cells = [Value::Text("a,b".into()), Value::Text("say \"x\"\nend".into()), Value::Null, Value::Integer(-5)];
        assert_eq!(text(&cells, Profile::Rfc4180), "\"a,b\",\"say \"\"x\"\"\nend\",,-5\r\n");
    }

    #[test]
    fn a_spreadsheet_makes_no_date_of_a_code_or_fraction() {
        let cells = ["32-1", "4.2", "25/2", "65"].map(|text| Value::Text(text.into()));
        assert_eq!(text(&cells, Profile::ExcelFr), "'32-1;'4.2;'25/2;65\r\n");
        assert_eq!(text(&cells, Profile::Rfc4180), "32-1,4.2,25/2,65\r\n");
    }

    #[test]
    fn a_spreadsheet_runs_no_formula() {
        let cells = [Value::Text("=1+1".into()), Value::Boolean(true), Value::Text("a;b".into())];
        assert_eq!(text(&cells, Profile::ExcelFr), "'=1+1;VRAI;\"a;b\"\r\n");
        assert_eq!(text(&cells, Profile::Rfc4180), "=1+1,true,a;b\r\n");
    }
}
