//! What one request may look for, however its clauses are written: more is refused before anything is read.

use super::{address, catalog, refusal};
use crate::support::{TestApp, on_each_database};

/// A text that looks for so many words with slips, none of which another `text` holds; the last word of a text begins words.
fn text(near: usize, letter: char) -> String {
    let words: Vec<String> = (0..=near).map(|number| format!("{letter}mot{number}")).collect();
    format!("search(\"{}\")", words.join(" "))
}

/// What takes conditions: over rows that are stored, and over those of the catalogue.
fn asked(conditions: &[(&str, &str)]) -> [String; 8] {
    [
        address("actions", "/records", conditions),
        address("actions", "/facets", conditions),
        address("actions", "/exports/csv", conditions),
        address("actions", "/exports/xlsx", conditions),
        catalog("/datasets", conditions),
        catalog("/facets", conditions),
        catalog("/exports/json", conditions),
        catalog("/exports/csv", conditions),
    ]
}

fn are_answered(app: &TestApp, conditions: &[(&str, &str)]) {
    for path in asked(conditions) {
        let answer = app.get(&path);
        assert_eq!(answer.status, 200, "{path} on {}: {}", app.database.name(), answer.text());
    }
}

fn are_refused(app: &TestApp, conditions: &[(&str, &str)], why: &str) {
    for path in asked(conditions) {
        let message = refusal(&app.get(&path), 400, "ODSQLError");
        assert_eq!(message, format!("ODSQL query is refused: it looks for {why} are allowed."), "{path}");
    }
}

#[test]
fn words_with_slips_are_counted_over_all_conditions_of_a_request() {
    on_each_database(|app| {
        let [a, b] = ['a', 'b'].map(|letter| text(31, letter));
        let rest = |near| format!("not {} or \"mot\"", text(near, 'c'));
        let at_most = rest(2);
        are_answered(app, &[("where", &format!("{a} or {b}")), ("where", &at_most)]);
        let more = rest(3);
        let conditions = [("where", a.as_str()), ("where", b.as_str()), ("where", more.as_str())];
        are_refused(app, &conditions, "65 words with slips, of which 64");
    });
}

#[test]
fn words_are_counted_over_all_conditions_of_a_request() {
    on_each_database(|app| {
        let any = |count: usize| vec!["\"mot\""; count].join(" or ");
        are_answered(app, &[("where", &any(64)), ("where", &format!("not ({})", any(64)))]);
        let like = format!("{} or title_fr like \"un *deux* trois\"", any(120));
        let answer = app.get(&address("actions", "/records", &[("where", &like), ("where", &any(6))]));
        let message = refusal(&answer, 400, "ODSQLError");
        assert_eq!(message, "ODSQL query is refused: it looks for 129 words, of which 128 are allowed.");
        are_refused(app, &[("where", &any(129))], "129 words, of which 128");
    });
}

/// As many as there may be clauses of any kind.
#[test]
fn facets_are_as_many_as_other_clauses() {
    on_each_database(|app| {
        let of_rows = |count| address("actions", "/facets", &vec![("facet", "axis"); count]);
        let of_datasets = |count| catalog("/facets", &vec![("facet", "features"); count]);
        for (most, more) in [(of_rows(50), of_rows(51)), (of_datasets(50), of_datasets(51))] {
            let answer = app.json(&most);
            assert_eq!(answer["facets"].as_array().map(Vec::len), Some(50), "{answer}");
            let message = refusal(&app.get(&more), 400, "ODSQLError");
            assert!(message.contains("51 clauses, of which 50 are allowed"), "{message}");
            assert!(message.ends_with("Clause(s) containing the error(s): facet."), "{message}");
        }
    });
}

/// What is found once serves the rows, their number and every facet.
#[test]
fn words_with_slips_are_the_same_in_every_part_of_an_answer() {
    on_each_database(|app| {
        let current = [("where", "search(title_en, \"digitl e\") and release = '2026'"), ("limit", "1")];
        let total = super::records(app, "actions", &current)["total_count"].as_i64().expect("a number");
        assert!(total > 1, "more rows than the page has");
        let counted =
            app.json(&address("actions", "/facets", &[current[0], ("facet", "release"), ("facet", "current")]));
        for facet in super::list(&counted["facets"]) {
            assert_eq!(facet["facets"][0]["count"], total, "{facet}");
        }
        let rows = app.json(&address("actions", "/exports/json", &[current[0]]));
        assert_eq!(super::list(&rows).len() as i64, total);
    });
}
