use serde_json::{Value, json};

use super::{not_found, rows};
use crate::support::{TestApp, on_each_database};

/// The history as release and published progress.
fn points(app: &TestApp, path: &str) -> Vec<(String, Option<i64>)> {
    let point =
        |row: &Value| (row["release"]["pinned"].as_str().expect("a release").to_owned(), row["progress"].as_i64());
    rows(app, path).iter().map(point).collect()
}

fn expected(points: &[(&str, Option<i64>)]) -> Vec<(String, Option<i64>)> {
    points.iter().map(|(release, progress)| ((*release).to_owned(), *progress)).collect()
}

#[test]
fn the_history_of_an_axis_has_one_figure() {
    on_each_database(|app| {
        for (axis, progress) in [("1", 50), ("2", 30), ("3", 50), ("4", 40)] {
            let history = points(app, &format!("/api/v1/axes/{axis}/history"));
            assert_eq!(history, expected(&[("2025.1", None), ("2026.1", Some(progress))]));
        }
    });
}

#[test]
fn a_release_without_the_figure_gives_its_reason() {
    on_each_database(|app| {
        let history = rows(app, "/api/v1/axes/4/history");
        assert_eq!(history[0]["absent"]["progress"], "not_published");
        assert_eq!(history[0]["absent"]["computed"], "not_published");
        assert_eq!(history[0]["computed"], json!(null));
        assert_eq!(history[1]["computed"], json!({"value": 40, "fraction": "485/12", "method": "mean_of_actions"}));
    });
}

#[test]
fn the_history_of_an_axis_tells_which_titles_were_known() {
    on_each_database(|app| {
        let history = rows(app, "/api/v1/axes/1/history");
        assert_eq!(history[0]["title"]["en"], json!(null));
        assert_eq!(history[0]["title_stated_in"], json!({"fr": "2025", "en": null}));
        assert_eq!(history[1]["title"]["en"], "An engaged ecosystem serving a shared public policy");
        assert_eq!(history[1]["title_stated_in"], json!({"fr": "2025", "en": "2026"}));
    });
}

#[test]
fn the_history_of_an_action_starts_without_a_figure() {
    on_each_database(|app| {
        // Action 14 was 13 in the vision.
        let history = points(app, "/api/v1/actions/14/history");
        assert_eq!(history, expected(&[("2023.1", None), ("2025.1", None), ("2026.1", Some(65))]));
        let rows = rows(app, "/api/v1/actions/14/history");
        assert_eq!(rows[1]["title"], json!({"fr": "Accélérer la transformation numérique", "en": null}));
        assert_eq!(rows[1]["absent"]["progress"], "not_published");
    });
}

#[test]
fn an_action_without_figures_has_a_history_without_figures() {
    on_each_database(|app| {
        for action in ["1", "13"] {
            let history = points(app, &format!("/api/v1/actions/{action}/history"));
            assert_eq!(history, expected(&[("2023.1", None), ("2025.1", None), ("2026.1", None)]));
        }
        // Nothing is known of action 11 before 2025.
        let history = points(app, "/api/v1/actions/11/history");
        assert_eq!(history, expected(&[("2025.1", None), ("2026.1", None)]));
    });
}

#[test]
fn the_history_of_an_objective_starts_where_it_is_not_listed() {
    on_each_database(|app| {
        let history = points(app, "/api/v1/objectives/34/history");
        assert_eq!(history, expected(&[("2025.1", None), ("2026.1", Some(5))]));
        let rows = rows(app, "/api/v1/objectives/34/history");
        for field in ["title", "status", "progress"] {
            assert_eq!(rows[0][field], json!(null), "{field}");
            assert_eq!(rows[0]["absent"][field], "not_published", "{field}");
        }
        assert_eq!(rows[1]["status"], "in_progress");
        assert_eq!(rows[1]["title"]["en"], "100% of online services to be accessible by the end of 2026");
    });
}

#[test]
fn a_history_of_the_first_edition_has_nothing_before_it() {
    on_each_database(|app| {
        for path in ["/api/v1/axes/4", "/api/v1/actions/14", "/api/v1/objectives/4.1"] {
            let history = points(app, &format!("{path}/history?release=2023"));
            assert_eq!(history, expected(&[("2023.1", None)]), "{path}");
        }
    });
}

#[test]
fn the_history_ends_with_the_release_that_is_read() {
    on_each_database(|app| {
        for query in ["release=2025", "as_of=2026-03-30"] {
            let history = points(app, &format!("/api/v1/axes/4/history?{query}"));
            assert_eq!(history, expected(&[("2025.1", None)]), "{query}");
        }
    });
}

#[test]
fn what_a_release_does_not_have_has_no_history_there() {
    on_each_database(|app| {
        for path in ["axes/5/history", "actions/17/history?release=2023", "objectives/32/history"] {
            assert_eq!(not_found(app, &format!("/api/v1/{path}"))["code"], "not_found");
        }
    });
}
