//! The database is away, held or full while a release is published: a clear answer, nothing lost, and the same request
//! succeeds later.

use std::{
    thread::sleep,
    time::{Duration, Instant},
};

use serde_json::json;

use super::{Team, decide, draft, filled, key};
use crate::support::{
    TestApp,
    cli::{command, finish},
    databases,
    line::Line,
};

/// How long the database is away.
const AWAY: Duration = Duration::from_secs(30);

#[test]
fn a_database_that_is_away_for_half_a_minute_loses_nothing() {
    // A file is never away.
    for database in databases().into_iter().filter(|database| database.name() == "PostgreSQL") {
        let (line, url) = Line::to(&database.url);
        let app =
            TestApp::with(database, |config| config.database_url = jalon::store::Url::parse(&url).expect("a URL"));
        let team = Team::of(&app);
        let id = draft(&app, &team.drafter, &filled(&app, "2026-Q4", &[]));
        let kept = app.get("/api/v1/axes").body;
        line.cut();
        let gone = Instant::now();
        let refused = decide(&app, &team.approver, &id, "approve");
        assert_eq!((refused.status, refused.header("retry-after")), (503, Some("1")), "{}", refused.text());
        assert_eq!(app.get("/api/v1/axes").body, kept, "what is kept is served");
        assert_eq!(app.get("/health/ready").json()["status"], "degraded");
        sleep(AWAY.saturating_sub(gone.elapsed()));
        line.mend();
        let approved = decide(&app, &team.approver, &id, "approve");
        assert_eq!(approved.status, 200, "{}", approved.text());
        assert_eq!(app.get("/api/v1/axes").header("jalon-release"), Some("2026-Q4.1"));
    }
}

#[test]
fn a_database_that_another_writer_holds_is_told() {
    let app = TestApp::on_sqlite();
    let team = Team::of(&app);
    let id = draft(&app, &team.drafter, &filled(&app, "2026-Q4", &[]));
    let url = jalon::store::Url::parse(&app.database.url).expect("a URL");
    let mut other = url.open().expect("the database opens");
    use diesel::connection::SimpleConnection;
    other.batch_execute("BEGIN IMMEDIATE").expect("the lock is free");
    let refused = decide(&app, &team.approver, &id, "approve");
    assert_eq!((refused.status, &refused.json()["code"]), (503, &json!("unavailable")), "{}", refused.text());
    assert_eq!(app.json("/api/v1/releases")["meta"]["total"], 3);
    other.batch_execute("ROLLBACK").expect("the lock is given back");
    assert_eq!(decide(&app, &team.approver, &id, "approve").status, 200);
}

/// A file that may not grow stands for a disk that is full.
#[test]
fn a_full_disk_leaves_the_release_before() {
    let app = TestApp::on_sqlite();
    let (drafter, approver) = (key(&app.database.url, "A", &["draft"]), key(&app.database.url, "B", &["approve"]));
    let id = draft(&app, &drafter, &filled(&app, "2026-Q4", &[]));
    let settings = [("DATABASE_URL", &*app.database.url), ("RUST_LOG", "error"), ("JALON_KEY", &*approver)];
    let directory = tempfile::tempdir().expect("a temporary directory");
    let plain = command(&["drafts", "approve", &id], &settings, directory.path());
    let mut limited = std::process::Command::new("sh");
    // Blocks of 512 bytes: enough to begin with, far too few for a release. The signal that goes with the limit is ignored,
    // so that writing fails as it does on a full disk.
    limited
        .args(["-c", "trap '' XFSZ; ulimit -f 400; exec \"$0\" \"$@\""])
        .arg(plain.get_program())
        .args(plain.get_args());
    limited.envs(settings).current_dir(directory.path());
    limited
        .stdin(std::process::Stdio::null())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped());
    let full = finish(limited.spawn().expect("sh runs"));
    assert_eq!(full.code, Some(4), "{}", full.said());
    assert_eq!(app.json("/api/v1/releases")["meta"]["total"], 3);
    finish(command(&["drafts", "approve", &id], &settings, directory.path()).spawn().expect("it starts"))
        .expect(0, &["2026-Q4.1 is published"]);
}

/// PostgreSQL tells of its disk by an error of the class 53, which a trigger raises here in its words.
#[test]
fn a_full_disk_under_postgresql_leaves_the_release_before() {
    for database in databases().into_iter().skip(1) {
        let app = TestApp::start(database);
        let team = Team::of(&app);
        let id = draft(&app, &team.drafter, &filled(&app, "2026-Q4", &[]));
        app.database.execute(
            "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                 RAISE EXCEPTION USING ERRCODE = '53100', MESSAGE = 'could not extend file: No space left on device';
             END $$;
             CREATE TRIGGER full_disk BEFORE INSERT ON passages FOR EACH ROW EXECUTE FUNCTION full_disk()",
        );
        let refused = decide(&app, &team.approver, &id, "approve");
        assert_eq!((refused.status, &refused.json()["code"]), (503, &json!("unavailable")), "{}", refused.text());
        assert_eq!(app.json("/api/v1/releases")["meta"]["total"], 3);
        app.database.execute("DROP TRIGGER full_disk ON passages");
        assert_eq!(decide(&app, &team.approver, &id, "approve").status, 200);
    }
}
