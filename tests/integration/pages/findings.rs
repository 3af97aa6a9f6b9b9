use crate::support::{TestApp, on_each_database};

#[test]
fn all_162_findings_are_listed_by_class() {
    on_each_database(|app| {
        let page = app.page("/fr/findings");
        assert_eq!(page.texts(".findings li").len(), 162);
        assert_eq!(page.text("[role=status]"), "162 constats");
        assert_eq!(page.text("#contradiction"), "Contradiction (5)");
        assert_eq!(page.texts("section[aria-labelledby=contradiction] li").len(), 5);
    });
}

#[test]
fn findings_are_chosen_by_class_subject_and_words() {
    on_each_database(|app| {
        let shown = |query: &str| app.page(&format!("/en/findings?{query}")).texts(".findings li");
        assert_eq!(shown("class=contradiction").len(), 5);
        let about = shown("subject=objective+35");
        assert!(about.iter().any(|line| line.starts_with("F113 ")), "{about:?}");
        assert!(about.iter().all(|line| line.contains("Objective 35")), "{about:?}");
        assert_eq!(shown("subject=action+11").len(), 1);
        let page = app.page("/en/findings?q=nothingofthekind");
        assert!(page.text("main").contains("No finding meets these choices."));
        assert_eq!(page.values("#words", "value"), ["nothingofthekind"]);
    });
}

/// Objective 35 says "by the end of 2026" in its title and "By the end of 2025" in its next steps.
#[test]
fn a_finding_has_the_words_of_each_place() {
    on_each_database(|app| {
        let page = app.page("/fr/findings/F113");
        assert_eq!(page.text("h1 .kind"), "Constat F113");
        let quotes = page.texts("blockquote");
        assert!(quotes.iter().any(|quote| quote.contains("by the end of 2026")), "{quotes:?}");
        assert!(quotes.iter().any(|quote| quote.contains("By the end of 2025")), "{quotes:?}");
        assert_eq!(page.values("blockquote [lang]", "lang").len(), quotes.len(), "the documents are in English");
        assert_eq!(page.links("Objectif 35"), ["/fr/objectives/35"]);
        assert!(page.text("main").contains("Aucune réponse n’est publiée."));
        for href in page.values("figcaption a", "href") {
            let (path, anchor) = href.split_once('#').expect("a passage");
            assert_eq!(app.page(path).texts(&format!("#{anchor}")).len(), 1, "{href}");
        }
    });
}

#[test]
fn a_finding_about_the_plan_of_2023_leads_to_its_release() {
    let app = TestApp::on_sqlite();
    let page = app.page("/en/findings/F44");
    assert_eq!(page.links("Objective 5.1 (edition 2023)"), ["/en/objectives/5.1?release=2023"]);
}

#[test]
fn a_finding_that_is_not_there_is_explained() {
    let app = TestApp::on_sqlite();
    let page = app.page("/fr/findings/F900");
    assert_eq!(page.status, 404);
    assert!(page.text(".lead").contains("n’a pas de constat de ce code"));
    assert_eq!(app.page("/fr/findings?class=mistake").status, 400);
}

#[test]
fn the_list_is_light() {
    let app = TestApp::on_sqlite();
    let answer = app.request("GET", "/fr/findings", &[("Accept-Encoding", "br")]);
    assert!(answer.body.len() < 20_000, "{} bytes", answer.body.len());
}

#[test]
fn the_glossary_has_the_11_terms_in_the_words_of_the_documents() {
    on_each_database(|app| {
        let page = app.page("/en/glossary");
        assert_eq!(page.values("main section h2[id]", "id").len() - 1, 11, "the last is what is behind the page");
        let term = "section[aria-labelledby=communs-numeriques]";
        assert_eq!(page.texts(&format!("{term} blockquote")).len(), 5);
        assert_eq!(page.values(&format!("{term} h2 [lang]"), "lang"), ["fr"]);
        let definitions = page.texts(&format!("{term} blockquote"));
        assert!(definitions.contains(&"a set of digital resources produced and managed by a community".to_owned()));
        assert_eq!(page.text("section[aria-labelledby=vibecoding] h2"), "VibeCoding");
    });
}
