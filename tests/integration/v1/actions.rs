use serde_json::{Value, json};

use super::{codes, not_found, rows};
use crate::support::on_each_database;

/// Actions of edition 2025: number, axis, title in the 2025 overview, title in the 2026 overview. There is no 11.
const NAMED: [(&str, &str, &str, &str); 16] = [
    (
        "1",
        "1",
        "Renforcer la gouvernance du numérique pour l’éducation au niveau national et local",
        "Strengthen governance of digital technology for education at national and local level",
    ),
    (
        "2",
        "1",
        "Partager des indicateurs à des fins de pilotage et d’évaluation",
        "Share indicators for steering and evaluation purposes",
    ),
    ("3", "1", "Définir les équipements du numérique pour l’éducation", "Define digital equipment for education"),
    (
        "4",
        "2",
        "Assurer l’acquisition des compétences numériques tout au long du parcours scolaire, pour développer l'aisance \
         numérique des élèves en lien avec le cadre de référence des compétences numériques",
        "Ensure the acquisition of digital skills throughout the school pathway, to develop pupils’ digital ease, in \
         line with the digital skills reference framework",
    ),
    (
        "5",
        "2",
        "Permettre aux élèves de devenir des citoyens éclairés à l’ère numérique",
        "Enable pupils to become informed citizens in the age of artificial intelligence",
    ),
    (
        "6",
        "3",
        "Soutenir le développement des communs numériques (ensemble de ressources numériques produites et gérées par \
         une communauté)",
        "Support the development of digital commons (a set of digital resources produced and managed by a community)",
    ),
    (
        "7",
        "3",
        "Clarifier l’offre privée de ressources numériques privés et stimuler la demande pour les enseignants",
        "Clarify the private-sector offer of digital resources and simplify access for teachers",
    ),
    (
        "8",
        "3",
        "Mettre le numérique au service de l’École inclusive",
        "Put digital technology at the service of inclusive education",
    ),
    (
        "9",
        "3",
        "Mieux former les équipes éducatives à la pédagogie avec le numérique",
        "Better train education teams in digitally supported pedagogy",
    ),
    (
        "10",
        "3",
        "Accompagner les enseignants dans le numérique éducatif (pour identifier et s'approprier les usages du \
         numérique)",
        "Support teachers in the use of educational digital tools",
    ),
    (
        "12",
        "3",
        "Organiser les services numériques pour l'éducation selon une logique de plateforme interopérable",
        "Organise digital educational services according to an interoperable platform approach",
    ),
    ("13", "3", "Mobiliser les données au service de l’École", "Leverage data in support of schools and schooling"),
    ("14", "4", "Accélérer la transformation numérique", "Accelerate digital transformation"),
    (
        "15",
        "4",
        "Gagner en efficience en amplifiant et en soutenant la mutualisation",
        "Improve efficiency by scaling up and supporting shared solutions and pooling",
    ),
    (
        "16",
        "4",
        "Gagner en fluidité et en qualité par l’intégration des principes de l’agilité et de l’expérience utilisateur",
        "Improve fluidity and quality by integrating agile principles and user experience",
    ),
    ("17", "4", "Développer l’éco-responsabilité", "Promote environmental responsibility"),
];

/// Titles of the vision's actions 1 to 16, with their axes.
const OF_2023: [(&str, &str); 16] = [
    ("1", "Renforcer la gouvernance du numérique pour l’éducation aux niveaux national et local"),
    ("1", "Partager des indicateurs à des fins de pilotage et d’évaluation"),
    ("1", "Définir un équipement individuel type pour l’élève (collège et lycée)"),
    ("2", "Assurer l’acquisition des compétences numériques tout au long du parcours scolaire"),
    ("2", "Permettre aux élèves de devenir des citoyens éclairés à l’ère numérique"),
    ("3", "Soutenir le développement des communs numériques"),
    ("3", "Simplifier l’accès aux services numériques en créant un « compte ressources »"),
    ("3", "Mettre le numérique au service de l’École inclusive"),
    ("3", "Mieux former les équipes éducatives à la pédagogie avec le numérique"),
    ("3", "Accompagner les enseignants dans le numérique éducatif"),
    ("3", "Organiser les services numériques éducatifs selon une logique de plateforme interopérable"),
    ("3", "Mobiliser les données au service de l’École"),
    ("4", "Accélérer la transformation numérique"),
    ("4", "Gagner en efficience en amplifiant et en soutenant la mutualisation"),
    (
        "4",
        "Gagner en fluidité et en qualité par l’intégration des principes de l’agilité et de l’expérience utilisateur",
    ),
    ("4", "Développer l’écoresponsabilité"),
];

fn is_named(action: &Value) -> bool {
    !action["title"].is_null()
}

#[test]
fn edition_2025_has_17_actions_of_which_16_are_named() {
    on_each_database(|app| {
        let numbers: Vec<String> = (1..=17).map(|number| number.to_string()).collect();
        for release in ["2025", "2026"] {
            let actions = rows(app, &format!("/api/v1/actions?release={release}"));
            assert_eq!(codes(&actions), numbers);
            assert_eq!(actions.iter().filter(|action| is_named(action)).count(), 16);
        }
    });
}

#[test]
fn action_11_exists_without_a_name() {
    on_each_database(|app| {
        for release in ["2025", "2026"] {
            let action = app.json(&format!("/api/v1/actions/11?release={release}"));
            assert_eq!(action["data"]["title"], json!(null));
            assert_eq!(action["data"]["title_stated_in"], json!({"fr": null, "en": null}));
            assert_eq!(action["data"]["axis"], json!(null));
            assert_eq!(action["data"]["absent"]["title"], "not_named");
            assert_eq!(action["data"]["absent"]["axis"], "not_published");
            assert_eq!(action["data"]["absent"]["progress"], "not_published");
        }
    });
}

#[test]
fn each_named_action_has_its_axis_and_both_titles() {
    on_each_database(|app| {
        let actions = rows(app, "/api/v1/actions");
        let named: Vec<&Value> = actions.iter().filter(|action| is_named(action)).collect();
        assert_eq!(named.len(), NAMED.len());
        for (action, (code, axis, fr, en)) in named.into_iter().zip(NAMED) {
            assert_eq!(action["code"], code);
            assert_eq!(action["axis"], axis);
            assert_eq!(action["title"], json!({"fr": fr, "en": en}));
            assert_eq!(action["title_stated_in"], json!({"fr": "2025", "en": "2026"}));
        }
    });
}

#[test]
fn a_title_of_2025_has_no_english() {
    on_each_database(|app| {
        for (code, axis, fr, _) in NAMED {
            let action = &app.json(&format!("/api/v1/actions/{code}?release=2025"))["data"];
            assert_eq!(action["axis"], axis);
            assert_eq!(action["title"], json!({"fr": fr, "en": null}));
            assert_eq!(action["title_stated_in"], json!({"fr": "2025", "en": null}));
            assert_eq!(action["absent"]["title_en"], "not_published");
        }
    });
}

#[test]
fn edition_2023_has_16_actions_under_other_numbers() {
    on_each_database(|app| {
        let actions = rows(app, "/api/v1/actions?release=2023");
        assert_eq!(actions.len(), 16);
        for (index, (action, (axis, title))) in actions.iter().zip(OF_2023).enumerate() {
            assert_eq!(action["number"], index + 1);
            assert_eq!(action["code"], (index + 1).to_string());
            assert_eq!(action["axis"], axis);
            assert_eq!(action["title"], json!({"fr": title, "en": null}));
            assert_eq!(action["title_stated_in"], json!({"fr": "2023", "en": null}));
        }
    });
}

#[test]
fn only_the_actions_of_axis_4_have_a_published_progress() {
    on_each_database(|app| {
        for action in rows(app, "/api/v1/actions") {
            let expected = match action["code"].as_str() {
                Some("14") => Some(65),
                Some("15") => Some(13),
                Some("16") => Some(58),
                Some("17") => Some(27),
                _ => None,
            };
            assert_eq!(action["progress"], json!(expected), "{}", action["code"]);
            let reason = if expected.is_some() { json!(null) } else { json!("not_published") };
            assert_eq!(action["absent"]["progress"], reason, "{}", action["code"]);
            assert_eq!(action["absent"]["computed"], reason, "{}", action["code"]);
        }
    });
}

#[test]
fn no_action_has_a_progress_before_2026() {
    on_each_database(|app| {
        for release in ["2023", "2025"] {
            for action in rows(app, &format!("/api/v1/actions?release={release}")) {
                assert_eq!(action["progress"], json!(null));
                assert_eq!(action["computed"], json!(null));
                assert_eq!(action["absent"]["progress"], "not_published");
            }
        }
    });
}

#[test]
fn the_computed_progress_is_the_exact_mean_of_the_objectives() {
    on_each_database(|app| {
        let computed = |code: &str| app.json(&format!("/api/v1/actions/{code}"))["data"]["computed"].clone();
        let figure =
            |value: i32, fraction: &str| json!({"value": value, "fraction": fraction, "method": "mean_of_objectives"});
        // (75 + 50 + 100 + 60 + 100 + 5) / 6: the two parts of 32 count apart.
        assert_eq!(computed("14"), figure(65, "65"));
        // (5 + 15 + 15 + 15) / 4, rounded half up.
        assert_eq!(computed("15"), figure(13, "25/2"));
        // (100 + 50 + 40 + 40) / 4
        assert_eq!(computed("16"), figure(58, "115/2"));
        // (50 + 25 + 5) / 3
        assert_eq!(computed("17"), figure(27, "80/3"));
        assert_eq!(computed("1"), json!(null));
    });
}

#[test]
fn actions_are_filtered_by_axis() {
    on_each_database(|app| {
        assert_eq!(codes(&rows(app, "/api/v1/actions?axis=1")), ["1", "2", "3"]);
        assert_eq!(codes(&rows(app, "/api/v1/actions?axis=2,4")), ["4", "5", "14", "15", "16", "17"]);
        assert_eq!(codes(&rows(app, "/api/v1/actions?axis=4&release=2023")), ["13", "14", "15", "16"]);
    });
}

#[test]
fn actions_are_filtered_by_published_progress() {
    on_each_database(|app| {
        assert_eq!(codes(&rows(app, "/api/v1/actions?progress_min=58")), ["14", "16"]);
        assert_eq!(codes(&rows(app, "/api/v1/actions?progress_max=27")), ["15", "17"]);
        assert_eq!(codes(&rows(app, "/api/v1/actions?progress_min=14&progress_max=64")), ["16", "17"]);
        // What is not published is not zero.
        assert_eq!(codes(&rows(app, "/api/v1/actions?progress_min=0")), ["14", "15", "16", "17"]);
    });
}

#[test]
fn actions_are_found_by_words_of_either_title() {
    on_each_database(|app| {
        assert_eq!(codes(&rows(app, "/api/v1/actions?q=mutualisation")), ["15"]);
        assert_eq!(codes(&rows(app, "/api/v1/actions?q=intelligence")), ["5"]);
        assert_eq!(codes(&rows(app, "/api/v1/actions?q=ECOLE")), ["8", "13"]);
        assert_eq!(rows(app, "/api/v1/actions?q=intelligence&release=2025"), Vec::<Value>::new());
    });
}

#[test]
fn actions_are_sorted_with_unpublished_progress_last() {
    on_each_database(|app| {
        let falling = rows(app, "/api/v1/actions?sort=-progress");
        assert_eq!(codes(&falling)[..5], ["14", "16", "17", "15", "1"]);
        let rising = rows(app, "/api/v1/actions?sort=progress");
        assert_eq!(codes(&rising)[..5], ["15", "17", "16", "14", "1"]);
        assert_eq!(codes(&rising)[16], "13");
    });
}

#[test]
fn an_action_lists_its_objectives() {
    on_each_database(|app| {
        let of = |code: &str| rows(app, &format!("/api/v1/actions/{code}/objectives"));
        assert_eq!(codes(&of("14")), ["30", "31", "32-1", "32-2", "33", "34"]);
        assert_eq!(codes(&of("15")), ["35", "36", "37", "38"]);
        assert_eq!(codes(&of("16")), ["39", "40", "41", "42"]);
        assert_eq!(codes(&of("17")), ["43", "44", "45"]);
        assert_eq!(of("1"), Vec::<Value>::new());
    });
}

#[test]
fn an_action_beyond_the_last_of_its_edition_is_not_found() {
    on_each_database(|app| {
        assert_eq!(not_found(app, "/api/v1/actions/18")["code"], "not_found");
        let problem = not_found(app, "/api/v1/actions/17?release=2023");
        assert!(problem["detail"].as_str().expect("a detail").contains("16"), "{problem}");
    });
}
