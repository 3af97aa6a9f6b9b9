//! Third stage: a release file as the complete set of rows that is stored and served.
//!
//! What a file does not state and an earlier release of the same edition does (a title in the other language) is taken
//! over with the release that stated it and its passages. What can be computed is computed here, once.

mod aims;
mod annexes;
mod citing;
mod compute;
mod derivations;
mod pairs;
mod passages;
mod plan;
mod releases;
mod statements;

use super::{
    annexes::Annexes,
    format::ReleaseFile,
    read::{LoadedRelease, Record},
};
use crate::{
    domain::{
        absence::{Absence, Absences},
        strategy::{Level, StatementKind},
        text::{Language, fold},
    },
    store::snapshot::Snapshot,
};

pub use compute::{Computation, compute};

/// The snapshots of a record's releases, each built on the one before it.
pub fn chain(record: &Record) -> Vec<Snapshot> {
    let mut chain: Vec<Snapshot> = Vec::new();
    for release in &record.releases {
        let snapshot = build(release, &record.annexes, chain.last());
        chain.push(snapshot);
    }
    chain
}

/// The rows of a release, on top of the release before it, and what changed since. The sequence is 0 until the snapshot is
/// stored.
pub fn build(release: &LoadedRelease, annexes: &Annexes, before: Option<&Snapshot>) -> Snapshot {
    let edition = &release.entry.release.edition;
    let earlier = before.filter(|before| &before.release.edition == edition);
    let carried = before.map(|before| before.sources.as_slice()).unwrap_or_default();
    let annexes = annexes.of(&release.entry.release.id, |id| {
        release.documents.contains_key(id) || carried.iter().any(|row| row.id == id)
    });
    let snapshot = releases::empty(release, &annexes);
    let mut builder = Builder { release, entry: &release.entry, annexes: &annexes, before, earlier, snapshot };
    builder.release_row();
    builder.sources();
    let computation = compute(&release.entry);
    builder.axes(&computation);
    builder.actions(&computation);
    builder.objectives();
    for (index, statement) in release.entry.new_objectives.iter().enumerate() {
        builder.statement(&Subject::strategy(), StatementKind::NewObjective, None, index, statement);
    }
    builder.annexes();
    builder.derivations();
    builder.number_passages();
    builder.passages();
    builder.pairs();
    builder.changes();
    builder.snapshot
}

struct Builder<'a> {
    release: &'a LoadedRelease,
    entry: &'a ReleaseFile,
    /// What stands beside the plan and rests on the documents of the release.
    annexes: &'a Annexes,
    /// The release before this one, whatever its edition: sources accumulate.
    before: Option<&'a Snapshot>,
    /// The release before this one in the same edition: titles are taken over.
    earlier: Option<&'a Snapshot>,
    snapshot: Snapshot,
}

/// What a statement or figure is about.
struct Subject {
    level: Level,
    code: String,
    axis: Option<String>,
    action: Option<String>,
}

impl Subject {
    fn strategy() -> Self {
        Subject { level: Level::Strategy, code: String::new(), axis: None, action: None }
    }

    fn objective(&self) -> Option<String> {
        (self.level == Level::Objective).then(|| self.code.clone())
    }
}

/// Says of each language that a field lacks that no source states it; a field absent as a whole keeps its own reason.
fn missing_languages(absent: &mut Absences, field: &str, has: impl Fn(Language) -> bool) {
    if absent.0.contains_key(field) {
        return;
    }
    for language in Language::ALL.into_iter().filter(|language| !has(*language)) {
        absent.insert(&format!("{field}_{}", language.as_str()), Absence::NotPublished);
    }
}

fn folded(texts: &[Option<String>]) -> String {
    let texts: Vec<String> = texts.iter().flatten().map(|text| fold(text)).collect();
    texts.join("\n")
}

fn count(number: usize) -> i32 {
    i32::try_from(number).expect("a document is far smaller than 2 GiB")
}
