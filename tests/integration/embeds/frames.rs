use super::{MOST, all};
use crate::support::{TestApp, on_each_database};

#[test]
fn an_axis_shows_its_figure_and_its_actions() {
    on_each_database(|app| {
        let frame = app.page("/embed/axis/4");
        assert_eq!(frame.text(".figure strong"), "40 %");
        assert_eq!(frame.texts("tbody td"), ["65 %", "13 %", "58 %", "27 %"]);
        let names = ["Action 14", "Action 15", "Action 16", "Action 17"];
        assert_eq!(frame.texts("tbody b"), names);
        assert_eq!(frame.values("html", "lang"), ["fr"]);
    });
}

#[test]
fn an_action_shows_its_objectives_in_the_language_that_states_them() {
    on_each_database(|app| {
        let frame = app.page("/embed/action/15");
        assert_eq!(frame.text(".figure strong"), "13 %");
        assert_eq!(frame.texts("tbody td"), ["5 %", "15 %", "15 %", "15 %"]);
        // The objectives of axis 4 are published in English only.
        assert_eq!(frame.values("tbody span[lang]", "lang"), ["en"; 4]);
        let english = app.page("/embed/action/15?lang=en");
        assert_eq!(english.text(".figure strong"), "13%");
        assert!(english.values("tbody span[lang]", "lang").is_empty());
    });
}

#[test]
fn an_objective_shows_its_status() {
    on_each_database(|app| {
        let frame = app.page("/embed/objective/32-1?lang=en");
        assert_eq!(frame.text(".figure strong"), "100%");
        assert_eq!(frame.text(".figure span"), "published progress, completed");
        assert!(frame.texts("table").is_empty());
    });
}

#[test]
fn what_has_no_figure_says_why_and_draws_no_bar() {
    on_each_database(|app| {
        for (path, why) in [
            ("/embed/action/11", "aucun document ne la nomme"),
            ("/embed/objective/5", "aucun document n’en publie le texte"),
            ("/embed/axis/4?release=2025", "Les documents de la publication 2025.1 n’en donnent pas l’avancement."),
        ] {
            let frame = app.page(path);
            assert_eq!(frame.text(".figure strong"), "non publié", "{path}");
            assert!(frame.text("main").contains(why), "{path}: {}", frame.text("main"));
            assert!(frame.texts("svg").is_empty(), "{path}");
            assert!(!frame.text("body").contains("0 %"), "{path}");
        }
    });
}

#[test]
fn the_source_the_licence_and_the_release_are_inside() {
    let app = TestApp::on_sqlite();
    let base = format!("http://{}", app.address);
    let live = app.page("/embed/axis/4");
    let foot = live.text("footer");
    for told in [
        "Publication 2026.1, la dernière",
        "5 décembre 2025",
        "les documents ne sont pas datés",
        "Overview of the 4 strategy axes",
        "Ministère de l’Éducation nationale",
        "Licence Ouverte 2.0",
        "instance de démonstration",
    ] {
        assert!(foot.contains(told), "{told} in {foot}");
    }
    assert_eq!(live.values("h1 a", "href"), [format!("{base}/fr/axes/4")]);
    let frozen = app.page("/embed/axis/4?release=2026.1");
    assert!(frozen.text("footer").contains("Publication 2026.1, choisie par l’adresse"));
    assert_eq!(frozen.values("h1 a", "href"), [format!("{base}/fr/axes/4?release=2026.1")]);
    assert!(app.page("/embed/axis/4?as_of=2025-11-01").text("footer").contains("Publication 2025.1"));
}

#[test]
fn anyone_may_frame_an_embed_and_nothing_else() {
    let app = TestApp::on_sqlite();
    for path in ["/embed/axis/4", "/embed/axis/4.svg", "/badge/axis/4.svg", "/embed/axis/9", "/embed/axis/x.svg"] {
        // Asked twice: the second answer is one that was kept.
        for _ in 0..2 {
            let answer = app.get(path);
            let policy = answer.header("content-security-policy").expect("a policy");
            assert!(policy.contains("frame-ancestors *") && policy.contains("default-src 'none'"), "{path}: {policy}");
            assert!(!policy.contains("unsafe") && !policy.contains("script-src"), "{path}: {policy}");
            assert_eq!(answer.header("x-frame-options"), None, "{path}");
        }
    }
    for path in ["/fr", "/fr/axes/4", "/fr/embed", "/api/v1/axes/4", "/oembed", "/og/de.png", "/embed"] {
        let answer = app.get(path);
        let policy = answer.header("content-security-policy").expect("a policy");
        assert!(policy.contains("frame-ancestors 'none'"), "{path}: {policy}");
        // Pages; of the others none is a document.
        assert_eq!(answer.header("x-frame-options"), path.starts_with("/fr").then_some("DENY"), "{path}");
    }
}

#[test]
fn an_embed_of_anything_is_light_and_has_no_script() {
    let app = TestApp::on_sqlite();
    let embeds = all(&app);
    assert_eq!(embeds.len(), 4 + 17 + 46);
    let sheet = app.get(&app.page("/embed/axis/4").values("link[rel=stylesheet]", "href")[0]);
    assert_eq!((sheet.status, sheet.header("cache-control")), (200, Some("public, max-age=31536000, immutable")));
    for embed in embeds {
        for language in ["fr", "en"] {
            let frame = app.get(&format!("/embed/{embed}?lang={language}"));
            assert_eq!(frame.status, 200, "{embed}");
            let text = frame.text();
            assert!(text.len() + sheet.body.len() < MOST, "{embed}: {} and {}", text.len(), sheet.body.len());
            assert!(!text.contains("<script") && !text.contains(" style="), "{embed}");
            let picture = app.get(&format!("/embed/{embed}.svg?lang={language}"));
            assert!(picture.status == 200 && picture.body.len() < MOST, "{embed}: {}", picture.body.len());
            let badge = app.get(&format!("/badge/{embed}.svg?lang={language}"));
            assert!(badge.status == 200 && badge.body.len() < MOST, "{embed}: {}", badge.body.len());
        }
    }
}

#[test]
fn an_embed_is_kept_and_conditional_like_any_answer() {
    let app = TestApp::on_sqlite();
    for path in ["/embed/axis/4", "/embed/axis/4.svg", "/badge/axis/4.svg", "/og/fr/axis/4.png"] {
        let answer = app.get(path);
        assert_eq!(answer.header("jalon-release"), Some("2026.1"), "{path}");
        let tag = answer.header("etag").expect("a tag").to_owned();
        assert_eq!(app.request("GET", path, &[("If-None-Match", &tag)]).status, 304, "{path}");
        assert_eq!(app.request("HEAD", path, &[]).status, 200, "{path}");
        let pinned = app.get(&format!("{path}?release=2026.1"));
        let kept = pinned.header("cache-control").expect("a lifetime");
        assert!(kept.contains("max-age=86400"), "{path}: {kept}");
    }
}
