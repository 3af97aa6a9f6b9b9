//! How feeds are served: languages, links, validators, refusals.

use atom_syndication::Feed;
use serde_json::json;

use crate::support::{TestApp, on_each_database, problem::says};

const PATHS: [&str; 4] =
    ["/feeds/releases.atom", "/feeds/releases.json", "/feeds/changes.atom", "/feeds/changes.json?axis=4&lang=en"];

fn atom(app: &TestApp, path: &str) -> Feed {
    let answer = app.get(path);
    assert_eq!(answer.header("content-type"), Some("application/atom+xml"), "{path}: {}", answer.text());
    Feed::read_from(answer.body.as_slice()).expect("the feed is Atom")
}

#[test]
fn a_feed_names_itself_its_language_and_its_other_forms() {
    on_each_database(|app| {
        let (feed, base) = (atom(app, "/feeds/changes.atom?axis=4"), format!("http://{}", app.address));
        assert_eq!(feed.lang.as_deref(), Some("fr"), "the default");
        let links: Vec<_> =
            feed.links.iter().map(|l| (l.rel.as_str(), l.hreflang.as_deref(), l.href.as_str())).collect();
        let here = |path: &str| format!("{base}{path}");
        assert_eq!(
            links,
            [
                ("self", Some("fr"), here("/feeds/changes.atom?axis=4").as_str()),
                ("alternate", None, here("/api/v1/changes?axis=4").as_str()),
                ("alternate", Some("en"), here("/feeds/changes.atom?axis=4&lang=en").as_str()),
                ("alternate", Some("fr"), here("/feeds/changes.json?axis=4&lang=fr").as_str()),
                ("alternate", Some("en"), here("/feeds/changes.json?axis=4&lang=en").as_str()),
                ("license", None, "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"),
            ]
        );
        assert_eq!(atom(app, "/feeds/changes.atom?axis=4&lang=en").lang.as_deref(), Some("en"));
        assert_ne!(feed.id, atom(app, "/feeds/changes.atom").id, "another feed");
    });
}

#[test]
fn atom_and_json_feed_have_the_same_entries() {
    on_each_database(|app| {
        for query in ["releases.@", "releases.@?lang=en", "changes.@?axis=2", "changes.@?lang=en&limit=250"] {
            let path = |ending: &str| format!("/feeds/{}", query.replace('@', ending));
            let (feed, json) = (atom(app, &path("atom")), app.json(&path("json")));
            let entries: Vec<_> =
                feed.entries.iter().map(|e| json!([e.id, e.title.as_str(), e.links[0].href])).collect();
            let items = json["items"].as_array().expect("items");
            assert_eq!(
                entries,
                items.iter().map(|i| json!([i["id"], i["title"], i["url"]])).collect::<Vec<_>>(),
                "{query}"
            );
            assert_eq!(
                (feed.title.as_str(), feed.updated),
                (json["title"].as_str().expect("a title"), feed.entries[0].updated)
            );
        }
    });
}

#[test]
fn validators_hold_and_the_ending_decides() {
    on_each_database(|app| {
        for path in PATHS {
            let whole = app.get(path);
            let media = if path.contains(".atom") { "application/atom+xml" } else { "application/feed+json" };
            assert_eq!((whole.status, whole.header("content-type")), (200, Some(media)), "{path}");
            let tag = whole.header("etag").expect("an ETag").to_owned();
            assert!(tag.starts_with('"'), "{path}: {tag}");
            assert_eq!(whole.header("last-modified"), Some("Sun, 22 Nov 2026 14:00:00 GMT"), "{path}");
            let unchanged = app.request("GET", path, &[("If-None-Match", &tag)]);
            assert_eq!((unchanged.status, unchanged.body.len()), (304, 0), "{path}");
            let head = app.request("HEAD", path, &[]);
            assert_eq!((head.status, head.body.len(), head.header("etag")), (200, 0, Some(tag.as_str())), "{path}");
            let compressed = app.request("GET", path, &[("Accept-Encoding", "gzip")]);
            assert_eq!(compressed.header("content-encoding"), Some("gzip"), "{path}");
            assert!(compressed.body.len() < whole.body.len(), "{path}");
            // Feed readers ask for all kinds of XML, or for pages.
            let asked = app.request("GET", path, &[("Accept", "application/rss+xml, text/html;q=0.9")]);
            assert_eq!((asked.status, asked.header("content-type")), (200, Some(media)), "{path}");
        }
    });
}

#[test]
fn mistakes_are_named() {
    on_each_database(|app| {
        let unknown = app.refusal("/feeds/changes.atom?axs=4", 400, "unknown_parameter");
        assert_eq!(unknown["did_you_mean"], "axis");
        let unknown = app.refusal("/feeds/releases.json?axis=4", 400, "unknown_parameter");
        assert!(says(&unknown, "expected", "lang"), "{unknown}");
        for (query, expected) in [
            ("lang=de", "fr"),
            ("axis=four", "a number such as 4"),
            ("objective=x", "a code such as 30"),
            ("limit=0", "from 1 to 500"),
            ("limit=501", "from 1 to 500"),
        ] {
            let problem = app.refusal(&format!("/feeds/changes.json?{query}"), 400, "invalid_parameter");
            assert!(says(&problem, "expected", expected), "{problem}");
        }
        let near = app.refusal("/feeds/change.atom", 404, "unknown_path");
        assert_eq!(near["did_you_mean"], "/feeds/changes.atom");
        app.request("POST", "/feeds/changes.atom", &[]).problem(405, "method_not_allowed");
    });
}

#[test]
fn the_index_leads_to_every_feed() {
    on_each_database(|app| {
        let links = app.json("/api/v1?release=2025")["links"].clone();
        for (name, path) in [
            ("releases_atom", "/feeds/releases.atom"),
            ("releases_json_feed", "/feeds/releases.json"),
            ("changes_atom", "/feeds/changes.atom"),
            ("changes_json_feed", "/feeds/changes.json"),
        ] {
            assert_eq!(links[name], format!("http://{}{path}", app.address));
            assert_eq!(app.get(path).status, 200, "{path}");
        }
    });
}
