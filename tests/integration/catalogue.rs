//! The datasets speak the vocabulary of the flat formats, and the catalogue tells of them in several others.

use jalon::{
    domain::{
        catalogue,
        dataset::{Dataset, Field, FieldType, Record},
        progress::{Rule, Status},
        strategy::{Level, PublicationState, StatementKind},
        text::Language,
    },
    store::{
        Store, StoreError, Url,
        actions::ActionRow,
        axes::AxisRow,
        changes::ChangeRow,
        datasets,
        objectives::ObjectiveRow,
        progress::ProgressRow,
        releases::{self, ReleaseRow},
        sources::SourceRow,
        statements::StatementRow,
    },
};
use serde_json::{Value, json};

use crate::support::{Database, TestApp, on_each_database, problem::says};

const AXES: &str = "/catalog/fr-en-strategie-numerique-axes";

#[test]
fn a_dataset_has_the_columns_of_the_flat_format_behind_those_of_the_release() {
    fn holds<R: Record>(dataset: &Dataset) {
        let own: Vec<&str> = dataset.fields.iter().map(|field| field.name).collect();
        let expected: Vec<&str> = ["release", "revision", "current"].iter().chain(R::COLUMNS).copied().collect();
        assert_eq!(own, expected, "{}", dataset.id());
    }
    holds::<ReleaseRow>(&catalogue::VERSIONS);
    holds::<AxisRow>(&catalogue::AXES);
    holds::<ActionRow>(&catalogue::ACTIONS);
    holds::<ObjectiveRow>(&catalogue::OBJECTIVES);
    holds::<StatementRow>(&catalogue::STATEMENTS);
    holds::<ProgressRow>(&catalogue::FIGURES);
    holds::<SourceRow>(&catalogue::SOURCES);
    holds::<ChangeRow>(&catalogue::CHANGES);
}

#[test]
fn every_field_is_told_in_both_languages() {
    for dataset in catalogue::DATASETS {
        let told = |field: &Field| field.label.iter().chain(&field.description).all(|text| text.len() > 2);
        assert!(dataset.fields.iter().all(told), "{}", dataset.id());
        assert!(dataset.id().starts_with("fr-en-strategie-numerique-"));
        assert!(dataset.field("release").is_some_and(|field| field.facet) && dataset.field("nope").is_none());
    }
}

#[test]
fn licence_and_attribution_are_those_of_the_data() {
    let stated = include_str!("../../data/LICENCE.md");
    let about = &catalogue::ABOUT;
    assert!(
        stated.contains(about.licence.url) && stated.contains(about.publisher) && stated.contains(about.attribution[0])
    );
}

/// A closed list is the one that the domain writes its words from.
#[test]
fn closed_lists_are_those_of_the_domain() {
    let closed = |dataset: &Dataset, name: &str| dataset.field(name).expect("the field").closed.to_vec();
    assert_eq!(closed(&catalogue::OBJECTIVES, "status"), Status::ALL.map(|(_, word, _)| word));
    assert_eq!(closed(&catalogue::OBJECTIVES, "publication_state"), PublicationState::ALL.map(|(_, word)| word));
    assert_eq!(closed(&catalogue::STATEMENTS, "kind"), StatementKind::ALL.map(|(_, word)| word));
    assert_eq!(closed(&catalogue::STATEMENTS, "level"), Level::ALL.map(|(_, word)| word));
    assert_eq!(closed(&catalogue::SOURCES, "language"), Language::ALL.map(Language::as_str));
    let rules = [Rule::MeanOfObjectives, Rule::MeanOfActions].map(Rule::as_str);
    assert_eq!(closed(&catalogue::FIGURES, "rule"), rules);
    assert_eq!(closed(&catalogue::AXES, "computed_method"), rules);
}

/// What every row must have, and the only values it may have, hold for the shipped record.
#[test]
fn the_record_keeps_what_the_fields_promise() {
    let app = TestApp::on_sqlite();
    for (dataset, list) in [
        (&catalogue::AXES, "axes"),
        (&catalogue::ACTIONS, "actions"),
        (&catalogue::OBJECTIVES, "objectives"),
        (&catalogue::STATEMENTS, "statements"),
        (&catalogue::FIGURES, "progress"),
        (&catalogue::SOURCES, "sources"),
    ] {
        for release in ["2023", "2025", "2026"] {
            let file = app.get(&format!("/api/v1/{list}?release={release}&format=csv")).body;
            let mut rows = csv::Reader::from_reader(file.as_slice());
            let names = rows.headers().expect("a first row").clone();
            for row in rows.records().map(|row| row.expect("a row")) {
                for (name, cell) in names.iter().zip(&row) {
                    let field = dataset.field(name).expect("a field");
                    assert!(!field.required || !cell.is_empty(), "{release} {list}: {name} is empty");
                    let is_known = field.closed.is_empty() || cell.is_empty() || field.closed.contains(&cell);
                    assert!(is_known, "{release} {list}: {name} is {cell}");
                }
            }
        }
    }
}

#[test]
fn days_are_offered_for_refinement_and_choices_exclude_no_other() {
    for dataset in catalogue::DATASETS {
        for field in dataset.fields {
            let is_time = matches!(field.kind, FieldType::Date | FieldType::DateTime);
            assert!(!is_time || field.facet, "{} {}", dataset.id(), field.name);
            assert!(!field.disjunctive || field.facet && field.kind != FieldType::Boolean, "{}", field.name);
        }
    }
}

/// What `Accept` prefers is given; nothing else is a 406 (RFC 9110, section 12.5.1).
#[test]
fn the_serialisation_is_the_one_that_accept_prefers() {
    let app = TestApp::on_sqlite();
    let media = |path: &str, accept: &str| {
        let answer = app.request("GET", path, &[("Accept", accept)]);
        assert_eq!(answer.status, 200, "{path} {accept}: {}", answer.text());
        assert_eq!(answer.header("vary"), Some("Accept, Accept-Encoding"));
        answer.header("content-type").unwrap_or_default().split(';').next().unwrap_or_default().to_owned()
    };
    for path in ["/catalog", AXES] {
        assert_eq!(media(path, "*/*"), "application/ld+json");
        assert_eq!(media(path, "text/turtle"), "text/turtle");
        assert_eq!(media(path, "application/rdf+xml, text/turtle;q=0.5"), "application/rdf+xml");
        assert_eq!(media(path, "text/html,application/xhtml+xml,*/*;q=0.8"), "application/ld+json");
        let refused = app.request("GET", path, &[("Accept", "text/csv")]).problem(406, "not_acceptable");
        assert!(says(&refused, "expected", "text/turtle"), "{refused}");
    }
    for (ending, expected) in
        [("jsonld", "application/ld+json"), ("ttl", "text/turtle"), ("rdf", "application/rdf+xml")]
    {
        for path in [format!("/catalog.{ending}"), format!("{AXES}.{ending}")] {
            assert_eq!(media(&path, "text/csv"), expected, "an ending comes before Accept");
        }
    }
    assert_eq!(app.request("GET", "/catalog", &[("Accept", "text/turtle")]).body, app.get("/catalog.ttl").body);
}

#[test]
fn an_unknown_dataset_is_named_with_the_nearest() {
    let app = TestApp::on_sqlite();
    for ending in ["", ".ttl", ".jsonld", ".rdf", "/datapackage.json", "/csv-metadata.json", "/schema-org.jsonld"] {
        let problem = app.refusal(&format!("/catalog/fr-en-strategie-numerique-axs{ending}"), 404, "not_found");
        assert_eq!(problem["param"], "dataset_id");
        assert_eq!(problem["did_you_mean"], "fr-en-strategie-numerique-axes");
        assert!(says(&problem, "expected", "fr-en-strategie-numerique-versions"), "{problem}");
    }
    assert_eq!(
        app.refusal("/catalog/objectifs", 404, "not_found")["did_you_mean"],
        "fr-en-strategie-numerique-objectifs"
    );
}

#[test]
fn parameters_are_those_that_the_address_takes() {
    let app = TestApp::on_sqlite();
    app.refusal("/catalog?lang=fr", 400, "unknown_parameter");
    app.refusal("/catalog.ttl?release=2026", 400, "unknown_parameter");
    let problem = app.refusal(&format!("{AXES}/datapackage.json?lang=de"), 400, "invalid_parameter");
    assert_eq!(problem["expected"], "one of fr, en");
    assert_eq!(app.json("/catalog/datapackage.json?lang=en")["resources"][0]["title"], catalogue::VERSIONS.title[1]);
    assert_eq!(app.json("/catalog/datapackage.json")["resources"][0]["title"], catalogue::VERSIONS.title[0]);
}

#[test]
fn an_answer_that_is_known_is_not_sent_again() {
    on_each_database(|app| {
        for path in ["/catalog.ttl".to_owned(), "/catalog/datapackage.json".to_owned(), format!("{AXES}.jsonld")] {
            let first = app.get(&path);
            let tag = first.header("etag").expect("a validator").to_owned();
            assert!(!tag.starts_with("W/"), "{path}: {tag}");
            assert_eq!(first.header("jalon-release"), Some("2026.1"));
            let again = app.request("GET", &path, &[("If-None-Match", &tag)]);
            assert_eq!((again.status, again.body.len()), (304, 0), "{path} on {}", app.database.name());
        }
    });
}

/// The same bytes on both databases, but for the address of the service.
#[test]
fn the_catalogue_tells_the_same_on_each_database() {
    let first = std::cell::RefCell::new(None);
    on_each_database(|app| {
        let told = app.get("/catalog.ttl").text().replace(&app.address.to_string(), "host");
        let known = first.borrow_mut().get_or_insert_with(|| told.clone()).clone();
        assert!(told == known, "{} differs", app.database.name());
    });
}

fn count(app: &TestApp, dataset: &Dataset) -> i64 {
    let store = Store::new(Url::parse(&app.database.url).expect("a valid URL"), 1);
    let counted = store.read(|db| {
        let index = releases::index(db)?;
        Ok::<_, StoreError>(datasets::count(db, dataset, &index)?)
    });
    counted.expect("the store is readable")
}

/// 3 releases; 4 axes in each; 16, 17 and 17 actions; 1, 2 and 2 documents, each release resting on the earlier ones too.
#[test]
fn rows_are_counted_over_the_latest_revision_of_each_release() {
    on_each_database(|app| {
        let expected = [("versions", 3), ("axes", 12), ("actions", 16 + 17 + 17), ("sources", 1 + 3 + 5)];
        for (name, rows) in expected {
            let dataset = catalogue::by_id(&format!("fr-en-strategie-numerique-{name}")).expect("a dataset");
            assert_eq!(count(app, dataset), rows, "{name} on {}", app.database.name());
        }
        for dataset in catalogue::DATASETS {
            assert!(count(app, dataset) > 0, "{} on {}", dataset.id(), app.database.name());
        }
    });
}

#[test]
fn the_contact_is_that_of_the_settings_or_nobody() {
    let with = |email: Option<&str>| {
        let email = email.map(str::to_owned);
        TestApp::with(Database::sqlite(), |config| config.contact.email = email)
    };
    let vcard = "http://www.w3.org/2006/vcard/ns#hasEmail";
    let emails = |app: &TestApp| {
        let told = app.json("/catalog");
        let nodes = told["@graph"].as_array().expect("a graph").clone();
        nodes.iter().filter(|node| !node[vcard].is_null()).map(|node| node[vcard].clone()).collect::<Vec<Value>>()
    };
    assert!(emails(&with(None)).is_empty());
    assert_eq!(emails(&with(Some("data@jalon.example"))), [json!([{ "@id": "mailto:data@jalon.example" }])]);
}

/// Every address within the catalogue that the service itself serves answers.
#[test]
fn what_the_catalogue_points_to_about_itself_is_served() {
    let app = TestApp::on_sqlite();
    let told = app.get("/catalog.ttl").text();
    let base = format!("<http://{}", app.address);
    let within = told.split(&base).skip(1).filter_map(|rest| rest.split('>').next());
    let own: std::collections::BTreeSet<&str> =
        within.filter(|path| path.starts_with("/catalog/") || path.starts_with("/api/v1")).collect();
    assert!(own.len() >= 7 + 2, "{own:?}");
    for path in own {
        assert_eq!(app.get(path).status, 200, "{path}");
    }
}
