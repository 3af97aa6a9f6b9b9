use roxmltree::Document;
use sha2::{Digest, Sha256};

use crate::support::{Answer, TestApp, on_each_database};

/// The texts of a picture, in their order.
fn words(svg: &str) -> String {
    let document = Document::parse(svg).unwrap_or_else(|error| panic!("{error}: {svg}"));
    let texts = document.descendants().filter(|node| node.has_tag_name("text") || node.has_tag_name("desc"));
    texts.flat_map(|text| text.descendants()).filter_map(|node| node.text().filter(|_| node.is_text())).collect()
}

fn picture(app: &TestApp, path: &str) -> (Answer, String) {
    let answer = app.get(path);
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("image/svg+xml")), "{path}");
    let text = answer.text();
    (answer, text)
}

#[test]
fn a_picture_shows_what_the_frame_shows() {
    on_each_database(|app| {
        let (_, svg) = picture(app, "/embed/axis/4.svg");
        let told = words(&svg);
        for expected in
            ["40\u{a0}%", "65\u{a0}%", "13\u{a0}%", "58\u{a0}%", "27\u{a0}%", "Licence Ouverte 2.0", "2026.1"]
        {
            assert!(told.contains(expected), "{expected} in {told}");
        }
        // The bar of the axis is 40 % of 448; those of the actions are parts of 448 without 62 for their figures.
        let document = Document::parse(&svg).expect("XML");
        let bars = document.descendants().filter(|node| node.attribute("class") == Some("c-bar"));
        let lengths: Vec<&str> = bars.filter_map(|bar| bar.attribute("width")).collect();
        assert_eq!(lengths, ["179.2", "250.9", "50.18", "223.88", "104.22"]);
    });
}

#[test]
fn a_picture_without_a_figure_has_no_bar() {
    on_each_database(|app| {
        for path in ["/embed/action/11.svg", "/embed/objective/5.svg", "/embed/axis/4.svg?release=2025"] {
            let (_, svg) = picture(app, path);
            assert!(words(&svg).contains("non publié"), "{path}");
            assert!(!svg.contains("class=\"c-bar\"") && !svg.contains("0\u{a0}%"), "{path}");
        }
    });
}

#[test]
fn the_style_within_a_picture_is_the_one_that_its_policy_allows() {
    let app = TestApp::on_sqlite();
    let (answer, svg) = picture(&app, "/embed/axis/4.svg");
    let style = svg.split_once("<style>").and_then(|(_, rest)| rest.split_once("</style>")).expect("a style").0;
    let digest = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, Sha256::digest(style));
    let policy = answer.header("content-security-policy").expect("a policy");
    assert!(policy.contains(&format!("'sha256-{digest}'")), "{policy}");
    assert!(style.contains("prefers-color-scheme:dark") && style.contains("forced-colors:active"));
}

#[test]
fn a_badge_shows_the_figure_and_its_release() {
    on_each_database(|app| {
        for (path, figure, name) in [
            ("/badge/axis/4.svg", "40\u{a0}% · 2026", "Axe\u{a0}4"),
            ("/badge/objective/32-1.svg?lang=en", "100% · 2026", "Objective\u{a0}32-1"),
            ("/badge/action/11.svg", "non publié · 2026", "Action\u{a0}11"),
            ("/badge/axis/4.svg?release=2025", "non publié · 2025", "Axe\u{a0}4"),
        ] {
            let (_, svg) = picture(app, path);
            let document = Document::parse(&svg).expect("XML");
            let texts = document.descendants().filter(|node| node.has_tag_name("text"));
            assert_eq!(texts.filter_map(|text| text.text()).collect::<Vec<_>>(), [name, figure], "{path}");
            let told = words(&svg);
            assert!(told.contains("Licence Ouverte 2.0") && told.contains("Ministère de l"), "{path}: {told}");
            assert!(svg.contains("/axes/4") || svg.contains("/objectives/32-1") || svg.contains("/actions/11"));
        }
    });
}

/// Width and height of a PNG, from its header (ISO/IEC 15948, 11.2.2).
fn size(png: &[u8]) -> (u32, u32) {
    assert_eq!(&png[..8], b"\x89PNG\r\n\x1a\n");
    let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().expect("four bytes"));
    (number(16), number(20))
}

#[test]
fn previews_of_links_are_pictures_of_the_right_size_and_differ() {
    on_each_database(|app| {
        let paths = [
            "/og/fr.png",
            "/og/en.png",
            "/og/fr/axis/4.png",
            "/og/fr/axis/4.png?release=2025",
            "/og/en/action/11.png",
            "/og/fr/objective/32-1.png",
        ];
        let mut seen = Vec::new();
        for path in paths {
            let answer = app.get(path);
            assert_eq!((answer.status, answer.header("content-type")), (200, Some("image/png")), "{path}");
            assert_eq!(size(&answer.body), (1200, 630), "{path}");
            assert!(answer.body.len() > 10_000, "letters are drawn: {path} has {}", answer.body.len());
            assert!(!seen.contains(&answer.body), "{path}");
            seen.push(answer.body);
        }
    });
}

#[test]
fn pages_name_their_preview() {
    let app = TestApp::on_sqlite();
    let base = format!("http://{}", app.address);
    for (page, picture) in [
        ("/fr", "/og/fr.png"),
        ("/en/axes/4", "/og/en/axis/4.png"),
        ("/fr/objectives/32-1", "/og/fr/objective/32-1.png"),
        ("/fr/axes/4?release=2025", "/og/fr/axis/4.png?release=2025"),
        ("/fr/embed", "/og/fr.png"),
    ] {
        let named = app.page(page).values("meta[property='og:image']", "content");
        assert_eq!(named, [format!("{base}{picture}")], "{page}");
        assert_eq!(app.get(picture).status, 200);
    }
}
