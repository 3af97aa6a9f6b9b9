use serde_json::{Value, json};

use super::{column, rows};
use crate::support::{TestApp, on_each_database};

fn on(app: &TestApp, day: &str, query: &str) -> Vec<Value> {
    rows(app, &format!("/api/v1/deadlines?on={day}&limit=500&{query}"))
}

/// The deadlines whose English or French words contain a text.
fn saying<'a>(rows: &'a [Value], words: &str) -> Vec<&'a Value> {
    rows.iter()
        .filter(|row| ["en", "fr"].iter().any(|l| row["text"][l].as_str().is_some_and(|t| t.contains(words))))
        .collect()
}

#[test]
fn a_day_sees_what_is_to_come_and_what_has_passed() {
    on_each_database(|app| {
        let rows = on(app, "2026-11-22", "");
        // Objective 30: a committee meeting "in mid-2026". The objective's state was published by 31 March 2026 at the latest,
        // so it says nothing of the meeting.
        let meeting = saying(&rows, "AnSu")[0];
        assert_eq!(meeting["state"], "deadline_passed_without_published_state");
        assert_eq!(meeting["deadline"]["date"], "2026-06-30");
        // From 30 June to 22 November: 31 + 31 + 30 + 31 + 22 days.
        assert_eq!(meeting["days"], -145);
        let state = &meeting["published_state"];
        assert_eq!(
            (&state["objective"], &state["status"], &state["progress"]),
            (&json!("30"), &json!("in_progress"), &json!(75))
        );
        assert_eq!((&state["release"], &state["published"]), (&json!("2026.1"), &json!("2025-12-05/2026-03-31")));
        // Objective 35: "By the end of 2025", of which a state was published between 5 December 2025 and 31 March 2026.
        let messaging = saying(&rows, "new professional messaging system")[0];
        assert_eq!(messaging["state"], "deadline_passed_with_published_state");
        assert_eq!(messaging["published_state"]["objective"], "35");
        // A next step of axis 2 for the school year 2025-2026; an axis has no state of its own steps.
        let phones = saying(&rows, "Portable en pause")[0];
        assert_eq!(phones["state"], "deadline_passed_without_published_state");
        assert_eq!(phones["deadline"]["date"], "2026-08-31");
        assert_eq!(phones["published_state"], json!(null));
        assert_eq!(phones["absent"]["published_state"], "not_applicable");
        // By the end of 2026: 39 days are left.
        let agents = saying(&rows, "1.2 million agents")[0];
        assert_eq!((&agents["state"], &agents["days"]), (&json!("upcoming"), &json!(39)));
    });
}

#[test]
fn a_deadline_has_not_passed_on_its_day() {
    on_each_database(|app| {
        let state = |day: &str| saying(&on(app, day, ""), "Portable en pause")[0]["state"].clone();
        assert_eq!(state("2026-08-31"), "upcoming");
        assert_eq!(state("2026-09-01"), "deadline_passed_without_published_state");
    });
}

#[test]
fn an_aim_of_2023_has_the_state_of_its_counterpart() {
    on_each_database(|app| {
        // The first box of 2023's action 15, a study by mid-2023, is objective 39 of 2025, which is completed.
        let rows = on(app, "2026-11-22", "edition=2023&objective=15.1");
        assert_eq!(rows[0]["published_state"]["objective"], "39");
        assert_eq!(rows[0]["published_state"]["status"], "completed");
        // A state that all is done counts whenever it was published.
        assert_eq!(rows[0]["state"], "deadline_passed_with_published_state");
        assert!(rows[0]["published_state"]["through"].as_str().is_some_and(|href| href.ends_with("objective_15.1_39")));
        // "3 académies pilotes" grew into "all staff": the state of the one is not that of the other.
        let pilots = on(app, "2026-11-22", "edition=2023&objective=14.1");
        assert!(!pilots.is_empty() && pilots.iter().all(|row| row["published_state"].is_null()), "{pilots:?}");
        // Objectives of 2023's actions 1 to 12 have no known counterpart, so no state can be published of them.
        for row in on(app, "2028-01-01", "edition=2023&action=1,2,3,4,5,6,7,8,9,10,11,12") {
            assert_eq!(row["published_state"], json!(null), "{row}");
        }
    });
}

#[test]
fn what_begins_on_a_day_has_no_deadline() {
    on_each_database(|app| {
        let begins = app.json("/api/v1/targets?limit=500");
        let begins = begins["data"].as_array().expect("rows").iter().filter(|row| row["deadline"]["sense"] == "from");
        let codes: Vec<&str> = begins.map(|row| row["code"].as_str().expect("a code")).collect();
        // "dès 2023", "à partir de 2024", "from the start of the 2025 school year".
        assert!(codes.len() >= 3, "{codes:?}");
        let watched = on(app, "2026-11-22", "");
        assert!(watched.iter().all(|row| !codes.contains(&row["code"].as_str().expect("a code"))));
    });
}

#[test]
fn states_are_filters_and_the_order_is_that_of_dates() {
    on_each_database(|app| {
        let all = on(app, "2026-11-22", "");
        let count = |state: &str| on(app, "2026-11-22", &format!("state={state}")).len();
        let states =
            ["upcoming", "deadline_passed_with_published_state", "deadline_passed_without_published_state", "undated"];
        assert_eq!(states.iter().map(|state| count(state)).sum::<usize>(), all.len());
        let dates: Vec<&str> = all.iter().filter_map(|row| row["deadline"]["date"].as_str()).collect();
        assert!(dates.is_sorted(), "{dates:?}");
        // "sur la durée du quinquennat" names no year, so it comes last.
        assert_eq!(all.last().expect("a row")["state"], "undated");
        let first = app.json("/api/v1/deadlines?on=2026-11-22&limit=1&sort=-deadline");
        assert_eq!(first["data"][0]["deadline"]["date"], "2050-12-31");
    });
}

#[test]
fn nothing_is_called_late_or_failed() {
    on_each_database(|app| {
        let judging = ["late", "failed", "en retard", "échec", "overdue", "retard"];
        let words = |text: &str| {
            let lower = text.to_lowercase();
            judging.into_iter().find(|word| {
                lower
                    .split(|c: char| !c.is_alphabetic() && c != ' ')
                    .any(|part| format!(" {} ", part.trim()).contains(&format!(" {word} ")))
            })
        };
        for row in on(app, "2030-01-01", "") {
            let mut row = row;
            row["text"] = json!(null);
            assert_eq!(words(&row.to_string()), None, "{row}");
        }
        let calendar = app.get("/api/v1/deadlines.ics?on=2030-01-01&lang=en").text();
        assert!(calendar.contains("deadline passed without a published state"));
        let calendar = app.get("/api/v1/deadlines.ics?on=2030-01-01").text();
        assert_eq!(words(&calendar.replace("\r\n ", "")), None);
    });
}

#[test]
fn the_answer_of_today_is_kept_by_nobody_and_that_of_a_day_by_all() {
    on_each_database(|app| {
        for path in ["/api/v1/deadlines", "/api/v1/deadlines?format=csv", "/api/v1/deadlines.ics"] {
            assert_eq!(app.get(path).header("cache-control"), Some("no-cache"), "{path}");
        }
        let pinned = app.get("/api/v1/deadlines?on=2026-11-22&release=2026.1");
        assert!(pinned.header("cache-control").is_some_and(|value| value.contains("max-age=86400")));
        app.refusal("/api/v1/deadlines?on=yesterday", 400, "invalid_parameter");
        let problem = app.refusal("/api/v1/deadlines?state=deadline_passed", 400, "invalid_parameter");
        assert!(problem["did_you_mean"].as_str().is_some_and(|near| near.starts_with("deadline_passed_with")));
    });
}

#[test]
fn the_calendar_is_one_of_rfc_5545() {
    on_each_database(|app| {
        let answer = app.get("/api/v1/deadlines.ics?on=2026-11-22&source=detail-2026");
        assert_eq!(answer.header("content-type"), Some("text/calendar; charset=utf-8"));
        let text = answer.text();
        assert!(
            text.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n") && text.ends_with("END:VCALENDAR\r\n"),
            "{text}"
        );
        // Section 3.1: lines end in CRLF and are at most 75 octets long.
        assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
        assert!(text.split("\r\n").all(|line| line.len() <= 75));
        let unfolded = text.replace("\r\n ", "");
        let lines: Vec<&str> = unfolded.split("\r\n").collect();
        let count = |start: &str| lines.iter().filter(|line| line.starts_with(start)).count();
        let rows = on(app, "2026-11-22", "source=detail-2026");
        let dated = rows.iter().filter(|row| row["deadline"]["date"].is_string()).count();
        // Section 3.6.1: each event has one UID and one DTSTAMP, and a day is a DATE.
        for start in ["BEGIN:VEVENT", "END:VEVENT", "UID:", "DTSTAMP:", "DTSTART;VALUE=DATE:", "SUMMARY:"] {
            assert_eq!(count(start), dated, "{start}");
        }
        assert_eq!((count("PRODID:"), count("VERSION:"), count("DTEND")), (1, 1, 0));
        assert!(lines.contains(&"DTSTART;VALUE=DATE:20260630"), "the meeting of mid-2026");
        let codes = column(&rows, "code");
        assert!(codes.iter().all(|code| lines.contains(&format!("UID:{code}@jalon").as_str()) || code == codes.last().expect("one")));
    });
}
