//! Paths whose letters are encoded: the same address (RFC 3986, section 6.2.2.2), with all that belongs to it.

use crate::support::{Database, TestApp, on_each_database};

/// An address as it is written, and in other ways.
const SAME: [(&str, &str); 9] = [
    ("/api/explore/v2.1/catalog", "/api/%65xplore/v2.1/catalog"),
    ("/api/explore/v2.1/catalog/datasets", "/%61pi/explore/v2%2E1//catalog/dataset%73/"),
    ("/api/explore/v2.1/catalog/datasets/nope", "/api/explor%65/v2.1/catalog/datasets/%6eope"),
    // What remains of a sequence that is none may not become one.
    ("/api/explore/v2.1/catalog/facets", "/api/%%36%35xplore/v2.1/catalog/facets"),
    ("/api/v1/objectives/32-1", "/api/v1/objectives/3%32%2d1"),
    ("/api/v1/axes", "/api/v1/%61xes"),
    ("/fr/axes/4", "/%66r/axes/%34"),
    ("/embed/axis/4", "/%65mbed/axi%73/4"),
    ("/health/live", "/%68ealth/live"),
];

#[test]
fn encoded_letters_make_no_other_address() {
    on_each_database(|app| {
        for (plain, other) in SAME {
            let (expected, answer) = (app.get(plain), app.get(other));
            assert_eq!(answer.status, expected.status, "{other}");
            assert_eq!(answer.text(), expected.text(), "{other}");
            for name in [
                "content-type",
                "etag",
                "content-security-policy",
                "access-control-expose-headers",
                "x-ratelimit-limit",
                "link",
            ] {
                assert_eq!(answer.header(name), expected.header(name), "{other}: {name}");
            }
        }
    });
}

#[test]
fn encoded_letters_lead_around_no_quota() {
    let app = TestApp::with(Database::sqlite(), |config| config.explore_quota = 1);
    assert_eq!(app.get("/api/explore/v2.1/catalog").status, 200);
    for path in ["/api/explore/v2.1/catalog", "/api/%65xplore/v2.1/catalog", "/api/%%36%35xplore/v2.1/catalog"] {
        assert_eq!(app.get(path).status, 429, "{path}");
    }
}

#[test]
fn a_slash_or_percent_sign_that_is_encoded_stays_a_character() {
    let app = TestApp::on_sqlite();
    for path in ["/api%2Fv1", "/api/v1%2faxes", "/api/v1/%2561xes", "/api/v1/axes%3Flimit=1"] {
        assert_eq!(app.get(path).status, 404, "{path}");
    }
}

/// A citation of a citation of … would ask the service for itself as often as an address is long.
#[test]
fn no_way_to_write_its_address_makes_a_citation_citable() {
    let app = TestApp::on_sqlite();
    for written in ["/api/v1/cite", "/api/v1/%63ite", "/api/v1/%%36%33ite", "/%61pi/v1/cit%65?path=/api/v1/%63ite"] {
        for parameter in ["path", "url"] {
            let query = form_urlencoded::Serializer::new(String::new()).append_pair(parameter, written).finish();
            app.get(&format!("/api/v1/cite?{query}")).problem(400, "not_citable");
        }
    }
    let axis = form_urlencoded::Serializer::new(String::new()).append_pair("path", "/api/v1/%61xes/4").finish();
    let url = app.json(&format!("/api/v1/cite?{axis}"))["data"]["url"].clone();
    assert!(url.as_str().is_some_and(|url| url.contains("/api/v1/axes/4?")), "{url}");
}
