use roxmltree::Document;

use crate::support::{TestApp, on_each_database};

#[test]
fn an_error_in_a_frame_is_a_small_page() {
    on_each_database(|app| {
        for (path, status) in [
            ("/embed/axis/9", 404),
            ("/embed/axis/four", 400),
            ("/embed/objective/46", 404),
            ("/embed/axis/4?release=1999", 404),
            ("/embed/axis/4?release=2026&as_of=2026-06-01", 400),
            ("/embed/axis/4?lnag=en", 400),
            ("/embed/axis/4?lang=de", 400),
            ("/embed/strategy/1", 404),
            ("/embed/axis/%3Cscript%3E", 400),
        ] {
            let answer = app.get(path);
            assert_eq!(answer.status, status, "{path}");
            assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"), "{path}");
            assert_eq!(answer.header("cache-control"), Some("no-store"), "{path}");
            let text = answer.text();
            assert!(text.len() < 3000 && text.contains("<h1>") && !text.contains("<script"), "{path}: {text}");
        }
    });
}

#[test]
fn an_error_where_a_picture_would_be_is_a_picture() {
    let app = TestApp::on_sqlite();
    for (path, status) in [
        ("/embed/axis/9.svg", 404),
        ("/embed/axis/x.svg?lang=en", 400),
        ("/badge/axis/9.svg", 404),
        ("/badge/axis/4", 404),
        ("/badge/axis/4.svg?release=no", 400),
        ("/badge/other/4.svg", 404),
    ] {
        let answer = app.get(path);
        assert_eq!((answer.status, answer.header("content-type")), (status, Some("image/svg+xml")), "{path}");
        let text = answer.text();
        let document = Document::parse(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
        let title = document.descendants().find(|node| node.has_tag_name("title")).and_then(|node| node.text());
        assert!(title.is_some_and(|title| !title.is_empty()), "{path}");
    }
}

#[test]
fn an_error_of_a_preview_is_a_problem() {
    let app = TestApp::on_sqlite();
    app.refusal("/og/de.png", 404, "unknown_path");
    app.refusal("/og/fr/axis/9.png", 404, "not_found");
    app.refusal("/og/fr/axis/x.png", 400, "invalid_code");
    let answer = app.refusal("/og/fr/axis/4", 404, "unknown_path");
    assert_eq!(answer["did_you_mean"], "/og/fr/axis/4.png");
}

#[test]
fn embeds_are_only_read() {
    let app = TestApp::on_sqlite();
    for path in ["/embed/axis/4", "/embed/axis/4.svg", "/badge/axis/4.svg", "/og/fr.png", "/oembed"] {
        let answer = app.request("DELETE", path, &[]);
        assert_eq!((answer.status, answer.header("allow")), (405, Some("GET, HEAD, OPTIONS")), "{path}");
        assert_eq!(app.request("OPTIONS", path, &[]).status, 204, "{path}");
    }
}
