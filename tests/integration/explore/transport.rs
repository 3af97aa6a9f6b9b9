//! Methods, headers, slashes and spaces: what clients send around their queries.

use serde_json::{Value, json};

use super::{BASE, NAMES, address, catalog, id, records, refusal};
use crate::support::{Answer, TestApp, databases, on_each_database};

/// One address of each endpoint, without a trailing slash.
fn endpoints(app: &TestApp) -> Vec<String> {
    let known = records(app, "axes", &[("include_app_metas", "true"), ("limit", "1")]);
    let record = format!("/records/{}", known["results"][0]["_id"].as_str().expect("an id"));
    let of_axes = [
        "",
        "/records",
        &record,
        "/facets",
        "/exports",
        "/exports/csv",
        "/exports/json",
        "/exports/jsonl",
        "/attachments",
    ];
    let of_catalogue = ["", "/datasets", "/facets", "/exports", "/exports/csv", "/exports/json", "/exports/dcat"];
    let of_axes = of_axes.iter().map(|below| address("axes", below, &[]));
    of_axes.chain(of_catalogue.iter().map(|below| catalog(below, &[]))).collect()
}

fn has(answer: &Answer, header: &str, words: &[&str]) {
    let value =
        answer.header(header).unwrap_or_else(|| panic!("{header} is not in {:?}", answer.headers)).to_lowercase();
    for word in words {
        assert!(value.split(',').any(|part| part.trim() == word.to_lowercase()), "{word} is not in {header}: {value}");
    }
}

#[test]
fn every_endpoint_answers_with_and_without_a_slash_and_with_two() {
    on_each_database(|app| {
        for path in endpoints(app) {
            let plain = app.get(&path);
            assert_eq!(plain.status, 200, "{path}: {}", plain.text());
            for other in [format!("{path}/"), path.replacen("/v2.1/", "/v2.1//", 1), format!("{path}/?")] {
                let answer = app.get(&other);
                assert_eq!(answer.status, 200, "{other}: {}", answer.text());
                assert_eq!(answer.header("content-type"), plain.header("content-type"), "{other}");
            }
        }
    });
}

#[test]
fn head_tells_what_get_tells_and_sends_no_body() {
    on_each_database(|app| {
        for path in
            endpoints(app).into_iter().chain([address("nope", "", &[]), address("axes", "/records?limit=101", &[])])
        {
            let (get, head) = (app.get(&path), app.request("HEAD", &path, &[]));
            assert_eq!(head.status, get.status, "{path}");
            assert_eq!(head.header("content-type"), get.header("content-type"), "{path}");
            assert!(head.body.is_empty(), "{path}");
        }
    });
}

#[test]
fn other_methods_are_refused_in_the_shape_of_all_errors() {
    on_each_database(|app| {
        for path in [catalog("/datasets", &[]), address("axes", "/records", &[]), address("axes", "/exports/csv", &[])]
        {
            for method in ["POST", "PUT", "DELETE", "PATCH"] {
                let answer = app.request(method, &path, &[]);
                assert_eq!(answer.status, 405, "{method} {path}");
                let code = answer.json()["error_code"].as_str().expect("a code").to_owned();
                refusal(&answer, 405, &code);
                assert!(answer.header("allow").is_some_and(|allowed| allowed.contains("GET")), "{:?}", answer.headers);
            }
        }
    });
}

#[test]
fn cross_origin_headers_are_those_that_were_recorded() {
    on_each_database(|app| {
        let path = address("axes", "/records", &[]);
        let preflight = app.request(
            "OPTIONS",
            &path,
            &[
                ("Origin", "https://example.org"),
                ("Access-Control-Request-Method", "GET"),
                ("Access-Control-Request-Headers", "authorization,ods-widgets-version"),
            ],
        );
        assert!([200, 204].contains(&preflight.status), "{}", preflight.status);
        assert_eq!(preflight.header("access-control-allow-origin"), Some("*"));
        assert_eq!(preflight.header("access-control-max-age"), Some("1000"));
        has(&preflight, "access-control-allow-methods", &["POST", "GET", "OPTIONS"]);
        let allowed = [
            "Authorization",
            "X-Requested-With",
            "Origin",
            "ODS-API-Analytics-App",
            "ODS-API-Analytics-Embed-Type",
            "ODS-API-Analytics-Embed-Referrer",
            "ODS-Widgets-Version",
            "Accept",
        ];
        has(&preflight, "access-control-allow-headers", &allowed);
        let answer = app.request("GET", &path, &[("Origin", "https://example.org")]);
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
        let exposed =
            ["ODS-Explore-API-Deprecation", "Link", "X-RateLimit-Remaining", "X-RateLimit-Limit", "X-RateLimit-Reset"];
        has(&answer, "access-control-expose-headers", &exposed);
    });
}

#[test]
fn every_success_tells_the_rate_limit() {
    on_each_database(|app| {
        for path in endpoints(app) {
            let answer = app.get(&path);
            let number = |name: &str| {
                let value = answer.header(name).unwrap_or_else(|| panic!("{name} of {path}"));
                value.parse::<u64>().unwrap_or_else(|_| panic!("{name}: {value}"))
            };
            assert!(number("x-ratelimit-remaining") <= number("x-ratelimit-limit"), "{path}");
            let reset = answer.header("x-ratelimit-reset").expect("a time");
            // The next midnight in UTC, and not an epoch.
            assert!(reset.len() == 25 && reset.ends_with(" 00:00:00+00:00"), "{reset}");
            assert!(reset[..10].bytes().enumerate().all(|(at, b)| if at == 4 || at == 7 {
                b == b'-'
            } else {
                b.is_ascii_digit()
            }));
        }
    });
}

#[test]
fn json_is_typed_as_clients_expect() {
    on_each_database(|app| {
        for path in [
            catalog("", &[]),
            catalog("/datasets", &[]),
            address("axes", "", &[]),
            address("axes", "/records", &[]),
            address("axes", "/facets", &[]),
        ] {
            assert_eq!(app.get(&path).header("content-type"), Some("application/json; charset=utf-8"), "{path}");
        }
    });
}

#[test]
fn any_accept_header_is_accepted() {
    on_each_database(|app| {
        for accept in ["application/json", "application/json; charset=utf-8", "*/*", "text/html", "application/xml"] {
            for path in
                [address("axes", "/records", &[]), address("axes", "/exports/csv", &[]), catalog("/exports/dcat", &[])]
            {
                assert_eq!(app.request("GET", &path, &[("Accept", accept)]).status, 200, "{accept} {path}");
            }
        }
        // Some clients type the body that a GET does not have.
        let typed = app.request("GET", &address("axes", "/records", &[]), &[("Content-Type", "application/json")]);
        assert_eq!(typed.status, 200);
    });
}

#[test]
fn answers_are_compressed_on_request() {
    on_each_database(|app| {
        let path = address("objectifs", "/records", &[("limit", "100")]);
        let answer = app.request("GET", &path, &[("Accept-Encoding", "gzip")]);
        assert_eq!((answer.status, answer.header("content-encoding")), (200, Some("gzip")));
        assert!(answer.body.len() < app.get(&path).body.len());
    });
}

#[test]
fn query_strings_are_read_however_they_are_encoded() {
    on_each_database(|app| {
        let start = address("actions", "/records", &[]);
        let asked = [("where", "axis = \"4\" and search(*, \"num\")"), ("select", "code"), ("limit", "5")];
        let expected = records(app, "actions", &asked);
        assert_ne!(expected["total_count"], 0);
        for query in [
            "limit=5&select=code&where=axis+%3D+%224%22+and+search%28%2A%2C+%22num%22%29",
            "limit=5&select=code&where=axis%20%3D%20%224%22%20and%20search(*,%20%22num%22)",
            "where=axis=%224%22+AND+search(%22num%22)&limit=5&select=code",
            "where=axis%3D%224%22&where=search(%22num%22)&select=code&limit=5&&",
            "select=%60code%60&where=(%60axis%60:'4')+AND+(search(%22num%22))&limit=5",
        ] {
            assert_eq!(app.json(&format!("{start}?{query}")), expected, "{query}");
        }
    });
}

#[test]
fn empty_parameters_are_as_good_as_none() {
    on_each_database(|app| {
        let empty =
            ["where", "select", "order_by", "group_by", "refine", "exclude", "lang", "timezone"].map(|name| (name, ""));
        assert_eq!(records(app, "axes", &empty), records(app, "axes", &[]));
    });
}

#[test]
fn the_widgets_are_answered() {
    on_each_database(|app| {
        let asked = [
            ("timezone", "Europe/Paris"),
            ("lang", "fr"),
            ("select", "count(*) as y"),
            ("group_by", "axis as x"),
            ("where", "current"),
        ];
        let answer = app.request("GET", &address("actions", "/records/", &asked), &[("ODS-Widgets-Version", "1.4.6")]);
        assert_eq!(answer.json()["results"][1], json!({"x": "1", "y": 3}));
    });
}

#[test]
fn the_page_of_a_dataset_resolves_to_something() {
    on_each_database(|app| {
        for name in NAMES {
            let status = app.get(&format!("/explore/dataset/{}/", id(name))).status;
            assert!((200..400).contains(&status), "{name}: {status}");
        }
        assert_eq!(app.get(&format!("{BASE}/foo/datasets")).status, 404);
    });
}

#[test]
fn a_client_beyond_its_quota_is_told_when_the_next_day_begins() {
    for database in databases() {
        let app = TestApp::with(database, |config| config.explore_quota = 2);
        let left = |path: &str| app.get(path).header("x-ratelimit-remaining").map(str::to_owned);
        assert_eq!(left(&address("axes", "", &[])).as_deref(), Some("1"));
        assert_eq!(left(&address("nope", "", &[])), None, "an error tells no quota, and counts");
        let answer = app.get(&address("axes", "", &[]));
        assert_eq!(answer.status, 429);
        let body: Value = serde_json::from_str(&answer.text()).expect("JSON");
        assert_eq!(
            (&body["errorcode"], &body["call_limit"], &body["limit_time_unit"]),
            (&json!(10002), &json!(2), &json!("day"))
        );
        let reset = body["reset_time"].as_str().expect("a time").to_owned();
        assert!(reset.ends_with("T00:00:00Z"), "{reset}");
        let wait: i64 = answer.header("retry-after").and_then(|seconds| seconds.parse().ok()).expect("seconds");
        assert!((1..=86_400).contains(&wait), "{wait}");
        // The native API has no quota.
        assert_eq!(app.get("/api/v1/axes").status, 200);
    }
}
