//! The promise, the day on which it falls due, and the days since; all bounds, since no document prints its date.

use serde_json::{Value, json};

use super::follow;
use crate::support::{TestApp, on_each_database, problem::says};

fn freshness(app: &TestApp, query: &str) -> Value {
    app.json(&format!("/api/v1/freshness?{query}"))["data"].clone()
}

/// The report of 2026 was published from 5 December 2025 to 31 March 2026, and updates are promised every three months.
#[test]
fn the_next_release_is_due_three_months_after_the_bounds_of_the_last() {
    on_each_database(|app| {
        let told = freshness(app, "on=2026-11-22");
        assert_eq!(told["promise"]["en"], "The Ministry updates the dashboard information every three months.");
        assert_eq!((&told["promise"]["fr"], &told["absent"]["promise_fr"]), (&json!(null), &json!("not_published")));
        assert_eq!((&told["release"], &told["interval_months"]), (&json!("2026.1"), &json!(3)));
        assert_eq!((&told["earliest"], &told["latest"]), (&json!("2025-12-05"), &json!("2026-03-31")));
        // 31 June is not in the calendar.
        assert_eq!(told["next_due"], json!({"earliest": "2026-03-05", "latest": "2026-06-30"}));
        assert!(told["note"]["fr"].as_str().is_some_and(|note| note.contains("ne sont pas datées")), "{told}");
        assert!(told["note"]["en"].as_str().is_some_and(|note| note.contains("undated")), "{told}");
    });
}

/// From 30 June to 22 November there are 31 + 31 + 30 + 31 + 22 days, from 5 March on 26 + 30 + 31 + 30 more.
#[test]
fn the_days_since_are_bounds_too() {
    on_each_database(|app| {
        for (on, has_passed, least, greatest) in [
            ("2026-01-01", json!(false), 0, 0),
            ("2026-03-05", json!(false), 0, 0),
            ("2026-03-06", json!(null), 0, 1),
            ("2026-06-30", json!(null), 0, 117),
            ("2026-07-01", json!(true), 1, 118),
            ("2026-11-22", json!(true), 145, 262),
        ] {
            let told = freshness(app, &format!("on={on}"));
            assert_eq!(told["on"], on);
            assert_eq!(told["due_has_passed"], has_passed, "{on}");
            assert_eq!(told["absent"]["due_has_passed"].is_string(), has_passed.is_null(), "{on}");
            assert_eq!(told["days_overdue"], json!({"least": least, "greatest": greatest}), "{on}");
        }
    });
}

#[test]
fn without_a_promise_nothing_is_due() {
    on_each_database(|app| {
        for release in ["2023", "2025"] {
            let told = freshness(app, &format!("on=2026-11-22&release={release}"));
            for field in ["promise", "interval_months", "due_has_passed"] {
                assert_eq!((&told[field], &told["absent"][field]), (&json!(null), &json!("not_published")), "{field}");
            }
            assert_eq!(told["next_due"], json!({"earliest": null, "latest": null}));
            assert_eq!(told["days_overdue"], json!({"least": null, "greatest": null}));
        }
    });
}

#[test]
fn the_promise_and_the_bounds_lead_to_their_words() {
    on_each_database(|app| {
        let answer = app.json("/api/v1/freshness?on=2026-11-22");
        let words = |field: &str| {
            let passages = answer["passages"].as_array().expect("passages");
            let passage = passages.iter().find(|passage| passage["field"] == field).expect("a passage");
            follow(app, &passage["href"]).json()["data"]["text"].as_str().expect("words").to_owned()
        };
        assert_eq!(words("promise_en"), "The Ministry updates the dashboard information every three months.");
        assert_eq!(words("earliest"), "decree of 5 December 2025");
        assert!(words("latest").contains("first quarter of 2026"));
    });
}

#[test]
fn without_a_day_it_is_today_and_nobody_keeps_the_answer() {
    let app = TestApp::on_sqlite();
    for query in ["", "?release=2026.1"] {
        let answer = app.get(&format!("/api/v1/freshness{query}"));
        assert_eq!(answer.header("cache-control"), Some("no-cache"));
        assert_eq!(answer.header("link"), None, "what changes every day cannot be cited");
        let told = answer.json();
        assert!(told["data"]["on"].as_str().is_some_and(|day| day >= "2026-11-22"), "{told}");
        assert_eq!(told["meta"]["citation"], json!(null));
    }
    let of_a_day = app.get("/api/v1/freshness?on=2026-11-22&release=2026.1");
    assert!(of_a_day.header("cache-control").is_some_and(|told| told.contains("max-age=86400")));
}

#[test]
fn the_index_tells_what_is_the_same_on_every_day() {
    on_each_database(|app| {
        let index = app.json("/api/v1");
        let told = &index["data"]["freshness"];
        assert_eq!(told["next_due"], json!({"earliest": "2026-03-05", "latest": "2026-06-30"}));
        assert_eq!(told["interval_months"], 3);
        assert_eq!(told["recorded_at"], "2026-11-22T14:00:00Z");
        assert!(told["days_overdue"].is_null(), "the index can be pinned");
        assert_eq!(follow(app, &index["links"]["freshness"]).status, 200);
    });
}

#[test]
fn every_answer_about_a_release_bounds_its_date() {
    on_each_database(|app| {
        let explore = "/api/explore/v2.1/catalog/datasets/fr-en-strategie-numerique-axes/records";
        for (path, interval) in [
            ("/api/v1", "2025-12-05/2026-03-31"),
            ("/api/v1/axes", "2025-12-05/2026-03-31"),
            ("/api/v1/axes?release=2025", "2025-06-14/2025-10-31"),
            ("/api/v1/actions/5?release=2023", "2022-10-06/2023-06-30"),
            ("/api/v1/objectives?format=csv&release=2025.1", "2025-06-14/2025-10-31"),
            ("/api/v1/sources/detail-2026/text", "2025-12-05/2026-03-31"),
            ("/catalog.ttl", "2025-12-05/2026-03-31"),
            (explore, "2025-12-05/2026-03-31"),
            (&format!("{explore}?release=2025"), "2025-06-14/2025-10-31"),
        ] {
            let answer = app.get(path);
            assert_eq!(answer.header("jalon-data-as-of"), Some(interval), "{path}");
            assert!(answer.exposes("Jalon-Data-As-Of"), "{path}");
            let tag = answer.header("etag").expect("a tag").to_owned();
            let unchanged = app.request("GET", path, &[("If-None-Match", &tag)]);
            assert_eq!((unchanged.status, unchanged.header("jalon-data-as-of")), (304, Some(interval)), "{path}");
        }
        assert_eq!(app.get("/api/v1/openapi.json").header("jalon-data-as-of"), None);
        let catalogue = app.get("/catalog.ttl").text();
        assert!(catalogue.contains("undated; not before 2025-12-05; not after 2026-03-31."), "{catalogue}");
        assert!(catalogue.contains("non datées ; pas avant le 2025-12-05 ; pas après le 2026-03-31."), "{catalogue}");
    });
}

#[test]
fn a_day_that_is_none_is_refused() {
    let app = TestApp::on_sqlite();
    for value in ["2026-02-30", "today", "22/11/2026", ""] {
        let problem = app.refusal(&format!("/api/v1/freshness?on={value}"), 400, "invalid_parameter");
        assert_eq!((&problem["param"], &problem["value"]), (&json!("on"), &json!(value)));
    }
    let problem = app.refusal("/api/v1/freshness?one=2026-11-22", 400, "unknown_parameter");
    assert_eq!(problem["did_you_mean"], "on");
    assert!(says(&problem, "expected", "as_of"), "{problem}");
    app.refusal("/api/v1/freshness?release=2024", 404, "unknown_release");
}

#[test]
fn nobody_is_blamed() {
    let app = TestApp::on_sqlite();
    for query in ["on=2026-11-22", "on=2026-04-01", "on=2026-11-22&release=2025"] {
        let text = app.get(&format!("/api/v1/freshness?{query}")).text().to_lowercase();
        let words = text.split(|c: char| !c.is_alphabetic());
        for word in words {
            assert!(!["late", "retard", "failed", "échec", "delay"].contains(&word), "{word} in {text}");
        }
    }
}
