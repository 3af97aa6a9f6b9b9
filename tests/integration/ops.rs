//! Health, readiness and version, for those who run the service.

use serde_json::json;

use crate::support::{TestApp, on_each_database};

#[test]
fn a_running_process_is_alive() {
    on_each_database(|app| assert_eq!(app.json("/health/live")["status"], "alive"));
}

#[test]
fn a_service_with_a_current_release_is_ready() {
    on_each_database(|app| {
        let ready = app.json("/health/ready");
        assert_eq!(ready["status"], "ready");
        assert_eq!(ready["release"], "2026.1");
    });
}

#[test]
fn the_version_is_that_of_the_package() {
    let version = TestApp::on_sqlite().json("/version");
    assert_eq!(version, json!({"name": "jalon", "version": env!("CARGO_PKG_VERSION")}));
}

#[test]
fn answers_about_the_service_are_not_kept() {
    let app = TestApp::on_sqlite();
    for path in ["/health/live", "/health/ready", "/version"] {
        assert_eq!(app.get(path).header("cache-control"), Some("no-store"), "{path}");
    }
}

#[test]
fn a_service_without_its_tables_is_alive_and_not_ready() {
    on_each_database(|app| {
        app.database.execute("DROP TABLE current_release");
        let answer = app.get("/health/ready");
        assert_eq!(answer.status, 503, "{}", answer.text());
        assert_eq!(answer.json()["status"], "not_ready");
        assert_eq!(answer.json()["release"], json!(null));
        assert!(answer.header("retry-after").is_some());
        assert_eq!(app.get("/health/live").status, 200);
    });
}

#[test]
fn a_database_without_a_release_is_not_ready() {
    on_each_database(|app| {
        app.database.execute("DELETE FROM current_release");
        let answer = app.get("/health/ready");
        assert_eq!(answer.status, 503, "{}", answer.text());
        assert_eq!(answer.json()["status"], "not_ready");
    });
}

#[test]
fn a_failure_tells_nothing_of_the_inside() {
    on_each_database(|app| {
        app.database.execute("DROP TABLE statements");
        let answer = app.get("/api/v1/statements?limit=3");
        let problem = answer.problem(500, "internal");
        for inside in ["no such table", "does not exist", "SELECT", "relation", "sqlite", "postgres", "diesel"] {
            assert!(!answer.text().contains(inside), "{problem}");
        }
        let answer = app.get("/api/v1/statements?format=csv");
        answer.problem(500, "internal");
    });
}
