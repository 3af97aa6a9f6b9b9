//! Paces: one point is not a trend; later releases here are made up.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::follow;
use crate::support::{
    TestApp,
    cli::{RecordCopy, jalon},
    on_each_database,
    problem::says,
};

const DETAIL: &str = "sources/2026-detail-axis-4.en.txt";

/// Publishes a made-up release: release 2026 under another name, with other bounds, and other figures at the same places.
fn publish(app: &TestApp, id: &str, bounds: [&str; 2], day: &str, figures: &[(&str, &str)]) {
    let copy = RecordCopy::new();
    let mut text = std::fs::read_to_string(copy.path("releases/2026.toml")).expect("the file is text");
    let mut document = std::fs::read_to_string(copy.path(DETAIL)).expect("the document is text");
    let digest = |document: &str| Sha256::digest(document).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let known = digest(&document);
    for (from, to) in figures {
        // The row of an objective: its figure stands behind its status, in the detail section alone.
        let (printed, value) = (format!("{}%", from), format!("value = {from}, at = \"detail-2026"));
        assert_eq!(from.len(), to.len(), "spans stay where they are");
        let objective = text.find("[[objectives]]").expect("objectives");
        let place = text[objective..].find(&value).expect("the figure of an objective") + objective;
        let span = text[place..].split("detail-2026 ").nth(1).and_then(|rest| rest.split("..").next());
        let start: usize = span.and_then(|start| start.parse().ok()).expect("a span");
        let byte = document.char_indices().nth(start).map(|(byte, _)| byte).expect("a character");
        assert!(document[byte..].starts_with(&printed), "{printed} stands there");
        document.replace_range(byte..byte + printed.len(), &format!("{to}%"));
        text.replace_range(place..place + value.len(), &format!("value = {to}, at = \"detail-2026"));
    }
    copy.write(DETAIL, document.as_bytes());
    text = text.replace(&known, &digest(&document));
    text = text.replacen("id = \"2026\"", &format!("id = \"{id}\""), 1);
    // Its documents are others than those of 2026, so they have names of their own.
    text = text.replace("detail-2026", &format!("detail-{id}")).replace("overview-2026", &format!("overview-{id}"));
    text = text.replacen("2026-11-22T14:00:00Z", &format!("{day}T14:00:00Z"), 1);
    text = text.replacen("earliest = { date = 2025-12-05", &format!("earliest = {{ date = {}", bounds[0]), 1);
    text = text.replacen("latest = { date = 2026-03-31", &format!("latest = {{ date = {}", bounds[1]), 1);
    let file = format!("releases/{id}.toml");
    copy.write(&file, text.as_bytes());
    let path = copy.path(&file);
    jalon(&["load", path.to_str().expect("the path is text")], &[("DATABASE_URL", &app.database.url)])
        .expect(0, &[&format!("{id}.1"), "current"]);
    let started = Instant::now();
    while app.get("/api/v1/axes").header("jalon-release") != Some(&format!("{id}.1")) {
        assert!(started.elapsed() < Duration::from_secs(20), "{id} on {}", app.database.name());
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Two made-up releases after the three of the record. Objective 30 goes from 75 to 81 and 31 from 50 to 45 in the last,
/// so that action 14 is 391/6 and axis 4 is 971/24: 65 and 40 as before.
fn with_later_releases(app: &TestApp) {
    publish(app, "2026-Q3", ["2026-07-01", "2026-09-30"], "2026-11-23", &[]);
    publish(app, "2026-Q4", ["2026-10-01", "2026-12-31"], "2026-11-24", &[("75", "81"), ("50", "45")]);
}

fn pace(app: &TestApp, path: &str) -> Value {
    app.json(&format!("/api/v1/{path}"))["data"].clone()
}

#[test]
fn one_point_is_not_a_trend() {
    on_each_database(|app| {
        for path in ["objectives/34", "axes/1", "axes/4", "actions/14"] {
            let problem = app.refusal(&format!("/api/v1/{path}/pace"), 409, "too_few_points");
            assert_eq!(problem["title"], "One point is not a trend", "{path}");
            assert!(says(&problem, "detail", "one point is not a trend"), "{problem}");
            assert!(says(&problem, "expected", "3 releases"), "{problem}");
            assert!(!follow(app, &problem["see"][0]).json()["data"].is_null(), "{path}");
        }
        assert!(says(&app.refusal("/api/v1/objectives/34/pace", 409, "too_few_points"), "detail", "5 in 2026.1"));
        for path in
            ["objectives/3/pace", "actions/11/pace", "axes/4/pace?release=2025", "objectives/4.1/pace?release=2023"]
        {
            let problem = app.refusal(&format!("/api/v1/{path}"), 409, "too_few_points");
            assert!(says(&problem, "detail", "there is none"), "{problem}");
        }
    });
}

#[test]
fn two_points_are_not_a_trend_either() {
    on_each_database(|app| {
        publish(app, "2026-Q3", ["2026-07-01", "2026-09-30"], "2026-11-23", &[]);
        let problem = app.refusal("/api/v1/objectives/30/pace", 409, "too_few_points");
        assert!(says(&problem, "detail", "two points are not a trend"), "{problem}");
        assert!(says(&problem, "detail", "75 in 2026.1, 75 in 2026-Q3.1"), "{problem}");
    });
}

#[test]
fn three_points_give_a_rate_within_bounds() {
    on_each_database(|app| {
        with_later_releases(app);
        let up = pace(app, "objectives/30/pace");
        let points: Vec<Value> =
            up["points"].as_array().expect("points").iter().map(|p| json!([p["release"], p["progress"]])).collect();
        assert_eq!(points, [json!(["2026.1", 75]), json!(["2026-Q3.1", 75]), json!(["2026-Q4.1", 81])]);
        assert_eq!(up["difference"], 6);
        // 31 March to 1 October: 184 days. 5 December 2025 to 31 December 2026: 391 days.
        assert_eq!(up["days"], json!({"least": 184, "greatest": 391, "absent": {}}));
        assert_eq!(up["points_per_day"], json!({"least": "6/391", "greatest": "3/92", "absent": {}}));
        assert_eq!(up["points_per_quarter"], json!({"least": "1095/782", "greatest": "1095/368", "absent": {}}));
        let down = pace(app, "objectives/31/pace");
        assert_eq!(down["points_per_day"], json!({"least": "-5/184", "greatest": "-5/391", "absent": {}}));
        let level = pace(app, "axes/4/pace");
        assert_eq!(level["points_per_day"], json!({"least": "0", "greatest": "0", "absent": {}}));
        assert_eq!(
            (down["assumptions"].as_array().map(Vec::len), level["assumptions"].as_array().map(Vec::len)),
            (Some(3), Some(4))
        );
    });
}

#[test]
fn a_rate_says_nothing_of_the_future() {
    on_each_database(|app| {
        with_later_releases(app);
        let item = app.json("/api/v1/objectives/30/pace");
        let names: Vec<&String> = item["data"].as_object().expect("an object").keys().collect();
        let known = [
            "level",
            "code",
            "points",
            "difference",
            "days",
            "points_per_day",
            "points_per_quarter",
            "assumptions",
            "href",
        ];
        assert_eq!(names, known);
        assert_eq!(follow(app, &item["data"]["points"][0]["href"]).json()["data"]["progress"], 75);
    });
}

/// The pinned past stays what it was: one point.
#[test]
fn a_pace_ends_with_the_release_that_is_read() {
    on_each_database(|app| {
        let before = app.get("/api/v1/objectives/30/pace?release=2026.1").text();
        with_later_releases(app);
        assert_eq!(app.get("/api/v1/objectives/30/pace?release=2026.1").text(), before);
        app.refusal("/api/v1/objectives/30/pace?release=2026-Q3", 409, "too_few_points");
    });
}

#[test]
fn the_pace_belongs_to_its_objective() {
    on_each_database(|app| {
        let item = app.json("/api/v1/objectives/34");
        assert_eq!(follow(app, &item["links"]["pace"]).status, 409);
        app.refusal("/api/v1/objectives/46/pace", 404, "not_found");
        app.refusal("/api/v1/objectives/x/pace", 400, "invalid_code");
        app.refusal("/api/v1/objectives/34/pace?until=2027", 400, "unknown_parameter");
    });
}
