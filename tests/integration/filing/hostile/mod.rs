//! Files that nobody should file: each is refused with words, in little memory, and changes nothing.

mod archives;
mod texts;

use std::net::SocketAddr;

use super::{Desk, next_release};
use crate::support::{
    Database,
    cli::{Served, jalon},
    get, post,
};
use archives::workbooks;
use texts::texts;

/// Most memory that the service takes while it reads any of them, in kilobytes.
const MOST_MEMORY: u64 = 200 * 1024;

fn many(text: &str, count: usize) -> String {
    text.repeat(count)
}

/// The most memory that a process has taken, in kilobytes, without the pages of its own program: those of a debug build are
/// many times those of a release, and no file changes them.
fn peak(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).expect("the process runs");
    let of = |name: &str| -> u64 {
        let line = status.lines().find_map(|line| line.strip_prefix(name)).expect("Linux tells it");
        line.trim().trim_end_matches(" kB").parse().expect("a number")
    };
    of("VmHWM:") - of("RssFile:")
}

/// What readers and holders of keys see.
fn seen(address: SocketAddr, key: &str) -> (String, String) {
    let releases = get(address, "/api/v1/releases").text();
    let head = format!(
        "GET /api/v1/drafts HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nAuthorization: Bearer {key}\r\n\r\n"
    );
    (releases, crate::support::exchange(address, head.as_bytes(), false).text())
}

#[test]
fn hostile_files_are_refused_over_http_in_little_memory_and_change_nothing() {
    let desk = Desk::new();
    let template = desk.template(&next_release(), "xlsx");
    let database = Database::sqlite();
    let settings = [("DATABASE_URL", database.url.as_str()), ("WORKERS", "1")];
    // The record is loaded by another process, as on any start but the first: it takes as much memory as a file.
    jalon(&["migrate"], &settings).expect(0, &[]);
    let served = Served::start(&settings);
    let made = jalon(&["keys", "create", "--name", "A test", "--scope", "draft"], &settings);
    let key = made.stdout.trim().to_owned();
    let bearer = format!("Bearer {key}");
    let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/octet-stream")];
    let before = seen(served.address, &key);
    for (name, bytes, words) in workbooks(&template).into_iter().chain(texts()) {
        let answer = post(served.address, "/api/v1/drafts", &headers, &bytes);
        let problem = answer.problem(422, "filing_refused");
        let remarks = problem["report"]["remarks"].as_array().expect("a report");
        let told =
            remarks.iter().any(|remark| remark["message"]["en"].as_str().is_some_and(|text| text.contains(words)));
        assert!(told, "{name}: {:#?}", remarks.first());
        assert!(answer.body.len() < 4_000_000, "{name}: the report is {} bytes", answer.body.len());
        let peak = peak(served.id());
        assert!(peak < MOST_MEMORY, "{name}: {peak} kB");
    }
    for length in [21_000_000, 100_000_000] {
        let bytes = format!("level;code;title_fr\naxes;1;{}", many("a", length)).into_bytes();
        post(served.address, "/api/v1/drafts", &headers, &bytes).problem(413, "body_too_large");
    }
    assert!(peak(served.id()) < MOST_MEMORY);
    assert_eq!(seen(served.address, &key), before);
}

#[test]
fn hostile_files_are_refused_on_the_command_line() {
    let desk = Desk::new();
    let key = desk.key("draft");
    let template = desk.template(&next_release(), "xlsx");
    let directory = tempfile::tempdir().expect("a temporary directory");
    let wanted =
        ["a bomb that lies", "a place that is none", "deeper lists in TOML", "rubbish", "more strings than there are"];
    let files = workbooks(&template).into_iter().chain(texts());
    for (name, bytes, words) in files.filter(|(name, ..)| wanted.contains(name)) {
        let path = directory.path().join("file");
        std::fs::write(&path, bytes).expect("the file is written");
        let finished = desk.run(&["publish", path.to_str().expect("text"), "--lang", "en"], &[("JALON_KEY", &key)]);
        finished.expect(1, &["ERROR [file]", words, "nothing was changed"]);
        assert!(!finished.said().contains("panicked"), "{name}: {}", finished.said());
    }
    let list = desk.run(&["drafts", "list"], &[("JALON_KEY", &key)]);
    assert_eq!((list.code, list.stdout.as_str()), (Some(0), ""));
}

#[test]
fn a_body_that_is_no_file_is_refused() {
    let desk = Desk::new();
    let bearer = format!("Bearer {}", desk.key("draft"));
    let send = |media: &str, body: &[u8]| {
        desk.app.post("/api/v1/drafts", &[("Authorization", &bearer), ("Content-Type", media)], body)
    };
    for media in [
        "text/plain",
        "application/json",
        "application/vnd.ms-excel.sheet.macroenabled.12",
        "application/vnd.ms-excel",
        "",
    ] {
        let problem = send(media, b"level;code\n").problem(415, "unsupported_media_type");
        assert_eq!(problem["param"].as_str().map(str::to_lowercase).as_deref(), Some("content-type"), "{media}");
    }
    let form = "multipart/form-data; boundary=x";
    let problem = send(form, b"--x\r\nContent-Disposition: form-data; name=\"other\"\r\n\r\na\r\n--x--\r\n")
        .problem(400, "invalid_body");
    assert_eq!(problem["param"], "file");
    for body in
        [b"".as_slice(), b"--x\r\n", b"no form", b"--x\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nlevel"]
    {
        send(form, body).problem(400, "invalid_body");
    }
    send("multipart/form-data", b"--x--\r\n").problem(400, "invalid_body");
    send("text/csv", b"").problem(400, "invalid_body");
    let whole =
        b"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"../a.csv\"\r\n\r\nlevel;code\n\r\n--x--\r\n";
    send(form, whole).problem(422, "filing_refused");
}
