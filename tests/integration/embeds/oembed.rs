use roxmltree::Document;

use crate::support::{TestApp, on_each_database};

fn asked(app: &TestApp, page: &str, more: &str) -> String {
    let url = format!("http://{}{page}", app.address);
    let url: String = form_urlencoded::byte_serialize(url.as_bytes()).collect();
    format!("/oembed?url={url}{more}")
}

#[test]
fn a_page_is_a_frame() {
    on_each_database(|app| {
        let base = format!("http://{}", app.address);
        let answer = app.json(&asked(app, "/fr/axes/4", ""));
        assert_eq!((answer["version"].as_str(), answer["type"].as_str()), (Some("1.0"), Some("rich")));
        assert_eq!(answer["title"], "Axe\u{a0}4, avancement publié\u{a0}: 40\u{a0}%");
        let html = answer["html"].as_str().expect("HTML");
        assert!(html.starts_with(&format!("<iframe src=\"{base}/embed/axis/4\" ")), "{html}");
        assert_eq!(answer["width"], 480);
        assert!(html.contains("width=\"480\"") && html.contains(&format!("height=\"{}\"", answer["height"])));
        assert_eq!(answer["thumbnail_url"], format!("{base}/og/fr/axis/4.png"));
        assert_eq!(app.get("/embed/axis/4").status, 200);
    });
}

#[test]
fn the_language_and_the_release_of_the_page_are_kept() {
    let app = TestApp::on_sqlite();
    let answer = app.json(&asked(&app, "/en/objectives/32-1?release=2026.1", ""));
    assert_eq!(answer["title"], "Objective\u{a0}32-1, published progress: 100%");
    let html = answer["html"].as_str().expect("HTML");
    assert!(html.contains("/embed/objective/32-1?lang=en&amp;release=2026.1\""), "{html}");
    assert_eq!(answer["cache_age"], 31_536_000, "one revision never changes");
    let frozen = app.json(&asked(&app, "/fr/axes/4?release=2025", ""));
    assert_eq!(frozen["title"], "Axe\u{a0}4, avancement publié\u{a0}: non publié");
}

#[test]
fn the_size_that_is_asked_for_is_not_exceeded() {
    let app = TestApp::on_sqlite();
    let answer = app.json(&asked(&app, "/fr/axes/4", "&maxwidth=300&maxheight=200"));
    assert_eq!((answer["width"].as_i64(), answer["height"].as_i64()), (Some(300), Some(200)));
    let html = answer["html"].as_str().expect("HTML");
    assert!(html.contains("width=\"300\" height=\"200\""), "{html}");
    assert!(answer.get("thumbnail_url").is_none(), "a preview is 1200 by 630");
    let wide = app.json(&asked(&app, "/fr/axes/4", "&maxwidth=2000&maxheight=2000"));
    assert_eq!((wide["width"].as_i64(), wide["thumbnail_width"].as_i64()), (Some(480), Some(1200)));
}

#[test]
fn it_is_told_as_xml_too() {
    let app = TestApp::on_sqlite();
    let answer = app.get(&asked(&app, "/fr/axes/4", "&format=xml"));
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("text/xml; charset=utf-8")));
    let (text, json) = (answer.text(), app.json(&asked(&app, "/fr/axes/4", "&format=json")));
    let document = Document::parse(&text).expect("XML");
    let told = |name: &str| document.descendants().find(|node| node.has_tag_name(name)).and_then(|node| node.text());
    for member in ["version", "type", "title", "html", "author_name", "provider_url", "thumbnail_url"] {
        assert_eq!(told(member), json[member].as_str(), "{member}");
    }
    assert_eq!(told("width"), Some("480"));
}

#[test]
fn pages_lead_to_it() {
    let app = TestApp::on_sqlite();
    for path in ["/fr/axes/4", "/en/actions/15", "/fr/objectives/32-1?release=2026.1"] {
        let page = app.page(path);
        for (media, format) in [("application/json+oembed", "json"), ("text/xml+oembed", "xml")] {
            let found = page.values(&format!("link[rel=alternate][type='{media}']"), "href");
            assert_eq!(found, [format!("http://{}{}", app.address, asked(&app, path, &format!("&format={format}")))]);
            let path = found[0].split_once(&app.address.to_string()).expect("an address here").1;
            assert_eq!(app.get(path).status, 200, "{path}");
        }
    }
    assert!(app.page("/fr").values("link[type='application/json+oembed']", "href").is_empty());
}

#[test]
fn other_addresses_formats_and_sizes_are_refused() {
    let app = TestApp::on_sqlite();
    app.refusal("/oembed?url=http%3A%2F%2Fother.example%2Ffr%2Faxes%2F4", 404, "not_found");
    app.refusal(&asked(&app, "/fr/axes/9", ""), 404, "not_found");
    app.refusal(&asked(&app, "/fr", ""), 404, "not_found");
    app.refusal(&asked(&app, "/fr/axes/4?release=1999", ""), 404, "unknown_release");
    app.refusal(&asked(&app, "/fr/axes/4", "&format=yaml"), 501, "not_implemented");
    app.refusal("/oembed", 400, "invalid_parameter");
    app.refusal(&asked(&app, "/fr/axes/4", "&maxwidth=0"), 400, "invalid_parameter");
    app.refusal(&asked(&app, "/fr/axes/4", "&maxwidht=300"), 400, "unknown_parameter");
}
