//! What was filed and held when it was, and is approved later.

use serde_json::json;

use super::{Desk, next_release};
use crate::{
    publishing::{bearer, decide, read},
    support::random::Random,
};

/// The id of the draft that a file becomes.
fn draft(desk: &Desk, key: &str, bytes: &[u8]) -> String {
    let headers = [("Authorization", &*bearer(key)), ("Content-Type", "text/csv")];
    let sent = desk.app.post("/api/v1/drafts", &headers, bytes);
    assert_eq!(sent.status, 201, "{}", sent.text());
    sent.json()["data"]["draft"]["id"].as_str().expect("a draft has an id").to_owned()
}

/// Puts another file in the place of that of the only draft, past the service.
fn exchange(desk: &Desk, bytes: &[u8]) {
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let content = match desk.app.database.name() {
        "SQLite" => format!("x'{digits}'"),
        _ => format!("decode('{digits}', 'hex')"),
    };
    desk.app.database.execute(&format!("UPDATE drafts SET content = {content}"));
}

/// An index of PostgreSQL takes words of some 2,700 bytes; letters by chance are none that it could compress.
#[test]
fn a_word_that_no_index_takes_is_published_as_it_was_filed() {
    Desk::on_each_database().for_each(|desk| {
        let (drafter, approver) = (desk.key("draft"), desk.key("approve"));
        let mut random = Random::new(7);
        let word: String = (0..3_000).map(|_| char::from(b'a' + random.below(26) as u8)).collect();
        let mut table = desk.good();
        table.set("objectives", "34", "achievements_en", &format!("Testword {word}"));
        let id = draft(&desk, &drafter, &table.csv());
        let approved = decide(&desk.app, &approver, &id, "approve");
        assert_eq!(approved.status, 200, "{}: {}", desk.app.database.name(), approved.text());
        let dataset = "/api/explore/v2.1/catalog/datasets/fr-en-strategie-numerique-bilans/records";
        let found = desk.app.json(&format!("{dataset}?where=text_en%20like%20%22testword%22"));
        assert_eq!(found["total_count"], 1, "{found}");
        assert_eq!(found["results"][0]["text_en"], format!("Testword {word}"));
        // What begins as it does is not found, and what is asked for whole is too long to be looked for.
        let begins = desk.app.json(&format!("{dataset}?where=text_en%20like%20%22{}*%22", &word[..20]));
        assert_eq!(begins["total_count"], 0, "{begins}");
        assert_eq!(desk.app.get(&format!("{dataset}?where=text_en%20like%20%22{word}%22")).status, 400);
    });
}

/// A file that is exchanged stands for rules that a later version of the program has: what held does not hold.
#[test]
fn a_draft_that_does_not_hold_any_more_is_refused_with_its_report() {
    Desk::on_each_database().for_each(|desk| {
        let (drafter, approver) = (desk.key("draft"), desk.key("approve"));
        let (good, mut bad) = (desk.good(), desk.good());
        bad.set("objectives", "34", "progress", "500");
        let id = draft(&desk, &drafter, &good.csv());
        exchange(&desk, &bad.csv());
        let refused = decide(&desk.app, &approver, &id, "approve");
        assert_eq!((refused.status, &refused.json()["code"]), (422, &json!("filing_refused")), "{}", refused.text());
        let problem = refused.json();
        assert!(problem["detail"].as_str().is_some_and(|detail| detail.contains("1 error(s)")), "{problem}");
        let remarks = problem["report"]["remarks"].as_array().expect("a list");
        assert!(remarks.iter().any(|remark| remark["rule"] == "percentage"), "{problem:#}");
        assert_eq!(desk.app.get(&format!("/api/v1/releases/{}", next_release())).status, 404);
        let shown = read(&desk.app, &drafter, &format!("/api/v1/drafts/{id}")).json();
        assert_eq!((&shown["data"]["state"], &shown["data"]["report"]["errors"]), (&json!("open"), &json!(1)));
        // One that says what a release says already has nothing to publish.
        exchange(&desk, &desk.template("2026", "csv-rfc4180"));
        let known = decide(&desk.app, &approver, &id, "approve");
        assert_eq!((known.status, &known.json()["code"]), (409, &json!("conflict")), "{}", known.text());
        assert!(known.text().contains("2026.1"), "{}", known.text());
        exchange(&desk, &good.csv());
        assert_eq!(decide(&desk.app, &approver, &id, "approve").status, 200);
    });
}

/// The list tells of files and does not hold them; each file is where it is asked for.
#[test]
fn a_list_of_drafts_tells_of_files_that_are_read_one_by_one() {
    Desk::on_each_database().for_each(|desk| {
        let drafter = desk.key("draft");
        let (first, mut second) = (desk.good(), desk.good());
        second.set("objectives", "34", "achievements_en", "Another achievement.");
        let files = [first.csv(), second.csv()];
        let ids = files.each_ref().map(|file| draft(&desk, &drafter, file));
        let listed = read(&desk.app, &drafter, "/api/v1/drafts").json();
        let listed: Vec<&str> =
            listed["data"].as_array().expect("a list").iter().filter_map(|draft| draft["id"].as_str()).collect();
        assert_eq!(listed, [&*ids[1], &*ids[0]]);
        for (id, file) in ids.iter().zip(&files) {
            assert!(read(&desk.app, &drafter, &format!("/api/v1/drafts/{id}/file")).body == *file, "{id}");
        }
    });
}
