//! A correction is told as one: since what it corrects, with its reason, and beside what was told before.

use super::{CHANGES, FIRST_CHANGES, RELEASES, items, texts};
use crate::support::{
    corrections::{corrected, publish},
    on_each_database,
};

#[test]
fn a_correction_is_an_entry_of_its_own_with_its_reason() {
    on_each_database(|app| {
        let before = app.get("/feeds/releases.json").header("etag").map(str::to_owned);
        publish(app, &corrected(), "2026");
        let answer = app.get("/feeds/releases.json");
        assert_ne!(answer.header("etag").map(str::to_owned), before);
        assert_eq!(answer.header("last-modified"), Some("Mon, 23 Nov 2026 14:00:00 GMT"));
        let items = items(app, "/feeds/releases.json");
        // The document, the figure of axis 1 and a word of a statement.
        assert_eq!(items[0]["id"], "urn:uuid:974d62f5-1c86-507a-b312-bbf9cde26d0e");
        assert_eq!(items[0]["title"], "Publication 2026.2 (correction)");
        assert_eq!(items[0]["date_published"], "2026-11-23T14:00:00Z");
        let summary = "3 changements depuis 2026.1\u{a0}: 1 reformulation, 2 valeurs modifiées.";
        assert_eq!(items[0]["summary"], summary);
        let lines: Vec<&str> = items[0]["content_text"].as_str().expect("a text").lines().take(2).collect();
        assert_eq!(lines, ["Motif de la révision\u{a0}: A transcription was wrong.", summary]);
        assert_eq!(texts(&items[1..], "id"), RELEASES, "what was told stays");
    });
}

#[test]
fn a_correction_tells_what_it_corrects_and_not_the_whole_release_again() {
    on_each_database(|app| {
        publish(app, &corrected(), "2026");
        let items = items(app, "/feeds/changes.json");
        assert_eq!(items.len(), 3 + CHANGES[0] + CHANGES[1]);
        assert_eq!(
            texts(&items[1..3], "title"),
            [
                "Axe 1 · Avancement publié\u{a0}: 50\u{a0}% → 55\u{a0}%",
                "Énoncé axis-3.achievement.4 · Texte (anglais)\u{a0}: reformulation",
            ]
        );
        assert_eq!(items[1]["id"], "urn:uuid:6ae89357-d9bb-50e2-8a6f-a0d80d1e5b38");
        assert!(items[1]["url"].as_str().is_some_and(|url| url.ends_with("?from=2026.1&limit=1&offset=1&to=2026.2")));
        let words = items[2]["content_text"].as_str().expect("a text");
        let diff = "Mots retirés [-ainsi-] et ajoutés {+ainsi+}\u{a0}: The Cycle 3 P2IA was [-launched-]{+extended+} in \
                    September 2025.";
        assert!(words.lines().any(|line| line == diff), "{words}");
        // 8 of 9 words stay: 16 of 18.
        assert!(words.ends_with("\nRapprochement\u{a0}: mots en commun, 88\u{a0}%."), "{words}");
        assert_eq!([&items[3]["id"], &items[3 + CHANGES[0]]["id"]], FIRST_CHANGES, "what was told stays");
    });
}
