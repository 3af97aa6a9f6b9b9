use super::{follow, not_found};
use crate::support::{TestApp, on_each_database};

/// The release that an answer speaks of, which its header repeats.
fn read(app: &TestApp, path: &str) -> String {
    let answer = app.get(path);
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    let pinned = answer.json()["meta"]["release"]["pinned"].as_str().expect("a release").to_owned();
    assert_eq!(answer.header("jalon-release"), Some(pinned.as_str()), "{path}");
    pinned
}

#[test]
fn a_release_without_a_date_counts_from_its_upper_bound() {
    on_each_database(|app| {
        let expected = [
            ("2023-06-30", "2023.1"),
            ("2025-10-30", "2023.1"),
            ("2025-10-31", "2025.1"),
            ("2026-03-30", "2025.1"),
            ("2026-03-31", "2026.1"),
            ("2099-12-31", "2026.1"),
        ];
        for (date, release) in expected {
            assert_eq!(read(app, &format!("/api/v1/axes?as_of={date}")), release, "{date}");
        }
    });
}

#[test]
fn before_the_first_release_the_refusal_names_it() {
    on_each_database(|app| {
        let problem = not_found(app, "/api/v1/axes?as_of=2023-06-29");
        assert_eq!(problem["code"], "unknown_release");
        let detail = problem["detail"].as_str().expect("a detail");
        assert!(detail.contains("2023-06-29") && detail.contains("2023-06-30"), "{detail}");
        let releases = follow(app, &problem["see"][0]).json();
        assert_eq!(releases["data"][0]["pinned"], "2023.1");
    });
}

#[test]
fn a_release_is_read_by_id_or_pinned() {
    on_each_database(|app| {
        for id in ["2023", "2025", "2026"] {
            let pinned = format!("{id}.1");
            assert_eq!(read(app, &format!("/api/v1/axes?release={id}")), pinned);
            assert_eq!(read(app, &format!("/api/v1/axes?release={pinned}")), pinned);
        }
    });
}

#[test]
fn the_current_release_is_read_unless_another_is_chosen() {
    on_each_database(|app| {
        let folders = ["", "/axes", "/actions", "/objectives", "/statements", "/progress", "/sources", "/search?q=pix"];
        for folder in folders {
            assert_eq!(read(app, &format!("/api/v1{folder}")), "2026.1");
        }
    });
}

#[test]
fn every_read_takes_a_release_and_a_date() {
    on_each_database(|app| {
        let paths = [
            "",
            "/axes/1",
            "/axes/1/statements",
            "/actions/1",
            "/objectives",
            "/statements/axis-1.achievement.1",
            "/progress",
            "/sources/overview-2025/passages",
        ];
        for path in paths {
            for query in ["release=2025", "as_of=2025-11-01"] {
                assert_eq!(read(app, &format!("/api/v1{path}?{query}")), "2025.1", "{path}");
            }
        }
        let text = app.get("/api/v1/sources/overview-2025/text?release=2025");
        assert_eq!(text.header("jalon-release"), Some("2025.1"));
    });
}

#[test]
fn an_unknown_release_is_refused_with_those_that_exist() {
    on_each_database(|app| {
        for release in ["2024", "2026-Q4", "2026.2"] {
            let problem = not_found(app, &format!("/api/v1/axes?release={release}"));
            assert_eq!(problem["code"], "unknown_release");
            let detail = problem["detail"].as_str().expect("a detail");
            assert!(["2023", "2025", "2026"].iter().all(|known| detail.contains(known)), "{detail}");
        }
    });
}

#[test]
fn a_release_and_a_date_exclude_each_other() {
    on_each_database(|app| {
        let answer = app.get("/api/v1/axes?release=2025&as_of=2025-11-01");
        assert_eq!(answer.status, 400);
        assert_eq!(answer.json()["code"], "conflicting_parameters");
    });
}

#[test]
fn a_malformed_release_or_date_is_refused() {
    on_each_database(|app| {
        for query in ["release=latest", "release=2026.0", "as_of=2026-02-30", "as_of=yesterday", "as_of="] {
            let answer = app.get(&format!("/api/v1/axes?{query}"));
            assert_eq!(answer.status, 400, "{query}");
            assert_eq!(answer.json()["code"], "invalid_parameter", "{query}");
        }
    });
}

#[test]
fn links_keep_the_chosen_release() {
    on_each_database(|app| {
        for query in ["release=2025", "release=2025.1", "as_of=2025-11-01"] {
            for path in ["", "/axes/4", "/actions/14", "/statements/axis-1.achievement.1.2"] {
                let item = app.json(&format!("/api/v1{path}?{query}"));
                for (name, link) in item["links"].as_object().expect("links") {
                    let answer = follow(app, link);
                    // The releases, the feeds of all of them and the service's own pages belong to no release.
                    let is_timeless = ["releases", "openapi", "docs", "problems"].contains(&name.as_str());
                    if !is_timeless && !link.as_str().is_some_and(|link| link.contains("/feeds/")) {
                        assert_eq!(answer.header("jalon-release"), Some("2025.1"), "{link}");
                    }
                }
            }
        }
    });
}

#[test]
fn rows_and_pages_keep_the_chosen_release() {
    on_each_database(|app| {
        for query in ["release=2025", "as_of=2025-11-01"] {
            let page = app.json(&format!("/api/v1/actions?limit=5&offset=5&{query}"));
            for name in ["self", "next", "prev", "first", "last"] {
                assert_eq!(follow(app, &page["links"][name]).header("jalon-release"), Some("2025.1"), "{name}");
            }
            for row in page["data"].as_array().expect("rows") {
                assert_eq!(follow(app, &row["href"]).header("jalon-release"), Some("2025.1"));
            }
        }
    });
}

#[test]
fn passages_keep_the_chosen_release() {
    on_each_database(|app| {
        let axis = app.json("/api/v1/axes/4?release=2025");
        for passage in axis["passages"].as_array().expect("passages") {
            let answer = follow(app, &passage["href"]);
            assert_eq!(answer.header("jalon-release"), Some("2025.1"));
            assert_eq!(answer.json()["data"]["source"], passage["source"]);
        }
    });
}

#[test]
fn the_links_of_a_refusal_keep_the_chosen_release() {
    on_each_database(|app| {
        // Edition 2023 has 16 actions; a link to those of 2026, among which is a 17, would mislead.
        let problem = not_found(app, "/api/v1/actions/17?release=2023");
        assert_eq!(follow(app, &problem["see"][0]).header("jalon-release"), Some("2023.1"));
    });
}

#[test]
fn an_item_links_to_itself_in_the_revision_that_is_read() {
    on_each_database(|app| {
        for query in ["", "?release=2026", "?as_of=2026-04-01"] {
            let item = app.json(&format!("/api/v1/axes/4{query}"));
            let pinned = item["links"]["pinned"].as_str().expect("a link");
            assert!(pinned.ends_with("/api/v1/axes/4?release=2026.1"), "{pinned}");
            assert_eq!(follow(app, &item["links"]["pinned"]).json()["data"]["progress"], 40);
        }
    });
}
