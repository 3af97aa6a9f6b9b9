use crate::support::TestApp;

#[test]
fn the_way_in_follows_the_language_that_is_preferred() {
    let app = TestApp::on_sqlite();
    for (accepted, led) in
        [("fr-CA,fr;q=0.9,en;q=0.5", "/fr"), ("en-GB,en;q=0.9,fr;q=0.2", "/en"), ("de", "/fr"), ("*", "/fr")]
    {
        let answer = app.request("GET", "/", &[("Accept-Language", accepted)]);
        assert_eq!((answer.status, answer.header("location")), (302, Some(led)), "{accepted}");
        assert_eq!(answer.header("vary"), Some("Accept-Language"));
    }
}

#[test]
fn pages_run_nothing_that_is_not_theirs_and_are_framed_by_nobody() {
    let app = TestApp::on_sqlite();
    let answer = app.get("/fr");
    let policy = answer.header("content-security-policy").expect("a policy");
    for part in ["default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"] {
        assert!(policy.contains(part), "{policy}");
    }
    assert!(!policy.contains("unsafe"));
    assert_eq!(answer.header("x-frame-options"), Some("DENY"));
    let text = answer.text();
    assert!(!text.contains(" style=") && !text.contains(" onclick="));
}

#[test]
fn assets_are_named_after_their_content_and_kept_for_good() {
    let app = TestApp::on_sqlite();
    let page = app.page("/fr");
    let sheet = &page.values("link[rel=stylesheet]", "href")[0];
    let answer = app.get(sheet);
    assert_eq!(answer.header("cache-control"), Some("public, max-age=31536000, immutable"));
    assert_eq!(answer.header("content-type"), Some("text/css; charset=utf-8"));
    // A page that was kept from before asks for the name that the file had then.
    let before = app.get("/assets/jalon.0123456789abcdef.css");
    assert_eq!((before.status, before.header("location")), (302, Some(sheet.as_str())));
    assert_eq!(app.get("/assets/other.css").status, 404);
}

#[test]
fn a_slash_at_the_end_leads_to_the_one_address() {
    let app = TestApp::on_sqlite();
    for (path, led) in [("/fr/", "/fr"), ("/en/axes/4/?release=2025", "/en/axes/4?release=2025")] {
        let answer = app.get(path);
        assert_eq!((answer.status, answer.header("location")), (302, Some(led)), "{path}");
    }
}

#[test]
fn a_page_knows_itself_in_the_other_language() {
    let app = TestApp::on_sqlite();
    let page = app.page("/fr/progress?axis=4&release=2026");
    assert_eq!(page.values("html", "lang"), ["fr"]);
    assert_eq!(page.links("English"), ["/en/progress?axis=4&release=2026"]);
    let base = format!("http://{}", app.address);
    assert_eq!(page.values("link[rel=canonical]", "href"), [format!("{base}/fr/progress?axis=4&release=2026")]);
    assert_eq!(page.values("link[rel=alternate][hreflang]", "hreflang"), ["fr", "en"]);
}

#[test]
fn pages_are_conditional_and_name_their_release() {
    let app = TestApp::on_sqlite();
    let answer = app.get("/fr/axes/4");
    assert_eq!(answer.header("jalon-release"), Some("2026.1"));
    let tag = answer.header("etag").expect("a tag").to_owned();
    assert_eq!(app.request("GET", "/fr/axes/4", &[("If-None-Match", &tag)]).status, 304);
}
