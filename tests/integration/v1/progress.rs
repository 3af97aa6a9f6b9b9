use serde_json::{Value, json};

use super::{codes, column, rows};
use crate::support::on_each_database;

fn values(rows: &[Value]) -> Vec<i64> {
    rows.iter().map(|row| row["value"].as_i64().expect("a figure")).collect()
}

#[test]
fn release_2026_publishes_25_figures() {
    on_each_database(|app| {
        let published = |level: &str| rows(app, &format!("/api/v1/progress?method=published&level={level}"));
        assert_eq!(rows(app, "/api/v1/progress?method=published").len(), 25);
        assert_eq!(codes(&published("axis")), ["1", "2", "3", "4"]);
        assert_eq!(values(&published("axis")), [50, 30, 50, 40]);
        assert_eq!(codes(&published("action")), ["14", "15", "16", "17"]);
        assert_eq!(values(&published("action")), [65, 13, 58, 27]);
    });
}

#[test]
fn each_published_objective_has_its_figure() {
    on_each_database(|app| {
        let figures = rows(app, "/api/v1/progress?level=objective");
        assert_eq!(
            codes(&figures),
            ["30", "31", "32-1", "32-2", "33", "34", "35", "36", "37", "38", "39", "40", "41", "42", "43", "44", "45"]
        );
        assert_eq!(values(&figures), [75, 50, 100, 60, 100, 5, 5, 15, 15, 15, 100, 50, 40, 40, 50, 25, 5]);
        assert_eq!(column(&figures, "method"), ["published"; 17]);
    });
}

#[test]
fn five_figures_are_computed_with_their_rule() {
    on_each_database(|app| {
        let figures = rows(app, "/api/v1/progress?method=computed");
        let mut receipts: Vec<_> = figures
            .iter()
            .map(|row| json!([row["level"], row["code"], row["value"], row["fraction"], row["rule"]]).to_string())
            .collect();
        receipts.sort();
        assert_eq!(
            receipts,
            [
                r#"["action","14",65,"65","mean_of_objectives"]"#,
                r#"["action","15",13,"25/2","mean_of_objectives"]"#,
                r#"["action","16",58,"115/2","mean_of_objectives"]"#,
                r#"["action","17",27,"80/3","mean_of_objectives"]"#,
                r#"["axis","4",40,"485/12","mean_of_actions"]"#,
            ]
        );
    });
}

#[test]
fn a_published_figure_has_no_fraction_and_no_rule() {
    on_each_database(|app| {
        for figure in rows(app, "/api/v1/progress?method=published") {
            for field in ["fraction", "rule"] {
                assert_eq!(figure[field], json!(null));
                assert_eq!(figure["absent"][field], "not_applicable");
            }
        }
    });
}

#[test]
fn published_and_computed_figures_stay_apart() {
    on_each_database(|app| {
        let figures = rows(app, "/api/v1/progress?level=action&code=15");
        let mut methods = column(&figures, "method");
        methods.sort_unstable();
        assert_eq!(methods, ["computed", "published"]);
        assert_eq!(rows(app, "/api/v1/progress").len(), 30);
    });
}

#[test]
fn earlier_releases_hold_no_figure() {
    on_each_database(|app| {
        assert_eq!(rows(app, "/api/v1/progress?release=2023"), Vec::<Value>::new());
        assert_eq!(rows(app, "/api/v1/progress?release=2025"), Vec::<Value>::new());
    });
}

#[test]
fn the_figure_of_an_axis_is_not_spread_over_its_actions() {
    on_each_database(|app| {
        for axis in ["1", "2", "3"] {
            let figures = rows(app, &format!("/api/v1/progress?axis={axis}"));
            assert_eq!(column(&figures, "level"), ["axis"]);
            assert_eq!(column(&figures, "method"), ["published"]);
        }
        // 1 published and 1 computed for the axis, 4 and 4 for its actions, 17 for its objectives.
        assert_eq!(rows(app, "/api/v1/progress?axis=4").len(), 27);
    });
}

#[test]
fn figures_are_filtered_by_value() {
    on_each_database(|app| {
        assert_eq!(codes(&rows(app, "/api/v1/progress?value_min=100")), ["32-1", "33", "39"]);
        assert_eq!(codes(&rows(app, "/api/v1/progress?value_max=5")), ["34", "35", "45"]);
        assert_eq!(codes(&rows(app, "/api/v1/progress?value_min=30&value_max=30")), ["2"]);
    });
}

#[test]
fn figures_of_an_action_include_those_of_its_objectives() {
    on_each_database(|app| {
        let figures = rows(app, "/api/v1/progress?action=17&method=published");
        assert_eq!(codes(&figures), ["17", "43", "44", "45"]);
    });
}
