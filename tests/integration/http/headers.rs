//! Headers of every answer: any origin may read, nothing is sniffed, only embeds are framed, caches know what to do.

use crate::support::{Answer, Database, TestApp};

type Headers<'a> = &'a [(&'a str, &'a str)];

/// One answer of each kind and of each surface, with what it was asked.
fn all_kinds(app: &TestApp) -> Vec<(String, Answer)> {
    let etag = |path| app.get(path).header("etag").expect("an ETag").to_owned();
    let [item, page, embed] = ["/api/v1/axes/4", "/fr/axes/4", "/embed/axis/4"].map(etag);
    let asked: [(&str, u16, &str, Headers); 36] = [
        ("GET", 200, "/api/v1", &[]),
        ("GET", 200, "/api/v1/axes/4", &[]),
        ("GET", 200, "/api/v1/objectives", &[("Accept-Encoding", "br")]),
        ("GET", 200, "/api/v1/objectives?format=csv", &[]),
        ("GET", 200, "/api/v1/sources/detail-2026/text", &[]),
        ("GET", 200, "/api/v1/openapi.json", &[]),
        ("GET", 200, "/health/ready", &[]),
        ("GET", 304, "/api/v1/axes/4", &[("If-None-Match", &item)]),
        ("GET", 400, "/api/v1/axes?limit=x", &[]),
        ("GET", 400, "/api/v1/axes/%FF", &[]),
        ("GET", 404, "/nowhere", &[]),
        ("GET", 404, "/api/v1/axes/5", &[]),
        ("POST", 405, "/api/v1/axes", &[]),
        ("GET", 406, "/api/v1/axes", &[("Accept", "application/xml")]),
        ("OPTIONS", 204, "/api/v1/axes", &[]),
        ("GET", 200, "/api/v1/docs/", &[]),
        ("GET", 404, "/api/v1/docs/nothing", &[]),
        ("GET", 302, "/", &[]),
        ("GET", 200, "/fr", &[]),
        ("GET", 304, "/fr/axes/4", &[("If-None-Match", &page)]),
        ("GET", 404, "/fr/nothing", &[]),
        ("POST", 405, "/fr", &[]),
        ("GET", 200, "/embed/axis/4", &[]),
        ("GET", 304, "/embed/axis/4", &[("If-None-Match", &embed)]),
        ("GET", 404, "/embed/axis/9", &[]),
        ("POST", 405, "/embed/axis/4", &[]),
        ("GET", 200, "/embed/axis/4.svg", &[]),
        ("GET", 200, "/badge/axis/4.svg", &[]),
        ("GET", 404, "/badge/axis/9.svg", &[]),
        ("GET", 307, "/explore/", &[]),
        ("GET", 200, "/api/explore/v2.1/catalog/datasets", &[]),
        ("GET", 200, "/api/explore/v2.1/catalog/exports/csv", &[]),
        ("GET", 400, "/api/explore/v2.1/catalog/datasets?limit=x", &[]),
        ("POST", 405, "/api/explore/v2.1/catalog/datasets", &[]),
        ("GET", 200, "/catalog.ttl", &[]),
        ("GET", 200, "/feeds/releases.atom", &[]),
    ];
    let mut answers = Vec::new();
    for (method, status, path, headers) in asked {
        let answer = app.request(method, path, headers);
        assert_eq!(answer.status, status, "{method} {path}");
        answers.push((format!("{method} {path} ({status})"), answer));
    }
    let long = app.get(&format!("/api/v1/axes?q={}", "a".repeat(5000)));
    assert_eq!(long.status, 414);
    answers.push(("a long address (414)".to_owned(), long));
    answers
}

#[test]
fn any_origin_may_read_every_answer() {
    for (asked, answer) in all_kinds(&TestApp::on_sqlite()) {
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"), "{asked}");
        for name in ["ETag", "Link", "Jalon-Release", "Content-Disposition"] {
            assert!(answer.exposes(name), "{asked}: {name}");
        }
    }
}

#[test]
fn no_answer_is_sniffed_and_only_what_is_made_for_frames_is_framed() {
    for (asked, answer) in all_kinds(&TestApp::on_sqlite()) {
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{asked}");
        let of = |folder: &str| asked.split(' ').nth(1).is_some_and(|path| path.starts_with(folder));
        let is_for_frames = of("/embed/") || of("/badge/");
        let ancestors = if is_for_frames { "*" } else { "'none'" };
        let policy = answer.header("content-security-policy").unwrap_or_default();
        let parts: Vec<&str> = policy.split("; ").collect();
        for part in ["default-src 'none'", &format!("frame-ancestors {ancestors}"), "base-uri 'none'"] {
            assert!(parts.contains(&part), "{asked}: {policy}");
        }
        // The explorer of the contract has styles within its page, and nothing has scripts there.
        let inline: Vec<&str> = parts.into_iter().filter(|part| part.contains("unsafe")).collect();
        let expected: &[&str] = if of("/api/v1/docs/") { &["style-src 'self' 'unsafe-inline'"] } else { &[] };
        assert_eq!(inline, expected, "{asked}: {policy}");
    }
}

/// Documents lead elsewhere, and old browsers show them in frames; pictures and frames are shown by sites that isolate
/// themselves (Fetch, section 3.7). Data needs none of it: it leads nowhere, and is fetched with CORS.
#[test]
fn documents_and_what_others_show_have_headers_of_their_own() {
    const NAMES: [&str; 3] = ["referrer-policy", "x-frame-options", "cross-origin-resource-policy"];
    let app = TestApp::on_sqlite();
    let none = [None; 3];
    let document = [Some("no-referrer"), Some("DENY"), None];
    let shown = [None, None, Some("cross-origin")];
    let frame = [Some("no-referrer"), None, Some("cross-origin")];
    for (path, status, expected) in [
        ("/fr", 200, document),
        ("/en/axes/4", 200, document),
        ("/fr/nothing", 404, document),
        ("/api/v1/docs/", 200, document),
        ("/embed/axis/4", 200, frame),
        ("/embed/axis/9", 404, frame),
        ("/embed/axis/4.svg", 200, shown),
        ("/badge/axis/4.svg", 200, shown),
        ("/badge/axis/9.svg", 404, shown),
        ("/og/fr/axis/4.png", 200, shown),
        ("/api/v1/axes/4", 200, none),
        ("/api/v1/axes/5", 404, none),
        ("/api/v1/axes?format=csv", 200, none),
        ("/api/explore/v2.1/catalog/datasets", 200, none),
        ("/catalog.ttl", 200, none),
    ] {
        // Asked twice: the second answer is one that was kept.
        for _ in 0..2 {
            let answer = app.get(path);
            assert_eq!(answer.status, status, "{path}");
            assert_eq!(NAMES.map(|name| answer.header(name)), expected, "{path}");
        }
        let Some(etag) = app.get(path).header("etag").filter(|_| status == 200).map(str::to_owned) else { continue };
        let unchanged = app.request("GET", path, &[("If-None-Match", &etag)]);
        assert_eq!(unchanged.status, 304, "{path}");
        assert_eq!(NAMES.map(|name| unchanged.header(name)), expected, "{path} (304)");
    }
}

#[test]
fn no_header_is_sent_twice() {
    for (asked, answer) in all_kinds(&TestApp::on_sqlite()) {
        let mut names: Vec<&str> = answer.headers.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "{asked}: {names:?}");
    }
}

#[test]
fn no_cookie_is_set_and_the_program_is_not_named() {
    for (asked, answer) in all_kinds(&TestApp::on_sqlite()) {
        for name in ["set-cookie", "server", "x-powered-by"] {
            assert_eq!(answer.header(name), None, "{asked}");
        }
    }
}

#[test]
fn caches_know_what_to_do_with_every_answer() {
    let app = TestApp::on_sqlite();
    for path in ["/api/v1", "/api/v1/axes/4", "/api/v1/objectives", "/api/v1/objectives?format=csv"] {
        let control = app.get(path).header("cache-control").unwrap_or_default().to_owned();
        for part in ["public", "max-age=", "stale-while-revalidate="] {
            assert!(control.contains(part), "{path}: {control}");
        }
    }
    for path in ["/nowhere", "/api/v1/axes/5", "/api/v1/axes?limit=x", "/health/ready"] {
        assert_eq!(app.get(path).header("cache-control"), Some("no-store"), "{path}");
    }
}

#[test]
fn every_answer_of_data_names_its_release() {
    let app = TestApp::on_sqlite();
    for (query, pinned) in [("", "2026.1"), ("?release=2023", "2023.1"), ("?as_of=2026-03-31", "2026.1")] {
        for path in ["/api/v1/axes/4", "/api/v1/objectives", "/api/v1/statements"] {
            let answer = app.get(&format!("{path}{query}"));
            assert_eq!(answer.header("jalon-release"), Some(pinned), "{path}{query}");
            assert_eq!(answer.json()["meta"]["release"]["pinned"], pinned, "{path}{query}");
        }
    }
}

#[test]
fn strict_transport_security_is_sent_only_behind_an_address_with_tls() {
    let of = |url: Option<&str>| {
        let app = TestApp::with(Database::sqlite(), |config| config.public_url = url.map(str::to_owned));
        all_kinds(&app)
    };
    for (asked, answer) in of(Some("https://jalon.example")) {
        assert!(answer.header("strict-transport-security").is_some_and(|v| v.contains("max-age=")), "{asked}");
    }
    for (asked, answer) in of(Some("http://jalon.example")).into_iter().chain(of(None)) {
        assert_eq!(answer.header("strict-transport-security"), None, "{asked}");
    }
}
