//! `/releases/{id}/manifest.json`, `manifest.sig`, `bundle.zip`, and the key.

use serde_json::json;

use super::{UNLISTED, listed, openssl_verifies, sha256, text, unzipped, write};
use crate::support::{Database, TestApp, databases, problem::says};

const BUNDLE: &str = "/api/v1/releases/2026/bundle.zip";

/// One bundle a database, from which all that can be said of one is said.
#[test]
fn every_file_is_what_the_manifest_and_the_service_say() {
    for database in databases() {
        let app = TestApp::with(database, |config| config.public_url = Some("https://jalon.example".to_owned()));
        let on = app.database.name();
        let answer = app.request("GET", BUNDLE, &[("Accept-Encoding", "br, gzip")]);
        let said = || if answer.status == 200 { "" } else { str::from_utf8(&answer.body).unwrap_or_default() };
        assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/zip")), "{on}: {}", said());
        assert_eq!(answer.header("content-disposition"), Some("attachment; filename=\"jalon-2026.1.zip\""));
        assert_eq!((answer.header("content-encoding"), answer.header("jalon-release")), (None, Some("2026.1")));
        let files = unzipped(&answer.body);

        let manifest = app.get("/api/v1/releases/2026.1/manifest.json");
        let signature = app.get("/api/v1/releases/2026.1/manifest.sig");
        let key = app.get("/.well-known/jalon-signing-key.pem");
        assert_eq!(signature.header("content-type"), Some("application/octet-stream"));
        assert_eq!(signature.body.len(), 64);
        for (name, served) in UNLISTED.iter().zip([&manifest, &signature, &key]) {
            assert_eq!(served.status, 200, "{name}");
            assert!(files[*name] == served.body, "{name} on {on}");
        }
        if super::has_openssl() {
            let folder = tempfile::tempdir().expect("a temporary directory");
            write(folder.path(), &files);
            assert!(openssl_verifies(folder.path()), "{on}");
        }

        let manifest = manifest.json();
        assert_eq!(manifest["release"]["pinned"], "2026.1");
        assert_eq!(manifest["program"], json!({"name": "jalon", "version": env!("CARGO_PKG_VERSION")}));
        assert_eq!((&manifest["base"], &manifest["manifest"]), (&json!("https://jalon.example"), &json!(1)));
        assert_eq!(manifest["counts"]["fr-en-strategie-numerique-objectifs"], 46);
        assert_eq!(listed(&manifest).len() + UNLISTED.len(), files.len(), "{on}");
        let mut served = 0;
        for file in listed(&manifest) {
            let path = text(&file["path"]);
            assert_eq!(file["sha256"], sha256(&files[path]), "{path} on {on}");
            assert_eq!(file["bytes"], files[path].len(), "{path} on {on}");
            if let Some(address) = file["served_at"].as_str() {
                let answer = app.get(address);
                assert_eq!((answer.status, sha256(&answer.body)), (200, text(&file["sha256"]).to_owned()), "{address}");
                served += 1;
            }
        }
        // Fifteen datasets in six formats, and five documents.
        assert_eq!(served, 15 * 6 + 5, "{on}");
    }
}

#[test]
fn what_is_asked_for_at_once_is_built_once_and_given_to_all() {
    let app = TestApp::on_sqlite();
    let ask = |path: &'static str| {
        let app = &app;
        move || app.get(path)
    };
    std::thread::scope(|scope| {
        let others = [BUNDLE, "/api/v1/releases/2026.1/bundle.zip"].map(|path| scope.spawn(ask(path)));
        let manifest = scope.spawn(ask("/api/v1/releases/2026/manifest.json")).join().expect("an answer");
        for other in others {
            let answer = other.join().expect("an answer");
            assert_eq!((answer.status, manifest.status), (200, 200));
            assert!(unzipped(&answer.body)["manifest.json"] == manifest.body);
        }
    });
    validators_and_caching(&app);
}

fn validators_and_caching(app: &TestApp) {
    for name in ["bundle.zip", "manifest.json", "manifest.sig"] {
        let path = format!("/api/v1/releases/2026.1/{name}");
        let (answer, head) = (app.get(&path), app.request("HEAD", &path, &[]));
        let etag = answer.header("etag").expect("an ETag").to_owned();
        assert!(etag.starts_with('"'), "{name}: {etag}");
        assert_eq!((head.status, head.header("etag")), (200, Some(etag.as_str())), "{name}");
        assert_eq!(head.header("content-length"), Some(answer.body.len().to_string().as_str()), "{name}");
        let known = app.request("GET", &path, &[("If-None-Match", &etag)]);
        assert_eq!((known.status, known.header("etag"), known.body.len()), (304, Some(etag.as_str()), 0), "{name}");
        let modified = answer.header("last-modified").expect("a date").to_owned();
        assert_eq!(app.request("GET", &path, &[("If-Modified-Since", &modified)]).status, 304, "{name}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{name}");
        let cited = format!("<http://{}/api/v1?release=2026.1>; rel=\"cite-as\"", app.address);
        assert_eq!(answer.header("link"), Some(cited.as_str()), "{name}");
        let control = |path: &str| app.get(path).header("cache-control").unwrap_or_default().to_owned();
        assert!(control(&path).contains("max-age=86400"), "{name}");
        assert!(control(&path.replace("2026.1", "2026")).contains("max-age=60,"), "{name}");
    }
    let release = app.json("/api/v1/releases/2026");
    for (name, file) in
        [("manifest", "manifest.json"), ("manifest_signature", "manifest.sig"), ("bundle", "bundle.zip")]
    {
        let expected = format!("http://{}/api/v1/releases/2026.1/{file}", app.address);
        assert_eq!(release["links"][name], expected.as_str());
    }
}

#[test]
fn what_does_not_exist_is_refused_before_anything_is_built() {
    let app = TestApp::with(Database::sqlite(), |_| {});
    for name in ["bundle.zip", "manifest.json", "manifest.sig"] {
        let problem = app.refusal(&format!("/api/v1/releases/2031/{name}"), 404, "unknown_release");
        assert!(says(&problem, "expected", "2026"), "{problem}");
        app.refusal(&format!("/api/v1/releases/2026.9/{name}"), 404, "unknown_release");
        let problem = app.refusal(&format!("/api/v1/releases/x/{name}"), 400, "invalid_parameter");
        assert_eq!((&problem["value"], &problem["param"]), (&json!("x"), &json!("release")));
        app.refusal(&format!("/api/v1/releases/2026/{name}?release=2025"), 400, "unknown_parameter");
        let path = format!("/api/v1/releases/2026/{name}");
        app.request("GET", &path, &[("Accept", "text/html")]).problem(406, "not_acceptable");
        app.request("POST", &path, &[]).problem(405, "method_not_allowed");
    }
    let problem = app.refusal("/api/v1/releases/2026/manifest.jso", 404, "unknown_path");
    assert_eq!(problem["did_you_mean"], "/api/v1/releases/2026/manifest.json");
}
