//! Citations: written by hand from ISO 690:2021, APA 7 (section 10.9), the RIS tags and the CSL-JSON schema.

use serde_json::{Value, json};

use super::follow;
use crate::support::{Answer, Database, TestApp, on_each_database, problem::says};

const BASE: &str = "https://jalon.example";

/// A service that knows its address, so that citations can be written down.
fn app() -> TestApp {
    TestApp::with(Database::sqlite(), |config| config.public_url = Some(BASE.to_owned()))
}

fn cite(app: &TestApp, parameters: &[(&str, &str)]) -> Answer {
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
    app.get(&format!("/api/v1/cite?{query}"))
}

fn cited(app: &TestApp, parameters: &[(&str, &str)]) -> Value {
    let answer = cite(app, parameters);
    assert_eq!(answer.status, 200, "{parameters:?}: {}", answer.text());
    answer.json()["data"].clone()
}

fn hash(app: &TestApp, release: &str) -> String {
    app.json(&format!("/api/v1/releases/{release}"))["data"]["content_sha256"].as_str().expect("a hash").to_owned()
}

/// Objective 34 is stated in English alone.
const TITLE: &str = "100% of online services to be accessible by the end of 2026 (objectives/34)";
const URL: &str = "https://jalon.example/api/v1/objectives/34?release=2026.1";

#[test]
fn iso_690_in_both_languages() {
    let app = app();
    let hash = hash(&app, "2026.1");
    let style = |lang| cite(&app, &[("url", "/api/v1/objectives/34"), ("style", "iso690"), ("lang", lang)]);
    let fr = style("fr");
    assert_eq!(fr.header("content-type"), Some("text/plain; charset=utf-8"));
    assert_eq!(
        fr.text(),
        format!(
            "MINISTÈRE DE L'ÉDUCATION NATIONALE. {TITLE} [jeu de données en ligne]. In : Stratégie du numérique pour \
             l’éducation 2023-2027 : données ouvertes. Version 2026.1. Jalon, révision enregistrée le 2026-11-22 \
             (sources non datées). SHA-256 : {hash}. Disponible à l’adresse : {URL}"
        )
    );
    assert_eq!(
        style("en").text(),
        format!(
            "MINISTÈRE DE L'ÉDUCATION NATIONALE. {TITLE} [online data set]. In: Digital strategy for education 2023-2027: \
             open data. Version 2026.1. Jalon, revision recorded 2026-11-22 (sources undated). SHA-256: {hash}. Available \
             from: {URL}"
        )
    );
}

#[test]
fn apa_with_the_day_of_access() {
    let app = app();
    let hash = hash(&app, "2026.1");
    let parameters = [("url", URL), ("style", "apa"), ("lang", "en"), ("accessed", "2026-12-01")];
    assert_eq!(
        cite(&app, &parameters).text(),
        format!(
            "Ministère de l'Éducation nationale. (2026). {TITLE}. In Digital strategy for education 2023-2027: open data \
             (Version 2026.1) [Data set; sources undated, revision recorded 2026-11-22; SHA-256 {hash}]. Jalon. Retrieved \
             December 1, 2026, from {URL}"
        )
    );
}

#[test]
fn bibtex_is_escaped_and_its_address_is_not() {
    let app = app();
    let hash = hash(&app, "2026.1");
    let answer = cite(&app, &[("path", "/api/v1/objectives/34"), ("style", "bibtex"), ("accessed", "2026-12-01")]);
    assert_eq!(answer.header("content-type"), Some("application/x-bibtex; charset=utf-8"));
    assert_eq!(
        answer.text(),
        format!(
            "@misc{{jalon-2026.1-v1-objectives-34,\n  author = {{{{Ministère de l'Éducation nationale}}}},\n  title = \
             {{{{100\\% of online services to be accessible by the end of 2026 (objectives/34)}}}},\n  howpublished = \
             {{Stratégie du numérique pour l’éducation 2023-2027 : données ouvertes}},\n  publisher = {{Jalon}},\n  year = \
             {{2026}},\n  date = {{2026-11-22}},\n  version = {{2026.1}},\n  url = {{{URL}}},\n  urldate = \
             {{2026-12-01}},\n  note = {{Sources non datées ; révision enregistrée le 2026-11-22. SHA-256 de la révision : \
             {hash}}},\n}}\n"
        )
    );
    // A list with filters: its place holds what LaTeX reads as commands.
    let list = cite(&app, &[("path", "/api/v1/objectives?publication_state=published&q=100%25"), ("style", "bibtex")]);
    assert!(list.text().contains("(objectives, publication\\_state=published, q=100\\%)}}"), "{}", list.text());
    let url = "url = {https://jalon.example/api/v1/objectives?publication_state=published&q=100%25&release=2026.1}";
    assert!(list.text().contains(url), "{}", list.text());
}

#[test]
fn ris_has_a_field_a_line() {
    let app = app();
    let hash = hash(&app, "2026.1");
    let answer = cite(&app, &[("url", "/api/v1/objectives/34"), ("style", "ris"), ("accessed", "2026-12-01")]);
    assert_eq!(answer.header("content-type"), Some("application/x-research-info-systems; charset=utf-8"));
    let lines = [
        "TY  - DATA",
        "ID  - jalon-2026.1-v1-objectives-34",
        "AU  - Ministère de l'Éducation nationale",
        &format!("TI  - {TITLE}"),
        "T2  - Stratégie du numérique pour l’éducation 2023-2027 : données ouvertes",
        "PB  - Jalon",
        "PY  - 2026",
        "DA  - 2026/11/22",
        "ET  - 2026.1",
        &format!("UR  - {URL}"),
        "Y2  - 2026/12/01",
        &format!("N1  - Sources non datées ; révision enregistrée le 2026-11-22. SHA-256 de la révision : {hash}"),
        "ER  - ",
        "",
    ];
    assert_eq!(answer.text(), lines.join("\r\n"));
}

#[test]
fn csl_json_is_a_list_of_one_data_set() {
    let app = app();
    let hash = hash(&app, "2026.1");
    let answer = cite(&app, &[("url", "/api/v1/objectives/34"), ("style", "csl-json"), ("accessed", "2026-12-01")]);
    assert_eq!(answer.header("content-type"), Some("application/vnd.citationstyles.csl+json"));
    assert_eq!(
        answer.json(),
        json!([{
            "id": "jalon-2026.1-v1-objectives-34",
            "type": "dataset",
            "title": TITLE,
            "container-title": "Stratégie du numérique pour l’éducation 2023-2027 : données ouvertes",
            "author": [{"literal": "Ministère de l'Éducation nationale"}],
            "publisher": "Jalon",
            "version": "2026.1",
            "issued": {"date-parts": [[2026, 11, 22]]},
            "accessed": {"date-parts": [[2026, 12, 1]]},
            "URL": URL,
            "note": format!("Sources non datées ; révision enregistrée le 2026-11-22. SHA-256 de la révision : {hash}")
        }])
    );
}

#[test]
fn without_a_style_all_are_given_and_linked() {
    on_each_database(|app| {
        let answer = app.json("/api/v1/cite?url=/api/v1/actions/5&release=2025");
        let data = &answer["data"];
        assert_eq!(
            data["title"],
            "Permettre aux élèves de devenir des citoyens éclairés à l’ère numérique (actions/5)"
        );
        assert_eq!((&data["version"], &data["recorded_on"]), (&json!("2025.1"), &json!("2026-11-22")));
        assert_eq!(data["sha256"], hash(app, "2025.1"));
        assert_eq!((&data["accessed"], &data["absent"]["accessed"]), (&json!(null), &json!("not_applicable")));
        assert!(data["date_basis"]["en"].as_str().is_some_and(|basis| basis.contains("undated")), "{data}");
        for (style, member) in
            [("iso690", "iso690"), ("apa", "apa"), ("bibtex", "bibtex"), ("ris", "ris"), ("csl-json", "csl_json")]
        {
            let one = follow(app, &answer["links"][style]).text();
            let told = &data["styles"][member];
            assert_eq!(told.as_str().map_or_else(|| told.to_string(), str::to_owned), one, "{style}");
        }
        // The cited address gives what was cited.
        assert_eq!(follow(app, &data["url"]).json()["data"]["code"], "5");
    });
}

#[test]
fn what_has_no_title_is_named_by_its_list_and_its_place() {
    let app = app();
    for (path, title) in [
        // Named nowhere.
        ("/api/v1/actions/11", "Actions of the digital strategy for education (actions/11)"),
        ("/api/v1/axes", "Axes of the digital strategy for education (axes)"),
        ("/api/v1/axes/4/history", "Axes of the digital strategy for education (axes/4/history)"),
        ("/api/v1/search?q=pix", "search, q=pix"),
    ] {
        assert_eq!(cited(&app, &[("path", path), ("lang", "en")])["title"], title, "{path}");
    }
    let whole = cited(&app, &[]);
    assert_eq!(whole["title"], "Stratégie du numérique pour l’éducation 2023-2027 : données ouvertes");
    assert_eq!((&whole["part_of"], &whole["absent"]["part_of"]), (&json!(null), &json!("not_applicable")));
    assert_eq!(whole["url"], "https://jalon.example/api/v1?release=2026.1");
}

#[test]
fn a_statement_is_cited_by_its_words() {
    let app = app();
    let data = cited(&app, &[("path", "/api/v1/statements/objective-34.achievement.2.1")]);
    let words = "50% of essential procedures to be fully accessible by the end of 2025,";
    assert_eq!(data["title"], format!("{words} (statements/objective-34.achievement.2.1)"));
}

#[test]
fn a_release_and_a_dataset_are_cited_at_the_address_that_lasts() {
    let app = app();
    let csv = "/api/explore/v2.1/catalog/datasets/fr-en-strategie-numerique-axes/exports/csv?release=";
    for (parameters, url) in [
        (&[("url", "/api/v1/releases/2025")][..], "/api/v1?release=2025.1".to_owned()),
        (&[("dataset", "fr-en-strategie-numerique-axes")], format!("{csv}2026.1")),
        (&[("dataset", "fr-en-strategie-numerique-axes"), ("release", "2025")], format!("{csv}2025.1")),
        (&[("path", "/explore/dataset/fr-en-strategie-numerique-axes/")], format!("{csv}2026.1")),
        (&[("path", "/catalog/fr-en-strategie-numerique-axes")], format!("{csv}2026.1")),
        (&[("path", "/api/explore/v2.1/catalog/datasets/fr-en-strategie-numerique-axes?x=1")], format!("{csv}2026.1")),
        (
            &[("url", "https://jalon.example/api/v1/axes/4?as_of=2025-12-01#x")],
            "/api/v1/axes/4?release=2025.1".to_owned(),
        ),
        (&[("url", "http://jalon.example/api/v1/axes/4")], "/api/v1/axes/4?release=2026.1".to_owned()),
        (
            &[("path", "/api/v1/progress?axis=4&format=csv")],
            "/api/v1/progress?axis=4&format=csv&release=2026.1".to_owned(),
        ),
    ] {
        let data = cited(&app, parameters);
        assert_eq!(data["url"], format!("{BASE}{url}"), "{parameters:?}");
        assert_eq!(app.get(&url).status, 200, "{url}");
    }
    let title = &cited(&app, &[("dataset", "fr-en-strategie-numerique-axes")])["title"];
    assert_eq!(title, "Axes de la stratégie numérique pour l’éducation (fr-en-strategie-numerique-axes/exports/csv)");
    let catalogue = app.get("/catalog.ttl").text();
    assert!(catalogue.contains("dcterms:bibliographicCitation \"MINISTÈRE DE L'ÉDUCATION NATIONALE. Axes"));
    assert!(catalogue.contains(&format!("Disponible à l’adresse : {BASE}{csv}2026.1\"@fr")), "{catalogue}");
}

#[test]
fn every_json_answer_that_a_release_pins_tells_its_citation() {
    on_each_database(|app| {
        for path in [
            "/api/v1",
            "/api/v1/axes/4",
            "/api/v1/objectives?axis=4&limit=2",
            "/api/v1/axes/4/history",
            "/api/v1/sources/detail-2026/passages/1",
            "/api/v1/search?q=pix",
            "/api/v1/releases/2026",
        ] {
            let answer = app.get(path);
            let citation = answer.json()["meta"]["citation"].clone();
            let url = citation["url"].as_str().unwrap_or_else(|| panic!("{path}: {citation}"));
            assert!(url.contains("release=2026.1"), "{url}");
            assert_eq!(citation["sha256"], hash(app, "2026.1"));
            let text = citation["text"].as_str().expect("a text");
            assert!(text.contains("Version 2026.1. Jalon, révision enregistrée le 2026-11-22"), "{text}");
            assert!(text.ends_with(url) && text.contains(&hash(app, "2026.1")), "{text}");
            let link = answer.header("link").unwrap_or_default();
            assert!(link.ends_with(&format!("<{url}>; rel=\"cite-as\"")), "{path}: {link}");
            assert_eq!(follow(app, &citation["url"]).status, 200, "{path}");
            assert_eq!(follow(app, &citation["styles"]).json()["data"]["url"], url, "{path}");
        }
        for path in ["/api/v1/releases", "/api/v1/problems"] {
            let answer = app.get(path);
            assert_eq!(answer.json()["meta"]["citation"], json!(null), "{path}");
            assert!(!answer.header("link").unwrap_or_default().contains("cite-as"), "{path}");
        }
        for (path, url) in [
            ("/api/v1/axes?format=csv", "/api/v1/axes?format=csv&release=2026.1"),
            ("/api/v1/sources/detail-2026/text", "/api/v1/sources/detail-2026/text?release=2026.1"),
        ] {
            let link = app.get(path).header("link").unwrap_or_default().to_owned();
            assert_eq!(link, format!("<http://{}{url}>; rel=\"cite-as\"", app.address));
        }
    });
}

#[test]
fn what_cannot_be_cited_is_refused_with_what_can() {
    let app = app();
    let refused = |parameters: &[(&str, &str)], status, code| cite(&app, parameters).problem(status, code);
    let problem = refused(&[("style", "bibtx")], 400, "invalid_parameter");
    assert_eq!((&problem["param"], &problem["did_you_mean"]), (&json!("style"), &json!("bibtex")));
    refused(&[("style", "apa,ris")], 400, "invalid_parameter");
    for url in [
        "https://elsewhere.example/api/v1/axes",
        "//elsewhere.example/x",
        "ftp://jalon.example/api/v1",
        "axes/4",
        "https://jalon.example.org/api/v1",
        "",
    ] {
        let problem = refused(&[("url", url)], 400, "invalid_parameter");
        assert_eq!((&problem["param"], &problem["value"]), (&json!("url"), &json!(url)));
    }
    for path in [
        "/",
        "/api/v1/cite?path=/api/v1",
        "/api/v1/releases",
        "/api/v1/problems",
        "/api/v1/nothing",
        "/api/v1/docs/",
        "/health/live",
        "/catalog",
        "/api/explore/v2.1/catalog",
        "/api/v1/freshness",
        "/api/v1/axes/4/",
        "/api/v1/é{\"<",
    ] {
        let problem = refused(&[("path", path)], 400, "not_citable");
        assert_eq!((&problem["param"], &problem["value"]), (&json!("path"), &json!(path)));
        assert!(says(&problem, "expected", "/api/v1/objectives/34"), "{problem}");
    }
    // What the address itself answers is the reason.
    let problem = refused(&[("path", "/api/v1/objectives/46")], 404, "not_found");
    assert!(says(&problem, "detail", "the numbers of edition 2025 end at 45"), "{problem}");
    let problem = refused(&[("path", "/api/v1/objectives?axes=4")], 400, "unknown_parameter");
    assert_eq!(problem["did_you_mean"], "axis");
    refused(&[("path", "/api/v1/objectives?progress_min=much")], 400, "invalid_parameter");
    refused(&[("path", "/api/v1/axes/4"), ("release", "2024")], 404, "unknown_release");
    refused(&[("path", "/api/v1/axes/4?release=2024")], 404, "unknown_release");
    let problem = refused(&[("dataset", "fr-en-strategie-numerique-axe")], 404, "not_found");
    assert_eq!(problem["did_you_mean"], "fr-en-strategie-numerique-axes");
    refused(&[("path", "/api/v1/axes"), ("dataset", "x")], 400, "conflicting_parameters");
    refused(&[("path", "/api/v1/axes?release=2025"), ("release", "2026")], 400, "conflicting_parameters");
    refused(&[("path", "/api/v1/axes?release=2025&as_of=2026-01-01")], 400, "conflicting_parameters");
    let problem = refused(&[("accessed", "2026-11-21")], 400, "invalid_parameter");
    assert!(says(&problem, "expected", "2026-11-22"), "{problem}");
    refused(&[("accessed", "yesterday")], 400, "invalid_parameter");
    refused(&[("lang", "de")], 400, "invalid_parameter");
}

/// Bytes that no address holds are refused, never a failure of the service.
#[test]
fn nonsense_is_refused() {
    let app = app();
    for path in ["/api/v1/axes/%2500", "/api/v1/axes/%250A", "/api/v1/axes?q=%25ff", "/api/v1/%25", "/%0d%0aX:%20y"] {
        let answer = app.get(&format!("/api/v1/cite?path={path}"));
        assert!((400..500).contains(&answer.status), "{path}: {} {}", answer.status, answer.text());
    }
    let deep = format!("/api/v1/cite?path={}", "/api/v1/cite?path=".repeat(150));
    assert!((400..500).contains(&app.get(&deep).status));
}
