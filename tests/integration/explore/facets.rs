//! Facets of records: which, in what order, with what state, and the hierarchy of dates.

use serde_json::{Value, json};

use super::{address, column, keys, list, refusal};
use crate::support::{TestApp, on_each_database};

fn facets(app: &TestApp, name: &str, parameters: &[(&str, &str)]) -> Vec<Value> {
    list(&app.json(&address(name, "/facets", parameters))["facets"])
}

/// The values of the only facet that is asked for, as `value count`.
fn counts(app: &TestApp, name: &str, parameters: &[(&str, &str)]) -> Vec<String> {
    let found = facets(app, name, parameters);
    assert_eq!(found.len(), 1, "{found:?}");
    let values = list(&found[0]["facets"]);
    values.iter().map(|v| format!("{} {}", v["value"].as_str().expect("a text"), v["count"])).collect()
}

fn message(app: &TestApp, parameters: &[(&str, &str)]) -> String {
    let answer = app.get(&address("actions", "/facets", parameters));
    assert_eq!(answer.status, 400, "{parameters:?}: {}", answer.text());
    let code = answer.json()["error_code"].as_str().expect("a code").to_owned();
    refusal(&answer, 400, &code)
}

#[test]
fn an_answer_is_two_links_and_the_facets() {
    on_each_database(|app| {
        let body = app.json(&address("actions", "/facets", &[("facet", "axis")]));
        assert_eq!(keys(&body), ["links", "facets"]);
        let links = list(&body["links"]);
        assert_eq!(column(&links, "rel"), ["self", "dataset"]);
        assert!(
            links.iter().all(|link| link["href"].as_str().is_some_and(|href| href.starts_with("http"))),
            "{links:?}"
        );
        assert!(links[1]["href"].as_str().is_some_and(|href| href.ends_with("/fr-en-strategie-numerique-actions")));
    });
}

#[test]
fn without_a_name_every_declared_facet_is_there() {
    on_each_database(|app| {
        let found = facets(app, "actions", &[]);
        assert_eq!(column(&found, "name"), ["release", "current", "axis", "computed_method"]);
        for facet in found {
            assert_eq!(keys(&facet), ["name", "facets"]);
        }
    });
}

#[test]
fn facets_come_in_the_order_in_which_they_are_asked() {
    on_each_database(|app| {
        let found = facets(app, "objectifs", &[("facet", "status"), ("facet", "action"), ("facet", "axis")]);
        assert_eq!(column(&found, "name"), ["status", "action", "axis"]);
    });
}

#[test]
fn values_are_counted_the_most_frequent_first() {
    on_each_database(|app| {
        assert_eq!(counts(app, "actions", &[("facet", "axis")]), ["3 21", "4 12", "1 9", "2 6"]);
        assert_eq!(counts(app, "objectifs", &[("facet", "status")]), ["in_progress 14", "completed 3"]);
        let expected = json!([{"name": "status", "facets": [
            {"name": "in_progress", "count": 14, "state": "displayed", "value": "in_progress"},
            {"name": "completed", "count": 3, "state": "displayed", "value": "completed"}]}]);
        assert_eq!(Value::from(facets(app, "objectifs", &[("facet", "`status`")])), expected);
    });
}

#[test]
fn nulls_are_no_value_of_a_facet() {
    on_each_database(|app| {
        assert_eq!(counts(app, "actions", &[("facet", "computed_method")]), ["mean_of_objectives 4"]);
        assert_eq!(counts(app, "actions", &[("facet", "computed_method"), ("where", "release = '2023'")]), [""; 0]);
    });
}

#[test]
fn values_are_texts_whatever_their_field() {
    on_each_database(|app| {
        assert_eq!(counts(app, "actions", &[("facet", "current")]), ["false 33", "true 17"]);
        let progress = counts(app, "axes", &[("facet", "progress")]);
        assert_eq!(progress[0], "50 2");
    });
}

#[test]
fn a_row_counts_once_for_each_of_its_values() {
    on_each_database(|app| {
        let found = counts(app, "actions", &[("facet", "absent"), ("where", "current")]);
        assert!(found.contains(&"progress:not_published 13".to_owned()), "{found:?}");
        assert!(found.contains(&"title:not_named 1".to_owned()), "{found:?}");
    });
}

#[test]
fn conditions_and_refinements_shrink_the_counts() {
    on_each_database(|app| {
        assert_eq!(counts(app, "actions", &[("facet", "axis"), ("where", "current")]), ["3 7", "4 4", "1 3", "2 2"]);
        assert_eq!(
            counts(app, "actions", &[("facet", "axis"), ("refine", "release:2023")]),
            ["3 7", "4 4", "1 3", "2 2"]
        );
        assert_eq!(
            counts(app, "actions", &[("facet", "axis"), ("where", "current"), ("where", "progress > 20")]),
            ["4 3"]
        );
    });
}

#[test]
fn the_function_form_sorts_and_limits() {
    on_each_database(|app| {
        for (form, expected) in [
            ("facet(name=\"axis\", sort=\"-count\", limit=2)", vec!["3 21", "4 12"]),
            ("facet(name=\"axis\", sort=\"count\", limit=2)", vec!["2 6", "1 9"]),
            ("facet(name=\"axis\", sort=\"alphanum\")", vec!["1 9", "2 6", "3 21", "4 12"]),
            ("facet(name=\"axis\", sort=\"-alphanum\", limit=1)", vec!["4 12"]),
            ("facet(name='axis',disjunctive=true)", vec!["3 21", "4 12", "1 9", "2 6"]),
            ("facet(name=\"number\", sort=\"num\", limit=3)", vec!["1 3", "2 3", "3 3"]),
            ("facet(name=\"number\", sort=\"-num\", limit=2)", vec!["17 2", "16 3"]),
        ] {
            assert_eq!(counts(app, "actions", &[("facet", form)]), expected, "{form}");
        }
    });
}

#[test]
fn a_facet_that_is_no_field_or_has_a_wrong_option_is_refused() {
    on_each_database(|app| {
        assert!(message(app, &[("facet", "nope")]).contains("Unknown field: nope"));
        for form in [
            "facet(name=\"nope\")",
            "facet(name=\"axis\", sort=\"sideways\")",
            "facet(name=\"axis\", limit=x)",
            "facet(sort=\"count\")",
            "facet(name=\"axis\"",
            "facet(name=\"axis\", colour=\"red\")",
        ] {
            message(app, &[("facet", form)]);
        }
        assert!(message(app, &[("where", "nope = 1")]).contains("Unknown field: nope"));
        assert!(message(app, &[("refine", "nope:1")]).contains("refine"));
    });
}

#[test]
fn a_refined_value_of_a_plain_facet_is_the_only_one() {
    on_each_database(|app| {
        // Edition 2025 has seventeen actions.
        let found = facets(app, "actions", &[("facet", "current"), ("refine", "current:true")]);
        let refined = json!({"name": "true", "count": 17, "state": "refined", "value": "true"});
        assert_eq!(Value::from(found), json!([{"name": "current", "facets": [refined]}]));
        let form = "facet(name=\"axis\", disjunctive=false)";
        let found = facets(app, "actions", &[("facet", form), ("refine", "axis:4")]);
        let refined = json!({"name": "4", "count": 12, "state": "refined", "value": "4"});
        assert_eq!(Value::from(found), json!([{"name": "axis", "facets": [refined]}]));
    });
}

#[test]
fn a_disjunctive_facet_shows_the_values_beside_the_refined_one() {
    on_each_database(|app| {
        let form = "facet(name=\"axis\", sort=\"alphanum\")";
        let found = facets(app, "actions", &[("facet", form), ("refine", "axis:4")]);
        let values = list(&found[0]["facets"]);
        assert_eq!(column(&values, "value"), ["1", "2", "3", "4"]);
        assert_eq!(column(&values, "state"), ["displayed", "displayed", "displayed", "refined"]);
        assert_eq!(values[3]["count"], 12);
    });
}

#[test]
fn an_excluded_value_is_marked_and_not_counted() {
    on_each_database(|app| {
        let found = facets(app, "actions", &[("facet", "axis"), ("exclude", "axis:3")]);
        let values = list(&found[0]["facets"]);
        let (excluded, displayed): (Vec<Value>, Vec<Value>) =
            values.into_iter().partition(|value| value["state"] == "excluded");
        assert_eq!(column(&displayed, "value"), ["4", "1", "2"]);
        assert_eq!(column(&excluded, "value"), ["3"]);
        assert!(excluded[0]["count"].as_u64().is_none_or(|count| count == 0), "{excluded:?}");
    });
}

#[test]
fn dates_are_years_and_open_into_months_and_days_when_refined() {
    on_each_database(|app| {
        let of = |refined: &[(&str, &str)]| {
            let asked = [&[("facet", "facet(name=\"earliest\", sort=\"alphanum\")")], refined].concat();
            Value::from(list(&facets(app, "versions", &asked)[0]["facets"]))
        };
        let years = json!([
            {"name": "2022", "count": 1, "state": "displayed", "value": "2022"},
            {"name": "2025", "count": 2, "state": "displayed", "value": "2025"}]);
        assert_eq!(of(&[]), years);
        let months = json!([{"name": "2025", "count": 2, "state": "refined", "value": "2025", "facets": [
            {"name": "06", "count": 1, "state": "displayed", "value": "2025/06"},
            {"name": "12", "count": 1, "state": "displayed", "value": "2025/12"}]}]);
        assert_eq!(of(&[("refine", "earliest:2025")]), months);
        let june = of(&[("refine", "earliest:2025/06")])[0]["facets"].clone();
        let day = json!([{"name": "06", "count": 1, "state": "refined", "value": "2025/06", "facets": [
            {"name": "14", "count": 1, "state": "displayed", "value": "2025/06/14"}]}]);
        assert_eq!(june, day);
    });
}

#[test]
fn times_are_counted_in_the_zone_that_is_asked_for() {
    on_each_database(|app| {
        let asked = [("facet", "recorded_at"), ("timezone", "Pacific/Auckland"), ("refine", "recorded_at:2026/11/23")];
        assert_eq!(counts(app, "versions", &asked), ["2026 3"]);
        assert_eq!(counts(app, "versions", &[("facet", "recorded_at"), ("refine", "recorded_at:2026/11/23")]), [""; 0]);
    });
}

#[test]
fn what_a_facet_counts_is_what_refining_by_it_gives() {
    on_each_database(|app| {
        for name in super::NAMES {
            for facet in facets(app, name, &[]) {
                let field = facet["name"].as_str().expect("a name");
                for value in list(&facet["facets"]) {
                    let refine = format!("{field}:{}", value["value"].as_str().expect("a text"));
                    let total =
                        super::records(app, name, &[("refine", &refine), ("limit", "0")])["total_count"].clone();
                    assert_eq!(total, value["count"], "{name} {refine}");
                }
            }
        }
    });
}
