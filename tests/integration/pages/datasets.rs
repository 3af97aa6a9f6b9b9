use serde_json::Value;

use crate::support::{TestApp, on_each_database};

const OBJECTIVES: &str = "/fr/datasets/fr-en-strategie-numerique-objectifs";

/// The catalogue has fifteen datasets, of which `domain.md` expects 39 + 46 - 0 objectives: 39 of 2023, 46 of 2026, none of
/// 2025.
#[test]
fn the_catalogue_lists_fifteen_datasets_with_their_rows() {
    on_each_database(|app| {
        let page = app.page("/fr/datasets");
        assert_eq!(page.texts("section.dataset h2").len(), 15);
        assert_eq!(page.text("h1"), "Les jeux de données");
        let told = page.texts("section.dataset .small");
        assert!(told.contains(&"12 lignes, 18 champs · fr-en-strategie-numerique-axes".to_owned()), "{told:?}");
        assert!(told.contains(&"85 lignes, 24 champs · fr-en-strategie-numerique-objectifs".to_owned()), "{told:?}");
        let english = app.page("/en/datasets");
        assert!(english.texts("section.dataset h2").contains(&"Axes of the digital strategy for education".to_owned()));
    });
}

#[test]
fn a_csv_for_french_spreadsheets_is_two_steps_away() {
    let app = TestApp::on_sqlite();
    assert_eq!(app.page("/fr").links("Données"), ["/fr/datasets"]);
    let files = app
        .page("/fr/datasets")
        .links("CSV pour tableur français : Objectifs de la stratégie numérique pour l’éducation");
    assert_eq!(files, ["/api/v1/objectives?format=csv&profile=excel-fr"]);
    let file = app.get(&files[0]);
    assert_eq!(file.header("content-type"), Some("text/csv; charset=utf-8; header=present"));
    assert!(file.text().starts_with("\u{feff}release;revision;code;"), "{}", &file.text()[..40]);
}

#[test]
fn every_file_that_a_dataset_offers_comes() {
    on_each_database(|app| {
        for dataset in ["objectifs", "versions", "changements", "glossaire"] {
            for release in ["", "?release=2025"] {
                let page = app.page(&format!("/fr/datasets/fr-en-strategie-numerique-{dataset}{release}"));
                let files = page.values("table.files a", "href");
                assert_eq!((files.len(), page.text("table.files a").as_str()), (11, "CSV pour tableur français"));
                for file in files {
                    assert_eq!(app.get(&file).status, 200, "{file}");
                    assert!(release.is_empty() || file.ends_with("release=2025"), "{file}");
                }
            }
        }
    });
}

#[test]
fn a_dataset_names_its_fields_with_their_types_and_closed_lists() {
    let app = TestApp::on_sqlite();
    let page = app.page(OBJECTIVES);
    let names = page.texts("table.fields th[scope=row]");
    assert_eq!(names.len(), 24);
    assert_eq!(&names[..5], ["release", "revision", "current", "code", "number"]);
    let row = |name: &str| {
        let place = names.iter().position(|known| known == name).expect("a field");
        page.texts("table.fields td").chunks(3).nth(place).map(<[String]>::to_vec).expect("a row")
    };
    assert_eq!(
        row("code"),
        ["Code", "texte, clé", "Le numéro imprimé (30, 32-1), ou action.rang dans la version 2023 (4.2)."]
    );
    assert!(row("status")[2].contains("Valeurs : in_progress, completed"), "{:?}", row("status"));
    assert_eq!(row("progress")[1], "nombre entier, %");
}

/// The last ten of the 46 rows of edition 2025 are the objectives 36 to 45, whose titles are known in English only.
#[test]
fn the_preview_shows_ten_rows_of_the_release_and_the_address_that_gives_them() {
    on_each_database(|app| {
        let page = app.page(OBJECTIVES);
        let codes = page.texts("table.preview th[scope=row]");
        assert_eq!(codes, ["36", "37", "38", "39", "40", "41", "42", "43", "44", "45"]);
        let english = page.texts("table.preview td[lang=en]");
        assert!(english.contains(&"Make eco-design of digital services the norm".to_owned()), "{english:?}");
        let rows = app.json(&page.links("Les mêmes lignes en JSON")[0]);
        let given: Vec<&str> =
            rows["results"].as_array().into_iter().flatten().filter_map(|row| row["code"].as_str()).collect();
        assert_eq!((given, &rows["total_count"]), (codes.iter().map(String::as_str).collect(), &46.into()));
        let earlier = app.page(&format!("{OBJECTIVES}?release=2023"));
        assert_eq!(earlier.texts("table.preview th[scope=row]").len(), 10);
        assert!(earlier.text("section[aria-labelledby=preview]").contains("publication 2023.1, sur 39"));
    });
}

#[test]
fn the_code_is_about_this_service_and_its_addresses_answer() {
    let app = TestApp::on_sqlite();
    for path in [OBJECTIVES.to_owned(), format!("{OBJECTIVES}?release=2025.1")] {
        let page = app.page(&path);
        for language in ["curl", "python", "r", "javascript"] {
            let code = page.text(&format!("#code-{language}"));
            let base = format!("http://{}", app.address);
            let addresses = code.split(['\'', '"']).filter_map(|part| part.strip_prefix(&base));
            let addresses: Vec<&str> = addresses.collect();
            assert_eq!(addresses.len(), if language == "curl" { 2 } else { 1 }, "{code}");
            assert!(addresses.iter().all(|address| app.get(address).status == 200), "{addresses:?}");
        }
        // The buttons need a script, so none is seen without one.
        assert_eq!(page.values("button.copy[hidden]", "data-copies").len(), 4);
    }
}

#[test]
fn the_metadata_are_those_of_the_catalogue() {
    let app = TestApp::with(crate::support::Database::sqlite(), |config| {
        config.contact.email = Some("data@jalon.example".to_owned());
    });
    let page = app.page(OBJECTIVES);
    let told = page.text("dl.metadata");
    for words in ["Ministère de l'Éducation nationale", "Licence Ouverte 2.0 (Etalab)", "chaque trimestre", "2026.1"]
    {
        assert!(told.contains(words), "`{words}` is not in {told}");
    }
    assert_eq!(page.links("data@jalon.example"), ["mailto:data@jalon.example"]);
    for link in page.values("dl.metadata a[href^='/']", "href") {
        assert_eq!(app.get(&link).status, 200, "{link}");
    }
    let structured: Vec<Value> = page
        .texts("script[type='application/ld+json']")
        .iter()
        .map(|text| serde_json::from_str(text).expect("JSON-LD"))
        .collect();
    let dataset = structured.iter().find(|about| about["@type"] == "Dataset").expect("a dataset");
    let served = app.json("/catalog/fr-en-strategie-numerique-objectifs/schema-org.jsonld");
    assert_eq!(dataset, &served);
    let nobody = TestApp::on_sqlite().page(OBJECTIVES);
    assert_eq!(nobody.text("dl.metadata .absent"), "cette instance ne nomme personne");
}

#[test]
fn an_unknown_dataset_is_a_page_that_leads_to_the_nearest() {
    let app = TestApp::on_sqlite();
    for id in ["objectifs", "fr-en-strategie-numerique-objectif"] {
        let page = app.page(&format!("/fr/datasets/{id}"));
        assert_eq!(page.status, 404);
        assert_eq!(page.links(OBJECTIVES), [OBJECTIVES]);
        let told = page.text(".lead");
        assert_eq!(told, format!("Le catalogue a 15 jeux de données, et aucun ne s’appelle « {id} »."));
    }
    assert_eq!(app.page("/en/datasets/nothing").links("/en/datasets"), ["/en/datasets"]);
}

#[test]
fn the_name_of_a_dataset_leads_to_its_page_or_to_its_graph() {
    let app = TestApp::on_sqlite();
    let led = |path: &str, headers: &[(&str, &str)]| {
        let answer = app.request("GET", path, headers);
        assert_eq!((answer.status, answer.header("vary")), (307, Some("Accept, Accept-Language")), "{path}");
        answer.header("location").map(str::to_owned).unwrap_or_default()
    };
    let id = "fr-en-strategie-numerique-objectifs";
    let browser = ("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
    for path in [format!("/explore/dataset/{id}/"), format!("/explore/dataset/{id}")] {
        assert_eq!(led(&path, &[browser, ("Accept-Language", "de, en;q=0.8")]), format!("/en/datasets/{id}"));
        assert_eq!(led(&path, &[]), format!("/fr/datasets/{id}"));
        assert_eq!(led(&path, &[("Accept", "text/turtle")]), format!("/catalog/{id}"));
    }
    assert_eq!(led("/explore/", &[browser]), "/fr/datasets");
    assert_eq!(led("/explore/", &[("Accept", "application/rdf+xml")]), "/catalog");
    let unknown = app.request("GET", "/explore/dataset/objectif/", &[browser]);
    assert_eq!((unknown.status, unknown.header("content-type")), (404, Some("text/html; charset=utf-8")));
    assert!(unknown.text().contains(&format!("/fr/datasets/{id}")));
}
