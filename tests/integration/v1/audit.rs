use serde_json::Value;

use super::{follow, rows};
use crate::support::{TestApp, on_each_database};

#[test]
fn every_value_rests_on_something() {
    on_each_database(|app| {
        for release in ["2023", "2025", "2026"] {
            let audit = app.json(&format!("/api/v1/audit?release={release}"));
            let audit = &audit["data"];
            assert_eq!(audit["grounded"], 100.0, "{release}");
            assert_eq!(audit["missing"].as_array().map(Vec::len), Some(0), "{audit}");
            let count = |of: &Value, name: &str| of[name].as_u64().expect("a count");
            let parts = ["passage", "rule", "own", "absence"];
            let sum: u64 = parts.iter().map(|part| count(&audit["values"], part)).sum();
            assert_eq!(sum, count(&audit["values"], "total"));
            for dataset in audit["datasets"].as_object().expect("datasets").values() {
                assert_eq!(parts.iter().map(|part| count(dataset, part)).sum::<u64>(), count(dataset, "total"));
            }
        }
        // The figures of release 2026: 4 axes, 4 actions and 17 objectives are published, each with its passage.
        let audit = app.json("/api/v1/audit?release=2026.1");
        assert_eq!(audit["data"]["datasets"]["avancement"]["passage"], 25);
    });
}

#[test]
fn each_passage_tells_its_words_and_what_rests_on_them() {
    on_each_database(|app| {
        let page = app.json("/api/v1/passages?source=detail-2026&q=zero+re-entry&limit=500");
        let passages = page["data"].as_array().expect("rows");
        assert!(passages.len() >= 2, "the two parts of objective 32");
        for passage in passages {
            let text = app.get("/api/v1/sources/detail-2026/text").text();
            let place = |name: &str| usize::try_from(passage[name].as_u64().expect("a place")).expect("small");
            let words: String = text.chars().skip(place("start")).take(place("end") - place("start")).collect();
            assert_eq!(Some(words.as_str()), passage["text"].as_str());
            assert_eq!(passage["sha256"], "dc88825796c4e2f3060a64b43692f2c00c6d12ea87650e428ca7a0eb6fbaff7c");
            assert!(!passage["cited_by"].as_array().expect("rows").is_empty());
            assert_eq!(follow(app, &passage["href"]).json()["data"], *passage);
        }
    });
}

#[test]
fn a_doubted_figure_is_two_requests_from_its_words() {
    let app = TestApp::on_sqlite();
    // 13 % of action 15.
    let action = app.json("/api/v1/actions/15");
    let passages = action["passages"].as_array().expect("passages");
    let progress = passages.iter().find(|passage| passage["field"] == "progress").expect("the figure is cited");
    assert_eq!(follow(&app, &progress["href"]).json()["data"]["text"], "13%");
}

#[test]
fn the_passages_of_a_source_are_a_part_of_all() {
    on_each_database(|app| {
        let total = |path: &str| app.json(path)["meta"]["total"].as_u64().expect("a total");
        let sources = rows(app, "/api/v1/sources");
        let of_each = sources.iter().map(|source| {
            total(&format!("/api/v1/sources/{}/passages?limit=0", source["id"].as_str().expect("an id")))
        });
        assert_eq!(of_each.sum::<u64>(), total("/api/v1/passages?limit=0"));
        app.refusal("/api/v1/sources/vision/passages", 404, "not_found");
    });
}
