//! How fast Jalon is, how much it holds and how it grows, beside the limit, its peers and the databases' own dumps, with
//! what is aimed at.
//!
//! `cargo bench` measures all of it in less than half an hour and writes `benches/RESULTS.md`; `cargo bench -- growth`
//! measures one section (`rates`, `exports`, `growth`, `overload`) and only prints it. What has to be installed is told before
//! anything is measured; `TEST_DATABASE_URL` names a PostgreSQL. It talks to 127.0.0.1 only and ends what it started. The
//! service is the release binary with its default settings, but for the limits of a client, on a database of its own; server,
//! database and load generator share the machine, so that figures compare within a run, not between machines.

mod bare;
mod dump;
mod exports;
mod growth;
mod machine;
mod memory;
mod million;
mod overload;
mod pace;
mod peers;
mod process;
mod question;
mod rates;
mod report;
mod request;
mod rows;
mod service;
mod wrk;

use std::{env, fs, path::Path, process::ExitCode};

/// That of the service, so that the limit has it too.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

use machine::{DATASETTE, POCKETBASE, PSQL, Program, ROAPI, SQLITE, WRK};
use report::Report;

/// A part of the run: its name, what it needs, whether it needs a PostgreSQL, and what it does.
type Section = (&'static str, &'static [Program], bool, fn(&mut Report, &Path));

const SECTIONS: [Section; 4] = [
    ("rates", &[WRK, DATASETTE, ROAPI, POCKETBASE], false, rates::measure),
    ("exports", &[DATASETTE, ROAPI, SQLITE, PSQL], true, exports::measure),
    ("growth", &[WRK], false, growth::measure),
    ("overload", &[WRK], false, overload::measure),
];

/// Where the report of a whole run is written.
const RESULTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/RESULTS.md");

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    // `cargo test` builds and runs benches too; only `cargo bench` passes this flag.
    if !arguments.iter().any(|argument| argument == "--bench") {
        return ExitCode::SUCCESS;
    }
    let wanted: Vec<&String> = arguments.iter().filter(|argument| !argument.starts_with("--")).collect();
    let known = SECTIONS.map(|(name, ..)| name);
    if let Some(unknown) = wanted.iter().find(|name| !known.contains(&name.as_str())) {
        eprintln!("there is no section {unknown}; the sections are {}", known.join(", "));
        return ExitCode::FAILURE;
    }
    let is_wanted = |name: &str| wanted.is_empty() || wanted.iter().any(|wanted| *wanted == name);
    let sections: Vec<&Section> = SECTIONS.iter().filter(|(name, ..)| is_wanted(name)).collect();
    let mut programs: Vec<Program> = Vec::new();
    for program in sections.iter().flat_map(|(_, programs, ..)| *programs) {
        if !programs.iter().any(|(name, ..)| *name == program.0) {
            programs.push(*program);
        }
    }
    if let Err(missing) = machine::check(&programs, sections.iter().any(|(_, _, postgresql, _)| *postgresql)) {
        eprintln!("{missing}");
        return ExitCode::FAILURE;
    }

    let mut report = Report::default();
    report.line("# How fast\n");
    report.line(
        "What `cargo bench` measured last; an aim stands beside each figure that has one. The README tells how it is run.\n",
    );
    machine::describe(&mut report, &programs);
    let directory = tempfile::tempdir().expect("a temporary directory");
    for (name, _, _, measure) in &sections {
        let own = directory.path().join(name);
        fs::create_dir(&own).expect("a directory");
        measure(&mut report, &own);
    }
    memory::tell(&mut report);
    if wanted.is_empty() {
        fs::write(RESULTS, report.text()).expect("the report is written");
    }
    ExitCode::SUCCESS
}
