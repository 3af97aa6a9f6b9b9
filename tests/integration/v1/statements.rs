use serde_json::{Value, json};

use super::{codes, column, not_found, rows};
use crate::support::{TestApp, on_each_database};

fn texts<'a>(rows: &'a [Value], language: &str) -> Vec<&'a str> {
    rows.iter().map(|row| row["text"][language].as_str().expect("a text")).collect()
}

fn count(app: &TestApp, query: &str) -> usize {
    rows(app, &format!("/api/v1/statements?limit=500&{query}")).len()
}

#[test]
fn the_2025_landing_page_names_nine_new_objectives() {
    on_each_database(|app| {
        let statements = rows(app, "/api/v1/statements?release=2025&kind=new_objective");
        assert_eq!(statements.len(), 9);
        assert_eq!(column(&statements, "level"), ["strategy"; 9]);
        let texts = texts(&statements, "fr");
        assert_eq!(
            texts[0],
            "le renforcement des compétences informatiques et numériques des professeurs, en lien notamment avec la \
             réforme en cours de la formation initiale ;"
        );
        assert_eq!(
            texts[6],
            "un objectif de parité filles-garçons dans les spécialités numériques au lycée, soutenu par le plan « Filles \
             et maths » avec des implications dès le primaire ;"
        );
        assert_eq!(
            texts[8],
            "et enfin, une évaluation systématique des ressources numériques éducatives, pour garantir leur qualité et \
             leur pertinence pédagogique."
        );
    });
}

#[test]
fn a_new_objective_is_given_no_axis_and_no_action() {
    on_each_database(|app| {
        // The landing page lists them below the axes and says of none to which axis or action it belongs.
        for statement in rows(app, "/api/v1/statements?release=2025&level=strategy") {
            assert_eq!(statement["kind"], "new_objective");
            for field in ["axis", "action"] {
                assert_eq!(statement[field], json!(null));
                assert_eq!(statement["absent"][field], "not_published");
            }
            assert_eq!(statement["objective"], json!(null));
        }
    });
}

#[test]
fn no_other_release_names_new_objectives() {
    on_each_database(|app| {
        assert_eq!(count(app, "kind=new_objective&release=2026"), 0);
        assert_eq!(count(app, "kind=new_objective&release=2023"), 0);
        assert_eq!(count(app, "level=strategy&release=2026"), 0);
    });
}

#[test]
fn every_statement_of_a_release_is_a_row() {
    on_each_database(|app| {
        assert_eq!(count(app, "release=2023"), 0);
        // 9 new objectives; achievements 6, 4, 4, 4 and next steps 7, 5, 5, 4 on the axes.
        assert_eq!(count(app, "release=2025"), 48);
        // Achievements 6, 4, 5, 4 and next steps 7, 5, 5, 5 on the axes; 59 paragraphs and bullets on the objectives.
        assert_eq!(count(app, "release=2026"), 100);
        assert_eq!(count(app, "release=2026&level=axis&kind=achievement"), 19);
        assert_eq!(count(app, "release=2026&level=axis&kind=next_step"), 22);
        assert_eq!(count(app, "release=2026&level=objective&kind=achievement"), 35);
        assert_eq!(count(app, "release=2026&level=objective&kind=next_step"), 24);
    });
}

#[test]
fn an_item_names_its_parent_and_its_depth() {
    on_each_database(|app| {
        for release in ["2025", "2026"] {
            let query = format!("/api/v1/statements?axis=1&level=axis&kind=achievement&release={release}");
            let statements = rows(app, &query);
            let root = statements[0]["code"].clone();
            assert_eq!(statements[0]["depth"], 0);
            assert_eq!(statements[0]["parent"], json!(null));
            assert_eq!(statements[0]["absent"]["parent"], "not_applicable");
            assert_eq!(statements.len(), 6);
            for (index, item) in statements[1..].iter().enumerate() {
                assert_eq!(item["depth"], 1);
                assert_eq!(item["parent"], root);
                assert_eq!(item["ordinal"], index + 1);
            }
        }
    });
}

#[test]
fn items_are_found_by_depth_and_parent() {
    on_each_database(|app| {
        // Of axis 1, and of objectives 31, 32-1 (3 and 1), 34, 36 and 44.
        assert_eq!(count(app, "depth=1"), 5 + 3 + 4 + 2 + 3 + 6);
        assert_eq!(count(app, "depth=2"), 0);
        let roots = rows(app, "/api/v1/statements?objective=44&kind=next_step&depth=0");
        let parent = roots[1]["code"].as_str().expect("a code");
        let items = rows(app, &format!("/api/v1/statements?parent={parent}"));
        assert_eq!(
            texts(&items, "en"),
            [
                "the use of cloud computing (trusted cloud);",
                "extending the lifespan of equipment;",
                "standardising staff equipment;",
                "giving preference to low-energy, repairable equipment;",
                "phasing out the landline network and replacing it with software-based telephony;",
                "deploying an IT fleet management tool (Magenta project) linked to a tool for assessing the environmental \
                 impact of the IT system.",
            ]
        );
    });
}

#[test]
fn every_parent_is_a_statement_of_the_same_release() {
    on_each_database(|app| {
        for release in ["2025", "2026"] {
            let statements = rows(app, &format!("/api/v1/statements?limit=500&release={release}"));
            let known = codes(&statements);
            for statement in &statements {
                let parent = statement["parent"].as_str();
                assert_eq!(parent.is_none(), statement["depth"] == 0);
                assert!(parent.is_none_or(|parent| known.contains(&parent)), "{}", statement["code"]);
            }
        }
    });
}

#[test]
fn a_slip_of_the_2025_overview_is_kept() {
    on_each_database(|app| {
        let statements = rows(app, "/api/v1/statements?release=2025&axis=3&kind=next_step");
        assert_eq!(texts(&statements, "fr")[2], "Démarrer le P2IA cycle 3 et lancerle P2IA « geste enseignant »");
    });
}

#[test]
fn a_link_that_was_not_rendered_is_kept_as_printed() {
    on_each_database(|app| {
        let statements = rows(app, "/api/v1/statements?axis=3&level=axis&kind=achievement");
        let texts = texts(&statements, "en");
        assert_eq!(texts[3], "The Cycle 3 P2IA was launched in September 2025.");
        assert_eq!(
            texts[4],
            "A working group on [learning traces](Standardisation xAPI) has enabled convergence towards a data structure \
             based on the X-API standard."
        );
    });
}

#[test]
fn a_missing_comma_and_a_missing_full_stop_are_kept() {
    on_each_database(|app| {
        let first = |path: &str| texts(&rows(app, path), "en")[0].to_owned();
        let assistant = first("/api/v1/statements?objective=36&kind=achievement");
        assert!(assistant.starts_with("The roll-out of the Assistant IA a sovereign inter-ministerial chatbot, is "));
        let governance = first("/api/v1/statements?objective=38&kind=next_step");
        assert_eq!(
            governance,
            "Establish national and academic governance of the service offering, with a view to ensuring that academic \
             initiatives are aligned with the technical framework"
        );
    });
}

#[test]
fn the_third_achievement_of_objective_36_has_three_items() {
    on_each_database(|app| {
        let roots = rows(app, "/api/v1/statements?objective=36&kind=achievement&depth=0");
        assert_eq!(roots.len(), 3);
        assert_eq!(
            roots[2]["text"]["en"],
            "The Ministry has also developed specific, bespoke AI solutions, which are currently being trialled by groups \
             of 50 to 100 specialist staff:"
        );
        let parent = roots[2]["code"].as_str().expect("a code");
        let items = rows(app, &format!("/api/v1/statements?parent={parent}"));
        let texts = texts(&items, "en");
        assert_eq!(texts.len(), 3);
        assert!(texts[0].starts_with("For Human Resources: projects such as Mileva (DGRH) and Cassandre"));
        assert_eq!(
            texts[1],
            "For the Legal Affairs Directorate: a dedicated AI system speeds up the analysis of case law and the \
             summarisation of regulatory texts."
        );
        assert!(texts[2].ends_with("and automate the monitoring of our infrastructure."));
    });
}

#[test]
fn both_deadlines_of_objective_34_belong_to_the_paragraph_that_announces_them() {
    on_each_database(|app| {
        let statements = rows(app, "/api/v1/statements?objective=34&kind=achievement");
        assert_eq!(statements.len(), 4);
        assert_eq!(
            texts(&statements, "en")[2..],
            [
                "50% of essential procedures to be fully accessible by the end of 2025,",
                "100% of essential procedures to be fully accessible by the end of 2026.",
            ]
        );
        assert_eq!(statements[2]["parent"], statements[1]["code"]);
        assert_eq!(statements[3]["parent"], statements[1]["code"]);
    });
}

#[test]
fn a_text_stands_in_the_language_of_its_document_alone() {
    on_each_database(|app| {
        for (release, stated, missing) in [("2025", "fr", "en"), ("2026", "en", "fr")] {
            for statement in rows(app, &format!("/api/v1/statements?limit=500&release={release}")) {
                assert!(statement["text"][stated].is_string());
                assert_eq!(statement["text"][missing], json!(null));
                assert_eq!(statement["absent"][format!("text_{missing}")], "not_published");
            }
        }
    });
}

#[test]
fn statements_of_an_axis_or_action_include_those_of_its_objectives() {
    on_each_database(|app| {
        // 4 achievements and 5 next steps of the axis itself.
        assert_eq!(count(app, "axis=4"), 9 + 59);
        assert_eq!(count(app, "axis=4&level=axis"), 9);
        assert_eq!(count(app, "action=16"), 8);
        assert_eq!(rows(app, "/api/v1/objectives/31/statements").len(), 5);
    });
}

#[test]
fn statements_are_found_by_their_words() {
    on_each_database(|app| {
        let found = rows(app, "/api/v1/statements?q=numecoeval");
        assert_eq!(column(&found, "objective"), ["43"]);
        let found = rows(app, "/api/v1/statements?release=2025&q=AR%C3%89NA");
        assert_eq!(column(&found, "axis"), ["4"]);
    });
}

#[test]
fn an_unknown_statement_is_not_found() {
    on_each_database(|app| {
        assert_eq!(not_found(app, "/api/v1/statements/axis-1.achievement.9")["code"], "not_found");
    });
}
