//! `jalon doctor`: what is wrong with an installation and how to mend it. It changes nothing, and works where the service
//! does not start: with settings that cannot be used, and with a database that is away, missing or damaged.

mod content;
mod database;
mod replicas;
mod settings;
mod surroundings;

use serde::Serialize;

use super::CliError;
use crate::config::ConfigError;

/// How a thing that was looked at is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
enum Verdict {
    Ok,
    /// It works, and somebody should look at it.
    Warning,
    /// It does not work, or will not for long.
    Wrong,
}

impl Verdict {
    fn word(self) -> &'static str {
        match self {
            Verdict::Ok => "ok",
            Verdict::Warning => "warning",
            Verdict::Wrong => "wrong",
        }
    }
}

/// One thing that was looked at.
#[derive(Clone, Debug, Serialize)]
struct Check {
    /// What was looked at, in a word.
    topic: &'static str,
    verdict: Verdict,
    /// What was found.
    found: String,
    /// How to mend it; null if there is nothing to mend.
    mend: Option<String>,
}

/// All that was looked at, in order.
#[derive(Default)]
struct Report {
    checks: Vec<Check>,
}

impl Report {
    fn ok(&mut self, topic: &'static str, found: impl Into<String>) {
        self.checks.push(Check { topic, verdict: Verdict::Ok, found: found.into(), mend: None });
    }

    fn warn(&mut self, topic: &'static str, found: impl Into<String>, mend: impl Into<String>) {
        let (verdict, mend) = (Verdict::Warning, Some(mend.into()));
        self.checks.push(Check { topic, verdict, found: found.into(), mend });
    }

    fn wrong(&mut self, topic: &'static str, found: impl Into<String>, mend: impl Into<String>) {
        let (verdict, mend) = (Verdict::Wrong, Some(mend.into()));
        self.checks.push(Check { topic, verdict, found: found.into(), mend });
    }

    fn verdict(&self) -> Verdict {
        self.checks.iter().map(|check| check.verdict).max().unwrap_or(Verdict::Ok)
    }

    /// For people: a line a check, and under it how to mend it.
    fn text(&self) -> String {
        let line = |check: &Check| {
            let mend = check.mend.as_ref().map(|mend| format!("{:22}→ {mend}\n", "")).unwrap_or_default();
            format!("{:8}{:14}{}\n{mend}", check.verdict.word(), check.topic, check.found)
        };
        let lines: String = self.checks.iter().map(line).collect();
        let count = |verdict| self.checks.iter().filter(|check| check.verdict == verdict).count();
        let (warnings, wrongs) = (count(Verdict::Warning), count(Verdict::Wrong));
        format!("{lines}{} checks, {warnings} warning(s), {wrongs} wrong\n", self.checks.len())
    }

    fn json(&self) -> String {
        let report = serde_json::json!({"verdict": self.verdict(), "checks": self.checks});
        format!("{report:#}\n")
    }
}

/// Looks at everything; `filter` is what was wrong with `RUST_LOG`.
pub fn run(is_json: bool, filter: Option<ConfigError>) -> Result<(), CliError> {
    let mut report = Report::default();
    let (config, has_database) = settings::check(&mut report, filter);
    if !has_database {
        // What could be looked at is the default, which is another database than the one that was meant.
        let found = "not looked at, nor the disk that it lies on: DATABASE_URL cannot be used";
        report.warn("database", found, "mend DATABASE_URL and run `jalon doctor` again");
    } else if let Some(mut db) = database::check(&mut report, &config) {
        content::check(&mut report, &config, &mut db);
    }
    replicas::check(&mut report, &config);
    surroundings::check(&mut report, &config, has_database);
    super::print(&if is_json { report.json() } else { report.text() })?;
    match report.verdict() {
        Verdict::Wrong => Err(CliError::Unwell),
        _ => Ok(()),
    }
}
