//! `/changes`: counts and words worked out from the two overviews, side by side.

mod corrections;
mod refusals;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{codes, follow, rows};
use crate::support::on_each_database;

const BASE: &str = "/api/v1/changes?from=2025&to=2026&limit=500";

/// The kinds of rows with their numbers, those without any left out.
fn kinds(rows: &[Value]) -> BTreeMap<&str, usize> {
    let mut kinds = BTreeMap::new();
    rows.iter().for_each(|row| *kinds.entry(row["kind"].as_str().expect("a kind")).or_default() += 1);
    kinds
}

/// The codes of one side of statements, each once.
fn sided<'a>(rows: &'a [Value], side: &str) -> Vec<&'a str> {
    let mut codes: Vec<&str> = rows.iter().filter_map(|row| row[side]["code"].as_str()).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

fn sorted(mut codes: Vec<&str>) -> Vec<&str> {
    codes.sort_unstable();
    codes
}

/// "Démarrer le P2IA cycle 3 et lancerle P2IA « geste enseignant »" became an achievement and a next step.
#[test]
fn the_launch_of_the_p2ia_moved_from_next_step_to_achievement() {
    on_each_database(|app| {
        let moved = rows(app, &format!("{BASE}&kind=moved"));
        assert_eq!(moved.len(), 1);
        let (change, base) = (&moved[0], format!("http://{}/api/v1/statements", app.address));
        assert_eq!(
            change["before"],
            json!({
                "code": "axis-3.next_step.3",
                "text": {"fr": "Démarrer le P2IA cycle 3 et lancerle P2IA « geste enseignant »", "en": null},
                "value": "next_step",
                "href": format!("{base}/axis-3.next_step.3?release=2025.1"),
            })
        );
        assert_eq!(
            change["after"],
            json!({
                "code": "axis-3.achievement.4",
                "text": {"fr": null, "en": "The Cycle 3 P2IA was launched in September 2025."},
                "value": "achievement",
                "href": format!("{base}/axis-3.achievement.4?release=2026.1"),
            })
        );
        for (field, value) in [
            ("subject", "statement"),
            ("level", "axis"),
            ("axis", "3"),
            ("field", "kind"),
            ("basis", "by_hand"),
            ("relation", "moved"),
            ("ground", "inferred"),
            ("confidence", "high"),
        ] {
            assert_eq!(change[field], value, "{field}");
        }
        assert_eq!((&change["diff"], &change["similarity"]), (&json!(null), &json!(null)));
        assert_eq!(change["absent"]["diff"], "not_applicable");
        assert_eq!(change["absent"]["before_en"], "not_published");
        assert!(change["note"]["en"].as_str().is_some_and(|note| note.contains("September 2025")), "{change}");
        let halves = rows(app, &format!("{BASE}&q=p2ia"));
        assert_eq!(sided(&halves, "before"), ["axis-3.next_step.3"]);
        assert_eq!(sided(&halves, "after"), ["axis-3.achievement.4", "axis-3.next_step.3"]);
    });
}

/// The title of 2026 speaks of "artificial intelligence", that of 2025 of "l’ère numérique": no program may tell.
#[test]
fn a_title_in_another_language_is_not_comparable() {
    on_each_database(|app| {
        let changes = rows(app, &format!("{BASE}&action=5"));
        assert_eq!(changes.len(), 1);
        let change = &changes[0];
        assert_eq!((&change["kind"], &change["reason"]), (&json!("not_comparable"), &json!("other_language")));
        assert_eq!((&change["field"], &change["basis"]), (&json!("title"), &json!("code")));
        let fr = "Permettre aux élèves de devenir des citoyens éclairés à l’ère numérique";
        assert_eq!(change["before"]["text"], json!({"fr": fr, "en": null}));
        let en = "Enable pupils to become informed citizens in the age of artificial intelligence";
        assert_eq!(change["after"]["text"], json!({"fr": null, "en": en}));
        // Named nowhere, in neither release.
        assert!(rows(app, &format!("{BASE}&action=11")).is_empty());
    });
}

/// By hand: of the release its title, two announced counts, two bounds and the promise; two documents; four axes and
/// sixteen actions with a title in each language; 4 + 4 + 17 published figures; axis 4 and actions 14 to 17 computed,
/// value and fraction; 17 objectives that 2025 does not list, with their status.
#[test]
fn rows_and_fields_of_2026_since_2025_are_those_of_the_documents() {
    on_each_database(|app| {
        let of = |subject: &str| rows(app, &format!("{BASE}&subject={subject}"));
        assert_eq!(kinds(&of("release")), [("added", 1), ("not_comparable", 1), ("value_changed", 4)].into());
        assert_eq!(codes(&of("source")), ["overview-2026", "detail-2026"]);
        assert_eq!(kinds(&of("axis")), [("not_comparable", 4), ("value_changed", 4 + 2)].into());
        assert_eq!(kinds(&of("action")), [("not_comparable", 16), ("value_changed", 4 + 8)].into());
        assert_eq!(kinds(&of("objective")), [("added", 17), ("value_changed", 34)].into());
        let announced = rows(app, &format!("{BASE}&field=announced_objectives"));
        assert_eq!((&announced[0]["before"]["value"], &announced[0]["after"]["value"]), (&json!(null), &json!("46")));
        assert_eq!(announced[0]["absent"]["before_value"], "not_published");
        let fraction = rows(app, &format!("{BASE}&field=computed_fraction&subject=axis"));
        assert_eq!((fraction.len(), &fraction[0]["after"]["value"]), (1, &json!("485/12")));
        let progress = rows(app, &format!("{BASE}&field=progress&level=axis"));
        let values: Vec<&str> = progress.iter().filter_map(|row| row["after"]["value"].as_str()).collect();
        assert_eq!(values, ["50", "30", "50", "40"]);
    });
}

/// By hand: 39 statements of axes in 2025 and 41 in 2026 make 40 pairs, since the P2IA step is in two and the roadmap for
/// eco-responsible technology is new; 59 statements about objectives are new; the 9 new objectives are not repeated.
#[test]
fn every_statement_of_both_releases_is_accounted_for() {
    on_each_database(|app| {
        let statements = rows(app, &format!("{BASE}&subject=statement"));
        let (earlier, later) = (
            rows(app, "/api/v1/statements?release=2025&limit=500"),
            rows(app, "/api/v1/statements?release=2026&limit=500"),
        );
        assert_eq!((earlier.len(), later.len()), (39 + 9, 41 + 59));
        assert_eq!(sided(&statements, "before"), sorted(codes(&earlier)));
        assert_eq!(sided(&statements, "after"), sorted(codes(&later)));
        let paired = rows(app, &format!("{BASE}&basis=by_hand"));
        let new: Vec<&Value> = paired.iter().filter(|row| row["before"].is_null()).collect();
        assert_eq!(new.iter().map(|row| &row["code"]).collect::<Vec<_>>(), [&json!("axis-4.next_step.5")]);
        assert_eq!((paired.len() - new.len(), kinds(&paired)["moved"]), (40, 1));
        assert!(paired.iter().all(|row| row["diff"].is_null()), "words of two languages are not compared");
        let rest = kinds(&statements);
        assert_eq!((rest["added"], rest["removed"]), (1 + 59, 9));
        assert_eq!(rest.values().sum::<usize>(), 40 + 60 + 9);
        let gone = rows(app, &format!("{BASE}&kind=removed"));
        assert!(sided(&gone, "before").iter().all(|code| code.starts_with("strategy.new_objective.")));
    });
}

#[test]
fn the_answer_says_what_is_compared() {
    on_each_database(|app| {
        let answer = app.json("/api/v1/changes?limit=1");
        let comparison = &answer["meta"]["comparison"];
        let pinned = (&comparison["from"]["pinned"], &comparison["to"]["pinned"]);
        assert_eq!(pinned, (&json!("2025.1"), &json!("2026.1")), "the current release, since the one before");
        assert_eq!(comparison["from_languages"], json!(["fr"]));
        assert_eq!(comparison["to_languages"], json!(["en"]));
        assert_eq!((&comparison["codes_comparable"], &comparison["texts_comparable"]), (&json!(true), &json!(false)));
        assert_eq!(comparison["paired_by_hand"], 40);
        let kinds = comparison["kinds"].as_object().expect("kinds");
        let total: i64 = kinds.values().filter_map(Value::as_i64).sum();
        assert_eq!((kinds.len(), &answer["meta"]["total"]), (6, &json!(total)));
        // 6 + 2 + 10 + 28 + 51 + 109, from the tests above.
        assert_eq!(total, 206);
        assert_eq!(rows(app, BASE), rows(app, "/api/v1/changes?limit=500"));
    });
}

/// Axis 3: its title and figure, seven named actions, and the ten pairs of its statements.
#[test]
fn an_axis_keeps_what_belongs_to_it() {
    on_each_database(|app| {
        let changes = rows(app, &format!("{BASE}&axis=3"));
        let of = |subject: &str| changes.iter().filter(|row| row["subject"] == subject).count();
        assert_eq!((changes.len(), of("axis"), of("action"), of("statement")), (19, 2, 7, 10));
        assert!(changes.iter().all(|row| row["axis"] == "3"));
        assert_eq!(rows(app, &format!("{BASE}&objective=33")).len(), 1 + 2 + 2, "itself, its figures, its statements");
    });
}

#[test]
fn the_other_direction_is_the_mirror() {
    on_each_database(|app| {
        let (there, back) = (rows(app, BASE), rows(app, "/api/v1/changes?from=2026&to=2025&limit=500"));
        assert_eq!(there.len(), back.len());
        for (one, other) in there.iter().zip(&back) {
            for field in ["id", "subject", "field", "axis", "objective", "basis", "note"] {
                assert_eq!(one[field], other[field], "{field} of {one}");
            }
            assert_eq!((&one["before"], &one["after"]), (&other["after"], &other["before"]));
            let kind = match one["kind"].as_str() {
                Some("added") => "removed",
                Some("removed") => "added",
                kind => kind.expect("a kind"),
            };
            assert_eq!(other["kind"], kind);
        }
        let comparison = &app.json("/api/v1/changes?from=2026&to=2025&limit=1")["meta"];
        assert_eq!(
            (&comparison["release"]["id"], &comparison["comparison"]["from"]["id"]),
            (&json!("2025"), &json!("2026"))
        );
    });
}

#[test]
fn a_release_does_not_differ_from_itself() {
    on_each_database(|app| {
        for query in ["from=2026&to=2026", "from=2025.1&to=2025", "from=2023.1&to=2023.1"] {
            assert!(rows(app, &format!("/api/v1/changes?{query}")).is_empty(), "{query}");
        }
    });
}

/// Codes of another edition do not mean the same: nothing of the 16 actions and 39 objectives is put together with the
/// 17 actions; axes are, by their titles, of which the fourth differs by a space before the apostrophe.
#[test]
fn across_editions_the_crosswalk_pairs_and_codes_do_not() {
    on_each_database(|app| {
        let base = "/api/v1/changes?from=2023&to=2025&limit=500";
        let of = |subject: &str| rows(app, &format!("{base}&subject={subject}"));
        let actions = of("action");
        // 16 actions are paired by the crosswalk. Their titles differ but for 2, 5, 8, 9 and for 12 to 15, which are 13 to
        // 16 now; action 11 of 2025 is named nowhere and paired with nothing.
        assert_eq!(kinds(&actions), [("added", 1), ("reworded", 8)].into());
        let added = actions.iter().find(|row| row["kind"] == "added").expect("action 11");
        assert_eq!(
            (&added["code"], &added["reason"], &added["basis"]),
            (&json!("11"), &json!("other_edition"), &json!(null))
        );
        let reworded: Vec<&Value> = actions.iter().filter(|row| row["kind"] == "reworded").collect();
        assert!(reworded.iter().all(|row| row["basis"] == "crosswalk"), "{reworded:?}");
        let numbers: Vec<(&str, &str)> = reworded
            .iter()
            .map(|row| ["before", "after"].map(|side| row[side]["code"].as_str().expect("a code")))
            .map(|[before, after]| (before, after))
            .collect();
        let expected =
            [("1", "1"), ("3", "3"), ("4", "4"), ("6", "6"), ("7", "7"), ("10", "10"), ("11", "12"), ("16", "17")];
        assert_eq!(numbers, expected);
        assert_eq!(kinds(&of("objective")), [("removed", 39)].into());
        let axes = of("axis");
        assert_eq!((axes.len(), &axes[0]["code"], &axes[0]["basis"]), (1, &json!("4"), &json!("similar")));
        let came: Vec<&str> = axes[0]["diff"]
            .as_array()
            .expect("a diff")
            .iter()
            .filter(|piece| piece["op"] == "insert")
            .filter_map(|piece| piece["text"].as_str())
            .collect();
        assert_eq!(came, [" "]);
        assert_eq!(kinds(&of("statement")), [("added", 48)].into());
        let comparison = &app.json(base)["meta"]["comparison"];
        assert_eq!((&comparison["codes_comparable"], &comparison["texts_comparable"]), (&json!(false), &json!(true)));
        // Two editions on and in another language, everything is told apart.
        // but for the 8 objectives that the crosswalk pairs.
        let far = rows(app, "/api/v1/changes?from=2023&to=2026&limit=500&kind=removed&subject=objective");
        assert_eq!(far.len(), 31);
    });
}

#[test]
fn changes_are_a_file_with_flat_rows() {
    on_each_database(|app| {
        let answer = app.get("/api/v1/changes?from=2025.1&to=2026.1&format=csv&kind=moved");
        let name = answer.header("content-disposition").unwrap_or_default().to_owned();
        assert!(name.contains("jalon-changes-2025.1-2026.1.csv"), "{name}");
        let mut reader = csv::Reader::from_reader(answer.body.as_slice());
        let head = reader.headers().expect("a first row").clone();
        let row = reader.records().next().expect("a row").expect("a row");
        let cell = |name: &str| &row[head.iter().position(|column| column == name).expect("a column")];
        assert_eq!((cell("release"), cell("from_release"), cell("from_revision")), ("2026", "2025", "1"));
        assert_eq!((cell("before_code"), cell("after_code")), ("axis-3.next_step.3", "axis-3.achievement.4"));
        assert_eq!((cell("before_en"), cell("diff")), ("", ""));
        assert!(cell("absent").contains("before_en:not_published"), "{}", cell("absent"));
        for format in ["jsonl", "xlsx", "parquet"] {
            assert_eq!(app.get(&format!("/api/v1/changes?format={format}")).status, 200, "{format}");
        }
    });
}

/// The dataset has the changes of each release since the one before it: those of 2025 and of 2026.
#[test]
fn changes_are_a_dataset() {
    on_each_database(|app| {
        let dataset = "/api/explore/v2.1/catalog/datasets/fr-en-strategie-numerique-changements";
        let count = |condition: &str| {
            let answer = app.json(&format!("{dataset}/records?limit=1&where={condition}"));
            answer["total_count"].as_i64().expect("a count")
        };
        assert_eq!(count("release%3D%222026%22"), 206);
        assert_eq!(count("release%3D%222026%22+and+kind%3D%22moved%22"), 1);
        assert_eq!(count("from_release%3D%222023%22+and+subject%3D%22objective%22"), 39);
        assert_eq!(count("release%3D%222023%22"), 0);
        assert_eq!(count("search(%22P2IA%22)"), 2 + 1, "two in 2026, and the step that is new in 2025");
    });
}

#[test]
fn a_release_leads_to_its_changes() {
    on_each_database(|app| {
        for (path, from) in [("", "2025.1"), ("?release=2025", "2023.1"), ("/releases/2026.1", "2025.1")] {
            let answer = follow(app, &app.json(&format!("/api/v1{path}"))["links"]["changes"]);
            assert_eq!(answer.json()["meta"]["comparison"]["from"]["pinned"], from, "{path}");
        }
        assert_eq!(app.json("/api/v1/releases/2023")["links"]["changes"], json!(null), "nothing comes before");
    });
}

#[test]
fn pages_and_orders_do_not_overlap() {
    on_each_database(|app| {
        let all = rows(app, BASE);
        let ids =
            |rows: &[Value]| rows.iter().map(|row| row["id"].as_str().expect("an id").to_owned()).collect::<Vec<_>>();
        assert_eq!(ids(&all), (1..=206).map(|number| format!("c{number}")).collect::<Vec<_>>());
        let mut paged = Vec::new();
        for offset in (0..206).step_by(50) {
            let page = app.json(&format!("/api/v1/changes?limit=50&offset={offset}"));
            paged.extend(page["data"].as_array().expect("rows").clone());
        }
        assert_eq!(paged, all);
        let backwards = rows(app, &format!("{BASE}&sort=-id&fields=id"));
        assert_eq!(ids(&backwards), (1..=206).rev().map(|number| format!("c{number}")).collect::<Vec<_>>());
        let by_axis = rows(app, &format!("{BASE}&sort=-axis"));
        assert_eq!((&by_axis[0]["axis"], &by_axis[205]["axis"]), (&json!("4"), &json!(null)), "nulls are last");
    });
}

#[test]
fn changes_are_cited_with_both_revisions() {
    on_each_database(|app| {
        let base = format!("http://{}", app.address);
        let answer = app.get("/api/v1/changes?kind=moved&from=2025&to=2026");
        let url = answer.json()["meta"]["citation"]["url"].as_str().expect("an address").to_owned();
        assert_eq!(url, format!("{base}/api/v1/changes?from=2025.1&kind=moved&to=2026.1"));
        assert!(answer.header("link").is_some_and(|link| link.contains(&format!("<{url}>; rel=\"cite-as\""))));
        let cited = app.json(url.strip_prefix(&base).expect("an address of here"));
        assert_eq!(cited["data"], answer.json()["data"]);
        let styles = answer.json()["meta"]["citation"]["styles"].as_str().expect("an address").to_owned();
        assert_eq!(app.get(styles.strip_prefix(&base).expect("an address of here")).status, 200, "{styles}");
    });
}
