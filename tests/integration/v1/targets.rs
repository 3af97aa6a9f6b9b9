use serde_json::{Value, json};

use super::{codes, follow, rows};
use crate::support::{on_each_database, problem::says};

/// The one row of a list.
fn only(rows: Vec<Value>, why: &str) -> Value {
    assert_eq!(rows.len(), 1, "{why}: {:?}", codes(&rows));
    rows.into_iter().next().expect("a row")
}

#[test]
fn no_number_is_made_of_words() {
    on_each_database(|app| {
        // Trap 16: "parité", "une majorité" and "doublement" are not 50, 51 and 2.
        for words in ["parite", "doublement", "majorite+enseignants"] {
            let found = rows(app, &format!("/api/v1/targets?limit=500&q={words}"));
            assert!(!found.is_empty(), "{words}");
            for target in found {
                assert_eq!(target["operator"], "in_words", "{target}");
                assert_eq!(target["value"], json!(null), "{target}");
                assert_eq!(target["absent"]["value"], "not_published", "{target}");
            }
        }
        let doubling = only(rows(app, "/api/v1/targets?q=doublement"), "the vision doubles one share");
        // 18,5 % of the pupils of première are girls, and 14 % of those of terminale.
        let values: Vec<&Value> =
            doubling["baselines"].as_array().expect("baselines").iter().map(|b| &b["value"]).collect();
        assert_eq!(values, [&json!(18.5), &json!(14.0)]);
        assert_eq!(doubling["deadline"]["date"], "2027-12-31");
    });
}

#[test]
fn a_target_has_its_number_its_deadline_and_its_convention() {
    on_each_database(|app| {
        // The first box of action 5 in the vision.
        let found = rows(app, "/api/v1/targets?edition=2023&objective=5.1&operator=exactly");
        let target = only(found, "one share in the box");
        assert_eq!(target["value"], 100.0);
        assert_eq!(target["unit"], "percent");
        assert_eq!(target["population"], "des élèves de collège");
        assert_eq!((&target["axis"], &target["action"]), (&json!("2"), &json!("5")));
        let deadline = json!({
            "words": "d’ici à 2027", "kind": "year", "sense": "by", "date": "2027-12-31", "convention": "year = 31 December"
        });
        assert_eq!(target["deadline"], deadline);
        // A next step of axis 4 in 2025: "d'ici à fin 2026 à tous les agents du ministère, soit 1,2 million d’agents".
        let found = rows(app, "/api/v1/targets?source=overview-2025&unit=million_agents");
        assert!(!found.is_empty());
        for target in found {
            assert_eq!(target["value"], 1.2);
            assert_eq!(target["nature"], "next_step");
            assert_eq!(target["deadline"]["date"], "2026-12-31");
            assert_eq!(target["deadline"]["convention"], "fin = 31 December");
        }
    });
}

#[test]
fn each_statement_of_an_aim_is_kept() {
    on_each_database(|app| {
        // Trap 13: objective 35 says "by the end of 2026" in its title and "By the end of 2025" in its next steps.
        let found = rows(app, "/api/v1/targets?edition=2025&objective=35&limit=500");
        let dates: Vec<&Value> = found.iter().map(|target| &target["deadline"]["date"]).collect();
        assert!(dates.contains(&&json!("2026-12-31")) && dates.contains(&&json!("2025-12-31")), "{dates:?}");
        // 41 aims at 100 %; that 9 out of 22 do something is what was observed, not an aim.
        let build = only(rows(app, "/api/v1/targets?objective=41&operator=exactly&unit=percent"), "objective 41");
        assert_eq!(build["value"], 100.0);
        assert_eq!(build["baselines"], json!([]));
    });
}

#[test]
fn a_release_has_the_targets_of_its_documents() {
    on_each_database(|app| {
        let sources = |release: &str| {
            let found = rows(app, &format!("/api/v1/targets?release={release}&limit=500"));
            let mut sources: Vec<String> =
                found.iter().map(|t| t["source"].as_str().expect("a source").to_owned()).collect();
            sources.sort();
            sources.dedup();
            sources
        };
        assert_eq!(sources("2023"), ["vision-2023"]);
        assert_eq!(sources("2025"), ["landing-2025", "overview-2025", "vision-2023"]);
        assert_eq!(sources("2026").len(), 5);
        assert!(rows(app, "/api/v1/targets?limit=500").len() >= 64);
    });
}

#[test]
fn the_words_of_a_target_are_two_requests_away() {
    on_each_database(|app| {
        for target in rows(app, "/api/v1/targets?objective=41&limit=500") {
            let item = app.json(&format!("/api/v1/targets/{}", target["code"].as_str().expect("a code")));
            let passage =
                follow(app, &item["passages"].as_array().expect("passages").last().expect("one")["href"]).json();
            let printed = passage["data"]["text"].as_str().expect("words").replace('\n', " ");
            assert_eq!(Some(printed.as_str()), target["text"]["en"].as_str());
        }
    });
}

#[test]
fn a_wrong_request_is_told_what_would_be_right() {
    on_each_database(|app| {
        let problem = app.refusal("/api/v1/targets?nature=objectives", 400, "invalid_parameter");
        assert_eq!(problem["did_you_mean"], "objective");
        let problem =
            app.refusal("/api/v1/targets?deadline_min=2027-01-01&deadline_max=2026-01-01", 400, "invalid_parameter");
        assert!(says(&problem, "expected", "2027-01-01"), "{problem}");
        let problem = app.refusal("/api/v1/targets/T9999", 404, "not_found");
        assert!(says(&problem, "expected", "/api/v1/targets"), "{problem}");
    });
}

#[test]
fn targets_are_files_and_a_dataset_too() {
    on_each_database(|app| {
        let csv = app.get("/api/v1/targets?format=csv&objective=41&fields=code,value,unit,deadline").text();
        assert!(csv.starts_with("release,revision,code,value,unit,deadline_words,deadline_kind"), "{csv}");
        let base = "/api/explore/v2.1/catalog/datasets/fr-en-strategie-numerique-cibles/records";
        let all = app.json("/api/v1/targets?limit=0")["meta"]["total"].clone();
        assert_eq!(app.json(&format!("{base}?where=current"))["total_count"], all);
        let dated = app.json(&format!("{base}?where=current+and+deadline+%3C+date%272024-01-01%27&limit=1"));
        assert!(dated["total_count"].as_i64().is_some_and(|count| count > 10), "{dated}");
    });
}
