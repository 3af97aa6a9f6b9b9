//! `jalon load`: a release file becomes a release, or nothing changes.

use std::time::{Duration, Instant};

use crate::support::{
    TestApp,
    cli::{DATA, Finished, RecordCopy, jalon},
    on_each_database,
};

const R2026: &str = "releases/2026.toml";

/// A copy of release 2026 with another description of a source, as a revision.
fn corrected(revision: i32) -> RecordCopy {
    let copy = RecordCopy::new();
    copy.edit(R2026, "revision = 1", &format!("revision = {revision}\nreason = \"A description was wrong.\""));
    copy.edit(R2026, "recorded_at = 2026-11-22T14:00:00Z", "recorded_at = 2026-11-23T14:00:00Z");
    copy.edit(R2026, "Second report: axes", "The second report: axes");
    copy
}

fn load(app: &TestApp, file: &str) -> Finished {
    jalon(&["load", file], &[("DATABASE_URL", &app.database.url)])
}

fn load_copy(app: &TestApp, copy: &RecordCopy) -> Finished {
    load(app, copy.path(R2026).to_str().expect("the path is text"))
}

fn current(app: &TestApp) -> String {
    app.get("/api/v1/sources").header("jalon-release").unwrap_or_default().to_owned()
}

/// The description of a source in the release that a query chooses.
fn about(app: &TestApp, query: &str) -> String {
    let source = app.json(&format!("/api/v1/sources/overview-2026{query}"));
    source["data"]["about"]["en"].as_str().expect("a description").to_owned()
}

/// A running instance sees a release within a second; the rest is left to a busy machine.
fn wait_for(app: &TestApp, pinned: &str) {
    let started = Instant::now();
    while current(app) != pinned {
        assert!(started.elapsed() < Duration::from_secs(20), "{} on {}", current(app), app.database.name());
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn the_same_file_again_changes_nothing() {
    on_each_database(|app| {
        let before = app.get("/api/v1/releases").text();
        for year in ["2023", "2025", "2026"] {
            load(app, &format!("{DATA}/releases/{year}.toml"))
                .expect(0, &[&format!("{year}.1"), "nothing was changed"]);
        }
        std::thread::sleep(Duration::from_millis(700));
        assert_eq!(app.get("/api/v1/releases").text(), before);
    });
}

#[test]
fn a_correction_becomes_current_and_the_pinned_release_stays() {
    on_each_database(|app| {
        let pinned = app.get("/api/v1/objectives?release=2026.1");
        assert_eq!(current(app), "2026.1");
        load_copy(app, &corrected(2)).expect(0, &["2026.2", "current"]);
        wait_for(app, "2026.2");
        assert!(about(app, "").starts_with("The second report"), "the current release is the corrected one");
        assert!(about(app, "?release=2026").starts_with("The second report"), "2026 is its latest revision");
        assert!(about(app, "?release=2026.2").starts_with("The second report"));
        assert!(about(app, "?release=2026.1").starts_with("Second report"), "what was published stays");
        let again = app.get("/api/v1/objectives?release=2026.1");
        assert_eq!(again.text(), pinned.text());
        assert_eq!(again.header("etag"), pinned.header("etag"));
    });
}

#[test]
fn a_correction_is_listed_with_its_reason() {
    on_each_database(|app| {
        load_copy(app, &corrected(2)).expect(0, &[]);
        wait_for(app, "2026.2");
        let list = app.json("/api/v1/releases");
        assert_eq!(list["meta"]["total"], 4);
        assert!(list.to_string().contains("A description was wrong."), "{list}");
        assert_eq!(app.json("/health/ready")["release"], "2026.2");
    });
}

#[test]
fn a_revision_that_skips_one_is_refused() {
    on_each_database(|app| {
        load_copy(app, &corrected(3)).expect(1, &["2026", "revision 3", "revision 2", "nothing was changed"]);
        assert_eq!(app.json("/api/v1/releases")["meta"]["total"], 3);
    });
}

#[test]
fn other_content_under_the_same_revision_is_refused() {
    on_each_database(|app| {
        let copy = RecordCopy::new();
        copy.edit(R2026, "recorded_at = 2026-11-22T14:00:00Z", "recorded_at = 2026-11-23T14:00:00Z");
        copy.edit(R2026, "Second report: axes", "The second report: axes");
        load_copy(app, &copy).expect(1, &["2026", "revision 1", "revision 2", "nothing was changed"]);
        assert_eq!(app.json("/api/v1/releases")["meta"]["total"], 3);
    });
}

#[test]
fn a_correction_of_an_earlier_release_leaves_the_current_one() {
    on_each_database(|app| {
        let copy = RecordCopy::new();
        copy.edit("releases/2023.toml", "revision = 1", "revision = 2\nreason = \"A description was wrong.\"");
        copy.edit("releases/2023.toml", "recorded_at = 2026-11-22T14", "recorded_at = 2026-11-23T14");
        copy.edit("releases/2023.toml", "The strategic vision: 4", "The vision: 4");
        load(app, copy.path("releases/2023.toml").to_str().expect("the path is text")).expect(0, &["2023.2"]);
        let started = Instant::now();
        while app.json("/api/v1/releases")["meta"]["total"] != 4 {
            assert!(started.elapsed() < Duration::from_secs(20), "on {}", app.database.name());
            std::thread::sleep(Duration::from_millis(20));
        }
        assert_eq!(current(app), "2026.1");
        assert_eq!(app.get("/api/v1/axes?release=2023").header("jalon-release"), Some("2023.2"));
    });
}

#[test]
fn a_file_that_does_not_hold_is_refused_with_its_findings() {
    on_each_database(|app| {
        let copy = corrected(2);
        copy.edit(R2026, "An engaged ecosystem", "An encaged ecosystem");
        load_copy(app, &copy).expect(1, &["2026.toml", "axes 1, title", "[passage]"]);
        assert_eq!(app.json("/api/v1/releases")["meta"]["total"], 3);
    });
}

#[test]
fn a_missing_file_is_told() {
    let app = TestApp::on_sqlite();
    load(&app, "/nowhere/2026.toml").expect(1, &["/nowhere/2026.toml", "[readable]"]);
}

#[test]
fn loading_into_an_empty_database_loads_the_shipped_record_first() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let url = format!("sqlite://{}", directory.path().join("jalon.db").display());
    let copy = corrected(2);
    let file = copy.path(R2026);
    let file = file.to_str().expect("the path is text");
    jalon(&["load", file], &[("DATABASE_URL", &url)]).expect(0, &["2026.2", "current"]);
    jalon(&["migrate"], &[("DATABASE_URL", &url)]).expect(0, &["0 release(s) loaded"]);
}

#[test]
fn what_is_published_is_recorded_later_than_all_before_it() {
    on_each_database(|app| {
        let copy = RecordCopy::new();
        copy.edit(R2026, "revision = 1", "revision = 2\nreason = \"A description was wrong.\"");
        load_copy(app, &copy).expect(1, &["recorded at 2026-11-22 14:00:00", "nothing was changed"]);
        assert_eq!(app.json("/api/v1/releases")["meta"]["total"], 3);
    });
}

/// A correction of 2025 is seen by whoever reads the present, and leaves what is pinned as it was.
#[test]
fn a_pinned_history_outlives_a_correction_of_an_earlier_release() {
    on_each_database(|app| {
        let pinned = "/api/v1/axes/1/history?release=2026.1";
        let before = app.get(pinned).text();
        let changed = |path: &str| {
            let since = ("If-Modified-Since", "Sun, 22 Nov 2026 14:00:00 GMT");
            app.request("GET", path, &[since]).status == 200
        };
        assert!(!changed("/api/v1/releases") && !changed("/api/v1/axes"));
        let copy = RecordCopy::new();
        let file = "releases/2025.toml";
        copy.edit(file, "revision = 1", "revision = 2\nreason = \"A description was wrong.\"");
        copy.edit(file, "recorded_at = 2026-11-22T14", "recorded_at = 2026-11-23T14");
        load(app, copy.path(file).to_str().expect("the path is text")).expect(0, &["2025.2"]);
        let started = Instant::now();
        let first = |path: &str| app.json(path)["data"][0]["release"]["pinned"].as_str().map(str::to_owned);
        while first("/api/v1/axes/1/history").as_deref() != Some("2025.2") {
            assert!(started.elapsed() < Duration::from_secs(20), "on {}", app.database.name());
            std::thread::sleep(Duration::from_millis(20));
        }
        assert_eq!(app.get(pinned).text(), before);
        assert_eq!(first(pinned).as_deref(), Some("2025.1"));
        assert!(changed("/api/v1/releases") && changed("/api/v1/axes") && !changed("/api/v1/axes?release=2026.1"));
    });
}

#[test]
fn a_reply_is_published_and_never_taken_back() {
    on_each_database(|app| {
        const FINDINGS: &str = "findings.toml";
        let reply = "replies = [ { date = \"2026-11-23\", by = \"The publisher\", text = { fr = \"Nous l’avons noté.\", \
                     en = \"We have noted it.\" } } ]";
        let copy = corrected(2);
        copy.edit_after(FINDINGS, "id = \"F1\"", "state = \"open\"", &format!("state = \"answered\"\n{reply}"));
        load_copy(app, &copy).expect(0, &["2026.2"]);
        wait_for(app, "2026.2");
        let finding = app.json("/api/v1/findings/F1")["data"].clone();
        assert_eq!(finding["state"], "answered");
        assert_eq!(finding["replies"], "2026-11-23, The publisher: Nous l’avons noté. / We have noted it.");
        assert_eq!(app.json("/api/v1/findings/F1?release=2026.1")["data"]["state"], "open");

        copy.edit(R2026, "revision = 2", "revision = 3");
        copy.edit(R2026, "recorded_at = 2026-11-23T14:00:00Z", "recorded_at = 2026-11-24T14:00:00Z");
        copy.edit(FINDINGS, "We have noted it.", "We have not noted it.");
        load_copy(app, &copy).expect(1, &["findings F1", "replies are only added"]);
        copy.edit(FINDINGS, reply.replace("have noted", "have not noted").as_str(), "");
        copy.edit(FINDINGS, "state = \"answered\"", "state = \"open\"");
        load_copy(app, &copy).expect(1, &["findings F1", "replies are only added"]);
        assert_eq!(current(app), "2026.2");
    });
}

#[test]
fn a_recording_in_the_future_is_refused() {
    let app = TestApp::on_sqlite();
    let copy = corrected(2);
    // A typing error that would leave no later time for the next release.
    copy.edit(R2026, "recorded_at = 2026-11-23T14:00:00Z", "recorded_at = 2626-11-23T14:00:00Z");
    load_copy(&app, &copy).expect(1, &["release, recorded_at", "still to come"]);
    assert_eq!(current(&app), "2026.1");
}
