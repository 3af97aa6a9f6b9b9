use serde_json::{Value, json};

use super::rows;
use crate::support::{TestApp, on_each_database};

/// The figures whose words, population or survey contain some words.
fn observed(app: &TestApp, query: &str) -> Vec<Value> {
    rows(app, &format!("/api/v1/indicators?kind=observed&limit=500&{query}"))
}

#[test]
fn a_stated_figure_has_its_survey_population_and_date() {
    on_each_database(|app| {
        // "En 2018, 43,5 % des élèves français étaient dans cette situation": ICILS, told in the vision.
        let figures = observed(app, "q=icils&unit=percent");
        let weak = figures.iter().find(|figure| figure["value"] == 43.5).expect("the share of the vision");
        assert_eq!(weak["population"], "des élèves français");
        assert_eq!(weak["survey"], "La dernière enquête ICILS (2018)");
        assert_eq!(weak["observed"]["date"], "2018-12-31");
        assert_eq!((&weak["operator"], &weak["dimension"]), (&json!("exactly"), &json!("skills")));
    });
}

#[test]
fn nine_out_of_twenty_two_is_no_percentage() {
    on_each_database(|app| {
        let figures = observed(app, "objective=41");
        let nine = figures.iter().find(|figure| figure["value"] == 9.0).expect("9 out of 22");
        assert_eq!((&nine["total"], &nine["unit"]), (&json!(22.0), &json!("projects")));
        assert!(figures.iter().all(|figure| figure["value"] != 40.0 && figure["value"] != 41.0));
        // Trap 17: "half of the regional education authorities" is no number.
        let half = observed(app, "source=detail-2026&operator=in_words");
        assert!(half.iter().any(|figure| figure["text"]["en"].as_str().is_some_and(|text| text.contains("half of"))));
        assert!(half.iter().all(|figure| figure["value"] == json!(null)));
    });
}

#[test]
fn indicators_are_told_by_dimension() {
    on_each_database(|app| {
        for dimension in ["equipment", "training", "uses", "skills", "governance", "information_system"] {
            let announced = rows(app, &format!("/api/v1/indicators?kind=announced&limit=500&dimension={dimension}"));
            assert!(!announced.is_empty(), "{dimension}");
            assert!(
                announced
                    .iter()
                    .all(|row| row["operator"] == json!(null) && row["absent"]["value"] == "not_applicable")
            );
        }
        // "Measure, through annual surveys, the maturity of local governance arrangements": a next step of axis 1.
        let surveys = rows(app, "/api/v1/indicators?kind=announced&source=overview-2026&q=maturity");
        assert_eq!((&surveys[0]["dimension"], &surveys[0]["axis"]), (&json!("governance"), &json!("1")));
        let figures = app.json("/api/explore/v2.1/catalog/datasets/fr-en-strategie-numerique-indicateurs/records?where=value%3D43.5+and+current");
        assert_eq!(figures["total_count"], 1);
    });
}
