//! One dataset: its object, its fields and their annotations, its metadata.

use serde_json::{Value, json};

use super::{BASE, NAMES, address, id, keys, list, records, refusal};
use crate::support::{TestApp, on_each_database};

fn dataset(app: &TestApp, name: &str) -> Value {
    app.json(&address(name, "", &[]))
}

fn field(dataset: &Value, name: &str) -> Value {
    let fields = list(&dataset["fields"]);
    fields.into_iter().find(|field| field["name"] == name).unwrap_or_else(|| panic!("a field {name}"))
}

#[test]
fn a_dataset_has_the_keys_that_were_recorded_in_their_order() {
    on_each_database(|app| {
        for name in NAMES {
            let found = dataset(app, name);
            let expected = [
                "visibility",
                "fields",
                "dataset_id",
                "dataset_uid",
                "has_records",
                "features",
                "attachments",
                "alternative_exports",
                "data_visible",
                "metas",
            ];
            assert_eq!(keys(&found), expected, "{name}");
            assert_eq!(found["visibility"], "domain");
            assert_eq!(found["dataset_id"], id(name));
            assert_eq!((&found["has_records"], &found["data_visible"]), (&json!(true), &json!(true)));
            assert_eq!((&found["attachments"], &found["alternative_exports"]), (&json!([]), &json!([])));
        }
    });
}

#[test]
fn a_dataset_has_an_opaque_id_of_its_own() {
    on_each_database(|app| {
        let mut ids: Vec<String> = NAMES.map(|name| dataset(app, name)["dataset_uid"].to_string()).to_vec();
        assert!(ids.iter().all(|id| id.starts_with("\"da_") && id.len() > 6), "{ids:?}");
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), NAMES.len());
    });
}

#[test]
fn features_say_what_a_dataset_can_be_used_for() {
    on_each_database(|app| {
        for name in NAMES {
            let dated = ["cibles", "indicateurs", "sources", "versions"].contains(&name);
            let expected = if dated { json!(["analyze", "timeserie"]) } else { json!(["analyze"]) };
            assert_eq!(dataset(app, name)["features"], expected, "{name}");
        }
    });
}

#[test]
fn fields_are_those_of_the_records_in_their_order() {
    on_each_database(|app| {
        for name in NAMES {
            let found = dataset(app, name);
            let names: Vec<String> =
                list(&found["fields"]).iter().map(|field| field["name"].as_str().expect("a name").to_owned()).collect();
            assert_eq!(names[..3], ["release", "revision", "current"], "{name}");
            let rows = records(app, name, &[("limit", "1")])["results"].clone();
            assert_eq!(keys(&rows[0]), names, "{name}");
        }
    });
}

#[test]
fn a_field_has_a_label_a_description_annotations_and_a_type() {
    on_each_database(|app| {
        for name in NAMES {
            for field in list(&dataset(app, name)["fields"]) {
                let mut known = keys(&field);
                known.sort_unstable();
                assert_eq!(known, ["annotations", "description", "label", "name", "type"], "{field}");
                assert!(field["description"].is_string() || field["description"].is_null(), "{field}");
                let types = ["text", "int", "double", "boolean", "date", "datetime"];
                assert!(types.contains(&field["type"].as_str().expect("a type")), "{field}");
            }
        }
    });
}

#[test]
fn types_are_those_of_the_portal() {
    on_each_database(|app| {
        let actions = dataset(app, "actions");
        for (name, kind) in
            [("release", "text"), ("current", "boolean"), ("number", "int"), ("progress", "int"), ("absent", "text")]
        {
            assert_eq!(field(&actions, name)["type"], kind, "{name}");
        }
        assert_eq!(field(&dataset(app, "sources"), "earliest")["type"], "date");
        assert_eq!(field(&dataset(app, "versions"), "recorded_at")["type"], "datetime");
    });
}

#[test]
fn annotations_are_an_object_of_scalars() {
    on_each_database(|app| {
        for name in NAMES {
            for field in list(&dataset(app, name)["fields"]) {
                let annotations = field["annotations"].as_object().unwrap_or_else(|| panic!("an object in {field}"));
                assert!(annotations.values().all(|value| value == true || value.is_string()), "{field}");
            }
        }
        let actions = dataset(app, "actions");
        let of = |name: &str| field(&actions, name)["annotations"].clone();
        assert_eq!((&of("axis")["facet"], &of("axis")["sortable"]), (&json!(true), &json!(true)));
        assert_eq!(of("code")["id"], true);
        assert_eq!(of("progress")["unit"], "%");
        assert_eq!(of("absent")["multivalued"], ",");
        assert_eq!(of("title_fr").get("facet"), None);
        assert_eq!(field(&dataset(app, "sources"), "earliest")["annotations"]["timeserie_precision"], "day");
    });
}

#[test]
fn labels_are_french() {
    on_each_database(|app| {
        let actions = dataset(app, "actions");
        assert_eq!(field(&actions, "progress")["label"], "Avancement publié");
        assert_eq!(field(&actions, "title_en")["label"], "Titre (anglais)");
        assert_eq!(field(&actions, "progress")["description"], "Pourcentage entier tel que publié.");
    });
}

#[test]
fn metas_have_every_key_of_the_default_template() {
    let expected = [
        "title",
        "description",
        "theme",
        "keyword",
        "license",
        "license_url",
        "language",
        "metadata_languages",
        "timezone",
        "modified",
        "modified_updates_on_metadata_change",
        "modified_updates_on_data_change",
        "data_processed",
        "metadata_processed",
        "geographic_reference",
        "geographic_reference_auto",
        "territory",
        "geometry_types",
        "bbox",
        "publisher",
        "references",
        "records_count",
        "attributions",
        "source_domain",
        "source_domain_title",
        "source_domain_address",
        "source_dataset",
        "shared_catalog",
        "federated",
        "parent_domain",
        "update_frequency",
    ];
    on_each_database(|app| {
        for name in NAMES {
            let metas = dataset(app, name)["metas"]["default"].clone();
            let mut found = keys(&metas);
            let mut expected = expected.to_vec();
            found.sort_unstable();
            expected.sort_unstable();
            assert_eq!(found, expected, "{name}");
        }
    });
}

#[test]
fn metas_have_every_key_of_the_dcat_template() {
    let expected = [
        "accessRights",
        "accrualperiodicity",
        "conforms_to",
        "contact_email",
        "contact_name",
        "contributor",
        "created",
        "creator",
        "dataquality",
        "granularity",
        "issued",
        "publisher_type",
        "relation",
        "spatial",
        "temporal",
        "temporal_coverage_end",
        "temporal_coverage_start",
    ];
    on_each_database(|app| {
        for name in NAMES {
            let metas = dataset(app, name)["metas"]["dcat"].clone();
            let mut found = keys(&metas);
            found.sort_unstable();
            assert_eq!(found, expected, "{name}");
        }
    });
}

#[test]
fn metas_are_typed_as_third_parties_read_them() {
    on_each_database(|app| {
        for name in NAMES {
            let metas = dataset(app, name)["metas"]["default"].clone();
            for text in ["title", "description", "license", "publisher", "language"] {
                assert!(metas[text].as_str().is_some_and(|value| !value.is_empty()), "{text} of {name}: {metas}");
            }
            for several in ["theme", "keyword", "metadata_languages"] {
                assert!(metas[several].is_array() || metas[several].is_null(), "{several} of {name}: {metas}");
            }
            for time in ["modified", "data_processed", "metadata_processed"] {
                let time = metas[time].as_str().expect("a time");
                assert!(time.as_bytes()[10] == b'T' && time.ends_with("+00:00"), "{name}: {time}");
            }
            let total = records(app, name, &[("limit", "0")])["total_count"].clone();
            assert_eq!(metas["records_count"], total, "{name}");
        }
    });
}

#[test]
fn datasets_are_as_large_as_the_sources_make_them() {
    on_each_database(|app| {
        // 4 axes in three releases; 16, 17 and 17 actions; 39 objectives of 2023 and 17 + 29 of 2026; see the domain's counts.
        for (name, rows) in [
            ("axes", 12),
            ("actions", 50),
            ("objectifs", 85),
            ("bilans", 148),
            ("avancement", 30),
            ("sources", 9),
            ("versions", 3),
        ] {
            assert_eq!(dataset(app, name)["metas"]["default"]["records_count"], rows, "{name}");
        }
    });
}

#[test]
fn include_app_metas_adds_a_template() {
    on_each_database(|app| {
        let plain = dataset(app, "axes");
        let more = app.json(&address("axes", "", &[("include_app_metas", "true")]));
        assert!(plain["metas"].get("explore").is_none());
        assert!(more["metas"]["explore"].is_object(), "{}", more["metas"]);
    });
}

#[test]
fn a_dataset_may_be_selected_from() {
    on_each_database(|app| {
        let found = app.json(&address("axes", "", &[("select", "dataset_id,title,records_count")]));
        let title = "Axes de la stratégie numérique pour l’éducation";
        assert_eq!(found, json!({"dataset_id": id("axes"), "title": title, "records_count": 12}));
    });
}

#[test]
fn an_unknown_dataset_is_not_found_at_any_of_its_addresses() {
    on_each_database(|app| {
        for below in ["", "/", "/records", "/records/0", "/facets", "/exports", "/exports/csv", "/attachments"] {
            let message = refusal(&app.get(&address("nope", below, &[])), 404, "NotFoundResource");
            assert_eq!(message, format!("The requested dataset {} does not exist.", id("nope")), "{below}");
        }
        for name in ["axes", "FR-EN-STRATEGIE-NUMERIQUE-AXES", "fr-en-strategie-numerique-", "%27%20OR%201%3D1"] {
            refusal(&app.get(&format!("{BASE}/catalog/datasets/{name}")), 404, "NotFoundResource");
        }
    });
}
