use std::{collections::BTreeSet, fs};

use crate::support::{TestApp, on_each_database};

/// Each document with its language and the file that it was transcribed to.
const DOCUMENTS: [(&str, &str, &str); 5] = [
    ("vision-2023", "fr", "2023-vision.fr.txt"),
    ("landing-2025", "fr", "2025-landing.fr.txt"),
    ("overview-2025", "fr", "2025-overview.fr.txt"),
    ("overview-2026", "en", "2026-overview.en.txt"),
    ("detail-2026", "en", "2026-detail-axis-4.en.txt"),
];

/// What a page may weigh, compressed.
const MOST_BYTES: usize = 60_000;

/// The text of a document as its page has it, with the marks.
fn marked(app: &TestApp, id: &str) -> String {
    let html = app.get(&format!("/fr/sources/{id}")).text();
    let start = html.find("<div class=\"document\"").expect("a text");
    let text = &html[start..];
    let (first, last) = (text.find('>').expect("an element") + 1, text.find("</div>").expect("its end"));
    text[first..last].to_owned()
}

/// The text without marks and notes.
fn unmarked(marked: &str) -> String {
    let mut text = String::new();
    let mut rest = marked;
    while let Some(start) = rest.find('<') {
        text.push_str(&rest[..start]);
        let end = if rest[start..].starts_with("<a ") { "</a>" } else { ">" };
        let length = rest[start..].find(end).expect("an element ends") + end.len();
        rest = &rest[start + length..];
    }
    text.push_str(rest);
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

#[test]
fn the_five_documents_are_listed_with_what_bounds_their_date() {
    on_each_database(|app| {
        let page = app.page("/en/sources");
        assert_eq!(page.values("main h2[id]", "id")[..5], DOCUMENTS.map(|(id, ..)| id));
        let facts = page.text("section[aria-labelledby=overview-2026] .facts");
        assert!(facts.contains("5 December 2025 (a decree of this day is told as past)"), "{facts}");
        assert!(facts.contains("no passage bounds it"), "{facts}");
        let digest = "c664263151a144700cc3b21689a59667d176de1a2dbe2b8c5898d98d81ec27ff";
        assert!(facts.contains(digest) && facts.contains("8,567 characters"), "{facts}");
        assert!(app.page("/fr/sources").text(".facts").contains("100 160 caractères"));
    });
}

#[test]
fn a_document_is_shown_as_it_is() {
    let app = TestApp::on_sqlite();
    for (id, language, file) in DOCUMENTS {
        let page = app.page(&format!("/fr/sources/{id}"));
        assert_eq!(page.values(".document", "lang"), [language], "{id}");
        let transcribed = fs::read_to_string(format!("{}/data/sources/{file}", env!("CARGO_MANIFEST_DIR")));
        assert_eq!(unmarked(&marked(&app, id)), transcribed.expect("the document"), "{id}");
    }
}

#[test]
fn each_passage_is_marked_once_and_leads_to_what_rests_on_it() {
    let app = TestApp::on_sqlite();
    for (id, ..) in DOCUMENTS {
        let list = app.json(&format!("/api/v1/sources/{id}/passages?limit=500&fields=number"));
        let numbers = list["data"].as_array().expect("a list").iter();
        let expected: BTreeSet<String> = numbers.map(|row| format!("p{}", row["number"])).collect();
        let page = app.page(&format!("/fr/sources/{id}"));
        let marks = page.values(".document mark[id]", "id");
        assert_eq!(marks.iter().cloned().collect::<BTreeSet<_>>(), expected, "{id}");
        assert_eq!((marks.len(), page.values(".notes li", "id").len()), (expected.len(), expected.len()), "{id}");
        let text = marked(&app, id);
        assert_eq!(text.matches("<mark").count(), text.matches("</mark>").count(), "{id}");
    }
}

/// The progress of action 15 is printed at the characters 5984 to 5987 of the tool of 2026.
#[test]
fn a_figure_stands_at_its_passage() {
    on_each_database(|app| {
        let page = app.page("/en/sources/detail-2026");
        assert_eq!(page.text("#p27"), "13%");
        let note = page.text("#c27");
        assert!(note.starts_with("27 ") && note.contains("Action 15: progress"), "{note}");
        assert_eq!(page.links("Action 15: progress"), ["/en/actions/15"]);
    });
}

#[test]
fn links_keep_the_release_that_was_chosen() {
    let app = TestApp::on_sqlite();
    let page = app.page("/fr/sources/overview-2025?release=2025");
    assert!(page.values(".notes a", "href").iter().any(|href| href == "/fr/axes/1?release=2025"));
    assert!(page.text(".notice").contains("2025.1"));
}

#[test]
fn the_longest_document_is_light() {
    let app = TestApp::on_sqlite();
    let answer = app.request("GET", "/fr/sources/vision-2023", &[("Accept-Encoding", "br")]);
    assert_eq!(answer.header("content-encoding"), Some("br"));
    assert!(answer.body.len() < MOST_BYTES - 10_000, "{} bytes, and the stylesheet comes on top", answer.body.len());
}

#[test]
fn a_document_that_is_not_there_is_explained_in_either_language() {
    on_each_database(|app| {
        let page = app.page("/fr/sources/vision-2024");
        assert_eq!(page.status, 404);
        let told = page.text(".lead");
        assert!(told.contains("ses documents sont : vision-2023, landing-2025"), "{told}");
        assert_eq!(page.links("/fr/sources"), ["/fr/sources"]);
        // The plan of 2023 knows nothing of what was written later.
        assert_eq!(app.page("/en/sources/detail-2026?release=2023").status, 404);
    });
}
