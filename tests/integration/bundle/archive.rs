//! The archive itself: the same bytes everywhere, and files that their readers take.

use jalon::domain::signature::PrivateKey;

use super::{UNLISTED, listed, made, text, unzipped};
use crate::support::{Database, TestApp, cli::Served, databases};

fn key() -> PrivateKey {
    PrivateKey::from_seed(&[7; 32])
}

fn bundle(database: Database, path: &str) -> Vec<u8> {
    let app = TestApp::with(database, |config| config.signing_key = Some(key()));
    let answer = app.get(path);
    assert_eq!(answer.status, 200, "{path}");
    answer.body
}

#[test]
fn every_database_gives_the_same_bytes_at_any_time() {
    for path in ["/api/v1/releases/2026.1/bundle.zip", "/api/v1/releases/2023/bundle.zip"] {
        // Seconds lie between one and the next, more than the steps of two seconds in which archives keep time.
        let all = databases().into_iter().chain([Database::sqlite()]);
        let bundles: Vec<(&str, Vec<u8>)> = all.map(|one| (one.name(), bundle(one, path))).collect();
        for (name, other) in &bundles[1..] {
            assert!(*other == bundles[0].1, "{path} differs on {name}");
        }
    }
}

#[test]
fn every_entry_has_the_time_of_the_release_and_its_place() {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&made().archive)).expect("an archive");
    let mut names = Vec::new();
    for index in 0..archive.len() {
        let file = archive.by_index(index).expect("a file");
        let name = file.name().expect("UTF-8").into_owned();
        let time = file.last_modified().expect("a time");
        let day = (time.year(), time.month(), time.day());
        assert_eq!((day, time.hour(), time.minute(), time.second()), ((2026, 11, 22), 14, 0, 0), "{name}");
        assert_eq!(file.unix_mode().map(|mode| mode & 0o777), Some(0o644), "{name}");
        names.push(name);
    }
    assert_eq!(names[..3], UNLISTED);
    assert!(names[3..].is_sorted(), "{names:?}");
}

#[test]
fn the_files_explain_themselves_in_both_languages() {
    let files = unzipped(&made().archive);
    let read = |name: &str| String::from_utf8(files[name].clone()).expect("UTF-8");
    for (name, words) in [
        ("LISEZMOI.md", ["**2026.1**", "Vérifier", "2026-11-22"]),
        ("README.md", ["**2026.1**", "Verifying", "2026-11-22"]),
        ("LICENCE.txt", ["Licence Ouverte 2.0", "https://www.etalab.gouv.fr/", "publication 2026.1"]),
        ("CITATION.cff", ["cff-version: 1.2.0", "version: \"2026.1\"", "license: etalab-2.0"]),
    ] {
        let text = read(name);
        for word in words {
            assert!(text.contains(word), "{word} in {name}: {text}");
        }
        assert!(!text.contains('{'), "{name} has a place that was not filled: {text}");
    }
    assert!(read("data/turtle/fr-en-strategie-numerique-axes.ttl").contains("https://jalon.invalid/"));
}

/// Whoever builds a bundle, its files name no machine and no service.
#[test]
fn no_file_says_where_it_was_built() {
    let (files, folder) = (unzipped(&made().archive), made().folder.path().display().to_string());
    let contains = |bytes: &[u8], words: &str| bytes.windows(words.len()).any(|window| window == words.as_bytes());
    for (name, bytes) in &files {
        for words in [folder.as_str(), env!("CARGO_MANIFEST_DIR"), "127.0.0.1", "localhost"] {
            assert!(!contains(bytes, words), "{words} in {name}");
        }
    }
}

#[test]
fn the_data_package_lists_the_csv_files_with_their_digests() {
    let files = unzipped(&made().archive);
    let package: serde_json::Value = serde_json::from_slice(&files["datapackage.json"]).expect("JSON");
    let manifest: serde_json::Value = serde_json::from_slice(&files["manifest.json"]).expect("JSON");
    assert_eq!((&package["version"], &manifest["base"]), (&"2026.1".into(), &serde_json::Value::Null));
    assert!(package["homepage"].is_null() && package["id"].is_null());
    let resources = package["resources"].as_array().expect("resources");
    assert_eq!(resources.len(), 15);
    for resource in resources {
        let file = listed(&manifest).into_iter().find(|file| file["path"] == resource["path"]).expect("a listed file");
        assert_eq!(text(&resource["hash"]), format!("sha256:{}", text(&file["sha256"])));
        assert_eq!(resource["bytes"], file["bytes"]);
    }
}

#[test]
fn the_database_of_a_bundle_is_served_by_another_instance() {
    let folder = tempfile::tempdir().expect("a temporary directory");
    let path = folder.path().join("jalon.db");
    std::fs::write(&path, &unzipped(&made().archive)["jalon.db"]).expect("the database can be written");
    let served = Served::start(&[("DATABASE_URL", &format!("sqlite://{}", path.display()))]);
    let get = |path: &str| {
        let url = format!("http://{}{path}", served.address);
        let mut answer = ureq::get(&url).call().unwrap_or_else(|error| panic!("{path}: {error}"));
        let body = answer.body_mut().read_to_string().expect("text");
        serde_json::from_str::<serde_json::Value>(&body).expect("JSON")
    };
    let releases = get("/api/v1/releases");
    assert_eq!(releases["meta"]["total"], 1, "{releases}");
    assert_eq!(releases["data"][0]["pinned"], "2026.1");
    let app = TestApp::on_sqlite();
    for path in ["/api/v1/axes/4", "/api/v1/objectives/34", "/api/v1/actions/15/derivation"] {
        assert_eq!(get(path)["data"]["code"], app.json(path)["data"]["code"], "{path}");
    }
    assert_eq!(get("/api/v1/search?q=ecole")["meta"]["total"], app.json("/api/v1/search?q=ecole")["meta"]["total"]);
    assert_eq!(get("/api/v1/axes/4")["data"]["progress"], 40);
}
