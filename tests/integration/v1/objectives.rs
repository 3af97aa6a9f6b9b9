use serde_json::{Value, json};

use super::{codes, follow, not_found, rows};
use crate::support::on_each_database;

/// The 17 rows of the detailed progress of axis 4: code, action, status, progress.
const PUBLISHED: [(&str, &str, &str, i32); 17] = [
    ("30", "14", "in_progress", 75),
    ("31", "14", "in_progress", 50),
    ("32-1", "14", "completed", 100),
    ("32-2", "14", "in_progress", 60),
    ("33", "14", "completed", 100),
    ("34", "14", "in_progress", 5),
    ("35", "15", "in_progress", 5),
    ("36", "15", "in_progress", 15),
    ("37", "15", "in_progress", 15),
    ("38", "15", "in_progress", 15),
    ("39", "16", "completed", 100),
    ("40", "16", "in_progress", 50),
    ("41", "16", "in_progress", 40),
    ("42", "16", "in_progress", 40),
    ("43", "17", "in_progress", 50),
    ("44", "17", "in_progress", 25),
    ("45", "17", "in_progress", 5),
];

/// The titles that the same document prints over the same rows.
const TITLES: [&str; 17] = [
    "Simplify the information system by managing system expansion and adhering to the technological framework, in order \
     to deliver services of ever-increasing quality in a controlled and efficient manner",
    "Strengthen the cybersecurity of the departmental IT system",
    "‘Zero re-entry’ of supporting documents if the information they contain is already held or produced by the State or \
     an education provider by 2027 (1/2)",
    "‘Zero re-entry’ of supporting documents if the information they contain is already held or produced by the State or \
     an education provider by 2027 (2/2)",
    "Strengthen the framework for planning and monitoring human and budgetary resources allocated to the Ministry’s \
     information system, from 2023 onwards",
    "100% of online services to be accessible by the end of 2026",
    "Roll out the collaborative ‘shared email and calendar’ service to all staff by the end of 2026",
    "A single shared platform for AI and generative AI initiatives",
    // Capital and spelling as printed.
    "Pool computing resources dedicated to artificial intelligence for experimentation and Realisation",
    "A process for sharing national and academic investments",
    "1 study to select the common methodological framework",
    "Promote the ‘product’ approach and agility in collaboration with business units and national teams; ensure that \
     100% of project leaders and managers are trained in the common methodological framework",
    "100% of strategic projects use the build system and a continuous integration pipeline (DevOps) and display software \
     quality and technical debt metrics",
    "100% of new digital service projects or major overhauls incorporate a UX design approach",
    "Consolidate all academic hosting services at national level by the end of 2026",
    "Make eco-design of digital services the norm",
    "Promote responsible and frugal use of digital technology",
];

/// Each tree as its root's text and the number of its items.
fn outline(trees: &Value) -> Vec<(&str, usize)> {
    let trees = trees.as_array().expect("an objective has statements");
    let root = |tree: &Value| tree["items"].as_array().expect("a node has items").len();
    trees.iter().map(|tree| (tree["text"]["en"].as_str().expect("an English text"), root(tree))).collect()
}

#[test]
fn the_current_release_has_46_rows() {
    on_each_database(|app| {
        let objectives = rows(app, "/api/v1/objectives");
        let mut expected: Vec<String> = (1..=29).map(|number| number.to_string()).collect();
        expected.extend(PUBLISHED.map(|(code, ..)| code.to_owned()));
        assert_eq!(expected.len(), 46);
        assert_eq!(codes(&objectives), expected);
    });
}

#[test]
fn objectives_1_to_29_are_counted_and_not_published() {
    on_each_database(|app| {
        let objectives = rows(app, "/api/v1/objectives?publication_state=not_published");
        assert_eq!(objectives.len(), 29);
        for (index, objective) in objectives.iter().enumerate() {
            assert_eq!(objective["number"], index + 1);
            assert_eq!(objective["title_stated_in"], json!({"fr": null, "en": null}));
            for field in ["title", "axis", "action", "status", "progress", "achievements", "next_steps"] {
                assert_eq!(objective[field], json!(null), "{field}");
                assert_eq!(objective["absent"][field], "not_published", "{field}");
            }
        }
    });
}

#[test]
fn the_published_objectives_stand_in_the_order_of_the_document() {
    on_each_database(|app| {
        let objectives = rows(app, "/api/v1/objectives?publication_state=published");
        assert_eq!(codes(&objectives), PUBLISHED.map(|(code, ..)| code));
    });
}

#[test]
fn each_published_objective_has_its_action_status_and_progress() {
    on_each_database(|app| {
        let objectives = rows(app, "/api/v1/objectives?publication_state=published");
        for (objective, (code, action, status, progress)) in objectives.iter().zip(PUBLISHED) {
            assert_eq!(objective["axis"], "4", "{code}");
            assert_eq!(objective["action"], action, "{code}");
            assert_eq!(objective["status"], status, "{code}");
            assert_eq!(objective["progress"], progress, "{code}");
        }
    });
}

#[test]
fn each_published_objective_has_its_title_as_printed_and_no_french() {
    on_each_database(|app| {
        let objectives = rows(app, "/api/v1/objectives?publication_state=published");
        for (objective, title) in objectives.iter().zip(TITLES) {
            assert_eq!(objective["title"], json!({"fr": null, "en": title}));
            assert_eq!(objective["title_stated_in"], json!({"fr": null, "en": "2026"}));
            assert_eq!(objective["absent"]["title_fr"], "not_published");
        }
    });
}

#[test]
fn three_objectives_are_completed() {
    on_each_database(|app| {
        assert_eq!(codes(&rows(app, "/api/v1/objectives?status=completed")), ["32-1", "33", "39"]);
        assert_eq!(rows(app, "/api/v1/objectives?status=in_progress").len(), 14);
    });
}

#[test]
fn an_objective_in_parts_is_told_apart() {
    on_each_database(|app| {
        for (code, part) in [("32-1", 1), ("32-2", 2)] {
            let objective = &app.json(&format!("/api/v1/objectives/{code}"))["data"];
            assert_eq!(objective["number"], 32);
            assert_eq!(objective["part"], part);
        }
        let undivided = &app.json("/api/v1/objectives/33")["data"];
        assert_eq!(undivided["part"], json!(null));
        assert_eq!(undivided["absent"]["part"], "not_applicable");
    });
}

#[test]
fn an_empty_heading_of_next_steps_is_null_with_its_reason() {
    on_each_database(|app| {
        let objective = &app.json("/api/v1/objectives/32-1")["data"];
        assert_eq!(objective["next_steps"], json!(null));
        assert_eq!(objective["absent"]["next_steps"], "not_published");
        assert_eq!(outline(&objective["achievements"]), [("Regarding grants:", 3), ("Another result:", 1)]);
    });
}

#[test]
fn a_completed_objective_keeps_its_next_steps() {
    on_each_database(|app| {
        let next_steps = |code: &str| app.json(&format!("/api/v1/objectives/{code}"))["data"]["next_steps"].clone();
        let of_33 = "Feedback will enable us to make adjustments as part of our commitment to continuous improvement.";
        assert_eq!(outline(&next_steps("33")), [(of_33, 0)]);
        let of_39 = "Improvements are planned to clarify the product mode in GPS.";
        assert_eq!(outline(&next_steps("39")), [(of_39, 0)]);
    });
}

#[test]
fn objectives_37_and_38_share_an_achievement_word_for_word() {
    on_each_database(|app| {
        let shared = "A collaboration framework is being trialled with business units and regional education authorities \
                      to ensure the pooling of investments in AI and generative AI.";
        for code in ["37", "38"] {
            let objective = &app.json(&format!("/api/v1/objectives/{code}"))["data"];
            assert_eq!(outline(&objective["achievements"]), [(shared, 0)]);
        }
    });
}

#[test]
fn paragraphs_and_bullets_of_an_objective_are_told_apart() {
    on_each_database(|app| {
        let shape = |code: &str, field: &str| -> Vec<usize> {
            let objective = app.json(&format!("/api/v1/objectives/{code}"));
            outline(&objective["data"][field]).into_iter().map(|(_, items)| items).collect()
        };
        assert_eq!(shape("30", "achievements"), [0, 0]);
        assert_eq!(shape("31", "achievements"), [3]);
        assert_eq!(shape("34", "achievements"), [0, 2]);
        assert_eq!(shape("35", "next_steps"), [0, 0]);
        assert_eq!(shape("36", "achievements"), [0, 0, 3]);
        assert_eq!(shape("44", "next_steps"), [0, 6]);
    });
}

#[test]
fn objective_46_does_not_exist_and_the_refusal_explains_why() {
    on_each_database(|app| {
        let problem = not_found(app, "/api/v1/objectives/46");
        let detail = problem["detail"].as_str().expect("a detail");
        for fact in ["46", "45", "29", "17", "32"] {
            assert!(detail.contains(fact), "{fact} in {detail}");
        }
        let see = problem["see"].as_array().expect("links that help");
        for part in ["32-1", "32-2"] {
            let path = format!("/api/v1/objectives/{part}");
            assert!(see.iter().any(|link| link.as_str().is_some_and(|link| link.ends_with(&path))), "{part}");
        }
    });
}

#[test]
fn objective_32_is_refused_with_links_to_its_parts() {
    on_each_database(|app| {
        let problem = not_found(app, "/api/v1/objectives/32");
        let detail = problem["detail"].as_str().expect("a detail");
        assert!(detail.contains("32-1") && detail.contains("32-2"), "{detail}");
        let see = problem["see"].as_array().expect("links that help");
        let found: Vec<Value> = see.iter().map(|link| follow(app, link).json()["data"]["code"].clone()).collect();
        assert_eq!(found, ["32-1", "32-2"]);
    });
}

#[test]
fn an_unpublished_objective_is_an_answer_and_not_an_error() {
    on_each_database(|app| {
        let objective = &app.json("/api/v1/objectives/12")["data"];
        assert_eq!(objective["code"], "12");
        assert_eq!(objective["publication_state"], "not_published");
        for field in ["title", "axis", "action", "status", "progress", "achievements", "next_steps"] {
            assert_eq!(objective[field], json!(null), "{field}");
            assert_eq!(objective["absent"][field], "not_published", "{field}");
        }
    });
}

#[test]
fn release_2025_lists_no_objective() {
    on_each_database(|app| {
        assert_eq!(rows(app, "/api/v1/objectives?release=2025"), Vec::<Value>::new());
        let problem = not_found(app, "/api/v1/objectives/34?release=2025");
        let detail = problem["detail"].as_str().expect("a detail");
        assert!(detail.contains("release 2025") && detail.contains("no objective"), "{detail}");
    });
}

#[test]
fn objectives_are_filtered_by_axis_and_action() {
    on_each_database(|app| {
        assert_eq!(rows(app, "/api/v1/objectives?axis=4").len(), 17);
        assert_eq!(rows(app, "/api/v1/objectives?axis=3"), Vec::<Value>::new());
        let of_two = rows(app, "/api/v1/objectives?action=15,17");
        assert_eq!(codes(&of_two), ["35", "36", "37", "38", "43", "44", "45"]);
    });
}

#[test]
fn objectives_are_filtered_by_progress() {
    on_each_database(|app| {
        assert_eq!(codes(&rows(app, "/api/v1/objectives?progress_min=60")), ["30", "32-1", "32-2", "33", "39"]);
        assert_eq!(codes(&rows(app, "/api/v1/objectives?progress_max=5")), ["34", "35", "45"]);
        // Unpublished objectives have no zero to be filtered by.
        assert_eq!(rows(app, "/api/v1/objectives?progress_min=0").len(), 17);
    });
}

#[test]
fn objectives_are_sorted_with_equals_in_the_order_of_the_plan() {
    on_each_database(|app| {
        let objectives = rows(app, "/api/v1/objectives?sort=-progress");
        assert_eq!(codes(&objectives)[..5], ["32-1", "33", "39", "30", "32-2"]);
        assert_eq!(codes(&objectives)[16..19], ["45", "1", "2"]);
    });
}

#[test]
fn objectives_are_found_by_words_of_their_title() {
    on_each_database(|app| {
        assert_eq!(codes(&rows(app, "/api/v1/objectives?q=Accessib")), ["34"]);
        assert_eq!(codes(&rows(app, "/api/v1/objectives?q=zero+re-entry")), ["32-1", "32-2"]);
    });
}
