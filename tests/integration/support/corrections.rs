//! Corrections of the shipped record, published while a service runs.

use std::time::{Duration, Instant};

use jalon::domain::source::hexadecimal;
use sha2::{Digest, Sha256};

use super::{
    TestApp,
    cli::{RecordCopy, jalon},
};

/// A copy of the record with a second revision of a release.
pub fn revised(id: &str) -> RecordCopy {
    let copy = RecordCopy::of_releases();
    let file = format!("releases/{id}.toml");
    copy.edit(&file, "revision = 1", "revision = 2\nreason = \"A transcription was wrong.\"");
    copy.edit(&file, "recorded_at = 2026-11-22T14", "recorded_at = 2026-11-23T14");
    copy
}

/// Changes the words of a document by others of the same length, and its digest with them.
pub fn reprint(copy: &RecordCopy, release: &str, source: &str, from: &str, to: &str) {
    assert_eq!(from.chars().count(), to.chars().count(), "passages stay where they are");
    let digest = || {
        let bytes = std::fs::read(copy.path(source)).expect("the source is readable");
        hexadecimal(&Sha256::digest(&bytes))
    };
    let before = digest();
    copy.edit(source, from, to);
    copy.edit(release, &before, &digest());
}

/// Publishes a release of the copy and waits until the service has seen it.
pub fn publish(app: &TestApp, copy: &RecordCopy, id: &str) {
    let file = copy.path(&format!("releases/{id}.toml"));
    let loaded = jalon(&["load", file.to_str().expect("the path is text")], &[("DATABASE_URL", &app.database.url)]);
    loaded.expect(0, &[&format!("{id}.2")]);
    let started = Instant::now();
    while app.get(&format!("/api/v1/axes?release={id}.2")).status != 200 {
        assert!(started.elapsed() < Duration::from_secs(20), "on {}", app.database.name());
        std::thread::sleep(Duration::from_millis(20));
    }
}

const R2026: &str = "releases/2026.toml";
const OVERVIEW: &str = "sources/2026-overview.en.txt";

/// Release 2026 with one word of a statement and the figure of axis 1 corrected.
pub fn corrected() -> RecordCopy {
    let copy = revised("2026");
    reprint(&copy, R2026, OVERVIEW, "P2IA was launched in", "P2IA was extended in");
    copy.edit(R2026, "P2IA was launched in", "P2IA was extended in");
    reprint(&copy, R2026, OVERVIEW, "Global Progress 50%", "Global Progress 55%");
    copy.edit(R2026, "progress = { value = 50", "progress = { value = 55");
    copy
}
