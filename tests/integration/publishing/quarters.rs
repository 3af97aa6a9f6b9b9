//! Four quarters, from templates to feeds. The figures are test data.

use serde_json::{Value, json};

use super::{Team, filled, in_row, publish};
use crate::support::{TestApp, on_each_database};

/// A figure of an objective: code, before, after.
type Figure = (&'static str, i32, i32);

/// A quarter: its release, its date, and the figures that it changes.
const QUARTERS: [(&str, &str, &[Figure]); 4] = [
    ("2026-Q4", "2026-11-20", &[("30", 75, 80)]),
    ("2027-Q1", "2026-12-15", &[("30", 80, 85), ("31", 50, 60)]),
    ("2027-Q2", "2027-01-15", &[("30", 85, 90)]),
    ("2027-Q3", "2027-02-15", &[("30", 90, 95), ("45", 5, 10)]),
];

#[test]
fn four_quarters_make_a_history() {
    on_each_database(|app| {
        let team = Team::of(app);
        for (release, date, figures) in QUARTERS {
            publish(app, &team, &quarter(app, release, date, figures));
            if release == "2027-Q1" {
                correct(app, &team, release);
            }
        }
        history(app);
        changes(app);
        pace(app);
        announced(app);
        catalogued(app);
        cited(app);
        assert_eq!(app.json("/api/v1/audit")["data"]["missing"], json!([]));
    });
}

fn quarter(app: &TestApp, release: &str, date: &str, figures: &[(&str, i32, i32)]) -> String {
    let text = filled(app, release, &[("date = \"not_published\"", &format!("date = {date}"))]);
    figures.iter().fold(text, |text, (code, before, after)| {
        in_row(&text, "objectives", code, &format!("progress = {before}"), &format!("progress = {after}"))
    })
}

/// 31 was counted as 60 and is 55.
fn correct(app: &TestApp, team: &Team, release: &str) {
    let text = filled(
        app,
        release,
        &[(&*format!("code = \"{release}\""), &*format!("code = \"{release}\"\nreason = \"Test data: 31 is 55\""))],
    );
    let corrected = in_row(&text, "objectives", "31", "progress = 60", "progress = 55");
    assert_eq!(publish(app, team, &corrected)["release"], "2027-Q1.2");
}

fn history(app: &TestApp) {
    let points = |code: &str| -> Vec<(String, Value)> {
        let history = app.json(&format!("/api/v1/objectives/{code}/history"))["data"].clone();
        let point =
            |point: &Value| (point["release"]["id"].as_str().unwrap_or_default().to_owned(), point["progress"].clone());
        // Releases 2023 and 2025 publish no figure.
        history.as_array().expect("a list").iter().map(point).filter(|(_, progress)| !progress.is_null()).collect()
    };
    let expected = |values: [i32; 5]| {
        let releases = ["2026", "2026-Q4", "2027-Q1", "2027-Q2", "2027-Q3"];
        releases.map(str::to_owned).into_iter().zip(values.map(|value| json!(value))).collect::<Vec<_>>()
    };
    // A history has the latest revision of each release: 31 is 55 in 2027-Q1.
    assert_eq!(points("30"), expected([75, 80, 85, 90, 95]));
    assert_eq!(points("31"), expected([50, 50, 55, 55, 55]));
    let rows = app.json(
        "/api/explore/v2.1/catalog/datasets/fr-en-strategie-numerique-avancement/records\
         ?where=code:%2230%22+and+level:%22objective%22&select=release,value&order_by=release",
    );
    assert_eq!(rows["total_count"], 5, "{rows}");
    assert_eq!(app.json("/api/v1/objectives/30?as_of=2026-12-31")["data"]["progress"], 85);
    assert_eq!(app.json("/api/v1/objectives/30?as_of=2026-11-30")["data"]["progress"], 80);
}

fn changes(app: &TestApp) {
    let of = |query: &str| {
        let list = app.json(&format!("/api/v1/changes?field=progress&limit=500&{query}"))["data"].clone();
        let side = |change: &Value, side: &str| change[side]["value"].as_str().unwrap_or_default().to_owned();
        let list = list.as_array().expect("a list").clone();
        list.iter()
            .map(|c| (c["code"].as_str().unwrap_or_default().to_owned(), side(c, "before"), side(c, "after")))
            .collect::<Vec<_>>()
    };
    let change = |code: &str, before: &str, after: &str| (code.to_owned(), before.to_owned(), after.to_owned());
    assert_eq!(of("to=2027-Q3"), [change("30", "90", "95"), change("45", "5", "10")]);
    assert_eq!(of("from=2027-Q1.1&to=2027-Q1.2"), [change("31", "60", "55")]);
    assert_eq!(
        of("from=2026&to=2027-Q3"),
        [change("30", "75", "95"), change("31", "50", "55"), change("45", "5", "10")]
    );
}

/// From 75 in release 2026, published between 5 December 2025 and 31 March 2026, to 95 in 2027-Q3, published on 15 February
/// 2027: 20 points. From 31 March 2026 to 28 February 2027 there are 334 days, and 321 to the fifteenth; the 26 days from
/// 5 December to the end of 2025, 365 and 46 are 437. A quarter has 365/4 days: 20/437 × 365/4 = 1825/437, 20/321 × 365/4 =
/// 1825/321. Of 2027-Q1 the latest revision counts.
fn pace(app: &TestApp) {
    let pace = app.json("/api/v1/objectives/30/pace")["data"].clone();
    let point = |point: &Value| json!([point["release"], point["progress"]]);
    let points: Vec<Value> = pace["points"].as_array().expect("a list").iter().map(point).collect();
    let expected = [("2026.1", 75), ("2026-Q4.1", 80), ("2027-Q1.2", 85), ("2027-Q2.1", 90), ("2027-Q3.1", 95)]
        .map(|point| json!(point));
    assert_eq!(points, expected);
    assert_eq!(pace["difference"], 20);
    assert_eq!(pace["days"], json!({"least": 321, "greatest": 437, "absent": {}}));
    assert_eq!(pace["points_per_day"], json!({"least": "20/437", "greatest": "20/321", "absent": {}}));
    assert_eq!(pace["points_per_quarter"], json!({"least": "1825/437", "greatest": "1825/321", "absent": {}}));
}

/// Each revision is an entry of the feed, the newest first.
fn announced(app: &TestApp) {
    let feed = app.json("/feeds/releases.json?lang=en");
    let titles: Vec<&str> =
        feed["items"].as_array().expect("a list").iter().filter_map(|item| item["title"].as_str()).collect();
    let pinned = ["2027-Q3.1", "2027-Q2.1", "2027-Q1.2", "2027-Q1.1", "2026-Q4.1", "2026.1", "2025.1", "2023.1"];
    assert_eq!(titles.len(), pinned.len(), "{titles:?}");
    let summaries: Vec<String> = feed["items"].as_array().expect("a list").iter().map(Value::to_string).collect();
    for (summary, pinned) in summaries.iter().zip(pinned) {
        assert!(summary.contains(pinned), "{pinned}: {summary}");
    }
    assert!(summaries[2].contains("Test data: 31 is 55"), "a correction tells its reason: {}", summaries[2]);
}

/// The catalogue follows the last release.
fn catalogued(app: &TestApp) {
    let recorded = app.json("/api/v1/releases/2027-Q3")["data"]["recorded_at"].as_str().unwrap_or_default().to_owned();
    let dataset = app.json("/api/explore/v2.1/catalog/datasets/fr-en-strategie-numerique-objectifs");
    let modified = dataset["metas"]["default"]["modified"].as_str().unwrap_or_default();
    assert_eq!(modified[..19], recorded[..19]);
    assert!(app.get("/catalog.ttl").text().contains(&recorded[..19]), "DCAT tells when the data changed: {recorded}");
    assert_eq!(app.get("/catalog").header("jalon-release"), Some("2027-Q3.1"));
}

/// What was cited before a correction is there, and says that it was corrected.
fn cited(app: &TestApp) {
    let earlier = app.json("/api/v1/objectives/31?release=2027-Q1.1");
    assert_eq!(earlier["data"]["progress"], 60);
    let release = app.json("/api/v1/releases/2027-Q1.1");
    assert_eq!(release["data"]["is_superseded"], true);
}
