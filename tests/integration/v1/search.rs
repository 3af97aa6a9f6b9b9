use serde_json::Value;

use super::{follow, rows};
use crate::support::{TestApp, on_each_database};

fn text<'a>(hit: &'a Value, field: &str) -> &'a str {
    hit[field].as_str().expect("a text")
}

/// Hits as kind, code, field and language.
fn places(hits: &[Value]) -> Vec<[&str; 4]> {
    hits.iter().map(|hit| ["kind", "code", "field", "language"].map(|field| text(hit, field))).collect()
}

fn total(app: &TestApp, query: &str) -> i64 {
    app.json(&format!("/api/v1/search?{query}"))["meta"]["total"].as_i64().expect("a number")
}

#[test]
fn education_is_found_in_titles_of_both_languages() {
    on_each_database(|app| {
        let hits = rows(app, "/api/v1/search?q=education&kind=action");
        let expected = [
            ("1", "fr"),
            ("1", "en"),
            ("3", "fr"),
            ("3", "en"),
            ("8", "en"),
            ("9", "en"),
            ("10", "en"),
            ("12", "fr"),
            ("12", "en"),
        ];
        assert_eq!(places(&hits), expected.map(|(code, language)| ["action", code, "title", language]));
        assert_eq!(
            hits[0]["text"],
            "Renforcer la gouvernance du numérique pour l’éducation au niveau national et local"
        );
    });
}

#[test]
fn case_and_accents_make_no_difference() {
    on_each_database(|app| {
        let all = total(app, "q=education");
        assert!(all > 9, "{all}");
        // Upper case; é in one character, É, and e with a combining accent.
        for query in ["EDUCATION", "Education", "%C3%A9ducation", "%C3%89DUCATION", "e%CC%81ducation"] {
            assert_eq!(total(app, &format!("q={query}")), all, "{query}");
        }
    });
}

#[test]
fn a_capital_with_an_accent_is_found_without() {
    on_each_database(|app| {
        let hits = rows(app, "/api/v1/search?q=ecole&kind=action");
        assert_eq!(places(&hits), [["action", "8", "title", "fr"], ["action", "13", "title", "fr"]]);
        assert_eq!(hits[1]["text"], "Mobiliser les données au service de l’École");
        let hits = rows(app, "/api/v1/search?q=edu-up&kind=statement");
        assert_eq!(hits.len(), 1);
        assert!(text(&hits[0], "text").contains("(Édu-up)"));
    });
}

#[test]
fn both_apostrophes_are_one() {
    on_each_database(|app| {
        // The 2025 overview prints ’ in actions 1 and 3 and ' in action 12.
        let hits = rows(app, "/api/v1/search?q=l%27education&kind=action");
        let expected = ["1", "3", "12"].map(|code| ["action", code, "title", "fr"]);
        assert_eq!(places(&hits), expected);
        assert_eq!(places(&rows(app, "/api/v1/search?q=l%E2%80%99education&kind=action")), expected);
    });
}

#[test]
fn hits_are_of_the_kinds_asked_for() {
    on_each_database(|app| {
        let axes = rows(app, "/api/v1/search?q=education&kind=axis");
        assert_eq!(places(&axes), [["axis", "2", "title", "en"], ["axis", "3", "title", "en"]]);
        let both = total(app, "q=education&kind=axis,action");
        assert_eq!(both, 11);
        let objectives = rows(app, "/api/v1/search?q=accessible&kind=objective");
        assert_eq!(places(&objectives), [["objective", "34", "title", "en"]]);
        let kinds = ["axis", "action", "objective", "statement", "source", "target", "finding", "term", "indicator"];
        let sum: i64 = kinds.iter().map(|kind| total(app, &format!("q=education&kind={kind}"))).sum();
        assert_eq!(sum, total(app, "q=education"));
    });
}

#[test]
fn one_field_holds_all_the_words() {
    on_each_database(|app| {
        // "numerique" stands in the French title of axis 3 alone, "inclusive" in both.
        let hits = rows(app, "/api/v1/search?q=numerique+inclusive&kind=axis");
        assert_eq!(places(&hits), [["axis", "3", "title", "fr"]]);
        assert_eq!(rows(app, "/api/v1/search?q=gouvernance+strengthen&kind=action"), Vec::<Value>::new());
    });
}

#[test]
fn statements_are_found_in_the_language_of_their_release() {
    on_each_database(|app| {
        for (release, language) in [("2025", "fr"), ("2026", "en")] {
            let hits = rows(app, &format!("/api/v1/search?q=pix&kind=statement&release={release}"));
            assert_eq!(hits.len(), 2);
            for place in places(&hits) {
                assert_eq!([place[0], place[2], place[3]], ["statement", "text", language]);
            }
        }
        assert_eq!(total(app, "q=pix&kind=statement&release=2023"), 0);
    });
}

#[test]
fn a_hit_leads_to_what_was_found() {
    on_each_database(|app| {
        for hit in rows(app, "/api/v1/search?q=cybersecurity") {
            let found = follow(app, &hit["href"]);
            assert_eq!(found.status, 200);
            let data = &found.json()["data"];
            assert_eq!(data["code"], hit["code"]);
            assert_eq!(data[text(&hit, "field")][text(&hit, "language")], hit["text"]);
        }
    });
}

#[test]
fn an_unpublished_title_is_never_a_hit() {
    on_each_database(|app| {
        // Each of the 17 published titles has an e.
        let hits = rows(app, "/api/v1/search?q=e&kind=objective");
        let published =
            ["30", "31", "32-1", "32-2", "33", "34", "35", "36", "37", "38", "39", "40", "41", "42", "43", "44", "45"];
        assert_eq!(places(&hits), published.map(|code| ["objective", code, "title", "en"]));
    });
}

#[test]
fn nothing_found_is_an_empty_list() {
    on_each_database(|app| {
        assert_eq!(rows(app, "/api/v1/search?q=zzzz"), Vec::<Value>::new());
    });
}
