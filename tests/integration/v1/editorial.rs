//! Findings, glossary, crosswalk, and histories that follow it.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{column, follow, rows};
use crate::support::{TestApp, on_each_database, problem::says};

fn list(app: &TestApp, path: &str) -> Vec<Value> {
    rows(app, &format!("/api/v1/{path}{}limit=500", if path.contains('?') { '&' } else { '?' }))
}

#[test]
fn a_contradiction_is_told_with_both_quotes() {
    on_each_database(|app| {
        let findings = list(app, "findings");
        assert!(findings.len() >= 30, "{}", findings.len());
        for finding in &findings {
            let quotes = finding["quotes"].as_array().expect("quotes").len();
            assert!(quotes >= if finding["class"] == "contradiction" { 2 } else { 1 }, "{finding}");
            assert!(["fr", "en"].iter().all(|language| finding["wording"][language].is_string()), "{finding}");
            assert_eq!((&finding["state"], &finding["replies"]), (&json!("open"), &json!(null)));
        }
        // Trap 13: the title of objective 35 says the end of 2026, its next steps the end of 2025.
        let about: Vec<Value> = list(app, "findings?subject=objective+35&class=contradiction");
        let says = |words: &str| {
            about.iter().any(|finding| {
                finding["quotes"]
                    .as_array()
                    .expect("quotes")
                    .iter()
                    .any(|quote| quote["text"].as_str().is_some_and(|text| text.contains(words)))
            })
        };
        assert!(says("by the end of 2026") && says("By the end of 2025"), "{about:?}");
    });
}

#[test]
fn the_most_important_traps_are_findings() {
    on_each_database(|app| {
        for subject in [
            "action 11",
            "objective 32-1",
            "objective 33",
            "objective 34",
            "objective 37",
            "objective 38",
            "objective 39",
            "objective 41",
            "action 5",
            "action 7",
            "action 10",
            "action 15",
            "axis 4",
            "2023 action 12",
            "source vision-2023",
            "strategy",
        ] {
            let about = list(app, &format!("findings?subject={}", subject.replace(' ', "+")));
            assert!(!about.is_empty(), "{subject}");
        }
        // The name of a subject is the whole of it.
        assert!(list(app, "findings?subject=objective").is_empty());
    });
}

/// The names of subjects and sources are words of lists, which both databases compare as they are; a search takes any case.
#[test]
fn names_in_another_case_are_other_names() {
    on_each_database(|app| {
        for (named, otherwise) in [
            ("findings?subject=axis+4", "findings?subject=AXIS+4"),
            ("findings?subject=source+vision-2023", "findings?subject=source+Vision-2023"),
            ("findings?source=vision-2023", "findings?source=VISION-2023"),
            ("glossary?source=vision-2023", "glossary?source=VISION-2023"),
        ] {
            let on = app.database.name();
            assert!(!list(app, named).is_empty(), "{named} on {on}");
            assert_eq!(list(app, otherwise), Vec::<Value>::new(), "{otherwise} on {on}");
        }
        let (upper, lower) = (list(app, "findings?q=OBJECTIVES"), list(app, "findings?q=objectives"));
        assert!(!lower.is_empty());
        assert_eq!(column(&upper, "code"), column(&lower, "code"));
    });
}

#[test]
fn each_quote_leads_to_its_words() {
    let app = TestApp::on_sqlite();
    for finding in list(&app, "findings?subject=objective+41") {
        for quote in finding["quotes"].as_array().expect("quotes") {
            let passage = follow(&app, &quote["href"]).json();
            let printed: String =
                passage["data"]["text"].as_str().expect("words").split_whitespace().collect::<Vec<_>>().join(" ");
            assert_eq!(Some(printed.as_str()), quote["text"].as_str());
        }
    }
}

#[test]
fn the_documents_define_eleven_terms() {
    on_each_database(|app| {
        assert_eq!(list(app, "glossary").len(), 11);
        let commons = app.json("/api/v1/glossary/communs-numeriques");
        let definitions = commons["data"]["definitions"].as_array().expect("definitions");
        // The overview of 2025 defines them in the title of action 6, that of 2026 in English.
        let of = |source: &str| definitions.iter().find(|d| d["source"] == source).map(|d| d["text"].clone());
        assert_eq!(
            of("overview-2025"),
            Some(json!("ensemble de ressources numériques produites et gérées par une communauté"))
        );
        assert_eq!(of("overview-2026"), Some(json!("a set of digital resources produced and managed by a community")));
        // The vision alone knows neither.
        let earlier = app.json("/api/v1/glossary?release=2023&limit=500");
        assert!(earlier["data"].as_array().expect("rows").iter().all(|term| term["sources"] == json!(["vision-2023"])));
        let commons = app.json("/api/v1/glossary/communs-numeriques?release=2023");
        assert_eq!(commons["data"]["definitions"].as_array().map(Vec::len), Some(2));
        let problem = app.refusal("/api/v1/glossary/communs-numerique", 404, "not_found");
        assert_eq!(problem["did_you_mean"], "communs-numeriques");
    });
}

#[test]
fn every_action_and_objective_of_both_editions_is_in_the_crosswalk() {
    on_each_database(|app| {
        let actions = list(app, "crosswalk?level=action");
        let side = |rows: &[Value], side: &str| -> BTreeSet<String> {
            rows.iter().filter_map(|row| row[side]["code"].as_str()).map(str::to_owned).collect()
        };
        assert_eq!(side(&actions, "from"), (1..=16).map(|n| n.to_string()).collect());
        assert_eq!(side(&actions, "to"), (1..=17).map(|n| n.to_string()).collect());
        // Trap 8: 2023's 11…16 are 2025's 12…17, which no document states.
        for number in 11..=16 {
            let row = &list(app, &format!("crosswalk?level=action&from={number}"))[0];
            assert_eq!(row["to"]["code"], (number + 1).to_string());
            assert!(row["relations"].as_array().expect("relations").contains(&json!("renumbered")), "{row}");
            assert_eq!(row["basis"], "inferred");
        }
        let eleven = &list(app, "crosswalk?level=action&from=11")[0];
        assert_eq!(eleven["relations"], json!(["reworded", "renumbered"]));
        // Action 11 of 2025 is named nowhere: nothing can be said of it.
        let unnamed = &list(app, "crosswalk?level=action&to=11")[0];
        assert_eq!((&unnamed["relations"], &unnamed["from"]["code"]), (&json!(["unknown"]), &json!(null)));
        assert_eq!(unnamed["absent"]["from_code"], "not_published");

        let objectives = list(app, "crosswalk?level=objective");
        assert_eq!(side(&objectives, "from").len(), 39);
        assert_eq!(side(&objectives, "to").len(), 46);
        for row in &objectives {
            let action: Option<u32> =
                row["from"]["code"].as_str().and_then(|code| code.split('.').next()?.parse().ok());
            if action.is_some_and(|action| action <= 12) {
                assert_eq!((&row["relations"], &row["to"]["code"]), (&json!(["unknown"]), &json!(null)), "{row}");
            }
        }
        assert!(list(app, "crosswalk?basis=stated").is_empty());
    });
}

#[test]
fn a_history_follows_its_action_through_the_crosswalk() {
    on_each_database(|app| {
        let history = rows(app, "/api/v1/actions/14/history");
        let points: Vec<(&Value, &Value)> =
            history.iter().map(|point| (&point["release"]["id"], &point["code"])).collect();
        assert_eq!(
            points,
            [(&json!("2023"), &json!("13")), (&json!("2025"), &json!("14")), (&json!("2026"), &json!("14"))]
        );
        // Action 13 of the vision: "Accélérer la transformation numérique".
        assert_eq!(history[0]["title"]["fr"], "Accélérer la transformation numérique");
        assert_eq!(history[0]["correspondence"]["basis"], "inferred");
        assert_eq!(history[1]["correspondence"], json!(null));
        // Nothing is known of action 11 before 2025.
        assert_eq!(column(&rows(app, "/api/v1/actions/11/history"), "code"), ["11", "11"]);
        // Read in 2023, action 13 has no later history.
        assert_eq!(column(&rows(app, "/api/v1/actions/13/history?release=2023"), "code"), ["13"]);
        // 2025 lists no objectives, so the history of 39 has a point of 2023 under another code, one of 2025 that says nothing.
        let points = rows(app, "/api/v1/objectives/39/history");
        assert_eq!(column(&points, "code"), ["15.1", "39", "39"]);
    });
}

#[test]
fn wrong_words_are_told_what_would_be_right() {
    on_each_database(|app| {
        let problem = app.refusal("/api/v1/crosswalk?relation=renumberd", 400, "invalid_parameter");
        assert_eq!(problem["did_you_mean"], "renumbered");
        let problem = app.refusal("/api/v1/findings?class=gaps", 400, "invalid_parameter");
        assert_eq!(problem["did_you_mean"], "gap");
        let problem = app.refusal("/api/v1/findings/35", 404, "not_found");
        assert!(says(&problem, "expected", "F1"), "{problem}");
        app.refusal("/api/v1/crosswalk/action_12_11", 404, "not_found");
    });
}
