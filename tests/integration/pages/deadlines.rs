use crate::support::{TestApp, on_each_database};

/// "In mid-2026" is sorted as 30 June 2026, by convention; no state of objective 30 was published after that day.
#[test]
fn a_deadline_has_the_words_of_the_document_and_a_day_by_convention() {
    on_each_database(|app| {
        let page = app.page("/en/deadlines?on=2026-11-22&objective=30");
        let row = page.text(".deadlines tbody tr");
        for part in ["30 June 2026", "“in mid-2026”", "convention: mi- = 30 June"] {
            assert!(row.contains(part), "{part}: {row}");
        }
        assert!(row.contains("deadline passed without a published state") && row.contains("145 days ago"), "{row}");
        let french = app.page("/fr/deadlines?on=2026-11-22&objective=30").text(".deadlines tbody tr");
        assert!(french.contains("30 juin 2026") && french.contains("mi- = 30 juin"), "{french}");
        assert!(french.contains("échéance passée sans état publié"), "{french}");
    });
}

#[test]
fn the_day_decides() {
    on_each_database(|app| {
        let state =
            |on: &str| app.page(&format!("/en/deadlines?on={on}&objective=30")).text(".deadlines td:last-child");
        assert!(state("2026-06-30").starts_with("deadline to come the day itself"));
        assert!(state("2026-06-29").starts_with("deadline to come in 1 day"));
        assert!(state("2026-07-01").starts_with("deadline passed without a published state 1 day ago"));
    });
}

/// Objective 15.1 of 2023 was followed to objective 39, which is completed.
#[test]
fn an_aim_of_the_earlier_edition_leads_to_its_release() {
    on_each_database(|app| {
        let page = app.page("/fr/deadlines?on=2026-11-22&state=deadline_passed_with_published_state&edition=2023");
        assert_eq!(page.texts(".deadlines tbody tr").len(), 1);
        assert_eq!(page.links("Objectif 15.1 (version 2023)"), ["/fr/objectives/15.1?release=2023"]);
        assert_eq!(page.links("Objectif 39"), ["/fr/objectives/39"]);
        assert!(page.text(".deadlines td:last-child").contains("Terminé, 100 % (2026.1)"));
    });
}

#[test]
fn the_form_keeps_what_was_chosen_and_the_data_is_the_same() {
    let app = TestApp::on_sqlite();
    let page = app.page("/fr/deadlines?axis=4&on=2026-11-22&release=2026.1&state=upcoming");
    assert_eq!(page.values("#on", "value"), ["2026-11-22"]);
    assert_eq!(page.values("#state option[selected], #axis option[selected]", "value"), ["upcoming", "4"]);
    assert_eq!(page.values("input[type=hidden]", "value"), ["2026.1"]);
    let call = page.text(".behind code");
    let path = call.strip_prefix("GET ").expect("an API call");
    let total = app.json(path)["meta"]["total"].clone();
    assert_eq!(page.texts(".deadlines tbody tr").len(), total.as_u64().expect("a number") as usize);
    let calendar = &page.links("Les mêmes dans un agenda (.ics)")[0];
    assert_eq!(app.get(calendar).header("content-type"), Some("text/calendar; charset=utf-8"));
}

#[test]
fn every_deadline_leads_to_words_in_the_text_of_its_document() {
    let app = TestApp::on_sqlite();
    let page = app.page("/en/deadlines?on=2026-11-22");
    assert_eq!(page.texts(".deadlines tbody tr").len(), 64);
    let passages = page.values(".deadlines a[href*=\"/sources/\"]", "href");
    assert_eq!(passages.len(), 64);
    assert!(passages.iter().all(|href| href.contains("#p")), "{passages:?}");
    assert_eq!(page.values("svg.chart", "role"), ["img"]);
}

#[test]
fn without_a_day_the_page_is_of_today_and_kept_by_nobody() {
    let app = TestApp::on_sqlite();
    let answer = app.get("/fr/deadlines");
    assert_eq!(answer.header("cache-control"), Some("no-cache"));
    // It brings the stylesheet, as pages that are kept do.
    assert_eq!(answer.header("content-security-policy"), app.get("/fr").header("content-security-policy"));
    assert!(app.page("/fr/deadlines").text("#list").starts_with("Aujourd’hui, "));
}

#[test]
fn a_page_that_has_not_changed_keeps_its_policy() {
    let app = TestApp::on_sqlite();
    let first = app.get("/fr/deadlines?on=2026-11-22");
    let tag = first.header("etag").expect("a tag");
    let again = app.request("GET", "/fr/deadlines?on=2026-11-22", &[("If-None-Match", tag)]);
    assert_eq!(again.status, 304);
    assert_eq!(again.header("content-security-policy"), first.header("content-security-policy"));
}

#[test]
fn no_deadline_and_a_wrong_day_are_explained() {
    let app = TestApp::on_sqlite();
    let page = app.page("/fr/deadlines?on=2026-11-22&state=undated&axis=4");
    assert!(page.text("main").contains("Aucune échéance ne répond à ces choix."));
    let page = app.page("/fr/deadlines?on=demain");
    assert_eq!(page.status, 400);
    assert!(page.text(".lead").contains("« on »"));
}
