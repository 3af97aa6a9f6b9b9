//! What is pinned stays: bytes of every address before and after later releases and corrections; revisions are listed.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::support::{
    TestApp,
    cli::{RecordCopy, jalon},
    on_each_database,
};

/// Publishes a release file of a copy, and waits until the service sees it.
fn publish(app: &TestApp, copy: &RecordCopy, file: &str, pinned: &str) {
    let path = copy.path(file);
    let path = path.to_str().expect("the path is text");
    jalon(&["load", path], &[("DATABASE_URL", &app.database.url)]).expect(0, &[pinned]);
    let started = Instant::now();
    while app.get(&format!("/api/v1/axes?release={pinned}")).status != 200 {
        assert!(started.elapsed() < Duration::from_secs(20), "{pinned} on {}", app.database.name());
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Corrections of 2025 and of 2026, then a release of the fourth quarter that says the same as 2026.
fn publish_later_releases(app: &TestApp) {
    let copy = RecordCopy::new();
    for (file, year, hour, from) in
        [("releases/2025.toml", "2025", 15, "Premier bilan"), ("releases/2026.toml", "2026", 16, "Deuxième bilan")]
    {
        copy.edit(file, "revision = 1", "revision = 2\nreason = \"A description was wrong.\"");
        copy.edit(file, "recorded_at = 2026-11-22T14", &format!("recorded_at = 2026-11-23T{hour}"));
        copy.edit(file, from, "Bilan");
        publish(app, &copy, file, &format!("{year}.2"));
    }
    let next = RecordCopy::new();
    let file = "releases/2026.toml";
    next.edit(file, "id = \"2026\"", "id = \"2026-Q4\"");
    next.edit(file, "recorded_at = 2026-11-22T14", "recorded_at = 2026-11-24T14");
    next.edit(file, "Deuxième bilan", "Troisième bilan");
    publish(app, &next, file, "2026-Q4.1");
}

/// Every address of the contract that takes a release, with its own examples, pinned; lists as files, too.
fn pinned_addresses() -> Vec<String> {
    let contract: Value = serde_json::from_str(include_str!("../../../openapi/openapi.json")).expect("JSON");
    let mut addresses = Vec::new();
    for (path, item) in contract["paths"].as_object().expect("paths") {
        let parameters = item["get"]["parameters"].as_array().cloned().unwrap_or_default();
        let named = |name: &str| parameters.iter().any(|parameter| parameter["name"] == name);
        if !path.starts_with("/api/v1") || !named("release") {
            continue;
        }
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let mut address = path.clone();
        let mut query = vec![("release".to_owned(), "2026.1".to_owned())];
        for parameter in &parameters {
            let (name, example) = (text(&parameter["name"]), text(&parameter["example"]));
            if parameter["in"] == "path" {
                address = address.replace(&format!("{{{name}}}"), &example);
            } else if parameter["required"] == true || name == "on" {
                query.push((name, example));
            }
        }
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish();
        addresses.push(format!("{address}?{query}"));
        if named("format") {
            let formats = ["csv", "jsonl", "xlsx", "parquet"];
            addresses.extend(formats.map(|format| format!("{address}?{query}&format={format}")));
        }
    }
    assert!(addresses.len() > 40, "{addresses:?}");
    addresses.push("/api/v1/freshness?on=2026-11-22&release=2026.1".to_owned());
    addresses.push("/api/v1/cite?path=/api/v1/axes/4&release=2026.1".to_owned());
    addresses
}

/// Rows of the Explore surface, of each dataset in a superseded revision.
fn pinned_datasets() -> Vec<String> {
    let mut addresses = Vec::new();
    for name in ["versions", "axes", "actions", "objectifs", "bilans", "avancement", "sources"] {
        let dataset = format!("/api/explore/v2.1/catalog/datasets/fr-en-strategie-numerique-{name}");
        for release in ["2025.1", "2026.1"] {
            addresses.push(format!("{dataset}/records?include_app_metas=true&release={release}"));
            addresses.push(format!("{dataset}/facets?release={release}"));
            let formats = ["csv", "json", "jsonl", "xlsx", "parquet", "turtle"];
            addresses.extend(formats.map(|format| format!("{dataset}/exports/{format}?release={release}")));
        }
    }
    addresses
}

#[test]
fn pinned_addresses_give_the_same_bytes_after_later_releases() {
    on_each_database(|app| {
        // Paces are refused until there are three points.
        let answered = pinned_addresses().into_iter().filter(|address| !address.contains("/pace"));
        let addresses: Vec<String> = answered.chain(pinned_datasets()).collect();
        let read = |address: &String| {
            let answer = app.get(address);
            assert_eq!(answer.status, 200, "{address}: {}", String::from_utf8_lossy(&answer.body));
            let headers = ["etag", "last-modified", "jalon-release", "jalon-data-as-of", "cache-control", "link"];
            let told: Vec<Option<String>> = headers.map(|name| answer.header(name).map(str::to_owned)).into();
            (answer.body, told)
        };
        let before: BTreeMap<&String, _> = addresses.iter().map(|address| (address, read(address))).collect();
        publish_later_releases(app);
        assert_eq!(app.get("/api/v1").header("jalon-release"), Some("2026-Q4.1"));
        for (address, known) in before {
            let now = read(address);
            assert!(now == known, "{address} on {}: {:?} was {:?}", app.database.name(), now.1, known.1);
        }
    });
}

#[test]
fn a_cited_address_gives_the_same_bytes_after_later_releases() {
    on_each_database(|app| {
        let base = format!("http://{}", app.address);
        let urls: Vec<String> =
            ["/api/v1/axes/4", "/api/v1/objectives?axis=4&status=in_progress", "/api/v1/releases/2026"]
                .map(|path| app.json(path)["meta"]["citation"]["url"].as_str().expect("an address").to_owned())
                .into();
        let read = |url: &String| app.get(url.strip_prefix(&base).expect("an address of here")).body;
        let before: Vec<Vec<u8>> = urls.iter().map(read).collect();
        publish_later_releases(app);
        assert_eq!(urls.iter().map(read).collect::<Vec<_>>(), before);
        let now = &app.json("/api/v1/axes/4")["meta"]["citation"]["url"];
        assert!(now.as_str().is_some_and(|url| url.ends_with("release=2026-Q4.1")), "{now}");
    });
}

#[test]
fn a_release_lists_its_revisions_with_reason_and_hash() {
    on_each_database(|app| {
        let first = app.json("/api/v1/releases/2026")["data"]["content_sha256"].clone();
        publish_later_releases(app);
        for id in ["2026", "2026.1", "2026.2"] {
            let release = app.json(&format!("/api/v1/releases/{id}"));
            let revisions = release["data"]["revisions"].as_array().expect("revisions");
            let [one, two] = revisions.as_slice() else { panic!("{revisions:?}") };
            assert_eq!((&one["pinned"], &two["pinned"]), (&json!("2026.1"), &json!("2026.2")));
            assert_eq!((&one["reason"], &one["absent"]["reason"]), (&json!(null), &json!("not_applicable")));
            assert_eq!((&two["reason"], &two["absent"]), (&json!("A description was wrong."), &json!({})));
            assert_eq!(one["recorded_at"], "2026-11-22T14:00:00Z");
            assert_eq!(two["recorded_at"], "2026-11-23T16:00:00Z");
            assert_eq!(one["content_sha256"], first);
            assert!(
                two["content_sha256"].as_str().is_some_and(|hash| hash.len() == 64) && two["content_sha256"] != first
            );
            for revision in revisions {
                let href = super::follow(app, &revision["href"]).json();
                assert_eq!(href["data"]["content_sha256"], revision["content_sha256"]);
                let index = super::follow(app, &revision["index"]);
                assert_eq!(index.header("jalon-release"), revision["pinned"].as_str());
            }
        }
        let list = super::rows(app, "/api/v1/releases");
        let of_2025: Vec<&Value> = list.iter().filter(|row| row["id"] == "2025").collect();
        assert_eq!(
            of_2025.iter().map(|row| &row["reason"]).collect::<Vec<_>>(),
            [&json!(null), &json!("A description was wrong.")]
        );
    });
}

/// No percentage was published in 2025, and the English title came with the report of 2026.
#[test]
fn action_5_as_the_release_of_2025_has_it() {
    on_each_database(|app| {
        for query in ["release=2025", "release=2025.1", "as_of=2025-12-01"] {
            let action = app.json(&format!("/api/v1/actions/5?{query}"))["data"].clone();
            assert_eq!(
                action["title"]["fr"],
                "Permettre aux élèves de devenir des citoyens éclairés à l’ère numérique"
            );
            assert_eq!(
                (&action["title"]["en"], &action["absent"]["title_en"]),
                (&json!(null), &json!("not_published"))
            );
            assert_eq!((&action["progress"], &action["absent"]["progress"]), (&json!(null), &json!("not_published")));
            assert_eq!(action["title_stated_in"]["fr"], "2025");
        }
    });
}
