//! Revisions compared with each other and with other releases; what a person paired outlives a correction.

use serde_json::{Value, json};

use super::{kinds, rows, sided};
use crate::support::{
    corrections::{corrected, publish, reprint, revised},
    on_each_database,
};

#[test]
fn a_correction_is_told_word_by_word_and_field_by_field() {
    on_each_database(|app| {
        publish(app, &corrected(), "2026");
        let changes = rows(app, "/api/v1/changes?from=2026.1&to=2026.2");
        let told: Vec<[&str; 3]> =
            changes.iter().map(|row| ["subject", "kind", "field"].map(|f| row[f].as_str().expect("a word"))).collect();
        assert_eq!(
            told,
            [
                ["source", "value_changed", "sha256"],
                ["axis", "value_changed", "progress"],
                ["statement", "reworded", "text_en"],
            ]
        );
        let figure = &changes[1];
        assert_eq!((&figure["code"], &figure["basis"]), (&json!("1"), &json!("code")));
        assert_eq!((&figure["before"]["value"], &figure["after"]["value"]), (&json!("50"), &json!("55")));
        let words = &changes[2];
        assert_eq!(
            words["diff"],
            json!([
                {"op": "equal", "text": "The Cycle 3 P2IA was "},
                {"op": "delete", "text": "launched"},
                {"op": "insert", "text": "extended"},
                {"op": "equal", "text": " in September 2025."},
            ])
        );
        // 8 of 9 words stay: 16 of 18.
        assert_eq!((&words["basis"], &words["similarity"]), (&json!("similar"), &json!(88)));
        let csv = app.get("/api/v1/changes?from=2026.1&to=2026.2&kind=reworded&format=csv&fields=diff").text();
        assert!(csv.contains("The Cycle 3 P2IA was [-launched-]{+extended+} in September 2025."), "{csv}");
        let back = rows(app, "/api/v1/changes?from=2026.2&to=2026.1&kind=reworded");
        assert_eq!(
            (&back[0]["diff"][1]["text"], &back[0]["diff"][2]["text"]),
            (&json!("extended"), &json!("launched"))
        );
        let comparison = &app.json("/api/v1/changes?from=2026.1&to=2026.2")["meta"]["comparison"];
        assert_eq!((&comparison["texts_comparable"], &comparison["paired_by_hand"]), (&json!(true), &json!(0)));
    });
}

#[test]
fn pairs_made_by_hand_outlive_a_correction_of_the_later_release() {
    on_each_database(|app| {
        let pinned = "/api/v1/changes?from=2025.1&to=2026.1";
        let before = app.get(pinned);
        publish(app, &corrected(), "2026");
        let moved = rows(app, "/api/v1/changes?from=2025&to=2026&kind=moved");
        assert_eq!(moved[0]["after"]["text"]["en"], "The Cycle 3 P2IA was extended in September 2025.");
        assert!(moved[0]["after"]["href"].as_str().is_some_and(|href| href.ends_with("release=2026.2")));
        let after = app.get(pinned);
        assert_eq!((before.text(), before.header("etag")), (after.text(), after.header("etag")), "pinned for good");
    });
}

/// A person paired the words of 2025.1; most of them stand in 2025.2, so the pair holds.
#[test]
fn pairs_made_by_hand_outlive_a_correction_of_the_earlier_release() {
    on_each_database(|app| {
        let copy = revised("2025");
        let (from, to) = ("data.education.gouv.fr par les partenaires", "data.education.gouv.fr via les partenaires");
        reprint(&copy, "releases/2025.toml", "sources/2025-overview.fr.txt", from, to);
        copy.edit("releases/2025.toml", from, to);
        publish(app, &copy, "2025");
        let changes = rows(app, "/api/v1/changes?from=2025.2&to=2026&subject=statement&axis=1&limit=500");
        assert_eq!(changes.len(), 13);
        assert!(
            changes.iter().all(|row| row["basis"] == "by_hand" && !row["before"].is_null() && !row["after"].is_null())
        );
        assert_eq!(sided(&changes, "before").len(), 13);
        let own = rows(app, "/api/v1/changes?from=2025.1&to=2025.2&subject=statement");
        assert_eq!((own.len(), &own[0]["code"]), (1, &json!("axis-1.next_step.2")));
    });
}

/// Nobody read the two lists: 39 French statements of axes and 41 English ones are told apart and not compared.
#[test]
fn without_pairs_statements_in_two_languages_are_not_comparable() {
    on_each_database(|app| {
        let copy = revised("2026");
        copy.write("pairs.toml", b"");
        publish(app, &copy, "2026");
        let changes = rows(app, "/api/v1/changes?from=2025&to=2026.2&subject=statement&level=axis&limit=500");
        assert_eq!(kinds(&changes), [("not_comparable", 39 + 41)].into());
        let is_alone = |row: &Value| row["before"].is_null() != row["after"].is_null();
        assert!(changes.iter().all(|row| row["reason"] == "other_language" && row["basis"].is_null() && is_alone(row)));
        assert_eq!(rows(app, "/api/v1/changes?from=2025&to=2026.1&kind=moved").len(), 1, "pinned, the pairs are there");
    });
}

#[test]
fn only_two_pinned_revisions_are_kept_for_good() {
    on_each_database(|app| {
        let kept = |query: &str| {
            let answer = app.get(&format!("/api/v1/changes?{query}"));
            answer.header("cache-control").is_some_and(|value| value.contains("max-age=86400"))
        };
        assert!(kept("from=2025.1&to=2026.1") && kept("from=2025.1&to=2026.1&format=csv"));
        for query in ["from=2025&to=2026.1", "from=2025.1&to=2026", "to=2026.1", "from=2025.1", ""] {
            assert!(!kept(query), "{query}");
        }
        let tag =
            |query: &str| app.get(&format!("/api/v1/changes?{query}&format=csv")).header("etag").map(str::to_owned);
        let before = tag("from=2025&to=2026.1");
        publish(app, &revised("2025"), "2025");
        assert_ne!(tag("from=2025&to=2026.1"), before, "the file is about another revision");
        let again = app.request("GET", "/api/v1/changes?from=2025", &[("If-None-Match", "*")]);
        assert_eq!(again.status, 304);
    });
}
