//! The disk is full, or cannot be written.

use std::{
    fs::Permissions,
    os::unix::fs::{PermissionsExt, symlink},
    path::Path,
    process::{Command, Stdio},
};

use crate::{
    publishing::{Team, bearer, decide, draft, file, filled},
    support::{
        Database, TestApp,
        cli::{Finished, Served, command, finish, jalon},
        get, post,
        postgres::Server,
    },
};

/// Every write to this device fails for want of space.
const FULL: &str = "/dev/full";

/// The file of a table that is empty so far is put on a full device.
#[test]
fn a_full_disk_under_postgresql_refuses_what_is_written_and_serves_what_is_read() {
    let Some(server) = Server::start() else { return };
    let app = TestApp::start(Database::own(server.url()));
    let team = Team::of(&app);
    let text = filled(&app, "2026-Q4", &[]);
    let place = server.file("drafts");
    server.stop();
    let aside = place.with_extension("aside");
    std::fs::rename(&place, &aside).expect("the file can be moved");
    symlink(FULL, &place).expect("a link can be made");
    server.begin();
    super::until_it_is(&app, "ready");
    let refused = file(&app, &team.drafter, &text);
    refused.problem(503, "unavailable");
    assert_eq!(refused.header("retry-after"), Some("1"));
    assert_eq!(
        app.json("/api/v1/statements?limit=5")["meta"]["total"],
        app.json("/api/v1/statements?limit=6")["meta"]["total"]
    );
    assert_eq!(app.get("/health/ready").json()["status"], "ready");
    server.stop();
    std::fs::remove_file(&place).expect("the link can be removed");
    std::fs::rename(&aside, &place).expect("the file can be moved back");
    server.begin();
    super::until_it_is(&app, "ready");
    let sent = file(&app, &team.drafter, &text);
    println!("disk full under PostgreSQL: a draft {}, reads 200; with room again {}", refused.status, sent.status);
    assert_eq!(sent.status, 201, "{}", sent.text());
}

/// A file that may not grow stands for the disk.
#[test]
fn a_full_disk_under_sqlite_refuses_what_is_written_and_serves_what_is_read() {
    let app = TestApp::on_sqlite();
    let team = Team::of(&app);
    let id = draft(&app, &team.drafter, &filled(&app, "2026-Q4", &[]));
    let settings = [("DATABASE_URL", app.database.url.as_str())];
    // Blocks of 512 bytes: enough for a key or a draft, far too few for a release.
    let full = Served::through(&["sh", "-c", "trap '' XFSZ; ulimit -f 400; exec \"$0\" \"$@\""], &settings);
    let headers = [("Authorization", &*bearer(&team.approver))];
    let refused = post(full.address, &format!("/api/v1/drafts/{id}/approve"), &headers, b"");
    refused.problem(503, "unavailable");
    let read = get(full.address, "/api/v1/statements?limit=5");
    let ready = get(full.address, "/health/ready");
    assert_eq!((read.status, ready.status), (200, 200), "{}", ready.text());
    drop(full);
    assert_eq!(app.json("/api/v1/releases")["meta"]["total"], 3);
    let approved = decide(&app, &team.approver, &id, "approve");
    println!(
        "disk full under SQLite: a release {}, reads {}; with room again {}",
        refused.status, read.status, approved.status
    );
    assert_eq!(approved.status, 200, "{}", approved.text());
}

/// What starts a program that keeps to what files permit: root's right to pass over it is given up.
fn bound() -> &'static [&'static str] {
    let is_root = Command::new("id").arg("-u").output().expect("the user is known").stdout.starts_with(b"0\n");
    if is_root { &["setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override"] } else { &["env"] }
}

/// Lets files be read only, and the directory that holds them.
fn close(directory: &Path) {
    for entry in std::fs::read_dir(directory).expect("the directory is readable") {
        let path = entry.expect("an entry").path();
        std::fs::set_permissions(path, Permissions::from_mode(0o444)).expect("the file is the test's own");
    }
    std::fs::set_permissions(directory, Permissions::from_mode(0o555)).expect("the directory is the test's own");
}

/// Lets them be written again, so that they can be removed too.
fn reopen(directory: &Path) {
    std::fs::set_permissions(directory, Permissions::from_mode(0o755)).expect("the directory is the test's own");
    for entry in std::fs::read_dir(directory).expect("the directory is readable") {
        let path = entry.expect("an entry").path();
        std::fs::set_permissions(path, Permissions::from_mode(0o644)).expect("the file is the test's own");
    }
}

/// A database in WAL mode is read with its files `-wal` and `-shm`, which have to be there or to be made (SQLite,
/// "Write-Ahead Logging", section 5). A service that was killed leaves them.
#[test]
fn in_a_directory_that_cannot_be_written_the_service_starts_only_beside_files_that_are_left() {
    let database = Database::sqlite().with_record();
    let settings = [("DATABASE_URL", database.url.as_str())];
    let made = jalon(&["keys", "create", "--name", "Test", "--scope", "admin"], &settings);
    let key = made.stdout.trim().to_owned();
    let directory = Path::new(database.url.trim_start_matches("sqlite://")).parent().expect("a directory");
    let count = || std::fs::read_dir(directory).expect("the directory is readable").count();
    assert_eq!(count(), 1, "the last command has put all into the file and taken the others away");
    close(directory);
    let [alone, doctor] = ["serve", "doctor"].map(|command| through(bound(), command, &settings));
    reopen(directory);
    alone.expect(4, &["cannot open the database", "attempt to write a readonly database"]);
    doctor.expect(7, &["attempt to write a readonly database", "the right to write the file and its directory"]);

    drop(Served::start(&settings));
    assert_eq!(count(), 3, "a service that was killed leaves both");
    close(directory);
    let served = Served::through(bound(), &settings);
    let headers = [("Authorization", &*bearer(&key)), ("Content-Type", "application/json")];
    let refused = post(served.address, "/api/v1/keys", &headers, br#"{"name": "Test", "scopes": ["draft"]}"#);
    let read = get(served.address, "/api/v1/statements?limit=5");
    drop(served);
    reopen(directory);
    println!("read-only directory: exit code {:?}; beside files that are left reads {}", alone.code, read.status);
    refused.problem(503, "unavailable");
    assert_eq!(read.status, 200, "{}", read.text());
}

/// Runs a command to its end, started by another program.
fn through(program: &[&str], argument: &str, settings: &[(&str, &str)]) -> Finished {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let plain = command(&[argument], settings, directory.path());
    let mut started = Command::new(program[0]);
    started.args(&program[1..]).arg(plain.get_program()).args(plain.get_args()).current_dir(directory.path());
    for (name, value) in plain.get_envs() {
        match value {
            Some(value) => started.env(name, value),
            None => started.env_remove(name),
        };
    }
    started.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    finish(started.env("BIND", "127.0.0.1:0").spawn().expect("the program starts"))
}

#[test]
fn a_file_that_cannot_be_written_is_read_and_not_written() {
    let database = Database::sqlite().with_record();
    let settings = [("DATABASE_URL", database.url.as_str())];
    let made = jalon(&["keys", "create", "--name", "Test", "--scope", "admin"], &settings);
    let key = made.stdout.trim().to_owned();
    let path = database.url.strip_prefix("sqlite://").expect("the URL of a file");
    std::fs::set_permissions(path, Permissions::from_mode(0o444)).expect("the file is the test's own");
    let served = Served::through(bound(), &settings);
    let headers = [("Authorization", &*bearer(&key)), ("Content-Type", "application/json")];
    let refused = post(served.address, "/api/v1/keys", &headers, br#"{"name": "Test", "scopes": ["draft"]}"#);
    refused.problem(503, "unavailable");
    let read = get(served.address, "/api/v1/statements?limit=5");
    let ready = get(served.address, "/health/ready");
    println!("read-only file: a key {}, reads {}, readiness {}", refused.status, read.status, ready.status);
    assert_eq!((read.status, ready.status), (200, 200), "{}", ready.text());
}
