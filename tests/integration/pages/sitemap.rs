use std::collections::BTreeMap;

use crate::support::{Database, TestApp, on_each_database};

/// The addresses of a sitemap, each with the rest of its entry.
fn entries(sitemap: &str) -> Vec<(String, String)> {
    let entry = |text: &str| {
        let (address, rest) = text.split_once("</loc>")?;
        Some((address.to_owned(), rest.split("</url>").next().unwrap_or_default().to_owned()))
    };
    sitemap.split("<url><loc>").skip(1).filter_map(entry).collect()
}

/// 4 axes, 17 actions with the one that nobody names, 46 objectives with those that are not published, 5 documents,
/// 162 findings, 3 releases; in two languages.
#[test]
fn the_sitemap_lists_every_page_in_both_languages() {
    on_each_database(|app| {
        let answer = app.get("/sitemap.xml");
        assert_eq!(answer.header("content-type"), Some("application/xml; charset=utf-8"));
        let base = format!("http://{}", app.address);
        let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
        for (address, _) in entries(&answer.text()) {
            let path = address.strip_prefix(&base).expect("an absolute address");
            let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
            if let [_, kind, _] = parts.as_slice() {
                *kinds.entry((*kind).to_owned()).or_default() += 1;
            }
        }
        for (kind, count) in
            [("axes", 4), ("actions", 17), ("objectives", 46), ("sources", 5), ("findings", 162), ("releases", 3)]
        {
            assert_eq!(kinds.get(kind), Some(&(count * 2)), "{kind}");
        }
    });
}

#[test]
fn each_page_names_itself_in_the_other_language_and_its_last_change() {
    let app = TestApp::on_sqlite();
    let base = format!("http://{}", app.address);
    let all = entries(&app.get("/sitemap.xml").text());
    let entry = |path: &str| {
        let address = format!("{base}{path}");
        all.iter().find(|(known, _)| *known == address).map(|(_, rest)| rest.clone()).expect("an entry")
    };
    let axis = entry("/en/axes/4");
    for language in ["fr", "en"] {
        let link = format!("<xhtml:link rel=\"alternate\" hreflang=\"{language}\" href=\"{base}/{language}/axes/4\"/>");
        assert!(axis.contains(&link), "{axis}");
    }
    let recorded = |id: &str| app.json(&format!("/api/v1/releases/{id}"))["data"]["recorded_at"].clone();
    let told = |id: &str| format!("<lastmod>{}</lastmod>", recorded(id).as_str().unwrap_or_default());
    assert!(axis.contains(&told("2026")), "{axis}");
    assert!(entry("/fr/releases/2023").contains(&told("2023")));
    assert!(!entry("/fr/privacy").contains("lastmod"), "no release changes it");
}

#[test]
fn every_address_of_the_sitemap_is_a_page_that_wants_to_be_found() {
    let app = TestApp::on_sqlite();
    let base = format!("http://{}", app.address);
    for (address, _) in entries(&app.get("/sitemap.xml").text()) {
        let path = address.strip_prefix(&base).expect("an absolute address");
        let page = app.page(path);
        assert_eq!(page.status, 200, "{path}");
        assert_eq!(page.values("meta[name=robots]", "content").len(), 0, "{path}");
        assert_eq!(page.values("link[rel=canonical]", "href"), [address.as_str()], "{path}");
        assert_eq!(page.texts("h1").len(), 1, "{path}");
    }
}

#[test]
fn robots_are_let_in_and_led_to_the_sitemap_of_the_public_address() {
    let app = TestApp::with(Database::sqlite(), |config| config.public_url = Some("https://jalon.example".to_owned()));
    let answer = app.get("/robots.txt");
    assert_eq!(answer.header("content-type"), Some("text/plain; charset=utf-8"));
    assert_eq!(answer.text(), "User-agent: *\nAllow: /\n\nSitemap: https://jalon.example/sitemap.xml\n");
    let all = entries(&app.get("/sitemap.xml").text());
    assert!(all.iter().all(|(address, _)| address.starts_with("https://jalon.example/")));
    assert_eq!(app.get("/sitemap.xml?x=1").status, 400);
}
