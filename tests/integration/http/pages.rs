//! Pages: every row once, in one order, whatever the size of the page.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::{Answer, TestApp, on_each_database};

/// The address of a relation in the header `Link` (RFC 8288).
fn link(answer: &Answer, relation: &str) -> Option<String> {
    let wanted = format!("rel=\"{relation}\"");
    let header = answer.header("link").unwrap_or_default();
    let found = header.split(", ").find(|part| part.ends_with(&wanted))?;
    Some(found.trim_start_matches('<').split('>').next().unwrap_or_default().to_owned())
}

/// The path of an address that the service gave of itself.
fn path(app: &TestApp, url: &str) -> String {
    let base = format!("http://{}", app.address);
    url.strip_prefix(&base).unwrap_or_else(|| panic!("{url} begins with {base}")).to_owned()
}

fn codes(page: &Value) -> Vec<String> {
    let rows = page["data"].as_array().expect("a list");
    rows.iter().map(|row| row["code"].as_str().expect("a code").to_owned()).collect()
}

/// The codes of all pages, from the one at an address on, along a relation.
fn walk(app: &TestApp, first: &str, relation: &str) -> Vec<Vec<String>> {
    let (mut pages, mut next) = (Vec::new(), Some(first.to_owned()));
    while let Some(here) = next {
        let answer = app.get(&here);
        assert_eq!(answer.status, 200, "{here}");
        let page = answer.json();
        pages.push(codes(&page));
        assert!(pages.len() <= 50, "the pages come to an end");
        let header = link(&answer, relation);
        assert_eq!(header.as_deref(), page["links"][relation].as_str(), "{here}: header and body agree");
        next = header.map(|url| path(app, &url));
    }
    pages
}

#[test]
fn following_next_visits_each_objective_once() {
    on_each_database(|app| {
        let whole = codes(&app.json("/api/v1/objectives?limit=500"));
        assert_eq!(whole.iter().collect::<BTreeSet<_>>().len(), 46);
        for limit in [1, 7, 50] {
            let pages = walk(app, &format!("/api/v1/objectives?limit={limit}"), "next");
            assert!(pages.iter().all(|page| !page.is_empty() && page.len() <= limit), "limit={limit}");
            assert_eq!(pages.concat(), whole, "limit={limit}");
        }
    });
}

#[test]
fn following_prev_comes_back_to_the_first_page() {
    let app = TestApp::on_sqlite();
    let first = app.get("/api/v1/objectives?limit=7");
    let last = path(&app, &link(&first, "last").expect("a last page"));
    let mut pages = walk(&app, &last, "prev");
    pages.reverse();
    assert_eq!(pages, walk(&app, "/api/v1/objectives?limit=7", "next"));
}

#[test]
fn the_first_page_has_no_prev_and_the_last_no_next() {
    let app = TestApp::on_sqlite();
    let first = app.get("/api/v1/objectives?limit=7");
    let links = &first.json()["links"];
    assert_eq!((&links["prev"], links["next"].is_string()), (&json!(null), true));
    assert!(links["first"].is_string() && links["last"].is_string() && links["self"].is_string());
    let last = app.json(&path(&app, links["last"].as_str().expect("an address")));
    assert_eq!(last["links"]["next"], json!(null));
    assert_eq!(last["meta"]["count"], 4, "46 = 6 × 7 + 4");
}

#[test]
fn the_default_page_has_50_rows() {
    on_each_database(|app| {
        let page = app.json("/api/v1/statements");
        assert_eq!((&page["meta"]["total"], &page["meta"]["count"]), (&json!(100), &json!(50)));
        assert_eq!(codes(&page).len(), 50);
    });
}

#[test]
fn sorted_pages_never_overlap() {
    on_each_database(|app| {
        for sort in ["-progress", "progress", "status", "-title_fr", "action", "publication_state"] {
            let rows = walk(app, &format!("/api/v1/objectives?limit=5&sort={sort}"), "next").concat();
            assert_eq!(rows.len(), 46, "sort={sort}");
            assert_eq!(rows.iter().collect::<BTreeSet<_>>().len(), 46, "sort={sort}");
        }
    });
}

#[test]
fn nulls_come_last_in_both_directions() {
    on_each_database(|app| {
        for (sort, rising) in [("progress", true), ("-progress", false)] {
            let page = app.json(&format!("/api/v1/objectives?limit=500&sort={sort}"));
            let values: Vec<&Value> =
                page["data"].as_array().into_iter().flatten().map(|row| &row["progress"]).collect();
            let (known, unknown) = values.split_at(17);
            assert!(unknown.iter().all(|value| value.is_null()), "sort={sort}: {values:?}");
            let known: Vec<i64> = known.iter().map(|value| value.as_i64().expect("a number")).collect();
            let sorted = if rising { known.is_sorted() } else { known.is_sorted_by(|a, b| a >= b) };
            assert!(sorted, "sort={sort}: {known:?}");
        }
    });
}

#[test]
fn the_second_key_decides_between_equals() {
    on_each_database(|app| {
        let page = app.json("/api/v1/objectives?sort=-progress,-number&limit=3");
        assert_eq!(codes(&page), ["39", "33", "32-1"], "those at 100 %");
    });
}

#[test]
fn a_limit_of_zero_counts() {
    on_each_database(|app| {
        let page = app.json("/api/v1/objectives?limit=0");
        assert_eq!(page["data"], json!([]));
        assert_eq!((&page["meta"]["total"], &page["meta"]["count"]), (&json!(46), &json!(0)));
        assert_eq!(page["links"]["next"], json!(null));
    });
}

#[test]
fn beyond_the_end_is_an_empty_page_that_leads_back() {
    on_each_database(|app| {
        for offset in ["46", "100", "1000000"] {
            let page = app.json(&format!("/api/v1/objectives?limit=10&offset={offset}"));
            assert_eq!(page["data"], json!([]), "{offset}");
            assert_eq!((&page["meta"]["total"], &page["links"]["next"]), (&json!(46), &json!(null)), "{offset}");
            let prev = page["links"]["prev"].as_str().expect("a page before");
            assert!(!codes(&app.json(&path(app, prev))).is_empty(), "{offset}: {prev}");
        }
    });
}

#[test]
fn an_empty_list_is_one_page() {
    on_each_database(|app| {
        let page = app.json("/api/v1/objectives?release=2025");
        assert_eq!((&page["data"], &page["meta"]["total"]), (&json!([]), &json!(0)));
        assert_eq!((&page["links"]["next"], &page["links"]["prev"]), (&json!(null), &json!(null)));
    });
}

#[test]
fn repeated_and_listed_values_mean_or() {
    on_each_database(|app| {
        let total = |query: &str| app.json(&format!("/api/v1/objectives?{query}"))["meta"]["total"].clone();
        assert_eq!(total("status=in_progress"), 14);
        assert_eq!(total("status=completed"), 3);
        assert_eq!(total("status=in_progress,completed"), 17);
        assert_eq!(total("status=in_progress&status=completed"), 17);
    });
}

#[test]
fn pages_keep_the_filters_and_the_release() {
    on_each_database(|app| {
        let pages = walk(app, "/api/v1/objectives?limit=5&axis=4&release=2026.1", "next");
        assert_eq!(pages.concat().len(), 17);
        let page = app.json("/api/v1/objectives?limit=5&axis=4&release=2026.1");
        for relation in ["self", "first", "next", "last"] {
            let url = page["links"][relation].as_str().expect("an address");
            assert!(url.contains("axis=4") && url.contains("release=2026.1") && url.contains("limit=5"), "{url}");
        }
    });
}
