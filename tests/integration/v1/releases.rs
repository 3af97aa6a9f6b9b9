use serde_json::{Value, json};

use super::{column, follow, not_found, rows};
use crate::support::{TestApp, on_each_database};

/// A passage that a field of a release rests on.
fn cited(app: &TestApp, release: &str, field: &str) -> Value {
    let item = app.json(&format!("/api/v1/releases/{release}"));
    let passages = item["passages"].as_array().expect("passages");
    passages.iter().find(|passage| passage["field"] == field).expect("the field rests on a passage").clone()
}

/// The words of the source on which a field of a release rests, cut from the source itself.
fn words(app: &TestApp, release: &str, field: &str) -> String {
    let cited = cited(app, release, field);
    let source = cited["source"].as_str().expect("a source");
    let text = app.get(&format!("/api/v1/sources/{source}/text")).text();
    let place = |name: &str| usize::try_from(cited[name].as_u64().expect("a place")).expect("a small number");
    text.chars().skip(place("start")).take(place("end") - place("start")).collect()
}

fn release(app: &TestApp, id: &str) -> Value {
    app.json(&format!("/api/v1/releases/{id}"))["data"].clone()
}

#[test]
fn the_record_has_three_releases_of_two_editions() {
    on_each_database(|app| {
        let releases = rows(app, "/api/v1/releases");
        assert_eq!(column(&releases, "pinned"), ["2023.1", "2025.1", "2026.1"]);
        assert_eq!(column(&releases, "id"), ["2023", "2025", "2026"]);
        assert_eq!(column(&releases, "edition"), ["2023", "2025", "2025"]);
    });
}

#[test]
fn the_current_release_is_that_of_2026() {
    on_each_database(|app| {
        let current: Vec<bool> = rows(app, "/api/v1/releases").iter().map(|row| row["is_current"] == true).collect();
        assert_eq!(current, [false, false, true]);
        assert_eq!(app.json("/api/v1")["meta"]["release"]["pinned"], "2026.1");
    });
}

#[test]
fn no_revision_is_superseded() {
    on_each_database(|app| {
        for release in rows(app, "/api/v1/releases") {
            assert_eq!(release["revision"], 1);
            assert_eq!(release["is_superseded"], false);
        }
    });
}

#[test]
fn no_release_has_a_date_and_each_has_its_bounds() {
    on_each_database(|app| {
        let bounds = [("2022-10-06", "2023-06-30"), ("2025-06-14", "2025-10-31"), ("2025-12-05", "2026-03-31")];
        for (release, (earliest, latest)) in rows(app, "/api/v1/releases").iter().zip(bounds) {
            assert_eq!(release["date"], json!(null));
            assert_eq!(release["absent"]["date"], "not_published");
            assert_eq!(release["earliest"]["date"], earliest);
            assert_eq!(release["latest"]["date"], latest);
            assert_eq!(release["counts_from"], latest);
            for bound in ["earliest", "latest"] {
                assert!(release[bound]["basis"]["fr"].is_string() && release[bound]["basis"]["en"].is_string());
            }
        }
    });
}

#[test]
fn each_bound_rests_on_words_of_a_document() {
    on_each_database(|app| {
        let expected = [
            // The vision tells of the committee of that day as past, and of mid-2023 as future.
            ("2023", "earliest", "6 octobre 2022"),
            ("2023", "latest", "mi-2023"),
            // The framework for the use of AI is published; the dashboard, online in October, is still on trial.
            ("2025", "earliest", "14 juin 2025"),
            ("2025", "latest", "testé pendant 1 an"),
            // The decree is made; a review will be presented in the first quarter.
            ("2026", "earliest", "5 December 2025"),
            ("2026", "latest", "first quarter of 2026"),
        ];
        for (release, field, part) in expected {
            let text = words(app, release, field);
            assert!(text.contains(part), "{release} {field}: {text}");
        }
    });
}

#[test]
fn the_passages_of_a_release_are_read_in_that_release() {
    on_each_database(|app| {
        // Passages are numbered by release, so a link without its release leads to other words or to none.
        for id in ["2023", "2025", "2026"] {
            let pinned = format!("{id}.1");
            let answer = follow(app, &cited(app, id, "announced_axes")["href"]);
            assert_eq!(answer.header("jalon-release"), Some(pinned.as_str()));
            assert_eq!(answer.json()["data"]["text"], words(app, id, "announced_axes"));
        }
    });
}

#[test]
fn the_2026_tool_announces_axes_actions_and_objectives() {
    on_each_database(|app| {
        let release = release(app, "2026");
        assert_eq!(release["announced"], json!({"axes": 4, "actions": 17, "objectives": 46}));
        for field in ["announced_axes", "announced_actions", "announced_objectives"] {
            assert_eq!(release["absent"][field], json!(null));
        }
        assert!("4 axes, 17 key actions and 46 objectives".contains(&words(app, "2026", "announced_objectives")));
    });
}

#[test]
fn earlier_documents_announce_their_axes_alone() {
    on_each_database(|app| {
        for id in ["2023", "2025"] {
            let release = release(app, id);
            assert_eq!(release["announced"], json!({"axes": 4, "actions": null, "objectives": null}));
            assert_eq!(release["absent"]["announced_actions"], "not_published");
            assert_eq!(release["absent"]["announced_objectives"], "not_published");
            assert!(words(app, id, "announced_axes").contains("quatre axes"));
        }
    });
}

#[test]
fn the_ministry_promises_updates_every_three_months() {
    on_each_database(|app| {
        let expected = "The Ministry updates the dashboard information every three months.";
        assert_eq!(release(app, "2026")["promise"]["en"], expected);
        for id in ["2023", "2025"] {
            let release = release(app, id);
            assert_eq!(release["promise"], json!(null));
            assert_eq!(release["absent"]["promise"], "not_published");
        }
    });
}

#[test]
fn a_release_is_found_by_its_id_and_by_its_revision() {
    on_each_database(|app| {
        for id in ["2023", "2025", "2026"] {
            assert_eq!(release(app, id), release(app, &format!("{id}.1")));
        }
    });
}

#[test]
fn the_links_of_a_release_lead_into_it() {
    on_each_database(|app| {
        let links = &app.json("/api/v1/releases/2025")["links"];
        for name in ["axes", "actions", "objectives", "statements", "progress", "sources"] {
            let answer = follow(app, &links[name]);
            assert_eq!(answer.status, 200, "{name}");
            assert_eq!(answer.header("jalon-release"), Some("2025.1"), "{name}");
        }
    });
}

#[test]
fn the_index_tells_announced_from_published_counts() {
    on_each_database(|app| {
        let index = &app.json("/api/v1")["data"];
        assert_eq!(index["announced"], json!({"axes": 4, "actions": 17, "objectives": 46}));
        let published = &index["published"];
        assert_eq!(published["axes"], 4);
        assert_eq!(published["actions"], 17);
        assert_eq!(published["named_actions"], 16);
        assert_eq!(published["objectives"], 17);
        assert_eq!(published["statements"], 100);
        assert_eq!(published["figures"], 25);
        assert_eq!(published["sources"], 5);
        assert_eq!(index["demonstration"], true);
    });
}

#[test]
fn an_unknown_release_is_refused_with_those_that_exist() {
    on_each_database(|app| {
        for path in ["/api/v1/releases/2024", "/api/v1/releases/2026.2"] {
            let problem = not_found(app, path);
            assert_eq!(problem["code"], "unknown_release");
            let detail = problem["detail"].as_str().expect("a detail");
            assert!(["2023", "2025", "2026"].iter().all(|known| detail.contains(known)), "{detail}");
        }
    });
}
