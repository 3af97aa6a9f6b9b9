//! The log of slow statements: what took long, without the values that were asked for.

use crate::support::{
    cli::{Served, jalon},
    databases, get,
};

fn is_slow(line: &str) -> bool {
    line.contains("slow_query")
}

/// A condition of 250 parts, which takes some milliseconds: half of them to be prepared, half for each row.
fn slow_request() -> String {
    let part = |number: usize| {
        [format!("search(\"numérique{number}\")"), format!("startswith(text_en, \"numérique{number}\")")]
    };
    let parts: Vec<String> = (0..125).flat_map(part).collect();
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("where", &parts.join(" or ")).finish();
    format!("/api/explore/v2.1/catalog/datasets/fr-en-strategie-numerique-bilans/records?{query}")
}

#[test]
fn a_statement_that_takes_long_is_told_without_its_values() {
    for database in databases() {
        let settings =
            [("DATABASE_URL", database.url.as_str()), ("SLOW_QUERY_MS", "1"), ("METRICS_BIND", "127.0.0.1:0")];
        let service = Served::start(&settings);
        assert_eq!(get(service.address, &slow_request()).status, 200);
        let asked = service.logged(|line| is_slow(line) && line.contains("WARN") && line.contains(" ms: SELECT r.id"));
        // The start, which writes the record, may have had slow ones too.
        let slow: Vec<&str> = service.log.lines().filter(|line| is_slow(line)).chain([asked.as_str()]).collect();
        for line in &slow {
            // Words of the request and of the record, which are values; a statement has a place for each of them.
            for value in ["P2IA", "numerique", "numérique", "2026.1", "binds"] {
                assert!(!line.contains(value), "{line}");
            }
            assert!(line.len() < 1500, "{line}");
        }
        let counted = counted(&service);
        assert!(counted >= slow.len(), "{counted} of {}", slow.len());
    }
}

/// How many the metrics tell of.
fn counted(service: &Served) -> usize {
    let scrape = get(service.metrics(), "/metrics").text();
    let counted = scrape.lines().find_map(|line| line.strip_prefix("jalon_slow_queries_total "));
    counted.and_then(|count| count.parse().ok()).expect("they are counted")
}

#[test]
fn none_is_told_if_that_is_set() {
    for database in databases() {
        let settings =
            [("DATABASE_URL", database.url.as_str()), ("SLOW_QUERY_MS", "0"), ("METRICS_BIND", "127.0.0.1:0")];
        let service = Served::start(&settings);
        assert_eq!(get(service.address, &slow_request()).status, 200);
        // A statement would be told before the request that it is for.
        let first = service.logged(|line| is_slow(line) || line.contains("fr-en-strategie-numerique-bilans/records"));
        assert!(!is_slow(&first), "{first}");
        assert_eq!(counted(&service), 0, "on {}", database.name());
    }
}

#[test]
fn a_bad_number_stops_the_start() {
    jalon(&["serve"], &[("SLOW_QUERY_MS", "-1")]).expect(3, &["SLOW_QUERY_MS", "-1", "from 0 to 600000"]);
    jalon(&["serve"], &[("SLOW_QUERY_MS", "soon")]).expect(3, &["SLOW_QUERY_MS", "soon", "from 0 to 600000"]);
}
