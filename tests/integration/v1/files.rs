//! Lists as CSV files (RFC 4180) and the profile for French spreadsheets.

use std::collections::BTreeMap;

use crate::support::{Answer, TestApp, on_each_database};

/// A file read: the header row, and each row by column.
struct Table {
    header: Vec<String>,
    rows: Vec<BTreeMap<String, String>>,
}

impl Table {
    fn read(bytes: &[u8], delimiter: u8) -> Self {
        let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(bytes);
        let header: Vec<String> = reader.headers().expect("a header row").iter().map(str::to_owned).collect();
        let rows = reader.deserialize().map(|row| row.expect("a row as long as the header")).collect();
        Table { header, rows }
    }

    fn column(&self, name: &str) -> Vec<&str> {
        self.rows.iter().map(|row| row[name].as_str()).collect()
    }
}

fn file(app: &TestApp, path: &str) -> Answer {
    let answer = app.get(path);
    assert_eq!(answer.status, 200, "{path} on {}: {}", app.database.name(), answer.text());
    assert!(answer.header("content-type").is_some_and(|media| media.starts_with("text/csv")), "{path}");
    answer
}

fn table(app: &TestApp, path: &str) -> Table {
    Table::read(&file(app, path).body, b',')
}

#[test]
fn a_file_holds_every_row() {
    on_each_database(|app| {
        assert_eq!(table(app, "/api/v1/objectives?format=csv").rows.len(), 46);
        assert_eq!(table(app, "/api/v1/statements?format=csv&release=2026").rows.len(), 100);
        assert_eq!(table(app, "/api/v1/actions?format=csv").rows.len(), 17);
        assert_eq!(table(app, "/api/v1/objectives?format=csv&release=2023").rows.len(), 39);
        assert_eq!(table(app, "/api/v1/objectives?format=csv&release=2025").rows.len(), 0);
    });
}

#[test]
fn every_list_is_a_file_as_long_as_its_total() {
    on_each_database(|app| {
        for list in ["axes", "actions", "objectives", "statements", "progress", "sources", "axes/4/objectives"] {
            let total = app.json(&format!("/api/v1/{list}?limit=0"))["meta"]["total"].clone();
            assert_eq!(table(app, &format!("/api/v1/{list}?format=csv")).rows.len(), total, "{list}");
        }
    });
}

#[test]
fn columns_have_flat_names_and_each_row_names_its_release() {
    on_each_database(|app| {
        let table = table(app, "/api/v1/objectives?format=csv");
        for name in [
            "release",
            "revision",
            "code",
            "number",
            "part",
            "axis",
            "action",
            "title_fr",
            "title_en",
            "title_fr_release",
            "title_en_release",
            "publication_state",
            "status",
            "progress",
            "achievements_en",
            "next_steps_en",
            "absent",
        ] {
            assert!(table.header.iter().any(|known| known == name), "{name} in {:?}", table.header);
        }
        assert!(table.column("release").iter().all(|release| *release == "2026"));
        assert!(table.column("revision").iter().all(|revision| *revision == "1"));
    });
}

#[test]
fn lines_end_in_crlf_and_line_breaks_stand_in_quotes() {
    on_each_database(|app| {
        let body = file(app, "/api/v1/objectives?format=csv").text();
        assert!(body.ends_with("\r\n") && !body.starts_with('\u{feff}'));
        let (mut quoted, mut before, mut ends, mut inside) = (false, ' ', 0, 0);
        for character in body.chars() {
            match character {
                '"' => quoted = !quoted,
                '\n' if quoted => inside += 1,
                '\n' => {
                    assert_eq!(before, '\r');
                    ends += 1;
                }
                _ => {}
            }
            before = character;
        }
        assert_eq!(ends, 47, "a header and 46 rows");
        assert!(inside > 0, "objective 34 has two achievements, one a line");
    });
}

#[test]
fn the_achievements_of_objective_34_are_one_cell() {
    on_each_database(|app| {
        let table = table(app, "/api/v1/objectives?format=csv");
        let row = table.rows.iter().find(|row| row["code"] == "34").expect("objective 34");
        let lines: Vec<&str> = row["achievements_en"].lines().collect();
        assert_eq!(lines.len(), 4, "{lines:?}");
        assert!(lines[0].starts_with("The multi-year accessibility plan was launched in 2023"));
        assert!(lines[3].contains("100% of essential procedures to be fully accessible by the end of 2026."));
    });
}

#[test]
fn each_cell_is_the_value_of_the_json_list() {
    on_each_database(|app| {
        let table = table(app, "/api/v1/objectives?format=csv");
        let list = app.json("/api/v1/objectives?limit=500");
        let rows = list["data"].as_array().expect("a list");
        assert_eq!(rows.len(), table.rows.len());
        for (json, cells) in rows.iter().zip(&table.rows) {
            let code = &json["code"];
            let shown = |value: &serde_json::Value| match value {
                serde_json::Value::Null => String::new(),
                serde_json::Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            for name in
                ["code", "number", "part", "axis", "action", "publication_state", "status", "progress", "ambiguous"]
            {
                assert_eq!(cells[name], shown(&json[name]), "{name} of {code}");
            }
            for language in ["fr", "en"] {
                assert_eq!(cells[&format!("title_{language}")], shown(&json["title"][language]), "{code}");
                let stated = &cells[&format!("title_{language}_release")];
                assert_eq!(*stated, shown(&json["title_stated_in"][language]), "{code}");
            }
            let absent = json["absent"].as_object().expect("reasons by field");
            let reasons: Vec<String> = absent.iter().map(|(field, why)| format!("{field}:{}", shown(why))).collect();
            assert_eq!(cells["absent"], reasons.join(","), "{code}");
        }
    });
}

#[test]
fn the_profile_excel_fr_opens_in_a_french_spreadsheet() {
    on_each_database(|app| {
        let body = file(app, "/api/v1/objectives?format=csv&profile=excel-fr").body;
        let text = body.strip_prefix(b"\xef\xbb\xbf").expect("a byte order mark");
        assert!(!text.starts_with(b"\xef\xbb\xbf") && text.ends_with(b"\r\n"));
        let french = Table::read(text, b';');
        let plain = table(app, "/api/v1/objectives?format=csv");
        assert_eq!(french.header, plain.header);
        for name in ["title_en", "achievements_en", "progress", "absent"] {
            assert_eq!(french.column(name), plain.column(name));
        }
        // A spreadsheet makes January 1932 of 32-1.
        let shown = |code: &&str| if code.contains('-') { format!("'{code}") } else { (*code).to_owned() };
        assert_eq!(french.column("code"), plain.column("code").iter().map(shown).collect::<Vec<_>>());
        assert!(french.column("ambiguous").iter().all(|truth| ["VRAI", "FAUX"].contains(truth)));
    });
}

#[test]
fn fields_choose_columns() {
    on_each_database(|app| {
        let own = |fields: &str| {
            let header = table(app, &format!("/api/v1/objectives?format=csv&fields={fields}")).header;
            header.into_iter().filter(|name| name != "release" && name != "revision").collect::<Vec<_>>()
        };
        let mut title = own("title");
        title.sort();
        assert_eq!(title, ["title_en", "title_en_release", "title_fr", "title_fr_release"]);
        assert_eq!(own("code,progress"), ["code", "progress"]);
        assert_eq!(own("code,title_en"), ["code", "title_en"]);
    });
}

#[test]
fn filters_apply_to_files() {
    on_each_database(|app| {
        let codes = |query: &str| {
            let table = table(app, &format!("/api/v1/objectives?format=csv&{query}"));
            table.column("code").iter().map(|code| (*code).to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(codes("axis=4").len(), 17);
        assert_eq!(codes("status=completed"), ["32-1", "33", "39"]);
        assert_eq!(codes("action=17"), ["43", "44", "45"]);
        assert_eq!(codes("limit=2&offset=29"), ["30", "31"]);
        assert_eq!(codes("limit=0"), Vec::<String>::new());
        assert_eq!(codes("q=doesnotoccur"), Vec::<String>::new());
    });
}

#[test]
fn sorting_applies_to_files() {
    on_each_database(|app| {
        let table = table(app, "/api/v1/objectives?format=csv&sort=-progress,code");
        let progress = table.column("progress");
        let (known, unknown) = progress.split_at(17);
        let numbers: Vec<i32> = known.iter().map(|cell| cell.parse().expect("a number")).collect();
        assert!(numbers.is_sorted_by(|a, b| a >= b), "{numbers:?}");
        assert!(unknown.iter().all(|cell| cell.is_empty()), "{unknown:?}");
    });
}

#[test]
fn a_file_is_named_after_its_list_and_pinned_release() {
    on_each_database(|app| {
        for (query, pinned) in [("", "2026.1"), ("&release=2026", "2026.1"), ("&release=2025", "2025.1")] {
            let answer = file(app, &format!("/api/v1/objectives?format=csv{query}"));
            let disposition = answer.header("content-disposition").unwrap_or_default();
            assert!(disposition.starts_with("attachment; filename=\""), "{disposition}");
            assert!(
                disposition.contains("objectives") && disposition.ends_with(&format!("{pinned}.csv\"")),
                "{disposition}"
            );
            assert_eq!(answer.header("jalon-release"), Some(pinned));
        }
    });
}

#[test]
fn accept_gives_the_same_file() {
    on_each_database(|app| {
        let asked = app.request("GET", "/api/v1/objectives", &[("Accept", "text/csv")]);
        let named = file(app, "/api/v1/objectives?format=csv");
        assert_eq!(asked.status, 200);
        assert_eq!(asked.text(), named.text());
        assert_eq!(asked.header("content-disposition"), named.header("content-disposition"));
    });
}
