use serde_json::{Value, json};

use super::{column, follow, not_found, rows};
use crate::support::{TestApp, on_each_database};

/// A document as it lies in `data/sources`; the digest is what `sha256sum` prints.
struct Document {
    id: &'static str,
    language: &'static str,
    release: &'static str,
    sha256: &'static str,
    text: &'static str,
}

const DOCUMENTS: [Document; 5] = [
    Document {
        id: "vision-2023",
        language: "fr",
        release: "2023",
        sha256: "ea84509a1da730fa40c665f6584f594c20cf8a907db6c38bad61b68faa377434",
        text: include_str!("../../../data/sources/2023-vision.fr.txt"),
    },
    Document {
        id: "landing-2025",
        language: "fr",
        release: "2025",
        sha256: "70f1a81c2638af1dbb24c6910937f1c82c3529ba1fd9d7a24f31d997e7e67c7d",
        text: include_str!("../../../data/sources/2025-landing.fr.txt"),
    },
    Document {
        id: "overview-2025",
        language: "fr",
        release: "2025",
        sha256: "d21dc78b7817c62da499248999a581d9ab8560eddf239082172d0cb78e967dd2",
        text: include_str!("../../../data/sources/2025-overview.fr.txt"),
    },
    Document {
        id: "overview-2026",
        language: "en",
        release: "2026",
        sha256: "c664263151a144700cc3b21689a59667d176de1a2dbe2b8c5898d98d81ec27ff",
        text: include_str!("../../../data/sources/2026-overview.en.txt"),
    },
    Document {
        id: "detail-2026",
        language: "en",
        release: "2026",
        sha256: "dc88825796c4e2f3060a64b43692f2c00c6d12ea87650e428ca7a0eb6fbaff7c",
        text: include_str!("../../../data/sources/2026-detail-axis-4.en.txt"),
    },
];

/// The words of a document between two characters.
fn span(text: &str, start: &Value, end: &Value) -> String {
    let place = |value: &Value| usize::try_from(value.as_u64().expect("a place")).expect("a small number");
    text.chars().skip(place(start)).take(place(end) - place(start)).collect()
}

/// The passage that a field of an item rests on.
fn passage(app: &TestApp, path: &str, field: &str) -> Value {
    let item = app.json(path);
    let passages = item["passages"].as_array().expect("passages");
    let cited = passages.iter().find(|passage| passage["field"] == field).expect("the field rests on a passage");
    follow(app, &cited["href"]).json()["data"].clone()
}

#[test]
fn the_record_rests_on_five_documents() {
    on_each_database(|app| {
        let sources = rows(app, "/api/v1/sources");
        let mut ids = column(&sources, "id");
        ids.sort_unstable();
        assert_eq!(ids, ["detail-2026", "landing-2025", "overview-2025", "overview-2026", "vision-2023"]);
    });
}

#[test]
fn each_source_has_its_language_and_release() {
    on_each_database(|app| {
        for document in DOCUMENTS {
            let source = &app.json(&format!("/api/v1/sources/{}", document.id))["data"];
            assert_eq!(source["language"], document.language, "{}", document.id);
            assert_eq!(source["stated_in"], document.release, "{}", document.id);
        }
        assert_eq!(rows(app, "/api/v1/sources?language=fr").len(), 3);
        assert_eq!(rows(app, "/api/v1/sources?language=en").len(), 2);
    });
}

#[test]
fn each_source_has_the_digest_and_length_of_its_file() {
    on_each_database(|app| {
        for document in DOCUMENTS {
            let source = &app.json(&format!("/api/v1/sources/{}", document.id))["data"];
            assert_eq!(source["sha256"], document.sha256, "{}", document.id);
            assert_eq!(source["bytes"], document.text.len(), "{}", document.id);
            assert_eq!(source["characters"], document.text.chars().count(), "{}", document.id);
        }
    });
}

#[test]
fn no_source_has_a_date() {
    on_each_database(|app| {
        for source in rows(app, "/api/v1/sources") {
            assert_eq!(source["date"], json!(null));
            assert_eq!(source["absent"]["date"], "not_published");
            assert_eq!(source["attribution"], "Ministère de l'Éducation nationale");
        }
    });
}

#[test]
fn the_text_of_a_source_is_its_file_byte_for_byte() {
    on_each_database(|app| {
        for document in DOCUMENTS {
            let answer = app.get(&format!("/api/v1/sources/{}/text", document.id));
            assert_eq!(answer.status, 200);
            assert_eq!(answer.header("content-type"), Some("text/plain; charset=utf-8"));
            assert!(answer.body == document.text.as_bytes(), "{} differs from its file", document.id);
        }
    });
}

#[test]
fn the_text_of_each_passage_is_its_span_of_the_source() {
    on_each_database(|app| {
        for document in DOCUMENTS {
            let passages = rows(app, &format!("/api/v1/sources/{}/passages?limit=500", document.id));
            assert!(!passages.is_empty(), "{} is cited by nothing", document.id);
            for passage in passages {
                let span = span(document.text, &passage["start"], &passage["end"]);
                assert!(!span.is_empty(), "{}", passage["href"]);
                assert_eq!(passage["text"], span, "{}", passage["href"]);
                let around: String =
                    ["before", "text", "after"].iter().map(|part| passage[*part].as_str().expect("words")).collect();
                assert!(document.text.contains(&around), "{}", passage["href"]);
            }
        }
    });
}

#[test]
fn passages_of_earlier_releases_are_spans_too() {
    on_each_database(|app| {
        for (release, count) in [("2023", 1), ("2025", 3)] {
            for document in &DOCUMENTS[..count] {
                let path = format!("/api/v1/sources/{}/passages?limit=500&release={release}", document.id);
                for passage in rows(app, &path) {
                    assert_eq!(passage["text"], span(document.text, &passage["start"], &passage["end"]));
                }
            }
        }
    });
}

#[test]
fn the_progress_of_objective_34_is_read_in_its_own_detail_section() {
    on_each_database(|app| {
        let passage = passage(app, "/api/v1/objectives/34", "progress");
        assert_eq!(passage["text"], "5%");
        assert_eq!(passage["source"], "detail-2026");
        // The list section prints the same headings and no percentage, so the last heading is that of the detail.
        let text = DOCUMENTS[4].text;
        let place = |heading: &str| text[..text.rfind(heading).expect("a heading")].chars().count();
        let start = usize::try_from(passage["start"].as_u64().expect("a place")).expect("a small number");
        assert!(place("Objective 34 :") < start && start < place("Objective 35 :"), "{start}");
    });
}

#[test]
fn each_published_figure_is_cited_as_printed() {
    on_each_database(|app| {
        for (folder, count) in [("axes", 4), ("actions", 4), ("objectives", 17)] {
            let cited = rows(app, &format!("/api/v1/{folder}?progress_min=0"));
            assert_eq!(cited.len(), count);
            for row in cited {
                let code = row["code"].as_str().expect("a code");
                let passage = passage(app, &format!("/api/v1/{folder}/{code}"), "progress");
                assert_eq!(passage["text"], format!("{}%", row["progress"]), "{folder} {code}");
            }
        }
    });
}

#[test]
fn each_statement_is_the_words_of_its_passage() {
    on_each_database(|app| {
        for (release, sources, count) in [("2025", &DOCUMENTS[1..3], 48), ("2026", &DOCUMENTS[3..], 100)] {
            let mut compared = 0;
            for source in sources {
                let path = format!("/api/v1/sources/{}/passages?limit=500&release={release}", source.id);
                for passage in rows(app, &path) {
                    // Line wraps and no-break spaces are mended, and nothing else.
                    let mended =
                        passage["text"].as_str().expect("words").split_whitespace().collect::<Vec<_>>().join(" ");
                    let cited_by = passage["cited_by"].as_array().expect("what rests on it");
                    for cited in cited_by.iter().filter(|cited| cited["kind"] == "statement") {
                        let code = cited["code"].as_str().expect("a code");
                        let statement = app.json(&format!("/api/v1/statements/{code}?release={release}"));
                        assert_eq!(statement["data"]["text"][source.language], mended, "{code}");
                        compared += 1;
                    }
                }
            }
            assert_eq!(compared, count, "{release}");
        }
    });
}

#[test]
fn a_title_is_cited_in_the_document_of_its_language() {
    on_each_database(|app| {
        let french = passage(app, "/api/v1/actions/5", "title_fr");
        assert_eq!(french["source"], "overview-2025");
        assert_eq!(french["text"], "Permettre aux élèves de devenir des citoyens éclairés à l’ère numérique");
        let english = passage(app, "/api/v1/actions/5", "title_en");
        assert_eq!(english["text"], "Enable pupils to become informed citizens in the age of artificial intelligence");
    });
}

#[test]
fn repairs_of_a_text_are_told() {
    on_each_database(|app| {
        // The box of the vision is broken over two lines.
        let objective = app.json("/api/v1/objectives/1.2?release=2023");
        assert_ne!(objective["passages"][0]["repairs"], json!([]));
        let whole = app.json("/api/v1/objectives/4.1?release=2023");
        assert_eq!(whole["passages"][0]["repairs"], json!([]));
    });
}

#[test]
fn a_release_rests_on_no_later_document() {
    on_each_database(|app| {
        let of_2023 = rows(app, "/api/v1/sources?release=2023");
        assert_eq!(column(&of_2023, "id"), ["vision-2023"]);
        for source in rows(app, "/api/v1/sources?release=2025") {
            assert_ne!(source["stated_in"], "2026", "{}", source["id"]);
        }
    });
}

#[test]
fn an_unknown_source_is_refused_with_those_that_exist() {
    on_each_database(|app| {
        let problem = not_found(app, "/api/v1/sources/detail-2025");
        let detail = problem["detail"].as_str().expect("a detail");
        assert!(DOCUMENTS.iter().all(|document| detail.contains(document.id)), "{detail}");
        assert_eq!(not_found(app, "/api/v1/sources/detail-2026/passages/9999")["code"], "not_found");
    });
}
