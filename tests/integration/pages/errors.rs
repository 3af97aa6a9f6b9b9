use crate::support::{TestApp, on_each_database};

#[test]
fn an_address_that_is_nothing_is_a_page_with_ways_on() {
    let app = TestApp::on_sqlite();
    let page = app.page("/fr/progrss");
    assert_eq!((page.status, page.text("h1").as_str()), (404, "Page introuvable"));
    assert_eq!(page.links("/fr/progress"), ["/fr/progress"]);
    assert_eq!(page.values("meta[name=robots]", "content"), ["noindex"]);
    assert_eq!(app.page("/en/nothing/at/all").text("h1"), "Page not found");
}

/// The sentence is that of the rule: 46 announced are 29 unpublished and 17 rows, because 32 is in two parts.
#[test]
fn there_is_no_objective_46_and_the_page_says_why() {
    on_each_database(|app| {
        let page = app.page("/fr/objectives/46");
        assert_eq!(page.status, 404);
        let told = page.text(".lead");
        assert!(told.contains("les 46 annoncés sont 29 qui ne sont pas publiés et 17 lignes publiées"), "{told}");
        assert!(app.page("/en/objectives/46").text(".lead").contains("because 32 is in parts"));
        let page = app.page("/fr/objectives/32");
        assert!(page.text(".lead").contains("les sources publient l’objectif 32 en parties : 32-1 et 32-2"));
        assert_eq!(page.links("/fr/objectives/32-1"), ["/fr/objectives/32-1"]);
        assert_eq!(app.page("/fr/objectives/abc").status, 400);
        assert_eq!(app.page("/fr/axes/5").status, 404);
    });
}

#[test]
fn browsers_and_programs_get_errors_of_their_own_kind() {
    let app = TestApp::on_sqlite();
    let asked = |path: &str, accept: &str| app.request("GET", path, &[("Accept", accept)]);
    let browser = "text/html,application/xhtml+xml,*/*;q=0.8";
    assert_eq!(asked("/nothing", browser).header("content-type"), Some("text/html; charset=utf-8"));
    assert_eq!(asked("/nothing", "*/*").header("content-type"), Some("application/problem+json"));
    assert_eq!(asked("/api/v1/nothing", browser).header("content-type"), Some("application/problem+json"));
    let refused = app.request("POST", "/fr", &[]);
    assert_eq!((refused.status, refused.header("allow")), (405, Some("GET, HEAD, OPTIONS")));
}

#[test]
fn what_was_asked_for_is_shown_as_text() {
    let app = TestApp::on_sqlite();
    let answer = app.get("/fr/progress?status=%3Cscript%3Ealert(1)%3C/script%3E");
    assert_eq!(answer.status, 400);
    assert!(!answer.text().contains("<script>alert"));
}
