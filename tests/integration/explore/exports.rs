//! Exports of records and of the catalogue, byte by byte where clients read bytes.

use std::io::Read;

use serde_json::{Value, json};

use super::{address, catalog, column, follow, id, keys, list, records, refusal, rels, rows};
use crate::support::{Answer, TestApp, on_each_database};

fn export(app: &TestApp, name: &str, format: &str, parameters: &[(&str, &str)]) -> Answer {
    let path = address(name, &format!("/exports/{format}"), parameters);
    let answer = app.get(&path);
    assert_eq!(answer.status, 200, "{path} on {}: {}", app.database.name(), String::from_utf8_lossy(&answer.body));
    answer
}

fn refused(app: &TestApp, format: &str, parameters: &[(&str, &str)], status: u16, code: &str) -> String {
    refusal(&app.get(&address("axes", &format!("/exports/{format}"), parameters)), status, code)
}

const FOUR: [(&str, &str); 2] = [("select", "code, progress, title_en"), ("where", "current")];

#[test]
fn the_formats_are_listed_as_links_and_each_answers() {
    on_each_database(|app| {
        let links = app.json(&address("axes", "/exports", &[]))["links"].clone();
        let rels = rels(&links);
        assert_eq!(rels[0], "self");
        for format in ["csv", "json", "jsonl", "xlsx", "parquet"] {
            assert!(rels.iter().any(|rel| rel == format), "{format} is not in {rels:?}");
        }
        for format in ["fgb", "geojson", "gpx", "kml", "ov2", "shp", "mvt", "ical"] {
            assert!(rels.iter().all(|rel| rel != format), "{format} is in {rels:?}");
        }
        for link in list(&links) {
            let answer = follow(app, &link["href"]);
            assert_eq!(answer.status, 200, "{link}");
            assert!(!answer.body.is_empty(), "{link}");
        }
    });
}

#[test]
fn an_export_is_a_file_of_its_dataset_and_type() {
    on_each_database(|app| {
        for (format, kind) in [
            ("csv", "text/csv; charset=utf-8"),
            ("json", "application/json; charset=utf-8"),
            ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ] {
            let answer = export(app, "axes", format, &[]);
            assert_eq!(answer.header("content-type"), Some(kind), "{format}");
            let expected = format!("attachment; filename=\"{}.{format}\"", id("axes"));
            assert_eq!(answer.header("content-disposition"), Some(expected.as_str()));
        }
        assert!(export(app, "axes", "xlsx", &[]).body.starts_with(b"PK"));
        for asked in [vec![], vec![("where", "code = '5'")]] {
            let parquet = export(app, "axes", "parquet", &asked).body;
            assert!(parquet.starts_with(b"PAR1") && parquet.ends_with(b"PAR1"), "{asked:?}");
        }
    });
}

#[test]
fn json_is_a_bare_array_of_the_records() {
    on_each_database(|app| {
        let found = export(app, "avancement", "json", &[]).json();
        assert_eq!(Value::from(rows(app, "avancement", &[("limit", "100")])), found);
        assert_eq!(keys(&found[0])[..3], ["release", "revision", "current"]);
        assert_eq!(export(app, "axes", "json", &[("where", "code = '5'")]).json(), json!([]));
    });
}

#[test]
fn json_lines_are_the_same_objects_a_line_each() {
    on_each_database(|app| {
        let text = export(app, "avancement", "jsonl", &[("order_by", "-value")]).text();
        let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("an object")).collect();
        assert_eq!(Value::from(lines), export(app, "avancement", "json", &[("order_by", "-value")]).json());
    });
}

#[test]
fn an_export_has_every_row_unless_a_limit_is_set() {
    on_each_database(|app| {
        let count = |asked: &[(&str, &str)]| list(&export(app, "bilans", "json", asked).json()).len();
        assert_eq!(count(&[]), 148);
        assert_eq!(count(&[("limit", "-1")]), 148);
        assert_eq!(count(&[("limit", "120")]), 120);
        assert_eq!(count(&[("limit", "0")]), 0);
        assert_eq!(count(&[("limit", "100000")]), 148);
        let last = export(app, "bilans", "json", &[("select", "code"), ("offset", "147")]).json();
        assert_eq!(last, json!([{"code": "objective-45.next_step.1"}]));
    });
}

#[test]
fn an_export_takes_every_clause() {
    on_each_database(|app| {
        let asked = [
            ("select", "code, progress * 2 as twice"),
            ("where", "progress > 20"),
            ("refine", "axis:4"),
            ("exclude", "code:16"),
            ("order_by", "twice"),
            ("limit", "2"),
        ];
        let found = export(app, "actions", "json", &asked).json();
        assert_eq!(found, json!([{"code": "17", "twice": 54}, {"code": "14", "twice": 130}]));
        let grouped = [("select", "count(*) as count"), ("group_by", "axis")];
        let expected = json!([{"axis": null, "count": 2}, {"axis": "1", "count": 9}, {"axis": "2", "count": 6},
            {"axis": "3", "count": 21}, {"axis": "4", "count": 12}]);
        assert_eq!(export(app, "actions", "json", &grouped).json(), expected);
        assert_eq!(
            export(app, "actions", "csv", &grouped).text(),
            "\u{feff}axis;count\r\n;2\r\n1;9\r\n2;6\r\n3;21\r\n4;12\r\n"
        );
        assert_eq!(export(app, "actions", "json", &[("select", "count(*) as n")]).json(), json!([{"n": 50}]));
    });
}

#[test]
fn csv_is_written_as_recorded() {
    on_each_database(|app| {
        let expected = "\u{feff}code;progress;title_en\r\n\
            1;50;An engaged ecosystem serving a shared public policy\r\n\
            2;30;Digital education that fosters citizenship and digital skills\r\n\
            3;50;An educational community supported by a thoughtful, sustainable, and inclusive digital offering\r\n\
            4;40;New rules for a ministerial information system serving its users\r\n";
        assert_eq!(export(app, "axes", "csv", &FOUR).text(), expected);
        let nulls = [("select", "release, title_en, progress"), ("where", "code = '1' and release = '2023'")];
        assert_eq!(export(app, "axes", "csv", &nulls).text(), "\u{feff}release;title_en;progress\r\n2023;;\r\n");
        let none = [("select", "code, progress"), ("where", "code = '5'")];
        assert_eq!(export(app, "axes", "csv", &none).text(), "\u{feff}code;progress\r\n");
    });
}

#[test]
fn csv_options_change_what_they_name() {
    on_each_database(|app| {
        let with = |option: (&str, &str)| {
            let asked = [("select", "code, progress, absent"), ("where", "current and code in ('1', '4')"), option];
            export(app, "axes", "csv", &asked).text()
        };
        let plain = with(("with_bom", "true"));
        assert!(plain.starts_with("\u{feff}code;progress;absent\r\n1;50;"), "{plain}");
        assert_eq!(format!("\u{feff}{}", with(("with_bom", "false"))), plain);
        assert!(with(("use_labels", "true")).starts_with("\u{feff}Code;Avancement publié;Motifs d’absence\r\n"));
        assert_eq!(with(("use_labels", "false")), plain);
        assert!(with(("delimiter", ",")).starts_with("\u{feff}code,progress,absent\r\n1,50,\""));
        assert!(with(("delimiter", "|")).starts_with("\u{feff}code|progress|absent\r\n1|50|"));
        assert!(with(("delimiter", "\t")).starts_with("\u{feff}code\tprogress\tabsent\r\n1\t50\t"));
        assert!(with(("quote_all", "true")).contains("\"1\";"));
        let values = list(&rows(app, "axes", &[("where", "current and code = '1'")])[0]["absent"]);
        let joined = values.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" / ");
        assert!(values.len() > 1 && with(("list_separator", " / ")).contains(&joined), "{joined}");
    });
}

#[test]
fn csv_is_read_back_as_the_records() {
    on_each_database(|app| {
        let texts = ["code", "title_fr", "achievements_fr", "next_steps_en"];
        let asked = [("select", "code, title_fr, achievements_fr, next_steps_en"), ("with_bom", "false")];
        let body = export(app, "axes", "csv", &asked).body;
        let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(body.as_slice());
        assert_eq!(reader.headers().expect("a header").iter().collect::<Vec<_>>(), texts);
        let read: Vec<csv::StringRecord> = reader.records().map(|record| record.expect("a record")).collect();
        let expected = rows(app, "axes", &[("limit", "100")]);
        assert_eq!(read.len(), expected.len());
        for (record, row) in read.iter().zip(expected) {
            for (place, field) in texts.iter().enumerate() {
                assert_eq!(record.get(place), Some(row[*field].as_str().unwrap_or_default()), "{field} of {row}");
            }
        }
    });
}

#[test]
fn a_compressed_export_is_a_gzip_file_and_not_an_encoding() {
    on_each_database(|app| {
        for format in ["csv", "json", "jsonl"] {
            let plain = export(app, "axes", format, &[]);
            let packed = export(app, "axes", format, &[("compressed", "true")]);
            assert_eq!(packed.header("content-encoding"), None, "{format}");
            assert!(packed.header("content-disposition").is_some_and(|v| v.contains(&id("axes")) && v.contains("gz")));
            let mut unpacked = Vec::new();
            flate2::read::GzDecoder::new(packed.body.as_slice()).read_to_end(&mut unpacked).expect("a gzip file");
            assert!(unpacked == plain.body, "{format}");
        }
    });
}

#[test]
fn exports_take_what_clients_always_append() {
    on_each_database(|app| {
        let appended =
            [("lang", "en"), ("timezone", "UTC"), ("use_labels", "false"), ("compressed", "false"), ("epsg", "4326")];
        assert_eq!(export(app, "axes", "csv", &appended).text(), export(app, "axes", "csv", &[]).text());
        let accept = [("Accept", "application/json; charset=utf-8")];
        for format in ["csv", "parquet", "xlsx"] {
            let answer = app.request("GET", &address("axes", &format!("/exports/{format}"), &[]), &accept);
            assert_eq!(answer.status, 200, "{format}");
        }
    });
}

#[test]
fn times_are_exported_in_the_zone_that_is_asked_for() {
    on_each_database(|app| {
        let asked = [
            ("select", "release, earliest, recorded_at"),
            ("where", "current"),
            ("timezone", "Europe/Paris"),
            ("with_bom", "false"),
        ];
        let expected = "release;earliest;recorded_at\r\n2026;2025-12-05;2026-11-22T15:00:00+01:00\r\n";
        assert_eq!(export(app, "versions", "csv", &asked).text(), expected);
    });
}

#[test]
fn an_unknown_format_is_not_found_and_the_formats_are_told() {
    on_each_database(|app| {
        for format in ["pdf", "shp", "CSV2", "geojson"] {
            let message = refused(app, format, &[], 404, "NotFoundResource");
            assert!(["csv", "json", "parquet"].iter().all(|known| message.contains(known)), "{message}");
        }
        refusal(&app.get(&catalog("/exports/dcat_ap_ch", &[])), 404, "NotFoundResource");
    });
}

#[test]
fn a_wrong_query_of_an_export_is_refused_before_it_begins() {
    on_each_database(|app| {
        for format in ["csv", "json", "jsonl", "xlsx", "parquet"] {
            assert!(refused(app, format, &[("where", "nope = 1")], 400, "ODSQLError").contains("Unknown field: nope"));
            refused(app, format, &[("select", "code,")], 400, "ODSQLSyntaxError");
        }
        for (name, value) in [
            ("delimiter", "#"),
            ("with_bom", "maybe"),
            ("use_labels", "2"),
            ("timezone", "Nowhere"),
            ("lang", "xx"),
            ("compressed", "yes!"),
        ] {
            let message = refused(app, "csv", &[(name, value)], 400, "InvalidRESTParameterError");
            assert!(message.contains(name), "{message}");
        }
    });
}

/// Groups in the order of what is counted in them are all made before the first is written, wherever the count stands.
#[test]
fn groups_in_an_order_of_their_counts_are_limited() {
    on_each_database(|app| {
        for order in ["count(*)", "ifnull(count(*), 0)", "-count(*)"] {
            let asked = [("group_by", "release"), ("order_by", order), ("limit", "20001")];
            let message = refused(app, "json", &asked, 400, "InvalidRESTParameterError");
            assert!(message.contains("limit") && message.contains("20000"), "{order}: {message}");
        }
    });
}

#[test]
fn the_catalogue_is_exported_as_its_objects() {
    on_each_database(|app| {
        let links = app.json(&catalog("/exports", &[]))["links"].clone();
        let rels = rels(&links);
        for format in ["csv", "json", "dcat", "rdf", "ttl"] {
            assert!(rels.iter().any(|rel| rel == format), "{format} is not in {rels:?}");
        }
        for link in list(&links) {
            assert_eq!(follow(app, &link["href"]).status, 200, "{link}");
        }
        let answer = app.get(&catalog("/exports/json", &[("order_by", "dataset_id")]));
        assert_eq!(answer.header("content-disposition"), Some("attachment; filename=\"datasets.json\""));
        let found = list(&answer.json());
        assert_eq!(column(&found, "dataset_id"), super::NAMES.map(id));
        let one = app.get(&catalog("/exports/json/", &[("where", "records_count = 148")])).json();
        assert_eq!(one[0]["dataset_id"], id("bilans"));
        assert_eq!(one[0], app.json(&address("bilans", "", &[])));
    });
}

#[test]
fn the_catalogue_as_csv_has_a_column_for_each_metadata() {
    on_each_database(|app| {
        let answer = app.get(&catalog("/exports/csv", &[("with_bom", "false")]));
        assert_eq!(answer.header("content-type"), Some("text/csv; charset=utf-8"));
        let text = answer.text();
        let header: Vec<&str> = text.split("\r\n").next().expect("a header").split(';').collect();
        assert!(header[0].starts_with("dcat.") && header.contains(&"default.title"), "{header:?}");
        assert_eq!(header.last(), Some(&"datasetid"));
        assert!(text.contains(&id("objectifs")) && text.contains("Objectifs de la stratégie"), "{text}");
    });
}

#[test]
fn harvesters_read_the_catalogue_as_rdf() {
    on_each_database(|app| {
        let asked = [("include_exports", "json,csv,shp,geojson"), ("lang", "fr")];
        let answer = app.get(&catalog("/exports/dcat/", &asked));
        assert!(answer.header("content-type").is_some_and(|kind| kind.starts_with("application/rdf+xml")));
        let text = answer.text();
        for part in [
            "<rdf:RDF",
            "dcat:Catalog",
            "dcat:Dataset",
            "dcat:Distribution",
            "dcterms:title",
            "foaf:Agent",
            "dcterms:license",
        ] {
            assert!(text.contains(part), "{part}");
        }
        for name in super::NAMES {
            assert!(text.contains(&format!("/explore/dataset/{}/", id(name))), "{name}");
            assert!(text.contains(&format!("/{}/exports/csv?use_labels=true", id(name))), "{name}");
            assert!(text.contains(&format!("/{}/exports/json", id(name))), "{name}");
        }
        assert!(!text.contains("/exports/parquet") && !text.contains("/exports/shp"), "{text}");
        let turtle = app.get(&catalog("/exports/ttl", &[]));
        assert!(turtle.header("content-type").is_some_and(|kind| kind.starts_with("text/turtle")));
        assert!(turtle.text().contains("dcat:Dataset"));
        assert!(app.get(&catalog("/exports/rdf", &[])).text().contains("<rdf:RDF"));
        let few = app.get(&catalog("/exports/dcat", &[("where", "records_count = 148")])).text();
        assert!(few.contains(&id("bilans")) && !few.contains(&id("axes")), "{few}");
    });
}

#[test]
fn an_export_and_a_page_agree_on_their_order() {
    on_each_database(|app| {
        for order in ["", "-progress", "title_en", "random(5)", "length(title_fr) desc"] {
            let page = records(app, "objectifs", &[("order_by", order), ("limit", "100")])["results"].clone();
            assert_eq!(export(app, "objectifs", "json", &[("order_by", order)]).json(), page, "{order}");
        }
    });
}
