//! `jalon doctor`: what it finds wrong, how it says to mend it, and that it changes nothing.

use serde_json::Value;

use crate::support::{Database, cli::jalon, databases};

fn doctor(settings: &[(&str, &str)]) -> (Option<i32>, Value) {
    let finished = jalon(&["doctor", "--json"], settings);
    let report = serde_json::from_str(&finished.stdout).unwrap_or_else(|e| panic!("{e}: {}", finished.said()));
    (finished.code, report)
}

/// The checks of a topic with a verdict.
fn found<'a>(report: &'a Value, topic: &str, verdict: &str) -> Vec<&'a str> {
    let checks = report["checks"].as_array().expect("checks").iter();
    let wanted = checks.filter(|check| check["topic"] == topic && check["verdict"] == verdict);
    wanted
        .map(|check| {
            assert_eq!(check["mend"].is_null(), verdict == "ok", "what is not well can be mended: {check}");
            check["found"].as_str().expect("a text")
        })
        .collect()
}

fn one<'a>(report: &'a Value, topic: &str, verdict: &str) -> &'a str {
    let found = found(report, topic, verdict);
    assert_eq!(found.len(), 1, "{topic} {verdict}: {report:#}");
    found[0]
}

#[test]
fn a_service_that_is_well_is_told_to_be() {
    for database in databases() {
        database.fill();
        let (code, report) = doctor(&[("DATABASE_URL", &database.url)]);
        assert_eq!(code, Some(0), "{report:#}");
        assert!(found(&report, "database", "ok").iter().any(|found| found.contains(database.name())), "{report:#}");
        assert!(found(&report, "database", "ok").contains(&"it can be written"));
        assert!(one(&report, "schema", "ok").starts_with("8 steps"), "{report:#}");
        assert!(one(&report, "release", "ok").starts_with("2026.1 is current, of 3 revisions"));
        // Due by 2026-06-30, as the ministry promised, and the clock of any machine that runs this is past it.
        assert!(one(&report, "release", "warning").contains("was due by 2026-06-30"));
        assert!(one(&report, "journal", "ok").ends_with("entries hold"));
        let text = jalon(&["doctor"], &[("DATABASE_URL", &database.url)]);
        text.expect(0, &["ok      database", "warning release", "→ ", "0 wrong"]);
    }
}

#[test]
fn settings_that_cannot_be_used_are_all_told_and_the_rest_is_looked_at() {
    let database = Database::sqlite();
    database.fill();
    let settings =
        [("DATABASE_URL", database.url.as_str()), ("BIND", "8080"), ("POOL_SIZE", "0"), ("RUST_LOG", "access=loud")];
    let (code, report) = doctor(&settings);
    assert_eq!(code, Some(7), "{report:#}");
    let wrong = found(&report, "setting", "wrong");
    assert_eq!(wrong.len(), 3, "{report:#}");
    for name in ["BIND", "POOL_SIZE", "RUST_LOG"] {
        assert!(wrong.iter().any(|found| found.contains(name)), "{report:#}");
    }
    assert!(one(&report, "schema", "ok").starts_with("8 steps"), "{report:#}");
}

/// What is looked at is what was meant, or nothing: never the default beside a setting that cannot be used.
#[test]
fn a_database_that_cannot_be_named_is_not_looked_at() {
    let settings = [("DATABASE_URL", "postgre://h/d"), ("DATABASE_REPLICA_URL", "postgres://user@replica/d")];
    let (code, report) = doctor(&settings);
    assert_eq!(code, Some(7), "{report:#}");
    assert!(one(&report, "setting", "wrong").contains("DATABASE_URL is `postgre://…`"), "{report:#}");
    assert!(one(&report, "setting", "warning").starts_with("DATABASE_REPLICA_URL was not looked at"), "{report:#}");
    assert!(one(&report, "database", "warning").starts_with("not looked at"), "{report:#}");
    assert!(!report.to_string().contains("jalon.db"), "{report:#}");
    // Its default is another database.
    assert!(!report.to_string().contains("leave it out"), "{report:#}");
}

#[test]
fn what_a_public_instance_lacks_is_told() {
    let warned = |more: &[(&str, &str)]| {
        let settings = [&[("PUBLIC_URL", "https://jalon.example")], more].concat();
        let (_, report) = doctor(&settings);
        let found = found(&report, "settings", "warning");
        (
            found.iter().any(|text| text.contains("TRUSTED_PROXIES")),
            found.iter().any(|text| text.contains("CONTACT_EMAIL")),
        )
    };
    assert_eq!(warned(&[]), (true, true));
    assert_eq!(warned(&[("TRUSTED_PROXIES", "127.0.0.1"), ("CONTACT_EMAIL", "data@jalon.example")]), (false, false));
    assert_eq!(warned(&[("PUBLIC_URL", "http://jalon.example")]), (false, true));
    assert_eq!(warned(&[("PUBLIC_URL", "")]), (false, false));
    // They are wrong, and so not empty.
    assert_eq!(warned(&[("TRUSTED_PROXIES", "here"), ("CONTACT_EMAIL", "data")]), (false, false));
}

/// Root may write what the service may not.
#[cfg(unix)]
#[test]
fn who_found_that_the_database_can_be_written_is_told_if_it_is_not_its_owner() {
    let database = Database::sqlite();
    database.fill();
    // Only root can give files away.
    if std::os::unix::fs::chown(database.url.trim_start_matches("sqlite://"), Some(12345), Some(12345)).is_err() {
        return;
    }
    let (_, report) = doctor(&[("DATABASE_URL", &database.url)]);
    let told = found(&report, "database", "ok");
    assert!(
        told.contains(
            &"it can be written by the user 0, who asks; the file belongs to the user 12345, who was not asked"
        )
    );
}

#[cfg(unix)]
#[test]
fn a_signing_key_that_all_may_read_is_not_taken_away_from_the_service() {
    use std::os::unix::fs::PermissionsExt;
    let directory = tempfile::tempdir().expect("a temporary directory");
    let path = directory.path().join("key.pem");
    let file = path.to_str().expect("the path is text");
    jalon(&["signing-key", file], &[]).expect(0, &[]);
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).expect("the file is the test's own");
    let database = Database::sqlite();
    database.fill();
    let settings = [("DATABASE_URL", database.url.as_str()), ("SIGNING_KEY_FILE", file)];
    let (_, report) = doctor(&settings);
    assert!(one(&report, "signing key", "warning").contains(file), "{report:#}");
    let checks = report["checks"].as_array().expect("checks").iter();
    let mend: String =
        checks.filter(|check| check["topic"] == "signing key").filter_map(|c| c["mend"].as_str()).collect();
    let places = ["chown", "chmod", "LoadCredential"].map(|word| mend.find(word));
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{mend}");
}

#[test]
fn a_database_that_is_missing_is_not_made() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let path = directory.path().join("jalon.db");
    let (code, report) = doctor(&[("DATABASE_URL", &format!("sqlite://{}", path.display()))]);
    assert_eq!(code, Some(7), "{report:#}");
    assert!(one(&report, "database", "wrong").contains("there is none at"), "{report:#}");
    assert_eq!(std::fs::read_dir(directory.path()).expect("readable").count(), 0, "nothing was made");
    let (code, report) = doctor(&[]);
    assert_eq!(code, Some(7), "{report:#}");
    assert!(one(&report, "database", "wrong").starts_with("DATABASE_URL is not set"), "{report:#}");
}

#[test]
fn a_database_that_is_away_is_told_without_its_password() {
    let (code, report) = doctor(&[("DATABASE_URL", "postgres://user:s3cret@127.0.0.1:1/jalon")]);
    assert_eq!(code, Some(7), "{report:#}");
    assert!(one(&report, "database", "wrong").contains("cannot open the database postgres://user@127.0.0.1:1/jalon"));
    assert!(!report.to_string().contains("s3cret"), "{report:#}");
}

#[test]
fn steps_that_are_pending_are_told_and_not_run() {
    for database in databases() {
        let (code, report) = doctor_of_empty(&database);
        assert_eq!(code, Some(7), "{report:#}");
        database.fill();
        database.execute("DELETE FROM __diesel_schema_migrations WHERE version = '20261128150000'");
        for _ in 0..2 {
            let (code, report) = doctor(&[("DATABASE_URL", &database.url)]);
            assert_eq!(code, Some(0), "{report:#}");
            assert!(one(&report, "schema", "warning").contains("1 step(s) are pending: 2026-11-28-150000_webhooks"));
        }
    }
}

/// An empty database: of SQLite it has to be a file first.
fn doctor_of_empty(database: &Database) -> (Option<i32>, Value) {
    database.execute("CREATE TABLE unrelated (id INTEGER); DROP TABLE unrelated");
    let (code, report) = doctor(&[("DATABASE_URL", &database.url)]);
    assert_eq!(one(&report, "schema", "wrong"), "there is no table of jalon");
    (code, report)
}

#[test]
fn a_newer_schema_is_wrong() {
    for database in databases() {
        database.fill();
        database.execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('99999999999999')");
        let (code, report) = doctor(&[("DATABASE_URL", &database.url)]);
        assert_eq!(code, Some(7), "{report:#}");
        assert!(one(&report, "schema", "wrong").contains("99999999999999"), "{report:#}");
    }
}

#[test]
fn a_journal_that_was_changed_is_wrong() {
    for database in databases() {
        database.fill();
        for name in ["One", "Another"] {
            let create = ["keys", "create", "--name", name, "--scope", "draft"];
            jalon(&create, &[("DATABASE_URL", &database.url)]).expect(0, &[]);
        }
        database.execute("UPDATE journal SET actor = 'somebody' WHERE seq = 2");
        let (code, report) = doctor(&[("DATABASE_URL", &database.url)]);
        assert_eq!(code, Some(7), "{report:#}");
        assert_eq!(one(&report, "journal", "wrong"), "entry 2: it was changed");
    }
}

#[test]
fn keys_that_ended_end_soon_or_do_nothing_are_told() {
    for database in databases() {
        database.fill();
        let key = |id: &str, created: &str, expires: &str| {
            format!(
                "INSERT INTO api_keys (id, name, scopes, secret_sha256, created_at, expires_at)
                 VALUES ('{id}', 'Key {id}', 'draft', '{id}', '{created}', '{expires}');"
            )
        };
        let soon = (chrono::Utc::now() + chrono::Days::new(10)).format("%Y-%m-%d 00:00:00").to_string();
        let today = chrono::Utc::now().format("%Y-%m-%d 00:00:00").to_string();
        database.execute(&key("ended", "2025-01-01 00:00:00", "2026-01-01 00:00:00"));
        database.execute(&key("ending", &today, &soon));
        database.execute(&key("idle", "2026-01-01 00:00:00", "2099-01-01 00:00:00"));
        database.execute(&key("fresh", &today, "2099-01-01 00:00:00"));
        let (code, report) = doctor(&[("DATABASE_URL", &database.url)]);
        assert_eq!(code, Some(0), "{report:#}");
        assert_eq!(one(&report, "keys", "ok"), "3 are valid");
        let warnings = found(&report, "keys", "warning");
        assert_eq!(warnings.len(), 3, "{report:#}");
        for (id, words) in [("ended", "ended on 2026-01-01"), ("ending", "ends on"), ("idle", "did nothing since")] {
            assert!(warnings.iter().any(|found| found.contains(id) && found.contains(words)), "{report:#}");
        }
    }
}

#[test]
fn a_time_in_the_future_is_wrong() {
    for database in databases() {
        database.fill();
        database.execute("UPDATE releases SET recorded_at = '2099-01-01 00:00:00' WHERE seq = 1");
        let (code, report) = doctor(&[("DATABASE_URL", &database.url)]);
        assert_eq!(code, Some(7), "{report:#}");
        assert!(one(&report, "clock", "wrong").contains("2099-01-01T00:00:00Z"), "{report:#}");
    }
}

#[test]
fn a_damaged_file_is_wrong() {
    let database = Database::sqlite();
    database.fill();
    let path = database.url.trim_start_matches("sqlite://").to_owned();
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    let mut bytes = std::fs::read(&path).expect("the file is there");
    let middle = bytes.len() / 2;
    bytes[middle..middle + 20_000].fill(0xa5);
    std::fs::write(&path, bytes).expect("it can be spoiled");
    let (code, report) = doctor(&[("DATABASE_URL", &database.url)]);
    assert_eq!(code, Some(7), "{report:#}");
    let wrong = one(&report, "database", "wrong");
    assert!(wrong.contains("damaged") || wrong.contains("malformed"), "{report:#}");
}
