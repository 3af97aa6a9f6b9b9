//! Pages never overlap, whatever the order, and their limits are told in the portal's words.

use std::collections::BTreeSet;

use serde_json::json;

use super::{address, catalog, list, records, refusal, refused, rows};
use crate::support::on_each_database;

#[test]
fn pages_never_overlap_and_leave_nothing_out() {
    on_each_database(|app| {
        for order in ["", "kind", "-depth", "axis, level desc", "text_en", "length(code)", "random(3)"] {
            let mut seen = BTreeSet::new();
            for offset in ["0", "40", "80", "120"] {
                let asked = [("select", "release, code"), ("order_by", order), ("limit", "40"), ("offset", offset)];
                seen.extend(
                    rows(app, "bilans", &asked).iter().map(|row| format!("{} {}", row["release"], row["code"])),
                );
            }
            assert_eq!(seen.len(), 148, "{order} on {}", app.database.name());
        }
    });
}

#[test]
fn pages_of_groups_never_overlap_either() {
    on_each_database(|app| {
        let all =
            rows(app, "bilans", &[("group_by", "objective, kind"), ("order_by", "count(*) desc"), ("limit", "100")]);
        let mut paged = Vec::new();
        for offset in 0..all.len().div_ceil(7) {
            let offset = (offset * 7).to_string();
            let asked =
                [("group_by", "objective, kind"), ("order_by", "count(*) desc"), ("limit", "7"), ("offset", &offset)];
            paged.extend(rows(app, "bilans", &asked));
        }
        assert_eq!(paged, all);
    });
}

#[test]
fn a_client_that_reads_until_a_short_page_gets_everything() {
    on_each_database(|app| {
        let (mut offset, mut read) = (0, 0);
        loop {
            let body = records(app, "bilans", &[("limit", "100"), ("offset", &offset.to_string())]);
            let page = list(&body["results"]).len();
            (offset, read) = (offset + 100, read + page);
            if page < 100 {
                assert_eq!(body["total_count"], read);
                break;
            }
        }
        assert_eq!(read, 148);
    });
}

#[test]
fn the_limits_of_a_page_are_told_in_the_words_of_the_portal() {
    on_each_database(|app| {
        let code = "InvalidRESTParameterError";
        let told_exactly = |asked: &[(&str, &str)], expected: String| {
            let message = refused(app, "axes", asked, code);
            assert_eq!(message, expected + " The exports endpoint of the dataset gives all rows without a limit.");
        };
        for (limit, told) in [("101", "101"), ("-2", "-2"), ("1000", "1000")] {
            let expected =
                format!("Invalid value for limit API parameter: {told} was found but -1 <= limit <= 100 is expected.");
            told_exactly(&[("limit", limit)], expected);
        }
        let too_far = |found: &str, most: &str| {
            format!(
                "Invalid value for sum of offset + limit API parameter: {found} was found but <= {most} is expected."
            )
        };
        told_exactly(&[("limit", "100"), ("offset", "9901")], too_far("10001", "10000"));
        told_exactly(&[("offset", "9950"), ("limit", "100")], too_far("10050", "10000"));
        let grouped = [("group_by", "code"), ("limit", "20000"), ("offset", "40000")];
        told_exactly(&grouped, too_far("60000", "20000"));
    });
}

#[test]
fn the_furthest_pages_that_are_allowed_are_answered() {
    on_each_database(|app| {
        let empty = json!({"total_count": 12, "results": []});
        assert_eq!(records(app, "axes", &[("limit", "100"), ("offset", "9900")]), empty);
        assert_eq!(records(app, "axes", &[("limit", "0"), ("offset", "10000")]), empty);
        let grouped = records(app, "axes", &[("group_by", "code"), ("limit", "20000")]);
        assert_eq!((&grouped["total_count"], list(&grouped["results"]).len()), (&json!(4), 4));
        assert_eq!(
            records(app, "axes", &[("group_by", "code"), ("limit", "1000"), ("offset", "19000")])["results"],
            json!([])
        );
    });
}

#[test]
fn no_limit_is_as_many_rows_as_a_page_holds() {
    on_each_database(|app| {
        let body = records(app, "bilans", &[("limit", "-1")]);
        assert_eq!((&body["total_count"], list(&body["results"]).len()), (&json!(148), 100));
        let grouped = rows(app, "bilans", &[("group_by", "release, code"), ("limit", "-1")]);
        assert_eq!(grouped.len(), 148);
        assert_eq!(list(&app.json(&catalog("/datasets", &[("limit", "-1")]))["results"]).len(), 15);
    });
}

#[test]
fn ten_groups_are_a_page_too() {
    on_each_database(|app| {
        let body = records(app, "bilans", &[("group_by", "code")]);
        assert_eq!(list(&body["results"]).len(), 10);
        assert!(body["total_count"].as_u64().is_some_and(|total| total > 100), "{}", body["total_count"]);
    });
}

#[test]
fn what_is_no_number_is_refused_with_its_name_and_value() {
    on_each_database(|app| {
        for (name, value) in [("limit", "abc"), ("limit", "1e3"), ("limit", "10;"), ("offset", "-1"), ("offset", "ten")]
        {
            let message = refused(app, "axes", &[(name, value)], "InvalidRESTParameterError");
            assert!(message.contains(name) && message.contains(value), "{message}");
        }
        for (name, value) in [("limit", "x"), ("offset", "x"), ("limit", "-2")] {
            let answer = app.get(&address("axes", "/exports/json", &[(name, value)]));
            assert!(refusal(&answer, 400, "InvalidRESTParameterError").contains(name));
        }
    });
}
