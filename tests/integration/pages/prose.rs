use jalon::domain::catalogue::Contact;

use crate::support::{Database, TestApp, on_each_database};

const PAGES: [&str; 4] = ["/about", "/accessibility", "/legal", "/privacy"];

#[test]
fn what_is_said_once_is_said_in_both_languages() {
    let app = TestApp::on_sqlite();
    for path in PAGES {
        let (french, english) = (app.page(&format!("/fr{path}")), app.page(&format!("/en{path}")));
        assert_eq!((french.status, english.status), (200, 200), "{path}");
        let parts = |page: &crate::support::html::Page| page.texts(".prose h2, .prose li, .prose dt").len();
        assert_eq!(parts(&french), parts(&english), "{path} says the same");
        // Spaces before high punctuation do not break, straight apostrophes are typed ones.
        let text = app.get(&format!("/fr{path}")).text();
        let prose = &text[text.find("class=\"prose\"").expect("prose")..];
        assert!(!prose.contains(" :") && !prose.contains(" ;") && !prose.contains('\''), "{path}");
    }
}

/// The table of the rule, recomputed by hand from the documents.
#[test]
fn the_rule_is_shown_with_the_figures_that_it_explains() {
    on_each_database(|app| {
        let page = app.page("/en/about");
        let rows = page.texts(".prose tbody tr");
        let expected = [
            "Action 14 30: 75, 31: 50, 32-1: 100, 32-2: 60, 33: 100, 34: 5 65 65% 65% proved by the published figures",
            "Action 15 35: 5, 36: 15, 37: 15, 38: 15 25/2 13% 13% proved by the published figures",
            "Action 16 39: 100, 40: 50, 41: 40, 42: 40 115/2 58% 58% proved by the published figures",
            "Action 17 43: 50, 44: 25, 45: 5 80/3 27% 27% proved by the published figures",
            "Axis 4 14: 65, 15: 25/2, 16: 115/2, 17: 80/3 485/12 40% 40% consistent, not proved",
        ];
        let told: Vec<String> = rows.iter().map(|row| row.to_owned()).collect();
        assert_eq!(told.iter().map(|row| blanks(row)).collect::<Vec<_>>(), expected.map(blanks));
        assert!(app.page("/en/about?release=2025").text("main").contains("no figure that the rule could explain"));
    });
}

/// Cells stand beside each other without a blank.
fn blanks(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[test]
fn whoever_runs_the_instance_is_named_as_far_as_they_say() {
    let silent = TestApp::on_sqlite();
    assert!(silent.page("/fr/legal").text("main").contains("n’a pas indiqué de contact"));
    let app = TestApp::with(Database::sqlite(), |config| {
        let (name, email) = (Some("Équipe données".to_owned()), Some("data@jalon.example".to_owned()));
        config.contact = Contact { name, email };
    });
    for path in PAGES {
        let page = app.page(&format!("/en{path}"));
        assert!(page.text("main").contains("Équipe données"), "{path}");
        assert_eq!(page.links("data@jalon.example"), ["mailto:data@jalon.example"], "{path}");
    }
}

#[test]
fn the_accessibility_statement_claims_no_audit() {
    let app = TestApp::on_sqlite();
    let page = app.page("/fr/accessibility");
    assert!(page.text("main").contains("Partiellement conforme, non audité."));
    assert!(page.text("main").contains("aucun test avec un lecteur d’écran"));
}

#[test]
fn no_page_sets_a_cookie() {
    let app = TestApp::on_sqlite();
    for path in PAGES.map(|path| format!("/fr{path}")).into_iter().chain(["/fr".to_owned(), "/en/findings".to_owned()])
    {
        assert_eq!(app.get(&path).header("set-cookie"), None, "{path}");
    }
}
