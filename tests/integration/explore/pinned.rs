//! `release` and `as_of`: the rows of one release, or of one revision for good.

use serde_json::json;

use super::{address, column, follow, query, records, refusal, rows};
use crate::support::{
    TestApp,
    cli::{RecordCopy, jalon},
    on_each_database,
};

#[test]
fn one_release_is_read() {
    on_each_database(|app| {
        for (name, value, release, count) in [
            ("release", "2025", "2025", 4),
            ("release", "2025.1", "2025", 4),
            ("as_of", "2025-12-01", "2025", 4),
            ("release", "2023", "2023", 4),
            ("as_of", "2026-03-31", "2026", 4),
        ] {
            let axes = rows(app, "axes", &[(name, value)]);
            assert_eq!(axes.len(), count, "{value}");
            assert!(axes.iter().all(|row| row["release"] == release), "{value}");
        }
        // 4 axes of three releases; an empty parameter is none, as on the portal.
        assert_eq!(records(app, "axes", &[])["total_count"], 12);
        assert_eq!(records(app, "axes", &[("release", "")])["total_count"], 12);
        assert_eq!(records(app, "versions", &[("release", "2025")])["total_count"], 1);
    });
}

#[test]
fn action_5_as_the_release_of_2025_has_it() {
    on_each_database(|app| {
        let found = rows(app, "actions", &[("release", "2025"), ("where", "code='5'")]);
        let [action] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!(action["title_fr"], "Permettre aux élèves de devenir des citoyens éclairés à l’ère numérique");
        assert_eq!((&action["title_en"], &action["progress"]), (&json!(null), &json!(null)));
        let sums = rows(app, "actions", &[("release", "2025"), ("select", "count(progress) as n")]);
        assert_eq!(sums, [json!({"n": 0})]);
    });
}

#[test]
fn facets_exports_and_single_records_read_one_release_too() {
    on_each_database(|app| {
        let facets = app.json(&address("axes", "/facets", &[("release", "2025"), ("facet", "release")]));
        let values = &facets["facets"][0]["facets"];
        assert_eq!((&values[0]["name"], &values[0]["count"], &values[1]), (&json!("2025"), &json!(4), &json!(null)));
        let csv = app.get(&address("axes", "/exports/csv", &[("release", "2025.1"), ("select", "release,code")]));
        assert_eq!(csv.text(), "\u{feff}release;code\r\n2025;1\r\n2025;2\r\n2025;3\r\n2025;4\r\n");
        assert_eq!(csv.header("jalon-release"), Some("2025.1"));
        let found = rows(app, "axes", &[("release", "2025.1"), ("include_links", "true"), ("limit", "1")]);
        let own = follow(app, &found[0]["_links"][0]["href"]).json();
        assert_eq!((&own["release"], &own["code"]), (&json!("2025"), &json!("1")));
        // The record of another release is not in this one.
        let id = &rows(app, "axes", &[("release", "2026"), ("include_app_metas", "true"), ("limit", "1")])[0]["_id"];
        let id = id.as_str().expect("an id");
        refusal(&app.get(&address("axes", &format!("/records/{id}"), &[("release", "2025")])), 404, "NotFoundResource");
    });
}

#[test]
fn pages_of_one_release_link_to_its_pages() {
    on_each_database(|app| {
        let page = records(app, "actions", &[("release", "2025"), ("limit", "5"), ("include_links", "true")]);
        assert_eq!(page["total_count"], 17);
        let links = page["_links"].as_array().expect("links");
        let next = links.iter().find(|link| link["rel"] == "next").expect("a next page");
        let next = follow(app, &next["href"]).json();
        assert!(next["results"].as_array().expect("rows").iter().all(|row| row["release"] == "2025"));
    });
}

#[test]
fn one_revision_is_cited_and_may_be_kept() {
    on_each_database(|app| {
        let answer = app.get(&address("axes", "/records", &[("release", "2025.1"), ("limit", "1")]));
        assert!(answer.header("cache-control").is_some_and(|told| told.contains("max-age=86400")));
        let url =
            format!("http://{}{}", app.address, address("axes", "/records", &[("limit", "1"), ("release", "2025.1")]));
        assert_eq!(answer.header("link"), Some(format!("<{url}>; rel=\"cite-as\"").as_str()));
        assert_eq!(app.get(&address("axes", "/records", &[])).header("link"), None, "all releases cannot be pinned");
    });
}

#[test]
fn a_superseded_revision_is_read_and_files_of_all_releases_change_with_a_correction() {
    on_each_database(|app| {
        let export = address("sources", "/exports/csv", &[]);
        let tag = |app: &TestApp| app.get(&export).header("etag").expect("a tag").to_owned();
        let before = tag(app);
        let copy = RecordCopy::new();
        let file = "releases/2025.toml";
        copy.edit(file, "revision = 1", "revision = 2\nreason = \"A description was wrong.\"");
        copy.edit(file, "recorded_at = 2026-11-22T14", "recorded_at = 2026-11-23T14");
        copy.edit(file, "Premier bilan", "Bilan premier");
        let path = copy.path(file);
        jalon(&["load", path.to_str().expect("text")], &[("DATABASE_URL", &app.database.url)]).expect(0, &["2025.2"]);
        std::thread::sleep(std::time::Duration::from_millis(1200));
        let about = |release: &str| {
            let found = rows(app, "sources", &[("release", release), ("where", "id='overview-2025'")]);
            let [source] = found.as_slice() else { panic!("{found:?}") };
            (source["revision"].clone(), source["about_fr"].as_str().expect("a text")[..5].to_owned())
        };
        assert_eq!(about("2025.1"), (json!(1), "Premi".to_owned()));
        assert_eq!(about("2025.2"), (json!(2), "Bilan".to_owned()));
        assert_eq!(about("2025"), (json!(2), "Bilan".to_owned()));
        // The current release is the same, and the file is not.
        assert_ne!(tag(app), before);
        let current = |release: &str| rows(app, "axes", &[("release", release), ("limit", "1")])[0]["current"].clone();
        assert_eq!((current("2025"), current("2026"), current("2025.2")), (json!(false), json!(true), json!(false)));
        // As it was when the revision was recorded, which no later release changes.
        assert_eq!(current("2025.1"), json!(true));
    });
}

#[test]
fn a_release_that_is_none_is_refused_in_the_portals_form() {
    let app = TestApp::on_sqlite();
    for below in ["/records", "/facets", "/exports/csv"] {
        for (parameters, status, code, words) in [
            (&[("release", "2024")][..], 404, "NotFoundResource", "2023, 2025, 2026"),
            (&[("release", "2026.2")], 404, "NotFoundResource", "2026.1"),
            (&[("release", "latest")], 400, "InvalidRESTParameterError", "2026.1"),
            (&[("as_of", "2026-02-30")], 400, "InvalidRESTParameterError", "2026-03-31"),
            (&[("as_of", "2020-01-01")], 404, "NotFoundResource", "2023-06-30"),
            (&[("release", "2026"), ("as_of", "2026-03-31")], 400, "InvalidRESTParameterError", "release"),
            (&[("release", "2025"), ("release", "2026")], 400, "InvalidRESTParameterError", "one value"),
        ] {
            let message = refusal(&app.get(&address("axes", below, parameters)), status, code);
            assert!(message.contains(words), "{below}{}: {message}", query(parameters));
        }
    }
    let codes = rows(&app, "axes", &[("release", "2025")]);
    assert_eq!(column(&codes, "code"), ["1", "2", "3", "4"]);
}
