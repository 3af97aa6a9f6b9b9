//! The dashboard, the alerts, the unit and docs/operating.md name what there is.

use std::{collections::BTreeSet, process::Command};

use jalon::config::SETTINGS;
use serde_json::Value;

use crate::support::{
    Database,
    cli::{Served, jalon},
    get,
};

const DASHBOARD: &str = include_str!("../../../operations/grafana/jalon.json");
const ALERTS: &str = include_str!("../../../operations/prometheus/alerts.yml");
const UNIT: &str = include_str!("../../../operations/systemd/jalon.service");
const SETTINGS_FILE: &str = include_str!("../../../operations/systemd/jalon.env");
const COMPOSITION: &str = include_str!("../../../docker-compose.yml");
const IMAGE: &str = include_str!("../../../Dockerfile");
const SHUT_OUT: &str = include_str!("../../../.dockerignore");
const GUIDE: &str = include_str!("../../../docs/operating.md");

/// The names of metrics in a text.
fn named(text: &str) -> BTreeSet<&str> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    words.filter(|word| word.starts_with("jalon_") || word.starts_with("process_")).collect()
}

/// The names that a running service tells, with those of the rows of histograms.
fn told() -> BTreeSet<String> {
    let database = Database::sqlite();
    database.fill();
    let service = Served::start(&[("DATABASE_URL", &database.url), ("METRICS_BIND", "127.0.0.1:0")]);
    get(service.address, "/api/v1/axes");
    let scrape = get(service.metrics(), "/metrics").text();
    let rows = scrape.lines().filter(|line| !line.starts_with('#'));
    rows.filter_map(|line| line.split(['{', ' ']).next()).map(str::to_owned).collect()
}

#[test]
fn every_metric_of_the_dashboard_and_the_alerts_is_told() {
    let told = told();
    serde_json::from_str::<Value>(DASHBOARD).expect("the dashboard is JSON");
    for (file, text) in [("the dashboard", DASHBOARD), ("the alerts", ALERTS)] {
        let named: Vec<&str> = named(text).into_iter().filter(|name| *name != "jalon_restored").collect();
        assert!(named.len() >= 8, "{file} names {named:?}");
        for name in named {
            assert!(told.contains(name), "{file} names {name}, and the service does not tell it");
        }
    }
}

#[test]
fn the_guide_tells_of_every_metric_and_of_no_other() {
    let told = told();
    let base =
        |name: &str| name.trim_end_matches("_bucket").trim_end_matches("_sum").trim_end_matches("_count").to_owned();
    let bases: BTreeSet<String> =
        told.iter().filter(|name| name.starts_with("jalon_")).map(|name| base(name)).collect();
    let guide: BTreeSet<String> = named(GUIDE)
        .into_iter()
        .filter(|name| name.starts_with("jalon_") && *name != "jalon_restored")
        .map(str::to_owned)
        .collect();
    assert_eq!(guide, bases);
}

#[test]
fn every_alert_tells_what_to_do() {
    let alerts = ALERTS.split("- alert: ").skip(1);
    let mut count = 0;
    for alert in alerts {
        let name = alert.lines().next().unwrap_or_default();
        assert!(alert.contains("runbook: ") && alert.contains("summary: ") && alert.contains("severity: "), "{name}");
        assert!(GUIDE.contains(&format!("- **{name}**: ")), "the guide does not tell of {name}");
        count += 1;
    }
    assert_eq!(GUIDE.matches("- **Jalon").count(), count, "the guide tells of no other");
}

/// The alerts look at the job by its name, which is what the guide lets Prometheus give it.
#[test]
fn the_guide_names_the_job_that_the_alerts_look_at() {
    let jobs: BTreeSet<&str> =
        ALERTS.split("job=\"").skip(1).filter_map(|rest| rest.split_once('"')).map(|(job, _)| job).collect();
    let given: BTreeSet<&str> = GUIDE.lines().filter_map(|line| line.trim().strip_prefix("- job_name: ")).collect();
    assert_eq!(given, BTreeSet::from(["jalon"]));
    assert_eq!(jobs, given);
}

/// The value of a setting of a section of the unit.
fn of_unit<'a>(section: &str, name: &str) -> &'a str {
    let (_, lines) = UNIT.split_once(&format!("[{section}]\n")).expect("the section is there");
    let mut lines = lines.lines().take_while(|line| !line.starts_with('['));
    lines.find_map(|line| line.strip_prefix(name)?.strip_prefix('=')).unwrap_or_default()
}

/// systemd gives up after five starts in ten seconds unless it is told not to; exit code 4, that of a database that is away,
/// is one to try again after. 2 and 3 are those of a command line and of settings that cannot be used.
#[test]
fn the_unit_is_started_again_until_its_database_is_there() {
    assert_eq!(of_unit("Service", "Restart"), "on-failure");
    assert_eq!(of_unit("Unit", "StartLimitIntervalSec"), "0");
    assert_eq!(of_unit("Service", "RestartPreventExitStatus"), "2 3");
}

/// Each worker may have 13 threads that wait for the database, and there is one a core, or 64 that `WORKERS` asks for.
#[test]
fn the_unit_has_threads_for_a_machine_of_many_cores() {
    let most: u32 = of_unit("Service", "TasksMax").parse().expect("a number");
    assert!(most >= 64 * (1 + 8 + 4 + 1), "{most}");
}

/// A command that lacks the settings of the service works on another database.
#[test]
fn commands_run_by_hand_read_the_settings_of_the_unit() {
    let file = of_unit("Service", "EnvironmentFile");
    let run = GUIDE.lines().find(|line| line.starts_with("run=\"systemd-run ")).expect("the guide tells how");
    assert!(run.ends_with(&format!(" --property=EnvironmentFile={file}\"")), "{run}");
    assert!(GUIDE.contains(&format!("install -D -m 600 operations/systemd/jalon.env {file}")));
    assert!(!UNIT.contains("DATABASE_URL"), "it is set in {file} alone");
    let mut set = Vec::new();
    for line in SETTINGS_FILE.lines().filter(|line| !line.starts_with("# ")) {
        let Some((name, value)) = line.trim_start_matches('#').split_once('=') else { continue };
        assert!(SETTINGS.iter().any(|setting| setting.name == name), "{name} is no setting");
        if !line.starts_with('#') {
            set.push((name, value));
        }
    }
    let (_, url) = set.iter().find(|(name, _)| *name == "DATABASE_URL").expect("the database is named");
    assert!(url.starts_with("sqlite:///"), "{url} is the same from every directory");
    let said = jalon(&["doctor"], &set).said();
    assert!(said.contains(*url) && !said.contains("the setting "), "{said}");
}

#[test]
fn every_command_of_the_guide_is_run_with_the_settings_of_the_service() {
    let (mut block, mut count) = (None, 0);
    for line in GUIDE.lines() {
        if let Some(language) = line.strip_prefix("```") {
            block = if block.is_none() { Some(language) } else { None };
        } else if matches!(block, Some("" | "sh")) && line.split(' ').any(|word| word == "jalon") {
            // The database is named there, and nothing else is asked for.
            let is_named = line.starts_with("DATABASE_URL=");
            let is_other = is_named || ["systemctl ", "install "].iter().any(|start| line.starts_with(start));
            assert!(is_other || line.starts_with("$run jalon "), "{line}");
            count += usize::from(!is_other);
        }
    }
    assert!(count >= 3, "{count}");
}

/// Memory that no limit bounds would end the service instead of the one answer that is too large.
#[test]
fn what_is_memory_in_the_composition_has_a_size() {
    let places: Vec<&str> = COMPOSITION.lines().filter(|line| line.trim_start().starts_with("tmpfs:")).collect();
    assert_eq!(places.len(), 2, "{places:?}");
    assert!(places.iter().all(|line| line.contains("/tmp:size=")), "{places:?}");
    assert_eq!(of_unit("Service", "Environment"), "TMPDIR=/var/tmp");
}

/// What a public instance sets, from outside of the composition.
#[test]
fn the_composition_takes_the_settings_of_a_public_instance() {
    for name in ["PUBLIC_URL", "TRUSTED_PROXIES", "CONTACT_NAME", "CONTACT_EMAIL", "SIGNING_KEY_FILE"] {
        let line = format!("{name}: ${{{name}:-}}");
        assert!(COMPOSITION.lines().any(|given| given.trim() == line), "{line}");
        assert!(GUIDE.contains(&format!("`{name}`")), "the guide does not tell of {name}");
    }
}

/// Whether a program is there; with `CI=true` a step of `.ci/run` sees to it.
fn is_there(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok()
}

#[test]
fn promtool_reads_the_alerts() {
    if is_there("promtool") {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/operations/prometheus/alerts.yml");
        let checked = Command::new("promtool").args(["check", "rules", file]).output().expect("it runs");
        assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
    }
}

/// The build of an image sees only what `.dockerignore` lets in.
#[test]
fn what_the_image_is_built_from_is_let_in() {
    let let_in: Vec<&str> = SHUT_OUT.lines().filter_map(|line| line.strip_prefix('!')).collect();
    let copied =
        IMAGE.lines().filter_map(|line| line.strip_prefix("COPY ")).filter(|line| !line.starts_with("--from="));
    let mut count = 0;
    for line in copied {
        let (sources, _) = line.rsplit_once(' ').expect("sources and a place");
        for source in sources.split(' ') {
            let is_in = let_in.iter().any(|place| source == *place || source.starts_with(&format!("{place}/")));
            assert!(is_in, "{source} is shut out");
            count += 1;
        }
    }
    assert!(count >= 8, "{count}");
}
