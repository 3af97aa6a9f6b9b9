//! The catalogue: its list of links, the list of datasets, its query clauses and its facets.

use serde_json::{Value, json};

use super::{BASE, NAMES, catalog, column, follow, id, keys, list, refusal, rels};
use crate::support::{TestApp, on_each_database};

fn datasets(app: &TestApp, parameters: &[(&str, &str)]) -> Value {
    app.json(&catalog("/datasets", parameters))
}

/// The ends of the ids of the datasets that a query gives, in order.
fn names(app: &TestApp, parameters: &[(&str, &str)]) -> Vec<String> {
    let mut all = parameters.to_vec();
    if !parameters.iter().any(|(name, _)| *name == "limit") {
        all.push(("limit", "100"));
    }
    let found = list(&datasets(app, &all)["results"]);
    column(&found, "dataset_id")
        .iter()
        .map(|id| id.trim_start_matches("fr-en-strategie-numerique-").to_owned())
        .collect()
}

/// The code and message of a refused query of datasets.
fn refused(app: &TestApp, parameters: &[(&str, &str)], code: &str) -> String {
    refusal(&app.get(&catalog("/datasets", parameters)), 400, code)
}

#[test]
fn the_catalogue_leads_to_its_datasets_and_exports() {
    on_each_database(|app| {
        let links = app.json(&catalog("", &[]))["links"].clone();
        let rels = rels(&links);
        assert!(["self", "datasets", "exports"].iter().all(|rel| rels.iter().any(|known| known == rel)), "{rels:?}");
        for link in list(&links) {
            assert_eq!(follow(app, &link["href"]).status, 200, "{link}");
        }
    });
}

#[test]
fn a_portal_is_detected_by_its_list_of_datasets() {
    on_each_database(|app| {
        let body = datasets(app, &[("limit", "1")]);
        assert_eq!(keys(&body), ["total_count", "results"]);
        assert_eq!(body["total_count"], 15);
        assert_eq!(list(&body["results"]).len(), 1);
    });
}

#[test]
fn every_dataset_is_listed_whole() {
    on_each_database(|app| {
        let found = list(&datasets(app, &[("order_by", "dataset_id"), ("limit", "100")])["results"]);
        assert_eq!(column(&found, "dataset_id"), NAMES.map(id));
        for dataset in found {
            let name = dataset["dataset_id"].as_str().expect("an id");
            assert_eq!(dataset, app.json(&catalog(&format!("/datasets/{name}"), &[])), "{name}");
        }
    });
}

#[test]
fn the_list_of_datasets_has_pages() {
    on_each_database(|app| {
        assert_eq!(datasets(app, &[("limit", "0")]), json!({"total_count": 15, "results": []}));
        let all = names(app, &[]);
        let (first, second) = (names(app, &[("limit", "9")]), names(app, &[("limit", "9"), ("offset", "9")]));
        assert_eq!([first, second].concat(), all);
        assert_eq!(names(app, &[("offset", "15")]), [""; 0]);
        let message = refused(app, &[("limit", "101")], "InvalidRESTParameterError");
        let expected = "Invalid value for limit API parameter: 101 was found but -1 <= limit <= 100 is expected.";
        assert!(message.starts_with(expected) && message.contains("exports"), "{message}");
    });
}

#[test]
fn a_select_makes_flat_datasets() {
    on_each_database(|app| {
        let found = list(
            &datasets(
                app,
                &[("select", "dataset_id,title"), ("where", "dataset_id = 'fr-en-strategie-numerique-axes'")],
            )["results"],
        );
        let title = "Axes de la stratégie numérique pour l’éducation";
        assert_eq!(found, [json!({"dataset_id": id("axes"), "title": title})]);
        let qualified = list(
            &datasets(app, &[("select", "default.title, default.records_count"), ("order_by", "dataset_id")])["results"],
        );
        assert_eq!(qualified[2], json!({"default.title": title, "default.records_count": 12}));
        let fields = list(&datasets(app, &[("select", "dataset_id, fields"), ("limit", "1")])["results"]);
        assert!(fields[0]["fields"].is_array(), "{fields:?}");
        assert!(refused(app, &[("select", "metas")], "ODSQLError").contains("Unknown field: metas"));
    });
}

#[test]
fn datasets_are_found_by_their_words() {
    on_each_database(|app| {
        for condition in
            ["search(*, \"objectifs\")", "\"objectifs\"", "search(\"OBJECTIF\")", "title like \"objectifs\""]
        {
            let found = names(app, &[("where", condition)]);
            assert!(found.contains(&"objectifs".to_owned()), "{condition}: {found:?}");
            assert!(!found.contains(&"axes".to_owned()), "{condition}: {found:?}");
        }
        assert_eq!(names(app, &[("where", "search(*, \"zygote\")")]), [""; 0]);
    });
}

#[test]
fn datasets_are_found_by_their_metadata() {
    on_each_database(|app| {
        for (condition, expected) in [
            ("records_count > 1000", vec!["passages"]),
            ("default.records_count = 3", vec!["versions"]),
            ("dataset_id like \"axes\"", vec!["axes"]),
            ("features = \"timeserie\"", vec!["cibles", "indicateurs", "sources", "versions"]),
            ("\"timeserie\" in features and records_count > 5", vec!["cibles", "indicateurs", "sources"]),
            ("startswith(title, \"Objectifs\")", vec!["objectifs"]),
            ("modified is null", vec![]),
        ] {
            assert_eq!(names(app, &[("where", condition), ("order_by", "dataset_id")]), expected, "{condition}");
        }
        for condition in
            ["modified >= date'2023-01-01T00:00:00Z'", "modified is not null", "has_records", "datasetid is not null"]
        {
            assert_eq!(names(app, &[("where", condition)]).len(), 15, "{condition}");
        }
    });
}

#[test]
fn datasets_are_sorted() {
    on_each_database(|app| {
        // Objectives and receipts are 85 rows each, and come in the order of the catalogue.
        let by_size = [
            "passages",
            "indicateurs",
            "changements",
            "cibles",
            "constats",
            "correspondances",
            "bilans",
            "objectifs",
            "calculs",
            "actions",
            "glossaire",
            "avancement",
            "axes",
            "sources",
            "versions",
        ];
        assert_eq!(names(app, &[("order_by", "-records_count")]), by_size);
        assert_eq!(names(app, &[("order_by", "records_count desc")]), by_size);
        assert_eq!(names(app, &[("order_by", "dataset_id")]), NAMES);
        assert_eq!(names(app, &[("order_by", "title asc")]).len(), 15);
        assert_eq!(names(app, &[("order_by", "modified desc")]).len(), 15);
    });
}

#[test]
fn datasets_are_grouped() {
    on_each_database(|app| {
        let body = datasets(app, &[("select", "count(*) as n"), ("group_by", "features")]);
        let expected =
            json!({"total_count": 2, "results": [{"features": "analyze", "n": 15}, {"features": "timeserie", "n": 4}]});
        assert_eq!(body, expected);
        let licences = list(&datasets(app, &[("select", "count(*) as n"), ("group_by", "license")])["results"]);
        assert_eq!((licences.len(), &licences[0]["n"]), (1, &json!(15)));
    });
}

#[test]
fn datasets_are_refined() {
    on_each_database(|app| {
        let publisher = list(&datasets(app, &[("limit", "1")])["results"])[0]["metas"]["default"]["publisher"].clone();
        let publisher = publisher.as_str().expect("a publisher");
        assert_eq!(names(app, &[("refine", &format!("publisher:{publisher}"))]).len(), 15);
        assert_eq!(names(app, &[("refine", &format!("publisher:\"{publisher}\""))]).len(), 15);
        assert_eq!(names(app, &[("exclude", &format!("publisher:{publisher}"))]), [""; 0]);
        assert_eq!(
            names(app, &[("refine", "features:timeserie"), ("order_by", "dataset_id")]),
            ["cibles", "indicateurs", "sources", "versions"]
        );
        assert_eq!(names(app, &[("refine", "publisher:nobody")]), [""; 0]);
        assert!(refused(app, &[("refine", "nope:x")], "ODSQLError").contains("refine"));
    });
}

#[test]
fn facets_of_the_catalogue_count_datasets() {
    on_each_database(|app| {
        let body = app.json(&catalog("/facets", &[]));
        assert_eq!(keys(&body), ["links", "facets"]);
        assert_eq!(rels(&body["links"]), ["self", "source"]);
        let facets = list(&body["facets"]);
        let named = column(&facets, "name");
        for name in ["features", "modified", "publisher", "keyword", "theme", "language", "license"] {
            assert!(named.contains(&name), "{name} is not in {named:?}");
        }
        let features = app.json(&catalog("/facets", &[("facet", "features")]));
        let expected = json!([{"name": "features", "facets": [
            {"name": "analyze", "count": 15, "state": "displayed", "value": "analyze"},
            {"name": "timeserie", "count": 4, "state": "displayed", "value": "timeserie"}]}]);
        assert_eq!(features["facets"], expected);
    });
}

#[test]
fn include_links_adds_only_relations_that_the_official_client_knows() {
    on_each_database(|app| {
        let body = datasets(app, &[("include_links", "true")]);
        let mut links = list(&body["_links"]);
        assert!(rels(&body["_links"]).contains(&"self".to_owned()), "{body}");
        for dataset in list(&body["results"]) {
            assert!(rels(&dataset["_links"]).contains(&"self".to_owned()), "{dataset}");
            links.extend(list(&dataset["_links"]));
        }
        for link in links {
            assert_eq!(keys(&link).len(), 2, "{link}");
            let rel = link["rel"].as_str().expect("a relation");
            assert!(["self", "first", "last", "next", "dataset", "catalog"].contains(&rel), "{link}");
            assert_eq!(follow(app, &link["href"]).status, 200, "{link}");
        }
        assert!(datasets(app, &[("include_links", "false")]).get("_links").is_none());
    });
}

#[test]
fn other_sources_and_versions_are_not_found() {
    on_each_database(|app| {
        for path in [
            "/foo",
            "/monitoring/datasets",
            "/opendatasoft/datasets",
            "/catalog/nope",
            "/catalog/metadata_templates/nope",
        ] {
            let answer = app.get(&format!("{BASE}{path}"));
            refusal(&answer, 404, "NotFoundResource");
        }
        for path in ["/api/explore/v2.0/catalog/datasets", "/api/v2/catalog/datasets"] {
            assert_eq!(app.get(path).status, 404, "{path}");
        }
    });
}

#[test]
fn a_theme_that_holds_a_comma_is_one_theme() {
    on_each_database(|app| {
        let theme = "Éducation, culture et sport";
        let chosen = datasets(app, &[("select", "theme"), ("limit", "1")]);
        assert_eq!(chosen["results"], json!([{"theme": [theme]}]));
        let grouped = datasets(app, &[("select", "count(*) as n"), ("group_by", "theme")]);
        assert_eq!(grouped["results"], json!([{"theme": theme, "n": 15}]));
        let facets = app.json(&catalog("/facets", &[("facet", "theme")]))["facets"][0]["facets"].clone();
        assert_eq!(facets, json!([{"name": theme, "count": 15, "state": "displayed", "value": theme}]));
        for (parameter, value, count) in [
            ("refine", format!("theme:{theme}"), 15),
            ("refine", "theme:Éducation".to_owned(), 0),
            ("exclude", format!("theme:\"{theme}\""), 0),
            ("where", format!("theme = \"{theme}\""), 15),
            ("where", "theme = \" culture et sport\"".to_owned(), 0),
            ("where", "startswith(theme, \"Éducation, c\")".to_owned(), 15),
            ("where", "theme like \"culture\"".to_owned(), 15),
        ] {
            assert_eq!(datasets(app, &[(parameter, &value)])["total_count"], count, "{parameter}={value}");
        }
    });
}
