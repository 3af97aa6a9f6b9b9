use serde_json::{Value, json};

use super::{codes, not_found, rows};
use crate::support::on_each_database;

/// How many trees there are, and how many items below their roots.
fn size(trees: &Value) -> (usize, usize) {
    let trees = trees.as_array().expect("an axis has statements");
    (trees.len(), trees.iter().map(|tree| tree["items"].as_array().expect("a node has items").len()).sum())
}

fn progress(rows: &[Value]) -> Vec<Option<i64>> {
    rows.iter().map(|row| row["progress"].as_i64()).collect()
}

#[test]
fn the_axes_are_four_in_every_release() {
    on_each_database(|app| {
        for release in ["2023", "2025", "2026"] {
            assert_eq!(codes(&rows(app, &format!("/api/v1/axes?release={release}"))), ["1", "2", "3", "4"]);
        }
    });
}

#[test]
fn french_titles_are_those_of_the_2025_overview_as_printed() {
    on_each_database(|app| {
        for release in ["2025", "2026"] {
            let axes = rows(app, &format!("/api/v1/axes?release={release}"));
            let expected = [
                "Un écosystème engagé au service d’une politique publique partagée",
                "Un enseignement du numérique qui développe la citoyenneté et les compétences numériques",
                "Une communauté éducative soutenue par une offre numérique raisonnée, pérenne et inclusive",
                // The space before the apostrophe is printed.
                "De nouvelles règles du jeu pour un système d ’information ministériel au service de ses utilisateurs",
            ];
            for (axis, title) in axes.iter().zip(expected) {
                assert_eq!(axis["title"]["fr"], title);
                assert_eq!(axis["title_stated_in"]["fr"], "2025");
            }
        }
    });
}

#[test]
fn english_titles_are_those_of_the_2026_overview() {
    on_each_database(|app| {
        let axes = rows(app, "/api/v1/axes");
        let expected = [
            "An engaged ecosystem serving a shared public policy",
            "Digital education that fosters citizenship and digital skills",
            "An educational community supported by a thoughtful, sustainable, and inclusive digital offering",
            "New rules for a ministerial information system serving its users",
        ];
        for (axis, title) in axes.iter().zip(expected) {
            assert_eq!(axis["title"]["en"], title);
            assert_eq!(axis["title_stated_in"], json!({"fr": "2025", "en": "2026"}));
        }
    });
}

#[test]
fn no_title_is_english_before_2026() {
    on_each_database(|app| {
        for release in ["2023", "2025"] {
            for axis in rows(app, &format!("/api/v1/axes?release={release}")) {
                assert_eq!(axis["title"]["en"], json!(null));
                assert_eq!(axis["title_stated_in"], json!({"fr": release, "en": null}));
                assert_eq!(axis["absent"]["title_en"], "not_published");
            }
        }
    });
}

#[test]
fn the_titles_of_2023_are_those_of_the_vision() {
    on_each_database(|app| {
        let axes = rows(app, "/api/v1/axes?release=2023");
        // A footnote's number is glued to the title of axis 3; the vision prints axis 4 without the space of 2025.
        let expected = [
            "Un écosystème engagé au service d’une politique publique partagée",
            "Un enseignement du numérique qui développe la citoyenneté et les compétences numériques",
            "Une communauté éducative soutenue par une offre numérique raisonnée, pérenne et inclusive",
            "De nouvelles règles du jeu pour un système d’information ministériel au service de ses utilisateurs",
        ];
        for (axis, title) in axes.iter().zip(expected) {
            assert_eq!(axis["title"]["fr"], title);
        }
    });
}

#[test]
fn release_2026_publishes_a_global_progress_for_each_axis() {
    on_each_database(|app| {
        assert_eq!(progress(&rows(app, "/api/v1/axes")), [Some(50), Some(30), Some(50), Some(40)]);
    });
}

#[test]
fn earlier_releases_publish_no_progress_and_say_so() {
    on_each_database(|app| {
        for release in ["2023", "2025"] {
            for axis in rows(app, &format!("/api/v1/axes?release={release}")) {
                assert_eq!(axis["progress"], json!(null));
                assert_eq!(axis["absent"]["progress"], "not_published");
                assert_eq!(axis["computed"], json!(null));
                assert_eq!(axis["absent"]["computed"], "not_published");
            }
        }
    });
}

#[test]
fn only_axis_4_can_be_computed() {
    on_each_database(|app| {
        let axes = rows(app, "/api/v1/axes");
        for axis in &axes[..3] {
            assert_eq!(axis["computed"], json!(null));
            assert_eq!(axis["absent"]["computed"], "not_published");
        }
        // (65 + 25/2 + 115/2 + 80/3) / 4
        assert_eq!(axes[3]["computed"], json!({"value": 40, "fraction": "485/12", "method": "mean_of_actions"}));
    });
}

#[test]
fn the_2025_overview_has_its_statements_on_each_axis() {
    on_each_database(|app| {
        let axes = rows(app, "/api/v1/axes?release=2025");
        let achievements: Vec<_> = axes.iter().map(|axis| size(&axis["achievements"])).collect();
        let next_steps: Vec<_> = axes.iter().map(|axis| size(&axis["next_steps"])).collect();
        assert_eq!(achievements, [(1, 5), (4, 0), (4, 0), (4, 0)]);
        assert_eq!(next_steps, [(7, 0), (5, 0), (5, 0), (4, 0)]);
    });
}

#[test]
fn the_2026_overview_has_its_statements_on_each_axis() {
    on_each_database(|app| {
        let axes = rows(app, "/api/v1/axes");
        let achievements: Vec<_> = axes.iter().map(|axis| size(&axis["achievements"])).collect();
        let next_steps: Vec<_> = axes.iter().map(|axis| size(&axis["next_steps"])).collect();
        assert_eq!(achievements, [(1, 5), (4, 0), (5, 0), (4, 0)]);
        assert_eq!(next_steps, [(7, 0), (5, 0), (5, 0), (5, 0)]);
    });
}

#[test]
fn the_vision_has_no_statements() {
    on_each_database(|app| {
        for axis in rows(app, "/api/v1/axes?release=2023") {
            for field in ["achievements", "next_steps"] {
                assert_eq!(axis[field], json!(null));
                assert_eq!(axis["absent"][field], "not_published");
            }
        }
    });
}

#[test]
fn the_first_bullet_of_2025_is_nested_although_it_has_no_dash() {
    on_each_database(|app| {
        let axis = app.json("/api/v1/axes/1?release=2025");
        let parent = &axis["data"]["achievements"][0];
        assert_eq!(
            parent["text"]["fr"],
            "Une gouvernance aux niveaux national et local entre État, collectivités, EPLE qui permet :"
        );
        assert_eq!(
            parent["items"][0]["text"]["fr"],
            "de dialoguer (ex. : comité des partenaires, RACI État-Collectivités, modèles de convention…),"
        );
        assert_eq!(
            parent["items"][4]["text"]["fr"],
            "d’expérimenter des projets numériques dans 12 territoires grâce aux Territoires Numériques Éducatifs (TNE) \
             déployés pendant 3 ans (évaluation en cours)."
        );
    });
}

#[test]
fn the_last_statements_of_2025_are_read_to_their_end() {
    on_each_database(|app| {
        let axis = app.json("/api/v1/axes/4?release=2025");
        assert_eq!(
            axis["data"]["achievements"][3]["text"]["fr"],
            "Des gains en efficience qui se concrétisent avec la consolidation de l’hébergement et de la gestion du parc \
             informatique et le déploiement national d’un environnement de travail national plus performant (Etna, dont \
             la messagerie et l’offre bureautique collaborative)."
        );
        assert_eq!(
            axis["data"]["next_steps"][3]["text"]["fr"],
            "Généraliser la consolidation des hébergements académiques (Phac) et l’offre collaborative nationale d'ici à \
             fin 2026 à tous les agents du ministère, soit 1,2 million d’agents."
        );
    });
}

#[test]
fn the_statements_of_2026_are_read_from_the_first_to_the_last() {
    on_each_database(|app| {
        let axes = rows(app, "/api/v1/axes");
        let first = &axes[0]["achievements"][0];
        assert_eq!(
            first["text"]["en"],
            "Governance at national and local levels between the State, local authorities and schools (EPLE), enabling:"
        );
        assert_eq!(
            first["items"][0]["text"]["en"],
            "Dialogue (e.g. a partners’ committee, a State–local authorities RACI, model agreements, etc.)."
        );
        assert_eq!(
            axes[3]["next_steps"][4]["text"]["en"],
            "Share the eco-responsible digital technology roadmap and generalise eco-design by design for tools and \
             services."
        );
    });
}

#[test]
fn statements_are_served_in_the_language_of_their_release() {
    on_each_database(|app| {
        for (release, stated, missing) in [("2025", "fr", "en"), ("2026", "en", "fr")] {
            for axis in rows(app, &format!("/api/v1/axes?release={release}")) {
                for field in ["achievements", "next_steps"] {
                    assert!(axis[field][0]["text"][stated].is_string());
                    assert_eq!(axis[field][0]["text"][missing], json!(null));
                    assert_eq!(axis["absent"][format!("{field}_{missing}")], "not_published");
                }
            }
        }
    });
}

#[test]
fn an_axis_lists_its_actions_and_objectives() {
    on_each_database(|app| {
        assert_eq!(codes(&rows(app, "/api/v1/axes/3/actions")), ["6", "7", "8", "9", "10", "12", "13"]);
        assert_eq!(rows(app, "/api/v1/axes/4/objectives").len(), 17);
        // Nothing says to which axis the objectives 1 to 29 belong.
        assert_eq!(rows(app, "/api/v1/axes/1/objectives"), Vec::<Value>::new());
    });
}

#[test]
fn axes_are_filtered_by_progress_and_words() {
    on_each_database(|app| {
        assert_eq!(codes(&rows(app, "/api/v1/axes?progress_min=50")), ["1", "3"]);
        assert_eq!(codes(&rows(app, "/api/v1/axes?progress_max=40&sort=progress")), ["2", "4"]);
        assert_eq!(codes(&rows(app, "/api/v1/axes?q=citoyennete")), ["2"]);
    });
}

#[test]
fn a_fifth_axis_is_not_found() {
    on_each_database(|app| {
        let problem = not_found(app, "/api/v1/axes/5");
        assert_eq!(problem["code"], "not_found");
        assert_eq!(problem["value"], "5");
    });
}
