//! `/feeds`: what the entries say was worked out from the documents and from the tests of `/api/v1/changes`; their ids were
//! computed with Python's `uuid.uuid5`.

mod corrections;
mod served;

use serde_json::{Value, json};

use crate::support::{Database, TestApp, on_each_database};

/// `uuid5(namespace, "release/…")` of 2026.1, 2025.1 and 2023.1.
const RELEASES: [&str; 3] = [
    "urn:uuid:fd9d7c0a-c884-5f3a-b266-7dcd56210ea0",
    "urn:uuid:8288154c-4e8f-552f-b4b8-685849b9525a",
    "urn:uuid:7915a18d-abca-506f-b835-e34b7acc4538",
];

/// `uuid5(namespace, "change/…/c1")` of 2026.1 and 2025.1.
const FIRST_CHANGES: [&str; 2] =
    ["urn:uuid:fb1304d9-e49f-5ab4-8c4a-76942b2f8c92", "urn:uuid:f5bf0896-474c-5103-b60b-f6e7a672b38a"];

/// What the tests above `/api/v1/changes` count: 206 in 2026; in 2025 4 of the release, 2 documents, an axis, 9 actions, 39
/// objectives and 48 statements.
const CHANGES: [usize; 2] = [206, 4 + 2 + 1 + 9 + 39 + 48];

fn items(app: &TestApp, path: &str) -> Vec<Value> {
    app.json(path)["items"].as_array().expect("a feed has items").clone()
}

fn texts<'a>(items: &'a [Value], member: &str) -> Vec<&'a str> {
    items.iter().map(|item| item[member].as_str().expect("a text")).collect()
}

/// The one item with a title.
fn titled<'a>(items: &'a [Value], title: &str) -> &'a Value {
    let found: Vec<&Value> = items.iter().filter(|item| item["title"] == title).collect();
    assert_eq!(found.len(), 1, "{title} among {:?}", texts(items, "title"));
    found[0]
}

#[test]
fn every_revision_is_an_entry_and_the_newest_is_the_first() {
    on_each_database(|app| {
        let items = items(app, "/feeds/releases.json?lang=en");
        assert_eq!(texts(&items, "id"), RELEASES);
        assert_eq!(texts(&items, "title"), ["Release 2026.1", "Release 2025.1", "Release 2023.1"]);
        // All were recorded at once; no other date is told, since no document prints one.
        assert_eq!(texts(&items, "date_published"), ["2026-11-22T14:00:00Z"; 3]);
        let base = format!("http://{}/api/v1", app.address);
        assert_eq!(items[0]["url"], format!("{base}/releases/2026.1"));
        let changes =
            json!([{"title": "Changes since 2025.1", "url": format!("{base}/changes?from=2025.1&to=2026.1")}]);
        assert_eq!(items[0]["_jalon"]["related"], changes);
        assert_eq!(items[2]["_jalon"]["related"], json!([]), "nothing comes before 2023");
    });
}

/// By hand. 2026: 1 promise, 2 documents, 17 objectives and 60 statements are new; 9 statements are gone; of 40 pairs a
/// person calls 31 continued, 8 changed and 1 moved; 4 + 6 + 12 + 34 values differ; the title, 4 axes, 16 actions and the
/// continued statements are in other languages. 2025: 2 documents, action 11 and 48 statements are new, 39 objectives gone,
/// the title, axis 4 and 8 actions have other words, edition and both bounds other values.
#[test]
fn a_release_says_how_many_changes_of_which_kind_it_brings() {
    on_each_database(|app| {
        let items = items(app, "/feeds/releases.json");
        assert_eq!(
            texts(&items, "summary"),
            [
                "206 changements depuis 2025.1\u{a0}: 80 ajouts, 9 retraits, 8 reformulations, 1 déplacement, \
                 56 valeurs modifiées, 52 non comparables.",
                "103 changements depuis 2023.1\u{a0}: 51 ajouts, 39 retraits, 10 reformulations, 3 valeurs modifiées.",
                "Première publication du relevé\u{a0}: aucune ne la précède.",
            ]
        );
        let text = items[0]["content_text"].as_str().expect("a text");
        let last: Vec<&str> = text.lines().rev().take(2).collect();
        assert_eq!(last, ["Version de la stratégie\u{a0}: 2025", "Titre imprimé\u{a0}: 2026 Progress Report"]);
        let in_english = app.json("/feeds/releases.json?lang=en");
        assert_eq!(
            in_english["items"][0]["summary"],
            "206 changes since 2025.1: 80 added, 9 removed, 8 reworded, 1 moved, 56 values changed, 52 not comparable."
        );
    });
}

#[test]
fn every_change_is_an_entry_and_those_of_the_newest_release_come_first() {
    on_each_database(|app| {
        let items = items(app, "/feeds/changes.json");
        assert_eq!(items.len(), CHANGES[0] + CHANGES[1]);
        assert_eq!([&items[0]["id"], &items[CHANGES[0]]["id"]], FIRST_CHANGES);
        let mut ids = texts(&items, "id");
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), items.len());
        assert_eq!(items[0]["title"], "Publication 2026 · Titre\u{a0}: non comparable");
        let newest = app.json("/feeds/changes.json?limit=3");
        assert_eq!(newest["items"].as_array().expect("items"), &items[..3]);
    });
}

/// "Démarrer le P2IA cycle 3 et lancerle P2IA « geste enseignant »" became an achievement, as a person found.
#[test]
fn a_change_is_told_in_words_of_the_record_and_in_both_languages() {
    on_each_database(|app| {
        let fr = items(app, "/feeds/changes.json?axis=3");
        let moved = titled(&fr, "Énoncé axis-3.achievement.4 · Nature\u{a0}: déplacement");
        assert_eq!(
            moved["content_text"].as_str().expect("a text").lines().collect::<Vec<_>>(),
            [
                "Publication 2026.1, par rapport à 2025.1\u{a0}: déplacement.",
                "Axe 3",
                "Avant (axis-3.next_step.3, prochaine étape)\u{a0}: Démarrer le P2IA cycle 3 et lancerle P2IA « geste \
                 enseignant »",
                "Après (réalisation)\u{a0}: The Cycle 3 P2IA was launched in September 2025.",
                "Rapprochement\u{a0}: lus par une personne, d’une liste à l’autre.",
                "Note\u{a0}: La première moitié de l’étape, démarrer le P2IA cycle 3, est une réalisation en 2026, qui \
                 ajoute la date : septembre 2025.",
            ]
        );
        assert_eq!(moved["tags"], json!(["moved", "statement"]));
        let statements = format!("http://{}/api/v1/statements", app.address);
        assert_eq!(
            moved["_jalon"]["related"],
            json!([
                {"title": "Avant", "url": format!("{statements}/axis-3.next_step.3?release=2025.1")},
                {"title": "Après", "url": format!("{statements}/axis-3.achievement.4?release=2026.1")},
            ])
        );
        let en = items(app, "/feeds/changes.json?axis=3&lang=en");
        let same = titled(&en, "Statement axis-3.achievement.4 · Kind: moved");
        assert_eq!(same["id"], moved["id"]);
        let text = same["content_text"].as_str().expect("a text");
        assert!(text.contains("\nBefore (axis-3.next_step.3, next step): Démarrer le P2IA"), "{text}");
        assert!(text.contains("\nPut together by: read by a person, from one list to the other.\n"), "{text}");
    });
}

#[test]
fn values_are_told_with_their_unit_and_what_is_missing_with_its_reason() {
    on_each_database(|app| {
        let fr = items(app, "/feeds/changes.json?axis=1,4&limit=500");
        // 2025 published no figure, and did not list objective 33.
        let figure = titled(&fr, "Axe 1 · Avancement publié\u{a0}: non publié → 50\u{a0}%");
        assert!(
            figure["content_text"]
                .as_str()
                .is_some_and(|text| text.ends_with("\nAvant\u{a0}: non publié\nAprès\u{a0}: 50\u{a0}%"))
        );
        titled(&fr, "Axe 4 · Fraction exacte\u{a0}: non publié → 485/12");
        titled(&fr, "Objectif 33 · Statut\u{a0}: absent → Terminé");
        let en = items(app, "/feeds/changes.json?axis=1,4&lang=en");
        titled(&en, "Axis 1 · Published progress: not published → 50%");
        titled(&en, "Objective 33 · Status: absent → Completed");
    });
}

/// What left the plan was not achieved for that, and did not fail.
#[test]
fn a_removal_is_not_called_an_achievement_or_a_failure() {
    on_each_database(|app| {
        let items = items(app, "/feeds/changes.json?objective=4.2&lang=en");
        let removed = titled(&items, "Objective 4.2: removed");
        let text = removed["content_text"].as_str().expect("a text");
        assert!(text.ends_with("\nWhat is no longer stated is said to be neither achieved nor given up."), "{text}");
        assert_eq!(removed["_jalon"]["related"].as_array().expect("links").len(), 1, "2025 has no such row");
    });
}

/// The ids of the changes of 2026.1 that a feed tells of, by their addresses.
fn told(items: &[Value]) -> Vec<String> {
    let place = |url: &str| {
        let offset = url.split("offset=").nth(1)?.split('&').next()?.parse::<usize>().ok()?;
        url.ends_with("&to=2026.1").then(|| format!("c{}", offset + 1))
    };
    texts(items, "url").into_iter().filter_map(place).collect()
}

/// Axis 4, by hand. 2026: title and 3 figures, as many of each of 4 actions, 17 objectives with 2 fields each, 9 statements
/// of its own and 59 of its objectives. 2025: its title, that of action 17, the 3 + 2 + 5 + 1 objectives of 2023's actions
/// 13 to 16, 8 statements.
#[test]
fn filters_keep_what_they_keep_in_the_list_of_changes() {
    on_each_database(|app| {
        let all = items(app, "/feeds/changes.json?axis=4");
        assert_eq!(all.len(), (4 + 16 + 51 + 68) + (1 + 1 + 11 + 8));
        for filter in ["axis=4", "axis=1,3", "action=14", "objective=33", "axis=4&objective=33", "action=11"] {
            let list = app.json(&format!("/api/v1/changes?from=2025.1&to=2026.1&limit=500&{filter}"));
            let listed = list["data"].as_array().expect("rows").iter().map(|row| row["id"].as_str().expect("an id"));
            assert_eq!(
                told(&items(app, &format!("/feeds/changes.json?{filter}"))),
                listed.collect::<Vec<_>>(),
                "{filter}"
            );
        }
        assert_eq!(app.json("/feeds/changes.json?axis=99")["items"], json!([]));
        let title = app.json("/feeds/changes.json?axis=4&action=14&lang=en")["title"].clone();
        assert!(title.as_str().is_some_and(|title| title.ends_with(" · Axis 4, Action 14")), "{title}");
    });
}

#[test]
fn the_address_of_a_change_gives_that_change_alone() {
    on_each_database(|app| {
        let base = format!("http://{}", app.address);
        for item in items(app, "/feeds/changes.json").iter().step_by(23) {
            let url = item["url"].as_str().expect("an address");
            let list = app.json(url.strip_prefix(&base).expect("an address of here"));
            let rows = list["data"].as_array().expect("rows");
            assert_eq!(rows.len(), 1, "{url}");
            assert_eq!(json!([rows[0]["kind"], rows[0]["subject"]]), item["tags"], "{url}");
        }
    });
}

#[test]
fn ids_do_not_depend_on_where_the_service_is() {
    let elsewhere =
        TestApp::with(Database::sqlite(), |config| config.public_url = Some("https://jalon.example".to_owned()));
    let feed = elsewhere.json("/feeds/releases.json");
    assert_eq!(feed["feed_url"], "https://jalon.example/feeds/releases.json");
    assert_eq!(texts(feed["items"].as_array().expect("items"), "id"), RELEASES);
    assert_eq!(elsewhere.json("/feeds/changes.json?limit=1")["items"][0]["id"], FIRST_CHANGES[0]);
}
