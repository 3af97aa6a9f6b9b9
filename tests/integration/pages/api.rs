use crate::support::TestApp;

#[test]
fn the_documentation_has_every_address_that_is_read() {
    let app = TestApp::on_sqlite();
    let page = app.page("/fr/api");
    assert_eq!((page.status, page.text("h1").as_str()), (200, "L’API, pour les programmes"));
    let contract = app.json("/api/v1/openapi.json");
    let paths = contract["paths"].as_object().expect("paths");
    let mut read: Vec<String> =
        paths.iter().filter(|(_, item)| item["get"].is_object()).map(|(path, _)| format!("GET {path}")).collect();
    let mut shown = page.texts(".reference summary code:first-child");
    read.sort();
    shown.sort();
    assert_eq!(shown, read);
}

#[test]
fn the_english_of_the_contract_is_marked_on_the_french_page() {
    let app = TestApp::on_sqlite();
    let page = app.page("/fr/api");
    assert_eq!(page.values(".reference", "lang"), ["en"]);
    let axes = page.text("details#list_axes");
    assert!(axes.starts_with("GET /api/v1/axes The axes of the strategy"), "{axes}");
    assert!(axes.contains("Also takes") && axes.contains("release"), "{axes}");
}

#[test]
fn what_many_addresses_take_is_told_once_and_found() {
    let app = TestApp::on_sqlite();
    let page = app.page("/en/api");
    let places = page.values("details a", "href");
    assert!(!places.is_empty());
    for place in places {
        assert_eq!(page.texts(place.as_str()).len(), 1, "{place}");
    }
}

#[test]
fn what_the_documentation_links_to_is_there() {
    let app = TestApp::on_sqlite();
    let page = app.page("/en/api");
    for link in page.values("main a[href^='/']", "href") {
        assert_eq!(app.get(&link).status, 200, "{link}");
    }
    assert_eq!(page.links("The OpenAPI 3.1 contract (JSON)"), ["/api/v1/openapi.json"]);
    assert_eq!(page.links("Explore and try the API"), ["/api/v1/docs/"]);
    assert_eq!(page.text("#first-call"), format!("curl 'http://{}/api/v1/axes/4'", app.address));
}

/// With its stylesheet, script and icon it fits in 60 kB as browsers receive them.
#[test]
fn it_is_light() {
    let app = TestApp::on_sqlite();
    let sent = app.request("GET", "/fr/api", &[("Accept-Encoding", "br")]).body.len();
    assert!(sent < 40_000, "{sent} bytes");
}
