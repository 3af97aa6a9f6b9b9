//! Lists as JSON Lines, XLSX and Parquet: the rows and columns of the CSV file, with their types.

use std::{
    collections::BTreeMap,
    io::{Cursor, Read, Write},
};

use parquet::{
    file::reader::{FileReader, SerializedFileReader},
    record::{Field, Row},
};
use serde_json::{Value, json};

use crate::support::{Answer, TestApp, on_each_database, problem::says};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const PARQUET: &str = "application/vnd.apache.parquet";

const FORMATS: [(&str, &str); 4] =
    [("csv", "text/csv"), ("jsonl", "application/x-ndjson"), ("xlsx", XLSX), ("parquet", PARQUET)];
const LISTS: [&str; 7] = ["axes", "actions", "objectives", "statements", "progress", "sources", "axes/4/objectives"];

fn file(app: &TestApp, path: &str) -> Answer {
    let answer = app.get(path);
    assert_eq!(answer.status, 200, "{path} on {}", app.database.name());
    answer
}

fn lines(app: &TestApp, path: &str) -> Vec<Value> {
    let text = file(app, path).text();
    text.lines().map(|line| serde_json::from_str(line).expect("an object a line")).collect()
}

/// The sheet of a workbook, as XML.
fn sheet(answer: &Answer) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(&answer.body)).expect("a zip archive");
    let mut text = String::new();
    archive.by_name("xl/worksheets/sheet1.xml").expect("a sheet").read_to_string(&mut text).expect("UTF-8");
    text
}

/// The rows of a sheet, each the XML of its cells.
fn sheet_rows(sheet: &str) -> Vec<&str> {
    sheet.split("<row ").skip(1).map(|row| row.split("</row>").next().unwrap_or_default()).collect()
}

fn parquet_rows(answer: &Answer) -> Vec<Row> {
    let mut kept = tempfile::tempfile().expect("a temporary file");
    kept.write_all(&answer.body).expect("room for it");
    let reader = SerializedFileReader::new(kept).expect("a Parquet file");
    reader.get_row_iter(None).expect("rows").map(|row| row.expect("a row")).collect()
}

fn parquet_row<'a>(rows: &'a [Row], key: &str, value: &str) -> BTreeMap<&'a str, &'a Field> {
    let fields = |row: &'a Row| row.get_column_iter().map(|(name, field)| (name.as_str(), field)).collect();
    let mut all = rows.iter().map(fields);
    all.find(|row: &BTreeMap<_, _>| *row[key] == Field::Str(value.into())).expect("a row of that key")
}

#[test]
fn every_list_has_as_many_rows_in_every_format() {
    on_each_database(|app| {
        for list in LISTS {
            let path = |format: &str| format!("/api/v1/{list}?format={format}");
            let total = app.json(&format!("/api/v1/{list}?limit=0"))["meta"]["total"].as_u64();
            let total = usize::try_from(total.expect("a total")).expect("a small one");
            assert_eq!(lines(app, &path("jsonl")).len(), total, "{list}");
            assert_eq!(sheet_rows(&sheet(&file(app, &path("xlsx")))).len(), total + 1, "{list} with its header");
            assert_eq!(parquet_rows(&file(app, &path("parquet"))).len(), total, "{list}");
        }
    });
}

#[test]
fn a_file_tells_its_type_and_name_and_validators() {
    on_each_database(|app| {
        for (format, media) in FORMATS {
            let answer = file(app, &format!("/api/v1/objectives?format={format}&release=2025"));
            let header = |name| answer.header(name).unwrap_or_default();
            assert_eq!(header("content-type").split(';').next(), Some(media));
            let name = format!("attachment; filename=\"jalon-objectives-2025.1.{format}\"");
            assert_eq!(header("content-disposition"), name);
            assert_eq!(header("jalon-release"), "2025.1");
            assert!(header("etag").starts_with("W/\""), "{format}");
            let conditions = [("If-None-Match", header("etag"))];
            let again = app.request("GET", &format!("/api/v1/objectives?format={format}&release=2025"), &conditions);
            assert_eq!((again.status, again.body.len()), (304, 0), "{format}");
        }
    });
}

#[test]
fn each_format_has_an_etag_of_its_own() {
    let app = TestApp::on_sqlite();
    let tags = FORMATS.map(|(format, _)| {
        let answer = file(&app, &format!("/api/v1/axes?format={format}"));
        answer.header("etag").expect("an ETag").to_owned()
    });
    assert!((1..4).all(|place| !tags[..place].contains(&tags[place])), "{tags:?}");
}

#[test]
fn accept_gives_the_same_file() {
    let app = TestApp::on_sqlite();
    for (format, media) in FORMATS {
        let asked = app.request("GET", "/api/v1/axes", &[("Accept", media)]);
        let named = file(&app, &format!("/api/v1/axes?format={format}"));
        assert_eq!((asked.status, asked.header("content-type")), (200, named.header("content-type")));
        assert_eq!(asked.header("content-disposition"), named.header("content-disposition"));
        assert!(asked.body == named.body, "{format}: the bytes are a function of release and request");
    }
}

#[test]
fn json_lines_have_typed_values_under_the_names_of_the_columns() {
    on_each_database(|app| {
        let rows = lines(app, "/api/v1/objectives?format=jsonl");
        let header = file(app, "/api/v1/objectives?format=csv").text();
        let names: Vec<&str> = rows[0].as_object().expect("an object").keys().map(String::as_str).collect();
        assert_eq!(names.join(","), header.lines().next().expect("a header"));
        let row = rows.iter().find(|row| row["code"] == "32-1").expect("objective 32-1");
        let expected = json!({"release": "2026", "revision": 1, "code": "32-1", "number": 32, "part": 1,
            "ordinal": null, "axis": "4", "action": "14", "status": "completed", "progress": 100, "ambiguous": false});
        for (name, value) in expected.as_object().expect("an object") {
            assert_eq!(row[name], *value, "{name}");
        }
        let absent = row["absent"].as_array().expect("a list");
        assert!(absent.contains(&json!("ordinal:not_applicable")), "{absent:?}");
    });
}

#[test]
fn json_lines_are_written_as_explore_portals_write_them() {
    let app = TestApp::on_sqlite();
    let text =
        file(&app, "/api/v1/progress?format=jsonl&axis=4&level=action&method=computed&fields=code,value,fraction");
    let expected = "{\"release\": \"2026\", \"revision\": 1, \"code\": \"14\", \"value\": 65, \"fraction\": \"65\"}\n";
    assert!(text.text().starts_with(expected), "{}", text.text());
}

#[test]
fn a_sheet_has_typed_cells() {
    on_each_database(|app| {
        let sheet = sheet(&file(app, "/api/v1/objectives?format=xlsx&fields=code,number,title_fr,progress,ambiguous"));
        let rows = sheet_rows(&sheet);
        let (header, row) = (rows[0], rows.iter().find(|row| row.contains("<t>32-1</t>")).expect("objective 32-1"));
        for name in ["release", "revision", "code", "number", "title_fr", "progress", "ambiguous"] {
            assert!(header.contains(&format!("<t>{name}</t>")), "{name} in {header}");
        }
        let inside = |row: &str, column: &str| {
            let (_, cell) = row.split_once(&format!("<c r=\"{column}"))?;
            let (_, cell) = cell.split_once('"')?;
            Some(cell.split("</c>").next().unwrap_or_default().to_owned())
        };
        for (column, cell) in [
            ("A", Some(" t=\"inlineStr\"><is><t>2026</t></is>")),
            ("B", Some("><v>1</v>")),
            ("C", Some(" t=\"inlineStr\"><is><t>32-1</t></is>")),
            ("D", Some("><v>32</v>")),
            // Release 2026 states no French title for it, and a null is no cell.
            ("E", None),
            ("F", Some("><v>100</v>")),
            ("G", Some(" t=\"b\"><v>0</v>")),
        ] {
            assert_eq!(inside(row, column).as_deref(), cell, "column {column} of {row}");
        }
    });
}

#[test]
fn dates_of_sources_are_date_cells() {
    on_each_database(|app| {
        let sheet = sheet(&file(app, "/api/v1/sources?format=xlsx&fields=id,earliest,latest"));
        let rows = sheet_rows(&sheet);
        let overview = rows.iter().find(|row| row.contains("<t>overview-2026</t>")).expect("the overview");
        // 5 December 2025: 126 years and their 31 leap days, as 1899-12-31 is day 1 and 1900 a leap year there, and 339.
        assert!(overview.contains("<v>45996</v>"), "{overview}");
        let detail = rows.iter().find(|row| row.contains("<t>detail-2026</t>")).expect("the detail");
        assert!(detail.contains("<v>46112</v>"), "{detail}");
    });
}

#[test]
fn parquet_columns_are_typed() {
    on_each_database(|app| {
        let rows = parquet_rows(&file(app, "/api/v1/objectives?format=parquet"));
        let row = parquet_row(&rows, "code", "32-1");
        assert_eq!(*row["number"], Field::Long(32));
        assert_eq!(*row["progress"], Field::Long(100));
        assert_eq!(*row["ambiguous"], Field::Bool(false));
        assert_eq!(*row["ordinal"], Field::Null);
        assert_eq!(*row["status"], Field::Str("completed".into()));
        assert!(row["absent"].to_string().contains("\"ordinal:not_applicable\""), "{}", row["absent"]);
        let sources = parquet_rows(&file(app, "/api/v1/sources?format=parquet"));
        // 20,089 days up to 2025, and 338.
        assert_eq!(*parquet_row(&sources, "id", "overview-2026")["earliest"], Field::Date(20_427));
        assert_eq!(*parquet_row(&sources, "id", "detail-2026")["latest"], Field::Date(20_543));
    });
}

#[test]
fn an_empty_list_is_a_valid_file_in_every_format() {
    on_each_database(|app| {
        let path = |format: &str| format!("/api/v1/objectives?release=2025&format={format}");
        assert_eq!(file(app, &path("jsonl")).body, b"");
        assert_eq!(sheet_rows(&sheet(&file(app, &path("xlsx")))).len(), 1);
        assert_eq!(parquet_rows(&file(app, &path("parquet"))).len(), 0);
        assert_eq!(file(app, &path("csv")).text().lines().count(), 1);
    });
}

#[test]
fn fields_filters_and_order_apply_to_every_format() {
    on_each_database(|app| {
        let query = "status=completed&sort=-code&fields=code";
        let codes = ["39", "33", "32-1"];
        let rows = lines(app, &format!("/api/v1/objectives?format=jsonl&{query}"));
        assert_eq!(rows.iter().map(|row| row["code"].as_str().unwrap_or_default()).collect::<Vec<_>>(), codes);
        assert_eq!(rows[0].as_object().map(serde_json::Map::len), Some(3), "release, revision and code");
        let rows = parquet_rows(&file(app, &format!("/api/v1/objectives?format=parquet&{query}")));
        let shown = |row: &Row| row.get_column_iter().nth(2).map(|(_, code)| code.to_string());
        assert_eq!(rows.iter().filter_map(shown).collect::<Vec<_>>(), codes.map(|code| format!("\"{code}\"")));
    });
}

#[test]
fn a_file_that_is_compressed_is_not_compressed_again() {
    let app = TestApp::on_sqlite();
    for (format, _) in FORMATS {
        let path = format!("/api/v1/statements?format={format}");
        let answer = app.request("GET", &path, &[("Accept-Encoding", "gzip, br, zstd")]);
        let is_text = ["csv", "jsonl"].contains(&format);
        assert_eq!(answer.header("content-encoding").is_some(), is_text, "{format}");
    }
}

#[test]
fn a_profile_goes_with_csv_alone() {
    let app = TestApp::on_sqlite();
    for format in ["json", "jsonl", "xlsx", "parquet"] {
        let answer = app.get(&format!("/api/v1/axes?format={format}&profile=excel-fr"));
        answer.problem(400, "conflicting_parameters");
    }
}

#[test]
fn an_unknown_format_is_refused_with_those_that_exist() {
    let app = TestApp::on_sqlite();
    let problem = app.get("/api/v1/axes?format=xls").problem(400, "invalid_parameter");
    assert!(says(&problem, "expected", "json, csv, jsonl, xlsx, parquet"), "{problem}");
    assert_eq!(problem["did_you_mean"], "xlsx");
    app.get("/api/v1/axes/9/objectives?format=xlsx").problem(404, "not_found");
}
